"""Checks of the ledger: its entries are whole, its evidence exists, every claim stands on a page."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from counterpoint.ledger.articles import read_articles
from counterpoint.ledger.behaviour import read_changes
from counterpoint.ledger.claims import MARK, UNWRITTEN, Claim, read_ledger
from counterpoint.ledger.entries import TIMELINE
from counterpoint.ledger.glossary import read_glossary
from counterpoint.ledger.lock import COMMAND, lock_file, read_lock, texts_of, to_lock
from counterpoint.ledger.redirects import read_redirects
from counterpoint.ledger.stated import STATED, departures
from counterpoint.ledger.timeline import read_timeline
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import lines_outside_fences, prose, read_text
from counterpoint.source.twins import apart
from counterpoint.source.voices import VOICES

TEST = re.compile(r"tests/(?:\w+/)*test_\w+\.py::test_\w+")
OF_TOPIC = re.compile(r"tests/topics/test_(\w+)\.py::")
LINK = re.compile(r"\]\(([^()#\s]+\.md)")
LIKE_A_MARK = re.compile(r"\[\[([^\[\]]*)\]\]")
MEANT = f"If it is meant, type '{COMMAND}' and say why in the pull request."


def ledger(repository: Repository) -> Iterator[Fault]:
    """Entries that are whole, each marked on a page, each with evidence that exists and that the page leads to."""
    try:
        claims = read_ledger(repository)
    except Fault as fault:
        yield fault
        return
    marking: dict[str, list[Page]] = {}
    for page in repository.pages():
        for number, name in _marks(page):
            marking.setdefault(name, []).append(page)
            if name not in claims:
                yield Fault(
                    page.path, number, f"the ledger has no claim {name}", "Enter it in ledger/, or mark another."
                )
    for claim in claims.values():
        if claim.claim == UNWRITTEN:
            what = f"claim {claim.id} is as `counterpoint claim` left it"
            yield Fault(claim.path, claim.line, what, "Fill in its fields.")
        if claim.id not in marking:
            what = f"no page marks claim {claim.id}"
            yield Fault(claim.path, claim.line, what, f"Write [[{claim.id}]] behind the sentence that states it.")
        yield from _evidence(repository, claim)
        yield from _apart(claim, marking.get(claim.id, []))


def _marks(page: Page) -> Iterator[tuple[int, str]]:
    """Yield line and id of each mark; what looks like one without being one would stand on the page as it was typed."""
    for number, line in lines_outside_fences(page.text):
        yield from ((number, name) for name in MARK.findall(line))
    for number, line in enumerate(prose(page.text).split("\n"), start=1):
        yield from ((number, name) for name in LIKE_A_MARK.findall(MARK.sub("", line)))


def _apart(claim: Claim, pages: list[Page]) -> Iterator[Fault]:
    """Yield the topics of the claim's evidence to which no page that marks it leads."""
    near = frozenset[str]().union(*map(_leads_to, pages))
    for topic in dict.fromkeys(filter(None, map(_topic_of, claim.evidence))):
        if pages and topic not in near:
            what = f"claim {claim.id} rests on '{topic}', which no page that marks it shows or links to"
            yield Fault(claim.path, claim.line, what, f"Link to {topic}.md there, or mark the claim on that page.")


@once
def _leads_to(page: Page) -> frozenset[str]:
    """Return the topics that the page shows, its own name, and the names of the pages to which it links."""
    own = page.path.parent.name if page.name == "index" else page.name
    shown = {call.topic for call in page.calls()}
    return frozenset({own, *shown, *(PurePosixPath(target).stem for target in LINK.findall(page.text))})


def _topic_of(piece: dict[str, Any]) -> str:
    """Return the topic whose section or test the piece names, nothing for a source or a test of no topic."""
    if "measurement" in piece:
        return str(piece["measurement"]).partition(":")[0]
    match = OF_TOPIC.match(str(piece.get("test", "")))
    return match[1] if match else ""


def locked(repository: Repository) -> Iterator[Fault]:
    """Verdicts, sources, days, numbers and marks are those that the lock holds, where there is one."""
    lock, now = read_lock(repository), to_lock(repository)
    yield from _locked_texts(repository, lock.get("texts", {}))
    yield from _locked_twins(repository, lock.get("twins", {}))
    for part, entries in [(part, now[part]) for part in ("claims", "timeline")] if lock else ():
        path = lock_file(repository)
        for name, entry in entries.items():
            if name not in lock[part]:
                yield Fault(path, None, f"'{name}' of the {part} is not locked", MEANT)
            elif lock[part][name] != entry:
                fields = [field for field in entry if entry[field] != lock[part][name].get(field)]
                yield Fault(path, None, f"'{name}' of the {part} has another {' and '.join(fields)} than locked", MEANT)
        for name in lock[part]:
            if name not in entries:
                yield Fault(path, None, f"'{name}' of the {part} is locked, and gone", MEANT)


def _locked_texts(repository: Repository, lock: dict[str, Any]) -> Iterator[Fault]:
    """A text that is not locked yet is left alone here: the tests of this repository ask for it."""
    for name, path in texts_of(repository).items():
        if name in lock:
            text = read_text(path)
            for kind, read in STATED.items():
                for line, departure in departures(read(text), str(lock[name].get(kind, "")).split()):
                    yield Fault(path, line, f"its {kind} are not those of the lock: {departure}", MEANT)


def _locked_twins(repository: Repository, lock: dict[str, Any]) -> Iterator[Fault]:
    """What one twin alone writes is what it wrote before; a topic that is not locked yet is left alone."""
    for topic in repository.topics():
        if topic.name in lock:
            now, before = apart(topic), lock[topic.name]
            for section in dict.fromkeys([*now, *before]):
                if now.get(section) != before.get(section):
                    what = f"in section '{section}' the twins differ in other numbers, signs or reductions than locked"
                    had, has = (_alone(one.get(section)) for one in (before, now))
                    yield Fault(topic.folder, None, f"{what}: {has}, where the lock has {had}", MEANT)


def _alone(voices: dict[str, str] | None) -> str:
    return "; ".join(f"{written} in {name} alone" for name, written in (voices or {}).items()) or "nothing"


def lists(repository: Repository) -> Iterator[Fault]:
    """The timeline, the glossary, the articles, the moved pages and the changes, where there are any, are whole."""
    if (repository.root / "ledger" / TIMELINE).is_file():
        read_timeline(repository)
    read_glossary(repository)
    read_articles(repository)
    read_redirects(repository)
    read_changes(repository)
    return iter(())


def _evidence(repository: Repository, claim: Claim) -> Iterator[Fault]:
    for piece in claim.evidence:
        if "test" in piece and not _test_exists(repository, piece["test"]):
            what = f"claim {claim.id} rests on a test that does not exist: {piece['test']}"
            yield Fault(claim.path, claim.line, what, "Name it as tests/topics/test_topic.py::test_name.")
        if "measurement" in piece and not _section_exists(repository, piece["measurement"]):
            what = f"claim {claim.id} rests on a recording that does not exist: {piece['measurement']}"
            yield Fault(claim.path, claim.line, what, "Name it as topic:section.")


def _test_exists(repository: Repository, name: str) -> bool:
    """Look for the test's first line: to parse some fifty files for it would take half a second."""
    path, _, function = name.partition("::")
    file = repository.root / path
    return bool(TEST.fullmatch(name)) and file.is_file() and f"\ndef {function}(" in f"\n{read_text(file)}"


def _section_exists(repository: Repository, name: str) -> bool:
    topic, _, section = name.partition(":")
    files = [repository.topic(topic).snippet(voice) for voice in VOICES]
    return any(file.is_file() and section in read_sections(file) for file in files)
