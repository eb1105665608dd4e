"""What was computed of an area's rows, as rows.json beside its twins holds it."""

import functools
import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, field
from msgspec.structs import replace

from counterpoint.recordings.checksum import DIGITS
from counterpoint.recordings.recording import Dated, damage_told, fingerprint, write_json
from counterpoint.source.once import once
from counterpoint.source.records import Number, Record, all_fields, from_json
from counterpoint.source.repository import Topic
from counterpoint.source.voices import PYTORCH, VOICES, Voice

SAME = "same"
CONVERTED = "same after a conversion"
DIFFERS = "differs by default"
ABSENT = "no counterpart"
OTHER_MEANING = "same name, other meaning"
VERDICTS = (SAME, CONVERTED, DIFFERS, ABSENT, OTHER_MEANING)
SCHEMA = 1

Name = Annotated[str, Meta(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*\Z")]  # part of an address
Bounds = Annotated[list[Number], Meta(min_length=2, max_length=2)]  # relative and absolute


class Shown(Record, frozen=True):
    """One framework's side: its expression, the names that it calls, and what it gave on the given inputs."""

    expression: str
    line: int
    calls: list[str]
    value: str
    dtype: str
    shape: str
    gradient: str


class Edge(Record, frozen=True):
    """A proposed input on which the two sides differ: what of them differs, and what each gave."""

    input: str
    differs: list[str]
    pytorch: str
    tensorflow: str


class Remedy(Record, frozen=True):
    """What makes one framework's side agree with the other's, and the proposed inputs on which it does not.

    At those, an edge holds what the remedy gave in the place of its framework's own side.
    """

    expression: str
    calls: list[str]
    difference: Number | None
    edges: list[Edge]

    @property
    def exceptions(self) -> list[str]:
        return [edge.input for edge in self.edges]


class RowRecord(Record, frozen=True):
    """A row as it was computed."""

    name: Name
    group: Name
    verdict: str
    differs: list[str]
    difference: Number | None
    gradient_difference: Number | None
    random: bool
    pytorch: Shown
    tensorflow: Shown
    agree_on: list[str]  # the proposed inputs on which both give the same
    differ_alike_on: list[str]  # those on which they differ in what they differ on the given inputs
    both_raise_on: list[str]
    edges: list[Edge]
    remedies: dict[str, Remedy] = field(default_factory=dict)  # by the voice in whose code it is written
    no_remedy: dict[str, str] = field(default_factory=dict)
    beside: list[str] = field(default_factory=list)  # what differs from the row of which this is a second way
    note: str = ""
    believed: str = ""  # what is said to differ here, and does not
    left_out: dict[str, str] = field(default_factory=dict)  # the proposed inputs that it wasn't run on, and why

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"'{self.verdict}' is no verdict")

    @property
    def anchor(self) -> str:
        return f"row-{self.name}"

    @property
    def exceptions(self) -> list[str]:
        """The proposed inputs on which the two sides differ."""
        return [edge.input for edge in self.edges]

    def side(self, voice: Voice) -> Shown:
        return self.pytorch if voice == PYTORCH else self.tensorflow


class AreaRecord(Dated, frozen=True):
    """All rows of an area, the sources that they came from, and on what they were computed."""

    schema: int
    area: str
    date: str
    python: str
    versions: dict[str, str]
    sources: dict[str, str]  # SHA-256 of the twins, by voice
    tolerances: dict[str, Bounds]
    rows: list[RowRecord]
    checksum: str = ""  # of all the rest

    def __post_init__(self) -> None:
        super().__post_init__()
        if "float32" not in self.tolerances:
            raise ValueError("'tolerances' has no bounds of float32")


def rows_file(area: Topic) -> Path:
    return area.recorded / "rows.json"


@once
def read_rows_record(area: Topic) -> AreaRecord | None:
    """Return what was computed, None where nothing was; raise Fault where the file is damaged."""
    path = rows_file(area)
    if not path.is_file():
        return None
    with damage_told(path, area, "rows"):
        return _record_in(path.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=256)
def _record_in(text: str) -> AreaRecord:
    return from_json(text, AreaRecord)


def write_rows_record(area: Topic, record: AreaRecord) -> None:
    content = all_fields(record)
    write_json(rows_file(area), {**content, "checksum": _checksum(content)})


def altered(area: Topic) -> bool:
    """Say whether the file is other than a run left it."""
    return _altered(rows_file(area).read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=256)
def _altered(text: str) -> bool:
    content = json.loads(text)
    return bool(content.get("checksum") != _checksum(content))


def _checksum(content: dict[str, Any]) -> str:
    text = json.dumps({name: value for name, value in content.items() if name != "checksum"}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def sources(area: Topic) -> dict[str, str]:
    return {voice.name: fingerprint(area.snippet(voice)) for voice in VOICES}


def is_stale(area: Topic, record: AreaRecord) -> bool:
    """Say whether a twin has changed since its rows were computed."""
    return record.sources != sources(area)


def same_rows(old: AreaRecord, new: AreaRecord) -> bool:
    """Say whether only the day differs: then the older file stays, byte for byte."""
    return replace(old, date=new.date, checksum=new.checksum) == new
