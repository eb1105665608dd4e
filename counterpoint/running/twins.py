"""Run both twins of an area and make them ready to be evaluated row by row."""

import ast
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np

from counterpoint.running.adapters import Array, Framework, TensorFlow, Torch
from counterpoint.running.evaluate import Side
from counterpoint.running.runner import run
from counterpoint.source.areas import read_cells
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Topic
from counterpoint.source.snippets import parse, read_sections
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES

FRAMEWORKS: dict[str, type[Torch] | type[TensorFlow]] = {PYTORCH.name: Torch, TENSORFLOW.name: TensorFlow}


def run_twins(area: Topic) -> dict[str, Side]:
    """Return both sides by voice; raise Fault where their inputs hold other numbers."""
    sides = {voice.name: _side(area.snippet(voice), voice.name) for voice in VOICES}
    _learn_orders(sides[PYTORCH.name], sides[TENSORFLOW.name])
    return sides


def _side(path: Path, name: str) -> Side:
    module = run(path).module
    framework: Framework = FRAMEWORKS[name]()
    arrays = {one: framework.array(getattr(module, one)) for one in _input_lines(path)}
    inputs = {one: array for one, array in arrays.items() if array is not None}
    return Side(path, module, framework, read_cells(path), inputs)


def _input_lines(path: Path) -> dict[str, int]:
    """Return the names that the section `inputs` assigns, each with its line."""
    section = read_sections(path).get("inputs")
    if section is None:
        raise Fault(path, None, "the area has no section 'inputs'", "Put its imports and inputs there.")
    body = [one for one in parse(path).body if section.first <= one.lineno <= section.last]
    targets = [one.targets[0] for one in body if isinstance(one, ast.Assign)]
    return {target.id: target.lineno for target in targets if isinstance(target, ast.Name)}


def _learn_orders(ours: Side, theirs: Side) -> None:
    """Learn how the axes of TensorFlow's inputs lie beside PyTorch's."""
    for name in sorted(ours.inputs.keys() ^ theirs.inputs.keys()):
        lacking = theirs if name in ours.inputs else ours
        what = f"the input '{name}' is missing"
        line = read_sections(lacking.path)["inputs"].first
        remedy = "Both twins have the same inputs; what one alone needs is a helper."
        raise Fault(lacking.path, line, what, remedy)
    for name, mine in ours.inputs.items():
        order = next((axes for axes in _orders(mine) if _equal(mine.transpose(axes), theirs.inputs[name])), None)
        if order is None:
            what = f"the input '{name}' holds other numbers than in the PyTorch twin, or another dtype"
            remedy = "Both hold the same numbers; only the order of axes may differ."
            raise Fault(theirs.path, _input_lines(theirs.path)[name], what, remedy)
        if order != tuple(range(mine.ndim)):
            theirs.turned[name] = order


def _orders(array: Array) -> Iterator[tuple[int, ...]]:
    return permutations(range(array.ndim))


def _equal(one: Array, other: Array) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
