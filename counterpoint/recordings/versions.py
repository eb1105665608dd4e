"""Which versions the snippets were recorded on, package by package."""

from collections.abc import Iterable

from counterpoint.recordings.recording import read_recording
from counterpoint.source.repository import Topic
from counterpoint.source.voices import VOICES

PYTHON = "python"


def recorded_versions(topics: Iterable[Topic]) -> dict[str, list[str]]:
    """Return the versions of each package, and of Python, on which the topics ran on the CPU, each version once."""
    found: dict[str, dict[str, None]] = {}
    for topic in topics:
        for recording in filter(None, (read_recording(topic, voice, "cpu") for voice in VOICES)):
            for package, version in (*recording.versions.items(), (PYTHON, recording.python)):
                found.setdefault(package, {})[version] = None
    return {package: list(versions) for package, versions in found.items()}
