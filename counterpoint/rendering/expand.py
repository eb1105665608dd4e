"""Expand a page: calls become code with its output, marks claims, quotations the values that a run printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counterpoint.ledger.claims import MARK, Claim, claim_named
from counterpoint.recordings.rows import AreaRecord, read_rows_record
from counterpoint.rendering.evidence import Evidence, gather
from counterpoint.rendering.quotes import inserted, with_values
from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import Call, read_calls
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import lines_outside_fences


@dataclass(frozen=True)
class Form:
    """How an expanded page is written: for the site, or as plain Markdown."""

    call: Callable[[Page | None, Evidence], str]
    claim: Callable[[Page | None, Claim, str], str]
    whole: dict[str, Callable[[Repository], str]]
    rows: Callable[[Topic, AreaRecord], str]
    drawing: Callable[[Page | None, str], str] = lambda page, line: line


def expand(repository: Repository, page: Page | None, text: str, form: Form, before: int = 0) -> str:
    """Return the text with each call and mark replaced in the given form.

    `page` is where the text comes from (None where unknown), `before` the number of lines cut off above it.
    Raise Fault where a topic, section, twin, recording or claim is missing.
    """
    lines = inserted(repository, page, text, before)
    for number, _ in lines_outside_fences(text):
        line = lines[number - 1]
        if "[[" in line:
            lines[number - 1] = _mark_claims(repository, page, form, line, number + before)
        elif line.startswith("!["):
            lines[number - 1] = form.drawing(page, line)
    for call in read_calls(_where(page), text, before):
        lines[call.line - before - 1] = f"\n{_shown(repository, page, form, call)}\n"
    return "\n".join(lines)


def _shown(repository: Repository, page: Page | None, form: Form, call: Call) -> str:
    if call.kind in form.whole:
        return form.whole[call.kind](repository)
    if call.kind == "rows":
        return form.rows(repository.topic(call.topic), _rows(repository, page, call))
    return form.call(page, gather(repository, _where(page), with_values(repository, page, call)))


def _rows(repository: Repository, page: Page | None, call: Call) -> AreaRecord:
    area = repository.topic(call.topic)
    record = read_rows_record(area) if area.is_area else None
    if record is None:
        what = f"there are no rows of an area '{area}'"
        raise Fault(_where(page), call.line, what, f"Compute them: make record TOPIC={area}")
    return record


def _mark_claims(repository: Repository, page: Page | None, form: Form, line: str, number: int) -> str:
    def mark(match: re.Match[str]) -> str:
        claim = claim_named(repository, _where(page), number, match[1])
        return form.claim(page, claim, f"{number}-{match.start()}")

    return MARK.sub(mark, line)


def _where(page: Page | None) -> Path | str:
    return page.path if page else "page"
