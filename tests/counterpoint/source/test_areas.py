"""Reading an area: what is a row, what belongs to it, and what is refused."""

from pathlib import Path

import pytest

from counterpoint.source.areas import Row, read_rows
from counterpoint.source.calls import aliases, calls, converts, letters
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES

START = {
    "pytorch": "import torch\nimport torch.nn.functional as F\nfrom torch import nn\nx = 1",
    "tensorflow": "import tensorflow as tf\nops = tf.math\nx = 1",
}


def area_of(folder: Path, pytorch: str, tensorflow: str) -> Topic:
    area = Repository(folder).topic("area")
    area.folder.mkdir(parents=True, exist_ok=True)
    for voice, rows in zip(VOICES, (pytorch, tensorflow), strict=True):
        text = f"# --8<-- [start:inputs]\n{START[voice.name]}\n# --8<-- [end:inputs]\n"
        text += f"# --8<-- [start:group]\n{rows}\n# --8<-- [end:group]\n"
        area.snippet(voice).write_text(text)
    return area


def rows_of(folder: Path, pytorch: str, tensorflow: str) -> dict[str, Row]:
    return {row.name: row for row in read_rows(area_of(folder, pytorch, tensorflow))}


def test_a_row_is_shown_to_the_letter(tmp_path: Path) -> None:
    code = "a = (\n    x.sum()  # why\n    + 1\n)"
    rows = rows_of(tmp_path, code, "a = tf.add( x,1 )")
    assert rows["a"].cells["pytorch"].expression == "(\n    x.sum()  # why\n    + 1\n)"
    assert rows["a"].cells["tensorflow"].expression == "tf.add( x,1 )"
    assert rows["a"].group == "group"


def test_the_comment_above_a_row_is_its_note(tmp_path: Path) -> None:
    code = "# First.\n\n# A note\n# in two lines.\n# no remedy: why.\na = 1"
    cell = rows_of(tmp_path, code, "# believed to differ: this.\na = 1")["a"].cells
    assert (cell["pytorch"].note, cell["pytorch"].no_remedy) == ("A note in two lines.", "why.")
    assert cell["tensorflow"].believed == "this."


def test_ways_follow_their_row_and_share_its_remedies(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a = 1\na_as_tensorflow = 2\nb = 3", "a = 1\nb = 2\na__ops = 3\nb_as_pytorch = 4")
    assert list(rows) == ["a", "a__ops", "b"]
    assert rows["a__ops"].cells["pytorch"].name == "a"
    assert rows["a__ops"].remedies["pytorch"].name == "a_as_tensorflow"
    assert rows["b"].remedies["tensorflow"].name == "b_as_pytorch"


def test_a_raising_row_names_its_errors(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "with suppress(TypeError, ValueError):\n    a = x + 1", "a = 1")
    assert rows["a"].cells["pytorch"].raises == "TypeError, ValueError"
    assert rows["a"].cells["pytorch"].expression == "x + 1"


@pytest.mark.parametrize(
    ("pytorch", "tensorflow", "words"),
    [
        ("a = 1", "b = 1", "has no TensorFlow side"),
        ("a = 1\nb = 1", "a = 1", "has no TensorFlow side"),
        ("a = 1\nc_as_tensorflow = 1", "a = 1", "is a remedy of no row"),
        ("a = 1\na = 2", "a = 1", "is written twice"),
        ("print(1)", "a = 1", "this is no row"),
        ("a = b = 1", "a = 1", "this is no row"),
        ("a += 1", "a = 1", "this is no row"),
        ("for a in []:\n    pass", "a = 1", "this is no row"),
        ("with open('a') as a:\n    b = 1", "a = 1", "this is no row"),
        ("A = 1", "A = 1", "cannot name a row"),
        ("a___b = 1", "a___b = 1", "cannot name a row"),
    ],
)
def test_what_is_no_row_is_refused(tmp_path: Path, pytorch: str, tensorflow: str, words: str) -> None:
    with pytest.raises(Fault, match=words):
        rows_of(tmp_path, pytorch, tensorflow)


# ------------------------------------------------------------------ calls


def expression(area: Topic, name: str, voice=PYTORCH):
    return read_rows_named(area, name).cells[voice.name].node


def read_rows_named(area: Topic, name: str) -> Row:
    return next(row for row in read_rows(area) if row.name == name)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("torch.add(x, 1)", ["torch.add"]),
        ("F.relu(x)", ["torch.nn.functional.relu"]),
        ("nn.Linear(1, 2)(x)", ["torch.nn.Linear"]),
        ("x.abs().sum()", ["torch.Tensor.sum", "torch.Tensor.abs"]),
        ("steps(torch.optim.Adam)", ["torch.optim.Adam"]),
        ("x + 1", []),
    ],
)
def test_calls_are_resolved_through_imports_and_aliases(tmp_path: Path, code: str, names: list[str]) -> None:
    area = area_of(tmp_path, f"a = {code}", "a = ops.add(x, 1)")
    known = aliases(area.snippet(PYTORCH))
    assert calls(expression(area, "a"), known, PYTORCH) == names
    theirs = calls(expression(area, "a", TENSORFLOW), aliases(area.snippet(TENSORFLOW)), TENSORFLOW)
    assert theirs == ["tf.math.add"]


@pytest.mark.parametrize(
    ("pytorch", "tensorflow", "same"),
    [
        ("torch.std(x)", "tf.std(x)", True),
        ("x.std()", "tf.std(x)", True),
        ("x.std(dim=1)", "ops.std(x, axis=1)", True),
        ("torch.split(x, 2)", "tf.split(x, 3)", False),
        ("torch.std(x)", "tf.reduce_std(x)", False),
        ("torch.std(x, dim=1)", "tf.std(x)", False),
    ],
)
def test_the_same_call_to_the_letter_is_one_without_its_module(
    tmp_path: Path, pytorch: str, tensorflow: str, same: bool
) -> None:
    area = area_of(tmp_path, f"a = {pytorch}", f"a = {tensorflow}")
    ours, theirs = (letters(expression(area, "a", voice), aliases(area.snippet(voice))) for voice in VOICES)
    assert (ours == theirs) is same


@pytest.mark.parametrize(
    ("remedy", "converted"),
    [
        ("x.sum().int()", True),
        ("a.permute(0, 2, 1)", True),
        ("torch.permute(x.sum(), (1, 0))", True),
        ("(a, a.values)", True),
        ("a[::-1]", True),
        ("a * 2", False),
        ("x.mean().int()", False),
        ("a.relu()", False),
        ("torch.tensor(3)", False),
    ],
)
def test_a_conversion_is_the_row_with_nothing_but_conversions_around_it(
    tmp_path: Path, remedy: str, converted: bool
) -> None:
    area = area_of(tmp_path, f"a = x.sum()\na_as_tensorflow = {remedy}", "a = 1")
    row = read_rows_named(area, "a")
    known = aliases(area.snippet(PYTORCH))
    assert converts(row.remedies["pytorch"].node, row.cells["pytorch"].node, "a", known) is converted
