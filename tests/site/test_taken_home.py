"""The site taken home: an archive that opens from a disk and is searched there, and a book."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from counterpoint.publishing.book import book_html, chosen, find_browser, print_book
from counterpoint.publishing.offline import TOLD, pack
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import VOICES
from tests.conftest import BROWSER_REMEDY
from tests.conftest import find_browser as browser_of_tests
from tests.site.reading import LOST, Site, addresses

LINKED = ("index.html", "lstm/index.html", "ledger/index.html", "ledger/s2/index.html", "notebooks/lstm/index.html")
IN_BOOK = ["orchestra/hall.md", "concepts/persistence.md"]


@pytest.fixture(scope="module")
def unpacked(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The archive of the site, unpacked."""
    folder = tmp_path_factory.mktemp("home")
    pack(built_site, folder / "site.zip", "Counterpoint")
    with zipfile.ZipFile(folder / "site.zip") as archive:
        archive.extractall(folder)
    return Site(folder / "site")


def test_the_archive_holds_every_file_and_says_what_does_not_work(unpacked: Site, site: Site) -> None:
    names = [
        {path.relative_to(one.root).as_posix() for path in one.root.rglob("*") if path.is_file()}
        for one in (site, unpacked)
    ]
    assert names[0] - names[1] == {LOST, "search/search_index.json"}
    assert "python -m http.server" in (unpacked.root / TOLD).read_text("utf-8")


def test_the_same_site_gives_the_same_archive(built_site: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pack(built_site, tmp_path / name / "site.zip", "Counterpoint")
    assert (tmp_path / "one" / "site.zip").read_bytes() == (tmp_path / "two" / "site.zip").read_bytes()


@pytest.mark.parametrize("page", LINKED)
def test_every_link_names_a_file(unpacked: Site, page: str) -> None:
    links = [link for _, link in addresses(unpacked.soup(page))]
    assert links
    assert [
        link for link in links if link.partition("#")[0].partition("?")[0].endswith("/") and "://" not in link
    ] == []
    assert [link for link in links if unpacked.problem(page, link)] == []


def test_without_a_built_site_nothing_is_packed(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="there is no built site"):
        pack(tmp_path / "no", tmp_path / "site.zip", "Counterpoint")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_from_a_disk_it_is_read_and_searched(browser: Browser, unpacked: Site) -> None:
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    failed: list[str] = []
    tab.on("pageerror", lambda error: failed.append(str(error)))
    tab.goto((unpacked.root / "index.html").as_uri())
    tab.locator(".md-search__input").click()
    tab.keyboard.type("policy gradient")
    tab.locator(".md-search-result__link").first.click()
    tab.wait_for_url("**/policy_gradient/index.html*")
    assert tab.locator("h1").inner_text()
    assert tab.evaluate("document.fonts.ready.then(fonts => [...fonts].some(font => font.status === 'loaded'))")
    assert failed == []
    tab.context.close()


@pytest.fixture(scope="module")
def book(repository: Repository, built_site: Path) -> BeautifulSoup:
    """The book of two pages, before it is printed."""
    return BeautifulSoup(book_html(repository, built_site, chosen(repository, IN_BOOK)), "html.parser")


def test_the_book_has_both_voices_and_what_they_printed(book: BeautifulSoup, repository: Repository) -> None:
    text = book.get_text()
    for source in IN_BOOK:
        for call in (call for call in repository.page(source).calls() if call.kind == "duet"):
            for voice in VOICES:
                assert read_sections(repository.topic(call.topic).snippet(voice))[call.section].code.strip() in text
    assert book.select(".output code")
    assert [details for details in book.select("details") if not details.has_attr("open")] == []


def test_every_name_of_the_book_is_its_own_and_every_link_within_leads_to_one(book: BeautifulSoup) -> None:
    names = [str(element["id"]) for element in book.select("[id]")]
    assert len(names) == len(set(names))
    links = [str(link["href"]) for link in book.select("a[href^='#']")]
    assert len(links) > 20
    assert [link for link in links if link[1:] not in names] == []
    assert not book.select("script, a[href^='../'], a[href^='./']")


def test_a_claim_in_the_book_leads_to_its_evidence(book: BeautifulSoup) -> None:
    marks = book.select("a.claim")
    assert marks
    for mark in marks:
        evidence = book.find(id=str(mark["href"])[1:])
        assert evidence and evidence.h2 and evidence.h2.get_text().startswith(f"Claim {mark.get_text()}: ")


def test_a_page_that_is_not_in_the_navigation_is_refused(repository: Repository) -> None:
    with pytest.raises(Fault, match="the navigation has no such page"):
        chosen(repository, ["no.md"])


@pytest.fixture(scope="module")
def printed(repository: Repository, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The book of one page as a PDF."""
    if browser_of_tests() is None:
        pytest.skip(f"no Chromium found. {BROWSER_REMEDY}")
    file = tmp_path_factory.mktemp("book") / "book.pdf"
    print_book(repository, built_site, file, IN_BOOK[:1])
    yield file.read_bytes()


@pytest.mark.browser
def test_the_printed_book_has_pages_bookmarks_and_links_within(printed: bytes) -> None:
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", printed)) > 20
    titles = re.findall(rb"/Title \(([^)]*)\)", printed)
    for title in (b"The hall", b"The claims and their evidence", b"Claim S2: holds"):
        assert title in titles
    assert not re.search(rb"/URI \((?:file|\.)", printed), "a link leads to this machine"


def test_without_a_browser_the_book_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(Fault, match="no browser was found") as caught:
        find_browser()
    assert "CHROMIUM=" in str(caught.value)
