"""What was recorded on the CPU was recorded on the locked versions: the pages name them beside each figure."""

import re

import pytest

from counterpoint.recordings.parity import read_parities
from counterpoint.recordings.recording import read_recording
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import VOICES, Voice
from tests.conftest import REPOSITORY

TWINS = list(REPOSITORY.twins())
LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def locked(repository: Repository, *voices: Voice) -> dict[str, str]:
    """Return the version that constraints.txt gives each package of the voices."""
    versions = dict(LOCKED.findall((repository.root / "constraints.txt").read_text("utf-8")))
    return {package: versions[package] for voice in voices for package in voice.packages}


@pytest.mark.parametrize(("topic", "voice"), [pytest.param(*twin, id=f"{twin[0]}-{twin[1].name}") for twin in TWINS])
def test_a_snippet_was_recorded_on_the_locked_versions(repository: Repository, topic: Topic, voice: Voice) -> None:
    recording = read_recording(topic, voice, "cpu")
    assert recording is not None
    assert recording.versions == locked(repository, voice), f"make record TOPIC={topic}"


@pytest.mark.parametrize("topic", REPOSITORY.topics(), ids=str)
def test_a_parity_was_measured_on_the_locked_versions(repository: Repository, topic: Topic) -> None:
    expected = locked(repository, *VOICES)
    others = [parity.name for parity in read_parities(topic, "cpu") if parity.versions != expected]
    assert others == [], f"make record TOPIC={topic}"
