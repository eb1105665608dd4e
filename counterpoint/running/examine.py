"""Compute the rows of an area, each from what both twins gave."""

import contextlib
import datetime
import logging
import platform
import sys
from collections.abc import Iterator

from counterpoint.recordings import rows as record
from counterpoint.recordings.rows import AreaRecord, RowRecord
from counterpoint.running import wording
from counterpoint.running.adapters import Array, Outcome
from counterpoint.running.compare_rows import TOLERANCES, Comparison, compare, compare_samples
from counterpoint.running.declared import belief, refuse_present, shown_of
from counterpoint.running.edges import Edges, edges_of, left_out
from counterpoint.running.remedies import refuse_idle, refuse_unremedied, remedies_of
from counterpoint.running.sandbox.confine import confined
from counterpoint.running.trials import Trials
from counterpoint.running.twins import run_twins
from counterpoint.running.verdicts import verdict_of
from counterpoint.source import areas
from counterpoint.source.areas import Row
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Topic
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES


class Examination:
    """Both twins of an area after their run."""

    def __init__(self, area: Topic) -> None:
        self.area = area
        self.rows = areas.read_rows(area)
        self.trials = Trials(run_twins(area))

    def records(self) -> tuple[list[RowRecord], list[Fault]]:
        """Return the rows that prove what they declare, and the faults of the others."""
        made, faults = [], []
        with _without_warnings():
            for row in self.rows:
                try:
                    with confined(self.trials.sides[PYTORCH.name].path):
                        made.append(self._record(row))
                except Fault as fault:
                    faults.append(fault)
        return made, faults

    def _record(self, row: Row) -> RowRecord:
        absent = [name for name, cell in row.cells.items() if cell.asks_absence]
        inputs = self.trials.inputs(row)
        outcomes = {name: self.trials.run(name, cell, inputs) for name, cell in row.cells.items()}
        shown = {name: shown_of(self.trials, name, cell, outcomes[name]) for name, cell in row.cells.items()}
        random = not absent and self.trials.is_random(row, inputs)
        against = compare_samples if random else compare
        compared = Comparison() if absent else against(outcomes[PYTORCH.name], outcomes[TENSORFLOW.name])
        for name in absent:
            refuse_present(self.trials, name, row.cells[name], outcomes[name])
        edges = Edges() if absent or random else edges_of(self.trials, row, inputs, compared)
        remedies = remedies_of(self.trials, row, inputs, outcomes, compared, random)
        verdict = record.ABSENT if absent else verdict_of(row, compared, self.trials.known)
        if verdict != record.SAME:
            refuse_unremedied(self.trials, row, _told(verdict, compared, outcomes), outcomes, absent, remedies)
        refuse_idle(self.trials, row, verdict, edges.edges, remedies)
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
            believed=belief(self.trials, row, verdict),
            left_out=left_out(row),
            note=" ".join(filter(None, (cell.note for cell in row.cells.values() if cell.name == row.name))),
        )

    def _beside(self, row: Row, inputs: dict[str, Array]) -> list[str]:
        """Return what differs between a second way and the first of the same framework."""
        if row.name == row.base:
            return []
        for name, cell in row.cells.items():
            base = self.trials.sides[name].cells.get(row.base)
            if cell.name == row.name and base is not None and not base.asks_absence:
                return list(compare(self.trials.run(name, cell, inputs), self.trials.run(name, base, inputs)).differs)
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
