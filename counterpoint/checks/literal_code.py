"""Checks for code that was typed onto a page: code that nobody runs."""

import re
from collections.abc import Iterator

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_lines

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
PYTHON = re.compile(
    r"^\W*(?:python|py|pycon|ipython|pyi)\d*\b|[{\s]\.(?:python|py|pycon|ipython|pyi)\d*\b", re.IGNORECASE
)
IMPORT = re.compile(
    r"^[\s>]*(?:import\s+(?:torch|tensorflow|keras|numpy)\b[\w.]*(\s+as\s+\w+)?\s*$|from\s+[\w.]+\s+import\s+[\w(*])"
)
RAW = re.compile(r"<(?:pre|code)\b[^<>]*\bpy", re.IGNORECASE)
INCLUDE = re.compile(r"^[\s>]*-+8<-+(?:\s+[\"'].*)?\s*$")


def python(repository: Repository) -> Iterator[Fault]:
    """Python comes onto a page by its section's name only."""
    for page in repository.pages():
        for line in read_lines(page.text):
            named = bool(line.info and PYTHON.search(QUOTED.sub("", line.info)))
            raw = line.info is None and RAW.search(line.text)
            if (line.opens and named) or (not named and IMPORT.match(line.text)) or raw:
                remedy = "Move it into a snippet and write: /// duet | section"
                yield Fault(page.path, line.number, "literal Python on a page", remedy)


def includes(repository: Repository) -> Iterator[Fault]:
    """Another tool's include would stand on the page as it was typed."""
    for page in repository.pages():
        for line in read_lines(page.text):
            if INCLUDE.match(line.text):
                remedy = "Show a section by its name: /// duet | section"
                yield Fault(page.path, line.number, "this line includes nothing here", remedy)


def unclosed_fences(repository: Repository) -> Iterator[Fault]:
    """What stands below an open fence is read by nobody."""
    for page in repository.pages():
        opened = 0
        for line in read_lines(page.text):
            opened = line.number if line.opens else 0 if line.closes else opened
        if opened:
            yield Fault(page.path, opened, "this fence is never closed", "Write ``` on a line of its own.")
