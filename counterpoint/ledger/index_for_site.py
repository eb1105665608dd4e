"""The ledger as the site shows it: an index in parts that open, each row leading to the claim's own sheet."""

import html
from collections.abc import Iterable

from counterpoint.ledger.articles import Answer, answers, read_articles, tally
from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.pieces import proof_link, words
from counterpoint.ledger.proof import Place, sheet_of
from counterpoint.ledger.verdict_chart import draw_verdicts
from counterpoint.source.navigation import read_navigation
from counterpoint.source.repository import Repository

LEDGER = "ledger/"
Part = tuple[str, list[Claim]]


def index_for_site(repository: Repository) -> str:
    """Return the drawing of the verdicts, then the parts: one for each article, one for each page with own claims."""
    places = answers(repository)
    parts = [_part(title, claims, places) for title, claims in parts_of(repository, places)]
    return "\n\n".join([f"<figure>\n{draw_verdicts(repository)}\n</figure>", *parts])


def parts_of(repository: Repository, places: dict[str, list[Answer]]) -> list[Part]:
    """Return the claims of each article, then those of this site below the first page that marks them."""
    claims = list(read_ledger(repository).values())
    articles = read_articles(repository)
    parts = [(f"Article {one.letter}: {one.title}", [c for c in claims if c.by == one.speaker]) for one in articles]
    left = [claim for claim in claims if claim.by not in {one.speaker for one in articles}]
    order = [entry.path for entry in read_navigation(repository)]
    for source in sorted({_home(claim, places) for claim in left}, key=lambda s: order.index(s) if s in order else -1):
        own = [claim for claim in left if _home(claim, places) == source]
        parts.append((_title(places[own[0].id][0]) if source else "On no page", own))
    return [part for part in parts if part[1]]


def _home(claim: Claim, places: dict[str, list[Answer]]) -> str:
    return places[claim.id][0].page.source if claim.id in places else ""


def _title(answer: Answer) -> str:
    return answer.page.title


def _part(title: str, claims: list[Claim], places: dict[str, list[Answer]]) -> str:
    rows = "".join(_row(claim, places.get(claim.id, [])) for claim in claims)
    head = "<thead><tr><th>claim</th><th>verdict</th><th>page</th></tr></thead>"
    table = f"<table>{head}<tbody>{rows}</tbody></table>"
    summary = f"<summary>{html.escape(tally(claims)).replace('*', '')}</summary>"
    return f'## {title}\n\n<details class="ledger claims">{summary}<div>{table}</div></details>'


def _row(claim: Claim, places: Iterable[Answer]) -> str:
    name = proof_link(sheet_of(claim).seen_from(LEDGER), claim.id)
    links = ", ".join(proof_link(_place(one).seen_from(LEDGER), html.escape(_title(one))) for one in places)
    verdict = proof_link(sheet_of(claim).seen_from(LEDGER), claim.verdict)
    return f'<tr id="{claim.anchor}"><td>{name} {words(claim.claim)}</td><td>{verdict}</td><td>{links}</td></tr>'


def _place(answer: Answer) -> Place:
    return Place(answer.page.address, answer.anchor if answer.heading != _title(answer) else "")
