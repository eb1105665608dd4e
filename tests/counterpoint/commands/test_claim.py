"""`counterpoint claim`: an entry that only has to be filled in."""

import pytest

from tests.counterpoint.throwaway import Throwaway


def test_a_claim_is_entered_with_the_topics_test(throwaway: Throwaway) -> None:
    told = throwaway.succeeds("claim", "G1", "--topic", "greet")
    assert told.startswith("wrote G1 into ledger/greet.yml, line 1\nnext: fill it in, write [[G1]] ")
    assert throwaway.read("ledger/greet.yml").startswith("- id: G1\n  claim: Write the claim in one sentence.\n")
    assert throwaway.read("ledger/greet.yml").endswith("    - test: tests/topics/test_greet.py::test_it\n")


def test_what_is_left_to_fill_in_is_told_and_a_filled_claim_passes(throwaway: Throwaway) -> None:
    throwaway.succeeds("claim", "G1", "--topic", "greet")
    throwaway.edit("docs/greet.md", "Then it speaks.", "Then it speaks. [[G1]]")
    throwaway.refuses_check("ledger/greet.yml:1: claim G1 is as `counterpoint claim` left it", "Fill in its fields.")
    throwaway.edit("ledger/greet.yml", "Write the claim in one sentence.", "It speaks.")
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_second_claim_of_these_letters_joins_the_first(throwaway: Throwaway) -> None:
    throwaway.add_topic("wave")
    throwaway.succeeds("claim", "G1", "--topic", "greet", "--claim", "It says: hello.")
    told = throwaway.succeeds("claim", "G2", "--topic", "wave", "--claim", "It waves.")
    assert told.startswith("wrote G2 into ledger/greet.yml, line 9\n")
    assert '\n\n- id: G2\n  claim: "It waves."\n' in throwaway.read("ledger/greet.yml")


def test_a_topic_without_a_test_names_its_first_section(throwaway: Throwaway) -> None:
    throwaway.write("tests/topics/test_greet.py", "")
    throwaway.succeeds("claim", "G1", "--topic", "greet")
    assert throwaway.read("ledger/greet.yml").endswith("    - measurement: greet:word\n")


@pytest.mark.parametrize(
    ("name", "topic", "message"),
    [
        ("g1", "greet", "ledger/greet.yml: 'g1' is no claim's id\n    Write capital letters and a number: S6.\n"),
        ("G1", "greet", "ledger/greet.yml: there is a claim G1 (greet.yml, line 1)\n    Take a free one: G2\n"),
        ("G2", "wave", "snippets: there is no topic 'wave'\n    Topics are: greet\n"),
    ],
)
def test_what_cannot_be_a_claim_is_told(throwaway: Throwaway, name: str, topic: str, message: str) -> None:
    throwaway.succeeds("claim", "G1", "--topic", "greet")
    assert throwaway.refuses("claim", name, "--topic", topic) == message
