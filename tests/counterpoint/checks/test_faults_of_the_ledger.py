"""What a contributor meets who states something: it stands on a page, and on evidence to which the page leads."""

import pytest

from tests.counterpoint.throwaway import Throwaway

PLACE = "Then it speaks."
LINE = 12  # of the page, where PLACE stands
CLAIM = """\
- id: S6
  claim: It is so.
  by: us
  verdict: holds
  because: It is tested.
  evidence:
    - test: tests/topics/test_greet.py::test_it
    - measurement: greet:say
"""


@pytest.fixture
def marked(throwaway: Throwaway) -> Throwaway:
    """A repository with one claim, marked on the page of its topic."""
    throwaway.write("ledger/claims.yml", CLAIM)
    throwaway.edit("docs/greet.md", PLACE, "Then it speaks. [[S6]]")
    assert throwaway.succeeds("check") == "all in order\n"
    return throwaway


@pytest.mark.parametrize("mark", ["[[S7]]", "[[XYZ1]]"])
def test_a_mark_of_a_claim_that_is_not_there_is_refused(marked: Throwaway, mark: str) -> None:
    marked.edit("docs/greet.md", "[[S6]]", f"[[S6]]\n{mark}")
    marked.refuses_check(
        f"docs/greet.md:{LINE + 1}: the ledger has no claim {mark[2:-2]}", "Enter it in ledger/, or mark another."
    )


@pytest.mark.parametrize("mark", ["[[s6]]", "[[S 6]]", "[[ABCD1]]", "[[]]", "[[the greeting]]"])
def test_what_looks_like_a_mark_is_refused(marked: Throwaway, mark: str) -> None:
    marked.edit("docs/greet.md", "[[S6]]", f"[[S6]] {mark}")
    marked.refuses_check(
        f"docs/greet.md:{LINE}: the ledger has no claim {mark[2:-2]}", "Enter it in ledger/, or mark another."
    )


@pytest.mark.parametrize("text", ["`[[s6]]`", "```text\n[[s6]]\n```"])
def test_brackets_in_code_are_no_mark(marked: Throwaway, text: str) -> None:
    marked.edit("docs/greet.md", "[[S6]]", f"[[S6]]\n\n{text}\n")
    assert marked.succeeds("check") == "all in order\n"


@pytest.mark.parametrize("text", ["S6", "[S6]", "\n```text\n[[S6]]\n```"])
def test_a_claim_that_no_page_marks_is_refused(marked: Throwaway, text: str) -> None:
    marked.edit("docs/greet.md", "[[S6]]", text)
    marked.refuses_check(
        "ledger/claims.yml:1: no page marks claim S6", "Write [[S6]] behind the sentence that states it."
    )


@pytest.mark.parametrize(
    "name",
    [
        "tests/topics/test_greet.py::test_that",
        "tests/topics/test_greet.py::test",
        "tests/topics/test_greet.py",
        "tests/topics/test_greet.py::",
        "tests/topics/test_meet.py::test_it",
        "tests/topics/test_greet.py::helper",
        "tests/topics/greet.py::test_it",
        "benchmarks/test_it.py::test_it",
    ],
)
def test_a_test_that_does_not_exist_or_is_none_is_refused(marked: Throwaway, name: str) -> None:
    text = "def test_it():\n    assert True\n\n\ndef helper():\n    pass\n"
    for file in ("tests/topics/test_greet.py", "tests/topics/greet.py", "benchmarks/test_it.py"):
        marked.write(file, text)
    marked.edit("ledger/claims.yml", "tests/topics/test_greet.py::test_it", f"'{name}'")
    assert (
        f"ledger/claims.yml:1: claim S6 rests on a test that does not exist: {name}\n"
        "    Name it as tests/topics/test_topic.py::test_name.\n"
    ) in marked.refuses("check")


@pytest.mark.parametrize("name", ["greet:bow", "meet:say", "greet", "greet:", "greet:say:say"])
def test_a_measurement_that_does_not_exist_is_refused(marked: Throwaway, name: str) -> None:
    marked.edit("ledger/claims.yml", "greet:say", f"'{name}'")
    assert (
        f"ledger/claims.yml:1: claim S6 rests on a recording that does not exist: {name}\n"
        "    Name it as topic:section.\n"
    ) in marked.refuses("check")


@pytest.fixture
def elsewhere(marked: Throwaway) -> Throwaway:
    """The claim is marked on a page that shows another topic."""
    marked.add_topic("meet")
    marked.edit("docs/greet.md", " [[S6]]", "")
    return marked


APART = "ledger/claims.yml:1: claim S6 rests on 'greet', which no page that marks it shows or links to"


def test_evidence_of_a_topic_to_which_the_page_does_not_lead_is_refused(elsewhere: Throwaway) -> None:
    elsewhere.refuses_check(APART, "Link to greet.md there, or mark the claim on that page.")


@pytest.mark.parametrize(
    "evidence", ["    - test: tests/topics/test_greet.py::test_it\n", "    - measurement: greet:say\n"]
)
def test_each_kind_of_evidence_belongs_to_a_topic(elsewhere: Throwaway, evidence: str) -> None:
    elsewhere.edit("ledger/claims.yml", evidence, "")
    elsewhere.refuses_check(APART, "Link to greet.md there, or mark the claim on that page.")


@pytest.mark.parametrize(
    "text", ["See [greet](greet.md).", "See [what each says](greet.md#what-each-says).", "/// output | greet:say"]
)
def test_a_page_leads_to_a_topic_that_it_links_to_or_shows(elsewhere: Throwaway, text: str) -> None:
    elsewhere.edit("docs/meet.md", "Then it speaks.", f"{text}\n\nThen it speaks.")
    assert elsewhere.succeeds("check") == "all in order\n"


def test_one_of_the_marking_pages_leads_there(elsewhere: Throwaway) -> None:
    elsewhere.edit("docs/greet.md", PLACE, "Then it speaks. [[S6]]")
    assert elsewhere.succeeds("check") == "all in order\n"


def test_a_test_of_no_topic_belongs_to_every_page(elsewhere: Throwaway) -> None:
    elsewhere.write("tests/content/test_all.py", "\ndef test_it():\n    assert True\n")
    elsewhere.edit("ledger/claims.yml", "tests/topics/test_greet.py", "tests/content/test_all.py")
    elsewhere.edit("ledger/claims.yml", "    - measurement: greet:say\n", "")
    assert elsewhere.succeeds("check") == "all in order\n"


def test_an_overview_leads_to_the_topic_after_which_its_folder_is_named(elsewhere: Throwaway) -> None:
    elsewhere.edit("docs/meet.md", " [[S6]]", "")
    elsewhere.write("docs/greet/index.md", "# Greetings\n\nIt is so. [[S6]]\n")
    elsewhere.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - Greetings: greet/index.md\n")
    assert elsewhere.succeeds("check") == "all in order\n"
    elsewhere.edit("docs/index.md", "# Home\n", "# Home\n\nIt is so. [[S6]]\n")
    elsewhere.edit("docs/greet/index.md", " [[S6]]", "")
    elsewhere.edit("docs/index.md", "[what each says](greet.md#what-each-says)", "more")
    elsewhere.refuses_check(APART, "Link to greet.md there, or mark the claim on that page.")
