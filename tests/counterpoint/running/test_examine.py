"""The engine of the dictionary: each verdict is reached by a run, and what is declared is proved."""

from pathlib import Path

import numpy as np
import pytest

from counterpoint.recordings.rows import ABSENT, CONVERTED, DIFFERS, OTHER_MEANING, SAME, RowRecord
from counterpoint.running.compare_rows import close, same_distribution
from counterpoint.running.devices import load
from counterpoint.running.examine import examine
from counterpoint.running.proposals import proposals
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES

pytestmark = [pytest.mark.voice(voice.name) for voice in VOICES]
START = {
    "pytorch": "import torch\nfrom contextlib import suppress\nx = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])\n"
    "n = torch.tensor([2, 0, 1])",
    "tensorflow": "import keras\nimport tensorflow as tf\nfrom contextlib import suppress\n"
    "x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])\nn = tf.constant([2, 0, 1], tf.int64)",
}


@pytest.fixture
def computed(tmp_path: Path, devices: dict[str, str]):
    """Compute the rows of an area that holds these lines."""
    for voice in VOICES:
        load(voice, devices[voice.name])

    def compute(pytorch: str, tensorflow: str, helpers: str = "") -> tuple[dict[str, RowRecord], list[Fault]]:
        page = tmp_path / "docs" / "dictionary" / "area.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("/// rows | area\n")
        area = Repository(tmp_path).topic("area")
        area.folder.mkdir(parents=True, exist_ok=True)
        for voice, rows in zip(VOICES, (pytorch, tensorflow), strict=True):
            sections = {"inputs": START[voice.name], "helpers": helpers, "group": rows}
            marked = [
                f"# --8<-- [start:{name}]\n{code}\n# --8<-- [end:{name}]\n" for name, code in sections.items() if code
            ]
            area.snippet(voice).write_text('"""An area."""\n\n' + "\n".join(marked))
        record, faults = examine(area)
        return {row.name: row for row in record.rows}, faults

    return compute


def only(computed, pytorch: str, tensorflow: str) -> RowRecord:
    rows, faults = computed(pytorch, tensorflow)
    assert not faults, faults
    (row,) = rows.values()
    return row


def fault(computed, pytorch: str, tensorflow: str) -> str:
    _, faults = computed(pytorch, tensorflow)
    (one,) = faults
    return str(one)


# ------------------------------------------------------------------ verdicts


def test_equal_values_dtypes_shapes_and_gradients_are_the_same(computed):
    row = only(computed, "total = x.sum()", "total = tf.reduce_sum(x)")
    assert (row.verdict, row.differs, row.difference) == (SAME, [], 0.0)
    assert row.pytorch.value == row.tensorflow.value == "5.5"
    assert row.pytorch.calls == ["torch.Tensor.sum"] and row.tensorflow.calls == ["tf.reduce_sum"]


def test_the_gradient_alone_can_differ(computed):
    row = only(
        computed,
        "# no remedy: shown for its gradient.\nkept = x.detach()",
        "# no remedy: shown for its gradient.\nkept = x + 0",
    )
    assert (row.verdict, row.differs) == (DIFFERS, ["gradient"])
    assert row.pytorch.gradient == "none"


def test_no_two_mistakes_of_a_gradient_cancel(computed):
    """A flipped output has the same sum, and the same gradient of that sum."""
    row = only(
        computed, "# no remedy: why.\nf = x.flip(1).flip(1).flip(0)", "# no remedy: why.\nf = tf.reverse(x, [1])"
    )
    assert "gradient" in row.differs and "value" in row.differs


def test_another_dtype_differs_and_a_cast_converts(computed):
    row = only(
        computed,
        "order = x.argsort(dim=1)\norder_as_tensorflow = x.argsort(dim=1).int()",
        "order = tf.argsort(x, axis=1)\norder_as_pytorch = tf.cast(order, tf.int64)",
    )
    assert (row.verdict, row.differs) == (CONVERTED, ["dtype"])


def test_the_order_of_axes_is_a_conversion(computed):
    row = only(computed, "t = x.T\nt_as_tensorflow = x.T.T", "t = tf.identity(x)\nt_as_pytorch = tf.transpose(t)")
    assert (row.verdict, row.differs) == (CONVERTED, ["shape"])


def test_other_numbers_differ_and_arithmetic_is_no_conversion(computed):
    row = only(
        computed,
        "twice = 2 * x\ntwice_as_tensorflow = 3 * x",
        "twice = 3 * x\ntwice_as_pytorch = twice * 2 / 3",
    )
    assert (row.verdict, row.differs) == (DIFFERS, ["value", "gradient"])
    assert row.difference == 4.0


def test_the_same_call_to_the_letter_with_another_result_has_another_meaning(computed):
    row = only(
        computed,
        "std = torch.std(x, dim=1)\nstd_as_tensorflow = torch.std(x, dim=1, correction=0)",
        "std = keras.ops.std(x, axis=1)\nstd_as_pytorch = keras.ops.std(x, axis=1) * 1.5**0.5",
    )
    assert row.verdict == OTHER_MEANING


def test_what_is_missing_has_no_counterpart_and_its_replacement_runs(computed):
    row = only(
        computed,
        "top = x.cummax(dim=0).values",
        "top = hasattr(tf.math, 'cummax')\ntop_as_pytorch = tf.scan(tf.maximum, x)",
    )
    assert (row.verdict, row.tensorflow.value) == (ABSENT, "False")
    assert row.remedies["tensorflow"].expression == "tf.scan(tf.maximum, x)"


def test_an_error_is_declared_and_recorded(computed):
    row = only(
        computed,
        "with suppress(RuntimeError):\n    mean = n.mean()\nmean_as_tensorflow = n.sum() // 3",
        "mean = tf.reduce_mean(n)",
    )
    assert (row.verdict, row.differs) == (DIFFERS, ["error"])
    assert row.pytorch.value.startswith("raises NotImplementedError: mean()")


def test_a_function_of_the_inputs_is_a_row_and_is_shown_whole(computed):
    row = only(
        computed,
        "def pick(x, n):\n    return x[:, n]",
        "def pick(x, n):\n    return tf.gather(x, n, axis=1)",
    )
    assert row.verdict == SAME
    assert row.pytorch.expression == "def pick(x, n):\n    return x[:, n]"


def test_a_row_may_read_another_row_which_then_sees_the_same_inputs(computed):
    rows, faults = computed("a = 2 * x\nb = a.sum()", "a = 2 * x\nb = tf.reduce_sum(a)")
    assert not faults
    assert rows["b"].verdict == SAME and "NaN" in rows["b"].agree_on
    assert rows["b"].pytorch.gradient.startswith("[[3.0, 3.0")


def test_a_second_way_is_compared_with_the_other_side_and_with_the_first(computed):
    rows, faults = computed(
        "leak = torch.nn.functional.leaky_relu(x)\nleak_as_tensorflow = torch.nn.functional.leaky_relu(x, 0.2)\n"
        "leak__layer_as_tensorflow = torch.nn.functional.leaky_relu(x, 0.3)",
        "leak = tf.nn.leaky_relu(x)\nleak_as_pytorch = tf.nn.leaky_relu(x, 0.01)\n"
        "leak__layer = keras.layers.LeakyReLU()(x)",
    )
    assert not faults
    assert rows["leak__layer"].beside == ["value", "gradient"]
    assert rows["leak__layer"].remedies["tensorflow"].expression == "tf.nn.leaky_relu(x, 0.01)"


def test_random_rows_are_found_and_their_distributions_compared(computed):
    rows, faults = computed(
        "normal = torch.randn(2000)\n# no remedy: why.\nwide = torch.randn(2000)",
        "normal = tf.random.normal([2000])\n# no remedy: why.\nwide = 1.2 * tf.random.normal([2000])",
    )
    assert not faults
    assert (rows["normal"].verdict, rows["normal"].random) == (SAME, True)
    assert (rows["wide"].verdict, rows["wide"].differs) == (DIFFERS, ["value"])


def test_axes_in_another_order_are_learned_from_the_inputs(computed, monkeypatch):
    monkeypatch.setitem(START, "tensorflow", START["tensorflow"] + "\nx = tf.transpose(x)")
    row = only(computed, "total = x.sum(dim=1)", "total = tf.reduce_sum(x, axis=0)")
    assert row.verdict == SAME and "one element" in row.agree_on


def test_inputs_that_do_not_fit_are_told_with_their_line(computed, monkeypatch):
    rows = "total = x.sum()", "total = tf.reduce_sum(x)"
    monkeypatch.setitem(START, "tensorflow", START["tensorflow"].replace("4.0", "5.0"))
    with pytest.raises(Fault, match="the input 'x' holds other numbers") as caught:
        computed(*rows)
    assert (caught.value.path.name, caught.value.line) == ("area_tensorflow.py", 7)
    monkeypatch.setitem(START, "tensorflow", START["tensorflow"].partition("\nn =")[0])
    with pytest.raises(Fault, match="the input 'n' is missing") as caught:
        computed(*rows)
    assert caught.value.line == 4  # where the section begins


# ------------------------------------------------------------------ other inputs


def test_a_row_says_on_which_inputs_the_two_part(computed):
    row = only(computed, "norm = torch.linalg.norm(x)", "norm = tf.norm(x)")
    (edge,) = [edge for edge in row.edges if edge.input == "negative zero"]
    assert edge.differs == ["gradient"]
    assert "nan" in edge.tensorflow and "nan" not in edge.pytorch


def test_the_sign_of_a_zero_counts_where_zeros_are_proposed(computed):
    row = only(computed, "zero = x * 1", "zero = x + 0.0")
    assert row.verdict == SAME and "negative zero" in row.exceptions


def test_a_tie_is_shared_by_one_and_not_by_the_other(computed):
    row = only(computed, "top = x.max(dim=1).values", "top = tf.reduce_max(x, axis=1)")
    assert {"all equal", "NaN"} <= set(row.exceptions)


def test_the_proposals_cover_what_frameworks_stumble_over():
    made = proposals({"x": np.array([[1.0, 2.0], [3.0, 4.0]], "float32"), "n": np.array([0, 1])})
    assert list(made) == [
        *("empty", "one element", "negative zero", "all equal", "infinities", "NaN", "large values"),
        *("half precision", "integers", "an integer -1", "an integer 1000"),
    ]
    assert made["empty"]["x"].shape == (2, 0) and made["one element"]["x"].shape == (1, 1)
    assert np.signbit(made["negative zero"]["x"]).all() and not made["negative zero"]["x"].any()
    assert np.isinf(made["infinities"]["x"]).sum() == 2 and np.isnan(made["NaN"]["x"]).sum() == 1
    assert made["half precision"]["x"].dtype == np.float16 and made["integers"]["x"].dtype == np.int32
    assert made["an integer 1000"]["n"].tolist() == [0, 1000]
    assert made["NaN"]["n"].tolist() == [0, 1]


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("pytorch", "tensorflow", "words"),
    [
        ("a = x.std()\na_as_tensorflow = x.std(correction=0)", "a = keras.ops.std(x)", "has no remedy here"),
        ("a = 2 * x\na_as_tensorflow = 2.0001 * x", "# no remedy: why.\na = 3 * x", "doesn't agree (value, gradient)"),
        ("a = x.sum()\na_as_tensorflow = x.sum()", "a = tf.reduce_sum(x)", "mends nothing"),
        ("a = x.sum()", "a = hasattr(tf, 'reduce_sum')", "is not absent"),
        ("a = n.mean()", "a = 1", "it raises NotImplementedError"),
        ("with suppress(RuntimeError):\n    a = x.sum()", "a = tf.reduce_sum(x)", "raises nothing"),
        ("def a(x):\n    return x.nothing", "def a(x):\n    return x", "raises AttributeError"),
        ("a = torch.rand(5)", "a = tf.random.uniform([5])", "draws fewer than 1,000 numbers"),
        ("a = torch.nn.Linear(1, 1)", "a = 1", "not Linear"),
    ],
)
def test_a_row_that_proves_something_else_is_refused(computed, pytorch: str, tensorflow: str, words: str):
    try:
        assert words in fault(computed, pytorch, tensorflow)
    except Fault as met:  # the module itself did not run
        assert words in str(met)


def test_inputs_with_other_numbers_are_refused(computed, monkeypatch):
    monkeypatch.setitem(START, "tensorflow", START["tensorflow"].replace("0.5", "0.6"))
    with pytest.raises(Fault, match="the input 'x' holds other numbers"):
        computed("a = x.sum()", "a = tf.reduce_sum(x)")


def test_an_input_that_one_twin_lacks_is_refused(computed, monkeypatch):
    monkeypatch.setitem(START, "pytorch", START["pytorch"] + "\nmore = x + 1")
    with pytest.raises(Fault, match="the input 'more' is missing"):
        computed("a = x.sum()", "a = tf.reduce_sum(x)")


# ------------------------------------------------------------------ how close is the same


@pytest.mark.parametrize(
    ("dtype", "apart", "same"),
    [
        ("float32", 5e-6, True),
        ("float32", 3e-5, False),
        ("float64", 5e-10, True),
        ("float64", 1e-8, False),
        ("float16", 1e-3, True),
        ("float16", 1e-2, False),
    ],
)
def test_numbers_are_the_same_within_what_their_dtype_holds(dtype: str, apart: float, same: bool):
    one = np.array([1.0, 1.0])
    assert close(one * (1 + apart), one, dtype) is same


def test_whole_numbers_must_be_equal():
    assert close(np.array([2]), np.array([2]), "") and not close(np.array([2]), np.array([3]), "")


def test_nan_is_equal_to_nan_and_to_nothing_else():
    one = np.array([np.nan, 1.0], "float32")
    assert close(one, one, "float32")
    assert not close(one, np.array([0.0, 1.0], "float32"), "float32")


def test_two_samples_of_one_distribution_agree_and_of_two_do_not():
    draw = np.random.default_rng(0)
    assert same_distribution(draw.normal(size=2000), draw.normal(size=2000))
    assert not same_distribution(draw.normal(size=2000), draw.normal(0.2, 1, 2000))
    assert not same_distribution(draw.normal(size=2000), draw.normal(0, 1.2, 2000))
    assert not same_distribution(draw.uniform(-1.7, 1.7, 4000), draw.normal(size=4000))
