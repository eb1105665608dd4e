"""Compute the rows of an area: run both twins, evaluate each row on its inputs, compare, and reach the verdict."""

import contextlib
import datetime
import logging
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from counterpoint.recordings import rows as record
from counterpoint.recordings.rows import AreaRecord, Edge, Remedy, RowRecord, Shown
from counterpoint.running import wording
from counterpoint.running.adapters import Array, NotComparable, Outcome
from counterpoint.running.compare_rows import (
    GRADIENT,
    LEAST_DRAWN,
    RAISES,
    TOLERANCES,
    Comparison,
    compare,
    compare_samples,
)
from counterpoint.running.proposals import NEGATIVE_ZERO, proposals
from counterpoint.running.sandbox.confine import confined
from counterpoint.running.twins import run_twins
from counterpoint.source import areas
from counterpoint.source.areas import OTHER, Cell, Row
from counterpoint.source.calls import aliases, calls, converts, letters
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Topic
from counterpoint.source.voices import BY_NAME, PYTORCH, TENSORFLOW, VOICES

ANOTHER_SEED = 1


@dataclass
class Edges:
    """What became of a row on the proposed inputs."""

    agree_on: list[str] = field(default_factory=list)
    differ_alike_on: list[str] = field(default_factory=list)
    both_raise_on: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


class Examination:
    """Both twins of an area after their run."""

    def __init__(self, area: Topic) -> None:
        self.area = area
        self.rows = areas.read_rows(area)
        self.sides = run_twins(area)
        self.known = {name: aliases(side.path) for name, side in self.sides.items()}

    def records(self) -> tuple[list[RowRecord], list[Fault]]:
        """Return the rows that prove what they declare, and the faults of the others."""
        made, faults = [], []
        with _without_warnings():
            for row in self.rows:
                try:
                    with confined(self.sides[PYTORCH.name].path):
                        made.append(self._record(row))
                except Fault as fault:
                    faults.append(fault)
        return made, faults

    def _record(self, row: Row) -> RowRecord:
        absent = [name for name, cell in row.cells.items() if cell.asks_absence]
        inputs = self._inputs(row)
        outcomes = {name: self._run(name, cell, inputs) for name, cell in row.cells.items()}
        shown = {name: self._shown(name, cell, outcomes[name]) for name, cell in row.cells.items()}
        random = not absent and self._is_random(row, inputs)
        against = compare_samples if random else compare
        compared = Comparison() if absent else against(outcomes[PYTORCH.name], outcomes[TENSORFLOW.name])
        for name in absent:
            self._refuse_present(name, row.cells[name], outcomes[name])
        edges = Edges() if absent or random else self._edges(row, inputs, compared)
        remedies = self._remedies(row, inputs, outcomes, compared, random)
        verdict = self._verdict(row, compared, bool(absent))
        if verdict != record.SAME:
            self._refuse_unremedied(row, _told(verdict, compared, outcomes), outcomes, absent, remedies)
        self._refuse_idle(row, verdict, edges.edges, remedies)
        return RowRecord(
            name=row.name,
            group=row.group,
            verdict=verdict,
            differs=list(compared.differs),
            difference=wording.rounded(compared.difference),
            gradient_difference=wording.rounded(compared.gradient_difference),
            random=random,
            pytorch=shown[PYTORCH.name],
            tensorflow=shown[TENSORFLOW.name],
            agree_on=edges.agree_on,
            differ_alike_on=edges.differ_alike_on,
            both_raise_on=edges.both_raise_on,
            edges=edges.edges,
            remedies=remedies,
            no_remedy={name: cell.no_remedy for name, cell in row.cells.items() if cell.no_remedy},
            beside=self._beside(row, inputs),
            believed=self._belief(row, verdict),
            left_out=_left_out(row),
            note=" ".join(filter(None, (cell.note for cell in row.cells.values() if cell.name == row.name))),
        )

    def _inputs(self, row: Row) -> dict[str, Array]:
        cells = [(name, cell) for name, cell in (*row.cells.items(), *row.remedies.items())]
        names = set().union(*(self.sides[name].used(cell) for name, cell in cells))
        inputs = self.sides[PYTORCH.name].inputs
        return {name: inputs[name] for name in sorted(names)}

    def _run(self, name: str, cell: Cell, inputs: dict[str, Array], seed: int = 0) -> Outcome:
        try:
            return self.sides[name].run(cell, inputs, seed)
        except NotComparable as error:
            remedy = "Let the row return a tensor, numbers, texts, or a list of them."
            raise Fault(self.sides[name].path, cell.line, f"'{cell.name}': {error}", remedy) from None

    def _is_random(self, row: Row, inputs: dict[str, Array]) -> bool:
        """Say whether both sides give other numbers for another seed; they must have drawn enough to be compared."""
        moved = [self._moves(name, cell, inputs) for name, cell in row.cells.items()]
        return all(moved)

    def _moves(self, name: str, cell: Cell, inputs: dict[str, Array]) -> bool:
        first, second = self._run(name, cell, inputs), self._run(name, cell, inputs, ANOTHER_SEED)
        if first.error or not compare(first, second).differs:
            return False
        if any(leaf.shape is None or leaf.value.size < LEAST_DRAWN for leaf in first.leaves):
            what = f"'{cell.name}' is random and draws fewer than {LEAST_DRAWN:,} numbers"
            raise Fault(self.sides[name].path, cell.line, what, "Draw more: their distribution is compared.")
        return True

    def _edges(self, row: Row, inputs: dict[str, Array], given: Comparison) -> Edges:
        found = Edges()
        for proposal, arrays in _proposed(row, inputs):
            outcomes = {name: self._run(name, cell, arrays) for name, cell in row.cells.items()}
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

    def _remedies(
        self, row: Row, inputs: dict[str, Array], outcomes: dict[str, Outcome], compared: Comparison, random: bool
    ) -> dict[str, Remedy]:
        """Run what is to make the sides agree; a first way's remedy counts for a second one where it agrees there."""
        made = {}
        for name, cell in row.remedies.items():
            own = cell.name == row.name + areas.REMEDY[name]
            if not own and not compared.differs and not any(one.asks_absence for one in row.cells.values()):
                continue
            wanted = row.cells[OTHER[name].name]
            outcome, target = self._run(name, cell, inputs), outcomes[OTHER[name].name]
            left = (compare_samples if random else compare)(outcome, target)
            if left.differs or outcome.error or target.error:
                if own:
                    self._refuse_useless(name, cell, left, outcome, target)
                continue
            failing = [] if random else list(self._failing(name, cell, wanted, _proposed(row, inputs)))
            names = calls(cell.node, self.known[name], BY_NAME[name])
            made[name] = Remedy(cell.expression, names, wording.rounded(left.difference), failing)
        return made

    def _refuse_useless(self, name: str, cell: Cell, left: Comparison, mine: Outcome, wanted: Outcome) -> None:
        gives, other = wording.apart(mine, wanted, left.differs or (RAISES,))
        what = f"'{cell.name}' doesn't agree ({', '.join(left.differs) or 'both raise'}): it gives {gives}, not {other}"
        raise Fault(self.sides[name].path, cell.line, what, f"Mend it: it is to give what {OTHER[name].title} gives.")

    def _failing(
        self, name: str, cell: Cell, wanted: Cell, proposed: Iterator[tuple[str, dict[str, Array]]]
    ) -> Iterator[Edge]:
        for proposal, arrays in proposed:
            signs = proposal == NEGATIVE_ZERO
            mine, theirs = self._run(name, cell, arrays), self._run(OTHER[name].name, wanted, arrays)
            if differs := compare(mine, theirs, signs=signs).differs:
                words = wording.apart(mine, theirs, differs, signs=signs)
                sides = words if name == PYTORCH.name else reversed(words)
                yield Edge(proposal, list(differs), *sides)

    def _verdict(self, row: Row, compared: Comparison, absent: bool) -> str:
        if absent:
            return record.ABSENT
        if not compared.differs:
            return record.SAME
        if any(self._converts(name, row, cell) for name, cell in row.remedies.items()):
            return record.CONVERTED
        ours, theirs = (letters(row.cells[voice.name].node, self.known[voice.name]) for voice in VOICES)
        is_call = isinstance(ours, tuple) and ours[0] == "call"
        more = compared.differs != (GRADIENT,)
        return record.OTHER_MEANING if is_call and more and ours == theirs else record.DIFFERS

    def _converts(self, name: str, row: Row, remedy: Cell) -> bool:
        cell = row.cells[name]
        return converts(remedy.node, cell.node, cell.name, self.known[name])

    def _belief(self, row: Row, verdict: str) -> str:
        """Return what is believed to differ; raise Fault where it does."""
        for name, cell in row.cells.items():
            if cell.believed and cell.name == row.name:
                if verdict != record.SAME:
                    what = f"the belief about '{row.name}' is true: {verdict}"
                    raise Fault(self.sides[name].path, cell.line, what, f"Delete '{areas.BELIEVED}'.")
                return cell.believed
        return ""

    def _refuse_present(self, name: str, cell: Cell, outcome: Outcome) -> None:
        if outcome.error or [leaf.value for leaf in outcome.leaves] != [False]:
            given = wording.brief(outcome)
            what = f"'{cell.name}' is not absent: {cell.expression} gives {given}"
            raise Fault(self.sides[name].path, cell.line, what, "Write the row with what is there.")

    def _refuse_unremedied(
        self, row: Row, told: str, outcomes: dict[str, Outcome], absent: list[str], remedies: dict[str, Remedy]
    ) -> None:
        """A row that differs has what makes it agree, in each direction, or the reason why nothing does."""
        for name in absent or row.cells:
            wanted = outcomes[OTHER[name].name]
            if wanted.error or wanted.gradient_error:
                continue  # nobody wants the other's error
            if name not in remedies and not row.cells[name].no_remedy:
                path, cell = self.sides[name].path, row.cells[name]
                what = f"'{row.name}' has no remedy here: {told}"
                remedy = f"Write {row.name}{areas.REMEDY[name]} = …, or above it '# {areas.NO_REMEDY} why none does'."
                raise Fault(path, cell.line, what, remedy)

    def _refuse_idle(self, row: Row, verdict: str, edges: list[Edge], remedies: dict[str, Remedy]) -> None:
        """Where the sides agree, a remedy makes them agree on one more of the proposed inputs."""
        differ = {edge.input for edge in edges}
        for name, remedy in remedies.items():
            if verdict == record.SAME and differ <= set(remedy.exceptions):
                path, cell = self.sides[name].path, row.remedies[name]
                what = f"'{cell.name}' mends nothing: the row is the same, and on no further input do the sides agree"
                raise Fault(path, cell.line, what, "Delete it.")

    def _shown(self, name: str, cell: Cell, outcome: Outcome) -> Shown:
        if bool(outcome.error) != bool(cell.raises):
            what = f"'{cell.name}' raises {outcome.error}" if outcome.error else f"'{cell.name}' raises nothing"
            remedy = "Declare it: with suppress(SomeError):" if outcome.error else "Write it without suppress."
            raise Fault(self.sides[name].path, cell.line, what, remedy)
        called = calls(cell.node, self.known[name], BY_NAME[name])
        return Shown(cell.expression, cell.line, called, *wording.described(outcome))

    def _beside(self, row: Row, inputs: dict[str, Array]) -> list[str]:
        """Return what differs between a second way and the first of the same framework."""
        if row.name == row.base:
            return []
        for name, cell in row.cells.items():
            base = self.sides[name].cells.get(row.base)
            if cell.name == row.name and base is not None and not base.asks_absence:
                return list(compare(self._run(name, cell, inputs), self._run(name, base, inputs)).differs)
        return []


@contextlib.contextmanager
def _without_warnings() -> Iterator[None]:
    """TensorFlow warns of many a proposed input; the rows tell what comes of it."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _left_out(row: Row) -> dict[str, str]:
    told = [pair for cell in row.cells.values() for pair in cell.left_out]
    return {name: why for names, why in told for name in names.split(", ")}


def _proposed(row: Row, inputs: dict[str, Array]) -> Iterator[tuple[str, dict[str, Array]]]:
    """Yield what else the row is run on."""
    yield from ((name, arrays) for name, arrays in proposals(inputs).items() if name not in _left_out(row))


def _told(verdict: str, compared: Comparison, outcomes: dict[str, Outcome]) -> str:
    """Return the verdict and what both gave, for an author."""
    if not compared.differs:
        return verdict
    gave = wording.apart(outcomes[PYTORCH.name], outcomes[TENSORFLOW.name], compared.differs)
    return f"{verdict} ({', '.join(compared.differs)}): {'  |  '.join(gave)}"


def examine(area: Topic) -> tuple[AreaRecord, list[Fault]]:
    """Compute an area's rows; return beside them a fault for each that proves something else than it declares."""
    rows, faults = Examination(area).records()
    packages = [package for voice in VOICES for package in voice.packages]
    computed = AreaRecord(
        schema=record.SCHEMA,
        area=area.name,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        python=platform.python_version(),
        versions={name: sys.modules[name].__version__.partition("+")[0] for name in packages},
        sources=record.sources(area),
        tolerances={name: list(bounds) for name, bounds in TOLERANCES.items()},
        rows=rows,
    )
    return computed, faults
