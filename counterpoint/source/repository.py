"""Paths in a Counterpoint repository: topics, snippets, pages, tests, and what was recorded."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterpoint.source.once import once
from counterpoint.source.pages import Page
from counterpoint.source.text import NAME, read_text
from counterpoint.source.voices import VOICES, Voice

HELPERS = re.compile(r"^from tests\.topics\.(\w+) import ", re.MULTILINE)
DICTIONARY = "dictionary"  # the folder of its pages, below docs/

# Where each topic's page was found last: a walk through docs/ for every call would cost a large site dear.
_page_of: dict[Path, dict[str, Path]] = {}


@dataclass(frozen=True)
class Repository:
    """A repository laid out as Counterpoint's: one folder, one page and one test share a topic's name."""

    root: Path

    @functools.cached_property
    def docs(self) -> Path:
        return self.root / "docs"

    @functools.cached_property
    def snippets(self) -> Path:
        return self.root / "snippets"

    @property
    def configuration(self) -> Path:
        return self.root / "mkdocs.yml"

    def touch(self, name: str) -> Path:
        """The script that draws what a page's call `touch` of this name shows."""
        return self.root / "theme" / "assets" / "javascripts" / "touch" / f"{name}.js"

    def topics(self) -> list["Topic"]:
        """Return the topics in alphabetical order: the folders below snippets/ that are no area of the dictionary."""
        return list(_topics(self))

    def areas(self) -> list["Topic"]:
        """Return the areas of the dictionary in alphabetical order."""
        return [topic for topic in self.folders() if topic.is_area]

    def folders(self) -> list["Topic"]:
        """Return topics and areas in alphabetical order: all folders below snippets/."""
        return list(_folders(self))

    def topic(self, name: str) -> "Topic":
        """Return the topic of that name, whether or not it exists."""
        return Topic(self, name)

    def twins(self) -> Iterator[tuple["Topic", Voice]]:
        """Yield every topic with every voice that has a file."""
        return _with_voices(self.topics())

    def programs(self) -> Iterator[tuple["Topic", Voice]]:
        """Yield every topic and every area with every voice that has a file."""
        return _with_voices(self.folders())

    def pages(self) -> list[Page]:
        """Return the Markdown pages in alphabetical order."""
        return list(_pages(self))

    def page(self, source: str) -> Page:
        """Return the page at this path below docs/, whether or not it exists."""
        return Page(self, self.docs / source)

    def page_named(self, name: str) -> Page | None:
        """Return the page of this name, wherever it lies below docs/; None where there is none."""
        known = _page_of.get(self.docs, {}).get(name)
        if known is None or not known.is_file():
            _page_of[self.docs] = {page.name: page.path for page in reversed(self.pages())}
            known = _page_of[self.docs].get(name)
        return Page(self, known) if known else None


@dataclass(frozen=True)
class Topic:
    """One topic of a repository: its twins, what was recorded of them, its page and its test."""

    repository: Repository
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def exists(self) -> bool:
        return bool(NAME.fullmatch(self.name)) and self.folder.is_dir()

    @property
    def is_area(self) -> bool:
        """Whether it is an area of the dictionary: its page lies in docs/dictionary/."""
        return _is_area(self)

    @functools.cached_property
    def folder(self) -> Path:
        return self.repository.snippets / self.name

    def snippet(self, voice: Voice) -> Path:
        return self.folder / f"{self.name}_{voice.name}.py"

    @functools.cached_property
    def recorded(self) -> Path:
        """The folder of what was recorded."""
        return self.folder / "recorded"

    def recording(self, voice: Voice, device: str) -> Path:
        return self.recorded / f"{voice.name}_{device}.json"

    def parity(self, device: str) -> Path:
        return self.recorded / f"parity_{device}.json"

    @property
    def alone(self) -> Path:
        """What each section does when it is run alone."""
        return self.recorded / "alone.json"

    @property
    def times(self) -> Path:
        """What was timed, where the topic is measured."""
        return self.recorded / "times.json"

    def picture(self, name: str, voice: Voice, device: str) -> Path:
        return self.recorded / f"{name}_{voice.name}_{device}.svg"

    def data(self, name: str, voice: Voice, device: str) -> Path:
        return self.recorded / f"{name}_{voice.name}_{device}.json"

    def saved(self, voice: Voice, device: str) -> list[Path]:
        """The pictures and the data that lie beside a recording; the parity of two devices is named alike."""
        files = self.recorded.glob(f"*_{voice.name}_{device}.*")
        parity = self.parity(f"{voice.name}_{device}")
        return sorted(file for file in files if file.suffix in (".svg", ".json") and file != parity)

    @property
    def test(self) -> Path:
        return self.repository.root / "tests" / "topics" / f"test_{self.name}.py"

    @property
    def test_helpers(self) -> list[Path]:
        """The modules beside the test from which it takes helpers: whoever reads the test elsewhere needs them, too."""
        names = sorted(set(HELPERS.findall(read_text(self.test)))) if self.test.is_file() else []
        files = (self.test.with_name(f"{name}.py") for name in names)
        return [file for file in files if file.is_file()]

    @property
    def page(self) -> Page | None:
        """The page that carries the topic's name."""
        return self.repository.page_named(self.name)

    @property
    def title(self) -> str:
        """The title of its page; the topic's name where it has none."""
        return self.page.title if self.page else self.name

    @property
    def address(self) -> str:
        """Where the topic's files are published, relative to the site's root."""
        return self.page.address if self.page else f"{self.name}/"


def _with_voices(topics: list[Topic]) -> Iterator[tuple[Topic, Voice]]:
    for topic in topics:
        for voice in VOICES:
            if topic.snippet(voice).is_file():
                yield topic, voice


@once
def _folders(repository: Repository) -> tuple[Topic, ...]:
    if not repository.snippets.is_dir():
        return ()
    names = (path.name for path in repository.snippets.iterdir() if path.is_dir())
    return tuple(repository.topic(name) for name in sorted(names) if NAME.fullmatch(name))


@once
def _topics(repository: Repository) -> tuple[Topic, ...]:
    return tuple(topic for topic in _folders(repository) if not topic.is_area)


@once
def _pages(repository: Repository) -> tuple[Page, ...]:
    return tuple(Page(repository, path) for path in sorted(repository.docs.rglob("*.md")) if path.is_file())


@once
def _is_area(topic: Topic) -> bool:
    return (topic.repository.docs / DICTIONARY / f"{topic.name}.md").is_file()
