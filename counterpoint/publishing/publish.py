"""Write Markdown, sources, tests, notebooks and llms.txt into the built site."""

import html
import json
import posixpath
import shutil
from collections.abc import Callable
from pathlib import Path

from counterpoint.ledger.redirects import read_redirects
from counterpoint.publishing.feed import FILE as FEED
from counterpoint.publishing.feed import feed
from counterpoint.publishing.sheets_of_claims import sheets_of_claims
from counterpoint.publishing.sheets_of_tests import sheets_of_tests
from counterpoint.recordings.dictionary import as_csv, as_json, schema
from counterpoint.rendering import for_text
from counterpoint.rendering.expand import expand
from counterpoint.rendering.for_notebook import write_notebooks
from counterpoint.rendering.plain import plain
from counterpoint.source.navigation import read_configuration, read_navigation
from counterpoint.source.pages import Page
from counterpoint.source.reading.knowledge import packaged_tables
from counterpoint.source.repository import DICTIONARY, Repository, Topic
from counterpoint.source.voices import VOICES

MOVED = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">
<script src="{up}assets/javascripts/moved.js" data-to="{way}"></script>
<meta http-equiv="refresh" content="0; url={way}">
<link rel="canonical" href="{canonical}">
<title>{old} has moved</title>
<meta name="description" content="What was at {old} is at {new} now.">
</head>
<body><h1>This page has moved</h1><p><a href="{way}">To its new address</a></p></body>
</html>
"""


BETWEEN = "=" * 80  # stands above and below the address of each page where all pages are in one file


def plain_page(page: Page) -> str:
    """Return the page as plain Markdown with all code and output in place."""
    return plain(expand(page.repository, page, page.body, for_text.FORM, page.lines_above)).strip() + "\n"


def publish(
    repository: Repository, site: Path, address: str = "", written_out: Callable[[Page], str] = plain_page
) -> None:
    """Write everything into the built site; `address` is its URL with a closing slash, or nothing where unknown."""
    texts = {page.source: written_out(page) for page in repository.pages()}
    for source, text in texts.items():
        _write(site / source, text)
    for topic in repository.folders():
        _publish_topic(site, topic, address)
    if repository.areas():
        for name, content in {"rows.json": as_json, "rows.csv": as_csv}.items():
            _write(site / DICTIONARY / name, content(repository))
        _write(site / DICTIONARY / "rows.schema.json", schema())
        _write(site / DICTIONARY / "reading.json", json.dumps(packaged_tables(), separators=(",", ":")))
    site_name = str(read_configuration(repository)["site_name"])
    if changes := feed(repository, site_name, address):
        _write(site / FEED, changes)
    for sheet in (*sheets_of_tests(repository), *sheets_of_claims(repository)):
        sheet.write(site, site_name, address)
    _write(site / "llms.txt", index_for_readers_of_text(repository, address))
    for redirect in read_redirects(repository):
        old, new = (repository.page(source).address for source in (redirect.old, redirect.new))
        _write(site / old / "index.html", moved(old, new, address))
    order = [entry.path for entry in read_navigation(repository)]
    parts = [f"{BETWEEN}\n{address}{page}\n{BETWEEN}\n\n{texts[page]}" for page in order if page in texts]
    _write(site / "llms-full.txt", "\n".join(parts))


def moved(old: str, new: str, address: str = "") -> str:
    """Return the page of an old address: it leads to the new one without a script, and search engines keep that one."""
    way = posixpath.relpath(new or ".", old) + "/"
    canonical = f"{address}{new}" if address else way
    told = {
        "way": way,
        "canonical": canonical,
        "old": old,
        "new": new or "the first page",
        "up": "../" * old.count("/"),
    }
    return MOVED.format(**{name: html.escape(text) for name, text in told.items()})


def index_for_readers_of_text(repository: Repository, address: str) -> str:
    """Return llms.txt: the site's name and aim, then every page of the navigation with its description."""
    configuration = read_configuration(repository)
    lines = [f"# {configuration['site_name']}", ""]
    if "site_description" in configuration:
        lines += [f"> {configuration['site_description']}", ""]
    lines += ["## Pages", ""]
    for entry in read_navigation(repository):
        matter = repository.page(entry.path).matter
        title = entry.title or matter.get("title", entry.path)
        description = f": {matter['description']}" if "description" in matter else ""
        lines.append(f"- [{title}]({address}{entry.path}){description}")
    return "\n".join(lines) + "\n"


def _publish_topic(site: Path, topic: Topic, address: str) -> None:
    folder = site / topic.address
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        *topic.folder.glob("*.py"),
        *topic.recorded.glob("*.svg"),
        *(file for voice in VOICES for file in topic.saved(voice, "cpu") if file.suffix == ".json"),
        topic.test,
        *topic.test_helpers,
    ]
    for file in files:
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
    notebook = topic.repository.root / ".cache" / "notebooks" / f"{topic}.ipynb"
    if notebook.is_file():
        # A notebook that was taken home has no site around it. Where the site's address is unknown, its links at least
        # lead from the folder in which it is published; those of the notebook's own page lead from two folders down.
        root = address or "../" * topic.address.count("/")
        _write(folder / notebook.name, notebook.read_text("utf-8").replace("](../../", f"]({root}"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def prepare_notebooks(repository: Repository) -> list[Path]:
    """Write the notebooks where the builder and `publish` find them."""
    return write_notebooks(repository, repository.root / ".cache" / "notebooks")
