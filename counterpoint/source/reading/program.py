"""Read a file as a program: a module, or the code of a notebook's cells joined together."""

import ast
import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.text import read_text

MAGIC = re.compile(r"^(?P<indent>\s*)[%!?].*$|^(?P<deep>\s*)\S+\?+\s*$")  # what only a notebook understands
CELLS_OF_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")


@dataclass(frozen=True)
class Program:
    """Lines of code; the line before each cell, where they come from a notebook; the cells that cannot be read."""

    lines: list[str]
    tree: ast.Module
    cells: list[int]
    unread: list[str]

    def place(self, line: int) -> tuple[int, int]:
        """Return the cell, or 0 in a module, and the line within it."""
        before = [start for start in self.cells if start < line]
        return (len(before), line - before[-1]) if before else (0, line)

    def line(self, cell: int, number: int) -> str:
        """Return a line of code by its place."""
        return self.lines[(self.cells[cell - 1] if cell else 0) + number - 1]


def read_program(path: Path) -> Program:
    """Return the program in a file; raise Fault where there is none, or where it is no Python."""
    if not path.is_file():
        raise Fault(path, None, "there is no such file", "Name a program (.py) or a notebook (.ipynb).")
    text = read_text(path)
    return _notebook(text, path) if path.suffix == ".ipynb" else _module(text, path)


def _module(text: str, path: Path) -> Program:
    tree, problem, line = parsed(text)
    if tree is None:
        raise Fault(path, line, f"this is no Python: {problem}", "Mend that line; nothing was read.")
    return Program(text.split("\n"), tree, [], [])


def parsed(text: str) -> tuple[ast.Module | None, str, int]:
    """Return the tree; or none, the parser's words and the line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an escape in a text that is somebody else's
            return ast.parse(text), "", 0
    except SyntaxError as error:
        return None, error.msg, error.lineno or 1
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error) or "it is nested too deeply", 1


def _notebook(text: str, path: Path) -> Program:
    lines: list[str] = []
    cells, unread = [], []
    for number, source in enumerate(code_cells(text, path), start=1):
        code = without_magics(source)
        tree, problem, line = parsed(code)
        if tree is None:
            unread.append(f"cell {number}, line {line}: {problem}")
            code = "\n" * code.count("\n")
        cells.append(len(lines))
        lines += code.split("\n")
    tree, problem, _ = parsed("\n".join(lines))
    if tree is None:
        raise Fault(path, None, f"the cells together are no Python: {problem}", "Join them by hand in a .py file.")
    return Program(lines, tree, cells, unread)


def code_cells(text: str, path: Path) -> list[str]:
    """Return the source of a notebook's code cells; raise Fault where the file is no notebook."""
    remedy = "Save it again as a notebook of version 4."
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(map(str, cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, RecursionError) as error:
        raise Fault(path, getattr(error, "lineno", None), "this notebook is no JSON", remedy) from None
    except (KeyError, TypeError):
        raise Fault(path, None, "this notebook has no cells", remedy) from None
    return [source.replace("\r\n", "\n").replace("\r", "\n") for source in sources]


def without_magics(source: str) -> str:
    """Return a cell with the lines left empty that only a notebook understands; of a cell in another language all."""
    lines = source.split("\n")
    if lines[0].startswith("%%") and not lines[0].startswith(CELLS_OF_PYTHON):
        return "\n" * (len(lines) - 1)
    return "\n".join(map(_without_magic, lines))


def _without_magic(line: str) -> str:
    match = MAGIC.match(line)
    if match is None:
        return line
    indent = match["indent"] or match["deep"] or ""
    return f"{indent}pass" if indent else ""
