"""How a page is cited: who, what, which version, recorded on which day, and where."""

import functools
import html
from pathlib import Path
from typing import Any

from counterpoint.recordings.recording import Recording, read_recording
from counterpoint.source.faults import Fault
from counterpoint.source.pages import Page
from counterpoint.source.published import site_address
from counterpoint.source.repository import Repository
from counterpoint.source.text import day_words, load_yaml, read_text
from counterpoint.source.voices import VOICES

FILE = "CITATION.cff"


def citation(page: Page) -> str:
    """Return what opens below a page: how to cite it, in words and for BibTeX; nothing without a CITATION.cff."""
    about = read_citation(page.repository)
    if not about:
        return ""
    authors = " and ".join(one["name"] for one in about["authors"])
    day, where = recorded_on(page), f"{site_address()}{page.address}" if site_address() else ""
    dated = f"recorded {day_words(day)}" if day else ""
    words = ", ".join(
        filter(None, [authors, f"“{page.title}”", about["title"], f"version {about['version']}", dated, where])
    )
    fields = {"author": f"{{{authors}}}", "title": f"{page.title}. {about['title']}", "version": about["version"]}
    fields |= {"date": day} if day else {}
    fields |= {"url": where} if where else {}
    entry = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    bibtex = f"@online{{counterpoint-{page.name.replace('_', '-')},\n{entry}\n}}"
    return (
        f'<details class="page-source cite"><summary>Cite this page</summary><p>{html.escape(words)}.</p>'
        f'<div class="highlight"><pre><code>{html.escape(bibtex)}</code></pre></div></details>'
    )


def recorded_on(page: Page) -> str:
    """Return the day on which the newest run that the page shows was recorded, or nothing."""
    return max((run.date for run in runs_of(page)), default="")


def versions_of(page: Page) -> str:
    """Return the versions with which the page's runs were recorded: 'torch 2.14.1, tensorflow 2.21.0'."""
    versions = {name: version for run in runs_of(page) for name, version in run.versions.items()}
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def runs_of(page: Page) -> list[Recording]:
    """Return the runs behind what the page shows."""
    topics = dict.fromkeys(call.topic for call in page.calls() if call.topic)
    found = (read_recording(page.repository.topic(name), voice, "cpu") for name in topics for voice in VOICES)
    return [run for run in found if run]


def read_citation(repository: Repository) -> dict[str, Any]:
    """Return CITATION.cff, nothing where there is none; raise Fault where it lacks what a citation needs."""
    path = repository.root / FILE
    return _read(path, read_text(path)) if path.is_file() else {}


@functools.lru_cache(maxsize=16)
def _read(path: Path, text: str) -> dict[str, Any]:
    loaded = load_yaml(text)
    authors = loaded.get("authors") if isinstance(loaded, dict) else None
    named = isinstance(authors, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) for one in authors
    )
    if not named or not all(str(loaded.get(name, "")).strip() for name in ("title", "version")):
        raise Fault(
            path, None, "it lacks a title, a version or an author's name", "See citation-file-format.github.io."
        )
    return dict(loaded)
