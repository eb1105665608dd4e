"""What releases of the frameworks made behave otherwise, each with the claim that proves it."""

from dataclasses import dataclass

from counterpoint.ledger.claims import Claim, claim_named
from counterpoint.ledger.entries import CHANGES, read_entries
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import is_day
from counterpoint.source.voices import BY_NAME, Voice

FIELDS = ("date", "framework", "version", "what", "claim")
REMEDY = f"An entry has {', '.join(FIELDS)}, each a text; a date and a version stand in quotation marks."


@dataclass(frozen=True)
class Change:
    """On this day this version of a framework began to behave otherwise."""

    date: str
    voice: Voice
    version: str
    what: str
    claim: Claim


def read_changes(repository: Repository) -> list[Change]:
    """Return the changes, the oldest first, none where there is no such file; raise Fault at a bad one."""
    path = repository.root / "ledger" / CHANGES
    changes: list[Change] = []
    for line, entry in read_entries(path) if path.is_file() else ():
        if set(entry) != set(FIELDS) or not all(isinstance(value, str) and value.strip() for value in entry.values()):
            raise Fault(path, line, "the change is not whole", REMEDY)
        texts = {name: " ".join(value.split()) for name, value in entry.items()}
        if not is_day(texts["date"]):
            raise Fault(path, line, f"'{texts['date']}' is no day", "Write the day of the release: 2020-01-30")
        if texts["framework"] not in BY_NAME:
            raise Fault(path, line, f"'{texts['framework']}' is no framework", f"Write one of: {', '.join(BY_NAME)}")
        claim = claim_named(repository, path, line, texts["claim"])
        changes.append(Change(texts["date"], BY_NAME[texts["framework"]], texts["version"], texts["what"], claim))
        if changes[-1].date < max(change.date for change in changes):
            raise Fault(path, line, f"the change of {texts['date']} stands behind a later one", "Put the newest last.")
    return changes
