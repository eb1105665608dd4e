"""Read the YAML files below ledger/ as lists of entries with their lines."""

import functools
from pathlib import Path
from typing import Any

import yaml

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import FAST_LOADER, load_yaml, read_text, yaml_problem

OTHER_FILES = ("timeline.yml", "glossary.yml", "numbers.yml", "articles.yml", "redirects.yml", "changes.yml")
TIMELINE, GLOSSARY, NUMBERS, ARTICLES, REDIRECTS, CHANGES = OTHER_FILES


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
