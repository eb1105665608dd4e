"""The glossary: every term once, with the word of each framework and of the orchestra; shown on hover on every page."""

import re
from pathlib import Path

from counterpoint.ledger.entries import GLOSSARY, Entry, read_records
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.records import Text
from counterpoint.source.repository import Repository

NONE = "–"
REMEDY = (
    "An entry has term, meaning, pytorch, tensorflow and may have orchestra, all texts, and forms, a list of them: "
    f"['layers']. Put what isn't plain words in quotation marks, and write '{NONE}' for no word."
)


class Term(Entry, frozen=True):
    """A term of the field: what it means, what each framework calls it, and its part in the orchestra."""

    term: Text
    meaning: Text
    pytorch: Text
    tensorflow: Text
    orchestra: str = NONE
    forms: tuple[Text, ...] = ()

    @property
    def anchor(self) -> str:
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")


def glossary_file(repository: Repository) -> Path:
    return repository.root / "ledger" / GLOSSARY


@once
def read_glossary(repository: Repository) -> list[Term]:
    """Return the terms in alphabetical order, none where there is no glossary; raise Fault at a bad entry."""
    path = glossary_file(repository)
    if not path.is_file():
        return []
    terms: dict[str, Term] = {}
    for term in read_records(path, Term, REMEDY):
        if term.term.lower() in terms:
            what = f"'{term.term}' stands twice (first on line {terms[term.term.lower()].line})"
            raise Fault(path, term.line, what, "Keep one of the two.")
        terms[term.term.lower()] = term
    return [terms[name] for name in sorted(terms)]


@once
def explanations(repository: Repository) -> dict[str, str]:
    """Return the meaning of every term and of each of its other forms, as they stand within and before a sentence."""
    found = {}
    for term in read_glossary(repository):
        for form in (term.term, *term.forms):
            found[form] = found[form[0].upper() + form[1:]] = term.meaning
    return found
