"""`counterpoint explain`: what the cases say, from packaged data, without running the file or importing a framework."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.commands.explain import explain
from counterpoint.commands.lookup import DATA
from counterpoint.recordings.rows_for_calls import RowsForCalls
from counterpoint.rendering.explained import as_json, explained
from counterpoint.rendering.explained_page import as_page
from counterpoint.rendering.explained_words import as_text
from counterpoint.source.faults import Fault
from counterpoint.source.reading.knowledge import knowledge
from counterpoint.source.reading.program import read_program
from tests.conftest import REPOSITORY
from tests.reading.cases import CASES, answer, rows_of_cases

ROWS = RowsForCalls(rows_of_cases(), knowledge())
READABLE = [case for case in CASES if "unread" not in case]
PROGRAM = """\
import torch
from torch import nn

raise SystemExit("this program was run")
x = torch.randn(3, 4)
x.std(dim=1)
nn.LeakyReLU(0.3)(x)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def file_of(case: dict[str, Any], folder: Path) -> Path:
    path = folder / ("case.ipynb" if case["code"].startswith('{"cells"') else "case.py")
    path.write_text(case["code"], encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("case", READABLE, ids=lambda case: case["name"])
def test_the_command_tells_what_the_case_says(case: dict[str, Any], tmp_path: Path) -> None:
    told = json.loads(as_json(explained(read_program(file_of(case, tmp_path)), ROWS)))
    expected = {"notes": case.get("notes", []), "unresolved": case.get("unresolved", [])}
    assert answer(told) == expected
    assert told["counts"]["of a framework"] == len(expected["notes"])


@pytest.mark.parametrize("case", [case for case in CASES if "unread" in case], ids=lambda case: case["name"])
def test_what_is_no_python_is_told_with_its_line(case: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Fault) as told:
        read_program(file_of(case, tmp_path))
    assert told.value.line == case["unread"]["command"]
    assert "this is no Python" in str(told.value)


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


def test_a_note_has_the_counterpart_the_remedies_and_the_row_s_address(program: Path) -> None:
    lines = list(as_text(explain(program)))
    std = lines[lines.index("line 6: x.std(dim=1)") :]
    assert std[1].startswith("  torch.Tensor.std: differs by default in value")
    for line in (
        "    TensorFlow: tf.math.reduce_std(x)",
        "    the row has other arguments: x.std()",
        "    to get TensorFlow's result here: x.std(correction=0)",
        "    to get this result in TensorFlow: tf.math.reduce_std(x) * (6 / 5) ** 0.5",
        "    dictionary/reductions/#row-std",
    ):
        assert line in std


def test_a_call_that_is_written_as_the_remedy_agrees(program: Path) -> None:
    lines = list(as_text(explain(program)))
    assert any("torch.nn.LeakyReLU: agrees with TensorFlow as it is written" in line for line in lines)


def test_a_function_of_several_statements_is_left_to_the_row(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    functions = [row for row in rows if row["tensorflow"].startswith("def ") and row["pytorch_calls"]]
    shown = []
    for row in functions:
        path.write_text(f"import torch\n{row['pytorch_calls'][0]}()\n", encoding="utf-8")
        shown += as_text(explained(read_program(path), RowsForCalls([row], knowledge())))
    assert "    TensorFlow: a function, which the row shows" in shown
    assert not any("def " in line for line in shown)


def test_a_cell_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": source} for source in ("import torch", "x = = 1", "torch.std(x)")]
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    told = explain(path)
    assert [note.place for note in told.notes] == ["cell 3, line 1"]
    assert told.program.unread == ["cell 2, line 1: invalid syntax"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("gone.py", None, "there is no such file"),
        ("broken.ipynb", "{", "this notebook is no JSON"),
        ("other.ipynb", "[]", "this notebook has no cells"),
        ("number.ipynb", '{"cells": [{"cell_type": "code", "source": 5}]}', "this notebook has no cells"),
        ("null.py", "x = '\0'", "this is no Python"),
        ("deep.py", "(" * 3000, "this is no Python"),
        ("long.py", "import torch\nx = " + "x + " * 900 + "x", "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_message(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["explain", str(path)])
    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2


def test_the_page_holds_every_line_and_no_markup_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "hostile.py"
    path.write_text("import torch\ntorch.std(x)  # <script>alert(1)</script>\n", encoding="utf-8")
    page = as_page(explain(path), "<b>.py")
    assert "<script" not in page and "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "tf.math.reduce_std(x)" in page


def test_json_and_html_are_printed_whole(program: Path) -> None:
    told = json.loads(CliRunner().invoke(app, ["explain", str(program), "--json"]).stdout)
    assert [note["row"]["address"] for note in told["notes"] if note["row"]][1] == "dictionary/reductions/#row-std"
    assert CliRunner().invoke(app, ["explain", str(program), "--html"]).stdout.startswith("<!doctype html>")


def test_nothing_is_run_and_no_framework_imported(program: Path) -> None:
    code = (
        "import sys; from counterpoint.commands.cli import app\n"
        f"try:\n    app(['explain', {str(program)!r}])\n"
        "except SystemExit:\n    assert not {'torch', 'tensorflow', 'keras', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "differs by default" in done.stdout


def test_three_hundred_lines_are_told_within_half_a_second(tmp_path: Path) -> None:
    sources = [area.folder / f"{area}_pytorch.py" for area in REPOSITORY.areas()]
    lines = "\n".join(path.read_text(encoding="utf-8") for path in sources).split("\n")
    path = tmp_path / "long.py"
    started = time.process_time()
    path.write_text("\n".join(_statements(lines)[:300]), encoding="utf-8")
    notes = explain(path).notes
    assert len(notes) > 200
    assert time.process_time() - started < 0.5


def _statements(lines: list[str]) -> list[str]:
    """Return the lines that are whole statements by themselves."""
    whole = [line for line in lines if " = " in line and line.endswith(")") and not line.startswith((" ", "#"))]
    return ["import torch", "import torch.nn.functional as F", "from torch import nn", *whole]
