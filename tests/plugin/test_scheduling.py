"""Shards: together the whole suite, each of about the same duration."""

import argparse
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY, pytest_collection_modifyitems
from tests.counterpoint.throwaway import Throwaway
from tests.plugin.scheduling import group_of, in_shard, seconds_of_topics, shard, shares

SECONDS = seconds_of_topics(REPOSITORY)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 40])
@pytest.mark.parametrize(
    "seconds",
    [SECONDS, {"long": 60.0, "a": 2.0, "b": 2.0, "c": 1.0}, {"a": 3.0, "b": 3.0, "c": 2.0, "d": 2.0, "e": 2.0}],
)
def test_no_shard_is_more_than_the_longest_topic_above_the_mean(number: int, seconds: dict[str, float]) -> None:
    loads = [sum(seconds[group] for group in share) for share in shares(seconds, seconds, number)]
    assert len(loads) == number
    assert sum(loads) == pytest.approx(sum(seconds.values()))
    assert max(loads) <= sum(loads) / number + max(seconds.values())
    assert max(loads) - min(loads) <= max(seconds.values()), "a shorter shard would have got the last one"


def test_the_longest_are_dealt_out_first() -> None:
    assert shares("abcd", {"a": 1, "b": 4, "c": 3, "d": 2}, 2) == [{"b", "a"}, {"c", "d"}]


def test_what_belongs_to_no_topic_goes_where_least_is() -> None:
    groups = ["tests/counterpoint/test_new.py", "the site", "lstm", "graphs"]
    assert shares(groups, {"lstm": 3.0, "graphs": 1.0}, 2) == [{"lstm"}, {"graphs", *groups[:2]}]


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "1/2/3", "a/b", "-1/2", ""])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=re.escape(f"'{text}' is no shard: write K/N, such as 2/3")):
        shard(text)
    assert shard("2/2") == (2, 2)


def test_a_topic_takes_as_long_as_both_its_voices(throwaway: Throwaway) -> None:
    throwaway.record(seconds=1.25)
    (throwaway.root / "snippets" / "bare").mkdir()
    assert seconds_of_topics(throwaway.repository) == {"bare": 0.0, "greet": 2.5}


@pytest.fixture(scope="module")
def collected(repository: Repository) -> list[str]:
    """The tests of the whole suite, as a run would have them; to collect them takes seconds, so it is done once."""
    environment = {**os.environ, "PYTEST_ADDOPTS": ""}  # this run may be a shard
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=repository.root, env=environment, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_the_shards_together_are_the_whole_suite_each_test_once(collected: list[str]) -> None:
    parts = [in_shard(collected, SECONDS, number, 2) for number in (1, 2)]
    assert len(collected) > 500
    assert all(parts), "a shard is empty"
    assert sorted(test for tests in parts for test in tests) == sorted(collected)


def test_a_topic_is_in_one_shard(collected: list[str]) -> None:
    groups = [{group_of(line) for line in in_shard(collected, SECONDS, number, 2)} for number in (1, 2)]
    assert groups[0].isdisjoint(groups[1])


def test_a_run_of_a_shard_keeps_its_tests_and_tells_of_the_others(collected: list[str]) -> None:
    told: list[str] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: told.extend(item.nodeid for item in items))
    option = SimpleNamespace(topic=None, shard=(2, 2))
    items = [SimpleNamespace(nodeid=test) for test in collected]
    pytest_collection_modifyitems(SimpleNamespace(option=option, hook=hook), items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == in_shard(collected, SECONDS, 2, 2)
    assert sorted(told + [item.nodeid for item in items]) == sorted(collected)
