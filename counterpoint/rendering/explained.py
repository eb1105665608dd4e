"""A program explained: a note for each call of a framework, with the row that tells of it."""

import dataclasses
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from counterpoint.recordings.rows_for_calls import Chosen, Row, RowsForCalls, voice_of
from counterpoint.source.reading.program import Program
from counterpoint.source.reading.sites import UNKNOWN, Site
from counterpoint.source.reading.statements import call_sites
from counterpoint.source.voices import BY_NAME, Voice


@dataclass(frozen=True)
class Note:
    """What is told of a call: where it stands, what it calls, how that is known, and the row chosen."""

    cell: int  # 0 in a file that is no notebook
    line: int
    name: str
    by: str
    chosen: Chosen | None

    @property
    def here(self) -> Voice:
        """The framework in which it is written."""
        return BY_NAME[voice_of(self.name)]

    @property
    def there(self) -> Voice:
        return self.here.other

    @property
    def place(self) -> str:
        return f"cell {self.cell}, line {self.line}" if self.cell else f"line {self.line}"


@dataclass(frozen=True)
class Explanation:
    """A program's notes in order, the calls that could not be resolved, how many there are, and what was not read."""

    program: Program
    notes: list[Note]
    unresolved: list[Note]
    counts: dict[str, int]


def explained(program: Program, rows: RowsForCalls) -> Explanation:
    """Return a program's notes from the given rows."""
    sites = call_sites(program.tree, rows.known)
    notes = [_note(program, site, rows.chosen(site)) for site in sites if site.of_framework]
    unresolved = [_note(program, site, None) for site in sites if site.by == UNKNOWN]
    kinds = Counter(site.by for site in sites)
    counts = {
        "calls": len(sites),
        "of a framework": len(notes),
        "with a row": sum(note.chosen is not None for note in notes),
        "of the program's own or another library": len(sites) - len(notes) - len(unresolved),
        "not resolved": kinds[UNKNOWN],
    }
    return Explanation(program, notes, unresolved, counts)


def _note(program: Program, site: Site, chosen: Chosen | None) -> Note:
    cell, line = program.place(site.line)
    return Note(cell, line, site.name, site.by, chosen)


def as_json(explanation: Explanation) -> str:
    """Return the notes as JSON; `row` is null where no row has the call's name."""
    content = {
        "notes": [as_data(note) for note in explanation.notes],
        "unresolved": [{"cell": one.cell, "line": one.line, "name": one.name} for one in explanation.unresolved],
        "unread": explanation.program.unread,
        "counts": explanation.counts,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def as_data(note: Note) -> dict[str, Any]:
    """Return a note as the page's script writes it too."""
    data: dict[str, Any] = {name: getattr(note, name) for name in ("cell", "line", "name", "by")}
    if note.chosen is None:
        return {**data, "row": None}
    flags = {one.name: getattr(note.chosen, one.name) for one in dataclasses.fields(Chosen) if one.type is bool}
    others = [sides(row, note.here) for row in note.chosen.others]
    return {**data, "row": sides(note.chosen.row, note.here), **flags, "others": others}


def sides(row: Row, here: Voice) -> dict[str, Any]:
    """Return a row as seen from one framework: `here` is its side, `as_there` the remedy written in it."""
    there = here.other.name
    return {
        "row": f"{row['area']}: {row['row']}",
        **{name: row[name] for name in ("address", "verdict", "differs", "difference", "except_on")},
        "here": row[here.name],
        "there": row[there],
        "as_there": row[f"{here.name}_as_{there}"],
        "as_here": row[f"{there}_as_{here.name}"],
        "note": row["note"],
    }
