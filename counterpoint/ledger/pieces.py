"""Evidence in HTML that may stand in a line: each piece leads to its proof."""

import html
import re
from typing import Any

from counterpoint.ledger.claims import Claim
from counterpoint.ledger.proof import proof_place
from counterpoint.source.repository import Repository
from counterpoint.source.text import day_words

CODE = re.compile(r"`([^`]+)`")


def evidence_words(claim: Claim, repository: Repository | None = None, start: str = "") -> list[str]:
    """Return each piece of evidence, linked as seen from the page at `start` where the repository is known."""
    return [_piece(piece, repository, start) for piece in claim.evidence]


def words(text: str) -> str:
    """Return the words of a claim as HTML: code stands between backticks."""
    return CODE.sub(r"<code>\1</code>", html.escape(text))


def sentence(test: str) -> str:
    """Return what a test proves, which is its name: 'tests/t.py::test_it_runs' says 'it runs'."""
    return test.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def proof_link(href: str, told: str) -> str:
    """Return a link that leads to a proof; the class says that it's written by us, as seen from the page's address."""
    return f'<a href="{html.escape(href)}" class="proof">{told}</a>'


def _piece(piece: dict[str, Any], repository: Repository | None, start: str) -> str:
    if "source" in piece:
        return _source(piece)
    place = proof_place(repository, piece) if repository else None
    if "test" in piece:
        kind, told = "Test", html.escape(sentence(piece["test"]))
    else:
        kind, told = "Recorded", f"<code>{html.escape(piece['measurement'])}</code>"
    return f"{kind}: {proof_link(place.seen_from(start), told) if place else told}"


def _source(piece: dict[str, Any]) -> str:
    link = f'<a href="{html.escape(piece["url"])}">{html.escape(piece["source"])}</a>'
    by = f", {html.escape(str(piece['by']))}" if "by" in piece else ""
    quote = f": “{html.escape(str(piece['quote']))}”" if piece.get("quote") else ""
    return f"Source: {link}{by}, {day_words(piece['date'].isoformat())}{quote}"
