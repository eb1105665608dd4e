"""What only MkDocs can do for us: refuse a faulty page, show the notebooks, publish beside the HTML.

The pages themselves need none of it: they are expanded by the Python-Markdown extension. A plugin it is because
`mkdocs serve` builds into a folder that MkDocs alone knows, and because a notebook's page is made by another
plugin, which must be handed the notebook. Builders without MkDocs plugins use `counterpoint publish` instead.
"""

import functools
import logging
import posixpath
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from counterpoint.checks.stages import check, stale_recordings
from counterpoint.ledger.behaviour import read_changes
from counterpoint.publishing.notebook_files import NOTEBOOKS, file_of, left_out
from counterpoint.publishing.publish import plain_page, prepare_notebooks, publish
from counterpoint.publishing.search import SearchEntry, own_entries, searchable, weigh_rows
from counterpoint.publishing.serve_cache import KeptPages
from counterpoint.rendering.for_notebook import code_cells
from counterpoint.source.collection import no_collection
from counterpoint.source.faults import Fault
from counterpoint.source.once import nothing_changes
from counterpoint.source.repository import Repository

# MkDocs counts warnings below this name and fails a strict build.
log = logging.getLogger("mkdocs.plugins.counterpoint")


class CounterpointPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Registered as `counterpoint` in mkdocs.yml; stands before mkdocs-jupyter there."""

    kept_pages: KeptPages | None = None
    reading: ExitStack | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        if command == "serve":
            self.kept_pages = KeptPages()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self._begin_to_read()
        root = Path(config.config_file_path).parent
        self.repository = Repository(root)
        settings = config.mdx_configs.setdefault("counterpoint.publishing.markdown_extension", {})
        settings.update(root=str(root), notebooks=NOTEBOOKS)
        config.extra["feed"] = bool(read_changes(self.repository))
        if self.kept_pages:
            config.extra["policy"] = False  # the live server's script stands in the page: theme/partials/policy.html
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Stop before anything is written; a stale recording is shown as such, and fails a strict build."""
        faults = check(self.repository, stale=False)
        if faults:
            raise PluginError("\n".join(str(fault) for fault in faults))
        for fault in stale_recordings(self.repository):
            log.warning(str(fault))

    def _begin_to_read(self) -> None:
        """Read each file once in this build: the check and the pages ask for the same ones."""
        self._end_reading()  # an earlier build may have ended in the middle
        self.reading = ExitStack()
        self.reading.enter_context(nothing_changes())
        if self.kept_pages:  # to search all that the first build has left took a tenth of a later one
            self.reading.enter_context(no_collection(for_good=not self.kept_pages.notebooks))

    def _end_reading(self) -> None:
        if self.reading:
            self.reading.close()

    def on_build_error(self, *, error: Exception) -> None:
        """Tell what a page's last look refused as the check tells its faults: without a traceback."""
        self._end_reading()
        if isinstance(error, Fault):
            raise PluginError(str(error))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        kept = self.kept_pages
        if kept is None:
            written = [file_of(config, notebook) for notebook in prepare_notebooks(self.repository)]
        else:
            kept.notebooks = kept.notebooks or prepare_notebooks(self.repository)
            written = [left_out(self.repository, config, notebook) for notebook in kept.notebooks]
        for file in written:
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        if self.kept_pages:
            self.kept_pages.begin_build(self.repository, config, files)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        if self.kept_pages:
            env.bytecode_cache = self.kept_pages.templates
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        if self.kept_pages:
            page.render = functools.partial(self.kept_pages.render, self.repository, page)  # type: ignore[method-assign]
        elif config.site_url and not page.file.src_uri.startswith(NOTEBOOKS):
            from counterpoint.publishing.open_graph import figures, picture_of  # Pillow: where the site is published

            source = self.repository.page(page.file.src_uri)
            page.meta.update(picture=picture_of(source), figures=figures(source))

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Make a notebook's page one of the site's; search finds the topic's own page."""
        if self.kept_pages or not page.file.src_uri.startswith(NOTEBOOKS):
            return html
        topic = Path(page.file.src_uri).stem
        page.meta.update(
            title=f"{page.title}, the notebook",
            description=f"{page.title} as a notebook in which the recorded outputs stand in place.",
            search={"exclude": True},
        )
        # Its parser is slow to load: only where a notebook is shown.
        from counterpoint.publishing.notebook_page import tidy

        told = self.repository.topic(topic)
        return tidy(
            html,
            posixpath.relpath(f"{told.address}{topic}.ipynb", f"{NOTEBOOKS}{topic}"),
            code_cells(told),
            self.repository.docs / "assets" / "images",
        )

    @event_priority(50)
    def _begin_notebook(self, /, context: TemplateContext, *, page: Page, config: MkDocsConfig, **_: Any) -> None:
        """Open the list of pages at the topic's own page, which the navigation names."""
        self.named = self._named(page, context["nav"])
        if self.named:
            self.named.active = True

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        if self.named:
            self.named.active = False
        return output

    def _named(self, page: Page, navigation: Navigation) -> Page | None:
        """Return the page of a notebook's topic."""
        if not page.file.src_uri.startswith(NOTEBOOKS):
            return None
        source = self.repository.topic(Path(page.file.src_uri).stem).page
        return next((one for one in navigation.pages if source and one.file.src_uri == source.source), None)

    @event_priority(100)
    def _before_search(self, /, context: TemplateContext, *, page: Page, config: MkDocsConfig, **_: Any) -> None:
        """Hand the search the page without colours, drawings and furniture: reading them took two fifths of a build."""
        self.content = page.content
        page.content = self.searched = searchable(page.content or "", Path(page.file.src_uri).stem)
        if self.kept_pages:
            self.kept_pages.entries.begin(page, _search_index(config))

    @event_priority(-100)
    def _after_search(self, /, context: TemplateContext, *, page: Page, config: MkDocsConfig, **_: Any) -> None:
        if self.kept_pages:
            self.kept_pages.entries.end(page, self.searched, _search_index(config))
        page.content = self.content
        name = Path(page.file.src_uri).stem
        _search_index(config).extend(own_entries(self.repository, name, page.url))
        weigh_rows(_search_index(config), page.url)

    on_page_context = CombinedEvent(_before_search, _begin_notebook, _after_search)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        written_out = self.kept_pages.plain_page if self.kept_pages else plain_page
        publish(self.repository, Path(config.site_dir), config.site_url or "", written_out)
        if not self.kept_pages:  # a page that is served waits for none of this
            from counterpoint.publishing.styles import share_one_style_sheet

            share_one_style_sheet(Path(config.site_dir))
        if config.site_url and not self.kept_pages:
            from counterpoint.publishing.open_graph import write_pictures

            write_pictures(self.repository, Path(config.site_dir), config.site_name)
        self._end_reading()


def _search_index(config: MkDocsConfig) -> list[SearchEntry]:
    """Return the entries of the search so far, whichever search it is; a list that nobody reads where there is none."""
    search = next((plugin for name, plugin in config.plugins.items() if name.endswith("search")), None)
    if search is None:
        return []
    index: Any = search.search_index
    # Material's, MkDocs's own.
    found: list[SearchEntry] = index.entries if hasattr(index, "entries") else index._entries
    return found
