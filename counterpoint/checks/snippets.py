"""Checks of the snippets without running them."""

import ast
import sys
from collections.abc import Iterable, Iterator

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import parse, read_steps
from counterpoint.source.text import read_text
from counterpoint.source.voices import VOICES

# NumPy, and packages that ship data, keep numbers or draw; nothing that a reader would not have.
COMMON = frozenset({"numpy", "matplotlib", "safetensors", "sklearn"})
# What imports without the statement `import`.
IMPORTERS = frozenset({"import_module", "__import__"})


def twins(repository: Repository) -> Iterator[Fault]:
    """A topic is a folder with one file for each voice."""
    for topic in repository.folders():
        for voice in VOICES:
            path = topic.snippet(voice)
            if not path.is_file():
                remedy = f"Write it with the sections of its twin, or delete the folder snippets/{topic}."
                yield Fault(path, None, f"'{topic}' has no {voice.title} twin", remedy)


def sections(repository: Repository) -> Iterator[Fault]:
    for topic, voice in repository.programs():
        try:
            read_steps(topic.snippet(voice))
        except Fault as fault:
            yield fault


def imports(repository: Repository) -> Iterator[Fault]:
    """A downloaded file must run: its own framework, NumPy, the standard library, nothing of this repository."""
    for topic, voice in repository.programs():
        path = topic.snippet(voice)
        allowed = voice.imports | COMMON
        remedy = f"A {voice.title} snippet imports {', '.join(sorted(allowed))} and the standard library."
        try:
            found = imported(parse(path), computed=any(name in read_text(path) for name in IMPORTERS))
        except Fault:
            continue  # told by `sections`
        for line, name in found:
            if name is None:
                yield Fault(path, line, "it imports a name that is computed", remedy)
            elif name.partition(".")[0] not in allowed | sys.stdlib_module_names:
                yield Fault(path, line, f"it imports '{name}'", remedy)


def imported(tree: ast.Module, computed: bool) -> Iterator[tuple[int, str | None]]:
    """Yield the line and the name of every import, None for a name that only a run would tell.

    Where nothing is `computed`, the statements tell all: most of a tree is expressions.
    """
    for node in ast.walk(tree) if computed else _statements(tree.body):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and _called(node.func) in IMPORTERS:
            given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "name")]
            first = given[0] if given else None
            constant = first.value if isinstance(first, ast.Constant) else None
            yield node.lineno, constant if isinstance(constant, str) else None


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for statement in body:
        yield statement
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(statement, part, []))


def _called(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))
