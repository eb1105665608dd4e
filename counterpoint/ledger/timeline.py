"""Read the dated events of the history page."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.ledger.entries import TIMELINE, read_entries
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

LANES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "others": "others"}
PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
EVENT = ("date", "what", "lane")
SOURCE = ("title", "by", "date", "url", "seen")


@dataclass(frozen=True)
class EventSource:
    """Where an event is told: title, author, its own date, address, and how it was read."""

    title: str
    by: str
    date: str
    url: str
    seen: str


@dataclass(frozen=True)
class Event:
    """What happened, when (2020-01-30, 2020-01 or 2020), in which lane, and where it is told."""

    date: str
    what: str
    lane: str
    source: EventSource


def read_timeline(repository: Repository) -> list[Event]:
    """Return the events in order; raise Fault, naming the line, at one without date or source, or out of order."""
    path = repository.root / "ledger" / TIMELINE
    events: list[Event] = []
    for line, entry in read_entries(path):
        event = _event(path, line, entry)
        if events and event.date < events[-1].date:
            what = f"the event of {event.date} stands behind that of {events[-1].date}"
            raise Fault(path, line, what, "Put the events in the order of their dates.")
        if event.what in {other.what for other in events}:
            raise Fault(path, line, f"'{event.what}' stands twice", "Keep one of the two.")
        events.append(event)
    return events


def _event(path: Path, line: int, entry: dict[str, Any]) -> Event:
    given = entry.get("source")
    if not isinstance(given, dict):
        raise Fault(path, line, "the event has no source", f"Give it a source with {', '.join(SOURCE)}.")
    source = EventSource(**_texts(path, line, "source", SOURCE, given))
    told = {name: value for name, value in entry.items() if name != "source"}
    event = Event(**_texts(path, line, "event", EVENT, told), source=source)
    if event.lane not in LANES:
        raise Fault(path, line, f"'{event.lane}' is no lane", f"Lanes are: {', '.join(LANES)}")
    if not source.url.startswith("https://"):
        raise Fault(path, line, f"the source '{source.title}' has no address", "Write its url, with https.")
    return event


def _texts(path: Path, line: int, name: str, expected: tuple[str, ...], given: dict[str, Any]) -> dict[str, str]:
    """Return the fields as texts; raise Fault where one is missing, empty or unknown, or the date is none."""
    texts = {key: _text(value) for key, value in given.items()}
    for key in expected:
        if not texts.get(key):
            raise Fault(path, line, f"the {name} has no {key}", f"Of its own it needs: {', '.join(expected)}")
    for key in texts:
        if key not in expected:
            raise Fault(path, line, f"the {name} has an unknown field {key}", f"Its own are: {', '.join(expected)}")
    if not _is_date(texts["date"]):
        remedy = "Write 2020-01-30, or 2020-01 or 2020 if no more is known."
        raise Fault(path, line, f"the {name}'s date '{texts['date']}' is no date", remedy)
    return texts


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _is_date(text: str) -> bool:
    if PARTIAL.fullmatch(text):
        return True
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
