"""What was recorded beside a snippet: what a run printed and drew, on which versions, device and day."""

import codecs
import datetime
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import replace

from counterpoint.recordings.checksum import checksum_of
from counterpoint.source.faults import Fault
from counterpoint.source.line_marks import WHOLE_LINE
from counterpoint.source.once import once
from counterpoint.source.records import Number, Record, from_json, written_fields
from counterpoint.source.repository import Topic
from counterpoint.source.text import CONTROL, TICKS, excerpt, read_text
from counterpoint.source.voices import Voice

LINE_MARKS = re.compile(WHOLE_LINE.pattern.encode(), WHOLE_LINE.flags & re.M)


class Dated(Record, frozen=True):
    """What was made on a day, which its field `date` names."""

    def __post_init__(self) -> None:
        """Raise ValueError where the day is none: a page shows it."""
        try:
            datetime.date.fromisoformat(getattr(self, "date", ""))
        except (TypeError, ValueError):
            raise ValueError("'date' is no day such as 2026-11-22") from None


class Recording(Dated, frozen=True):
    """One run of one voice on one device, as its JSON file holds it; its pictures and data lie beside it."""

    source: str  # SHA-256 of the snippet
    versions: dict[str, str]
    python: str
    device: str
    device_name: str
    date: str
    seconds: Number
    outputs: dict[str, str]
    pictures: list[str]
    driver: str = ""  # of the GPU
    checksum: str = ""  # of all the rest, of the pictures and of the data
    data: list[str] = field(default_factory=list)  # what the pages' drawings to touch are made of


@once
def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a source file, the same on every system's line endings and byte order marks.

    Marks of differing lines don't count: no run depends on them.
    """
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")
    return hashlib.sha256(LINE_MARKS.sub(b"", content)).hexdigest()


@once
def read_recording(topic: Topic, voice: Voice, device: str) -> Recording | None:
    """Return the recording, or None where none was made; raise Fault where the file is damaged."""
    path = topic.recording(voice, device)
    if not path.is_file():
        return None
    with damage_told(path, topic):
        recording = _recording_in(path.read_text(encoding="utf-8"))
        if recording.device != device:
            raise ValueError(f"it was made on '{recording.device}'")
        return recording


@contextmanager
def damage_told(path: Path, topic: Topic, what: str = "recording") -> Iterator[None]:
    """Turn a ValueError of what reads the recorded file into a Fault."""
    try:
        yield
    except (ValueError, RecursionError) as error:
        remedy = f"Write it anew: make record TOPIC={topic}"
        raise Fault(path, getattr(error, "lineno", None), f"the {what} cannot be read: {error}", remedy) from None


@functools.lru_cache(maxsize=4096)
def _recording_in(text: str) -> Recording:
    return from_json(text, Recording)


def write_json(path: Path, content: Any) -> None:
    """Write a file whole or not at all, keys in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(as_json(content), encoding="utf-8")
        fresh.replace(path)
    except BaseException:  # a full disk leaves a part of it
        fresh.unlink(missing_ok=True)
        raise


def as_json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write_recording(topic: Topic, voice: Voice, recording: Recording) -> None:
    """Write the recording with its checksum; its pictures and data must lie there."""
    sealed = replace(recording, checksum=checksum_of(recording, _files(topic, voice, recording)))
    write_json(topic.recording(voice, recording.device), written_fields(sealed))


def altered(topic: Topic, voice: Voice, recording: Recording) -> bool:
    """Say whether the file, a picture or data of it is other than a run left it."""
    return recording.checksum != checksum_of(recording, _files(topic, voice, recording))


def _files(topic: Topic, voice: Voice, recording: Recording) -> list[str]:
    files = [topic.picture(name, voice, recording.device) for name in recording.pictures]
    files += [topic.data(name, voice, recording.device) for name in recording.data]
    return [read_text(file) for file in files if file.is_file()]


def same_evidence(old: Recording, new: Recording) -> bool:
    """Say whether only the day and the duration differ: then the older file stays, byte for byte."""
    same_order = list(old.outputs) == list(new.outputs)
    return same_order and replace(old, date=new.date, seconds=new.seconds, checksum=new.checksum) == new


def unfit(printed: str) -> str:
    """Return why an output cannot stand on a page, or nothing."""
    if control := CONTROL.search(printed):
        return f"the control character '{excerpt(control[0])}'"
    if any(line.lstrip().startswith(TICKS) for line in printed.splitlines()):
        return "a line of three ticks, which would end the block on the page"
    return ""
