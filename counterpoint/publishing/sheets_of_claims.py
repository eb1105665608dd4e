"""The sheet of each claim: what is said, by whom, whether it holds, why, on what evidence, and on which pages."""

import html
from collections.abc import Iterator

from counterpoint.ledger.articles import Answer, answers, read_articles
from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.pieces import evidence_words, proof_link, words
from counterpoint.ledger.proof import Place, sheet_of
from counterpoint.publishing.sheets import Sheet
from counterpoint.source.repository import Repository


def sheets_of_claims(repository: Repository) -> Iterator[Sheet]:
    """Yield a sheet for each claim, none where no page shows the ledger."""
    ledger = repository.page_named("ledger")
    claims = list(read_ledger(repository).values())
    places = answers(repository)
    speakers = {one.speaker: f"{one.speaker}, “{one.title}”" for one in read_articles(repository)}
    for number, claim in enumerate(claims if ledger else ()):
        address = sheet_of(claim).address
        near = {"Before": claims[number - 1] if number else None, "Next": dict(enumerate(claims)).get(number + 1)}
        parts = [
            _head(claim, speakers.get(claim.by, claim.by)),
            _evidence(repository, claim, address),
            _pages(places.get(claim.id, []), address),
            _near({words: one for words, one in near.items() if one}, address),
        ]
        yield Sheet(
            address,
            f"Claim {claim.id}: {claim.verdict}",
            f"{claim.id}: {claim.claim}",
            (("The ledger", f"ledger/#{claim.anchor}"),),
            "\n".join(filter(None, parts)),
        )


def _head(claim: Claim, speaker: str) -> str:
    said = f'<blockquote class="lead"><p>{words(claim.claim)}</p></blockquote>\n<p>Said by {html.escape(speaker)}.</p>'
    verdict = f"<strong>{claim.verdict[0].upper()}{claim.verdict[1:]}.</strong>"
    return f"{said}\n<h2>The verdict</h2>\n<p>{verdict} {words(claim.because)}</p>"


def _evidence(repository: Repository, claim: Claim, address: str) -> str:
    pieces = evidence_words(claim, repository, address)
    if not pieces:
        none = "None was found." if claim.verdict == "no source found" else "None is needed: it is an opinion."
        return f"<h2>The evidence</h2>\n<p>{none}</p>"
    return f"<h2>The evidence</h2>\n<ul>{''.join(f'<li>{piece}</li>' for piece in pieces)}</ul>"


def _pages(places: list[Answer], address: str) -> str:
    items = "".join(f"<li>{_page(one, address)}</li>" for one in places)
    return f"<h2>Where it stands</h2>\n<ul>{items}</ul>" if items else ""


def _page(answer: Answer, address: str) -> str:
    title = answer.page.title
    below = f" – {answer.heading}" if answer.heading not in ("", title) else ""
    place = Place(answer.page.address, answer.anchor if below else "")
    return proof_link(place.seen_from(address), html.escape(title + below))


def _near(claims: dict[str, Claim], address: str) -> str:
    links = (f"{words}: {proof_link(sheet_of(one).seen_from(address), one.id)}" for words, one in claims.items())
    return f'<p class="page-source">{" · ".join(links)}</p>'
