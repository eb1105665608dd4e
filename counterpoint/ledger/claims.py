"""Claims: what a page states, who says so, whether it holds, and on what evidence."""

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counterpoint.ledger.entries import OTHER_FILES, _entries_in, data_files
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

VERDICTS = ("holds", "holds with a limit", "outdated", "not so", "opinion", "no source found")
KINDS = ("test", "measurement", "source")
MARK = re.compile(r"\[\[([A-Z]{1,3}\d+)\]\]")
ADDRESS = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]|$)", re.IGNORECASE)
ID = re.compile(r"[A-Z]{1,3}\d+")
UNWRITTEN = "Write the claim in one sentence."  # what `counterpoint claim` leaves to the author
REQUIRED = ("id", "claim", "by", "verdict", "because")
# The fields of a source besides its title. It is quoted where it can be, and `seen` says how it was read if not live.
OF_SOURCE = ("by", "date", "url", "quote", "seen")


@dataclass(frozen=True)
class Claim:
    """One entry: `evidence` holds mappings with a key `test`, `measurement` or `source`."""

    id: str
    claim: str
    by: str
    verdict: str
    because: str
    path: Path
    line: int
    evidence: list[dict[str, Any]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.id.lower()


def ledger_files(repository: Repository) -> list[Path]:
    return [path for path in data_files(repository) if path.name not in OTHER_FILES]


@once
def read_ledger(repository: Repository) -> dict[str, Claim]:
    """Return the claims by id, in the order of their letters and numbers; raise Fault at a bad entry."""
    return dict(_claims_in(tuple((path, read_text(path)) for path in ledger_files(repository))))


# Each mark on a page asks for its claim: the ledger is read again only where a text of it has changed.
@functools.lru_cache(maxsize=16)
def _claims_in(texts: tuple[tuple[Path, str], ...]) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for path, text in texts:
        for line, entry in _entries_in(path, text):
            claim = _claim(path, line, entry)
            if claim.id in claims:
                other = claims[claim.id]
                what = f"claim {claim.id} stands twice (also in {other.path.name}, line {other.line})"
                raise Fault(path, line, what, "Give one of the two another number.")
            claims[claim.id] = claim
    return dict(sorted(claims.items(), key=lambda item: _order(item[0])))


def _claim(path: Path, line: int, entry: dict[str, Any]) -> Claim:
    known = {*REQUIRED, "evidence"}
    missing = [name for name in REQUIRED if not isinstance(entry.get(name), str) or not entry[name].strip()]
    if missing or set(entry) - known:
        wrong = f"lacks {', '.join(missing)}" if missing else f"has unknown fields {sorted(set(entry) - known)}"
        raise Fault(path, line, f"the entry {wrong}", f"An entry has {', '.join(REQUIRED)} and evidence.")
    if not ID.fullmatch(entry["id"]):
        raise Fault(path, line, f"'{entry['id']}' is no claim's id", "Write capital letters and a number: S6.")
    if entry["verdict"] not in VERDICTS:
        raise Fault(path, line, f"'{entry['verdict']}' is no verdict", f"Verdicts are: {', '.join(VERDICTS)}")
    evidence = entry.get("evidence") or []
    if not isinstance(evidence, list):
        raise Fault(path, line, "the evidence is no list", "Begin each piece with '- '.")
    for place, piece in enumerate(evidence):
        _refuse_bad_evidence(path, line, piece)
        if piece in evidence[:place]:
            raise Fault(path, line, f"claim {entry['id']} names a piece of evidence twice", "Keep one of the two.")
    if not evidence and entry["verdict"] not in ("opinion", "no source found"):
        what = f"claim {entry['id']} has no evidence"
        raise Fault(path, line, what, "Name a test, a measurement or a dated source, or change the verdict.")
    texts = {name: " ".join(entry[name].split()) for name in REQUIRED}
    return Claim(**texts, path=path, line=line, evidence=evidence)


def _refuse_bad_evidence(path: Path, line: int, piece: Any) -> None:
    kinds = [kind for kind in KINDS if isinstance(piece, dict) and kind in piece]
    if len(kinds) != 1:
        raise Fault(path, line, "a piece of evidence is of no kind", f"Begin it with one of: {', '.join(KINDS)}")
    kind = kinds[0]
    if not isinstance(piece[kind], str):
        raise Fault(path, line, f"the {kind} of a piece of evidence is no text", "Put it in quotation marks.")
    known = (kind, *(OF_SOURCE if kind == "source" else ()))
    if unknown := sorted(set(map(str, piece)) - {*known}):
        raise Fault(
            path, line, f"the {kind} '{piece[kind]}' has unknown fields {unknown}", f"It has: {', '.join(known)}"
        )
    if kind == "source":
        for what, remedy in _flaws_of_source(piece):
            raise Fault(path, line, f"the source '{piece['source']}' {what}", remedy)


def _flaws_of_source(piece: dict[str, Any]) -> Iterator[tuple[str, str]]:
    day, today = piece.get("date"), datetime.datetime.now(datetime.UTC).date()
    if type(day) is not datetime.date:  # a time of day is one, too
        yield "has no date", "Write the day on which it was published: date: 2020-01-30"
    elif day > today + datetime.timedelta(days=1):  # clocks differ
        yield f"is of a day to come, {day.isoformat()}", "Write the day on which it was published."
    if not ADDRESS.match(str(piece.get("url", ""))):
        yield "has no address", "Write its url, with https."
    for name in ("by", "quote", "seen"):
        given = piece.get(name, "" if name == "by" else "not needed")
        if not (isinstance(given, str) and given.strip()):
            yield (
                f"does not say '{name}'",
                "Say who wrote it (by); a quotation (quote) and how it was read (seen) are texts.",
            )


def _order(identifier: str) -> tuple[str, int]:
    letters = identifier.rstrip("0123456789")
    return letters, int(identifier[len(letters) :])


def claim_named(repository: Repository, page: Path | str, number: int | None, name: str) -> Claim:
    """Return the claim; raise Fault, naming the page's line, where the ledger has none of that id."""
    claims = read_ledger(repository)
    if name not in claims:
        raise Fault(page, number, f"the ledger has no claim {name}", "Enter it in ledger/, or mark another.")
    return claims[name]
