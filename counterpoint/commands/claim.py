"""Write a claim's entry into the ledger, to be filled in."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from counterpoint.commands.rename import page_of
from counterpoint.ledger.claims import ID, UNWRITTEN, read_ledger
from counterpoint.ledger.lock import COMMAND
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import read_text
from counterpoint.source.voices import PYTORCH

TEST = re.compile(r"^def (test_\w+)\(", re.MULTILINE)
ENTRY = """\
- id: {id}
  claim: {claim}
  by: Write who says so, or that this page does.
  verdict: holds
  because: Write in one or two sentences why, and what was measured.
  evidence:
    - {evidence}
"""


def claim(repository: Repository, name: str, of: str, words: str, tell: Callable[[str], None]) -> None:
    """Enter the claim with the topic's first test as evidence; raise Fault where that cannot be done."""
    topic = repository.topic(of)
    page = page_of(topic)
    known = read_ledger(repository)
    path = file_for(repository, name, of)
    if not ID.fullmatch(name):
        raise Fault(path, None, f"'{name}' is no claim's id", "Write capital letters and a number: S6.")
    if name in known:
        free = next(n for n in range(1, len(known) + 2) if f"{letters(name)}{n}" not in known)
        where = f"{known[name].path.name}, line {known[name].line}"
        raise Fault(path, None, f"there is a claim {name} ({where})", f"Take a free one: {letters(name)}{free}")
    text = json.dumps(words, ensure_ascii=False) if words else UNWRITTEN
    entry = ENTRY.format(id=name, claim=text, evidence=evidence_of(topic))
    before = read_text(path).rstrip("\n") + "\n\n" if path.is_file() else ""
    path.parent.mkdir(exist_ok=True)
    path.write_text(before + entry, encoding="utf-8")
    tell(f"wrote {name} into {path.relative_to(repository.root).as_posix()}, line {before.count(chr(10)) + 1}")
    tell(f"next: fill it in, write [[{name}]] behind the sentence of {page.relative_to(repository.root).as_posix()}")
    tell(f"      that states it, then: {COMMAND} && counterpoint check")


def file_for(repository: Repository, name: str, topic: str) -> Path:
    """Return the file that holds the claims of these letters, else one of the topic's name."""
    found = (one.path for one in read_ledger(repository).values() if letters(one.id) == letters(name))
    return next(found, repository.root / "ledger" / f"{topic}.yml")


def letters(name: str) -> str:
    return name.rstrip("0123456789")


def evidence_of(topic: Topic) -> str:
    """Return the topic's first test as a piece of evidence, else its first section."""
    first = TEST.search(read_text(topic.test)) if topic.test.is_file() else None
    if first:
        return f"test: {topic.test.relative_to(topic.repository.root).as_posix()}::{first[1]}"
    return f"measurement: {topic}:{next(iter(read_sections(topic.snippet(PYTORCH))))}"
