"""The built site: from a claim to its proof, and the ledger as an index with a sheet for each claim."""

from collections.abc import Iterator

import pytest
from bs4 import Tag

from counterpoint.ledger.claims import read_ledger
from counterpoint.ledger.pieces import sentence
from counterpoint.source.repository import Repository
from tests.site.reading import Site

KINDS = ("test", "measurement", "source")


def links_of(card: Tag) -> list[str]:
    return [str(link["href"]) for link in card.select("a")]


def cards(site: Site) -> Iterator[tuple[str, Tag]]:
    for page in site.written_pages():
        yield from ((page, card) for card in site.soup(page).select(".claim-card"))


def test_every_card_leads_to_its_sheet_and_to_each_piece_of_evidence(site: Site, repository: Repository) -> None:
    ledger = read_ledger(repository)
    seen = 0
    for page, card in cards(site):
        claim = ledger[card.strong.get_text().partition(":")[0]] if card.strong else None
        assert claim
        first, *others = links_of(card)
        assert site.target(page, first) == f"ledger/{claim.anchor}/index.html"
        assert len(others) == len(claim.evidence), f"{page}: {claim.id}"
        seen += 1
    assert seen > 150


def test_a_test_that_a_claim_names_is_shown_at_its_line(site: Site, repository: Repository) -> None:
    tests = [piece["test"] for claim in read_ledger(repository).values() for piece in claim.evidence if "test" in piece]
    assert tests
    for test in tests:
        path, _, name = test.partition("[")[0].partition("::")
        soup = site.soup(f"{path.removesuffix('.py')}/index.html")
        line = soup.find(id=name)
        assert line and line.get_text().startswith(f"def {name}("), test
        number = str(line.find_parent("code")).partition(f'<a id="{name}">')[0].count("\n") + 1
        assert (repository.root / path).read_text(encoding="utf-8").splitlines()[number - 1] == line.get_text()
        assert soup.select_one(f'li a[href="#{name}"]').get_text() == sentence(name)


def test_a_file_of_tests_is_shown_whole(site: Site, repository: Repository) -> None:
    for page in (name for name in site.written_pages() if name.startswith("tests/")):
        path = f"{page.removesuffix('/index.html')}.py"
        shown = site.soup(page).select_one("pre > code").get_text().rstrip("\n")
        assert shown == (repository.root / path).read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_tells_its_claim_its_verdict_its_reason_and_all_evidence(
    site: Site, repository: Repository, kind: str
) -> None:
    for claim in read_ledger(repository).values():
        sheet = site.soup(f"ledger/{claim.anchor}/index.html")
        text = " ".join(sheet.main.get_text().split())
        for told in (claim.claim, claim.because):
            assert told.replace("`", "") in text
        assert claim.verdict in sheet.h1.get_text()
        expected = [piece for piece in claim.evidence if kind in piece]
        name = {"test": "Test", "measurement": "Recorded", "source": "Source"}[kind]
        shown = [item for item in sheet.select("main li") if item.get_text().startswith(f"{name}: ")]
        assert len(shown) == len(expected)


def test_the_index_has_a_row_for_every_claim_at_its_old_address(site: Site, repository: Repository) -> None:
    soup = site.soup("ledger/index.html")
    rows = {str(row["id"]): row for row in soup.select("details.claims tbody tr")}
    claims = {claim.anchor: claim for claim in read_ledger(repository).values()}
    assert sorted(rows) == sorted(claims)
    for anchor, row in rows.items():
        statement, verdict, pages = row.select("td")
        assert claims[anchor].verdict == verdict.get_text()
        assert statement.get_text().startswith(claims[anchor].id + " ")
        assert pages.select("a"), f"{anchor} is marked on no page"
    assert not soup.select("details.claims[open]"), "a reader of a phone would scroll past all of them"


def test_a_line_below_every_block_opens_and_leads_to_the_tests(site: Site, repository: Repository) -> None:
    for page in (topic.page for topic in repository.topics() if topic.page):
        for evidence in site.soup(f"{page.address}index.html").select("details.evidence"):
            assert not evidence.has_attr("open")
            assert evidence.summary and evidence.summary.get_text(strip=True)
            assert any("tests/topics/" in link for link in links_of(evidence))


def test_some_values_are_traced_to_the_test_that_measured_them(site: Site) -> None:
    traced = site.soup("lstm/index.html").select(".parity li a")
    assert [str(link["href"]).partition("#")[0] for link in traced] == ["../tests/topics/test_lstm/"] * len(traced)
    assert len(traced) >= 5
