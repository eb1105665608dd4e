"""Where the proof of a claim is shown, and the links that lead there."""

import pytest

from counterpoint.ledger.claims import read_ledger
from counterpoint.ledger.proof import Place, block_anchor, block_place, proof_place, shown_tests
from counterpoint.ledger.tables import popover
from counterpoint.rendering.evidence_for_site import measuring_test
from tests.counterpoint.throwaway import Throwaway

CLAIM = """\
- id: S7
  claim: Both say `hello`.
  by: this site
  verdict: holds
  because: They do.
  evidence:
    - test: tests/topics/test_greet.py::test_it[pytorch]
    - measurement: greet:say
"""


@pytest.mark.parametrize(
    ("place", "start", "link"),
    [
        (Place("ledger/s7/"), "lstm/", "../ledger/s7/"),
        (Place("ledger/s7/"), "ledger/", "s7/"),
        (Place("lstm/", "block-lstm-model"), "lstm/", "./#block-lstm-model"),
        (Place("lstm/"), "", "lstm/"),
        (Place("", "top"), "orchestra/hall/", "../../#top"),
        (Place(""), "", "./"),
    ],
)
def test_a_link_is_seen_from_the_page_that_holds_it(place: Place, start: str, link: str) -> None:
    assert place.seen_from(start) == link


def test_a_test_is_shown_on_the_sheet_of_its_file_and_a_measurement_where_its_block_is(throwaway: Throwaway) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    test, measured = read_ledger(throwaway.repository)["S7"].evidence
    assert proof_place(throwaway.repository, test) == Place("tests/topics/test_greet/", "test_it")
    assert proof_place(throwaway.repository, measured) == Place("greet/", "block-greet-say")
    assert block_place(throwaway.repository, "greet:nowhere") is None


def test_the_first_block_of_a_section_has_its_address_and_a_second_one_none(throwaway: Throwaway) -> None:
    throwaway.write("docs/greet.md", throwaway.read("docs/greet.md") + "\n/// output | say\n")
    page = throwaway.repository.page("greet.md")
    anchors = [block_anchor(page, call) for call in page.calls() if call.section == "say"]
    assert anchors == ["block-greet-say", ""]


def test_a_card_leads_to_its_sheet_its_test_and_its_block(throwaway: Throwaway) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    card = popover(throwaway.repository.page("index.md"), read_ledger(throwaway.repository)["S7"], "1-1")
    for link in ("ledger/s7/", "tests/topics/test_greet/#test_it", "greet/#block-greet-say"):
        assert f'<a href="{link}" class="proof">' in card
    assert "Both say <code>hello</code>." in card


def test_the_files_shown_are_those_of_topics_and_of_claims(throwaway: Throwaway) -> None:
    assert shown_tests(throwaway.repository) == ["tests/topics/test_greet.py"]
    throwaway.write("tests/content/test_other.py", "def test_it():\n    assert 1\n")
    throwaway.write("ledger/a.yml", CLAIM.replace("topics/test_greet.py", "content/test_other.py"))
    assert shown_tests(throwaway.repository) == ["tests/content/test_other.py", "tests/topics/test_greet.py"]


def test_a_parity_is_traced_to_the_test_that_measures_it(throwaway: Throwaway) -> None:
    text = "def test_a():\n    parity(\n        \"words\", 1, 1)\n\n\ndef test_b():\n    parity('x', 1, 1)\n"
    throwaway.write("tests/topics/test_greet.py", text)
    topic = throwaway.repository.topic("greet")
    assert measuring_test(topic, "words") == Place("tests/topics/test_greet/", "test_a")
    assert measuring_test(topic, "x") is None
