"""What each section does alone is what was recorded: the page on the ten blocks judges our own code by it."""

from collections.abc import Callable

import pytest

from counterpoint.recordings.alone import read_alone
from counterpoint.rendering.measured import alone_counts, alone_table
from counterpoint.running.alone import sections_alone
from counterpoint.running.runner import Run
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME, VOICES, Voice
from tests.conftest import REPOSITORY

TWINS = [
    pytest.param(topic.name, voice.name, marks=pytest.mark.voice(voice.name)) for topic, voice in REPOSITORY.twins()
]


@pytest.mark.parametrize(("topic", "voice"), TWINS)
def test_each_section_does_alone_what_was_recorded(
    repository: Repository, run_of: Callable[[str, str], Run], topic: str, voice: str
) -> None:
    outputs = run_of(topic, voice).outputs
    found = sections_alone(repository.topic(topic).snippet(BY_NAME[voice]), outputs)
    assert found == read_alone(repository.topic(topic)).get(voice), f"Record it again: make record TOPIC={topic}"


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_in_order_every_section_runs(repository: Repository, voice: Voice) -> None:
    for topic in repository.topics():
        sections = len(read_sections(topic.snippet(voice)))
        count, alone, in_order = alone_counts(topic, voice)
        assert (count, in_order) == (sections, sections), topic
        assert alone <= sections


def test_the_table_has_a_row_for_each_topic_and_the_sums_above(repository: Repository) -> None:
    _, _, first, *rows = alone_table(repository).splitlines()
    cells = [[int(cell.strip(" *")) for cell in row.split(" | ")[1:]] for row in (row.rstrip(" |") for row in rows)]
    sums = [int(cell.strip(" *|")) for cell in first.split(" | ")[1:]]
    assert len(rows) == len(repository.topics())
    assert sums == [sum(column) for column in zip(*cells, strict=True)]
