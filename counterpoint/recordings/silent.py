"""The silent differences among the rows: both sides run, the shapes agree, the numbers do not."""

from dataclasses import dataclass

from counterpoint.recordings.dictionary import all_rows
from counterpoint.recordings.rows import OTHER_MEANING, Edge, RowRecord
from counterpoint.source.repository import Repository

LOUD = frozenset({"error", "shape", "count"})  # a program stops at these, or soon after
QUIET = frozenset({"value", "gradient"})


@dataclass(frozen=True)
class Difference:
    """A row that differs in silence: on the given inputs (no edge), or on a proposed one."""

    area: str
    row: RowRecord
    edge: Edge | None = None


def on_given_inputs(repository: Repository) -> list[Difference]:
    """Return the rows that differ on ordinary numbers, the most harmful first.

    First those that both frameworks write alike, then other values, then other gradients; the larger difference first.
    """
    rows = [
        Difference(area, row)
        for area, row in all_rows(repository)
        if QUIET & set(row.differs) and not LOUD & set(row.differs) and not row.random
    ]
    return sorted(rows, key=_harm)


def _harm(difference: Difference) -> tuple[bool, bool, float, str]:
    row = difference.row
    return row.verdict != OTHER_MEANING, "value" not in row.differs, -(row.difference or 0.0), row.name


def on_other_inputs(repository: Repository) -> list[Difference]:
    """Return by row and input what differs on a proposed input alone: a value first, then a gradient.

    A second way of a row stands there only where the row itself doesn't: it mostly repeats it.
    """
    found: dict[tuple[str, str, str], Difference] = {}
    for area, row in all_rows(repository):
        for edge in () if row.differs or row.random else row.edges:
            if QUIET & set(edge.differs) and not LOUD & set(edge.differs):
                found.setdefault((area, row.name.partition("__")[0], edge.input), Difference(area, row, edge))
    return sorted(
        found.values(), key=lambda one: (one.edge is None or "value" not in one.edge.differs, one.area, one.row.name)
    )


def believed(repository: Repository) -> list[Difference]:
    """Return the rows that are believed to differ and do not."""
    return [Difference(area, row) for area, row in all_rows(repository) if row.believed]
