"""Read a page: its front matter, its body, and the lines that call for code."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from markdown.extensions.toc import slugify, unique

from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.page_calls import Call, read_calls
from counterpoint.source.text import lines_outside_fences, load_yaml, read_text, yaml_problem

if TYPE_CHECKING:
    from counterpoint.source.repository import Repository

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)  # as MkDocs reads it
HEADING = re.compile(r"#{1,6}\s")
NAMED = re.compile(r"\{[^{}#]*#([\w-]+)[^{}]*\}$")
LINK = re.compile(r"[`*]|\[([^\[\]]*)\]\([^()]*\)")


def split_front_matter(text: str, path: Path | str = "page") -> tuple[dict[str, Any], str, int]:
    """Return the page's front matter, its body, and how many lines stand before the body; raise Fault at bad YAML."""
    matter, body, before = _split(text, path)
    return dict(matter), body, before


@functools.lru_cache(maxsize=4096)
def _split(text: str, path: Path | str) -> tuple[dict[str, Any], str, int]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text, 0
    try:
        loaded = load_yaml(match[1], yaml.SafeLoader)  # slower, and says more of what is wrong
    except yaml.YAMLError as error:
        line, problem = yaml_problem(error)
        remedy = "Put a text with a colon or a bracket in quotation marks."
        raise Fault(path, line and line + 1, f"the front matter is not YAML: {problem}", remedy) from None
    if not isinstance(loaded, dict):
        remedy = "Write 'title: The title' between the lines '---', or delete them."
        raise Fault(path, 1, "the front matter has no fields", remedy)
    return loaded, text[match.end() :], match[0].count("\n")


def headings(text: str) -> list[tuple[int, str, str]]:
    """Return each heading's line, words and anchor, as Markdown's table of contents makes them."""
    found, taken = [], set[str]()
    for number, line in lines_outside_fences(text):
        if HEADING.match(line):
            words, name = heading_parts(line)
            words = LINK.sub(r"\1", words)
            found.append((number, words, unique(name or slugify(words, "-"), taken)))
    return found


def heading_parts(line: str) -> tuple[str, str]:
    """Return a heading's words, without its signs, and the name that stands in braces behind them, or nothing."""
    words, name = line.lstrip("#").strip(), ""
    if words.endswith("}") and (start := words.rfind("{")) >= 0 and (named := NAMED.match(words, start)):
        words, name = words[:start].rstrip(), named[1]
    return words.rstrip("#").rstrip(), name


@dataclass(frozen=True)
class Page:
    """A Markdown page below docs/. Reading it raises Fault where it is not UTF-8, or its front matter not YAML."""

    repository: "Repository"
    path: Path

    def __str__(self) -> str:
        return self.source

    @property
    def name(self) -> str:
        return self.path.stem

    @functools.cached_property
    def source(self) -> str:
        """The path below docs/: `orchestra/score.md`."""
        return self.path.relative_to(self.repository.docs).as_posix()

    @property
    def address(self) -> str:
        """Where the page is published, relative to the site's root: `lstm/`, or `` for the home page."""
        path = Path(self.source).with_suffix("")
        if path.name == "index":
            path = path.parent
        return "" if path.as_posix() == "." else f"{path.as_posix()}/"

    @property
    def text(self) -> str:
        return read_text(self.path)

    @property
    def matter(self) -> dict[str, Any]:
        """The front matter; empty where there is none."""
        return split_front_matter(self.text, self.path)[0]

    @property
    def title(self) -> str:
        """The title in the front matter; the page's name where it gives none."""
        return str(self.matter.get("title", self.name))

    @property
    def body(self) -> str:
        return split_front_matter(self.text, self.path)[1]

    @property
    def lines_above(self) -> int:
        """How many lines stand above the body."""
        return split_front_matter(self.text, self.path)[2]

    def calls(self) -> list[Call]:
        """Return the page's calls in order; raise Fault at a bad one."""
        return list(_calls_of(self))


@once
def _calls_of(page: Page) -> list[Call]:
    return read_calls(page.path, page.text)
