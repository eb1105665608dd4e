"""Write claims, glossary and timeline as HTML and Markdown, whole or as a mark in a sentence."""

import posixpath
import re
from collections.abc import Callable

from counterpoint.ledger.articles import articles_list
from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.glossary import read_glossary
from counterpoint.ledger.index_for_site import index_for_site
from counterpoint.ledger.pieces import evidence_words, proof_link, words
from counterpoint.ledger.proof import sheet_of
from counterpoint.ledger.timeline import LANES, Event, read_timeline
from counterpoint.ledger.timeline_chart import draw_timeline
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository

Whole = dict[str, Callable[[Repository], str]]


def reference(page: Page | None, claim: Claim, place: str) -> str:
    """Return a mark for readers of text: a link to the claim's row."""
    ledger = page.repository.page_named("ledger") if page else None
    if ledger is None or page is None:
        return f"[{claim.id}]"
    return f"[{claim.id}]({posixpath.relpath(ledger.path, page.path.parent)}#{claim.anchor})"


def popover(page: Page | None, claim: Claim, place: str) -> str:
    """Return a small mark and what it opens: a popover needs no script and may stand in a paragraph."""
    name = f"claim-{claim.anchor}-{place}"
    verdict = claim.verdict.replace(" ", "-")
    start, repository = (page.address, page.repository) if page else ("", None)
    head = f"{claim.id}: {claim.verdict}."
    linked = proof_link(sheet_of(claim).seen_from(start), head) if repository else head
    because = f'<span class="because">{words(claim.because)}</span>'
    pieces = "".join(f'<span class="piece">{piece}</span>' for piece in evidence_words(claim, repository, start))
    card = f'<strong>{linked}</strong> <span class="said">{words(claim.claim)}</span>{because}{pieces}'
    return (
        f'<button class="claim {verdict}" popovertarget="{name}" aria-label="Claim {claim.id}: {claim.verdict}">'
        f'{claim.id}</button><span class="claim-card {verdict}" id="{name}" popover>{card}</span>'
    )


def claims_table(repository: Repository) -> str:
    """Return all claims as a Markdown table, a row each with its anchor."""
    rows = ['<div class="ledger" markdown>', "", "| claim | verdict | evidence |", "| --- | --- | --- |"]
    for claim in read_ledger(repository).values():
        evidence = "<br>".join(evidence_words(claim)) or "none needed: an opinion"
        if claim.verdict == "no source found":
            evidence = "none found"
        first = f'<a id="{claim.anchor}"></a>**{claim.id}** {claim.claim} *({claim.by})*'
        rows.append(f"| {_cell(first)} | **{claim.verdict}**<br>{_cell(claim.because)} | {_cell(evidence)} |")
    return "\n".join([*rows, "", "</div>"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def glossary_table(repository: Repository) -> str:
    """Return the glossary as a Markdown table."""
    rows = ["| term | what it means | PyTorch | TensorFlow | orchestra |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f'| <a id="{term.anchor}"></a>**{term.term}** |'
        f" {term.meaning} | {term.pytorch} | {term.tensorflow} | {term.orchestra} |"
        for term in read_glossary(repository)
    ]
    return "\n".join(rows)


def timeline_table(events: list[Event]) -> str:
    """Return the events as a Markdown table, each with a link to its source."""
    rows = ["| date | what happened | lane | source |", "| --- | --- | --- | --- |"]
    for event in events:
        source = event.source
        link = f"[{_escaped(source.title)}](<{source.url}>), {_escaped(source.by)}, {source.date}"
        rows.append(f"| {event.date} | {_escaped(event.what)} | {LANES[event.lane]} | {link} |")
    return "\n".join(rows)


def _escaped(text: str) -> str:
    return re.sub(r"([\\|\[\]])", r"\\\1", text)


def _drawn_timeline(repository: Repository) -> str:
    events = read_timeline(repository)
    summary = "<summary>The same as a table, with every source</summary>"
    table = timeline_table(events)
    figure = f'<figure class="timeline-figure">\n{draw_timeline(events).strip()}\n</figure>'
    return f'{figure}\n\n<details class="ledger" markdown>\n{summary}\n\n{table}\n\n</details>'


def _listed_timeline(repository: Repository) -> str:
    return timeline_table(read_timeline(repository))


SAME: Whole = {"glossary": glossary_table, "articles": articles_list}

FOR_SITE: Whole = {**SAME, "ledger": index_for_site, "timeline": _drawn_timeline}

FOR_TEXT: Whole = {**SAME, "ledger": claims_table, "timeline": _listed_timeline}
