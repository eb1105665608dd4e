"""Checks of how much there is: files that are too big, and texts that nest too deep for those who read them."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.pages import FRONT_MATTER
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

# Bytes. The longest page has 12,000, the longest snippet 5,000, the biggest picture 75,000.
MOST = {".md": 200_000, ".py": 100_000, ".yml": 200_000, ".json": 500_000, ".svg": 500_000}
MOST_OF_OTHERS = 1_000_000
NESTING = frozenset({".md", ".yml"})
# Levels of lists, quotations and indentation before a line's first word.
BEFORE_WORDS = re.compile(r"(?:[ \t>]|[-*+?:](?=[ \t])|\d{1,9}[.)](?=[ \t]))+")
MOST_LEVELS = 10
PAIRS = {"[": "]", "(": ")", "{": "}", "<": ">"}
MOST_OPEN = 50
PARAGRAPH = re.compile(r"\n[ \t]*\n")
# Markdown copies a paragraph for each thing that it finds in it. The longest paragraph of a page has 2,900 characters.
MOST_IN_A_PARAGRAPH = 10_000
# What is looked up, or named apart from all others, and how often a page may have it; none has a tenth of that.
MOST_ON_A_PAGE = {
    "\n\n": (2_000, "empty lines"),
    "\n#": (300, "headings"),
    "\n///": (200, "calls"),
    "[[": (300, "marks"),
    "{{": (300, "quotations"),
}


def sizes(repository: Repository) -> Iterator[Fault]:
    for path in _files(repository):
        most, size = MOST.get(path.suffix, MOST_OF_OTHERS), path.stat().st_size
        if size > most:
            yield Fault(
                path, None, f"the file has {size:,} bytes; {most:,} are allowed", "Split it, or leave parts away."
            )


def nesting(repository: Repository) -> Iterator[Fault]:
    """Markdown and YAML are read by functions that call themselves, and look for each bracket's end."""
    for path in _files(repository):
        if path.suffix in NESTING and path.stat().st_size <= MOST[path.suffix]:
            try:
                yield from _nesting(path, read_text(path))
            except Fault:
                continue  # told by `files.encodings`


def lengths(repository: Repository) -> Iterator[Fault]:
    """Time must not grow as the square of what a page holds, so it holds no more than a reader could take in."""
    for path in _files(repository):
        if path.suffix == ".md" and path.stat().st_size <= MOST[".md"]:
            try:
                text = read_text(path)
            except Fault:
                continue  # told by `files.encodings`
            for sign, (most, words) in MOST_ON_A_PAGE.items():
                if (many := text.count(sign)) > most:
                    what = f"the page has {many:,} {words}; {most} are allowed"
                    yield Fault(path, None, what, "Split the page.")
            yield from _long_paragraphs(path, text)


def _long_paragraphs(path: Path, text: str) -> Iterator[Fault]:
    start = 0
    for gap in [*PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end - start > MOST_IN_A_PARAGRAPH:
            what = f"{end - start:,} characters stand here without an empty line; {MOST_IN_A_PARAGRAPH:,} are allowed"
            yield Fault(path, text.count("\n", 0, start) + 1, what, "Break it into paragraphs.")
            return
        start = gap.end() if gap else end


def _nesting(path: Path, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line[:1].isalpha() and _levels(line) > MOST_LEVELS:
            yield Fault(
                path, number, f"this is nested more than {MOST_LEVELS} levels deep", "Tell it in flatter lists."
            )
            return
    start = 0
    # YAML, also that above a page, goes on across empty lines; Markdown begins anew.
    matter = FRONT_MATTER.match(text) if path.suffix == ".md" else None
    blocks = [text] if path.suffix == ".yml" else PARAGRAPH.split(text)
    for paragraph in [matter[0], *blocks] if matter else blocks:
        for opening, closing in PAIRS.items():
            if paragraph.count(opening) > MOST_OPEN and _open(paragraph, opening, closing) > MOST_OPEN:
                place = text.count("\n", 0, max(0, text.find(paragraph, start))) + 1
                what = f"more than {MOST_OPEN} brackets '{opening}' are open at once"
                yield Fault(path, place, what, "Close them, or write them in another way.")
                return
        start += len(paragraph) if matter is None or paragraph is not matter[0] else 0


def _levels(line: str) -> int:
    match = BEFORE_WORDS.match(line)
    if match is None:
        return 0
    marks = match[0].count(" ") // 4 + match[0].count("\t")
    return marks + sum(1 for word in match[0].replace(">", " > ").split())


def _open(text: str, opening: str, closing: str) -> int:
    """Return how many brackets are open at once at the most."""
    steps = (1 if one == opening else -1 for one in text if one in (opening, closing))
    return max(itertools.accumulate(steps, lambda depth, step: max(0, depth + step)), default=0)


@once
def _files(repository: Repository) -> list[Path]:
    folders = (repository.docs, repository.snippets, repository.root / "ledger", repository.root / "tests" / "topics")
    paths = (repository.configuration, *(path for folder in folders for path in sorted(folder.rglob("*"))))
    return [p for p in paths if "__pycache__" not in p.parts and p.is_file() and not p.is_symlink()]
