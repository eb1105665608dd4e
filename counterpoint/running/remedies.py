"""Run what an author offers to make the two sides of a row agree, and refuse what does not."""

from counterpoint.recordings import rows as record
from counterpoint.recordings.rows import Edge, Remedy
from counterpoint.running import wording
from counterpoint.running.adapters import Array, Outcome
from counterpoint.running.compare_rows import RAISES, Comparison, compare, compare_samples
from counterpoint.running.edges import failing, proposed
from counterpoint.running.trials import Trials
from counterpoint.source import areas
from counterpoint.source.areas import OTHER, Cell, Row
from counterpoint.source.calls import calls
from counterpoint.source.faults import Fault
from counterpoint.source.voices import BY_NAME


def remedies_of(
    trials: Trials, row: Row, inputs: dict[str, Array], outcomes: dict[str, Outcome], compared: Comparison, random: bool
) -> dict[str, Remedy]:
    """Run what is to make the sides agree; a first way's remedy counts for a second one where it agrees there."""
    made = {}
    for name, cell in row.remedies.items():
        own = cell.name == row.name + areas.REMEDY[name]
        if not own and not compared.differs and not any(one.asks_absence for one in row.cells.values()):
            continue
        wanted = row.cells[OTHER[name].name]
        outcome, target = trials.run(name, cell, inputs), outcomes[OTHER[name].name]
        left = (compare_samples if random else compare)(outcome, target)
        if left.differs or outcome.error or target.error:
            if own:
                _refuse_useless(trials, name, cell, left, outcome, target)
            continue
        exceptions = [] if random else list(failing(trials, name, cell, wanted, proposed(row, inputs)))
        names = calls(cell.node, trials.known[name], BY_NAME[name])
        made[name] = Remedy(cell.expression, names, wording.rounded(left.difference), exceptions)
    return made


def _refuse_useless(trials: Trials, name: str, cell: Cell, left: Comparison, mine: Outcome, wanted: Outcome) -> None:
    gives, other = wording.apart(mine, wanted, left.differs or (RAISES,))
    what = f"'{cell.name}' doesn't agree ({', '.join(left.differs) or 'both raise'}): it gives {gives}, not {other}"
    raise Fault(trials.sides[name].path, cell.line, what, f"Mend it: it is to give what {OTHER[name].title} gives.")


def refuse_unremedied(
    trials: Trials, row: Row, told: str, outcomes: dict[str, Outcome], absent: list[str], remedies: dict[str, Remedy]
) -> None:
    """Raise Fault where a row that differs lacks, in one direction, what makes it agree, and the reason as well."""
    for name in absent or row.cells:
        wanted = outcomes[OTHER[name].name]
        if wanted.error or wanted.gradient_error:
            continue  # nobody wants the other's error
        if name not in remedies and not row.cells[name].no_remedy:
            path, cell = trials.sides[name].path, row.cells[name]
            what = f"'{row.name}' has no remedy here: {told}"
            remedy = f"Write {row.name}{areas.REMEDY[name]} = …, or above it '# {areas.NO_REMEDY} why none does'."
            raise Fault(path, cell.line, what, remedy)


def refuse_idle(trials: Trials, row: Row, verdict: str, edges: list[Edge], remedies: dict[str, Remedy]) -> None:
    """Raise Fault where the sides agree and a remedy makes them agree on none of the proposed inputs besides."""
    differ = {edge.input for edge in edges}
    for name, remedy in remedies.items():
        if verdict == record.SAME and differ <= set(remedy.exceptions):
            path, cell = trials.sides[name].path, row.remedies[name]
            what = f"'{cell.name}' mends nothing: the row is the same, and on no further input do the sides agree"
            raise Fault(path, cell.line, what, "Delete it.")
