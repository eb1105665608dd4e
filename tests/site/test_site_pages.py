"""The built site: what each page asks a browser for, what it owes its readers, and what it weighs."""

import copy
import html
import itertools
import json
import re
from collections import Counter

import pytest
from bs4 import Tag

from counterpoint.source.repository import Repository
from tests.site.expected import expected_blocks, html_of
from tests.site.fetching import fetched, files_of, weigh
from tests.site.reading import Site

# What a browser is asked to fetch


def test_whatever_a_page_fetches_is_a_file_of_the_site(site: Site) -> None:
    strange = [
        f"{start}: {link}"
        for page in site.pages()
        for start, link in fetched(site, page)
        if not link or site.target(start, link) is None or site.problem(start, link)
    ]
    assert strange == []


def test_no_script_within_a_page_names_another_host(site: Site) -> None:
    strange = [
        f"{page}: {found[0]}"
        for page in site.pages()
        for script in site.soup(page).select("script:not([src])")
        if (
            found := re.search(
                r"(https?:)?//(?!www\.w3\.org/)[\w.-]+\.\w+[^\"' ]*", f"{script.attrs} {script.get_text()}"
            )
        )
    ]
    assert strange == []


def test_no_page_holds_what_makes_the_theme_fetch_from_another_host(site: Site) -> None:
    """The theme's script asks other hosts for mermaid and for a repository's stars where it finds their marks."""
    marks = ".mermaid, [data-md-component=source], [data-md-component=iframe-worker]"
    assert [page for page in site.pages() if site.soup(page).select(marks)] == []


# What each page owes its readers


def test_each_page_has_a_language_a_title_a_description_and_one_heading(site: Site) -> None:
    lacking = []
    for page in site.pages():
        soup = site.soup(page)
        description = soup.select_one("head meta[name=description]")
        owed = {
            "language": soup.html and soup.html.get("lang") == "en",
            "title": soup.title and soup.title.get_text(strip=True),
            "description": description and str(description["content"]).strip(),
            "one h1": len(soup.find_all("h1")) == 1,
        }
        lacking += [f"{page}: {name}" for name, there in owed.items() if not there]
    assert lacking == []


@pytest.mark.parametrize("selector", ["head title", "head meta[name=description]"])
def test_no_two_pages_share_it(site: Site, selector: str) -> None:
    found = Counter(str(site.soup(page).select_one(selector)) for page in site.written_pages())
    assert [text for text, times in found.items() if times > 1] == []


def test_no_identifier_stands_twice_on_a_page(site: Site) -> None:
    twice = []
    for page in site.pages():
        found = Counter(str(element["id"]) for element in site.soup(page).select("[id]"))
        twice += [f"{page}: {name}" for name, times in found.items() if times > 1]
    assert twice == []


def test_every_picture_says_in_words_what_it_shows(site: Site) -> None:
    silent = [
        f"{page}: {str(image)[:80]}"
        for page in site.pages()
        for image in site.soup(page).select("img, [role=img]")
        if not words_of(image, site.soup(page))
    ]
    assert silent == []


def test_every_page_that_is_read_has_a_picture(site: Site, repository: Repository) -> None:
    """A page of the dictionary is a table: its rows are looked up one by one, and no picture could stand for them."""
    without = [
        page.name
        for page in repository.pages()
        if not page.source.startswith("dictionary/")
        and not site.soup(html_of(page)).select("article img:not(.twemoji), article svg[role=img]")
    ]
    assert without == []


def words_of(image: Tag, soup: Tag) -> str:
    """Return what a screen reader says instead of the picture."""
    labels = (soup.find(id=name) for name in str(image.get("aria-labelledby", "")).split())
    return str(
        image.get("alt") or image.get("aria-label") or "".join(label.get_text() for label in labels if label)
    ).strip()


def test_headings_descend_one_level_at_a_time(site: Site) -> None:
    skipped = []
    for page in site.written_pages():
        article = site.soup(page).article
        levels = [int(heading.name[1]) for heading in article.find_all(re.compile(r"^h[1-6]$"))] if article else []
        pairs = itertools.pairwise(levels)
        skipped += [f"{page}: h{above} then h{below}" for above, below in pairs if below > above + 1]
    assert skipped == []


def test_search_finds_the_code_of_a_page_but_no_label_of_a_drawing(site: Site, repository: Repository) -> None:
    entries = json.loads((site.root / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    assert [entry["location"] for entry in entries if entry["location"].startswith("notebooks/")] == []
    for page in repository.pages():
        found = [entry["text"] for entry in entries if entry["location"].partition("#")[0] == page.address]
        text = html.unescape(" ".join(found))
        duets = [call for call in page.calls() if call.kind == "duet"]
        codes = [code for call in duets for code, _ in expected_blocks(repository, call)]
        assert found and [code for code in codes if code not in text] == []
        article = copy.copy(site.soup(html_of(page)).article)
        assert article
        if page.name == "ledger":  # a claim's own entry tells its reason, which stands on its sheet
            text = html.unescape(" ".join(entry["text"] for entry in entries if entry["location"] == page.address))
        labels = {label.get_text() for drawing in article.select("svg") for label in drawing.extract().select("text")}
        words = " ".join(article.get_text().split())  # what is left of the page without its drawings
        assert [label for label in labels if label in text and label not in words] == []


# What its first view asks for, in bytes as a server sends them, compressed

BUDGETS = {"html": 35_000, "styles": 26_000, "scripts": 40_000, "fonts": 48_000, "in all": 150_000}
MOST_REQUESTS = 12
# A page of the dictionary is one table of an area, or of all areas, with both codes of every row.
OF_ONE_TABLE = {"dictionary/": {"html": 120_000, "in all": 230_000}}


def test_no_page_is_heavier_than_its_budget(site: Site) -> None:
    over = []
    for page in site.written_pages():
        weights = weigh(site, page)
        budgets = BUDGETS | OF_ONE_TABLE.get(page.partition("/")[0] + "/", {})
        over += [f"{page}: {kind} {weights[kind]}" for kind, budget in budgets.items() if weights[kind] > budget]
    assert over == []


def test_no_page_asks_for_more_files_than_twelve_or_one_more_for_what_is_touched(site: Site) -> None:
    asked = {page: files_of(site, page) | {page} for page in site.written_pages()}
    touched = {"assets/javascripts/touch.js", "assets/javascripts/reading/page.js"}
    most = {page: MOST_REQUESTS + bool(touched & files) for page, files in asked.items()}
    assert {page: len(files) for page, files in asked.items() if len(files) > most[page]} == {}
