"""Read the YAML files below ledger/ as lists of entries, each with its line, and the entries as records."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

from counterpoint.source.faults import Fault
from counterpoint.source.records import Record, from_fields
from counterpoint.source.repository import Repository
from counterpoint.source.text import FAST_LOADER, load_yaml, read_text, yaml_problem

OTHER_FILES = ("timeline.yml", "glossary.yml", "numbers.yml", "articles.yml", "redirects.yml", "changes.yml")
TIMELINE, GLOSSARY, NUMBERS, ARTICLES, REDIRECTS, CHANGES = OTHER_FILES


class Entry(Record, frozen=True, kw_only=True):
    """What every entry knows besides its fields: the file in which it stands, and the line on which it begins."""

    path: Path
    line: int


E = TypeVar("E", bound=Entry)
R = TypeVar("R", bound=Record)


def data_files(repository: Repository) -> list[Path]:
    """Return the files of claims, and those that hold something else."""
    return sorted((repository.root / "ledger").glob("*.yml"))


def read_entries(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries of a YAML list with the line on which each begins; raise Fault where it is no list."""
    return list(_entries_in(path, read_text(path)))


@functools.lru_cache(maxsize=256)
def _entries_in(path: Path, text: str) -> tuple[tuple[int, dict[str, Any]], ...]:
    remedy = "Write a list of entries, each beginning with '- '."
    try:
        loaded = load_yaml(text) or []
        node = yaml.compose(text, Loader=FAST_LOADER)
    except yaml.YAMLError as error:
        line, problem = yaml_problem(error)
        raise Fault(path, line, f"it is not plain YAML: {problem}", remedy) from None
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise Fault(path, None, "it is no list", remedy)
    for child, entry in zip(node.value, loaded, strict=True):
        if not isinstance(entry, dict):
            raise Fault(path, child.start_mark.line + 1, "this entry has no fields", remedy)
    return tuple((child.start_mark.line + 1, entry) for child, entry in zip(node.value, loaded, strict=True))


def read_records(path: Path, made: type[E], remedy: str) -> Iterator[E]:
    """Yield the entries of a YAML list as records; raise Fault, with the line, at one that does not fit."""
    for line, entry in read_entries(path):
        yield as_entry(path, line, entry, made, remedy)


def as_entry(path: Path, line: int, entry: dict[str, Any], made: type[E], remedy: str, name: str = "entry") -> E:
    """Return an entry as a record that knows its place; each text's blanks and line ends become single blanks."""
    place = {"path": path, "line": line}
    if own := place.keys() & entry.keys():
        raise Fault(path, line, f"the {name} is not whole: it has an unknown field '{min(own)}'", remedy)
    return as_record(path, line, {**_spaced(entry), **place}, made, remedy, name)


def as_record(path: Path, line: int, fields: Any, made: type[R], remedy: str, name: str) -> R:
    """Return what stands in an entry as a record; raise Fault, with the entry's line, where it does not fit."""
    try:
        return from_fields(fields, made)
    except ValueError as error:
        raise Fault(path, line, f"the {name} is not whole: {error}", remedy) from None


def _spaced(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _spaced(part) for name, part in value.items()}
    return " ".join(value.split()) if isinstance(value, str) else value
