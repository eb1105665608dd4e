"""What was recorded beside a snippet: what a run printed and drew, on which versions, device and day."""

import dataclasses
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.errors import Fault
from counterpoint.fields import read_fields, written_fields
from counterpoint.frameworks import Voice
from counterpoint.house import House
from counterpoint.memory import remembered

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Recording:
    """One run of one voice on one device, as its JSON file holds it; pictures lie beside it as SVG files."""

    source: str  # SHA-256 of the snippet
    versions: dict[str, str]
    python: str
    device: str
    device_name: str
    date: str
    seconds: float
    outputs: dict[str, str]
    pictures: list[str]
    driver: str = ""  # of the GPU


@remembered
def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a source file, the same on every system's line endings."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@remembered
def read_recording(house: House, topic: str, voice: Voice, device: str) -> Recording | None:
    """Return the recording, or None where none was made; raise Fault where the file is damaged."""
    path = house.recording(topic, voice, device)
    if not path.is_file():
        return None
    with damage_told(path, topic):
        recording = _recording_in(path.read_text(encoding="utf-8"))
        if recording.device != device:
            raise ValueError(f"it was made on '{recording.device}'")
        return recording


@contextmanager
def damage_told(path: Path, topic: str) -> Iterator[None]:
    """Turn a ValueError of what reads the recorded file into a Fault."""
    try:
        yield
    except ValueError as error:
        remedy = f"Write it anew: make record TOPIC={topic}"
        raise Fault(path, getattr(error, "lineno", 1), f"the recording cannot be read: {error}", remedy) from None


@functools.lru_cache(maxsize=4096)
def _recording_in(text: str) -> Recording:
    return read_fields(Recording, json.loads(text))


def write_json(path: Path, content: Any) -> None:
    """Write a file whole or not at all, keys in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)


def write_recording(house: House, topic: str, voice: Voice, recording: Recording) -> None:
    write_json(house.recording(topic, voice, recording.device), written_fields(recording))


def picture_file(house: House, topic: str, name: str, voice: Voice, device: str) -> Path:
    return house.recorded(topic) / f"{name}_{voice.name}_{device}.svg"


def same_evidence(old: Recording, new: Recording) -> bool:
    """Say whether only the day and the duration differ: then the older file stays, byte for byte."""
    same_order = list(old.outputs) == list(new.outputs)
    return same_order and dataclasses.replace(old, date=new.date, seconds=new.seconds) == new


def first_difference(recorded: str, printed: str) -> tuple[str, str] | None:
    """Return the first pair of lines that disagree, or None.

    Words and whole numbers must be equal. Numbers with decimals may differ by one unit of the last place
    printed: another processor rounds its last bit otherwise.
    """
    old, new = recorded.splitlines(), printed.splitlines()
    for index in range(max(len(old), len(new))):
        one = old[index] if index < len(old) else "(no line)"
        other = new[index] if index < len(new) else "(no line)"
        if not _same_line(one, other):
            return one, other
    return None


def _same_line(old: str, new: str) -> bool:
    if NUMBER.sub("#", old) != NUMBER.sub("#", new):
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return all(_same_number(one, other) for one, other in pairs)


def _same_number(old: str, new: str) -> bool:
    if old == new:
        return True
    (decimals, place), (other_decimals, other_place) = _last_place(old), _last_place(new)
    if decimals != other_decimals or decimals == 0:
        return False
    return abs(float(old) - float(new)) <= 1.001 * min(place, other_place)


def _last_place(number: str) -> tuple[int, float]:
    """Return how many decimals are printed and what the last is worth: '2.4e-07' has one, worth 1e-08."""
    mantissa, _, exponent = number.partition("e")
    decimals = len(mantissa.partition(".")[2])
    return decimals, float(f"1e{int(exponent or 0) - decimals}")
