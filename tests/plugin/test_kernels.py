"""Kernels that share their imports are processes of their own all the same."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.plugin.kernels import can_share, sharing_kernels

pytestmark = pytest.mark.skipif(not can_share(), reason="only Linux forks kernels here")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Kernels that share no framework: what is tried here needs none."""
    with sharing_kernels(tmp_path_factory.mktemp("kernels"), dict(os.environ)) as name:
        yield name


def run(kernel: str, folder: Path, *cells: str, **environment: str) -> list[str]:
    """Run the cells in one kernel and return what each printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name=kernel, resources=where, timeout=60).execute(env={**os.environ, **environment})
    return ["".join(output.text for output in cell.outputs) for cell in notebook.cells]


def test_a_kernel_knows_nothing_of_an_earlier_one(kernel: str, tmp_path: Path) -> None:
    leave = "import builtins, numpy, os; builtins.left = numpy.left = 1; os.environ['LEFT'] = '1'; print(os.getpid())"
    look = "import builtins, numpy, os; print(hasattr(builtins, 'left'), hasattr(numpy, 'left'), 'LEFT' in os.environ)"
    (first,) = run(kernel, tmp_path, leave)
    second, seen = run(kernel, tmp_path, "import os; print(os.getpid())", look)
    assert first != second
    assert seen == "False False False\n"


def test_it_runs_in_its_folder_with_its_environment_and_sees_nothing_of_the_tests(kernel: str, tmp_path: Path) -> None:
    (shown,) = run(
        kernel, tmp_path, "import os, sys; print(os.getcwd(), os.environ['ASKED'], 'tests' in sys.modules)", ASKED="yes"
    )
    assert shown == f"{tmp_path} yes False\n"


def test_a_cell_may_start_a_process_and_learn_how_it_ended(kernel: str, tmp_path: Path) -> None:
    (shown,) = run(
        kernel, tmp_path, f"import subprocess; print(subprocess.run([{sys.executable!r}, '-c', 'exit(3)']).returncode)"
    )
    assert shown == "3\n"


def test_no_kernel_outlives_its_notebook(kernel: str, tmp_path: Path) -> None:
    (shown,) = run(kernel, tmp_path, "import os; print(os.getpid())")
    deadline = time.monotonic() + 10
    while Path(f"/proc/{int(shown)}").exists():
        assert time.monotonic() < deadline, "the kernel still runs"
        time.sleep(0.05)
