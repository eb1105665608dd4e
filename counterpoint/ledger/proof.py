"""Where the proof of a claim is published: its own sheet, the test at its line, the block that a run recorded."""

import functools
import posixpath
from dataclasses import dataclass
from typing import Any

from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import Call
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository, Topic

SHOWING = ("duet", "voice", "output", "picture")


@dataclass(frozen=True)
class Place:
    """An address of the site, seen from its root: `lstm/`, and an anchor there or nothing."""

    address: str
    anchor: str = ""

    def seen_from(self, start: str) -> str:
        """Return the link that leads here from a page at `start`, which is an address of the site."""
        way = posixpath.relpath(self.address or ".", start or ".")
        folder = "/" if self.address[-1:] in ("", "/") else ""
        return f"{way}{folder}{f'#{self.anchor}' if self.anchor else ''}"


def sheet_of(claim: Claim) -> Place:
    """Return where a claim stands alone with all that it rests on."""
    return Place(f"ledger/{claim.anchor}/")


def file_address(path: str) -> str:
    """Return where a test file is shown: `tests/topics/test_lstm.py` at `tests/topics/test_lstm/`."""
    return f"{path.removesuffix('.py')}/"


def place_of_test(test: str) -> Place:
    """Return where a test is shown: 'tests/topics/test_lstm.py::test_it[a]' at its first line."""
    path, _, name = test.partition("::")
    return Place(file_address(path), name.rpartition("::")[2].partition("[")[0])


def tests_of(topic: Topic) -> Place:
    """Return where a topic's tests are shown."""
    return Place(file_address(topic.test.relative_to(topic.repository.root).as_posix()))


def shown_tests(repository: Repository) -> list[str]:
    """Return the test files that the site shows: each topic's, and those on which a claim rests."""
    named = {
        piece["test"].partition("::")[0]
        for claim in read_ledger(repository).values()
        for piece in claim.evidence
        if "test" in piece
    }
    own = {topic.test.relative_to(repository.root).as_posix() for topic in repository.topics()}
    return sorted(path for path in named | own if (repository.root / path).is_file())


def block_anchor(page: Page, call: Call) -> str:
    """Return the id of the block that the call becomes, or nothing where an earlier call shows the same section."""
    first = next((one for one in _calls(page, page.text) if _shows(one) == _shows(call)), None)
    return _anchor(call.topic, call.section) if first is not None and first.line == call.line else ""


def block_place(repository: Repository, measurement: str) -> Place | None:
    """Return where a page shows what was recorded in 'topic:section'; the topic's own page where it does."""
    topic, _, section = measurement.partition(":")
    own = repository.page_named(topic)
    for page in ([own] if own else []) + repository.pages():
        if any(_shows(call) == (topic, section) for call in _calls(page, page.text)):
            return Place(page.address, _anchor(topic, section))
    return None


def proof_place(repository: Repository, piece: dict[str, Any]) -> Place | None:
    """Return where a piece of evidence is shown on this site; None where it lies elsewhere."""
    if "test" in piece:
        return place_of_test(piece["test"])
    return block_place(repository, piece["measurement"]) if "measurement" in piece else None


@functools.lru_cache(maxsize=256)
def _calls(page: Page, text: str) -> tuple[Call, ...]:
    try:
        return tuple(call for call in page.calls() if call.kind in SHOWING)
    except Fault:
        return ()  # told by `pages.calls`


def _shows(call: Call) -> tuple[str, str]:
    return call.topic, call.section


def _anchor(topic: str, section: str) -> str:
    return f"block-{topic}-{section}"
