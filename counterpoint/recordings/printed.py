"""Bring what a run printed or raised into the form in which it is kept and compared."""

import re

STYLE = re.compile(r"\x1b\[[\d;]*m")
ADDRESS = re.compile(r"\b0x[0-9a-f]{8,16}\b")
ANY_ADDRESS = "0x…"


def as_shown(printed: str) -> str:
    """Return the text without a terminal's bold and colours and without blanks at the end of a line.

    Each memory address becomes `0x…`: no two runs share one.
    """
    text = ADDRESS.sub(ANY_ADDRESS, STYLE.sub("", printed))
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))  # an expression would take time squared


def first_line(message: BaseException | str) -> str:
    """Return the first line of a message, or nothing where it has none."""
    return (str(message).strip().splitlines() or [""])[0]
