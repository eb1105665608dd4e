"""Which pages use the calls of a row, and which rows tell of the calls of a section: read off the syntax trees."""

import ast
import functools
import html
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from counterpoint.recordings.dictionary import all_rows
from counterpoint.recordings.rows import SAME, RowRecord, rows_file
from counterpoint.source.calls import aliases, calls
from counterpoint.source.once import once
from counterpoint.source.pages import Page
from counterpoint.source.repository import DICTIONARY, Repository, Topic
from counterpoint.source.snippets import parse
from counterpoint.source.voices import VOICES, Voice

MOST_PAGES = 4  # of a row
MOST_ROWS = 4  # of a section
OF_ONE_NAME = 2
FEW_CALLS = 2  # a side that calls more tells of their sum, not of the first one
COMMON = 3  # a name leads nowhere where more than a third of the pages use it
OF_PYTHON = frozenset(name for kind in (list, dict, str, set, tuple) for name in dir(kind))
State = tuple[tuple[Path, int], ...]


@dataclass(frozen=True)
class Uses:
    """By name the pages whose snippets call it, and how many topics have a page."""

    pages: dict[str, list[Page]]
    topics: int

    def leads(self, name: str) -> bool:
        """Say whether few enough pages use a name for it to lead a reader anywhere."""
        return len(self.pages.get(name, ())) * COMMON <= self.topics


def pages_using(uses: Uses, row: RowRecord) -> list[Page]:
    """Return the pages whose snippets call what the row calls, those of its rarest name first."""
    found: dict[str, Page] = {}
    names = {name for voice in VOICES for name in row.side(voice).calls} & uses.pages.keys()
    for name in sorted(filter(uses.leads, names), key=lambda one: (len(uses.pages[one]), one)):
        found |= {page.source: page for page in uses.pages[name]}
    return list(found.values())[:MOST_PAGES]


def used_on(uses: Uses, row: RowRecord) -> str:
    """Return a row's links to the pages that use its calls, as a page of the dictionary has them; or nothing."""
    links = (f'<a href="../../{page.address}">{html.escape(page.title)}</a>' for page in pages_using(uses, row))
    words = ", ".join(links)
    return f"<p>Used on: {words}</p>" if words else ""


def links_to_rows(page: Page | None, topic: Topic, code: dict[Voice, str]) -> str:
    """Return a section's links to the rows that tell how its calls differ; nothing where none does."""
    names = [name for voice, text in code.items() for name in called(topic.snippet(voice), voice, text)]
    way = posixpath.relpath(DICTIONARY, page.address if page and page.address else ".")
    links = (
        f'<a href="{way}/{area}/#{row.anchor}">{html.escape(row.name.replace("_", " "))}</a>'
        for area, row in rows_about(topic.repository, names)
    )
    words = ", ".join(links)
    return f'<p class="differing">Where these calls differ: {words}</p>' if words else ""


def rows_about(repository: Repository, names: Iterable[str]) -> list[tuple[str, RowRecord]]:
    """Return the rows that differ and whose chief call is one of these names, each with its area."""
    uses, told = read_uses(repository), _differing(repository)
    rows = [one for name in names if uses.leads(name) for one in told.get(name, [])[:OF_ONE_NAME]]
    return list({(area, row.name): (area, row) for area, row in rows}.values())[:MOST_ROWS]


def called(path: Path, voice: Voice, text: str | None = None) -> list[str]:
    """Return the public names that a snippet, or a part of it, calls."""
    tree = ast.parse(text) if text is not None else parse(path)
    return [name for name in calls(tree, aliases(path), voice) if not _of_python(name)]


def _of_python(name: str) -> bool:
    owner, _, method = name.rpartition(".")
    return owner.endswith(".Tensor") and method in OF_PYTHON


@once
def read_uses(repository: Repository) -> Uses:
    """Return what the topics' snippets call."""
    topics = tuple(repository.topics())
    return _uses(topics, _state(topic.snippet(voice) for topic in topics for voice in VOICES))


def _state(paths: Iterable[Path]) -> State:
    """Return what changes with a file: a page that is served is built again then."""
    return tuple((path, path.stat().st_mtime_ns) for path in paths if path.is_file())


@functools.lru_cache(maxsize=4)
def _uses(topics: tuple[Topic, ...], state: State) -> Uses:
    pages: dict[str, list[Page]] = defaultdict(list)
    paged = [(topic, topic.page) for topic in topics if topic.page]
    for topic, page in paged:
        voices = [voice for voice in VOICES if topic.snippet(voice).is_file()]
        for name in {name for voice in voices for name in called(topic.snippet(voice), voice)}:
            pages[name].append(page)
    return Uses(dict(pages), len(paged))


@once
def _differing(repository: Repository) -> dict[str, list[tuple[str, RowRecord]]]:
    """Return by name the rows that differ and are about it."""
    return _differing_now(repository, _state(rows_file(area) for area in repository.areas()))


@functools.lru_cache(maxsize=4)
def _differing_now(repository: Repository, state: State) -> dict[str, list[tuple[str, RowRecord]]]:
    told: dict[str, list[tuple[str, RowRecord]]] = defaultdict(list)
    for area, row in all_rows(repository):
        for name in _chief(row) if row.verdict != SAME else ():
            told[name].append((area, row))
    return dict(told)


def _chief(row: RowRecord) -> Iterator[str]:
    """Yield the function or class that each side calls first, where it calls hardly anything else."""
    for side in map(row.side, VOICES):
        if 0 < len(side.calls) <= FEW_CALLS and ".Tensor." not in side.calls[0]:
            yield side.calls[0]
