"""The words of an explanation, for a terminal and for a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from counterpoint.rendering.explained import Explanation, Note, sides
from counterpoint.source.reading.sites import GUESS, INSTANCE

KNOWN_BY = {
    GUESS: "if its object is one: known by the method's name alone",
    INSTANCE: "called is an object made from it",
}
NO_ROW = "no row of the dictionary yet"


@dataclass(frozen=True)
class Told:
    """A note in words: its head, the verdict (empty where there is no row), what follows, and the row's address."""

    note: Note
    head: str
    verdict: str
    lines: list[str]
    address: str


def told(explanation: Explanation) -> Iterator[Told]:
    """Yield each note in words; what was told of a call with these arguments before is told by its place."""
    before: dict[tuple[str, str, bool, bool], str] = {}
    for note in explanation.notes:
        head = ", ".join(filter(None, (note.name, KNOWN_BY.get(note.by, ""))))
        if note.chosen is None:
            yield Told(note, head, "", [NO_ROW], "")
            continue
        key = (note.name, note.chosen.row["address"], note.chosen.remedied, note.chosen.as_written)
        if note.by == INSTANCE:
            key = next((one for one in before if one[0] == note.name), key)
        if key in before:
            yield Told(note, head, "", [f"as in {before[key]}"], note.chosen.row["address"])
            continue
        before[key] = note.place
        yield Told(note, head, _verdict(note), list(_lines(note)), note.chosen.row["address"])


def _verdict(note: Note) -> str:
    """Return the verdict with what differs and where; of a call that is the remedy, that it agrees."""
    assert note.chosen
    row, verdict = note.chosen.row, note.chosen.row["verdict"]
    if not note.chosen.about:
        return ""
    if note.chosen.remedied:
        return f"agrees with {note.there.title} as it is written; by default: {verdict}"
    differs = f" in {' and '.join(row['differs'])}" if row["differs"] else ""
    return f"{verdict}{differs}" + (f"; they part on {', '.join(row['except_on'])}" if row["except_on"] else "")


def _lines(note: Note) -> Iterator[str]:
    assert note.chosen
    row, there = sides(note.chosen.row, note.here), note.there.title
    if not note.chosen.about:
        yield f"a row on something else uses it: {row['row']}"
        return
    yield f"{there}: {_line(row['there'])}"
    if not note.chosen.remedied:
        if not note.chosen.as_written:
            yield f"the row has other arguments: {_line(row['here'])}"
        if row["as_there"]:
            yield f"to get {there}'s result here: {_line(row['as_there'])}"
        if row["as_here"]:
            yield f"to get this result in {there}: {_line(row['as_here'])}"
    if row["note"]:
        yield row["note"]
    for other in note.chosen.others:
        if other["row"].partition("__")[0] == note.chosen.row["row"].partition("__")[0]:
            yield f"or, {other['verdict']}: {_line(sides(other, note.here)['there'])}"


def _line(code: str) -> str:
    """Return an expression in one line; a function of several statements is left to the row."""
    return "a function, which the row shows" if code.startswith("def ") else " ".join(code.split())


def ending(explanation: Explanation) -> Iterator[str]:
    """Yield what could not be read or resolved, and the counts."""
    yield from (f"not read: {words}" for words in explanation.program.unread)
    yield from (f"not resolved: {note.name} in {note.place}" for note in explanation.unresolved)
    yield ", ".join(f"{count} {words}" for words, count in explanation.counts.items())


def as_text(explanation: Explanation) -> Iterator[str]:
    """Yield the notes in lines for a terminal, each below its line of code."""
    place = ""
    for one in told(explanation):
        if one.note.place != place:
            place = one.note.place
            code = explanation.program.line(one.note.cell, one.note.line).strip()
            yield from ("", f"{place}: {code}")
        yield f"  {one.head}" + (f": {one.verdict}" if one.verdict else "")
        yield from (f"    {line}" for line in one.lines)
        if one.address and not one.lines[0].startswith("as in"):
            yield f"    {one.address}"
    yield from ("", *ending(explanation))
