"""Decimal numbers that a page types although no run printed them, each with where it comes from."""

from dataclasses import dataclass

from counterpoint.ledger.entries import NUMBERS, read_entries
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

FIELDS = ("page", "number", "source", "why")
SOURCES = {
    "article": "one of the articles that the site retells says it",
    "code": "a section that the page shows holds it",
    "definition": "the word or the interface is so defined; `why` says where",
    "formula": "`why` gives the formula, so that a reader can compute it",
    "ledger": "a claim that the page marks gives it with its source",
    "version": "it is the version of a package",
}


@dataclass(frozen=True)
class Number:
    """A decimal number that a page may type, with the reason."""

    page: str  # below docs/
    number: str
    source: str
    why: str
    line: int


def read_numbers(repository: Repository) -> list[Number]:
    """Return the entries of ledger/numbers.yml, none where there is no such file; raise Fault at a bad one."""
    path = repository.root / "ledger" / NUMBERS
    if not path.is_file():
        return []
    numbers: dict[tuple[str, str], Number] = {}
    for line, entry in read_entries(path):
        if set(entry) != set(FIELDS) or not all(isinstance(value, str) and value for value in entry.values()):
            remedy = f"It has {', '.join(FIELDS)}, each a text in quotation marks."
            raise Fault(path, line, "the entry is not whole", remedy)
        number = Number(**entry, line=line)
        if number.source not in SOURCES:
            raise Fault(path, line, f"'{number.source}' is no source", f"Sources are: {', '.join(SOURCES)}")
        if not (repository.docs / number.page).is_file():
            raise Fault(path, line, f"there is no page '{number.page}'", "Name it from docs/ on: concepts/layers.md")
        if (number.page, number.number) in numbers:
            raise Fault(path, line, f"'{number.number}' of {number.page} stands twice", "Keep one of the two.")
        numbers[number.page, number.number] = number
    return list(numbers.values())
