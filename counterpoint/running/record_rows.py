"""Compute the rows of areas and write them beside their twins."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from counterpoint.recordings.class_methods import write_class_methods
from counterpoint.recordings.dictionary import pack
from counterpoint.recordings.public_names import write_public_names
from counterpoint.recordings.row_changes import first_change
from counterpoint.recordings.rows import read_rows_record, same_rows, write_rows_record
from counterpoint.running.class_methods import class_methods
from counterpoint.running.devices import installed, load, prepare
from counterpoint.running.examine import examine
from counterpoint.running.public_names import public_names
from counterpoint.source.faults import Fault, postponed, raise_the_first
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import VOICES


def load_both(repository: Repository) -> None:
    """Import both frameworks on the CPU; raise Fault where one is missing: a row compares the two."""
    devices = prepare("cpu")
    for voice in VOICES:
        if not installed(voice):
            what = f"{voice.title} is not installed here, and a row compares both frameworks"
            raise Fault(repository.snippets, None, what, "Install it: make record does.")
        load(voice, devices[voice.name])


def record_areas(
    repository: Repository, areas: Sequence[Topic], tell: Callable[[str], None], *, keep_going: bool = False
) -> None:
    """Record the areas' rows; raise Fault at the first area with a row that proves something else than it declares.

    With `keep_going` the others are recorded before it is raised.
    """
    faults: list[Fault] = []
    load_both(repository)
    for area in areas:
        with postponed(faults, keep_going):
            changed = record_rows(area)
            tell(f"{'recorded' if changed else 'unchanged'}: the rows of {area}")
    if write_public_names(repository, public_names()):
        tell("listed: the frameworks' public names")
    if write_class_methods(repository, class_methods()):
        tell("listed: the methods of the frameworks' classes")
    if pack(repository):
        tell("packed: the rows of all areas")
    raise_the_first(faults, tell)


def record_rows(area: Topic) -> bool:
    """Compute an area's rows and write them; return False where they are as they were."""
    fresh, faults = examine(area)
    if faults:
        raise faults[0]
    again, _ = examine(area)
    if change := first_change(fresh, again):
        what = f"a row comes out otherwise on a second run: {change}"
        remedy = "Seed it; where it hangs on an input, write above the row: '# not on NaN: why.'"
        raise Fault(area.folder, None, what, remedy)
    with suppress(Fault):  # what is damaged is written anew
        kept = read_rows_record(area)
        if kept and same_rows(kept, fresh):
            return False
    write_rows_record(area, fresh)
    return True
