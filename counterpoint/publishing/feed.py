"""The feed of changes in the frameworks' behaviour, as Atom (RFC 4287)."""

from xml.etree import ElementTree

from counterpoint.ledger.behaviour import Change, read_changes
from counterpoint.ledger.proof import sheet_of
from counterpoint.publishing.citation import read_citation
from counterpoint.source.repository import Repository

FILE = "changes.xml"
ATOM = "http://www.w3.org/2005/Atom"
TITLE = "What changed in PyTorch and TensorFlow"


def feed(repository: Repository, site_name: str, url: str) -> str:
    """Return the feed, the newest change first, or nothing where none is listed; `url` is the site's where known."""
    changes = read_changes(repository)[::-1]
    if not changes:
        return ""
    root = ElementTree.Element("feed", xmlns=ATOM)
    _add(root, "id", f"{url}{FILE}" if url else f"urn:{site_name.lower()}:changes")
    _add(root, "title", f"{TITLE}: {site_name}")
    _add(root, "updated", _moment(changes[0].date))
    _add(root, "link", rel="self", href=f"{url}{FILE}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{url}ledger/")
    author = ElementTree.SubElement(root, "author")
    names = [one["name"] for one in read_citation(repository).get("authors", [])]
    _add(author, "name", ", ".join(names) or site_name)
    for change in changes:
        _entry(root, change, site_name, url)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _entry(root: ElementTree.Element, change: Change, site_name: str, url: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    # Stays as it is when the site moves: a reader's program shows an entry again whose id is new.
    _add(entry, "id", f"urn:{site_name.lower()}:change:{change.voice.name}:{change.version}:{change.claim.anchor}")
    _add(entry, "title", f"{change.voice.title} {change.version}: {change.what}")
    _add(entry, "updated", _moment(change.date))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{url}{sheet_of(change.claim).address}")
    _add(entry, "category", term=change.voice.name, label=change.voice.title)
    claim = change.claim
    _add(entry, "summary", f"{change.what} Claim {claim.id}, {claim.verdict}: {claim.because}")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text or None


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
