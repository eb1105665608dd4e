"""The glossary: every term once, with the word of each framework and of the orchestra; shown on hover on every page."""

import re
from dataclasses import dataclass
from pathlib import Path

from counterpoint.ledger.entries import GLOSSARY, read_entries
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.repository import Repository

FIELDS = ("term", "meaning", "pytorch", "tensorflow")
OPTIONAL = ("orchestra", "forms")
NONE = "–"


@dataclass(frozen=True)
class Term:
    """A term of the field: what it means, what each framework calls it, and its part in the orchestra."""

    term: str
    meaning: str
    pytorch: str
    tensorflow: str
    orchestra: str
    forms: tuple[str, ...]
    line: int

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
    for line, entry in read_entries(path):
        missing = [name for name in FIELDS if not isinstance(entry.get(name), str) or not entry[name].strip()]
        unknown = sorted(set(entry) - {*FIELDS, *OPTIONAL})
        if missing or unknown:
            wrong = f"lacks {', '.join(missing)}" if missing else f"has unknown fields {unknown}"
            remedy = f"An entry has {', '.join(FIELDS)} and may have {', '.join(OPTIONAL)}; write '{NONE}' for no word."
            raise Fault(path, line, f"the entry {wrong}", remedy)
        forms = entry.get("forms", [])
        if not isinstance(forms, list) or not all(isinstance(form, str) and form.strip() for form in forms):
            raise Fault(path, line, "'forms' is not a list of words", "Write them in quotation marks: ['layers'].")
        if not isinstance(entry.get("orchestra", NONE), str):
            raise Fault(path, line, "'orchestra' is not a text", f"Write it in quotation marks, or '{NONE}'.")
        texts = {name: " ".join(entry[name].split()) for name in FIELDS}
        orchestra = " ".join(str(entry.get("orchestra", NONE)).split())
        term = Term(**texts, orchestra=orchestra, forms=tuple(forms), line=line)
        if term.term.lower() in terms:
            what = f"'{term.term}' stands twice (first on line {terms[term.term.lower()].line})"
            raise Fault(path, line, what, "Keep one of the two.")
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
