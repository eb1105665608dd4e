"""All that can be checked in under a second without a framework."""

from collections.abc import Callable, Iterable, Iterator

from counterpoint.checks import claims, files, pages, recordings, snippets
from counterpoint.errors import Fault
from counterpoint.house import House

Check = Callable[[House], Iterable[Fault]]

# In this order: a file that cannot be read is told before what it should hold.
CHECKS: tuple[Check, ...] = (
    files.symbolic_links,
    files.names,
    files.encodings,
    snippets.twins,
    snippets.sections,
    snippets.imports,
    pages.topics,
    pages.calls,
    pages.literal_code,
    pages.unused_sections,
    pages.order,
    pages.navigation,
    pages.links,
    claims.ledger,
    recordings.damaged,
)


def check(house: House, stale: bool = True) -> list[Fault]:
    """Return every fault found, in the order of the checks; `stale` includes recordings older than their source."""
    unreadable = [*files.symbolic_links(house), *files.names(house), *files.encodings(house)]
    if unreadable:
        return unreadable
    faults = list(_all(house, CHECKS))
    return faults + (stale_recordings(house) if stale and not faults else [])


def stale_recordings(house: House) -> list[Fault]:
    return list(recordings.stale(house))


def _all(house: House, checks: Iterable[Check]) -> Iterator[Fault]:
    seen = set()
    for one in checks:
        for fault in one(house):
            key = (str(fault.path), fault.line, fault.what)
            if key not in seen:
                seen.add(key)
                yield fault
