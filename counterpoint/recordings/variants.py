"""What sections do on other versions than the recorded ones, as `make versions` found it: one file a variant.

A variant is an environment in which one package has another version than that of the recordings. A section that prints
what was recorded leaves no trace in the file: it holds what differs.
"""

import functools
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import replace

from counterpoint.recordings.checksum import ALTERED, DIGITS, checksum_of
from counterpoint.recordings.recording import Dated, Recording, as_json, read_recording, write_json
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.records import Number, Record, all_fields, from_fields, from_json, written_fields
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import BY_NAME, PYTORCH, TENSORFLOW, VOICES, Voice

FOLDER = "versions"
# Which voices may print something else where this package has another version.
PACKAGES: dict[str, tuple[Voice, ...]] = {
    "torch": (PYTORCH,),
    "tensorflow": (TENSORFLOW,),
    "keras": (TENSORFLOW,),
    "python": VOICES,
}
NAME = re.compile(r"(?P<package>[a-z]+)-(?P<asked>\d+(?:\.\d+)*)")
# What a section did: it printed this; it raised this; it warned so; it uses what this earlier section could not make.
PRINTS, RAISES, WARNS, FOLLOWS = KINDS = ("prints", "raises", "warns", "follows")

Outcome = dict[str, str]  # by kind


class Tried(Record, frozen=True):
    """A snippet as it ran in a variant: what it was compared with, and the sections that did something else."""

    against: str  # the mark of the recording
    differ: dict[str, Outcome]


class Variant(Dated, frozen=True):
    """An environment with another version of one package: what is in it or why there is none, and what ran in it."""

    package: str
    asked: str  # the version as pyproject.toml names it: '2.9'
    date: str
    python: str
    versions: dict[str, str]  # of the voices' packages, as installed
    system: str
    why_not: str = ""  # what the resolver or the import said
    passed: Number = 0  # tests of topics; none were run where this is 0 and none failed
    failed: list[str] = field(default_factory=list)
    snippets: dict[str, dict[str, Tried]] = field(default_factory=dict)  # by topic and voice
    checksum: str = ""  # of all the rest

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.package not in PACKAGES or not NAME.fullmatch(self.name):
            raise ValueError(f"'{self.name}' is no variant of {', '.join(PACKAGES)}")
        for topic, voices in self.snippets.items():
            if not set(voices) <= set(BY_NAME):
                raise ValueError(f"'{topic}' is no object with one entry for each framework")
            outcomes = ((section, one) for tried in voices.values() for section, one in tried.differ.items())
            for section, outcome in outcomes:
                if not outcome or not set(outcome) <= set(KINDS):
                    raise ValueError(f"'{topic}:{section}' has none of: {', '.join(KINDS)}")

    @property
    def name(self) -> str:
        return f"{self.package}-{self.asked}"

    @property
    def version(self) -> str:
        """The version as installed; as asked for where it could not be."""
        return {**self.versions, "python": self.python}.get(self.package) or self.asked


def mark_of(recording: Recording) -> str:
    """Return what changes with the snippet's source and with what was recorded of it, and with nothing else."""
    text = json.dumps([recording.source, recording.outputs], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def variant_file(repository: Repository, name: str) -> Path:
    return repository.root / FOLDER / f"{name}.json"


@once
def tries(repository: Repository, topic: Topic, voice: Voice) -> list[tuple[Variant, Tried]]:
    """Return how the snippet ran in each variant; those left out in which it ran before it was recorded anew."""
    recording = read_recording(topic, voice, "cpu")
    mark = mark_of(recording) if recording else ""
    found = ((one, one.snippets.get(topic.name, {}).get(voice.name)) for one in read_variants(repository))
    return [(variant, tried) for variant, tried in found if tried and tried.against == mark]


def is_current(repository: Repository, variant: Variant) -> bool:
    """Say whether every snippet that the package can change ran in it, as it is now and against today's recording."""
    twins = [(topic, voice) for topic, voice in repository.twins() if voice in PACKAGES[variant.package]]
    return bool(variant.why_not) or all(variant in [one for one, _ in tries(repository, *twin)] for twin in twins)


@once
def read_variants(repository: Repository) -> tuple[Variant, ...]:
    """Return what was recorded, the newest version of each package first; raise Fault at a damaged file."""
    return _read(tuple((path, path.stat().st_mtime_ns) for path in variant_files(repository)))


def variant_files(repository: Repository) -> list[Path]:
    return sorted((repository.root / FOLDER).glob("*.json"))


@functools.lru_cache(maxsize=8)  # each section of each page asks
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[Variant, ...]:
    order = list(PACKAGES)
    variants = (read_variant(path) for path, _ in files)
    return tuple(sorted(variants, key=lambda one: (order.index(one.package), [-part for part in numbers(one.version)])))


def numbers(version: str) -> list[int]:
    """Return the numbers of a version, by which versions are ordered."""
    return [int(part) for part in re.findall(r"\d+", version)]


def read_variant(path: Path) -> Variant:
    """Return one variant; raise Fault where the file is damaged."""
    try:
        variant = from_json(path.read_text("utf-8"), Variant)
        if path.stem != variant.name:
            raise ValueError(f"it holds '{variant.name}'")
        if variant.checksum != checksum_of(variant):
            raise ValueError(ALTERED)
    except (ValueError, RecursionError) as error:
        remedy = f"Run it again: make versions VARIANT={path.stem}"
        raise Fault(path, getattr(error, "lineno", None), f"the variant cannot be read: {error}", remedy) from None
    return variant


def write_variant(repository: Repository, variant: Variant) -> Path:
    """Write the variant with its checksum, whole or not at all; return its file.

    Where nothing but the day is another, the file stays, byte for byte.
    """
    path = variant_file(repository, variant.name)
    if not (path.is_file() and same_but_for_the_day(path, variant)):
        write_json(path, _sealed(variant))
    return path


def same_but_for_the_day(path: Path, variant: Variant) -> bool:
    try:
        kept = read_variant(path)
    except Fault:
        return False
    return replace(kept, date=variant.date, checksum="") == replace(variant, checksum="")


def _sealed(variant: Variant) -> dict[str, Any]:
    return written_fields(replace(variant, checksum=checksum_of(variant)))


def without(variant: Variant, topic: str, renamed: str = "") -> str:
    """Return the text of the variant's file without the topic, or with it under another name."""
    snippets = {renamed if name == topic else name: tried for name, tried in variant.snippets.items()}
    return as_json(_sealed(replace(variant, snippets={name: tried for name, tried in snippets.items() if name})))


def variant_of(empty: Variant, content: dict[str, Any]) -> Variant:
    """Return the variant with what its run wrote: Python, versions and snippets, or why they can't be imported."""
    return from_fields({**all_fields(empty), **content}, Variant)
