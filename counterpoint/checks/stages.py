"""All that can be checked within about a second without a framework."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from counterpoint.checks import (
    configuration,
    files,
    forgeries,
    ledger,
    line_marks,
    links,
    literal_code,
    markup,
    numbers,
    outputs,
    pages,
    recordings,
    rows,
    sizes,
    snippets,
    unsafe_loads,
    variants,
)
from counterpoint.source.faults import Fault
from counterpoint.source.once import nothing_changes
from counterpoint.source.repository import Repository, Topic

Check = Callable[[Repository], Iterable[Fault]]
# A later stage rests on what the earlier ones looked at: it begins where they found nothing, since a mistyped
# section would otherwise be told three times, once as itself and twice as a section that no page shows.
STAGES: tuple[tuple[Check, ...], ...] = (
    (
        files.root,
        files.symbolic_links,
        files.names,
        files.encodings,
        files.merges,
        sizes.sizes,
        sizes.nesting,
        sizes.lengths,
    ),
    (
        files.strangers,
        files.kinds,
        files.tabs,
        snippets.twins,
        snippets.sections,
        snippets.imports,
        unsafe_loads.in_snippets,
        unsafe_loads.in_words,
        recordings.damaged,
        variants.damaged,
        pages.front_matter,
        pages.heads,
        literal_code.python,
        literal_code.includes,
        literal_code.unclosed_fences,
        pages.topics,
        pages.navigation,
        links.links,
        markup.pages,
        markup.heads,
        configuration.configuration,
        markup.drawings,
    ),
    (pages.calls, pages.quotes, rows.areas, rows.calls),
    (
        pages.unused_sections,
        line_marks.needed,
        pages.order,
        numbers.typed,
        outputs.outputs,
        recordings.saved,
        rows.written,
        forgeries.recordings,
        variants.forged,
        ledger.ledger,
        ledger.lists,
        markup.data,
    ),
)


BEFORE_A_RUN = (
    files.tabs,
    snippets.twins,
    snippets.sections,
    snippets.imports,
    unsafe_loads.in_snippets,
)


def check(repository: Repository, stale: bool = True) -> list[Fault]:
    """Return the faults of the first stage that finds any.

    The last stage, `stale`, is what a command writes anew: recordings of older sources, what the lock lacks.
    It is not asked for while somebody writes.
    """
    stages = (*STAGES, (stale_recordings, ledger.locked)) if stale else STAGES
    with nothing_changes():
        return next(filter(None, (list(_all(repository, checks)) for checks in stages)), [])


def stale_recordings(repository: Repository) -> list[Fault]:
    return [*recordings.stale(repository), *rows.stale(repository)]


def _all(repository: Repository, checks: Iterable[Check]) -> Iterator[Fault]:
    """Yield what the checks find, each fault once; one that a check meets instead of finding counts as well."""
    seen = set()
    for one in checks:
        for fault in _found(repository, one):
            key = (str(fault.path), fault.line, fault.what)
            if key not in seen:
                seen.add(key)
                yield fault


def _found(repository: Repository, one: Check) -> Iterator[Fault]:
    try:
        yield from one(repository)
    except Fault as fault:
        yield fault


def refuse_faulty(repository: Repository, topics: Sequence[Topic]) -> None:
    """Raise Fault at the first snippet of these topics that need not be run to be refused."""
    for check in BEFORE_A_RUN:
        for fault in check(repository):
            if Path(fault.path).parent in [topic.folder for topic in topics]:
                raise fault
