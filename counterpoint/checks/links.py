"""Checks of links within the site: each leads to a file and, behind '#', to a heading."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from counterpoint.rendering.sanitize import runs
from counterpoint.source.faults import Fault
from counterpoint.source.pages import Page, headings
from counterpoint.source.repository import Repository
from counterpoint.source.text import prose

LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
DEFINITION = re.compile(r"^ {0,3}\[([^\]^][^\]]*)\]:\s*<?([^\s>]+)")
REFERENCE = re.compile(r"\[([^\]\[]+)\]\[([^\]\[]*)\]")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//")


@dataclass
class Found(HTMLParser):
    """What a page's text holds: its links with their lines, the labels of its references, its anchors."""

    links: list[tuple[int, str]] = field(default_factory=list)
    raw_links: list[tuple[int, str]] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src"):
                self.raw_links.append((self.getpos()[0], value or ""))
            elif name == "id" and value:
                self.anchors.add(value)


def links(repository: Repository) -> Iterator[Fault]:
    """Links lead to a file and a heading, labels to a link."""
    found_on = {page.path: _read(page) for page in repository.pages()}
    for page in repository.pages():
        found = found_on[page.path]
        for number, target in found.links:
            yield from _follow(page, number, unquote(target), found_on)
        for number, target in found.raw_links:
            if target.startswith("#"):
                yield from _follow(page, number, target, found_on)
            elif not ELSEWHERE.match(target) and not runs(target):
                remedy = "Write it in Markdown, which the builders follow: [words](page.md) or ![words](picture.svg)."
                yield Fault(page.path, number, f"the link '{target}' stands in raw HTML", remedy)
        for number, label in found.labels:
            if label.lower() not in found.defined:
                what = f"the link's label '[{label}]' is not defined on this page"
                yield Fault(page.path, number, what, f"Write a line with its target: [{label}]: page.md")


def _follow(page: Page, number: int, target: str, found_on: dict[Path, Found]) -> Iterator[Fault]:
    if ELSEWHERE.match(target) or runs(target):
        return  # what runs is told by `markup.pages`
    path, _, anchor = target.partition("#")
    relative = posixpath.normpath(posixpath.join(posixpath.dirname(page.source), path))
    file = page.repository.docs / relative if path else page.path
    if not target or path.startswith("/") or relative.startswith("..") or not file.is_file():
        what = f"the link '{target}' leads nowhere"
        yield Fault(page.path, number, what, "Name a file below docs/, relative to this page.")
    elif anchor and file in found_on and anchor not in found_on[file].anchors:
        what = f"the link '{target}' leads to no heading of {file.name}"
        yield Fault(page.path, number, what, f"Its anchors are: {', '.join(sorted(found_on[file].anchors))}")


def _read(page: Page) -> Found:
    found = Found()
    text = page.text
    words_only = prose(text)
    for number, line in enumerate(words_only.split("\n"), start=1):
        _read_line(found, number, line)
    found.anchors |= {anchor for *_, anchor in headings(text)}
    found.feed(words_only)
    return found


def _read_line(found: Found, number: int, line: str) -> None:
    definition = DEFINITION.match(line)
    if definition:
        found.defined.add(definition[1].lower())
        found.links.append((number, definition[2]))
        return
    found.links += [(number, target) for target in LINK.findall(line)]
    found.labels += [(number, label or words) for words, label in REFERENCE.findall(line)]
