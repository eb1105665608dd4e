"""Each topic's notebook, run from top to bottom in a fresh kernel, prints what it was published with."""

import copy
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from counterpoint.recordings.compare import first_difference
from counterpoint.rendering.for_notebook import make_notebook
from counterpoint.running.sandbox.limits import clean_environment
from counterpoint.source.repository import Topic
from counterpoint.source.voices import BY_NAME
from tests.conftest import REPOSITORY
from tests.plugin.kernels import sharing_kernels

LONGEST_CELL = 60  # seconds; the first one imports a framework


def printed(cell: nbformat.NotebookNode) -> str:
    """Return what a cell printed; start-up lines of C++ code go to stderr and are left out."""
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


def environment(home: Path) -> dict[str, str]:
    """Return what a kernel sees: no secret of this process, and no GPU, since a notebook shows what the CPU printed."""
    import matplotlib

    fonts = {"MPLCONFIGDIR": matplotlib.get_cachedir()}  # its list of them takes seconds to draw up
    return {**clean_environment(home, home), **fonts, "CUDA_VISIBLE_DEVICES": "-1"}


@pytest.fixture(scope="session")
def kernel_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The kernels that notebooks run in: each is a process of its own, forked off after the imports where it can be."""
    folder = tmp_path_factory.mktemp("kernels")
    (folder / "home").mkdir()
    with sharing_kernels(folder, environment(folder / "home"), *BY_NAME) as name:
        yield name


@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
@pytest.mark.parametrize("topic", REPOSITORY.topics(), ids=str)
def test_it_prints_what_it_was_published_with(tmp_path: Path, kernel_name: str, topic: Topic) -> None:
    published = make_notebook(topic)
    fresh = copy.deepcopy(published)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []

    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    folder = {"metadata": {"path": str(tmp_path / "work")}}
    NotebookClient(fresh, timeout=LONGEST_CELL, kernel_name=kernel_name, resources=folder).execute(
        env=environment(tmp_path / "home")
    )

    pairs = [(old, new) for old, new in zip(published.cells, fresh.cells, strict=True) if old.cell_type == "code"]
    assert pairs
    for old, new in pairs:
        difference = first_difference(printed(old), printed(new))
        section = old.metadata["counterpoint"]
        assert difference is None, f"{section}: {difference[1]!r}, published was {difference[0]!r}"
