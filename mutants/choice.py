"""Which breaks are tried: those of a kind or topic, on a change's lines, none that is equivalent, a seeded sample."""

import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from counterpoint.source.repository import Repository
from counterpoint.source.text import load_yaml, read_text
from mutants import code, data
from mutants.breaks import KINDS, PACKAGE, PAGES, RECORDINGS, SNIPPETS, Break

EQUIVALENTS = Path("mutants") / "equivalents.yml"
HUNK = re.compile(r"^@@ \S+ \+(\d+)(?:,(\d+))? @@")


class NoSuchList(Exception):
    """The list of equivalents is not whole."""


def all_breaks(root: Path, kinds: Iterable[str] = KINDS) -> Iterator[Break]:
    """Yield every break of these kinds, file by file."""
    repository = Repository(root)
    makers = {SNIPPETS: _of_snippets, PAGES: _of_pages, RECORDINGS: _of_recordings, PACKAGE: _of_package}
    for kind in kinds:
        yield from makers[kind](repository)


def _of_snippets(repository: Repository) -> Iterator[Break]:
    for topic, voice in repository.twins():
        file = topic.snippet(voice)
        yield from code.breaks_of(read_text(file), SNIPPETS, topic.name, _below(repository, file))


def _of_pages(repository: Repository) -> Iterator[Break]:
    ledger = sorted((repository.root / "ledger").glob("*.yml"))
    ids = [f"{name[1]}{name[2]}" for file in ledger for name in data.IDENTIFIER.finditer(read_text(file))]
    for page in repository.pages():
        yield from data.breaks_of_page(page.text, data.group_of(page.path), _below(repository, page.path), ids)
    for file in ledger:
        yield from data.breaks_of_ledger(read_text(file), _below(repository, file))


def _of_recordings(repository: Repository) -> Iterator[Break]:
    for topic in repository.topics():
        for file in sorted(topic.recorded.glob("*.json")):
            yield from data.breaks_of_recording(read_text(file), topic.name, _below(repository, file))


def _of_package(repository: Repository) -> Iterator[Break]:
    for file in sorted((repository.root / "counterpoint").rglob("*.py")):
        if file.parent.name != "counterpoint":
            part = file.relative_to(repository.root / "counterpoint").parts[0]
            yield from code.breaks_of(read_text(file), PACKAGE, part, _below(repository, file))


def _below(repository: Repository, file: Path) -> str:
    return file.relative_to(repository.root).as_posix()


def chosen(root: Path, breaks: Iterable[Break], sample: int, seed: int) -> list[Break]:
    """Return a seeded sample, all where `sample` is 0; what is no other program is passed over."""
    listed = equivalents(root)
    drawn = [one for one in breaks if one.key not in listed]
    random.Random(seed).shuffle(drawn)
    found: list[Break] = []
    for one in drawn:
        if sample and len(found) == sample:
            break
        if not one.path.endswith(".py") or code.runs_otherwise(read_text(root / one.path), one):
            found.append(one)
    return found


def changed_lines(root: Path, since: str) -> dict[str, set[int]]:
    """Return the lines that differ from where this branch left the revision, by path."""
    base = ["git", "merge-base", since, "HEAD"]
    left = subprocess.run(base, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    command = ["git", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-prefix", left]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return lines_of_diff(told)


def lines_of_diff(diff: str) -> dict[str, set[int]]:
    """Return the new lines of a diff without context, by path."""
    found: dict[str, set[int]] = defaultdict(set)
    path = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line[4:].strip()
        elif hunk := HUNK.match(line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            found[path] |= set(range(first, first + count))
    return found


def equivalents(root: Path) -> dict[tuple[str, str, str], str]:
    """Return the breaks that change nothing which a reader or a test could see, each with its reason."""
    path = root / EQUIVALENTS
    if not path.is_file():
        return {}
    entries: list[dict[str, Any]] = load_yaml(read_text(path)) or []
    found = {}
    for entry in entries:
        if set(entry) != {"file", "original", "mutated", "reason"} or not all(
            isinstance(value, str) and value.strip() for value in entry.values()
        ):
            raise NoSuchList(f"{EQUIVALENTS}: an entry has file, original, mutated and reason, each a text: {entry}")
        found[entry["file"], " ".join(entry["original"].split()), " ".join(entry["mutated"].split())] = entry["reason"]
    return found
