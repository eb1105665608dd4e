"""The last lines of a page: its other forms, its source, the form for a mistake, and how to cite it."""

import html
import posixpath

from counterpoint.publishing.citation import citation, versions_of
from counterpoint.source import published
from counterpoint.source.pages import Page


def footer(page: Page, notebooks: str) -> str:
    """Return the links below a page and its citation; `notebooks` is where their pages lie, nothing where none do."""
    start = page.address or "."
    is_topic = page.name in [topic.name for topic in page.repository.topics()]
    source = posixpath.relpath(page.source, start)
    links = [f'<a href="{source}" type="text/markdown">This page as Markdown</a>']
    if notebooks and is_topic:
        links.append(f'<a href="{posixpath.relpath(notebooks + page.name, start)}/">This page as a notebook</a>')
    links += _elsewhere(page, is_topic)
    return f'<p class="page-source">{" · ".join(links)}</p>{citation(page)}'


def _elsewhere(page: Page, is_topic: bool) -> list[str]:
    """Return the links that need an address, of the repository or of the site."""
    path = f"docs/{page.source}"
    where = f"{published.site_address()}{page.address}"
    addresses = {
        "Open in Colab": (published.colab(page.name) if is_topic else "", ""),
        "View on GitHub": (published.view(path), ""),
        "Edit this page": (published.edit(path), ""),
        "Report a mistake on this page": (published.report(page.title, where, versions_of(page)), ' class="report"'),
        "The whole site to take home": (published.archive(), ""),
    }
    return [f'<a href="{html.escape(to)}"{more}>{words}</a>' for words, (to, more) in addresses.items() if to]
