"""A decimal that is typed into prose: what a run printed is quoted, anything else has a source."""

import pytest

from counterpoint.checks.numbers import decimals, typed_numbers
from counterpoint.ledger.numbers import read_numbers
from counterpoint.source.faults import Fault
from tests.counterpoint.throwaway import Throwaway

PLACE = "Then it speaks."
LINE = 12  # of the page, where PLACE stands
CLAIM = "- {id: S1, claim: It is 7.61 %., by: us, verdict: opinion, because: They say so.}\n"
ENTRY = """\
- page: greet.md
  number: '0.5'
  source: formula
  why: One half.
"""


REMEDIES = {
    "whole": "It has page, number, source, why, each a text in quotation marks.",
    "source": "Sources are: article, code, definition, formula, ledger, version",
    "'meet.md'": "Name it from docs/ on: concepts/layers.md",
    "twice": "Keep one of the two.",
}


@pytest.fixture
def spoilt(throwaway: Throwaway) -> Throwaway:
    throwaway.record(outputs={"word": "", "say": "loss: 1.669\npair: 0.5, 2.0e-07\nword: hello\n"})
    return throwaway


def told(spoilt: Throwaway) -> list[str]:
    return [str(fault) for fault in typed_numbers(spoilt.repository.page("greet.md"), read_numbers(spoilt.repository))]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("It is 1.669.", ["1.669"]),
        ("From 0.5 to −0.05, ±0.25, 1e-5 and 2.4e-07", ["0.5", "−0.05", "0.25", "2.4e-07"]),
        ("torch 2.13.0 and (3.11)", ["2.13.0", "3.11"]),
        ("| a | 0.5 |", ["0.5"]),
        ("/// picture | greet:bow pytorch | It falls to 0.1.", ["0.1"]),
        ('[0.5](https://a.example/1.5 "2.5") <https://a.example/3.5>', ["0.5"]),
        ("[a]: https://a.example/1.5", []),
        ("`0.5` and ``1.5``", []),
        ("```text\n0.5\n```", []),
        ("## Of 0.5", []),
        ("{{say pytorch: loss 0.5}}", []),
        ("v0.5, x0.5, 5, 12 of 13, 1e-5, a.5.b", []),
    ],
)
def test_decimals_are_found_in_prose_alone(spoilt: Throwaway, prose: str, found: list[str]) -> None:
    spoilt.write("docs/index.md", f"---\ntitle: At 9.5\n---\n\n{prose}\n")
    page = spoilt.repository.page("index.md")
    assert [number for _, number in decimals(page)] == found
    assert {line for line, _ in decimals(page)} <= {5}


def test_a_number_that_a_run_printed_is_to_be_quoted(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 1.669, and −0.5.")
    chance = "Where it is the same by chance, ledger/numbers.yml says why."
    assert told(spoilt) == [
        f"docs/greet.md:{LINE}: 1.669 is typed, and a run printed it\n"
        f"    Quote it: {{{{say pytorch: loss}}}} or {{{{say tensorflow: loss}}}}. {chance}",
        f"docs/greet.md:{LINE}: −0.5 is typed, and a run printed it\n"
        f"    Quote it: {{{{say pytorch: pair#1}}}} or {{{{say tensorflow: pair#1}}}}. {chance}",
    ]
    spoilt.edit("docs/greet.md", "It is 1.669, and −0.5.", "It is {{say: loss}}, and −{{say: pair#1}}.")
    assert told(spoilt) == []
    assert spoilt.succeeds("check") == "all in order\n"


@pytest.mark.parametrize("kind", ["output", "voice"])
def test_a_number_of_another_topic_is_quoted_with_its_name(spoilt: Throwaway, kind: str) -> None:
    page = spoilt.write("docs/index.md", f"# Home\n\nIt is 1.669.\n\n/// {kind} | greet:say pytorch\n")
    (fault,) = typed_numbers(spoilt.repository.page("index.md"), read_numbers(spoilt.repository))
    assert (fault.path, fault.line) == (page, 3)
    assert fault.remedy.startswith("Quote it: {{greet:say pytorch: loss}}. ")


def test_a_number_that_no_run_printed_is_entered_with_its_source(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 0.75.")
    remedy = "Let a section print it and quote it, or enter it in ledger/numbers.yml"
    assert told(spoilt) == [
        f"docs/greet.md:{LINE}: 0.75 is typed, and no output of this page prints it\n"
        f"    {remedy}: page: greet.md, number: '0.75', source, why."
    ]
    spoilt.write("ledger/numbers.yml", ENTRY.replace("0.5", "0.75"))
    assert told(spoilt) == []
    assert spoilt.succeeds("check") == "all in order\n"


def test_the_check_tells_what_is_typed_and_what_is_badly_entered(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 1.669.")
    assert spoilt.refuses("check").startswith(f"docs/greet.md:{LINE}: 1.669 is typed, and a run printed it\n")
    spoilt.write("ledger/numbers.yml", ENTRY.replace("formula", "rumour"))
    assert spoilt.refuses("check").startswith("ledger/numbers.yml:1: 'rumour' is no source\n")


def test_an_entry_of_another_page_is_none_of_this_one(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 0.75.")
    spoilt.write("ledger/numbers.yml", ENTRY.replace("0.5", "0.75").replace("greet.md", "index.md"))
    assert len(told(spoilt)) == 1


def test_a_number_that_is_printed_by_chance_is_entered_with_the_reason(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 0.5.")
    assert len(told(spoilt)) == 1
    spoilt.write("ledger/numbers.yml", ENTRY)
    assert told(spoilt) == []


def test_an_entry_that_the_page_does_not_need_goes(spoilt: Throwaway) -> None:
    spoilt.write("ledger/numbers.yml", ENTRY)
    assert told(spoilt) == ["ledger/numbers.yml:1: greet.md types no 0.5\n    Delete the entry."]


def test_a_number_said_to_be_in_the_code_is_looked_up_there(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 0.75.")
    spoilt.write("ledger/numbers.yml", ENTRY.replace("0.5", "0.75").replace("formula", "code"))
    assert told(spoilt) == ["ledger/numbers.yml:1: no section that greet.md shows holds 0.75\n    Name another source."]
    spoilt.edit("snippets/greet/greet_pytorch.py", 'word = "hello"', "word = 0.75")
    assert told(spoilt) == []


def test_a_number_said_to_be_in_the_ledger_is_looked_up_in_the_claims_of_the_page(spoilt: Throwaway) -> None:
    spoilt.edit("docs/greet.md", PLACE, "It is 7.61 %.")
    spoilt.write("ledger/claims.yml", CLAIM)
    spoilt.write("ledger/numbers.yml", ENTRY.replace("0.5", "7.61").replace("formula", "ledger"))
    assert told(spoilt) == ["ledger/numbers.yml:1: no claim that greet.md marks gives 7.61\n    Name another source."]
    spoilt.edit("docs/greet.md", "7.61 %.", "7.61 %. [[S1]]")
    assert told(spoilt) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("'0.5'", "0.5", "the entry is not whole: 'number' is no text"),
        ("  why: One half.\n", "", "the entry is not whole: it lacks the field 'why'"),
        ("why: One half.", "why: ''", "the entry is not whole: 'why' is empty"),
        ("why:", "because:", "the entry is not whole: it has an unknown field 'because'"),
        ("why:", "7:", "the entry is not whole: it has a field whose name is no text"),
        ("formula", "rumour", "'rumour' is no source"),
        ("greet.md", "meet.md", "there is no page 'meet.md'"),
        ("- page", f"{ENTRY}- page", "'0.5' of greet.md stands twice"),
    ],
)
def test_a_bad_entry_is_refused_with_its_line(spoilt: Throwaway, old: str, new: str, what: str) -> None:
    spoilt.write("ledger/numbers.yml", ENTRY.replace(old, new))
    with pytest.raises(Fault) as caught:
        read_numbers(spoilt.repository)
    assert (caught.value.what, caught.value.line) == (what, 5 if "twice" in what else 1)
    assert caught.value.remedy == REMEDIES["whole" if "whole" in what else what.split()[-1]]


@pytest.mark.parametrize("source", ["article", "code", "definition", "formula", "ledger", "version"])
def test_each_source_is_known(spoilt: Throwaway, source: str) -> None:
    spoilt.write("ledger/numbers.yml", ENTRY.replace("formula", source))
    assert [entry.source for entry in read_numbers(spoilt.repository)] == [source]
