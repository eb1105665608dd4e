"""Pages that have moved: the old place of each and its new one, both below docs/."""

from msgspec import field

from counterpoint.ledger.entries import REDIRECTS, Entry, read_records
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

REMEDY = "It has 'from' and 'to', each a page below docs/."


class Redirect(Entry, frozen=True):
    """The page that was at `old` is at `new`."""

    old: str = field(name="from")
    new: str = field(name="to")


def read_redirects(repository: Repository) -> list[Redirect]:
    """Return the redirects, none where there is no such file; raise Fault at a bad one."""
    path = repository.root / "ledger" / REDIRECTS
    if not path.is_file():
        return []
    found: dict[str, Redirect] = {}
    for redirect in read_records(path, Redirect, REMEDY):
        old, new, line = redirect.old, redirect.new, redirect.line
        if not _inside(old):
            raise Fault(path, line, f"'{old}' is no place below docs/", "Name it from docs/ on: concepts/layers.md")
        if (repository.docs / old).is_file():
            raise Fault(path, line, f"there is a page '{old}', which its own address must show", "Delete the entry.")
        if not _inside(new) or not (repository.docs / new).is_file():
            raise Fault(path, line, f"there is no page '{new}'", "Name it from docs/ on: concepts/layers.md")
        if old in found:
            raise Fault(path, line, f"'{old}' stands twice", "Keep one of the two.")
        found[old] = redirect
    return list(found.values())


def _inside(source: str) -> bool:
    parts = source.split("/")
    return source.endswith(".md") and not {"", ".", ".."} & set(parts)
