"""Checks of the files themselves: links, names, encodings."""

import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.errors import Fault
from counterpoint.house import House
from counterpoint.sections import read_text

NAME = re.compile(r"[a-z0-9_.-]+")
TEXTS = frozenset({".md", ".py", ".json", ".svg", ".css", ".js", ".yml", ".html"})
IGNORED = frozenset({"__pycache__", ".DS_Store"})


def symbolic_links(house: House) -> Iterator[Fault]:
    """MkDocs follows them and publishes what they point to."""
    for path in _walk(house):
        if path.is_symlink():
            yield Fault(path, 1, "this is a symbolic link", "Put the file itself here.")


def names(house: House) -> Iterator[Fault]:
    """A name becomes part of an address: lower case, digits, dot, dash, underscore."""
    for path in _walk(house):
        if not NAME.fullmatch(path.name):
            remedy = "Use lower case letters, digits, '.', '-' and '_' only."
            yield Fault(path, 1, f"the name '{ascii(path.name)[1:-1]}' cannot stand in an address", remedy)


def encodings(house: House) -> Iterator[Fault]:
    for path in _walk(house):
        if path.suffix in TEXTS and path.is_file() and not path.is_symlink():
            try:
                read_text(path)
            except Fault as fault:
                yield fault


def _walk(house: House) -> Iterator[Path]:
    for folder in (house.docs, house.snippets):
        for path in sorted(folder.rglob("*")):
            if not IGNORED & set(path.parts):
                yield path
