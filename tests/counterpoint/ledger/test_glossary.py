"""The glossary: read from its file, shown as a table, and explained at a term's first mention on a page."""

from pathlib import Path

import pytest
from markdown import Markdown

from counterpoint.ledger.glossary import explanations, read_glossary
from counterpoint.ledger.tables import glossary_table
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

ENTRY = "- term: loss\n  meaning: How wrong it is.\n  pytorch: nn\n  tensorflow: keras\n  forms: [losses]\n"


@pytest.fixture
def small_repository(tmp_path: Path) -> Repository:
    for folder in ("docs", "snippets", "ledger"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ledger" / "glossary.yml").write_text(ENTRY)
    return Repository(tmp_path)


def convert(repository: Repository, name: str, text: str) -> str:
    (repository.docs / name).write_text(text)
    settings = {"counterpoint.publishing.markdown_extension": {"root": str(repository.root)}}
    return Markdown(extensions=["counterpoint.publishing.markdown_extension"], extension_configs=settings).convert(text)


def test_the_first_mention_on_a_page_is_explained_and_no_later_one(small_repository: Repository) -> None:
    html = convert(small_repository, "a.md", "The loss falls. A loss is a loss. Losses too.")
    assert html.startswith('<p>The <abbr title="How wrong it is.">loss</abbr> falls. A loss is a loss. Losses too.</p>')


def test_a_term_at_the_start_of_a_sentence_and_in_another_form_is_explained(small_repository: Repository) -> None:
    assert '<abbr title="How wrong it is.">Losses</abbr> fall' in convert(small_repository, "b.md", "Losses fall.")


@pytest.mark.parametrize("text", ["# The loss", "[the loss](https://example.org)", "`loss`", "glossary, lossless"])
def test_headings_links_code_and_parts_of_words_stay_plain(small_repository: Repository, text: str) -> None:
    assert "<abbr" not in convert(small_repository, "c.md", text)


def test_the_hidden_card_of_a_claim_uses_up_no_explanation(small_repository: Repository) -> None:
    evidence = "evidence:\n    - source: A loss\n      date: 2020-01-30\n      url: https://example.org\n"
    evidence += "      by: Them\n      seen: a copy\n"
    claim = f"- id: S1\n  claim: The loss falls.\n  by: us\n  verdict: holds\n  because: A loss.\n  {evidence}"
    (small_repository.root / "ledger" / "claims.yml").write_text(claim)
    html = convert(small_repository, "d.md", "It falls. [[S1]] So the loss does.")
    card = html.partition('<span class="claim-card')[2].partition("So the")[0]
    assert "The loss falls." in card and "A loss" in card and card.count("<span") == card.count("</span>") - 1
    assert "<abbr" not in card
    assert 'So the <abbr title="How wrong it is.">loss</abbr> does.' in html


def test_the_glossary_page_explains_nothing_twice(small_repository: Repository) -> None:
    assert "<abbr" not in convert(small_repository, "glossary.md", "The loss.")


def test_the_table_has_a_row_for_each_term(small_repository: Repository) -> None:
    assert glossary_table(small_repository).splitlines()[2:] == [
        '| <a id="term-loss"></a>**loss** | How wrong it is. | nn | keras | – |'
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- term: loss\n", "the entry is not whole: it lacks the field 'meaning'"),
        (ENTRY + ENTRY, "'loss' stands twice (first on line 1)"),
        (ENTRY + "  word: x\n", "the entry is not whole: it has an unknown field 'word'"),
        (ENTRY.replace("How wrong it is.", "''"), "the entry is not whole: 'meaning' is empty"),
    ],
)
def test_a_bad_entry_is_told_with_its_line(small_repository: Repository, text: str, what: str) -> None:
    path = small_repository.root / "ledger" / "glossary.yml"
    path.write_text(text)
    with pytest.raises(Fault) as caught:
        read_glossary(small_repository)
    assert (caught.value.path, caught.value.what) == (path, what)


def test_every_term_of_this_site_is_mentioned_on_a_page(repository: Repository) -> None:
    text = "\n".join(page.text for page in repository.pages() if page.name != "glossary")
    unused = [term.term for term in read_glossary(repository) if not any(f in text for f in (term.term, *term.forms))]
    assert not unused


def test_no_explanation_holds_a_quotation_mark_that_would_end_its_attribute(repository: Repository) -> None:
    assert not [form for form, meaning in explanations(repository).items() if '"' in meaning]
