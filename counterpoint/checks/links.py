"""Checks of links within the site: each leads to a file and, behind '#', to a heading."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from counterpoint.rendering.sanitize import runs
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import lines_outside_fences, prose, read_text

LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
DEFINITION = re.compile(r"^ {0,3}\[([^\]^][^\]]*)\]:\s*<?([^\s>]+)")
REFERENCE = re.compile(r"\[([^\]\[]+)\]\[([^\]\[]*)\]")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*(?:\{[^}]*#([\w-]+)[^}]*\})?\s*$")
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
    pages = {page: _read(page) for page in repository.pages()}
    for page, found in pages.items():
        for number, target in found.links:
            yield from _follow(repository, page, number, unquote(target), pages)
        for number, target in found.raw_links:
            if target.startswith("#"):
                yield from _follow(repository, page, number, target, pages)
            elif not ELSEWHERE.match(target) and not runs(target):
                remedy = "Write it in Markdown, which the builders follow: [words](page.md) or ![words](picture.svg)."
                yield Fault(page, number, f"the link '{target}' stands in raw HTML", remedy)
        for number, label in found.labels:
            if label.lower() not in found.defined:
                what = f"the link's label '[{label}]' is not defined on this page"
                yield Fault(page, number, what, f"Write a line with its target: [{label}]: page.md")


def _follow(repository: Repository, page: Path, number: int, target: str, pages: dict[Path, Found]) -> Iterator[Fault]:
    if ELSEWHERE.match(target) or runs(target):
        return  # what runs is told by `markup.pages`
    path, _, anchor = target.partition("#")
    relative = posixpath.normpath(posixpath.join(page.parent.relative_to(repository.docs).as_posix(), path))
    file = repository.docs / relative if path else page
    if not target or path.startswith("/") or relative.startswith("..") or not file.is_file():
        what = f"the link '{target}' leads nowhere"
        yield Fault(page, number, what, "Name a file below docs/, relative to this page.")
    elif anchor and file in pages and anchor not in pages[file].anchors:
        what = f"the link '{target}' leads to no heading of {file.name}"
        yield Fault(page, number, what, f"Its anchors are: {', '.join(sorted(pages[file].anchors))}")


def _read(page: Path) -> Found:
    found = Found()
    text = read_text(page)
    words_only = prose(text)
    for number, line in enumerate(words_only.split("\n"), start=1):
        _read_line(found, number, line)
    for _, line in lines_outside_fences(text):
        heading = HEADING.match(line)
        if heading:
            words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading[2])
            unique(heading[3] or slugify(words, "-"), found.anchors)
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
