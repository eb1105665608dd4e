"""Check that each mark by which an author overrules the computed differences changes what is marked."""

from collections.abc import Iterator

from counterpoint.rendering.differing import differences
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import Section, read_sections
from counterpoint.source.voices import VOICES

REMEDY = "Delete it: it says what is computed anyway. A line that is the same needs its mark in both twins."


def needed(repository: Repository) -> Iterator[Fault]:
    """A mark without which the same lines would be marked is left over from an earlier state of the code."""
    for topic in repository.topics():
        twins = [read_sections(topic.snippet(voice)) for voice in VOICES]
        for name in twins[0].keys() & twins[1].keys():
            sections = [sections[name] for sections in twins]
            if any(section.said for section in sections):
                yield from _needed(topic, sections)


def _needed(topic: Topic, sections: list[Section]) -> Iterator[Fault]:
    first, second = (section.code for section in sections)
    said = [section.said for section in sections]
    found = differences(first, second, *said)
    for side, voice in enumerate(VOICES):
        for number in said[side]:
            others = [{n: kind for n, kind in one.items() if (of, n) != (side, number)} for of, one in enumerate(said)]
            if differences(first, second, *others) == found:
                line = sections[side].code.split("\n")[number - 1].strip()
                what = f"in section '{sections[side].name}' the mark above '{line}' changes nothing"
                yield Fault(topic.snippet(voice), sections[side].first, what, REMEDY)
