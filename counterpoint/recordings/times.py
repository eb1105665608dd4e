"""How long works took, as one command measured them and recorded them beside their topic."""

import functools
import statistics

from msgspec.structs import replace

from counterpoint.recordings.checksum import checksum_of
from counterpoint.recordings.recording import Dated, damage_told, write_json
from counterpoint.source.records import Number, Record, all_fields, from_json
from counterpoint.source.repository import Topic

TOPIC = "speed"
CALLS = ("first", "second", "steady")


class Timing(Record, frozen=True):
    """One work done in one way: seconds of each process, in the order in which they ran."""

    work: str
    voice: str
    way: str
    result: Number  # of the first call: what was timed computes the same in each way
    first: list[Number]
    second: list[Number]
    steady: list[Number]  # each the median of many calls of one process

    def __post_init__(self) -> None:
        """Raise ValueError where the calls do not fit each other."""
        if not self.first or not len(self.first) == len(self.second) == len(self.steady):
            raise ValueError(f"{self.work}, {self.way}: the calls were not measured equally often")
        if min(*self.first, *self.second, *self.steady) <= 0:
            raise ValueError(f"{self.work}, {self.way}: a call took no time")

    def median(self, call: str) -> float:
        return float(statistics.median(getattr(self, call)))

    def least(self, call: str) -> float:
        return float(min(getattr(self, call)))

    def most(self, call: str) -> float:
        return float(max(getattr(self, call)))


class Times(Dated, frozen=True):
    """One run of the measurement: its rows, and on what they were measured."""

    date: str
    machine: str
    threads: Number
    calls: Number  # after the second, in each process
    load: list[Number]  # processes that wanted a core, at the start and at the end
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
    return from_json(text, Times)


def write_times(topic: Topic, times: Times) -> None:
    write_json(topic.times, all_fields(replace(times, checksum=checksum_of(times))))
