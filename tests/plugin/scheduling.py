"""Which tests go together: those of a topic run its snippets once, those of the site build it once.

`--dist loadgroup` is made for this; with pytest 9 it does not see the groups that a hook gives.
"""

import argparse
import re
from collections.abc import Iterable, Mapping

from xdist.scheduler import LoadScopeScheduling

from counterpoint.recordings.recording import read_recording
from counterpoint.source.repository import Repository

OF_A_TOPIC = re.compile(
    r"tests/topics/test_(\w+)\.py::|tests/content/test_(?:snippets|pages|notebooks|alone)\.py::\w+\[(\w+)"
)
OF_MANY = re.compile(
    r"tests/content/test_(?:snippets|pages|notebooks|numbers|recordings|dictionary|alone)\.py::\w+"
    r"(?:\[(?:[\w/]+/)?(\w+)(?:\.md)?(?:-\w+)*\])?$"
)
OF_THE_SITE = re.compile(r"tests/site/test_(?:site|zensical|browser)")
SHARD = re.compile(r"([1-9]\d*)/([1-9]\d*)")


class ByTopic(LoadScopeScheduling):  # type: ignore[misc]
    """A group is a topic, the site, or a file."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return the group of a test: 'lstm' for tests/content/test_pages.py::test_it[lstm-pytorch]."""
    match = OF_A_TOPIC.match(nodeid)
    if match:
        return match[1] or match[2]
    return "the site" if OF_THE_SITE.match(nodeid) else nodeid.partition("::")[0]


def of_topics(nodeid: str, topics: Iterable[str]) -> bool:
    """Say whether a test that is run for many topics is run for one of these; any other test is."""
    match = OF_MANY.match(nodeid)
    return not match or match[1] in set(topics)


def shard(text: str) -> tuple[int, int]:
    """Read `2/3`, the second of three."""
    match = SHARD.fullmatch(text)
    if not match or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"'{text}' is no shard: write K/N, such as 2/3")
    return int(match[1]), int(match[2])


def seconds_of_topics(repository: Repository) -> dict[str, float]:
    """Return how long each topic's recorded runs took on the CPU, both voices together."""
    seconds = {topic.name: 0.0 for topic in repository.topics()}
    for topic, voice in repository.twins():
        recording = read_recording(topic, voice, "cpu")
        seconds[topic.name] += recording.seconds if recording else 0.0
    return seconds


def in_shard(nodeids: Iterable[str], seconds: Mapping[str, float], number: int, of: int) -> list[str]:
    """Return the tests of one of so many parts, in their order."""
    tests = list(nodeids)
    mine = shares(map(group_of, tests), seconds, of)[number - 1]
    return [test for test in tests if group_of(test) in mine]


def shares(groups: Iterable[str], seconds: Mapping[str, float], number: int) -> list[set[str]]:
    """Deal out the groups, the longest first, each to whoever has least; what belongs to no topic comes last."""
    dealt: list[set[str]] = [set() for _ in range(number)]
    loads = [0.0] * number
    for group in sorted(set(groups), key=lambda group: (-seconds.get(group, 0.0), group)):
        least = loads.index(min(loads))
        dealt[least].add(group)
        loads[least] += seconds.get(group, 0.0)
    return dealt
