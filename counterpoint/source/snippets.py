"""Read a snippet: its named sections, and its statements by section in the order in which they run."""

import ast
import bisect
import functools
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.line_marks import is_line_mark, refuse_in_strings, take_out
from counterpoint.source.text import NAME, TICKS, read_text

MARKER = re.compile(r"^(?P<indent>\s*)#\s*-+8<-+\s*\[(?P<kind>\w+):(?P<name>[^\]]*)\]\s*$")


@dataclass(frozen=True)
class Section:
    """A named run of lines; `first` and `last` are line numbers without the markers."""

    name: str
    first: int
    last: int
    code: str
    said: dict[int, str] = field(default_factory=dict)  # what the author says of a line of `code`, from 1 on


def read_sections(path: Path) -> dict[str, Section]:
    """Return the sections of a snippet in file order; raise Fault at the first bad marker."""
    return dict(_sections_of(path, read_text(path)))


# Each call on a page asks for the sections of its file: they are read again only where its text has changed.
@functools.lru_cache(maxsize=4096)
def _sections_of(path: Path, text: str) -> dict[str, Section]:
    refuse_in_strings(path, text)
    lines = text.split("\n")
    sections: dict[str, Section] = {}
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines, start=1):
        marker = None if opened and is_line_mark(line) else _marker(path, number, line)
        if marker is None:
            continue
        kind, name = marker
        if kind == "start":
            _refuse_bad_start(path, number, name, opened, sections)
            opened = (name, number)
            continue
        if opened is None or opened[0] != name:
            what = f"section '{name}' ends here but was not started"
            raise Fault(path, number, what, f"Write '# --8<-- [start:{name}]' above it.")
        sections[name] = _section(path, name, opened[1], number, lines)
        opened = None
    if opened is not None:
        name, number = opened
        what = f"section '{name}' is never closed"
        raise Fault(path, number, what, f"Write '# --8<-- [end:{name}]' where it ends.")
    return sections


def _marker(path: Path, number: int, line: str) -> tuple[str, str] | None:
    if "8<" not in line:
        return None
    match = MARKER.match(line)
    if match and not match["indent"] and match["kind"] in ("start", "end") and NAME.fullmatch(match["name"]):
        return match["kind"], match["name"]
    if "#" in line.rpartition("8<")[0]:
        what = f"this is no section marker: {line.strip()}"
        remedy = "Write '# --8<-- [start:name]' or '[end:name]' at the left margin, the name in lower case."
        raise Fault(path, number, what, remedy)
    return None


def _refuse_bad_start(
    path: Path, number: int, name: str, opened: tuple[str, int] | None, sections: dict[str, Section]
) -> None:
    if opened is not None:
        what = f"section '{name}' starts inside section '{opened[0]}' (line {opened[1]})"
        raise Fault(path, number, what, f"Write '# --8<-- [end:{opened[0]}]' before it: sections do not nest.")
    if name in sections:
        what = f"section '{name}' stands twice (first on line {sections[name].first - 1})"
        raise Fault(path, number, what, "Give one of the two another name.")


def _section(path: Path, name: str, start: int, end: int, lines: list[str]) -> Section:
    shown, said = take_out(path, start + 1, lines[start : end - 1])
    if all(not line.strip() or line.lstrip().startswith("#") for line in shown):
        raise Fault(path, start, f"section '{name}' is empty", "Put code between its markers or delete them.")
    for number, line in enumerate(lines[start : end - 1], start=start + 1):
        if line.lstrip().startswith(TICKS):
            remedy = "Write the ticks another way, such as '`' * 3."
            raise Fault(path, number, "a line of three ticks would end the block on the page", remedy)
    text = "\n".join(shown)
    blank = len(text) - len(text.lstrip("\n"))  # empty lines at the head, which are not shown
    return Section(name, start + 1, end - 1, text.strip("\n") + "\n", {n - blank + 1: kind for n, kind in said.items()})


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
    in_order = list(sections.values())
    for statement in body:
        found[_owner(path, statement, in_order)].append(statement)
    if not sections:
        remedy = "Write '# --8<-- [start:name]' above its first statement."
        raise Fault(path, None, "it has no section, so there is nothing to show", remedy)
    return steps + [Step(name, statements) for name, statements in found.items()]


def parse(path: Path) -> ast.Module:
    """Return the module's syntax tree; raise Fault at whatever Python refuses or warns of before a run."""
    return _parse(path, read_text(path))


@functools.lru_cache(maxsize=4096)
def _parse(path: Path, text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(text, filename=str(path))
            compile(tree, str(path), "exec", dont_inherit=True)
            return tree
    except SyntaxError as error:
        remedy = "Mend the syntax: a reader must be able to run the file."
        raise Fault(path, error.lineno, f"it is not Python: {error.msg}", remedy) from None
    except (MemoryError, RecursionError):
        raise Fault(path, None, "an expression is nested too deeply for Python", "Write it in steps.") from None


def _owner(path: Path, statement: ast.stmt, sections: list[Section]) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    last = statement.end_lineno or statement.lineno
    place = bisect.bisect_right(sections, first, key=lambda section: section.first) - 1
    if place >= 0 and last <= sections[place].last:
        return sections[place].name
    what = "this statement lies in no section, so no page shows it"
    raise Fault(path, first, what, "Move it between '# --8<-- [start:name]' and '# --8<-- [end:name]'.")
