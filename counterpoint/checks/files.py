"""Checks of the files themselves: links, names, encodings, strangers."""

import re
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.navigation import listed, read_configuration
from counterpoint.source.once import once
from counterpoint.source.repository import Repository
from counterpoint.source.text import CONTROL, LIKE_LATIN, excerpt, mixed_word, read_text
from counterpoint.source.text import NAME as TOPIC_NAME
from counterpoint.source.voices import VOICES

PLAIN = bytes([9, 10, *range(32, 127)])  # what stands in an ordinary text
NAME = re.compile(r"[a-z0-9_.-]+")
TEXTS = frozenset({".md", ".py", ".json", ".svg", ".css", ".js", ".yml", ".html", ".txt"})
ROOT = frozenset(
    """.ci .git .gitattributes .github .gitignore CITATION.cff CODE_OF_CONDUCT.md CONTRIBUTING.md LICENSE LICENSE-TEXT
    Makefile README.md benchmarks constraints-oldest.txt constraints.txt counterpoint docs fonts ledger locks mkdocs.yml
    mutants pyproject.toml snippets tests theme versions""".split()  # noqa: SIM905
)
STRANGE = "Delete it, move it, or list it in .gitignore."
SAVED = frozenset({".svg", ".json"})
BY_HAND = "A twin that was run by hand left what it saved here: delete it. `counterpoint record` keeps its own."
OTHER_PAGES = frozenset({".markdown", ".mdown", ".mkdn", ".mkd"})
PUBLISHED = frozenset({".md", ".svg", ".png", ".woff2", ".txt"})
MERGE = ("<<<<<<< ", ">>>>>>> ")
IGNORED = frozenset({"__pycache__", ".DS_Store"})
FORMATTER = "ruff.toml"  # the snippets' own line width


def symbolic_links(repository: Repository) -> Iterator[Fault]:
    """MkDocs follows them and publishes what they point to."""
    for path in _walk(repository):
        if path.is_symlink():
            yield Fault(path, None, "this is a symbolic link", "Put the file itself here.")


def names(repository: Repository) -> Iterator[Fault]:
    """A name becomes part of an address: lower case, digits, dot, dash, underscore."""
    for path in _walk(repository):
        if not NAME.fullmatch(path.name):
            remedy = "Use lower case letters, digits, '.', '-' and '_' only."
            yield Fault(path, None, f"the name '{ascii(path.name)[1:-1]}' cannot stand in an address", remedy)
        elif path.parent == repository.snippets and path.is_dir() and not TOPIC_NAME.fullmatch(path.name):
            remedy = "Use lower case letters, digits and single underscores."
            yield Fault(path, None, f"'{path.name}' cannot name a topic", remedy)
        elif path.suffix in OTHER_PAGES:
            yield Fault(path, None, f"a page ends in .md, not {path.suffix}", f"Rename it: {path.stem}.md")


def encodings(repository: Repository) -> Iterator[Fault]:
    """A text is UTF-8, holds nothing that nobody sees, and no letter that passes for another."""
    for path in _texts(repository):
        try:
            text = read_text(path)
        except Fault as fault:
            yield fault
            continue
        odd = text.encode().translate(None, PLAIN).decode()  # few characters of a text, or none
        if CONTROL.search(odd) and (control := CONTROL.search(text)):
            what = f"the file holds the control character '{excerpt(control[0])}'"
            yield Fault(
                path, _line(text, control.start()), what, "Delete it: nobody sees it, and a program may obey it."
            )
        if LIKE_LATIN.search(odd) and (mixed := mixed_word(text)):
            what = f"the word '{ascii(mixed[0])[1:-1]}' mixes letters of two alphabets that look alike"
            yield Fault(path, _line(text, mixed.start()), what, "Write it in the letters of one.")


def merges(repository: Repository) -> Iterator[Fault]:
    """A merge that was left half done would be published as it is."""
    for path in _texts(repository):
        with suppress(Fault):  # told by `encodings`
            text = read_text(path)
            if MERGE[0] in text or MERGE[1] in text:
                for number, line in enumerate(text.split("\n"), start=1):
                    if line.startswith(MERGE):
                        what = "this is the mark of a merge that was not finished"
                        yield Fault(path, number, what, "Choose one of the two versions and delete the marks.")
                        break


def tabs(repository: Repository) -> Iterator[Fault]:
    """A tab in a twin is as wide as each reader's editor makes it."""
    for topic, voice in repository.programs():
        path = topic.snippet(voice)
        for number, line in enumerate(read_text(path).split("\n"), start=1):
            if "\t" in line:
                yield Fault(path, number, "this line holds a tab", "Write spaces; in a text, write \\t.")
                break


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def root(repository: Repository) -> Iterator[Fault]:
    """Tools run what they find at the root by its name: a GNUmakefile before the Makefile, a conftest.py."""
    ignored = [line.strip("/") for line in _ignored(repository)]
    for path in sorted(repository.root.iterdir()):
        if path.name not in ROOT and not any(fnmatch(path.name, pattern) for pattern in ignored):
            yield Fault(path, None, "this does not belong at the root", BY_HAND if path.suffix in SAVED else STRANGE)


def _ignored(repository: Repository) -> list[str]:
    file = repository.root / ".gitignore"
    return read_text(file).split() if file.is_file() else []


def kinds(repository: Repository) -> Iterator[Fault]:
    """MkDocs publishes whatever lies below docs/: pages, drawings, and what the theme loads."""
    settings = read_configuration(repository)
    loaded = {str(name) for key in ("extra_css", "extra_javascript") for name in listed(settings, key)}
    for path in sorted(repository.docs.rglob("*")):
        if path.is_dir() or path.name in IGNORED or path.suffix in PUBLISHED:
            continue
        if path.relative_to(repository.docs).as_posix() not in loaded:
            remedy = f"Below docs/ lie {', '.join(sorted(PUBLISHED))}, and what mkdocs.yml loads by its name."
            yield Fault(path, None, f"a file '{path.suffix}' is not published", remedy)


def strangers(repository: Repository) -> Iterator[Fault]:
    """A file in a topic's folder that is no twin is run by no test, and a reader of a twin does not have it."""
    what = "nothing shows or runs this"
    for path in sorted(repository.snippets.glob("*")):
        if not path.is_dir() and path.name not in IGNORED | {FORMATTER}:
            yield Fault(path, None, what, "Move it into the folder of a topic, or delete it.")
    for topic in repository.folders():
        twins = [topic.snippet(voice) for voice in VOICES]
        for path in sorted(topic.folder.iterdir()):
            if path.name not in IGNORED and path not in (*twins, topic.recorded):
                known = f"{', '.join(twin.name for twin in twins)} and what is recorded"
                yield Fault(path, None, what, f"A topic holds {known}; delete it or give it a topic.")


@once
def _walk(repository: Repository) -> list[Path]:
    folders = (repository.docs, repository.snippets, repository.root / "ledger", repository.root / "tests" / "topics")
    paths = [path for folder in folders for path in (folder, *sorted(folder.rglob("*")))]
    here = len(repository.root.parts)
    return [repository.configuration, *(path for path in paths if IGNORED.isdisjoint(path.parts[here:]))]


@once
def _texts(repository: Repository) -> list[Path]:
    """Return the texts that are published, run, or read by a tool."""
    root = repository.root
    others = (path for folder in (".github", "tests") for path in (root / folder).rglob("*"))
    texts = sorted(path for path in {*_walk(repository), *others} if path.suffix in TEXTS)
    return [path for path in texts if path.is_file() and not path.is_symlink()]
