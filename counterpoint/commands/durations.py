"""About how long the parts of long work take, from what was recorded: in the order in which they are told."""

from collections.abc import Sequence

from counterpoint.recordings.recording import read_recording
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import VOICES, Voice

UNKNOWN = 5.0  # seconds of a snippet that was never recorded
AN_AREA = 4.0
RUNS = 3  # a recording runs a snippet twice, and then each section alone
INSTALLING, LOCKING = 120.0, 60.0


def seconds_of(topic: Topic, voice: Voice) -> float:
    """Return how long the recorded run took; what is unknown or cannot be read counts as a middling one."""
    try:
        recording = read_recording(topic, voice, "cpu")
    except Fault:
        return UNKNOWN
    return recording.seconds if recording else UNKNOWN


def weights_of_recording(topics: Sequence[Topic], areas: Sequence[Topic]) -> list[float]:
    """Return the parts of `record`: each snippet, framework by framework, then parity, then the areas."""
    runs = [RUNS * seconds_of(topic, voice) for voice in VOICES for topic in topics]
    return [*runs, *([sum(runs) / RUNS] if topics else []), *(AN_AREA for _ in areas)]


def weights_of_upgrade(repository: Repository, *, tests: bool) -> list[float]:
    """Return what is done when each step of `upgrade` begins: nothing at the first, then the step before it."""
    recording = sum(weights_of_recording(repository.topics(), repository.areas()))
    testing = [recording / RUNS] if tests else []
    return [0.0, *testing, 0.0, LOCKING, INSTALLING, recording, *testing]
