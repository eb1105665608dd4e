"""Checks of the snippets without running them."""

import ast
import sys
from collections.abc import Iterator

from counterpoint.errors import Fault
from counterpoint.frameworks import VOICES, Voice
from counterpoint.house import House
from counterpoint.runner import read_steps
from counterpoint.sections import read_text

# NumPy, and packages that ship data or draw; nothing that a reader would not have.
COMMON = frozenset({"numpy", "matplotlib", "sklearn"})


def twins(house: House) -> Iterator[Fault]:
    """A topic is a folder with one file for each voice."""
    for topic in house.topics():
        for voice in VOICES:
            path = house.snippet(topic, voice)
            if not path.is_file():
                remedy = f"Write it with the sections of its twin, or delete the folder snippets/{topic}."
                yield Fault(path, 1, f"'{topic}' has no {voice.title} twin", remedy)


def sections(house: House) -> Iterator[Fault]:
    for topic, voice in house.twins():
        try:
            read_steps(house.snippet(topic, voice))
        except Fault as fault:
            yield fault


def imports(house: House) -> Iterator[Fault]:
    """A downloaded file must run: its own framework, NumPy, the standard library, nothing of this repository."""
    for topic, voice in house.twins():
        try:
            tree = ast.parse(read_text(house.snippet(topic, voice)))
        except (SyntaxError, Fault):
            continue  # told by `sections`
        for node in ast.walk(tree):
            yield from _imports_of(house, topic, voice, node)


def _imports_of(house: House, topic: str, voice: Voice, node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [("." * node.level) + (node.module or "")]
    else:
        return
    for name in names:
        package = name.partition(".")[0]
        if package not in voice.imports | COMMON | sys.stdlib_module_names:
            remedy = (
                f"A {voice.title} snippet imports {', '.join(sorted(voice.imports | COMMON))} and the standard library."
            )
            yield Fault(house.snippet(topic, voice), node.lineno, f"it imports '{name}'", remedy)
