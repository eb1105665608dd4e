"""The ledger's lock: verdicts, sources and days as they were agreed on, so that one that flips shows in a review."""

import json
from pathlib import Path
from typing import Any

from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.entries import TIMELINE
from counterpoint.ledger.timeline import read_timeline
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

LOCK = "lock.json"
COMMAND = "counterpoint lock-ledger"
OF_SOURCE = ("source", "date", "url", "quote")
Lock = dict[str, dict[str, Any]]


def lock_file(repository: Repository) -> Path:
    return repository.root / "ledger" / LOCK


def to_lock(repository: Repository) -> Lock:
    """Return what the ledger says now: each claim's verdict and sources, each event's day and lane."""
    has_timeline = (repository.root / "ledger" / TIMELINE).is_file()
    return {
        "claims": {claim.id: _of_claim(claim) for claim in read_ledger(repository).values()},
        "timeline": {
            event.what: {"date": event.date, "lane": event.lane}
            for event in (read_timeline(repository) if has_timeline else ())
        },
    }


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
        lock = json.loads(read_text(path))
        if sorted(lock) != ["claims", "timeline"] or not all(isinstance(part, dict) for part in lock.values()):
            raise ValueError("it has other parts than claims and timeline")
    except (ValueError, TypeError) as error:
        raise Fault(path, None, f"the lock cannot be read: {error}", f"Write it anew: {COMMAND}") from None
    return dict(lock)


def write_lock(repository: Repository) -> None:
    text = json.dumps(to_lock(repository), indent=1, ensure_ascii=False)
    lock_file(repository).write_text(text + "\n", encoding="utf-8")
