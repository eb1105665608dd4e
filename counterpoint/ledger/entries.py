"""Read the YAML files below ledger/ as lists of entries with their lines."""

import functools
from pathlib import Path
from typing import Any

import yaml

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

# libyaml, where PyYAML was built with it, reads ten times as fast.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TIMELINE, GLOSSARY, NUMBERS, ARTICLES = OTHER_FILES = "timeline.yml", "glossary.yml", "numbers.yml", "articles.yml"


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
        node = yaml.compose(text, Loader=FAST_LOADER)
        loaded = yaml.load(text, Loader=FAST_LOADER) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Fault(path, mark.line + 1 if mark else 1, "it is not plain YAML", remedy) from None
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise Fault(path, None, "it is no list", remedy)
    for child, entry in zip(node.value, loaded, strict=True):
        if not isinstance(entry, dict):
            raise Fault(path, child.start_mark.line + 1, "this entry has no fields", remedy)
    return tuple((child.start_mark.line + 1, entry) for child, entry in zip(node.value, loaded, strict=True))
