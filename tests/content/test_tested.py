"""What the page "How this is tested" says of the frameworks and of the suite."""

import re
import subprocess
import sys

import pytest

from counterpoint.recordings.compare import first_difference
from counterpoint.running import gpu
from counterpoint.source.repository import Repository

DEFAULTS = {
    "pytorch": "import torch; print(torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32)",
    "tensorflow": ("import tensorflow as tf; print(tf.config.experimental.tensor_float_32_execution_enabled())"),
}


def by_default(name: str) -> str:
    """Return what a new process prints: in this one a run on a GPU has changed the switches."""
    done = subprocess.run([sys.executable, "-c", DEFAULTS[name]], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
def test_tf32_is_on_in_tensorflow_and_in_pytorchs_cudnn_and_off_in_its_matrix_products() -> None:
    assert by_default("pytorch") == "True False"
    assert by_default("tensorflow") == "True"


def test_pytorch_brings_cuda_13_and_tensorflow_cuda_12(repository: Repository) -> None:
    lines = (repository.root / "constraints.txt").read_text("utf-8").splitlines()
    brought = {line.partition("==")[0]: line.partition("# via ")[2].split(", ") for line in lines if "# via" in line}
    assert "torch" in brought["nvidia-cudnn-cu13"]
    assert "torch" not in brought["nvidia-cudnn-cu12"]
    assert "tensorflow" in brought["nvidia-cudnn-cu12"]
    assert "tensorflow" not in brought["nvidia-cudnn-cu13"]
    text = " ".join(repository.page("tested.md").text.split())
    assert "PyTorch those of 13 and TensorFlow those of 12" in text


def test_the_page_names_the_factor_of_the_bounds_on_a_gpu(repository: Repository) -> None:
    named = re.search(r"bounds are (\d+) times those of the CPU", repository.page("tested.md").text.replace("\n", " "))
    assert named
    assert float(named[1]) == gpu.BOUND_FACTOR


@pytest.mark.parametrize(
    ("recorded", "printed", "equal"),
    [
        ("loss: 0.231", "loss: 0.232", True),
        ("loss: 0.231", "loss: 0.233", False),
        ("steps: 7", "steps: 8", False),
        ("loss: nan", "loss: 0.231", False),
    ],
)
def test_decimals_may_differ_by_one_unit_of_the_last_place_and_nothing_else_may(
    recorded: str, printed: str, equal: bool
) -> None:
    assert (first_difference(recorded, printed) is None) == equal
