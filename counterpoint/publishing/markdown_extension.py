"""The Python-Markdown extension: expands the calls of a page before anything else reads it.

It knows nothing of MkDocs, so that any builder that reads Python-Markdown extensions shows the same pages.
"""

import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from counterpoint.ledger.claims import Claim
from counterpoint.ledger.glossary import explanations
from counterpoint.ledger.tables import popover
from counterpoint.publishing.footer import footer
from counterpoint.publishing.processors import Alignment, Cards, EmptyHeads, FirstAbbreviation
from counterpoint.rendering import for_site
from counterpoint.rendering.expand import expand
from counterpoint.rendering.sanitize import MARKUP, refused_tag
from counterpoint.source.faults import Fault
from counterpoint.source.pages import Page, split_front_matter
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_again

# Above normalize_whitespace (30) and pymdownx's own preprocessors, which would read our lines as theirs.
FIRST = 100
# Below normalize_whitespace, which takes placeholders for noise.
STASHED = 29
LAST = -100
# What Zensical registers beside us. It takes a link in raw HTML as seen from the page's source, and one to a page's
# Markdown as one to the page; MkDocs leaves both alone.
ZENSICAL = "rendering_context"
OWN_LINK = re.compile(
    r'(?<=<a href=")[^":#]+(?=" (?:download|type="text/markdown")>|#row-|(?:#[\w:.-]+)?" class="proof">)'
)


class CounterpointExtension(Extension):
    """Registers the preprocessor; `root` is the folder that holds `docs` and `snippets`."""

    def __init__(self, **settings: Any) -> None:
        self.config = {
            "root": [".", "the folder that holds docs/ and snippets/"],
            "notebooks": ["", "where the builder shows the notebooks, such as notebooks/; nothing where it does not"],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        terms: dict[str, str] = {}
        cards = Cards(md)
        repository = Repository(Path(self.getConfig("root")))
        expander = Expander(md, repository, self.getConfig("notebooks"), terms, cards)
        md.preprocessors.register(expander, "counterpoint", FIRST)
        md.preprocessors.register(cards, "claim_cards", STASHED)
        md.postprocessors.register(LastLook(md, expander), "counterpoint", LAST)
        md.treeprocessors.register(AbbrTreeprocessor(md, terms), "abbr", 7)
        md.treeprocessors.register(FirstAbbreviation(md), "first_abbreviation", 6)
        md.treeprocessors.register(EmptyHeads(md), "empty_heads", 5)
        md.treeprocessors.register(Alignment(md), "alignment", 4)


class Expander(Preprocessor):
    """Replaces the calls in a page's body, says in which other forms it can be had, and names the terms to explain."""

    def __init__(
        self, md: Markdown, repository: Repository, notebooks: str, terms: dict[str, str], cards: Cards
    ) -> None:
        super().__init__(md)
        self.form = replace(for_site.FORM, claim=lambda *claim: cards.keep(self._card(*claim)))
        self.repository = repository
        self.notebooks = notebooks
        self.terms = terms
        self.page: Page | None = None

    def _card(self, page: Page | None, claim: Claim, place: str) -> str:
        card = popover(page, claim, place)
        return _as_seen_from_source(page, card) if page and ZENSICAL in self.md.preprocessors else card

    def run(self, lines: list[str]) -> list[str]:
        body = "\n".join(lines)
        page, before = recognise(self.repository, body)
        self.page = page
        if page is None and not any(line.startswith("///") for line in lines):
            return lines
        expanded = expand(self.repository, page, body, self.form, before)
        if page is not None:
            self.terms.update(explanations(self.repository) if page.name != "glossary" else {})
            expanded += f"\n\n{footer(page, self.notebooks)}"
            if ZENSICAL in self.md.preprocessors:
                expanded = _as_seen_from_source(page, expanded)
        return expanded.split("\n")


class LastLook(Postprocessor):
    """Refuses a page whose HTML holds what may run, whatever way it came there."""

    def __init__(self, md: Markdown, expander: Expander) -> None:
        super().__init__(md)
        self.expander = expander

    def run(self, text: str) -> str:
        refusal = refused_tag(text)
        if refusal:
            page = self.expander.page
            raise Fault(page.path if page else "page", None, f"the page {refusal} when it is built", MARKUP)
        return text


def _as_seen_from_source(page: Page, text: str) -> str:
    address, folder = page.address, posixpath.dirname(page.source) or "."

    def turn(match: re.Match[str]) -> str:
        way = posixpath.relpath(posixpath.join(address, match[0]), folder) + "/" * match[0].endswith("/")
        return re.sub(r"\.md$", "%2Emd", way)

    return OWN_LINK.sub(turn, text)


# A builder hands over a page's text without its name; a page is known by its text.
_known: dict[Path, dict[str, Page]] = {}


def recognise(repository: Repository, body: str) -> tuple[Page | None, int]:
    """Return the page that holds this body, and how many of the page's lines stand above it."""
    wanted = body.strip()
    page = _known.get(repository.root, {}).get(wanted)
    if page is None or not page.path.is_file() or _body(page)[0] != wanted:
        _known[repository.root] = {_body(page)[0]: page for page in repository.pages()}
        page = _known[repository.root].get(wanted)
    if page is None:
        return None, 0
    return page, _body(page)[1] - body[: len(body) - len(body.lstrip())].count("\n")


def _body(page: Page) -> tuple[str, int]:
    """Return the page's text below its front matter, and how many lines stand above the text's first word.

    The builder has read the page for itself, and it may have been saved since the check read it.
    """
    text = read_again(page.path)
    _, body, _ = split_front_matter(text, page.path)
    return body.strip(), text.count("\n", 0, len(text) - len(body.lstrip()))


def makeExtension(**settings: Any) -> CounterpointExtension:
    """Python-Markdown's entry point."""
    return CounterpointExtension(**settings)
