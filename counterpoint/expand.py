"""Expand a page: every line that calls for a snippet becomes Markdown with the code and its output in place."""

from collections.abc import Callable
from pathlib import Path

from counterpoint.evidence import Evidence, gather
from counterpoint.house import House
from counterpoint.pages import read_calls

Render = Callable[[House, Path | None, Evidence], str]


def expand(house: House, page: Path | None, text: str, render: Render, before: int = 0) -> str:
    """Return the text with each call replaced by what `render` makes of its evidence.

    `page` is where the text comes from (None where unknown), `before` the number of lines cut off above it.
    Raise Fault where a topic, section, twin or recording is missing.
    """
    name = page or "page"
    lines = text.split("\n")
    for call in read_calls(name, text, before):
        evidence = gather(house, name, call)
        lines[call.line - before - 1] = f"\n{render(house, page, evidence)}\n"
    return "\n".join(lines)
