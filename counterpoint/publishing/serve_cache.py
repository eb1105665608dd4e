"""Keep what a page became: `mkdocs serve` builds the whole site at every save, and most pages are as they were."""

import re
from pathlib import Path
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as BuiltPage

from counterpoint.ledger.glossary import explanations
from counterpoint.publishing.publish import plain_page
from counterpoint.publishing.search import SearchEntry
from counterpoint.rendering import for_site
from counterpoint.rendering.expand import expand
from counterpoint.source.page_calls import WHOLE
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository

ROWS = "rows.json"  # of an area, which the pages of topics name, too
SHOWN = frozenset({".py", ".json", ".svg", ".yml"})
RENDERED = ("content", "toc", "_title_from_render", "present_anchor_ids")


class CompiledTemplates(BytecodeCache):
    """The theme's templates as they were compiled by the first build: a third of the work of a later one."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class KeptPages:
    """What each page was rendered from, and what it became."""

    def __init__(self) -> None:
        self.templates = CompiledTemplates()
        self.entries = KeptEntries()
        self.notebooks: list[Path] = []  # written by the first build alone, since none is rendered
        self._shared: Any = None
        self._files: dict[str, Any] = {}
        self._expanded: dict[str, tuple[Any, str]] = {}
        self._plain: dict[Page, tuple[Any, str]] = {}
        self._kept: dict[str, tuple[Any, dict[str, Any]]] = {}

    def begin_build(self, repository: Repository, config: MkDocsConfig, files: Files) -> None:
        """Look once at what every page depends on: terms, settings, topics, the names of files, what may be shown."""
        settings = repr((config.markdown_extensions, config.mdx_configs))
        self._shared = explanations(repository), settings, repository.topics(), sorted(files.src_uris)
        self._files = _state_of_what_is_shown(repository)

    def render(self, repository: Repository, page: BuiltPage, config: MkDocsConfig, files: Files) -> None:
        """Render the page, or give it what it became from the same text; its links `check` has followed."""
        source = self._expand(repository.page(page.file.src_uri), page.markdown or ""), self._shared
        kept, became = self._kept.get(page.file.src_uri, (None, {}))
        if kept == source:
            vars(page).update(became)
            return
        BuiltPage.render(page, config, files)
        self._kept[page.file.src_uri] = source, {name: getattr(page, name) for name in RENDERED}

    def _expand(self, page: Page, markdown: str) -> str:
        """Return the page with its calls expanded, from memory where nothing that it may show was saved."""
        from_what = markdown, self._shared, self._files_shown_on(page, markdown)
        kept, expanded = self._expanded.get(page.source, (None, ""))
        if kept != from_what or any(call.kind in WHOLE for call in page.calls()):  # those show other pages, too
            expanded = expand(page.repository, page, markdown, for_site.FORM)
            self._expanded[page.source] = from_what, expanded
        return expanded

    def _files_shown_on(self, page: Page, markdown: str) -> Any:
        """Return the state of what the page may show; it names each topic of which it shows any; rows tell of all."""
        if any(call.kind == "rows" for call in page.calls()):
            return self._files
        named = {"", page.name, *re.findall(r"\w+", markdown)}
        return {folder: state for folder, state in self._files.items() if folder in named}

    def plain_page(self, page: Page) -> str:
        """Return the page as plain Markdown, made anew where the page was rendered anew."""
        source, _ = self._kept.get(page.source, (None, {}))
        kept, text = self._plain.get(page, (None, ""))
        if source is None or kept != source:
            text = plain_page(page)
            self._plain[page] = source, text
        return text


class KeptEntries:
    """What the search found on each page, while its HTML is as it was: to read it again is a fifth of a build."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, list[SearchEntry]]] = {}
        self._before = 0

    def begin(self, page: BuiltPage, entries: list[SearchEntry]) -> None:
        """Enter what is known of the page, and leave the search nothing to read."""
        html, known = self._kept.get(page.url, ("", []))
        if html and html == page.content:
            entries += [dict(entry) for entry in known]
            page.content = ""
        self._before = len(entries)

    def end(self, page: BuiltPage, html: str, entries: list[SearchEntry]) -> None:
        """Keep what the search has found, if it read the page."""
        if page.content:
            self._kept[page.url] = html, [dict(entry) for entry in entries[self._before :]]


def _state_of_what_is_shown(repository: Repository) -> dict[str, list[tuple[str, int, int]]]:
    """Return the name, day and size of each file that a page may show, by topic; under "" what any page may show."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for path in sorted(repository.snippets.rglob("*")):
        if path.suffix in SHOWN:
            topic = "" if path.name == ROWS else path.relative_to(repository.snippets).parts[0]
            found.setdefault(topic, []).append(_state(path))
    for folder in (repository.root / "ledger", repository.docs):
        found.setdefault("", []).extend(_state(path) for path in sorted(folder.rglob("*")) if path.suffix in SHOWN)
    return found


def _state(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return str(path), state.st_mtime_ns, state.st_size
