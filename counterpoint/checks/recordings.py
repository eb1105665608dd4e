"""Checks of what was recorded: whole, and of the source that stands beside it."""

from collections.abc import Iterator

from counterpoint.devices import DEVICES
from counterpoint.errors import Fault
from counterpoint.evidence import read_parities
from counterpoint.frameworks import VOICES
from counterpoint.house import House
from counterpoint.recording import fingerprint, read_recording
from counterpoint.sections import read_sections


def damaged(house: House) -> Iterator[Fault]:
    """A recording that cannot be read."""
    for topic in house.topics():
        for device in DEVICES:
            try:
                read_parities(house, topic, device)
                for voice in VOICES:
                    read_recording(house, topic, voice, device)
            except Fault as fault:
                yield fault


def stale(house: House) -> Iterator[Fault]:
    """A recording of another source than the one beside it, or with other sections."""
    for topic, voice in house.twins():
        source = house.snippet(topic, voice)
        for device in DEVICES:
            recording = read_recording(house, topic, voice, device)
            path = house.recording(topic, voice, device)
            remedy = f"Record it again: make record TOPIC={topic}"
            if recording is None:
                if device == "cpu":
                    yield Fault(path, 1, f"nothing was recorded for {source.name}", remedy)
            elif recording.source != fingerprint(source):
                yield Fault(path, 1, f"the recording is older than its source {source.name}", remedy)
            elif list(recording.outputs) != list(read_sections(source)):
                yield Fault(path, 1, f"the recording has other sections than {source.name}", remedy)
    yield from _stale_parities(house)


def _stale_parities(house: House) -> Iterator[Fault]:
    for topic in house.topics():
        sources = {voice.name: house.snippet(topic, voice) for voice in VOICES}
        if not all(path.is_file() for path in sources.values()):
            continue
        current = {name: fingerprint(path) for name, path in sources.items()}
        for device in DEVICES:
            for parity in read_parities(house, topic, device):
                if parity.sources != current:
                    path = house.parity(topic, device)
                    what = f"the parity of '{parity.name}' was measured on other sources"
                    yield Fault(path, 1, what, f"Record it again: make record TOPIC={topic}")
                    break
