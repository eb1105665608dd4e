"""How long works took, as one command measured them and recorded them beside their topic."""

import functools
import json
import statistics
from dataclasses import asdict, dataclass, replace
from typing import Any

from counterpoint.recordings.checksum import checksum_of
from counterpoint.recordings.recording import damage_told, write_json
from counterpoint.recordings.schema import read_fields
from counterpoint.source.repository import Topic

TOPIC = "speed"
CALLS = ("first", "second", "steady")


@dataclass(frozen=True)
class Timing:
    """One work done in one way: seconds of each process, in the order in which they ran."""

    work: str
    voice: str
    way: str
    result: float  # of the first call: what was timed computes the same in each way
    first: list[float]
    second: list[float]
    steady: list[float]  # each the median of many calls of one process

    def median(self, call: str) -> float:
        return float(statistics.median(getattr(self, call)))

    def least(self, call: str) -> float:
        return float(min(getattr(self, call)))

    def most(self, call: str) -> float:
        return float(max(getattr(self, call)))


@dataclass(frozen=True)
class Times:
    """One run of the measurement: its rows, and on what they were measured."""

    date: str
    machine: str
    threads: float
    calls: float  # after the second, in each process
    load: list[float]  # processes that wanted a core, at the start and at the end
    python: str
    versions: dict[str, str]
    sources: dict[str, str]  # SHA-256 of the snippets
    rows: tuple[Timing, ...] = ()
    checksum: str = ""

    def row(self, work: str, way: str) -> Timing:
        """Return the row of a work and a way; a way's name belongs to one framework, but for eager's."""
        (found,) = (row for row in self.rows if (row.work, row.way) == (work, way))
        return found

    def eager(self, work: str, voice: str) -> Timing:
        (found,) = (row for row in self.rows if (row.work, row.voice, row.way) == (work, voice, "eager"))
        return found


def read_times(topic: Topic) -> Times:
    """Return the recorded times; raise Fault where the file is missing or damaged."""
    path = topic.times
    with damage_told(path, topic):
        if not path.is_file():
            raise ValueError("nothing was measured")
        return _times_in(path.read_text("utf-8"))


@functools.lru_cache(maxsize=8)
def _times_in(text: str) -> Times:
    content = json.loads(text)
    if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
        raise ValueError("it has no rows")
    rows = tuple(_timing(row) for row in content.pop("rows"))
    times = read_fields(Times, content)
    return Times(**{**vars(times), "rows": rows})


def _timing(content: Any) -> Timing:
    row = read_fields(Timing, content)
    if not row.first or not len(row.first) == len(row.second) == len(row.steady):
        raise ValueError(f"{row.work}, {row.way}: the calls were not measured equally often")
    if min(*row.first, *row.second, *row.steady) <= 0:
        raise ValueError(f"{row.work}, {row.way}: a call took no time")
    return row


def write_times(topic: Topic, times: Times) -> None:
    write_json(topic.times, asdict(replace(times, checksum=checksum_of(times))))
