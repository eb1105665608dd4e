"""Expand a page: calls become code with its output, marks become claims, drawings and lists take their place."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counterpoint import ledger
from counterpoint.evidence import Evidence, gather
from counterpoint.fences import lines_outside_fences
from counterpoint.house import House
from counterpoint.pages import Call, read_calls


@dataclass(frozen=True)
class Form:
    """How an expanded page is written: for the site, or as plain Markdown."""

    call: Callable[[House, Path | None, Evidence], str]
    claim: Callable[[House, Path | None, ledger.Claim, str], str]
    whole: dict[str, Callable[[House], str]]
    drawing: Callable[[Path | None, str], str] = lambda page, line: line


def expand(house: House, page: Path | None, text: str, form: Form, before: int = 0) -> str:
    """Return the text with each call and mark replaced in the given form.

    `page` is where the text comes from (None where unknown), `before` the number of lines cut off above it.
    Raise Fault where a topic, section, twin, recording or claim is missing.
    """
    lines = text.split("\n")
    for number, line in lines_outside_fences(text):
        if "[[" in line:
            lines[number - 1] = _mark_claims(house, page, form, line, number + before)
        elif line.startswith("!["):
            lines[number - 1] = form.drawing(page, line)
    for call in read_calls(page or "page", text, before):
        lines[call.line - before - 1] = f"\n{_shown(house, page, form, call)}\n"
    return "\n".join(lines)


def _shown(house: House, page: Path | None, form: Form, call: Call) -> str:
    if call.kind in form.whole:
        return form.whole[call.kind](house)
    return form.call(house, page, gather(house, page or "page", call))


def _mark_claims(house: House, page: Path | None, form: Form, line: str, number: int) -> str:
    def mark(match: re.Match[str]) -> str:
        claim = ledger.claim_named(house, page or "page", number, match[1])
        return form.claim(house, page, claim, f"{number}-{match.start()}")

    return ledger.MARK.sub(mark, line)
