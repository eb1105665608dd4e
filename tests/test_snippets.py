"""Hygiene of every snippet: nothing can be forgotten, since the tests are made from the folders."""

from collections.abc import Callable

import pytest

from counterpoint.frameworks import BY_NAME
from counterpoint.house import House
from counterpoint.recording import Recording, first_difference, picture_file, read_recording
from counterpoint.runner import Run
from counterpoint.sections import read_sections
from tests.conftest import HOUSE

TWINS = [pytest.param(topic, voice.name, marks=pytest.mark.voice(voice.name)) for topic, voice in HOUSE.twins()]
DEVICE = "cpu"


def recorded(house: House, topic: str, voice: str) -> Recording:
    recording = read_recording(house, topic, BY_NAME[voice], DEVICE)
    assert recording is not None, f"nothing recorded: make record TOPIC={topic}"
    return recording


@pytest.mark.parametrize(("topic", "voice"), TWINS)
def test_it_prints_what_was_recorded(house: House, run_of: Callable[[str, str], Run], topic: str, voice: str) -> None:
    source = house.snippet(topic, BY_NAME[voice])
    printed, kept = run_of(topic, voice).outputs, recorded(house, topic, voice).outputs
    for section in read_sections(source).values():
        difference = first_difference(kept[section.name], printed[section.name])
        assert difference is None, (
            f"{source.relative_to(house.root)}:{section.first}: section '{section.name}' prints "
            f"{difference[1]!r}, recorded was {difference[0]!r}. If it is right: make record TOPIC={topic}"
        )


@pytest.mark.parametrize(("topic", "voice"), TWINS)
def test_it_draws_what_was_recorded(house: House, run_of: Callable[[str, str], Run], topic: str, voice: str) -> None:
    drawn = run_of(topic, voice).pictures
    assert sorted(drawn) == recorded(house, topic, voice).pictures
    for name, drawing in drawn.items():
        kept = picture_file(house, topic, name, BY_NAME[voice], DEVICE).read_text(encoding="utf-8")
        difference = first_difference(kept, drawing)
        assert difference is None, f"{name}.svg: {difference[1]!r}, recorded was {difference[0]!r}"
