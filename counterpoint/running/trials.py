"""Run the two sides of a row on given inputs."""

from dataclasses import dataclass

from counterpoint.running.adapters import Array, NotComparable, Outcome
from counterpoint.running.compare_rows import LEAST_DRAWN, compare
from counterpoint.running.evaluate import Side
from counterpoint.source.areas import Cell, Row
from counterpoint.source.calls import aliases
from counterpoint.source.faults import Fault
from counterpoint.source.voices import PYTORCH

ANOTHER_SEED = 1


@dataclass
class Trials:
    """Both twins of an area after their run, by voice, and what their programs call by which name."""

    sides: dict[str, Side]

    def __post_init__(self) -> None:
        self.known = {name: aliases(side.path) for name, side in self.sides.items()}

    def inputs(self, row: Row) -> dict[str, Array]:
        """Return the inputs that the row and its remedies read."""
        cells = [(name, cell) for name, cell in (*row.cells.items(), *row.remedies.items())]
        names = set().union(*(self.sides[name].used(cell) for name, cell in cells))
        inputs = self.sides[PYTORCH.name].inputs
        return {name: inputs[name] for name in sorted(names)}

    def run(self, name: str, cell: Cell, inputs: dict[str, Array], seed: int = 0) -> Outcome:
        """Return what the cell gives; raise Fault where that cannot be compared."""
        try:
            return self.sides[name].run(cell, inputs, seed)
        except NotComparable as error:
            remedy = "Let the row return a tensor, numbers, texts, or a list of them."
            raise Fault(self.sides[name].path, cell.line, f"'{cell.name}': {error}", remedy) from None

    def is_random(self, row: Row, inputs: dict[str, Array]) -> bool:
        """Say whether both sides give other numbers for another seed; they must have drawn enough to be compared."""
        moved = [self._moves(name, cell, inputs) for name, cell in row.cells.items()]
        return all(moved)

    def _moves(self, name: str, cell: Cell, inputs: dict[str, Array]) -> bool:
        first, second = self.run(name, cell, inputs), self.run(name, cell, inputs, ANOTHER_SEED)
        if first.error or not compare(first, second).differs:
            return False
        if any(leaf.shape is None or leaf.value.size < LEAST_DRAWN for leaf in first.leaves):
            what = f"'{cell.name}' is random and draws fewer than {LEAST_DRAWN:,} numbers"
            raise Fault(self.sides[name].path, cell.line, what, "Draw more: their distribution is compared.")
        return True
