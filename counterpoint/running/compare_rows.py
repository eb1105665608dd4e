"""Compare what the two sides of a row did: value, dtype, shape, gradient."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from counterpoint.running.adapters import Array, Leaf, Outcome

# How far two results of one calculation may be apart: rtol of the number itself, atol of the largest number beside it.
TOLERANCES = {"float64": (1e-9, 1e-12), "float32": (1e-5, 1e-6), "float16": (2e-3, 1e-3), "bfloat16": (1.6e-2, 8e-3)}
KIN = {"complex64": "float32", "complex128": "float64"}
COARSEST = ("bfloat16", "float16", "float32", "float64")
RAISES, COUNT, SHAPE, DTYPE, VALUE, GRADIENT = "error", "count", "shape", "dtype", "value", "gradient"
# Two samples of one distribution have a larger distance between their cumulative shares once in 30,000 times.
APART = 2.34
MOST_ERRORS = 5.0
LEAST_DRAWN = 1000
TINY = 1e-12
PLACES = 5


@dataclass(frozen=True)
class Comparison:
    """What of two outcomes differs, and the largest difference of their values, where it is a number."""

    differs: tuple[str, ...] = ()
    difference: float | None = None
    gradient_difference: float | None = None


def compare(one: Outcome, other: Outcome, *, signs: bool = False) -> Comparison:
    """Compare two outcomes; with `signs`, 0.0 and -0.0 are two values."""
    if one.error or other.error:
        return Comparison((RAISES,) if bool(one.error) != bool(other.error) else ())
    if len(one.leaves) != len(other.leaves):
        return Comparison((COUNT,))
    pairs = list(zip(one.leaves, other.leaves, strict=True))
    differs = []
    if any(_shape(mine) != _shape(theirs) for mine, theirs in pairs):
        return Comparison((SHAPE, *([DTYPE] if _dtypes_differ(pairs) else [])))
    if _dtypes_differ(pairs):
        differs.append(DTYPE)
    if not all(_same_leaf(mine, theirs, signs) for mine, theirs in pairs):
        differs.append(VALUE)
    gradients_agree, apart = _gradients(one, other, pairs)
    if not gradients_agree:
        differs.append(GRADIENT)
    return Comparison(tuple(differs), _largest([_difference(mine, theirs) for mine, theirs in pairs]), apart)


def compare_samples(one: Outcome, other: Outcome) -> Comparison:
    """Compare what was drawn at random: dtype, shape, and whether both may come from one distribution."""
    if one.error or other.error or len(one.leaves) != len(other.leaves):
        return compare(one, other)
    pairs = list(zip(one.leaves, other.leaves, strict=True))
    if any(_shape(mine) != _shape(theirs) for mine, theirs in pairs):
        return Comparison((SHAPE,))
    drawn = all(same_distribution(mine.value, theirs.value) for mine, theirs in pairs)
    return Comparison((*([DTYPE] if _dtypes_differ(pairs) else []), *([] if drawn else [VALUE])))


def same_distribution(one: Array, other: Array) -> bool:
    """Compare two samples: their means, their spreads, and their cumulative shares (Kolmogorov and Smirnov)."""
    largest = max(np.abs(one).max(), np.abs(other).max(), TINY)
    # What is drawn from a few values may differ in their last bits.
    one, other = (np.sort(np.round(sample.ravel().astype(float) / largest, PLACES)) for sample in (one, other))
    if not _same_moments(one, other):
        return False
    points = np.concatenate([one, other])
    shares = [np.searchsorted(sample, points, side="right") / sample.size for sample in (one, other)]
    distance = np.abs(shares[0] - shares[1]).max()
    return bool(distance <= APART * np.sqrt((one.size + other.size) / (one.size * other.size)))


def _same_moments(one: Array, other: Array) -> bool:
    """Compare mean, spread and kurtosis, each within MOST_ERRORS standard errors of its difference."""
    pairs = zip(_moments(one), _moments(other), strict=True)
    return all(
        abs(mine - theirs) <= MOST_ERRORS * np.hypot(error, other_error) + TINY
        for (mine, error), (theirs, other_error) in pairs
    )


def _moments(sample: Array) -> list[tuple[float, float]]:
    """Return mean, spread and kurtosis, each with its standard error."""
    mean, std, root = sample.mean(), max(sample.std(), TINY), np.sqrt(sample.size)
    fourths = ((sample - mean) / std) ** 4
    kurtosis = fourths.mean()
    return [
        (mean, std / root),
        (std, std * np.sqrt(max(kurtosis - 1, 0)) / (2 * root)),
        (kurtosis, fourths.std() / root),
    ]


def _shape(leaf: Leaf) -> tuple[int, ...] | None:
    return () if isinstance(leaf.value, bool | int | float | complex) else leaf.shape


def _dtypes_differ(pairs: list[tuple[Leaf, Leaf]]) -> bool:
    return any(mine.dtype != theirs.dtype for mine, theirs in pairs)


def _same_leaf(one: Leaf, other: Leaf, signs: bool) -> bool:
    mask = agreeing_leaves(one, other, signs)
    return bool(one.value == other.value) if mask is None else bool(mask.all())


def agreeing_leaves(one: Leaf, other: Leaf, signs: bool) -> Array | None:
    """Say number by number whether two leaves of one shape agree; None where they are no numbers."""
    mine, theirs = _numbers(one), _numbers(other)
    if mine is None or theirs is None:
        return None
    dtype = next((name for name in COARSEST if name in (_real(one.dtype), _real(other.dtype))), "")
    agree = agreeing(mine, theirs, dtype)
    return agree & (np.signbit(mine.real) == np.signbit(theirs.real)) if signs and dtype else agree


def _real(dtype: str) -> str:
    return KIN.get(dtype, dtype.replace("Python float", "float64"))


def close(one: Array, other: Array, dtype: str) -> bool:
    """Say whether two arrays hold the same numbers; what is no float must be equal."""
    return bool(agreeing(one, other, dtype).all())


def agreeing(one: Array, other: Array, dtype: str) -> Array:
    """Say number by number whether two arrays agree as closely as their dtype allows."""
    if not dtype:
        return np.asarray(one == other)
    rtol, atol = TOLERANCES[dtype]
    kind = np.complex128 if "c" in (one.dtype.kind, other.dtype.kind) else np.float64
    one, other = one.astype(kind), other.astype(kind)
    largest = np.abs(other[np.isfinite(other)]).max(initial=1.0)
    return np.isclose(one, other, rtol=rtol, atol=atol * largest, equal_nan=True)


def _gradients(one: Outcome, other: Outcome, pairs: list[tuple[Leaf, Leaf]]) -> tuple[bool, float | None]:
    if one.gradient_error or other.gradient_error:
        return bool(one.gradient_error) == bool(other.gradient_error), None
    mine, theirs = one.gradients or {}, other.gradients or {}
    agree, apart = True, []
    for name in sorted(mine.keys() & theirs.keys()):
        a, b = mine[name], theirs[name]
        if a is None or b is None:
            agree &= a is None and b is None
            continue
        agree &= a.shape == b.shape and close(a, b, _coarser(str(a.dtype), str(b.dtype)))
        apart.append(_distance(a, b) if a.shape == b.shape else None)
    return agree, _largest(apart)


def _coarser(one: str, other: str) -> str:
    return min(one, other, key=COARSEST.index)


def _difference(one: Leaf, other: Leaf) -> float | None:
    mine, theirs = _numbers(one), _numbers(other)
    if mine is None or theirs is None or "b" in (mine.dtype.kind, theirs.dtype.kind):
        return None
    return _distance(mine, theirs)


def _numbers(leaf: Leaf) -> Array | None:
    """Return a leaf's numbers; None of a text, a list, or an array of something else."""
    if not isinstance(leaf.value, np.ndarray | bool | int | float | complex):
        return None
    array = np.asarray(leaf.value)
    return array if array.dtype.kind in "fciub" else None


def _distance(one: Any, other: Any) -> float | None:
    with np.errstate(all="ignore"):
        kind = np.complex128 if "c" in (one.dtype.kind, other.dtype.kind) else np.float64
        apart = np.abs(one.astype(kind) - other.astype(kind))
    finite = apart[np.isfinite(apart)]
    return float(finite.max()) if finite.size else None


def _largest(values: list[float | None]) -> float | None:
    numbers = [value for value in values if value is not None]
    return max(numbers) if numbers else None
