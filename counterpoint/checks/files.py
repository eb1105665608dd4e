"""Checks of the files themselves: links, names, encodings, strangers."""

import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.errors import Fault
from counterpoint.frameworks import VOICES
from counterpoint.house import House
from counterpoint.sections import NAME as TOPIC_NAME
from counterpoint.sections import read_text

NAME = re.compile(r"[a-z0-9_.-]+")
TEXTS = frozenset({".md", ".py", ".json", ".svg", ".css", ".js", ".yml", ".html"})
OTHER_PAGES = frozenset({".markdown", ".mdown", ".mkdn", ".mkd"})
IGNORED = frozenset({"__pycache__", ".DS_Store"})


FORMATTER = "ruff.toml"  # the snippets' own line width


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
        elif path.parent == house.snippets and path.is_dir() and not TOPIC_NAME.fullmatch(path.name):
            remedy = "Use lower case letters, digits and single underscores."
            yield Fault(path, 1, f"'{path.name}' cannot name a topic", remedy)
        elif path.suffix in OTHER_PAGES:
            yield Fault(path, 1, f"a page ends in .md, not {path.suffix}", f"Rename it: {path.stem}.md")


def encodings(house: House) -> Iterator[Fault]:
    for path in _walk(house):
        if path.suffix in TEXTS and path.is_file() and not path.is_symlink():
            try:
                read_text(path)
            except Fault as fault:
                yield fault


def strangers(house: House) -> Iterator[Fault]:
    """A file in a topic's folder that is no twin is run by no test, and a reader of a twin does not have it."""
    what = "nothing shows or runs this"
    for path in sorted(house.snippets.glob("*")):
        if not path.is_dir() and path.name not in IGNORED | {FORMATTER}:
            yield Fault(path, 1, what, "Move it into the folder of a topic, or delete it.")
    for topic in house.topics():
        twins = [house.snippet(topic, voice) for voice in VOICES]
        for path in sorted((house.snippets / topic).iterdir()):
            if path.name not in IGNORED and path not in (*twins, house.recorded(topic)):
                known = f"{', '.join(twin.name for twin in twins)} and what is recorded"
                yield Fault(path, 1, what, f"A topic holds {known}; delete it or give it a topic.")


def _walk(house: House) -> Iterator[Path]:
    for folder in (house.docs, house.snippets, house.root / "tests" / "topics"):
        for path in [folder, *sorted(folder.rglob("*"))]:
            if not IGNORED & set(path.relative_to(house.root).parts):
                yield path
