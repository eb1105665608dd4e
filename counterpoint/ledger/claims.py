"""Claims: what a page states, who says so, whether it holds, and on what evidence."""

import datetime
import functools
import re
from pathlib import Path
from typing import Any

from msgspec import field

from counterpoint.ledger.entries import OTHER_FILES, Entry, _entries_in, as_entry, as_record, data_files
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.records import Record, Text
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

VERDICTS = ("holds", "holds with a limit", "outdated", "not so", "opinion", "no source found")
MARK = re.compile(r"\[\[([A-Z]{1,3}\d+)\]\]")
ADDRESS = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]|$)", re.IGNORECASE)
ID = re.compile(r"[A-Z]{1,3}\d+")
UNWRITTEN = "Write the claim in one sentence."  # what `counterpoint claim` leaves to the author
NEEDED = "An entry has id, claim, by, verdict, because, each a text, and evidence, a list of pieces."
OF_PIECE = (
    "A test or a measurement has its name alone. A source has source, by, date (2020-01-30), url, and may have quote "
    "(its words) and seen (how it was read), all texts but the day."
)


class Test(Record, frozen=True):
    """A piece of evidence: a test that passes."""

    test: Text


class Measurement(Record, frozen=True):
    """A piece of evidence: a section whose recording shows it."""

    measurement: Text


class Source(Record, frozen=True):
    """A piece of evidence: who said it, when and where; quoted where it can be, `seen` says how it was read."""

    source: Text
    by: Text
    date: datetime.date
    url: str
    quote: Text = "none"
    seen: Text = "live"


KINDS: dict[str, type[Record]] = {"test": Test, "measurement": Measurement, "source": Source}


class Claim(Entry, frozen=True):
    """One entry: `evidence` holds mappings with a key `test`, `measurement` or `source`."""

    id: Text
    claim: Text
    by: Text
    verdict: Text
    because: Text
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
    claim = as_entry(path, line, {**entry, "evidence": entry.get("evidence") or []}, Claim, NEEDED)
    if not ID.fullmatch(claim.id):
        raise Fault(path, line, f"'{claim.id}' is no claim's id", "Write capital letters and a number: S6.")
    if claim.verdict not in VERDICTS:
        raise Fault(path, line, f"'{claim.verdict}' is no verdict", f"Verdicts are: {', '.join(VERDICTS)}")
    for place, piece in enumerate(claim.evidence):
        _refuse_bad_evidence(path, line, piece)
        if piece in claim.evidence[:place]:
            raise Fault(path, line, f"claim {claim.id} names a piece of evidence twice", "Keep one of the two.")
    if not claim.evidence and claim.verdict not in ("opinion", "no source found"):
        what = f"claim {claim.id} has no evidence"
        raise Fault(path, line, what, "Name a test, a measurement or a dated source, or change the verdict.")
    return claim


def _refuse_bad_evidence(path: Path, line: int, piece: dict[str, Any]) -> None:
    kinds = [kind for kind in KINDS if kind in piece]
    if len(kinds) != 1:
        raise Fault(path, line, "a piece of evidence is of no kind", f"Begin it with one of: {', '.join(KINDS)}")
    name = f"{kinds[0]} '{piece[kinds[0]]}'"
    read = as_record(path, line, piece, KINDS[kinds[0]], OF_PIECE, name)
    if not isinstance(read, Source):
        return
    if type(piece["date"]) is not datetime.date:
        raise Fault(path, line, f"the {name} is not whole: 'date' is no day", OF_PIECE)  # in quotation marks
    if read.date > datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1):  # clocks differ
        what = f"the {name} is of a day to come, {read.date.isoformat()}"
        raise Fault(path, line, what, "Write the day on which it was published.")
    if not ADDRESS.match(read.url):
        raise Fault(path, line, f"the {name} has no address", "Write its url, with https.")


def _order(identifier: str) -> tuple[str, int]:
    letters = identifier.rstrip("0123456789")
    return letters, int(identifier[len(letters) :])


def claim_named(repository: Repository, page: Path | str, number: int | None, name: str) -> Claim:
    """Return the claim; raise Fault, naming the page's line, where the ledger has none of that id."""
    claims = read_ledger(repository)
    if name not in claims:
        raise Fault(page, number, f"the ledger has no claim {name}", "Enter it in ledger/, or mark another.")
    return claims[name]
