"""Decimal numbers that a page types although no run printed them, each with where it comes from."""

from counterpoint.ledger.entries import NUMBERS, Entry, read_records
from counterpoint.source.faults import Fault
from counterpoint.source.records import Text
from counterpoint.source.repository import Repository

REMEDY = "It has page, number, source, why, each a text in quotation marks."
SOURCES = {
    "article": "one of the articles that the site retells says it",
    "code": "a section that the page shows holds it",
    "definition": "the word or the interface is so defined; `why` says where",
    "formula": "`why` gives the formula, so that a reader can compute it",
    "ledger": "a claim that the page marks gives it with its source",
    "version": "it is the version of a package",
}


class Number(Entry, frozen=True):
    """A decimal number that a page may type, with the reason."""

    page: Text  # below docs/
    number: Text
    source: Text
    why: Text


def read_numbers(repository: Repository) -> list[Number]:
    """Return the entries of ledger/numbers.yml, none where there is no such file; raise Fault at a bad one."""
    path = repository.root / "ledger" / NUMBERS
    if not path.is_file():
        return []
    numbers: dict[tuple[str, str], Number] = {}
    for number in read_records(path, Number, REMEDY):
        line = number.line
        if number.source not in SOURCES:
            raise Fault(path, line, f"'{number.source}' is no source", f"Sources are: {', '.join(SOURCES)}")
        if not (repository.docs / number.page).is_file():
            raise Fault(path, line, f"there is no page '{number.page}'", "Name it from docs/ on: concepts/layers.md")
        if (number.page, number.number) in numbers:
            raise Fault(path, line, f"'{number.number}' of {number.page} stands twice", "Keep one of the two.")
        numbers[number.page, number.number] = number
    return list(numbers.values())
