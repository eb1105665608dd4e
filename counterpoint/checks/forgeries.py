"""Checks of what a recording says, as far as that can be seen without a run.

Seen here: fields that no run writes, another source, other sections, a day to come, text that would end its block on
the page. Seen by the tests alone, which run the snippet again: another output, picture or parity. Seen on a GPU alone:
what a recording made there says.
"""

import datetime
import re
from collections.abc import Iterator

from counterpoint.devices import DEVICES, PAIRS
from counterpoint.errors import Fault
from counterpoint.evidence import Parity, read_parities
from counterpoint.frameworks import VOICES
from counterpoint.house import House
from counterpoint.markup import CONTROL, shown
from counterpoint.recording import Recording, read_recording
from counterpoint.sections import FENCE

MOST_SECONDS = 3600.0
VERSION = re.compile(r"\d+(?:[.-]\w+)*")
PACKAGE = re.compile(r"[a-z][a-z0-9_-]*")
HARDWARE = re.compile(r"[\w .,/()-]*")


def recordings(house: House) -> Iterator[Fault]:
    for topic in house.topics():
        remedy = f"Record it again: make record TOPIC={topic}"
        for voice in VOICES:
            for device in DEVICES:
                recording = read_recording(house, topic, voice, device)
                for what in _of_recording(recording) if recording else ():
                    yield Fault(house.recording(topic, voice, device), 1, f"no run wrote this: {what}", remedy)
        for pair in PAIRS:
            for parity in read_parities(house, topic, pair):
                for what in _of_parity(parity):
                    yield Fault(house.parity(topic, pair), 1, f"no run wrote this: {what}", remedy)


def _of_recording(recording: Recording) -> Iterator[str]:
    yield from _of_run(recording.date, recording.versions, recording.device_name, recording.driver)
    if not VERSION.fullmatch(recording.python):
        yield f"'{shown(recording.python)}' is no version of Python"
    if (recording.device == "cpu") == bool(recording.device_name):
        yield f"the device's name '{shown(recording.device_name)}' on {recording.device}"
    if not 0 <= recording.seconds <= MOST_SECONDS:
        yield f"a run of {recording.seconds} seconds"
    for section, printed in recording.outputs.items():
        if refused := unfit(printed):
            yield f"section '{shown(section)}' prints {refused}"


def _of_parity(parity: Parity) -> Iterator[str]:
    yield from _of_run(parity.date, parity.versions, parity.device_name, parity.driver)
    if min(parity.difference, parity.rtol, parity.atol) < 0:
        yield f"a negative number in '{shown(parity.name)}'"
    if CONTROL.search(parity.name):
        yield f"a control character in the name '{shown(parity.name)}'"


def _of_run(date: str, versions: dict[str, str], *hardware: str) -> Iterator[str]:
    latest = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=2)  # clocks differ
    day = datetime.date.fromisoformat(date)
    if day.isoformat() != date or day > latest:
        yield f"the day '{date}' is to come" if day > latest else f"the day '{date}'"
    for package, version in versions.items():
        if not (PACKAGE.fullmatch(package) and VERSION.fullmatch(version)):
            yield f"the version '{shown(package)} {shown(version)}'"
    for name in hardware:
        if not HARDWARE.fullmatch(name):
            yield f"the device's name '{shown(name)}'"


def unfit(printed: str) -> str:
    """Return why an output cannot stand on a page, or nothing."""
    if control := CONTROL.search(printed):
        return f"the control character '{shown(control[0])}'"
    if any(line.lstrip().startswith(FENCE) for line in printed.splitlines()):
        return "a line of three ticks, which would end the block on the page"
    return ""
