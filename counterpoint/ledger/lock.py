"""The lock: verdicts, sources, days, numbers and marks as they were agreed on, so that a flip shows in a review.

It also holds what each twin of a topic alone writes, such as a number that stands in one of the two.
"""

import json
from pathlib import Path
from typing import Any

from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.entries import TIMELINE, data_files
from counterpoint.ledger.stated import STATED
from counterpoint.ledger.timeline import read_timeline
from counterpoint.source.faults import Fault
from counterpoint.source.records import from_json
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text
from counterpoint.source.twins import apart

LOCK = "lock.json"
COMMAND = "counterpoint lock-ledger"
OF_SOURCE = ("source", "date", "url", "quote")
PARTS = ["claims", "texts", "timeline", "twins"]
Lock = dict[str, dict[str, dict[str, Any]]]


def lock_file(repository: Repository) -> Path:
    return repository.root / "ledger" / LOCK


def to_lock(repository: Repository) -> Lock:
    """Return what stands now: of each claim its verdict and sources, of an event its day, of a text its numbers."""
    has_timeline = (repository.root / "ledger" / TIMELINE).is_file()
    return {
        "claims": {claim.id: _of_claim(claim) for claim in read_ledger(repository).values()},
        "timeline": {
            event.what: {"date": event.date, "lane": event.lane, "source": f"{event.source.date} {event.source.url}"}
            for event in (read_timeline(repository) if has_timeline else ())
        },
        "texts": {name: _of_text(read_text(path)) for name, path in texts_of(repository).items()},
        "twins": {topic.name: apart(topic) for topic in repository.topics()},
    }


def texts_of(repository: Repository) -> dict[str, Path]:
    """Return the pages and the files of the ledger, by their names below the root."""
    paths = [*(page.path for page in repository.pages()), *data_files(repository)]
    return {path.relative_to(repository.root).as_posix(): path for path in paths}


def _of_text(text: str) -> dict[str, str]:
    stated = {kind: [each for _, each in read(text)] for kind, read in STATED.items()}
    return {kind: " ".join(found) for kind, found in stated.items() if found}


def _of_claim(claim: Claim) -> dict[str, Any]:
    sources = [piece for piece in claim.evidence if "source" in piece]
    return {
        "verdict": claim.verdict,
        "sources": [{name: str(piece[name]).strip() for name in OF_SOURCE if name in piece} for piece in sources],
    }


def read_lock(repository: Repository) -> Lock:
    """Return what was locked, nothing where there is no lock; raise Fault where the file is damaged."""
    path = lock_file(repository)
    if not path.is_file():
        return {}
    try:
        lock = from_json(read_text(path), Lock)
        if sorted(lock) != PARTS:
            raise ValueError(f"it has other parts than {', '.join(PARTS)}")
    except ValueError as error:
        raise Fault(path, None, f"the lock cannot be read: {error}", f"Write it anew: {COMMAND}") from None
    return lock


def write_lock(repository: Repository) -> None:
    text = json.dumps(to_lock(repository), indent=1, ensure_ascii=False)
    lock_file(repository).write_text(text + "\n", encoding="utf-8")
