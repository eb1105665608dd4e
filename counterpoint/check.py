"""All that can be checked in under a second without a framework."""

from collections.abc import Callable, Iterable, Iterator

from counterpoint.checks import claims, files, forgeries, links, literal, markup, pages, recordings, sizes, snippets
from counterpoint.checks import unsafe as unsafe_loads
from counterpoint.errors import Fault
from counterpoint.house import House

Check = Callable[[House], Iterable[Fault]]

# A later stage rests on what the earlier ones looked at: it begins where they found nothing, since a mistyped
# section would otherwise be told three times, once as itself and twice as a section that no page shows.
STAGES: tuple[tuple[Check, ...], ...] = (
    (files.symbolic_links, files.names, files.encodings, sizes.sizes, sizes.nesting),
    (
        files.strangers,
        files.kinds,
        snippets.twins,
        snippets.sections,
        snippets.imports,
        unsafe_loads.in_snippets,
        unsafe_loads.in_words,
        recordings.damaged,
        pages.front_matter,
        literal.python,
        literal.includes,
        literal.unclosed_fences,
        pages.topics,
        pages.navigation,
        links.links,
        markup.pages,
        markup.heads,
        markup.configuration,
        markup.drawings,
    ),
    (pages.calls,),
    (
        pages.unused_sections,
        pages.order,
        recordings.pictures,
        forgeries.recordings,
        claims.ledger,
        claims.lists,
        markup.data,
    ),
)


def check(house: House, stale: bool = True) -> list[Fault]:
    """Return the faults of the first stage that finds any; the last stage, `stale`, is recordings of older sources."""
    stages = (*STAGES, (stale_recordings,)) if stale else STAGES
    return next(filter(None, (list(_all(house, checks)) for checks in stages)), [])


def stale_recordings(house: House) -> list[Fault]:
    return list(recordings.stale(house))


def _all(house: House, checks: Iterable[Check]) -> Iterator[Fault]:
    """Yield what the checks find, each fault once; one that a check meets instead of finding counts as well."""
    seen = set()
    for one in checks:
        for fault in _found(house, one):
            key = (str(fault.path), fault.line, fault.what)
            if key not in seen:
                seen.add(key)
                yield fault


def _found(house: House, one: Check) -> Iterator[Fault]:
    try:
        yield from one(house)
    except Fault as fault:
        yield fault
