"""Plain Markdown of an area's rows, for readers of text."""

from collections.abc import Iterator
from itertools import groupby

from counterpoint.recordings.rows import AreaRecord, RowRecord
from counterpoint.rendering.rows_for_site import in_short
from counterpoint.source.areas import OTHER
from counterpoint.source.repository import Topic
from counterpoint.source.voices import BY_NAME, VOICES


def render(area: Topic, record: AreaRecord) -> str:
    """Return the rows as lists, each with both expressions, their values and remedies."""
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    parts = [f"*{len(record.rows)} rows, computed on {versions}, {record.date}.*"]
    for group, rows in groupby(record.rows, key=lambda row: row.group):
        parts.append(f"## {group.replace('_', ' ').capitalize()}")
        parts += ["\n".join(_lines(row)) for row in rows]
    return "\n\n".join(parts)


def _lines(row: RowRecord) -> Iterator[str]:
    yield f"**{row.name}**: {row.verdict} {in_short(row)}".rstrip()
    yield ""
    for voice in VOICES:
        side = row.side(voice)
        yield f"- {voice.title}: {code(side.expression)} gives {code(side.value)}"
    for name, remedy in row.remedies.items():
        yield f"- {BY_NAME[name].title} as {OTHER[name].title}: {code(remedy.expression)}"
    if row.note:
        yield f"- {row.note}"


def code(text: str) -> str:
    """Return text as one line of code, whatever ticks it holds."""
    line = " ".join(text.split())
    ticks = "``" if "`" in line else "`"
    return f"{ticks}{line}{ticks}" if line else "nothing"
