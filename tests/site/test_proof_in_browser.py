"""In a browser: the ledger's filter and its height on a phone, and a block taken home alone."""

import functools
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from counterpoint.ledger.claims import read_ledger
from counterpoint.publishing.publish import moved
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import PYTORCH
from tests.site.conftest import NARROW, WIDE
from tests.site.reading import LOST

pytestmark = pytest.mark.browser
TALLEST = 9000  # pixels of the ledger on a phone; it was a wall of 35,000


def test_the_ledger_is_no_wall_on_a_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/ledger/")
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST


def test_the_ledger_is_filtered_by_verdict_article_and_page(page: Page, repository: Repository) -> None:
    claims = read_ledger(repository).values()
    page.set_viewport_size(WIDE)
    page.goto("/ledger/")
    verdict, article, on_page = page.locator(".claims-filter select").all()
    shown = page.locator("details.claims tbody tr:visible")
    assert shown.count() == 0
    verdict.select_option("opinion")
    assert shown.count() == len([claim for claim in claims if claim.verdict == "opinion"])
    verdict.select_option("")
    article.select_option("Article O")
    assert shown.count() == len([claim for claim in claims if claim.by == "article O"])
    article.select_option("this site's own")
    assert shown.count() == len([claim for claim in claims if claim.by == "this site"])
    article.select_option("")
    on_page.select_option("LSTM")
    assert 0 < shown.count() < 20
    on_page.select_option("")
    page.locator(".claims-filter input").fill("torch.load")
    assert 0 < shown.count() < 10
    assert page.locator(".claims-filter output").inner_text() == f"{shown.count()} of {len(claims)} claims"


def test_an_old_address_of_a_claim_opens_its_part(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/ledger/#s2")
    page.locator("tr#s2").wait_for(state="visible")
    assert page.locator("tr#s2").evaluate("row => row.getBoundingClientRect().top < innerHeight")


def test_a_block_is_taken_home_alone(page: Page, repository: Repository) -> None:
    page.set_viewport_size(WIDE)
    page.goto("/lstm/")
    evidence = page.locator("#block-lstm-model + .duet + details.evidence")
    evidence.locator("summary").click()
    button = evidence.get_by_text("this block in PyTorch")
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "lstm_pytorch_model.py"
    code = read_sections(repository.topic("lstm").snippet(PYTORCH))["model"].code
    assert Path(download.value.path()).read_text(encoding="utf-8") == code.rstrip() + "\n"


def test_a_lost_reader_finds_the_search_asked_for_the_words_of_the_address(
    browser: Browser,
    built_site: Path,
) -> None:
    tab = browser.new_context(viewport=WIDE).new_page()  # type: ignore[arg-type]
    tab.route("http://lost.test/**", functools.partial(from_disk, root=built_site))
    tab.goto("http://lost.test/no_such/policy_gradient.html")
    tab.locator(".md-search-result__item").first.wait_for()
    assert tab.locator("input[name=query]").input_value() == "no such policy gradient"
    assert "no_such/policy_gradient.html" in tab.locator(".md-content article").inner_text()
    found = [link.get_attribute("href") or "" for link in tab.locator("a.md-search-result__link").all()]
    assert any("history/policy_gradient/" in link for link in found[:3])
    tab.context.close()


def from_disk(route: Route, root: Path) -> None:
    """Answer as a server does that has the page for what it lacks."""
    path = root / route.request.url.removeprefix("http://lost.test/").partition("?")[0]
    route.fulfill(path=path if path.is_file() else root / LOST, status=200 if path.is_file() else 404)


def test_a_claim_s_verdict_and_reason_stand_beside_its_sentence_where_there_is_room(page: Page) -> None:
    page.goto("/orchestra/score/")
    for size, beside in ((WIDE, True), (NARROW, False)):
        page.set_viewport_size(size)
        card = page.locator(".md-content__inner > p .claim-card").first
        assert card.is_visible() is beside
    page.set_viewport_size(WIDE)
    note, paragraph = (
        card.bounding_box(),
        page.locator(".md-content__inner > p:has(.claim-card)").first.bounding_box(),
    )
    assert note and paragraph
    assert note["x"] >= paragraph["x"] + paragraph["width"]
    assert note["x"] + note["width"] <= WIDE["width"]
    assert card.locator(".because").is_visible() and not card.locator(".said").is_visible()
    page.locator("button.claim").first.click()
    assert card.locator(".said").is_visible(), "pressed, the mark opens all of it"


def test_no_note_beside_a_sentence_covers_anything(page: Page, repository: Repository) -> None:
    page.set_viewport_size(WIDE)
    marked = [source for source in repository.pages() if "[[" in source.text]
    assert marked
    for source in marked:
        page.goto(f"/{source.address}")
        assert page.evaluate(COVERED) == [], source.name


COVERED = """() => {
  const boxes = [...document.querySelectorAll(".md-content__inner > *, .claim-card")]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width && box.height);
  return boxes.flatMap(({ element: note, box: one }) => note.matches(".claim-card") ? boxes
    .filter(({ element, box }) => element !== note && !element.contains(note) &&
      one.left < box.right - 1 && box.left < one.right - 1 && one.top < box.bottom - 1 && box.top < one.bottom - 1)
    .map(({ element }) => `${note.id} meets ${element.tagName} ${element.textContent.slice(0, 40)}`) : []);
}"""


def test_an_old_address_leads_to_the_new_one_and_keeps_the_place(page: Page) -> None:
    old = moved("old/place/", "lstm/")
    page.route("**/old/place/", lambda route: route.fulfill(body=old, content_type="text/html"))
    page.goto("/old/place/#training")
    page.wait_for_url("**/lstm/#training")


def test_the_form_for_a_mistake_learns_the_section(page: Page) -> None:
    page.goto("/lstm/#training")
    page.evaluate(
        """() => {
            const link = Object.assign(document.createElement("a"), { className: "report", href: "/form?page=x" });
            document.querySelector("article").append(link);
        }"""
    )
    link = page.locator("a.report")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.focus()
    learned = """() => {
        const link = document.querySelector("a.report");
        link.click();
        return link.href.endsWith("%2Flstm%2F%23training");
    }"""
    page.wait_for_function(learned)  # the script comes when the link is turned to
