"""The timeline of the history page: dated events with their sources, as a drawing and as a table."""

import datetime
import html
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.errors import Fault
from counterpoint.house import House
from counterpoint.ledger import TIMELINE, read_entries

LANES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "others": "others"}
PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
EVENT = ("date", "what", "lane")
SOURCE = ("title", "by", "date", "url", "seen")

# The drawing, in its own units. 540 wide with letters of 17: on a phone of 390 pixels the letters are still above 11.
WIDTH, LETTER, LINE, GAP, TOP = 540, 17, 22, 16, 64
LANE_AT = {"pytorch": 114, "tensorflow": 134, "others": 154}
WORDS_AT, CHARACTERS = 176, 42
MARKS = {
    "pytorch": '<circle cx="{x}" cy="{y}" r="7" fill="currentColor"/>',
    "tensorflow": '<rect x="{left}" y="{top}" width="13" height="13" fill="currentColor"/>',
    "others": '<path d="M{x} {high}L{right} {y}L{x} {low}L{far} {y}Z" fill="currentColor"/>',
}


@dataclass(frozen=True)
class Source:
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
    source: Source


def read_timeline(house: House) -> list[Event]:
    """Return the events in order; raise Fault, naming the line, at one without date or source, or out of order."""
    path = house.root / "ledger" / TIMELINE
    events: list[Event] = []
    for line, entry in read_entries(path):
        event = _event(path, line, entry)
        if events and event.date < events[-1].date:
            what = f"the event of {event.date} stands behind that of {events[-1].date}"
            raise Fault(path, line, what, "Put the events in the order of their dates.")
        events.append(event)
    return events


def _event(path: Path, line: int, entry: dict[str, Any]) -> Event:
    given = entry.get("source")
    if not isinstance(given, dict):
        raise Fault(path, line, "the event has no source", f"Give it a source with {', '.join(SOURCE)}.")
    source = Source(**_texts(path, line, "source", SOURCE, given))
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


def draw(events: list[Event]) -> str:
    """Return the timeline as SVG: time runs down, each lane is a line, colours come from the classes of the voices."""
    rows, y = [], TOP + LINE
    for event in events:
        lines = textwrap.wrap(event.what, CHARACTERS, break_on_hyphens=False)
        rows.append(_row(event, lines, y))
        y += LINE * len(lines) + GAP
    lanes = [_lane(lane, y - LINE) for lane in LANES]
    span = f"{events[0].date[:4]} to {events[-1].date[:4]}" if events else "no event"
    summary = f"{len(events)} events in three lanes: {', '.join(LANES.values())}. Each stands in the table below."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" '
            f'role="img" aria-labelledby="timeline-title timeline-desc" font-size="{LETTER}" fill="currentColor">',
            f'<title id="timeline-title">Timeline, {span}</title>',
            f'<desc id="timeline-desc">{summary}</desc>',
            *_legend(),
            *lanes,
            *rows,
            "</svg>",
        ]
    )


def _legend() -> list[str]:
    parts, x = [], 14
    for lane, words in LANES.items():
        parts.append(f'{_mark(lane, x, LETTER)}<text x="{x + 14}" y="{LETTER + 6}">{words}</text>')
        x += 40 + 10 * len(words)
    return parts


def _lane(lane: str, end: int) -> str:
    x = LANE_AT[lane]
    line = f'<line x1="{x}" y1="{TOP - LETTER}" x2="{x}" y2="{end}" stroke="currentColor" stroke-width="2"/>'
    return f'<g class="lane {lane}" opacity="0.5">{line}</g>'


def _row(event: Event, lines: list[str], y: int) -> str:
    words = "".join(
        f'<tspan x="{WORDS_AT}" y="{y + LINE * place}">{html.escape(line)}</tspan>' for place, line in enumerate(lines)
    )
    return f'<text x="0" y="{y}">{event.date}</text>{_mark(event.lane, LANE_AT[event.lane], y - 6)}<text>{words}</text>'


def _mark(lane: str, x: int, y: int) -> str:
    """Return a mark of the lane's own shape, so that colour is not needed to tell them apart."""
    places = {
        "x": x,
        "y": y,
        "left": x - 6.5,
        "top": y - 6.5,
        "high": y - 9,
        "low": y + 9,
        "right": x + 9,
        "far": x - 9,
    }
    return f'<g class="{lane}">{MARKS[lane].format(**places)}</g>'


def as_table(events: list[Event]) -> str:
    """Return the events as a Markdown table, each with a link to its source."""
    rows = ["| date | what happened | lane | source |", "| --- | --- | --- | --- |"]
    for event in events:
        source = event.source
        link = f"[{_cell(source.title)}](<{source.url}>), {_cell(source.by)}, {source.date}"
        rows.append(f"| {event.date} | {_cell(event.what)} | {LANES[event.lane]} | {link} |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    return re.sub(r"([\\|\[\]])", r"\\\1", text)
