"""The measurement of speed: a process times one work, the record refuses what is damaged, the picture shows it."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.recordings.times import Times, Timing, read_times, write_times
from counterpoint.running.speed import WAYS, WORKS, draw_times, time_one
from counterpoint.source.faults import Fault
from counterpoint.source.records import all_fields
from counterpoint.source.repository import Repository, Topic

SNIPPET = """
import math, time
def make():
    return root
def root(number):
    started = time.process_time()
    while time.process_time() == started:  # long enough for any clock
        pass
    return math.sqrt(number)
WORKS = {"root": (make, 16.0)}
WAYS = {"eager": lambda function: function, "doubled": lambda function: lambda number: 2 * function(number)}
"""


def timing(work: str, voice: str, way: str) -> Timing:
    return Timing(work, voice, way, 1.0, [0.5, 0.25, 1.0], [0.02, 0.01, 0.03], [0.002, 0.001, 0.003])


TIMES = Times(
    date="2026-11-24",
    machine="A processor, 2 cores, Linux",
    threads=1,
    calls=30,
    load=[0.1, 0.2],
    python="3.11.7",
    versions={"torch": "2.14.1"},
    sources={"pytorch": "a", "tensorflow": "b"},
    rows=tuple(timing(work, voice.name, way) for work in WORKS for voice, ways in WAYS.items() for way in ways),
)


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    return Repository(tmp_path).topic("speed")


def test_one_work_is_timed_in_one_way(tmp_path: Path) -> None:
    snippet = tmp_path / "works.py"
    snippet.write_text(SNIPPET, encoding="utf-8")
    eager, doubled = time_one(snippet, "root", "eager"), time_one(snippet, "root", "doubled")
    assert (eager["result"], doubled["result"]) == (4.0, 8.0)
    assert all(eager[call] > 0 for call in ("first", "second", "steady"))


def test_what_was_written_is_read_again(topic: Topic) -> None:
    write_times(topic, TIMES)
    assert replace(read_times(topic), checksum="") == TIMES


def test_a_row_has_its_median_and_its_spread() -> None:
    row = TIMES.eager("loop", "tensorflow")
    assert (row.median("first"), row.least("first"), row.most("first")) == (0.5, 0.25, 1.0)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ({"first": [0.5]}, "not measured equally often"),
        ({"first": [0.5, 0.0, 1.0]}, "took no time"),
        ({"first": ["0.5", 0.25, 1.0]}, r"'rows\[0\]\.first\[0\]' is no number"),
        ({"other": 1}, "unknown field 'other'"),
    ],
)
def test_a_damaged_row_is_refused(topic: Topic, damage: dict[str, object], why: str) -> None:
    content = all_fields(TIMES)
    content["rows"] = [{**all_fields(TIMES.rows[0]), **damage}]
    topic.recorded.mkdir(parents=True)
    topic.times.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Fault, match=why):
        read_times(topic)


def test_nothing_measured_is_a_fault(topic: Topic) -> None:
    with pytest.raises(Fault, match="nothing was measured"):
        read_times(topic)


def test_the_picture_has_a_panel_for_each_work_and_other_numbers_make_another_picture() -> None:
    drawing = draw_times(TIMES)
    assert all(f">{work}<" in drawing for work in WORKS)
    slower = replace(TIMES.rows[0], first=[5.0, 5.0, 5.0])
    assert draw_times(replace(TIMES, rows=(slower, *TIMES.rows[1:]))) != drawing
    assert draw_times(TIMES) == drawing
