"""Reach the verdict of a row that both sides have: the same, only converted, another meaning, or different."""

from counterpoint.recordings import rows as record
from counterpoint.running.compare_rows import GRADIENT, Comparison
from counterpoint.source.areas import Row
from counterpoint.source.calls import converts, letters
from counterpoint.source.voices import VOICES


def verdict_of(row: Row, compared: Comparison, known: dict[str, dict[str, str]]) -> str:
    """Return the verdict; `known` are the names by which each side's program calls its framework."""
    if not compared.differs:
        return record.SAME
    if any(_converts(row, name, known[name]) for name in row.remedies):
        return record.CONVERTED
    ours, theirs = (letters(row.cells[voice.name].node, known[voice.name]) for voice in VOICES)
    is_call = isinstance(ours, tuple) and ours[0] == "call"
    more = compared.differs != (GRADIENT,)
    return record.OTHER_MEANING if is_call and more and ours == theirs else record.DIFFERS


def _converts(row: Row, name: str, known: dict[str, str]) -> bool:
    cell = row.cells[name]
    return converts(row.remedies[name].node, cell.node, cell.name, known)
