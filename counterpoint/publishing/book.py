"""The whole site as one book: a page made of the built pages, which a browser prints as a PDF with bookmarks."""

import html
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from counterpoint.ledger.claims import read_ledger
from counterpoint.ledger.proof import sheet_of
from counterpoint.publishing.book_parts import Chapter, chapter, claim_anchor
from counterpoint.publishing.citation import read_citation, recorded_on
from counterpoint.source.faults import Fault
from counterpoint.source.navigation import listed, read_configuration
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.text import day_words

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--run-all-compositor-stages-before-draw", "--no-pdf-header-footer"),
    *("--generate-pdf-document-outline", "--export-tagged-pdf"),
)
LONGEST = 1200  # seconds; the whole book takes minutes
POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file: data:; font-src 'self' file:"
SHEET = "assets/stylesheets/book.css"
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
BOOK = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
{styles}
</head>
<body class="book md-typeset" data-md-color-scheme="default">
<section class="title"><p class="book-title">{title}</p><p>{words}</p></section>
<nav><h1>Contents</h1>{contents}</nav>
{chapters}
</body>
</html>
"""


def print_book(repository: Repository, site: Path, book: Path, sources: list[str]) -> None:
    """Write the PDF of the built site, or of these pages; raise Fault where site, page or browser is missing."""
    if not (site / "index.html").is_file():
        raise Fault(site, None, "there is no built site", "Build it first: make site")
    text = book_html(repository, site.resolve(), chosen(repository, sources))
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        source.write_text(text, encoding="utf-8")
        _print(source, printed)
        shutil.move(printed, book)


def chosen(repository: Repository, sources: list[str]) -> list[tuple[str, Page]]:
    """Return the pages of the navigation in order, or these of them, each with the part in which it stands."""
    pages = [
        (part, repository.page(path))
        for part, paths in _parts(listed(read_configuration(repository), "nav"))
        for path in paths
    ]
    known = {page.source for _, page in pages}
    for source in sources:
        if source not in known:
            raise Fault(source, None, "the navigation has no such page", "Name it from docs/ on: concepts/layers.md")
    return [(part, page) for part, page in pages if not sources or page.source in sources]


def _parts(nav: list[object]) -> list[tuple[str, list[str]]]:
    """Return each entry at the top of the navigation with the pages below it."""
    parts = []
    for entry in nav:
        name, below = next(iter(entry.items())) if isinstance(entry, dict) else ("", entry)
        parts.append((str(name), _paths(below)))
    return parts


def _paths(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [path for value in node.values() for path in _paths(value)]
    return [path for item in node for path in _paths(item)] if isinstance(node, list) else []


def book_html(repository: Repository, site: Path, pages: list[tuple[str, Page]]) -> str:
    """Return the book as one page, which names the styles and pictures of the built site where they lie."""
    inside = {page.address for _, page in pages}
    chapters, contents, above = [], [], ""
    for part, page in pages:
        one = chapter(site, page.address, inside)
        if part != above and sum(part == other for other, _ in pages) > 1:
            chapters.append(f'<h1 class="part">{html.escape(part)}</h1>')
            contents.append(f"<li>{html.escape(part)}</li>")
        above = part
        chapters.append(one.html)
        contents.append(_line(one))
    claims = [claim for claim in read_ledger(repository).values() if (site / sheet_of(claim).address).is_dir()]
    if claims:
        chapters.append('<h1 class="part" id="claims">The claims and their evidence</h1>')
        contents.append('<li><a href="#claims">The claims and their evidence</a></li>')
    for claim in claims:
        chapters.append(chapter(site, sheet_of(claim).address, inside, claim_anchor(claim.id)).html)
    return BOOK.format(
        policy=POLICY,
        title=html.escape(_title(repository)),
        words=html.escape(_words(repository, [page for _, page in pages])),
        styles=_styles(site, [page for _, page in pages]),
        contents=f"<ul>{''.join(contents)}</ul>",
        chapters="\n".join(chapters),
    )


def _line(one: Chapter) -> str:
    return f'<li class="below"><a href="#{one.anchor}">{html.escape(one.title)}</a></li>'


def _title(repository: Repository) -> str:
    return str(read_citation(repository).get("title") or read_configuration(repository)["site_name"])


def _words(repository: Repository, pages: list[Page]) -> str:
    """Return what stands below the title: version and day of the newest run."""
    version = read_citation(repository).get("version")
    day = max(map(recorded_on, pages), default="")
    return ", ".join(
        filter(None, [f"Version {version}" if version else "", f"recorded {day_words(day)}" if day else ""])
    )


def _styles(site: Path, pages: list[Page]) -> str:
    """Return the style sheets of these pages, then the book's own, each where it lies."""
    found: dict[Path, None] = {}
    for page in pages:
        file = site / page.address / "index.html"
        for link in STYLE.findall(file.read_text(encoding="utf-8")):
            found[(file.parent / link).resolve()] = None
    return "\n".join(f'<link rel="stylesheet" href="{style.as_uri()}">' for style in [*found, site / SHEET])


def find_browser() -> str:
    """Return a Chromium; raise Fault where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        remedy = "Install it (apt-get install chromium), or name one: CHROMIUM=/path/to/chrome counterpoint book"
        raise Fault("Chromium", None, "no browser was found that prints the book", remedy)
    return found


def _print(source: Path, printed: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            find_browser(),
            *ARGUMENTS,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            done = None
    if done is None or not printed.is_file():
        said = done.stderr.strip().splitlines()[-1:] if done else [f"it took longer than {LONGEST} s"]
        raise Fault(source, None, f"the browser printed nothing: {' '.join(said)}", "Try it with a single page first.")
