"""Read a snippet as a program: its statements by section, in the order in which they run."""

import ast
import functools
import warnings
from dataclasses import dataclass
from pathlib import Path

from counterpoint.errors import Fault
from counterpoint.recording import fingerprint
from counterpoint.sections import Section, read_sections, read_text


@dataclass(frozen=True)
class Step:
    """Top-level statements that belong to one section, or to none (the docstring)."""

    section: str | None
    statements: list[ast.stmt]


def read_steps(path: Path) -> list[Step]:
    """Return the module's statements by section, in file order; raise Fault where one lies outside."""
    sections = read_sections(path)
    tree = parse(path)
    body = tree.body
    steps = []
    if ast.get_docstring(tree) is not None:
        steps.append(Step(None, [body[0]]))
        body = body[1:]
    found: dict[str, list[ast.stmt]] = {name: [] for name in sections}
    for statement in body:
        found[_owner(path, statement, sections)].append(statement)
    if not sections:
        remedy = "Write '# --8<-- [start:name]' above its first statement."
        raise Fault(path, 1, "it has no section, so there is nothing to show", remedy)
    return steps + [Step(name, statements) for name, statements in found.items()]


def parse(path: Path) -> ast.Module:
    """Return the module's syntax tree; raise Fault at whatever Python refuses or warns of before a run."""
    return _parse(path, read_text(path))


def _recorded(path: Path) -> bool:
    """Say whether a run of this very source was recorded: then Python compiled it without a word of warning."""
    mark = f'"{fingerprint(path)}"'
    return any(mark in file.read_text("utf-8") for file in path.parent.glob("recorded/*_cpu.json"))


@functools.lru_cache(maxsize=4096)
def _parse(path: Path, text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(text, filename=str(path))
            if not _recorded(path):
                compile(tree, str(path), "exec", dont_inherit=True)
            return tree
    except SyntaxError as error:
        remedy = "Mend the syntax: a reader must be able to run the file."
        raise Fault(path, error.lineno or 1, f"it is not Python: {error.msg}", remedy) from None
    except (MemoryError, RecursionError):
        raise Fault(path, 1, "an expression is nested too deeply for Python", "Write it in steps.") from None


def _owner(path: Path, statement: ast.stmt, sections: dict[str, Section]) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    last = statement.end_lineno or statement.lineno
    for section in sections.values():
        if section.first <= first and last <= section.last:
            return section.name
    what = "this statement lies in no section, so no page shows it"
    raise Fault(path, first, what, "Move it between '# --8<-- [start:name]' and '# --8<-- [end:name]'.")
