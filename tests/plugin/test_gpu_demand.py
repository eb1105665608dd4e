"""`--require-gpu`: what makes such a run fail. The GPU is a stand-in; the runs of pytest are real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# A suite of its own: three tests of a voice, one of both, one of none. GpuDemand is that of the real suite.
CONFTEST = """
import pytest
from counterpoint.source.voices import PYTORCH
from tests.plugin.gpu_demand import GpuDemand

def pytest_configure(config):
    for name in ("pytorch", "tensorflow", "duet", "no_framework"):
        config.addinivalue_line("markers", name)
    config.pluginmanager.register(GpuDemand([PYTORCH]))
"""
TESTS = """
import pytest

@pytest.mark.pytorch
@pytest.mark.parametrize("number", [1, 2])
def test_of_the_voice(number): pass

@pytest.mark.pytorch
def test_that_fails_as_expected(): XFAIL

@pytest.mark.duet
def test_of_both(): pass

@pytest.mark.tensorflow
def test_of_the_other(): pytest.skip("is not asked for")

@pytest.mark.repository
def test_of_none(): pass
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TESTS.replace("XFAIL", 'pytest.xfail("so it is")'))
    return tmp_path


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY.root), "PYTEST_ADDOPTS": "", **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_of_every_test_is_accepted(suite: Path, workers: str) -> None:
    done = run(suite, "-n", workers)
    assert done.returncode == 0, done.stdout
    assert "on the GPU: all 4 tests of PyTorch" in done.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("chosen", [("-m", "pytorch"), ("-k", "not both")])
def test_a_test_that_was_deselected_is_missing(suite: Path, workers: str, chosen: tuple[str, str]) -> None:
    done = run(suite, "-n", workers, *chosen)
    assert done.returncode == 1, done.stdout
    assert (
        "--require-gpu: 1 of 4 tests of PyTorch did not run here, and do on the CPU: test_it.py::test_of_both"
    ) in done.stdout


def test_a_test_that_was_skipped_is_missing(suite: Path) -> None:
    file = suite / "test_it.py"
    file.write_text(file.read_text().replace("(number): pass", "(number): pytest.skip('no GPU')"))
    done = run(suite)
    assert done.returncode == 1, done.stdout
    assert "--require-gpu: 2 of 4 tests of PyTorch did not run here" in done.stdout
    assert "test_it.py::test_of_the_voice[1], test_it.py::test_of_the_voice[2]" in done.stdout


def test_a_run_that_collected_no_test_of_the_voice_is_a_failure(suite: Path) -> None:
    (suite / "test_it.py").write_text("def test_of_none(): pass\n")
    done = run(suite)
    assert done.returncode == 1, done.stdout
    assert "--require-gpu: no test of PyTorch was collected" in done.stdout


REFUSED = {
    "cpu": "--require-gpu: PyTorch would run on the CPU here",
    "auto": "--require-gpu: PyTorch would run on the CPU here",
    "cuda": "--require-gpu: PyTorch sees no GPU here. Run on a machine that has one, or leave out --device.",
}


@pytest.mark.voice("pytorch")
@pytest.mark.parametrize("device", REFUSED)
def test_the_suite_refuses_to_begin_where_there_is_no_gpu(device: str) -> None:
    """The suite itself; an empty list of GPUs hides any that this machine may have."""
    arguments = ["--device", device, "--voice", "pytorch", "--require-gpu", "--collect-only", "tests/topics"]
    done = run(REPOSITORY.root, *arguments, CUDA_VISIBLE_DEVICES="")
    assert done.returncode == 4
    assert done.stderr.strip() == f"ERROR: {REFUSED[device]}"


def test_a_shard_is_no_whole_suite() -> None:
    done = run(REPOSITORY.root, "--require-gpu", "--shard", "1/2", "--collect-only", "tests/topics")
    assert done.returncode == 4
    assert done.stderr.strip() == "ERROR: --require-gpu counts the whole suite: leave out --shard"


def test_the_header_says_where_each_voice_runs() -> None:
    done = run(
        REPOSITORY.root,
        "-v",
        "--device",
        "cuda",
        "--voice",
        "tensorflow",
        "--collect-only",
        "tests/topics/test_clinic.py",
    )
    assert "device: PyTorch on cpu, TensorFlow on cuda" in done.stdout
