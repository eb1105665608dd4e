"""Read what a section printed, and run a section again with something changed."""

import contextlib
import io
import types
from typing import Any

from counterpoint.recordings.compare import first_difference
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME


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
