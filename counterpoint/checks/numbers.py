"""Checks of the decimal numbers that were typed into a page's prose.

One that an output of the page printed is quoted by its name instead. Any other has an entry in ledger/numbers.yml that
says where it comes from; what can be looked up there is looked up: a line of code, a claim of the page, a version.
"""

import re
from collections.abc import Iterator

from counterpoint.ledger.claims import MARK, read_ledger
from counterpoint.ledger.entries import NUMBERS
from counterpoint.ledger.numbers import Number, read_numbers
from counterpoint.recordings.compare import NUMBER
from counterpoint.recordings.versions import recorded_versions
from counterpoint.rendering.evidence import gather
from counterpoint.rendering.quotes import HEADING, QUOTE
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.text import prose

DECIMAL = re.compile(r"(?<![\w.])[-+−]?\d+(?:\.\d+)+(?:e[-+]?\d+)?(?!\w)")
TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\s+\"[^\"]*\")?\)|<https?:[^<>]*>|(?<=\]:)\s*\S+")
OTHER = "Name another source."


def typed(repository: Repository) -> Iterator[Fault]:
    """Every number that a page types has its source, and none was printed by a run of the page."""
    entries = read_numbers(repository)
    for page in repository.pages():
        yield from typed_numbers(page, entries)


def typed_numbers(page: Page, entries: list[Number]) -> Iterator[Fault]:
    """Yield each decimal that was typed although a run printed it, or of which nobody says where it comes from."""
    source = page.source
    listed = {entry.number: entry for entry in entries if entry.page == source}
    typed = list(decimals(page))
    unlisted = [(line, number) for line, number in typed if number not in listed]
    names = _names_of_printed(page) if unlisted else {}
    for line, number in unlisted:
        name = f"page: {source}, number: '{number}', source, why"
        if plain(number) in names:
            what = f"{number} is typed, and a run printed it"
            quotations = " or ".join(names[plain(number)])
            remedy = f"Quote it: {quotations}. Where it is the same by chance, ledger/{NUMBERS} says why."
        else:
            what = f"{number} is typed, and no output of this page prints it"
            remedy = f"Let a section print it and quote it, or enter it in ledger/{NUMBERS}: {name}."
        yield Fault(page.path, line, what, remedy)
    for entry in listed.values():
        yield from _faults_of_entry(page, entry, {number for _, number in typed})


def decimals(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the line and the digits of each decimal in the page's prose: no code, heading, target or quotation."""
    body, before = page.body, page.lines_above
    for number, line in enumerate(prose(body).split("\n"), start=before + 1):
        if DECIMAL.search(line) and not HEADING.match(line):
            for match in DECIMAL.finditer(TARGET.sub(" ", QUOTE.sub(" ", line))):
                yield number, match[0]


def plain(number: str) -> str:
    """Return the number as Python prints it, without a sign: a page may write a true minus."""
    return number.lstrip("-+−")


def _names_of_printed(page: Page) -> dict[str, list[str]]:
    """Return each decimal that the page's outputs print, with the quotations that would write it."""
    names: dict[str, list[str]] = {}
    for call in page.calls():
        if call.kind not in ("duet", "voice", "output"):
            continue
        topic = "" if call.topic == page.name else f"{call.topic}:"
        for shown in gather(page.repository, page.path, call).shown:
            for line in shown.output.splitlines():
                label, _, value = line.strip().partition(": ")
                numbers = NUMBER.findall(value)
                for place, number in enumerate(numbers, start=1):
                    which = f"#{place}" if len(numbers) > 1 else ""
                    name = f"{{{{{topic}{call.section} {shown.voice.name}: {label}{which}}}}}"
                    names.setdefault(plain(number), []).append(name)
    return names


def _faults_of_entry(page: Page, entry: Number, found: set[str]) -> Iterator[Fault]:
    path = page.repository.root / "ledger" / NUMBERS
    if entry.number not in found:
        yield Fault(path, entry.line, f"{entry.page} types no {entry.number}", "Delete the entry.")
    elif entry.source == "code" and plain(entry.number) not in _in_code(page):
        yield Fault(path, entry.line, f"no section that {entry.page} shows holds {entry.number}", OTHER)
    elif entry.source == "version" and (package := _recorded_now(page.repository, entry.number)):
        what = f"{entry.number} is typed, and it is the {package} on which the snippets were recorded"
        yield Fault(path, entry.line, what, f"Write {{{{version: {package}}}}} on the page and delete the entry.")
    elif entry.source == "ledger" and plain(entry.number) not in _in_claims(page):
        yield Fault(path, entry.line, f"no claim that {entry.page} marks gives {entry.number}", OTHER)


@once
def _recorded_now(repository: Repository, number: str) -> str:
    """Return the package of which every recording has this version, or nothing: one may come from another machine."""
    return next((name for name, found in recorded_versions(repository.topics()).items() if found == [number]), "")


@once
def _in_code(page: Page) -> frozenset[str]:
    calls = [call for call in page.calls() if call.kind in ("duet", "voice")]
    code = "\n".join(shown.code for call in calls for shown in gather(page.repository, page.path, call).shown)
    return frozenset(plain(match[0]) for match in DECIMAL.finditer(code))


@once
def _in_claims(page: Page) -> frozenset[str]:
    marked, claims = set(MARK.findall(page.text)), read_ledger(page.repository)
    texts = [f"{claims[name].claim} {claims[name].because} {claims[name].evidence}" for name in marked & set(claims)]
    return frozenset(plain(match[0]) for text in texts for match in DECIMAL.finditer(text))
