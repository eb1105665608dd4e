"""Markdown that every reader of it understands: no attribute lists, no HTML around it, no folds."""

import re

from counterpoint.source.pages import heading_parts
from counterpoint.source.text import lines_outside_fences

FOLD = re.compile(r'(?P<indent> *)(?:!!!|\?\?\?\+?) (?P<kind>\w+)(?: "(?P<title>[^"]*)")?\s*')
WRAPPER = re.compile(r"\s*(?:</?div\b[^>]*>|\{[:.# ][^}]*\})\s*")
HEADING = re.compile(r"#{1,6} .*\}[ \t]*")


def plain(text: str) -> str:
    """Return the text with plain headings, and each fold as an item of a list, which its indented lines belong to."""
    lines: list[str | None] = list(text.split("\n"))
    for number, line in lines_outside_fences(text):
        if WRAPPER.fullmatch(line):
            lines[number - 1] = None
        elif fold := FOLD.fullmatch(line):
            lines[number - 1] = f"{fold['indent']}- **{fold['title'] or fold['kind'].capitalize()}**"
        elif HEADING.fullmatch(line):
            lines[number - 1] = f"{line.partition(' ')[0]} {heading_parts(line)[0]}"
    return "\n".join(line for line in lines if line is not None)
