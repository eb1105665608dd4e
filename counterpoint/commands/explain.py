"""Explain a program of either framework from packaged data; nothing of it is run."""

import json
from pathlib import Path

from counterpoint.commands.lookup import DATA
from counterpoint.recordings.rows_for_calls import RowsForCalls
from counterpoint.rendering.explained import Explanation, explained
from counterpoint.source.faults import Fault
from counterpoint.source.reading.knowledge import knowledge
from counterpoint.source.reading.program import read_program


def explain(path: Path) -> Explanation:
    """Return what the dictionary knows of the calls in a file; raise Fault where it can't be read."""
    program = read_program(path)
    rows = RowsForCalls(json.loads(DATA.read_text(encoding="utf-8")), knowledge())
    try:
        return explained(program, rows)
    except RecursionError:
        remedy = "Split the longest expression into several statements."
        raise Fault(path, None, "an expression is nested too deeply to be read", remedy) from None
