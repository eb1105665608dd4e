"""Checks of the dictionary's areas without running them."""

from collections.abc import Iterator

from counterpoint.recordings.checksum import ALTERED
from counterpoint.recordings.dictionary import packed, packed_file
from counterpoint.recordings.rows import altered, is_stale, read_rows_record, rows_file
from counterpoint.source.areas import read_rows
from counterpoint.source.faults import Fault
from counterpoint.source.repository import DICTIONARY, Repository
from counterpoint.source.text import read_text


def areas(repository: Repository) -> Iterator[Fault]:
    """Each area can be read, has its rows computed, and its page shows them once."""
    for area in repository.areas():
        read_rows(area)
        path = rows_file(area)
        if read_rows_record(area) is None:
            yield Fault(path, None, f"no rows were computed for '{area}'", f"Compute them: make record TOPIC={area}")
        page = repository.page(f"{DICTIONARY}/{area}.md")
        if [call.topic for call in page.calls() if call.kind == "rows"] != [area.name]:
            yield Fault(page.path, None, "the page of an area shows its rows once", f"Write: /// rows | {area}")
        for stranger in sorted(area.recorded.glob("*")):
            if stranger != path:
                yield Fault(stranger, None, "this belongs to no area", "Delete it.")


def calls(repository: Repository) -> Iterator[Fault]:
    """No other page shows an area's rows."""
    for page in repository.pages():
        for call in page.calls():
            if call.kind == "rows" and page.source != f"{DICTIONARY}/{call.topic}.md":
                what = f"the rows of '{call.topic}' belong to the page of that area"
                yield Fault(page.path, call.line, what, f"Show them in docs/{DICTIONARY}/{call.topic}.md.")


def written(repository: Repository) -> Iterator[Fault]:
    """What was computed has the rows of the twins, expression by expression: nobody edits it by hand."""
    for area in repository.areas():
        record = read_rows_record(area)
        if record is None:
            continue  # told by `areas`
        remedy = f"Record it again: make record TOPIC={area}"
        if altered(area):
            yield Fault(rows_file(area), None, ALTERED, remedy)
        if is_stale(area, record):
            continue  # told by `stale`
        for row, source in zip(record.rows, read_rows(area), strict=False):
            expressions = [row.pytorch.expression, row.tensorflow.expression]
            if row.name != source.name or expressions != [cell.expression for cell in source.cells.values()]:
                what = f"no run wrote this: the row '{row.name}' is no row of the twins"
                yield Fault(rows_file(area), None, what, remedy)
                break


def stale(repository: Repository) -> Iterator[Fault]:
    """Rows that were computed from other sources than the twins beside them."""
    for area in repository.areas():
        record = read_rows_record(area)
        if record and is_stale(area, record):
            what = "the rows are older than the twins of their area"
            yield Fault(rows_file(area), None, what, f"Record it again: make record TOPIC={area}")
    packaged = packed_file(repository)
    if repository.areas() and (not packaged.is_file() or read_text(packaged) != packed(repository)):
        yield Fault(packaged, None, "the packaged rows are older than the areas", "Pack them again: counterpoint pack")
