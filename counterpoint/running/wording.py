"""Write down what a row gave: short enough for a table, exact enough to be compared with the next run."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from counterpoint.running.adapters import Array, Leaf, Outcome
from counterpoint.running.compare_rows import (
    COARSEST,
    COUNT,
    DTYPE,
    GRADIENT,
    SHAPE,
    VALUE,
    agreeing,
    agreeing_leaves,
)

DIGITS = 6
MOST_NUMBERS, FEW, FEWEST = 24, 6, 2


def described(outcome: Outcome) -> tuple[str, str, str, str]:
    """Return an outcome's value, dtype, shape and gradient in words."""
    if outcome.error:
        return f"raises {outcome.error}", "", "", ""
    dtypes = ", ".join(leaf.dtype for leaf in outcome.leaves)
    shapes = ", ".join(str(leaf.shape) for leaf in outcome.leaves if leaf.shape is not None)
    return values(outcome), dtypes, shapes, gradients(outcome)


def apart(one: Outcome, other: Outcome, differs: Sequence[str], *, signs: bool = False) -> tuple[str, str]:
    """Return what two outcomes that differ gave, each in one line: of much, only where they differ."""
    if one.error or other.error or COUNT in differs or SHAPE in differs:
        return brief(one), brief(other)
    if VALUE not in differs and GRADIENT in differs:
        return _gradients_apart(one, other)
    pairs = zip(one.leaves, other.leaves, strict=True)
    words = [_leaves_apart(mine, theirs, signs) for mine, theirs in pairs]
    dtypes = [_dtypes(outcome) if DTYPE in differs else "" for outcome in (one, other)]
    mine, theirs = (", ".join(filter(None, side)) for side in zip(*words, strict=True))
    return f"{mine}{dtypes[0]}", f"{theirs}{dtypes[1]}"


def _leaves_apart(one: Leaf, other: Leaf, signs: bool) -> tuple[str, str]:
    mask = agreeing_leaves(one, other, signs)
    if mask is None or not isinstance(one.value, np.ndarray) or not isinstance(other.value, np.ndarray):
        return _written(one.value, FEW), _written(other.value, FEW)
    return _arrays_apart(one.value, other.value, mask)


def _arrays_apart(one: Array, other: Array, agree: Array) -> tuple[str, str]:
    if one.size <= FEW or agree.all():
        return _written(one, FEW), _written(other, FEW)
    places = np.argwhere(~agree)[:FEWEST]
    mine, theirs = (
        "; ".join(f"at {place.tolist()} {_nested(array[tuple(place)].item())}" for place in places)
        for array in (one, other)
    )
    return mine, theirs


def _gradients_apart(one: Outcome, other: Outcome) -> tuple[str, str]:
    mine, theirs = one.gradients or {}, other.gradients or {}
    for name in sorted(mine.keys() & theirs.keys()):
        a, b = mine[name], theirs[name]
        if a is not None and b is not None and a.shape == b.shape:
            agree = agreeing(a, b, min(str(a.dtype), str(b.dtype), key=COARSEST.index))
            if not agree.all():
                words = _arrays_apart(a, b, agree)
                return f"gradient {words[0]}", f"gradient {words[1]}"
    return f"gradient {gradients(one, FEW)}", f"gradient {gradients(other, FEW)}"


def brief(outcome: Outcome) -> str:
    """Return an outcome in one line: its value with its dtype."""
    if outcome.error:
        return f"raises {outcome.error}"
    return f"{values(outcome, FEW)}{_dtypes(outcome)}"


def _dtypes(outcome: Outcome) -> str:
    return f" ({', '.join(leaf.dtype for leaf in outcome.leaves)})"


def finite(outcome: Outcome) -> bool:
    """Say whether an outcome holds neither an infinity nor NaN."""
    arrays = [leaf.value for leaf in outcome.leaves if isinstance(leaf.value, np.ndarray)]
    return all(np.isfinite(array).all() for array in arrays if array.dtype.kind in "fc")


def values(outcome: Outcome, most: int = MOST_NUMBERS) -> str:
    return ", ".join(_written(leaf.value, most) for leaf in outcome.leaves)


def gradients(outcome: Outcome, most: int = MOST_NUMBERS) -> str:
    if outcome.gradient_error:
        return f"raises {outcome.gradient_error}"
    found = outcome.gradients or {}
    several = len(found) > 1
    return "; ".join(
        (f"{name}: " if several else "") + ("none" if one is None else _written(one, most))
        for name, one in found.items()
    )


def _written(value: Any, most: int) -> str:
    if not isinstance(value, np.ndarray):
        return _number(value) if isinstance(value, float) else str(value)
    if value.size > most:
        return _summary(value)
    return _nested(value.tolist()) if value.size else f"no number, shape {value.shape}"


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_nested(one) for one in value)}]"
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    """Return six digits of a number; what rounding leaves of a zero is a zero."""
    text = f"{value:.{DIGITS}g}"
    return text if any(sign in text for sign in ".en") else f"{text}.0"


def _summary(array: Array) -> str:
    if array.dtype.kind == "c":
        return f"{array.size:,} complex numbers"
    numbers = array.astype(np.float64)
    with np.errstate(all="ignore"):
        words = [f"{name} {float(one):.4g}" for name, one in _moments(numbers)]
    return f"{array.size:,} numbers: {', '.join(words)}"


def _moments(numbers: Array) -> list[tuple[str, Any]]:
    return [("mean", numbers.mean()), ("std", numbers.std()), ("from", numbers.min()), ("to", numbers.max())]


def rounded(value: float | None) -> float | None:
    """Return two digits of a difference: the rest is the processor's."""
    return None if value is None else float(f"{value:.1e}")
