"""Read what a section printed, run a section again with something changed, and take each voice in turn."""

import contextlib
import io
import types
from typing import Any

import pytest

from counterpoint.recordings.compare import first_difference
from counterpoint.running.runner import Run
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME

EITHER = [pytest.param(name, marks=pytest.mark.voice(name)) for name in BY_NAME]


def assert_printed(printed: str, expected: list[str]) -> None:
    """Assert that these lines were printed; decimals may differ by one unit of their last place."""
    assert first_difference("\n".join(expected), printed) is None, printed


def labelled(printed: str) -> dict[str, str]:
    """Return the lines `label: value` as a dictionary."""
    return dict(line.split(": ", 1) for line in printed.splitlines())


def names_again(repository: Repository, module: types.ModuleType, section: str, **changed: Any) -> dict[str, Any]:
    """Run one section of a snippet with some of its names changed; return all names after it.

    Later sections may reuse a name, such as that of a picture's axes.
    """
    topic, _, voice = module.__name__.rpartition("_")
    names = {**vars(module), **changed}
    exec(read_sections(repository.topic(topic).snippet(BY_NAME[voice]))[section].code, names)
    return names


def run_again(repository: Repository, module: types.ModuleType, section: str, **changed: Any) -> str:
    """Run one section of a snippet with some of its names changed; return what it prints.

    An agreement that prints True must turn False when one side is changed.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        names_again(repository, module, section, **changed)
    return printed.getvalue()


def printed_lines(run: Run) -> dict[str, list[str]]:
    """Return the lines of each section that prints, without the blanks around them."""
    return {section: [line.strip() for line in text.splitlines()] for section, text in run.outputs.items() if text}


def kept(pytorch: types.ModuleType, content: Any) -> Any:
    """Return what torch.load makes of a file with this content."""
    file = io.BytesIO()
    pytorch.torch.save(content, file)
    file.seek(0)
    return pytorch.torch.load(file)
