"""Print an area's rows as they come out now: verdict, values, what becomes of other inputs, remedies."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from counterpoint.recordings.rows import SAME, Edge, RowRecord
from counterpoint.running.examine import examine
from counterpoint.running.record_rows import load_both, record_areas
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import VOICES


def show(area: Topic, tell: Callable[[str], None]) -> list[Fault]:
    """Tell every row of the area; return what is to be mended."""
    if not area.is_area or not area.exists:
        known = ", ".join(map(str, area.repository.areas())) or "none yet"
        remedy = f"Areas are: {known}. One has a page docs/dictionary/{area}.md."
        raise Fault(area.folder, None, f"there is no area '{area}'", remedy)
    load_both(area.repository)
    computed, faults = examine(area)
    for row in computed.rows:
        tell("\n".join(described(row)))
    return faults


def described(row: RowRecord) -> Iterator[str]:
    """Yield a row's verdict and all that it rests on, line by line."""
    what = f" ({', '.join(row.differs)})" if row.differs else ""
    apart = f", largest difference {row.difference:.1e}" if row.difference is not None else ""
    yield f"{row.name}: {row.verdict}{what}{apart}"
    if row.verdict != SAME:
        for side in map(row.side, VOICES):
            yield f"    {side.expression}  ->  {side.value}  {side.dtype}"
    yield from (f"    on {_edge(edge)}" for edge in row.edges)
    for name, remedy in row.remedies.items():
        yield f"    remedy in {name}: {remedy.expression}"
        yield from (f"        not on {_edge(edge)}" for edge in remedy.edges)


def _edge(edge: Edge) -> str:
    return f"{edge.input} ({', '.join(edge.differs)}): {edge.pytorch}  |  {edge.tensorflow}"


def main(arguments: list[str]) -> int:
    """Do as `counterpoint rows AREA`, and with --record as `counterpoint record AREA`."""
    repository = Repository(Path.cwd())
    named = [repository.topic(one) for one in arguments if one != "--record"]
    try:
        if "--record" in arguments:
            record_areas(repository, named, print)
            return 0
        faults = [fault for area in named for fault in show(area, print)]
    except Fault as met:
        faults = [met]
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
