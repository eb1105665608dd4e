"""Make data that a snippet saved fit to be published: a table for everyone, and what a drawing needs beside it."""

import functools
import json
import math
from pathlib import Path
from typing import Any

from counterpoint.source.faults import Fault
from counterpoint.source.text import CONTROL, excerpt

PLACES = 4  # finer ones hang on the processor's last bits
MOST = 100_000  # bytes: a reader's browser fetches them
DEEPEST = 6
LONGEST = 120  # letters of one text
FORM = 'Save json.dumps({"table": {"head": ["step", "gate"], "rows": [[0, 0.5]]}}); other names may stand beside it.'


@functools.lru_cache(maxsize=256)
def clean(text: str, path: Path | str = "data.json", name: str = "data") -> str:
    """Return the data in the one form in which they are recorded: a line for each row, four decimals for each float.

    Raise Fault where they are no JSON, no table, too much, or hold what no page could show.
    """
    try:
        content = _parse(text)
        _refuse_other_than_a_table(content)
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {_written(value, 1)}" for key, value in content.items()]
    except (ValueError, RecursionError) as error:
        reason = "they are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Fault(path, None, f"the data '{name}': {reason}", FORM) from None
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_table(text: str) -> tuple[list[str], list[list[str | int | float]]]:
    """Return the head and the rows of recorded data."""
    table = json.loads(text)["table"]
    return table["head"], table["rows"]


def _parse(text: str) -> dict[str, Any]:
    if len(text.encode()) > MOST:
        raise ValueError(f"they have {len(text.encode()):,} bytes; {MOST:,} are allowed")
    try:
        content = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise ValueError(f"they are no JSON: {error}") from None
    if not isinstance(content, dict):
        raise ValueError("they are no object")
    return content


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse_other_than_a_table(content: dict[str, Any]) -> None:
    table = content.get("table")
    head = table.get("head") if isinstance(table, dict) else None
    rows = table.get("rows") if isinstance(table, dict) else None
    if not isinstance(head, list) or not isinstance(rows, list) or not head or not rows:
        raise ValueError("they have no table with a head and rows")
    if not all(isinstance(cell, str) for cell in head):
        raise ValueError("the head of their table is no list of texts")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(head):
            raise ValueError(f"row {number} of their table has not {len(head)} cells, one for each head")
        if not all(isinstance(cell, str | int | float) and not isinstance(cell, bool) for cell in row):
            raise ValueError(f"row {number} of their table holds other than texts and numbers")


def _written(value: Any, depth: int) -> str:
    if depth > DEEPEST:
        raise ValueError(f"they are nested more than {DEEPEST} levels deep")
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_written(item, depth + 1)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        # Rows stand below each other, for whoever reads a change.
        between = ",\n" if value and isinstance(value[0], list) else ","
        return "[" + between.join(_written(item, depth + 1) for item in value) + "]"
    if isinstance(value, float):
        return _number(value)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"they hold {value}, which is no number")
    return f"{round(value, PLACES) + 0.0:.{PLACES}f}"  # the sum has no zero below zero


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(f"'{excerpt(value)}' is longer than {LONGEST} letters")
    if CONTROL.search(value):
        raise ValueError("a text holds a control character")
    return json.dumps(value, ensure_ascii=False)
