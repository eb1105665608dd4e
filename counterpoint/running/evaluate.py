"""Evaluate one side of a row on given arrays, in the module of its twin."""

import ast
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from counterpoint.running.adapters import Array, Framework, Given, Outcome
from counterpoint.source.areas import Cell

CodeOf = dict[str, types.CodeType]


@dataclass
class Side:
    """One twin after its run: its module, its cells, its inputs as arrays, and how axes lie beside the other twin's."""

    path: Path
    module: types.ModuleType
    framework: Framework
    cells: dict[str, Cell]
    inputs: dict[str, Array]
    turned: dict[str, tuple[int, ...]] = field(default_factory=dict)  # this twin's axes, counted in the other's
    compiled: CodeOf = field(default_factory=dict)

    def used(self, cell: Cell) -> set[str]:
        """Return the inputs that the cell reads, through the rows that it is made of as well."""
        names, waiting = set(), [cell]
        while waiting:
            for name in waiting.pop().names:
                if name in self.inputs:
                    names.add(name)
                elif name in self.cells:
                    waiting.append(self.cells[name])
        return names

    def run(self, cell: Cell, arrays: dict[str, Array], seed: int = 0) -> Outcome:
        """Evaluate the cell with these arrays in the place of its inputs, and differentiate by the real ones."""
        given: Given = {}
        for name in sorted(self.used(cell)):
            array = arrays[name]
            if name in self.turned:
                array = np.ascontiguousarray(array.transpose(self.turned[name]))
            given[name] = self.framework.tensor(array, getattr(self.module, name))
        wanted = [name for name in given if arrays[name].dtype.kind == "f" and not isinstance(given[name], np.ndarray)]
        self.framework.seed(seed)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            outcome = self.framework.evaluate(self._call(cell), given, wanted)
        return self._turned_back(outcome)

    def _turned_back(self, outcome: Outcome) -> Outcome:
        for name, gradient in (outcome.gradients or {}).items():
            if gradient is not None and name in self.turned:
                assert outcome.gradients is not None
                outcome.gradients[name] = gradient.transpose(np.argsort(self.turned[name]))
        return outcome

    def _call(self, cell: Cell) -> Callable[[Given], Any]:
        def call(given: Given) -> Any:
            return self._value(cell, {**self.module.__dict__, **given})

        return call

    def _value(self, cell: Cell, names: dict[str, Any]) -> Any:
        """Evaluate the rows that the cell reads before it, so that they see the same inputs."""
        if isinstance(cell.node, ast.FunctionDef):
            return self.module.__dict__[cell.name](**{name: names[name] for name in sorted(cell.names)})
        for name in sorted(cell.names & self.cells.keys() - {cell.name}):
            if not isinstance(self.cells[name].node, ast.FunctionDef):
                names[name] = self._value(self.cells[name], names)
        if cell.name not in self.compiled:
            expression = ast.Expression(cell.node)
            self.compiled[cell.name] = compile(expression, str(self.path), "eval")
        return eval(self.compiled[cell.name], names)
