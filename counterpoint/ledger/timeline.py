"""Read the dated events of the history page."""

import re
from pathlib import Path
from typing import Any

from counterpoint.ledger.entries import TIMELINE, Entry, as_entry, read_entries
from counterpoint.source.faults import Fault
from counterpoint.source.records import Record, Text
from counterpoint.source.repository import Repository
from counterpoint.source.text import is_day

LANES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "others": "others"}
PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
REMEDY = "An event has date, what, lane and a source with title, by, date, url, seen, each a text."


class EventSource(Record, frozen=True):
    """Where an event is told: title, author, its own date, address, and how it was read."""

    title: Text
    by: Text
    date: Text
    url: Text
    seen: Text


class Event(Entry, frozen=True):
    """What happened, when (2020-01-30, 2020-01 or 2020), in which lane, and where it is told."""

    date: Text
    what: Text
    lane: Text
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
    source = entry.get("source")
    told = {**_dated(entry), "source": _dated(source) if isinstance(source, dict) else source}
    event = as_entry(path, line, told, Event, REMEDY, "event")
    for name, date in {"event": event.date, "source": event.source.date}.items():
        if not _is_date(date):
            remedy = "Write 2020-01-30, or 2020-01 or 2020 if no more is known."
            raise Fault(path, line, f"the {name}'s date '{date}' is no date", remedy)
    if event.lane not in LANES:
        raise Fault(path, line, f"'{event.lane}' is no lane", f"Lanes are: {', '.join(LANES)}")
    if not event.source.url.startswith("https://"):
        raise Fault(path, line, f"the source '{event.source.title}' has no address", "Write its url, with https.")
    return event


def _dated(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the date as it was written: YAML makes a day or a number of it."""
    return {**fields, "date": str(fields["date"])} if "date" in fields else fields


def _is_date(text: str) -> bool:
    return PARTIAL.fullmatch(text) is not None or is_day(text)
