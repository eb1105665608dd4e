"""Compare a printed text with the recorded one, numbers within the last place printed."""

import re

from counterpoint.recordings.printed import as_shown

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def first_difference(recorded: str, printed: str) -> tuple[str, str] | None:
    """Return the first pair of lines that disagree, or None.

    Words and whole numbers must be equal. Numbers with decimals may differ by one unit of the last place
    printed: another processor rounds its last bit otherwise. Styles and memory addresses count for nothing.
    """
    old, new = as_shown(recorded).splitlines(), as_shown(printed).splitlines()
    for index in range(max(len(old), len(new))):
        one = old[index] if index < len(old) else "(no line)"
        other = new[index] if index < len(new) else "(no line)"
        if not _same_line(one, other):
            return one, other
    return None


def _same_line(old: str, new: str) -> bool:
    if NUMBER.sub("#", old) != NUMBER.sub("#", new):
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return all(_same_number(one, other) for one, other in pairs)


def _same_number(old: str, new: str) -> bool:
    if old == new:
        return True
    (decimals, place), (other_decimals, other_place) = _last_place(old), _last_place(new)
    if decimals != other_decimals or decimals == 0:
        return False
    return abs(float(old) - float(new)) <= 1.001 * min(place, other_place)


def _last_place(number: str) -> tuple[int, float]:
    """Return how many decimals are printed and what the last is worth: '2.4e-07' has one, worth 1e-08."""
    mantissa, _, exponent = number.partition("e")
    decimals = len(mantissa.partition(".")[2])
    return decimals, float(f"1e{int(exponent or 0) - decimals}")
