"""Make a drawing fit for a page, and compare two: shapes as texts, images of pixels pixel by pixel."""

import ast
import base64
import io
import re
from pathlib import Path

from counterpoint.recordings import svg
from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.pixels import PREFIX
from counterpoint.source.faults import Fault
from counterpoint.source.snippets import parse
from counterpoint.source.text import read_text

PIXELS = frozenset({"imshow", "matshow", "figimage", "spy", "specgram", "colorbar"})  # calls that draw them

IMAGE = re.compile(re.escape(PREFIX) + r"([A-Za-z0-9+/=]+)")
LEVELS = 2  # of 255: another processor rounds a value to the next colour


def clean(drawing: str, path: Path, name: str) -> str:
    """Return the picture fit for a page; a Fault names the line that saves it, or the line that draws its pixels."""
    try:
        return svg.clean(drawing, path, name)
    except Fault as fault:
        calls = PIXELS if "image" in fault.what else frozenset[str]()
        line, call = _line_of(path, name, calls)
        fewer = f"Draw fewer pixels in {call}, or shapes: pcolormesh(values, edgecolors='face')."
        raise Fault(path, line, fault.what, fewer if call else fault.remedy) from None


def _line_of(path: Path, name: str, calls: frozenset[str]) -> tuple[int | None, str]:
    """Return the line of the first of these calls with its name; else the line that names the picture's file."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call) and (called := getattr(node.func, "attr", "")) in calls:
            return node.lineno, called
    lines = read_text(path).split("\n")
    return next((number for number, line in enumerate(lines, start=1) if f"{name}.svg" in line), None), ""


def drawn_difference(recorded: str, drawn: str) -> tuple[str, str] | None:
    """Return what differs first, or None: a line of the drawing, or the image of pixels."""
    difference = first_difference(IMAGE.sub("image", recorded), IMAGE.sub("image", drawn))
    if difference:
        return difference
    for old, new in zip(IMAGE.findall(recorded), IMAGE.findall(drawn), strict=True):
        if old != new and (apart := _levels_apart(old, new)) > LEVELS:
            return "an image of pixels", f"one that is up to {apart:.0f} of 255 levels apart"
    return None


def _levels_apart(old: str, new: str) -> float:
    import matplotlib.image
    import numpy as np

    one, other = (matplotlib.image.imread(io.BytesIO(base64.b64decode(text)), format="png") for text in (old, new))
    return 255.0 if one.shape != other.shape else float(np.abs(one - other).max() * 255)
