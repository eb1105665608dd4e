"""The articles: read from their file, each statement listed with its verdict and the pages that answer it."""

from pathlib import Path

import pytest

from counterpoint.ledger.articles import articles_list, read_articles, tally
from counterpoint.ledger.claims import read_ledger
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

ARTICLE = "- letter: S\n  title: The hall\n  about: It praises the hall.\n"
CLAIM = "- id: {id}\n  claim: {claim}\n  by: {by}\n  verdict: {verdict}\n  because: So it is.\n"


@pytest.fixture
def small_repository(tmp_path: Path) -> Repository:
    for folder in ("docs/concert", "snippets", "ledger"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "ledger" / "articles.yml").write_text(ARTICLE)
    claims = [
        CLAIM.format(id="S2", claim="It is loud | and long.", by="article S", verdict="opinion"),
        CLAIM.format(id="S10", claim="It is full.", by="article S", verdict="no source found"),
        CLAIM.format(id="S9", claim="It is red.", by="article S", verdict="opinion"),
        CLAIM.format(id="H1", claim="It is ours.", by="this site", verdict="opinion"),
    ]
    (tmp_path / "ledger" / "claims.yml").write_text("".join(claims))
    (tmp_path / "docs" / "ledger.md").write_text("---\ntitle: The ledger\n---\n\n# The ledger\n")
    (tmp_path / "docs" / "articles.md").write_text("/// articles\n")
    (tmp_path / "docs" / "concert" / "loud.md").write_text(
        "---\ntitle: Loud\n---\n\n# Loud\n\nIt is. [[S2]]\n\n## How `red`?\n\nVery. [[S9]] [[S2]]\n"
    )
    (tmp_path / "docs" / "quiet.md").write_text("It isn't. [[S2]]\n\n```\n[[S10]]\n```\n")
    return Repository(tmp_path)


def test_a_single_statement_is_one(small_repository: Repository) -> None:
    claim = read_ledger(small_repository)["S2"]
    assert tally([claim]).startswith("1 statement: 1 *")


def test_each_article_is_a_heading_with_its_statements_counted_by_verdict(small_repository: Repository) -> None:
    head = articles_list(small_repository).partition("\n\n<div")[0]
    assert head == "## S: The hall\n\nIt praises the hall. 3 statements: 2 *opinion*, 1 *no source found*."


def test_each_statement_of_the_article_has_a_row_in_the_order_of_its_number(small_repository: Repository) -> None:
    rows = [line for line in articles_list(small_repository).splitlines() if line.startswith("| **")]
    assert rows == [
        "| **S2** It is loud \\| and long. | [opinion](ledger.md#s2) | [Loud](concert/loud.md)<br>[quiet](quiet.md) |",
        "| **S9** It is red. | [opinion](ledger.md#s9) | [Loud – How red?](concert/loud.md#how-red) |",
        "| **S10** It is full. | [no source found](ledger.md#s10) |  |",
    ]


def test_the_links_are_seen_from_the_folder_of_the_page(small_repository: Repository) -> None:
    (small_repository.docs / "articles.md").rename(small_repository.docs / "concert" / "articles.md")
    assert "(../ledger.md#s9) | [Loud – How red?](loud.md#how-red)" in articles_list(small_repository)


@pytest.mark.parametrize("text", ["- letter: S\n  title: The hall\n", f"{ARTICLE}  author: me\n", "- letter: 1\n"])
def test_an_article_with_a_missing_an_unknown_or_an_empty_field_is_refused(
    small_repository: Repository, text: str
) -> None:
    path = small_repository.root / "ledger" / "articles.yml"
    path.write_text(text)
    with pytest.raises(Fault) as caught:
        read_articles(small_repository)
    assert (caught.value.path, caught.value.line) == (path, 1)


def test_without_a_file_there_are_no_articles(tmp_path: Path) -> None:
    assert read_articles(Repository(tmp_path)) == []
