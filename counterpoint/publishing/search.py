"""What the search finds: sections of pages with their code and outputs, and one entry for each claim and each term.

The furniture of a page (cards of claims, runs, links below a duet) is the same on all pages and answers no question.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from counterpoint.ledger.claims import read_ledger
from counterpoint.ledger.glossary import read_glossary
from counterpoint.source.repository import DICTIONARY, Repository

SearchEntry = dict[str, Any]


def _whole(start: str, end: str) -> str:
    """Return an expression from one to the other that does not begin anew: else each start is read to the end."""
    return f"{start}(?:(?!{start}).)*?{end}"


CARD = re.compile(
    '<button class="claim [^<>]*>[^<]*</button>' + _whole('<span class="claim-card ', "</span></span>"), re.DOTALL
)
EVIDENCE = re.compile(_whole('<details class="evidence"[^<>]*>', "</details>"), re.DOTALL)
PAGE_SOURCE = re.compile(
    _whole('<p class="page-source[^<>]*>', "</p>") + "|" + _whole('<details class="page-source[^<>]*>', "</details>"),
    re.DOTALL,
)
COLOURS_AND_DRAWINGS = re.compile(r"</?span\b[^<>]*>|" + _whole(r"<svg\b", "</svg>"), re.DOTALL)
OF_A_ROW = 0.5
TABLE = re.compile(_whole("<table>", "</table>"), re.DOTALL)


def searchable(content: str, name: str) -> str:
    """Return a page's HTML as the search reads it; `name` is the page's."""
    for furniture in (CARD, EVIDENCE, PAGE_SOURCE, COLOURS_AND_DRAWINGS):
        content = furniture.sub("", content)
    return TABLE.sub("", content) if name in ENTRIES else content


def own_entries(repository: Repository, name: str, address: str) -> Iterator[SearchEntry]:
    """Yield the entries of a page whose table holds many things of one kind, each at its own place."""
    for anchor, title, text in ENTRIES[name](repository) if name in ENTRIES else ():
        words = f"<p>{html.escape(text, quote=False)}</p>"
        yield {"location": f"{address}#{anchor}", "title": html.escape(title, quote=False), "text": words}


def weigh_rows(entries: list[SearchEntry], address: str) -> None:
    """Let the entries of a page of the dictionary count less: its thousand names would stand before every page."""
    if address.startswith(f"{DICTIONARY}/"):
        for entry in entries:
            if entry["location"].startswith(address):
                entry["boost"] = OF_A_ROW


def _claims(repository: Repository) -> Iterator[tuple[str, str, str]]:
    for claim in read_ledger(repository).values():
        yield claim.anchor, f"Claim {claim.id}", f"{claim.claim} {claim.verdict}. {claim.because}"


def _terms(repository: Repository) -> Iterator[tuple[str, str, str]]:
    for term in read_glossary(repository):
        names = ", ".join(name for name in (term.pytorch, term.tensorflow, *term.forms) if name != "–")
        yield term.anchor, f"{term.term}", f"{term.meaning} {names}".replace("`", "")


ENTRIES = {"ledger": _claims, "glossary": _terms}
