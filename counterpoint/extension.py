"""The Python-Markdown extension: expands the calls of a page before anything else reads it.

It knows nothing of MkDocs, so that any builder that reads Python-Markdown extensions shows the same pages.
"""

import posixpath
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from counterpoint import tabs
from counterpoint.expand import expand
from counterpoint.house import House
from counterpoint.pages import split_front_matter
from counterpoint.sections import read_text

# Above normalize_whitespace (30) and pymdownx's own preprocessors, which would read our lines as theirs.
FIRST = 100


class CounterpointExtension(Extension):
    """Registers the preprocessor; `root` is the folder that holds `docs` and `snippets`."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"root": [".", "the folder that holds docs/ and snippets/"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(Expander(md, House(Path(self.getConfig("root")))), "counterpoint", FIRST)


class Expander(Preprocessor):
    """Replaces the calls in a page's body and says where the page can be had as plain Markdown."""

    def __init__(self, md: Markdown, house: House) -> None:
        super().__init__(md)
        self.house = house

    def run(self, lines: list[str]) -> list[str]:
        body = "\n".join(lines)
        page, before = recognise(self.house, body)
        if page is None and not any(line.startswith("///") for line in lines):
            return lines
        expanded = expand(self.house, page, body, tabs.FORM, before)
        return f"{expanded}\n\n{_footer(self.house, page)}".split("\n")


def _footer(house: House, page: Path | None) -> str:
    if page is None:
        return ""
    source = page.relative_to(house.docs).as_posix()
    link = posixpath.relpath(source, house.address(page) or ".")
    return f'<p class="page-source"><a href="{link}">This page as Markdown</a></p>'


# A builder hands over a page's text without its name; a page is known by its text.
_known: dict[Path, dict[str, tuple[Path, int]]] = {}


def recognise(house: House, body: str) -> tuple[Path | None, int]:
    """Return the page that holds this body, and how many of the page's lines stand above it."""
    wanted = body.strip()
    if wanted not in _known.get(house.root, {}):
        _known[house.root] = dict(map(_key, house.pages()))
    page, first = _known[house.root].get(wanted, (None, 0))
    return page, first - _blank_lines(body)


def _key(page: Path) -> tuple[str, tuple[Path, int]]:
    _, body, before = split_front_matter(read_text(page))
    return body.strip(), (page, before + _blank_lines(body))


def _blank_lines(body: str) -> int:
    return body[: len(body) - len(body.lstrip())].count("\n")


def makeExtension(**settings: Any) -> CounterpointExtension:
    """Python-Markdown's entry point."""
    return CounterpointExtension(**settings)
