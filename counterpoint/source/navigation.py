"""Read mkdocs.yml: which pages stand in the navigation, on which line, in which order."""

import functools
import re
from dataclasses import dataclass
from typing import Any

import yaml

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import load_yaml, read_text, yaml_problem


class _AnyTag(yaml.SafeLoader):
    """Reads a configuration without acting on its tags (`!ENV`, `!!python/name:`)."""


_AnyTag.add_multi_constructor("", lambda loader, suffix, node: None)


@dataclass(frozen=True)
class NavigationEntry:
    """A page of the navigation: its path below docs/, the title it has there, its line in mkdocs.yml."""

    path: str
    title: str
    line: int | None  # None where it cannot be told, as in a list on one line


def read_configuration(repository: Repository) -> dict[str, Any]:
    """Return mkdocs.yml; raise Fault where it is not YAML."""
    try:
        loaded = _load(read_text(repository.configuration))
    except yaml.YAMLError as error:
        line, problem = yaml_problem(error)
        raise Fault(repository.configuration, line, f"it is not YAML: {problem}", "Mend the line.") from None
    return dict(loaded) if isinstance(loaded, dict) else {}


def listed(configuration: dict[str, Any], name: str) -> list[Any]:
    """Return what the configuration lists under the name; nothing where there is no list, which the check tells."""
    value = configuration.get(name)
    return value if isinstance(value, list) else []


@functools.lru_cache(maxsize=16)
def _load(text: str) -> Any:
    return load_yaml(text, _AnyTag)


def read_navigation(repository: Repository) -> list[NavigationEntry]:
    """Return the navigation's pages in order."""
    lines = _lines_by_last_word(read_text(repository.configuration))
    return [
        NavigationEntry(path, title, lines.get(path))
        for title, path in _leaves(read_configuration(repository).get("nav"))
    ]


def line_of(repository: Repository, entry: NavigationEntry) -> int:
    """Return the entry's line, for a command that edits there; raise Fault where it cannot be told."""
    if entry.line is None:
        what = f"the line of '{entry.path}' in the navigation cannot be told"
        raise Fault(repository.configuration, None, what, "Write each entry on a line of its own: - Title: page.md")
    return entry.line


def _leaves(node: Any, title: str = "") -> list[tuple[str, str]]:
    if isinstance(node, str):
        return [(title, node)]
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, str(key))]
    if isinstance(node, list):
        return [leaf for item in node for leaf in _leaves(item)]
    return []


def _lines_by_last_word(text: str) -> dict[str, int]:
    """Return the first line that ends in each word, quotation marks and a comment left out."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        words = re.split(r"[\s:'\"]+", re.sub(r"\s#.*", "", line).rstrip("'\" \t"))
        found.setdefault(words[-1], number)
    return found
