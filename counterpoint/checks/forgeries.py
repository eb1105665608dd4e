"""Checks of what a recording says, as far as that can be seen without a run.

Seen here: fields that no run writes, another source, other sections, a day to come, text that would end its block on
the page. Seen by the tests alone, which run the snippet again: another output, picture or parity. Seen on a GPU alone:
what a recording made there says.
"""

import datetime
import re
from collections.abc import Iterator

from counterpoint.recordings.parity import Parity, read_parities
from counterpoint.recordings.recording import Recording, read_recording, unfit
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import CONTROL, excerpt
from counterpoint.source.voices import DEVICES, PAIRS, VOICES

MOST_SECONDS = 3600.0
VERSION = re.compile(r"\d+(?:[.-]\w+)*")
PACKAGE = re.compile(r"[a-z][a-z0-9_-]*")
HARDWARE = re.compile(r"[\w .,/()-]*")


def recordings(repository: Repository) -> Iterator[Fault]:
    for topic in repository.topics():
        remedy = f"Record it again: make record TOPIC={topic}"
        for voice in VOICES:
            for device in DEVICES:
                recording = read_recording(topic, voice, device)
                for what in _of_recording(recording) if recording else ():
                    yield Fault(topic.recording(voice, device), None, f"no run wrote this: {what}", remedy)
        for pair in PAIRS:
            for parity in read_parities(topic, pair):
                for what in _of_parity(parity):
                    yield Fault(topic.parity(pair), None, f"no run wrote this: {what}", remedy)


def _of_recording(recording: Recording) -> Iterator[str]:
    yield from of_run(recording.date, recording.versions, recording.device_name, recording.driver)
    if not VERSION.fullmatch(recording.python):
        yield f"'{excerpt(recording.python)}' is no version of Python"
    if (recording.device == "cpu") == bool(recording.device_name):
        yield f"the device's name '{excerpt(recording.device_name)}' on {recording.device}"
    if not 0 <= recording.seconds <= MOST_SECONDS:
        yield f"a run of {recording.seconds} seconds"
    for section, printed in recording.outputs.items():
        if refused := unfit(printed):
            yield f"section '{excerpt(section)}' prints {refused}"


def _of_parity(parity: Parity) -> Iterator[str]:
    yield from of_run(parity.date, parity.versions, parity.device_name, parity.driver)
    if min(parity.difference, parity.rtol, parity.atol) < 0:
        yield f"a negative number in '{excerpt(parity.name)}'"
    if CONTROL.search(parity.name):
        yield f"a control character in the name '{excerpt(parity.name)}'"


def of_run(date: str, versions: dict[str, str], *hardware: str) -> Iterator[str]:
    """Yield what no run writes of its day, its versions and its machine."""
    latest = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)  # clocks differ
    day = datetime.date.fromisoformat(date)
    if day.isoformat() != date or day > latest:
        yield f"the day '{date}' is to come" if day > latest else f"the day '{date}'"
    for package, version in versions.items():
        if not (PACKAGE.fullmatch(package) and VERSION.fullmatch(version)):
            yield f"the version '{excerpt(package)} {excerpt(version)}'"
    for name in hardware:
        if not HARDWARE.fullmatch(name):
            yield f"the device's name '{excerpt(name)}'"
