"""Hold what a row of the dictionary declares, that it raises, is absent or believed to differ, against its run."""

from counterpoint.recordings import rows as record
from counterpoint.recordings.rows import Shown
from counterpoint.running import wording
from counterpoint.running.adapters import Outcome
from counterpoint.running.trials import Trials
from counterpoint.source import areas
from counterpoint.source.areas import Cell, Row
from counterpoint.source.calls import calls
from counterpoint.source.faults import Fault
from counterpoint.source.voices import BY_NAME


def shown_of(trials: Trials, name: str, cell: Cell, outcome: Outcome) -> Shown:
    """Return what the page shows of a side; raise Fault where it raises undeclared, or not as declared."""
    if bool(outcome.error) != bool(cell.raises):
        what = f"'{cell.name}' raises {outcome.error}" if outcome.error else f"'{cell.name}' raises nothing"
        remedy = "Declare it: with suppress(SomeError):" if outcome.error else "Write it without suppress."
        raise Fault(trials.sides[name].path, cell.line, what, remedy)
    called = calls(cell.node, trials.known[name], BY_NAME[name])
    return Shown(cell.expression, cell.line, called, *wording.described(outcome))


def refuse_present(trials: Trials, name: str, cell: Cell, outcome: Outcome) -> None:
    """Raise Fault where what is declared absent is there."""
    if outcome.error or [leaf.value for leaf in outcome.leaves] != [False]:
        given = wording.brief(outcome)
        what = f"'{cell.name}' is not absent: {cell.expression} gives {given}"
        raise Fault(trials.sides[name].path, cell.line, what, "Write the row with what is there.")


def belief(trials: Trials, row: Row, verdict: str) -> str:
    """Return what is believed to differ; raise Fault where it does."""
    for name, cell in row.cells.items():
        if cell.believed and cell.name == row.name:
            if verdict != record.SAME:
                what = f"the belief about '{row.name}' is true: {verdict}"
                raise Fault(trials.sides[name].path, cell.line, what, f"Delete '{areas.BELIEVED}'.")
            return cell.believed
    return ""
