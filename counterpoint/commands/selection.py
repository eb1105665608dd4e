"""Choose the tests that a change asks for.

| what changes | what is run |
| --- | --- |
| `snippets/T/`, `tests/topics/test_T.py` | the tests of topic T |
| a page | those of the topic of its name, and of each topic that it shows or quotes |
| entries of `ledger/` | those of the topics on which the entries rest, before or after, and the ledger's |
| an area of the dictionary | the dictionary's tests of that area |
| the navigation in `mkdocs.yml` | the check, which runs in any case |
| `README.md`, `CONTRIBUTING.md`, `.github/`, `CITATION.cff`, `CODE_OF_CONDUCT.md` | `tests/repository/` |
| `docs/assets/`, `theme/` | `tests/site/` |
| a test file | that file |
| anything else: the package, locks, pyproject.toml, conftest.py | everything |
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import yaml

from counterpoint.rendering.quotes import QUOTE
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import load_yaml

CONTENT = tuple(f"tests/content/test_{name}.py" for name in ("snippets", "pages", "notebooks", "numbers", "recordings"))
OF_AREAS = "tests/content/test_dictionary.py"
OF_LEDGER = ("tests/content/test_ledger.py", "tests/counterpoint/ledger")
NAVIGATION = re.compile(r"\s+- .*(?:\.md|:)\s*")
SHOWN = re.compile(r"^///\s*\w+\s*\|\s*(\w+):", re.MULTILINE)


@dataclass
class Selection:
    """The topics and the files whose tests are run, or everything."""

    topics: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    everything: str = ""  # the file that asks for it

    def arguments(self, repository: Repository) -> list[str]:
        """Return what pytest is given; nothing where there is nothing to run."""
        if self.everything:
            return ["tests"]
        topics = [repository.topic(name) for name in sorted(self.topics)]
        files = {f"tests/topics/test_{topic}.py" for topic in topics if topic.test.is_file()} | self.files
        if any(not topic.is_area for topic in topics):
            files |= {name for name in CONTENT if (repository.root / name).is_file()}
        if any(topic.is_area for topic in topics):
            files.add(OF_AREAS)
        there = [name for name in sorted(files) if (repository.root / name).exists()]
        return [*there, *(f"--topic={topic}" for topic in topics)] if there else []


def selection_of(repository: Repository, paths: list[str], before: Callable[[str], str]) -> Selection:
    """Return what changed files ask for; `before` gives a file's earlier text, nothing where there was none."""
    chosen = Selection()
    for path in paths:
        _choose(repository, chosen, path, before)
    chosen.topics = {name for name in chosen.topics if repository.topic(name).exists}
    return chosen


def _choose(repository: Repository, chosen: Selection, path: str, before: Callable[[str], str]) -> None:
    parts = PurePosixPath(path).parts
    name = PurePosixPath(path).stem
    file = repository.root / path
    if path.startswith("snippets/") and path.count("/") > 1:
        chosen.topics.add(parts[1])
    elif path.startswith("tests/topics/test_"):
        chosen.topics.add(name.removeprefix("test_"))
        chosen.files.add(path)
    elif parts[:2] == ("docs", "assets") or parts[0] == "theme":
        chosen.files.add("tests/site")
    elif parts[0] == "docs" and path.endswith(".md"):
        text = file.read_text("utf-8") if file.is_file() else ""
        chosen.topics |= {name, *SHOWN.findall(text), *(m["topic"] for m in QUOTE.finditer(text) if m["topic"])}
    elif parts[0] == "ledger":
        chosen.files |= set(OF_LEDGER)
        chosen.topics |= set(_topics_of_entries(before(path), file.read_text("utf-8") if file.is_file() else ""))
    elif parts[0] == ".github" or path in ("README.md", "CONTRIBUTING.md", "CITATION.cff", "CODE_OF_CONDUCT.md"):
        chosen.files.add("tests/repository")
    elif path.startswith("tests/") and name.startswith("test_"):
        chosen.files.add(path)
    elif path != "mkdocs.yml" or not _navigation_alone(before(path), file.read_text("utf-8")):
        chosen.everything = chosen.everything or path


def _topics_of_entries(before: str, after: str) -> Iterator[str]:
    """Yield the topics on which entries rest that are not the same in both texts."""
    try:
        old, new = (load_yaml(text) or [] for text in (before, after))
    except yaml.YAMLError:
        return  # the check tells
    if not isinstance(old, list) or not isinstance(new, list):
        return
    for entry in [one for one in old if one not in new] + [one for one in new if one not in old]:
        text = str(entry)
        yield from re.findall(r"tests/topics/test_(\w+)\.py", text)
        yield from re.findall(r"'measurement': '(\w+):", text)


def _navigation_alone(before: str, after: str) -> bool:
    """Say whether only entries of the navigation, lines '- title: page', differ."""
    old, new = before.split("\n"), after.split("\n")
    differing = [line for line in set(old).symmetric_difference(new) if line.strip()]
    return all(NAVIGATION.fullmatch(line) for line in differing)


def changed_since(repository: Repository, revision: str) -> tuple[list[str], Callable[[str], str]]:
    """Return the files that differ from where this branch left the revision, and what gives their earlier text."""
    base = _git(repository, "merge-base", revision, "HEAD").strip()
    changed = _git(repository, "diff", "--name-only", "--no-renames", base).split("\n")
    fresh = _git(repository, "ls-files", "--others", "--exclude-standard").split("\n")

    def before(path: str) -> str:
        done = subprocess.run(["git", "show", f"{base}:{path}"], cwd=repository.root, capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else ""

    return sorted({*changed, *fresh} - {""}), before


def changed_topics(repository: Repository, revision: str) -> set[str]:
    """Return the topics and areas whose twins or tests differ from the revision: what must be recorded anew."""
    paths = [path for path in changed_since(repository, revision)[0] if path.endswith(".py")]
    named = {re.sub(r"^(?:snippets/(\w+)/.*|tests/topics/test_(\w+)\.py)$", r"\1\2", path) for path in paths}
    return {topic.name for topic in repository.folders()} & named


def _git(repository: Repository, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repository.root, capture_output=True, text=True)
    if done.returncode:
        what = f"git cannot say what changed: {done.stderr.strip() or ' '.join(arguments)}"
        raise Fault(repository.root, None, what, "Name a topic, or a revision that this clone has: --since HEAD^")
    return done.stdout
