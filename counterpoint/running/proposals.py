"""Propose inputs on which the frameworks may differ: no element, one, zeros with a sign, infinities, NaN, ties."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
NEGATIVE_ZERO = "negative zero"
LARGE = 1e25  # its square is no float32


def _empty(array: Array) -> Array:
    """Empty the last axis; of images and the like the first, which counts the examples."""
    axis = -1 if array.ndim in (1, 2) else 0
    return np.take(array, [], axis=axis) if array.ndim else array


def _one(array: Array) -> Array:
    return array.ravel()[:1].reshape((1,) * array.ndim)


def _at(array: Array, *places: tuple[int, float]) -> Array:
    changed = array.copy()
    for place, value in places:
        changed.flat[place] = value
    return changed


def _nan(array: Array) -> Array:
    return _at(array, (array.size // 2, np.nan))


def _infinities(array: Array) -> Array:
    return _at(array, (0, np.inf), (-1, -np.inf)) if array.size > 1 else _at(array, (0, np.inf))


FLOATS: dict[str, Callable[[Array], Array]] = {
    "empty": _empty,
    "one element": _one,
    NEGATIVE_ZERO: lambda array: np.full_like(array, -0.0),
    "all equal": lambda array: np.full_like(array, array.flat[0]),
    "infinities": _infinities,
    "NaN": _nan,
    "large values": lambda array: array * array.dtype.type(LARGE),
    "half precision": lambda array: array.astype(np.float16),
    "integers": lambda array: np.round(array).astype(np.int32),
}
INDICES: dict[str, Callable[[Array], Array]] = {
    "an integer -1": lambda array: _at(array, (-1, -1)),
    "an integer 1000": lambda array: _at(array, (-1, 1000)),
}


def proposals(inputs: dict[str, Array]) -> dict[str, dict[str, Array]]:
    """Return by name what else to run a row on: all its real inputs changed alike, then all its integers."""
    floats = {name for name, array in inputs.items() if array.size and array.dtype in (np.float32, np.float64)}
    integers = {name for name, array in inputs.items() if array.size and array.dtype.kind == "i"}
    changes = [(name, change, floats) for name, change in FLOATS.items() if floats]
    changes += [("empty", _empty, integers)] if integers and not floats else []
    changes += [(name, change, integers) for name, change in INDICES.items() if integers]
    with np.errstate(all="ignore"):
        return {
            name: {one: change(array) if one in changed else array for one, array in inputs.items()}
            for name, change, changed in changes
        }
