"""`counterpoint lookup`: a call is found by either name, and a name that is unknown leads to near ones."""

import subprocess
import sys
import time

import pytest

from counterpoint.commands import lookup as module
from counterpoint.commands.lookup import lookup


@pytest.mark.parametrize("name", ["torch.std", "torch.Tensor.std", "keras.ops.std", "tf.math.reduce_std", "x.std()"])
def test_a_row_is_found_by_either_framework_s_name(name: str) -> None:
    lines = lookup(name)
    assert any(line.startswith("reductions: std") for line in lines)
    assert any("x.std()" in line for line in lines)


def test_it_names_verdict_values_and_the_remedy_in_both_directions() -> None:
    lines = lookup("tf.math.reduce_std")
    assert lines[0].startswith("reductions: std - differs by default in value and gradient")
    assert "  PyTorch:    x.std()  ->  2.28947" in lines
    assert "  to agree in PyTorch: x.std(correction=0)" in lines
    assert "  to agree in TensorFlow: tf.math.reduce_std(x) * (6 / 5) ** 0.5" in lines
    first, *_ = (line for line in lines if line.startswith("  dictionary/"))
    assert first == "  dictionary/reductions/#row-std"


def test_the_spelling_of_an_import_does_not_matter() -> None:
    assert lookup("tensorflow.math.reduce_std") == lookup("tf.math.reduce_std")
    assert lookup("tf.keras.ops.std") == lookup("keras.ops.std")


def test_a_part_of_a_name_finds_the_rows_that_hold_it() -> None:
    assert any("reduce_std" in line for line in lookup("reduce_st"))


def test_an_unknown_name_leads_to_near_ones() -> None:
    lines = lookup("torch.medain")
    assert lines[0] == "no row calls 'torch.medain'"
    assert "median" in lines[1]


def test_rows_about_a_name_stand_before_those_that_use_it() -> None:
    heads = [line for line in lookup("torch.nn.Linear") if " - " in line and not line.startswith(" ")]
    own = next(place for place, head in enumerate(heads) if head.startswith("network_layers: dense - "))
    used = next(place for place, head in enumerate(heads) if head.startswith("introspection: "))
    assert own < used


def test_a_near_name_of_the_same_framework_comes_before_another_s() -> None:
    assert lookup("torch.nn.GUR")[1].startswith("near names: torch.nn.GRU")
    assert lookup("keras.layers.GUR")[1].startswith("near names: keras.layers.GRU")


def test_a_name_that_is_near_nothing_says_so() -> None:
    assert lookup("qqqqqqqq") == ["no row calls 'qqqqqqqq'", "no name is near it"]


def test_it_reads_packaged_data_and_imports_no_framework() -> None:
    assert module.DATA.is_file()
    code = (
        "import sys; from counterpoint.commands.cli import app\n"
        "try:\n    app(['lookup', 'torch.std'])\n"
        "except SystemExit:\n    assert not {'torch', 'tensorflow', 'keras', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "differs by default" in done.stdout


def test_it_answers_within_three_tenths_of_a_second() -> None:
    started = time.process_time()
    for _ in range(10):
        lookup("torch.medain")
    assert (time.process_time() - started) / 10 < 0.3
