"""Quote a version: `{{version: torch}}` becomes the recorded one, and pins a package in a fenced block."""

import re
from collections.abc import Iterator

from counterpoint.recordings.versions import recorded_versions
from counterpoint.source.faults import Fault
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_lines

PINNED = re.compile(r"(?<===)\{\{version: (?P<label>[\w-]+)\}\}")


def version_of(repository: Repository, page: Page | None, line: int, package: str) -> str:
    """Return the version on which the page's topic was recorded, or all topics were; raise Fault where it is none."""
    own = repository.topic(page.name) if page else None
    known = recorded_versions([own] if own and own.exists else repository.topics())
    if package not in known and own and own.exists:
        known = recorded_versions(repository.topics())
    where = page.path if page else "page"
    if package not in known:
        what = f"no recording names a version of '{package}'"
        raise Fault(where, line, what, f"Recordings name: {', '.join(sorted(known)) or 'nothing yet'}")
    if len(known[package]) > 1:
        what = f"the topics were recorded on more than one {package}: {', '.join(sorted(known[package]))}"
        raise Fault(where, line, what, "Record all of them: make record")
    return known[package][0]


def pinning(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines within fenced blocks that pin a package to its recorded version."""
    if "{{" in text:
        lines = (line for line in read_lines(text) if line.info is not None and not line.opens)
        yield from ((line.number, line.text) for line in lines if PINNED.search(line.text))


def pinned(repository: Repository, page: Page | None, number: int, line: str) -> str:
    return PINNED.sub(lambda match: version_of(repository, page, number, match["label"]), line)
