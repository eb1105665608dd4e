"""What was computed of an area's rows, as rows.json beside its twins holds it."""

import dataclasses
import datetime
import functools
import hashlib
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counterpoint.recordings.checksum import DIGITS
from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.recording import fingerprint, write_json
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.repository import Topic
from counterpoint.source.voices import PYTORCH, VOICES, Voice

SAME = "same"
CONVERTED = "same after a conversion"
DIFFERS = "differs by default"
ABSENT = "no counterpart"
OTHER_MEANING = "same name, other meaning"
VERDICTS = (SAME, CONVERTED, DIFFERS, ABSENT, OTHER_MEANING)
SCHEMA = 1
ROUNDING = 1e-4  # a smaller difference hangs on the processor


@dataclass(frozen=True)
class Shown:
    """One framework's side: its expression, the names that it calls, and what it gave on the given inputs."""

    expression: str
    line: int
    calls: list[str]
    value: str
    dtype: str
    shape: str
    gradient: str


@dataclass(frozen=True)
class Edge:
    """A proposed input on which the two sides differ: what of them differs, and what each gave."""

    input: str
    differs: list[str]
    pytorch: str
    tensorflow: str


@dataclass(frozen=True)
class Remedy:
    """What makes one framework's side agree with the other's, and the proposed inputs on which it does not.

    At those, an edge holds what the remedy gave in the place of its framework's own side.
    """

    expression: str
    calls: list[str]
    difference: float | None
    edges: list[Edge]

    @property
    def exceptions(self) -> list[str]:
        return [edge.input for edge in self.edges]


@dataclass(frozen=True)
class RowRecord:
    """A row as it was computed."""

    name: str
    group: str
    verdict: str
    differs: list[str]
    difference: float | None
    gradient_difference: float | None
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

    @property
    def exceptions(self) -> list[str]:
        """The proposed inputs on which the two sides differ."""
        return [edge.input for edge in self.edges]

    def side(self, voice: Voice) -> Shown:
        return self.pytorch if voice == PYTORCH else self.tensorflow


@dataclass(frozen=True)
class AreaRecord:
    """All rows of an area, the sources that they came from, and on what they were computed."""

    schema: int
    area: str
    date: str
    python: str
    versions: dict[str, str]
    sources: dict[str, str]  # SHA-256 of the twins, by voice
    tolerances: dict[str, list[float]]
    rows: list[RowRecord]
    checksum: str = ""  # of all the rest


def rows_file(area: Topic) -> Path:
    return area.recorded / "rows.json"


@once
def read_rows_record(area: Topic) -> AreaRecord | None:
    """Return what was computed, None where nothing was; raise Fault where the file is damaged."""
    path = rows_file(area)
    if not path.is_file():
        return None
    try:
        return _record_in(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"the rows cannot be read: {error}"
        raise Fault(path, getattr(error, "lineno", 1), what, f"Write it anew: make record TOPIC={area}") from None


@functools.lru_cache(maxsize=256)
def _record_in(text: str) -> AreaRecord:
    content = json.loads(text)
    rows = [_row_in(row) for row in content.pop("rows")]
    record = AreaRecord(rows=rows, **content)
    datetime.date.fromisoformat(record.date)  # a page shows it
    if not isinstance(record.versions, dict):
        raise ValueError("'versions' is no object")
    if [type(bound) for bound in record.tolerances["float32"]] != [float, float]:
        raise ValueError("'tolerances' of float32 are no two numbers")
    return record


def _row_in(content: dict[str, Any]) -> RowRecord:
    sides: dict[str, Any] = {voice.name: Shown(**content.pop(voice.name)) for voice in VOICES}
    edges = [Edge(**edge) for edge in content.pop("edges")]
    remedies = {name: _remedy_in(remedy) for name, remedy in content.pop("remedies").items()}
    if content["verdict"] not in VERDICTS:
        raise ValueError(f"'{content['verdict']}' is no verdict")
    for name in (content["name"], content["group"]):
        if not (name.isascii() and name.isidentifier()):
            raise ValueError(f"'{ascii(name)[1:-1]}' is no name of a row or a group")
    return RowRecord(**content, **sides, edges=edges, remedies=remedies)


def _remedy_in(content: dict[str, Any]) -> Remedy:
    return Remedy(**{**content, "edges": [Edge(**edge) for edge in content["edges"]]})


def write_rows_record(area: Topic, record: AreaRecord) -> None:
    content = dataclasses.asdict(record)
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
    return dataclasses.replace(old, date=new.date, checksum=new.checksum) == new


def first_change(old: AreaRecord, new: AreaRecord) -> str:
    """Return the first thing that came out otherwise in a second run, or nothing.

    Printed numbers may differ in their last place, and a difference that is rounding may be another one.
    """
    if [row.name for row in old.rows] != [row.name for row in new.rows]:
        return "the rows are others"
    if old.tolerances != new.tolerances:
        return f"the tolerances were {old.tolerances}, they are {new.tolerances}"
    for mine, theirs in zip(old.rows, new.rows, strict=True):
        if change := _change(mine.name, dataclasses.asdict(mine), dataclasses.asdict(theirs)):
            return change
    return ""


def _change(where: str, old: Any, new: Any) -> str:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return next(filter(None, (_change(f"{where}.{name}", old[name], new[name]) for name in old)), "")
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return next(filter(None, (_change(where, *pair) for pair in zip(old, new, strict=True))), "")
    if isinstance(old, float) and isinstance(new, float):
        same = math.isclose(old, new, rel_tol=0.1) or max(old, new) < ROUNDING
    elif isinstance(old, str) and isinstance(new, str):
        same = first_difference(old, new) is None
    else:
        same = old == new
    return "" if same else f"{where} was {old!r}, it is {new!r}"
