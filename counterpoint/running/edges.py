"""Find on which of the proposed inputs the two sides of a row part."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from counterpoint.recordings.rows import Edge
from counterpoint.running import wording
from counterpoint.running.adapters import Array
from counterpoint.running.compare_rows import Comparison, compare
from counterpoint.running.proposals import NEGATIVE_ZERO, proposals
from counterpoint.running.trials import Trials
from counterpoint.source.areas import OTHER, Cell, Row
from counterpoint.source.voices import PYTORCH, TENSORFLOW


@dataclass
class Edges:
    """What became of a row on the proposed inputs."""

    agree_on: list[str] = field(default_factory=list)
    differ_alike_on: list[str] = field(default_factory=list)
    both_raise_on: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def edges_of(trials: Trials, row: Row, inputs: dict[str, Array], given: Comparison) -> Edges:
    """Run the row on each proposed input; an edge is where the sides part otherwise than on their own inputs."""
    found = Edges()
    for proposal, arrays in proposed(row, inputs):
        outcomes = {name: trials.run(name, cell, arrays) for name, cell in row.cells.items()}
        one, other = outcomes[PYTORCH.name], outcomes[TENSORFLOW.name]
        signs = proposal == NEGATIVE_ZERO
        compared = compare(one, other, signs=signs)
        if not compared.differs:
            (found.both_raise_on if one.error else found.agree_on).append(proposal)
        elif set(compared.differs) <= set(given.differs) and wording.finite(one) == wording.finite(other):
            found.differ_alike_on.append(proposal)
        else:
            words = wording.apart(one, other, compared.differs, signs=signs)
            found.edges.append(Edge(proposal, list(compared.differs), *words))
    return found


def failing(
    trials: Trials, name: str, cell: Cell, wanted: Cell, inputs: Iterator[tuple[str, dict[str, Array]]]
) -> Iterator[Edge]:
    """Yield the proposed inputs on which a remedy does not give what the other side gives."""
    for proposal, arrays in inputs:
        signs = proposal == NEGATIVE_ZERO
        mine, theirs = trials.run(name, cell, arrays), trials.run(OTHER[name].name, wanted, arrays)
        if differs := compare(mine, theirs, signs=signs).differs:
            words = wording.apart(mine, theirs, differs, signs=signs)
            sides = words if name == PYTORCH.name else reversed(words)
            yield Edge(proposal, list(differs), *sides)


def proposed(row: Row, inputs: dict[str, Array]) -> Iterator[tuple[str, dict[str, Array]]]:
    """Yield what else the row is run on."""
    yield from ((name, arrays) for name, arrays in proposals(inputs).items() if name not in left_out(row))


def left_out(row: Row) -> dict[str, str]:
    """Return the proposed inputs on which the row is not run, each with the reason."""
    told = [pair for cell in row.cells.values() for pair in cell.left_out]
    return {name: why for names, why in told for name in names.split(", ")}
