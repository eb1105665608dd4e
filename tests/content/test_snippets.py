"""Hygiene of every snippet: nothing can be forgotten, since the tests are made from the folders."""

from collections.abc import Callable

import pytest

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.recording import fingerprint, read_recording
from counterpoint.running.drawings import drawn_difference
from counterpoint.running.record import describe, run_and_clean, write_run
from counterpoint.running.runner import Run
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME
from tests.conftest import REPOSITORY

TWINS = [
    pytest.param(topic.name, voice.name, marks=pytest.mark.voice(voice.name)) for topic, voice in REPOSITORY.twins()
]
RunOf = Callable[[str, str], Run]
Keep = Callable[[str, str, Run], None]


@pytest.fixture(scope="session")
def keep(devices: dict[str, str], pytestconfig: pytest.Config) -> Keep:
    """Write a run that was found good below the folder of `--evidence`; do nothing without one."""
    folder = pytestconfig.option.evidence

    def write(topic: str, name: str, made: Run) -> None:
        if folder:
            voice = BY_NAME[name]
            recording = describe(REPOSITORY.topic(topic).snippet(voice), voice, devices[name], made)
            write_run(Repository(folder).topic(topic), voice, recording, made)

    return write


def earlier(repository: Repository, topic: str, name: str, device: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was printed and saved as recorded on this device; where a GPU has no recording, in a second run."""
    voice = BY_NAME[name]
    recording = read_recording(repository.topic(topic), voice, device)
    source = repository.topic(topic).snippet(voice)
    if device == "cuda" and (recording is None or recording.source != fingerprint(source)):
        again = run_and_clean(source)
        return again.outputs, saved(again)
    assert recording is not None, f"nothing recorded: make record TOPIC={topic}"
    files = {f"{name}.svg": repository.topic(topic).picture(name, voice, device) for name in recording.pictures}
    files |= {f"{name}.json": repository.topic(topic).data(name, voice, device) for name in recording.data}
    return recording.outputs, {name: file.read_text(encoding="utf-8") for name, file in files.items()}


def saved(made: Run) -> dict[str, str]:
    """Return the pictures and the data of a run by the names of their files."""
    drawn = {f"{name}.svg": drawing for name, drawing in made.pictures.items()}
    return drawn | {f"{name}.json": text for name, text in made.data.items()}


@pytest.mark.parametrize(("topic", "voice"), TWINS)
def test_it_prints_what_was_recorded(
    repository: Repository, devices: dict[str, str], run_of: RunOf, keep: Keep, topic: str, voice: str
) -> None:
    source = repository.topic(topic).snippet(BY_NAME[voice])
    made, (kept, _) = run_of(topic, voice), earlier(repository, topic, voice, devices[voice])
    for section in read_sections(source).values():
        difference = first_difference(kept[section.name], made.outputs[section.name])
        assert difference is None, (
            f"{source.relative_to(repository.root)}:{section.first}: section '{section.name}' prints "
            f"{difference[1]!r}, recorded was {difference[0]!r}. If it is right: make record TOPIC={topic}"
        )
    keep(topic, voice, made)


@pytest.mark.parametrize(("topic", "voice"), TWINS)
def test_it_draws_and_saves_what_was_recorded(
    repository: Repository, devices: dict[str, str], run_of: RunOf, topic: str, voice: str
) -> None:
    made, (_, kept) = saved(run_of(topic, voice)), earlier(repository, topic, voice, devices[voice])
    assert sorted(made) == sorted(kept)
    for name, text in made.items():
        difference = drawn_difference(kept[name], text)
        assert difference is None, f"{name}: {difference[1]!r}, recorded was {difference[0]!r}"
