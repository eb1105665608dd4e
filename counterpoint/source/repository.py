"""Paths in a Counterpoint repository: topics, snippets, pages, tests, and what was recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterpoint.source.text import NAME
from counterpoint.source.voices import VOICES, Voice

# Where each topic's page was found last: a walk through docs/ for every call would cost a large site dear.
_page_of: dict[Path, dict[str, Path]] = {}


@dataclass(frozen=True)
class Repository:
    """A repository laid out as Counterpoint's: one folder, one page and one test share a topic's name."""

    root: Path

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def snippets(self) -> Path:
        return self.root / "snippets"

    @property
    def configuration(self) -> Path:
        return self.root / "mkdocs.yml"

    def topics(self) -> list[str]:
        """Return the topics in alphabetical order: the folders below snippets/."""
        if not self.snippets.is_dir():
            return []
        folders = (path for path in self.snippets.iterdir() if path.is_dir())
        return sorted(path.name for path in folders if NAME.fullmatch(path.name))

    def has_topic(self, name: str) -> bool:
        return bool(NAME.fullmatch(name)) and (self.snippets / name).is_dir()

    def snippet(self, topic: str, voice: Voice) -> Path:
        return self.snippets / topic / f"{topic}_{voice.name}.py"

    def twins(self) -> Iterator[tuple[str, Voice]]:
        """Yield every topic with every voice that has a file."""
        for topic in self.topics():
            for voice in VOICES:
                if self.snippet(topic, voice).is_file():
                    yield topic, voice

    def recorded(self, topic: str) -> Path:
        return self.snippets / topic / "recorded"

    def recording(self, topic: str, voice: Voice, device: str) -> Path:
        return self.recorded(topic) / f"{voice.name}_{device}.json"

    def parity(self, topic: str, device: str) -> Path:
        return self.recorded(topic) / f"parity_{device}.json"

    def test(self, topic: str) -> Path:
        return self.root / "tests" / "topics" / f"test_{topic}.py"

    def pages(self) -> list[Path]:
        """Return the Markdown pages in alphabetical order."""
        return sorted(path for path in self.docs.rglob("*.md") if path.is_file())

    def page(self, topic: str) -> Path | None:
        """Return the page that carries the topic's name, wherever it stands below docs/."""
        known = _page_of.get(self.docs, {}).get(topic)
        if known is None or not known.is_file():
            _page_of[self.docs] = {page.stem: page for page in reversed(self.pages())}
            known = _page_of[self.docs].get(topic)
        return known

    def address(self, page: Path) -> str:
        """Return where the page is published, relative to the site's root: `lstm/`, or `` for the home page."""
        path = page.relative_to(self.docs).with_suffix("")
        if path.name == "index":
            path = path.parent
        return "" if path.as_posix() == "." else f"{path.as_posix()}/"

    def folder(self, topic: str) -> str:
        """Return where the topic's files are published, relative to the site's root."""
        page = self.page(topic)
        return self.address(page) if page else f"{topic}/"
