"""Checks of what reaches a page as text: in pages, front matter, ledger, drawings."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterpoint.checks.markup_rules import HEAD, flaws
from counterpoint.ledger.entries import data_files, read_entries
from counterpoint.recordings.svg import refuse_more_than_a_drawing
from counterpoint.rendering.quotes import QUOTE
from counterpoint.rendering.sanitize import MARKUP
from counterpoint.source.code_spans import without_code
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import CONTROL, excerpt, prose, read_text

TEMPLATE = re.compile(r"[a-z_]+\.html")
KNOWN: dict[str, type] = {"title": str, "description": str, "template": str, "hide": list}
MOST_OF_A_PAGE = 50  # faults: nobody reads more of them at once
MOST_OF_A_TEXT = 3_000  # characters of an entry's field, which becomes a cell of a table
SUSPECT = re.compile(r"[<{:&]")


def pages(repository: Repository) -> Iterator[Fault]:
    """The prose of a page holds a few harmless tags and links that lead somewhere."""
    for page in repository.pages():
        try:
            text, before = page.body, page.lines_above
        except Fault:
            continue  # told by `pages.front_matter`
        body = QUOTE.sub("", prose(text))  # a value takes its place
        for place, what in itertools.islice(flaws(body), MOST_OF_A_PAGE):
            yield Fault(page.path, before + body.count("\n", 0, place) + 1, f"the page {what}", MARKUP)


def heads(repository: Repository) -> Iterator[Fault]:
    """Front matter has known fields; a title and a description are plain words."""
    for page in repository.pages():
        try:
            matter = page.matter
        except Fault:
            continue  # told by `pages.front_matter`
        for name, value in matter.items():
            yield from (
                Fault(page.path, _line(page.path, str(name)), *told) for told in _of_field(repository, str(name), value)
            )


def _of_field(repository: Repository, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name not in KNOWN:
        yield f"the front matter has an unknown field '{excerpt(name)}'", f"Its fields are: {', '.join(KNOWN)}"
    elif not isinstance(value, KNOWN[name]) or _nested(value):
        yield f"the {name} is no plain {'list' if KNOWN[name] is list else 'text'}", "Put it in quotation marks."
    elif name == "template" and not (
        TEMPLATE.fullmatch(str(value)) and (repository.root / "theme" / str(value)).is_file()
    ):
        yield f"there is no template '{excerpt(str(value))}'", "Name a file of theme/."
    elif isinstance(value, str) and (wrong := HEAD.search(value) or CONTROL.search(value)):
        yield f"the {name} holds '{excerpt(wrong[0])}'", "Use plain words."


def _nested(value: Any) -> bool:
    return isinstance(value, list) and not all(isinstance(item, str) and item.isidentifier() for item in value)


def _line(path: Path, name: str) -> int:
    lines = read_text(path).split("\n")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{name}:")), 1)


def data(repository: Repository) -> Iterator[Fault]:
    """What stands in the ledger, the glossary and the timeline is text without markup, however YAML spells it."""
    for path in data_files(repository):
        for line, entry in read_entries(path):
            for text in _texts(entry):
                for what in _flaws_of_value(text):
                    yield Fault(path, line, f"the entry {what}", MARKUP)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            yield from _texts(item)


def _flaws_of_value(text: str) -> Iterator[str]:
    if len(text) > MOST_OF_A_TEXT:
        yield f"holds a text of {len(text):,} characters; {MOST_OF_A_TEXT:,} are allowed"
    if control := CONTROL.search(text):
        yield f"holds the control character '{excerpt(control[0])}'"
    if SUSPECT.search(text):
        yield from (what for _, what in flaws(without_code(text)))


def drawings(repository: Repository) -> Iterator[Fault]:
    """A drawing below docs/ is as plain as one that a snippet saves: opened by itself it could run a script."""
    for path in sorted(repository.docs.rglob("*.svg")):
        if path.is_file():
            try:
                refuse_more_than_a_drawing(read_text(path), path, path.stem)
            except Fault as fault:
                yield fault
