"""Read an area of the dictionary: assignments with the same name in both twins are its rows.

An area is a topic whose page lies in docs/dictionary/. Its sections `inputs` and `helpers` prepare; every other
section is a group of rows. A row is an assignment to one name, a function of the inputs that its parameters name, or
an assignment below `with suppress(SomeError):`, which declares that it raises. `<row>__<way>` is a second way of one
framework; `<row>_as_tensorflow` and `<row>_as_pytorch` make a row agree with the other framework's.
"""

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.repository import Topic
from counterpoint.source.snippets import parse, read_sections
from counterpoint.source.text import read_text
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES

SETUP = ("inputs", "helpers")
OTHER = {voice.name: voice.other for voice in VOICES}
REMEDY = {name: f"_as_{other.name}" for name, other in OTHER.items()}  # what a remedy's name ends with in that twin
# What a comment says of an input that ends the process.
LEFT_OUT = re.compile(r"not on ([\w ,-]{1,200}): (.{1,500}?\.)(?:\s|$)")
NO_REMEDY, BELIEVED = "no remedy:", "believed to differ:"
ROW = re.compile(r"[a-z][a-z0-9]*(_{1,2}[a-z0-9]+)*")
FORMS = "a row is 'name = expression', 'def name(inputs)', or an assignment below 'with suppress(SomeError):'"


@dataclass(frozen=True)
class Cell:
    """One framework's side of a row: its expression to the letter, and the tree that is evaluated."""

    name: str
    group: str
    line: int
    expression: str
    node: ast.expr | ast.FunctionDef
    raises: str = ""  # the error's names, where it is declared to raise
    note: str = ""
    no_remedy: str = ""
    believed: str = ""  # what is said to differ here, and does not
    left_out: tuple[tuple[str, str], ...] = ()  # proposed inputs that it isn't run on, and why

    @property
    def names(self) -> set[str]:
        """The names that it reads; those of a function are its parameters."""
        if isinstance(self.node, ast.FunctionDef):
            return {argument.arg for argument in self.node.args.args}
        return {node.id for node in ast.walk(self.node) if isinstance(node, ast.Name)}

    @property
    def asks_absence(self) -> bool:
        """Say whether it asks if a name is there, as in `hasattr(tf, "nanmean")`."""
        tree = ast.walk(self.node)
        return any(isinstance(node, ast.Name) and node.id == "hasattr" for node in tree)


@dataclass(frozen=True)
class Row:
    """A pair of cells, and by voice what makes one agree with the other's framework."""

    name: str
    cells: dict[str, Cell]
    remedies: dict[str, Cell]

    @property
    def base(self) -> str:
        """The row of which this is a second way, or its own name."""
        return self.name.partition("__")[0]

    @property
    def group(self) -> str:
        return next(iter(self.cells.values())).group


@once
def read_rows(area: Topic) -> list[Row]:
    """Return the area's rows in the order of the PyTorch twin; raise Fault where a row has no partner."""
    sides = {voice.name: read_cells(area.snippet(voice)) for voice in VOICES}
    rows = [_row(area, name, sides) for name in _row_names(sides)]
    for voice in VOICES:
        known = {cell.name for row in rows for cell in (*row.cells.values(), *row.remedies.values())}
        for cell in sides[voice.name].values():
            if cell.name not in known:
                what = f"'{cell.name}' is a remedy of no row"
                raise Fault(area.snippet(voice), cell.line, what, "Name it after a row of this area.")
    return rows


def _row_names(sides: dict[str, dict[str, Cell]]) -> list[str]:
    """Return the rows' names: those of PyTorch in order, each second way of TensorFlow after its row."""
    names = [name for name in sides[PYTORCH.name] if not _is_remedy(name)]
    for name in sides[TENSORFLOW.name]:
        if not _is_remedy(name) and name not in names:
            base = name.partition("__")[0]
            family = [place for place, one in enumerate(names) if one.partition("__")[0] == base]
            names.insert(family[-1] + 1 if family else len(names), name)
    return names


def _is_remedy(name: str) -> bool:
    return name.endswith(tuple(REMEDY.values()))


def _row(area: Topic, name: str, sides: dict[str, dict[str, Cell]]) -> Row:
    base = name.partition("__")[0]
    cells = {}
    for voice in VOICES:
        cell = sides[voice.name].get(name) or sides[voice.name].get(base)
        if cell is None:
            have = OTHER[voice.name]
            path, line = area.snippet(have), sides[have.name][name].line
            remedy = f"Write '{base}' in the {voice.title} twin; where it has none: {base} = hasattr(module, 'name')"
            raise Fault(path, line, f"the row '{name}' has no {voice.title} side", remedy)
        cells[voice.name] = cell
    remedies = {}
    for voice in VOICES:
        suffix = REMEDY[voice.name]
        mending = sides[voice.name].get(name + suffix) or sides[voice.name].get(base + suffix)
        if mending is not None:
            remedies[voice.name] = mending
    return Row(name, cells, remedies)


def read_cells(path: Path) -> dict[str, Cell]:
    """Return the cells of one twin by name, in file order; raise Fault at a statement that is none."""
    return dict(_cells_in(path, read_text(path)))


# Every check reads them, and so does every build while somebody writes.
@functools.lru_cache(maxsize=256)
def _cells_in(path: Path, text: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    lines = text.split("\n")
    body = parse(path).body
    for section in read_sections(path).values():
        if section.name in SETUP:
            continue
        for statement in body:
            if section.first <= statement.lineno <= section.last:
                cell = _cell(path, section.name, statement, lines)
                if cell.name in cells:
                    what = f"the row '{cell.name}' is written twice"
                    raise Fault(path, cell.line, what, f"Rename it; a second way is '{cell.name}__way'.")
                cells[cell.name] = cell
    return cells


def _cell(path: Path, group: str, statement: ast.stmt, lines: list[str]) -> Cell:
    raises, inner = _declared_error(statement)
    node: ast.expr | ast.FunctionDef
    if isinstance(inner, ast.FunctionDef):
        name, node = inner.name, inner
    elif isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
        name, node = inner.targets[0].id, inner.value
    else:
        what = f"this is no row, and the section '{group}' holds rows"
        raise Fault(path, statement.lineno, what, f"Move it to the section 'helpers': {FORMS}.")
    if not ROW.fullmatch(name):
        raise Fault(path, inner.lineno, f"'{name}' cannot name a row", "Use lower case, digits and underscores.")
    return Cell(name, group, inner.lineno, _shown(lines, inner), node, raises, *_words_above(lines, statement.lineno))


def _declared_error(statement: ast.stmt) -> tuple[str, ast.stmt]:
    """Return what `with suppress(...)` names, and the statement below it."""
    match statement:
        case ast.With(items=[ast.withitem(context_expr=ast.Call(func=function, args=errors))], body=[inner]):
            if ast.unparse(function).endswith("suppress"):
                return ", ".join(ast.unparse(error) for error in errors), inner
    return "", statement


def _shown(lines: list[str], statement: ast.stmt) -> str:
    """Return a function whole, and of an assignment what is right of the sign."""
    taken = lines[statement.lineno - 1 : statement.end_lineno]
    taken = [line[statement.col_offset :] for line in taken]
    taken[-1] = taken[-1][: (statement.end_col_offset or 0) - statement.col_offset]
    text = "\n".join(taken)
    return text if isinstance(statement, ast.FunctionDef) else text.partition("=")[2].strip()


def _words_above(lines: list[str], number: int) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    """Return the comment above a row: its note, why nothing makes the two agree, what is believed, what is left out."""
    words: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.startswith("# ") or "8<" in line:
            break
        words.insert(0, line.removeprefix("# ").strip())
    comment = " ".join(words)
    rest, _, believed = LEFT_OUT.sub("", comment).partition(BELIEVED)
    note, _, no_remedy = rest.partition(NO_REMEDY)
    return note.strip(), no_remedy.strip(), believed.strip(), tuple(LEFT_OUT.findall(comment))
