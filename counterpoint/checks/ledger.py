"""Checks of the ledger: its entries are whole, its evidence exists, every claim stands on a page."""

from collections.abc import Iterator

from counterpoint.ledger.articles import read_articles
from counterpoint.ledger.claims import MARK, Claim, read_ledger
from counterpoint.ledger.entries import TIMELINE
from counterpoint.ledger.glossary import read_glossary
from counterpoint.ledger.timeline import read_timeline
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import lines_outside_fences, read_text
from counterpoint.source.voices import VOICES


def ledger(repository: Repository) -> Iterator[Fault]:
    """Entries that are whole, each marked on a page, each with evidence that exists."""
    try:
        claims = read_ledger(repository)
    except Fault as fault:
        yield fault
        return
    marked = set()
    for page in repository.pages():
        for number, line in lines_outside_fences(page.text):
            for name in MARK.findall(line):
                marked.add(name)
                if name not in claims:
                    yield Fault(
                        page.path, number, f"the ledger has no claim {name}", "Enter it in ledger/, or mark another."
                    )
    for claim in claims.values():
        if claim.id not in marked:
            what = f"no page marks claim {claim.id}"
            yield Fault(claim.path, claim.line, what, f"Write [[{claim.id}]] behind the sentence that states it.")
        yield from _evidence(repository, claim)


def lists(repository: Repository) -> Iterator[Fault]:
    """A timeline, a glossary and a list of articles, where there are any, whose entries are whole."""
    if (repository.root / "ledger" / TIMELINE).is_file():
        read_timeline(repository)
    read_glossary(repository)
    read_articles(repository)
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
    return file.is_file() and f"\ndef {function}(" in read_text(file)


def _section_exists(repository: Repository, name: str) -> bool:
    topic, _, section = name.partition(":")
    files = [repository.topic(topic).snippet(voice) for voice in VOICES]
    return any(file.is_file() and section in read_sections(file) for file in files)
