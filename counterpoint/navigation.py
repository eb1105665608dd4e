"""Read mkdocs.yml: which pages stand in the navigation, on which line, in which order."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from counterpoint.errors import Fault
from counterpoint.house import House
from counterpoint.sections import read_text


class _AnyTag(yaml.SafeLoader):
    """Reads a configuration without acting on its tags (`!ENV`, `!!python/name:`)."""


_AnyTag.add_multi_constructor("", lambda loader, suffix, node: None)


@dataclass(frozen=True)
class Entry:
    """A page of the navigation: its path below docs/, the title it has there, its line in mkdocs.yml."""

    path: str
    title: str
    line: int


def read_configuration(house: House) -> dict[str, Any]:
    """Return mkdocs.yml; raise Fault where it is not YAML."""
    try:
        loaded = yaml.load(read_text(house.configuration), Loader=_AnyTag)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise Fault(house.configuration, line, f"it is not YAML: {error}", "Mend the line.") from None
    return loaded if isinstance(loaded, dict) else {}


def read_navigation(house: House) -> list[Entry]:
    """Return the navigation's pages in order."""
    lines = read_text(house.configuration).split("\n")
    return [
        Entry(path, title, _line(lines, path)) for title, path in _leaves(read_configuration(house).get("nav") or [])
    ]


def _leaves(node: Any, title: str = "") -> list[tuple[str, str]]:
    if isinstance(node, str):
        return [(title, node)]
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, str(key))]
    if isinstance(node, list):
        return [leaf for item in node for leaf in _leaves(item)]
    return []


def _line(lines: list[str], path: str) -> int:
    pattern = re.compile(rf"(^|[\s:'\"]){re.escape(path)}['\"]?\s*$")
    return next((number for number, line in enumerate(lines, start=1) if pattern.search(line)), 1)
