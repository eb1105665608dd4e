"""Which calls real programs make: names and counts of public programs, and how many of them a row tells of.

The counts are packaged; `python -m benchmarks.calls FOLDER` makes them, and names the programs.
"""

import functools
import json
from collections import Counter
from dataclasses import dataclass

from counterpoint.recordings.dictionary import as_data
from counterpoint.recordings.rows_for_calls import RowsForCalls
from counterpoint.source.reading.knowledge import DATA, knowledge
from counterpoint.source.reading.sites import GUESS, UNKNOWN
from counterpoint.source.repository import Repository

FILE = DATA / "calls.json"


@dataclass(frozen=True)
class ProgramInUse:
    """A public program: where it is, how its calls are known, and how often it calls each name of a framework."""

    framework: str
    repository: str
    path: str
    commit: str
    sites: dict[str, int]
    calls: dict[str, dict[str, int]]

    @property
    def names(self) -> Counter[str]:
        """The names of the frameworks, however they are known."""
        return sum((Counter(found) for found in self.calls.values()), Counter())


@dataclass(frozen=True)
class Use:
    """The programs of one framework together."""

    programs: list[ProgramInUse]
    covered: frozenset[str]  # the names of which a row tells

    @property
    def sites(self) -> int:
        return sum(sum(one.sites.values()) for one in self.programs)

    @property
    def unresolved(self) -> int:
        return sum(one.sites.get(UNKNOWN, 0) for one in self.programs)

    @property
    def guessed(self) -> int:
        """The methods that are told by their names alone."""
        return sum(one.sites.get(GUESS, 0) for one in self.programs)

    @property
    def names(self) -> Counter[str]:
        return sum((one.names for one in self.programs), Counter())

    @property
    def with_a_row(self) -> int:
        return sum(count for name, count in self.names.items() if name in self.covered)

    @property
    def uncovered(self) -> list[tuple[str, int]]:
        """The names of which no row tells, the most used first."""
        return [(name, count) for name, count in self.names.most_common() if name not in self.covered]


def use(repository: Repository, framework: str) -> Use:
    """Return what programs of a framework call, measured against the repository's rows."""
    programs = [one for one in programs_in_use() if one.framework == framework]
    rows = RowsForCalls(as_data(repository), knowledge())
    names = {name for one in programs for name in one.names}
    return Use(programs, frozenset(filter(rows.covers, names)))


@functools.lru_cache(maxsize=1)
def programs_in_use() -> list[ProgramInUse]:
    """Return every program that was counted."""
    return [ProgramInUse(**one) for one in json.loads(FILE.read_text(encoding="utf-8"))]


@functools.lru_cache(maxsize=1)
def counts_of_use() -> Counter[str]:
    """Return how often each name is called in all programs together."""
    return sum((one.names for one in programs_in_use()), Counter())
