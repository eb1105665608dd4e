"""Read the comments by which an author overrules the computed marks of differing lines; no page shows them."""

import ast
import re
from pathlib import Path

from counterpoint.source.faults import Fault

SAME, DIFFERS = "same", "differs"
LINE_MARK = re.compile(rf"[ \t]*# --8<-- \[(?P<kind>{SAME}|{DIFFERS})\]")
WHOLE_LINE = re.compile(rf"^{LINE_MARK.pattern}\r?\n", re.M)


def is_line_mark(line: str) -> bool:
    return LINE_MARK.fullmatch(line) is not None


def without_line_marks(text: str) -> str:
    """Return the text of a snippet as it reads without such comments; they change nothing that a run does."""
    return WHOLE_LINE.sub("", text)


def take_out(path: Path, first: int, lines: list[str]) -> tuple[list[str], dict[int, str]]:
    """Return the lines without such comments, and what was said of each line below one, by its place from 0 on.

    Raise Fault, counting from `first`, where none stands above a line of code.
    """
    kept: list[str] = []
    said: dict[int, str] = {}
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=first):
        mark = LINE_MARK.fullmatch(line)
        if mark is None:
            kept.append(line)
        elif not below.strip() or below.lstrip().startswith("#"):
            what = f"'{line.strip()}' stands above no line of code"
            raise Fault(path, number, what, "Write it directly above the line that it is about, or delete it.")
        else:
            said[len(kept)] = mark["kind"]
    return kept, said


def refuse_in_strings(path: Path, text: str) -> None:
    """Raise Fault where such a line is part of a string: it would be shown otherwise than it runs."""
    bare = without_line_marks(text)
    if bare == text:
        return
    try:
        alike = ast.dump(ast.parse(text)) == ast.dump(ast.parse(bare))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return  # told where the file is read as a program
    if not alike:
        number = next(n for n, line in enumerate(text.split("\n"), start=1) if is_line_mark(line))
        what = "a mark of differing lines stands inside a string"
        raise Fault(path, number, what, "Build the string another way: no page shows that line.")
