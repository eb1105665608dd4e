"""Compare an area's rows with those of a second run: what may differ between two machines, and what may not."""

import math
from typing import Any

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.rows import AreaRecord
from counterpoint.source.records import all_fields

ROUNDING = 1e-4  # a smaller difference hangs on the processor


def first_change(old: AreaRecord, new: AreaRecord) -> str:
    """Return the first thing that came out otherwise in a second run, or nothing.

    Printed numbers may differ in their last place, and a difference that is rounding may be another one.
    """
    if [row.name for row in old.rows] != [row.name for row in new.rows]:
        return "the rows are others"
    if old.tolerances != new.tolerances:
        return f"the tolerances were {old.tolerances}, they are {new.tolerances}"
    for mine, theirs in zip(old.rows, new.rows, strict=True):
        if change := _change(mine.name, all_fields(mine), all_fields(theirs)):
            return change
    return ""


def _change(where: str, old: Any, new: Any) -> str:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return next(filter(None, (_change(f"{where}.{name}", old[name], new[name]) for name in old)), "")
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return next(filter(None, (_change(where, *pair) for pair in zip(old, new, strict=True))), "")
    if isinstance(old, float) and isinstance(new, float):
        same = math.isclose(old, new, rel_tol=0.1) or max(old, new) < ROUNDING
    elif isinstance(old, str) and isinstance(new, str):
        same = first_difference(old, new) is None
    else:
        same = old == new
    return "" if same else f"{where} was {old!r}, it is {new!r}"
