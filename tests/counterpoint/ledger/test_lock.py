"""The ledger's lock: a verdict, a source or a day that changes is refused until the lock is written anew."""

import json

import pytest

from counterpoint.ledger.lock import read_lock, to_lock
from counterpoint.ledger.stated import numbers_stated, quotations_stated
from tests.counterpoint.ledger.test_claims import SOURCE
from tests.counterpoint.ledger.test_timeline import FIRST, SECOND
from tests.counterpoint.throwaway import Throwaway

FILE = "ledger/lock.json"
MEANT = "If it is meant, type 'counterpoint lock-ledger' and say why in the pull request."


@pytest.fixture
def locked(throwaway: Throwaway) -> Throwaway:
    throwaway.write("ledger/claims.yml", SOURCE)
    throwaway.write("ledger/timeline.yml", FIRST + SECOND)
    throwaway.edit("docs/greet.md", "Then it speaks.", "Then it speaks. [[S6]]")
    assert throwaway.succeeds("lock-ledger") == ""
    assert throwaway.succeeds("check") == "all in order\n"
    return throwaway


def test_verdicts_sources_days_and_lanes_are_locked(locked: Throwaway) -> None:
    source = {"source": "A release", "date": "2020-01-30", "url": "https://example.org/release", "quote": "it is so"}
    assert read_lock(locked.repository) == {
        "claims": {"S6": {"verdict": "holds", "sources": [source]}},
        "timeline": {
            "One ends": {"date": "2019-12-05", "lane": "others", "source": "2019-12-05 https://example.org/end"},
            "Another begins": {"date": "2020-01-30", "lane": "pytorch", "source": "2020-01 https://example.org/start"},
        },
        "texts": {
            "docs/greet.md": {"claims": "S6"},
            "docs/index.md": {},
            "ledger/claims.yml": {},
            "ledger/timeline.yml": {"numbers": "2019-12-05 2020-01"},
        },
        "twins": {"greet": {}},
    }
    assert read_lock(locked.repository) == to_lock(locked.repository)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("claims", "verdict: holds", "verdict: not so", "'S6' of the claims has another verdict than locked"),
        ("claims", "date: 2020-01-30", "date: 2020-01-31", "'S6' of the claims has another sources than locked"),
        ("claims", "quote: it is so", "quote: it is not so", "'S6' of the claims has another sources than locked"),
        ("claims", "      quote: it is so\n", "", "'S6' of the claims has another sources than locked"),
        ("claims", "org/release", "org/other", "'S6' of the claims has another sources than locked"),
        ("timeline", "lane: pytorch", "lane: others", "'Another begins' of the timeline has another lane than locked"),
        (
            "timeline",
            "- date: 2019-12-05",
            "- date: 2019-12-04",
            "'One ends' of the timeline has another date than locked",
        ),
        (
            "timeline",
            "org/start",
            "org/other",
            "'Another begins' of the timeline has another source than locked",
        ),
    ],
)
def test_what_is_other_than_locked_is_refused_until_it_is_locked_anew(
    locked: Throwaway, file: str, old: str, new: str, what: str
) -> None:
    locked.edit(f"ledger/{file}.yml", old, new)
    locked.refuses_check(f"{FILE}: {what}", MEANT)
    locked.succeeds("lock-ledger")
    assert locked.succeeds("check") == "all in order\n"


SENTENCE = "Of 28 steps, each of two layers reads `(3, 4)`. [[S6]]\n"


@pytest.mark.parametrize(
    ("old", "new", "kind", "departure"),
    [
        ("28", "29", "numbers", "29, where the lock has 28"),
        ("two", "three", "numbers", "three, where the lock has two"),
        ("3, 4", "3, 5", "numbers", "5, where the lock has 4"),
        ("[[S6]]", "[[S6]] [[S6]]", "claims", "S6, where the lock has nothing"),
    ],
)
def test_a_number_or_a_mark_of_a_page_that_is_other_than_locked_is_told_with_its_line(
    locked: Throwaway, old: str, new: str, kind: str, departure: str
) -> None:
    locked.write("docs/greet.md", locked.read("docs/greet.md") + SENTENCE)
    line = len(locked.read("docs/greet.md").splitlines())
    locked.succeeds("lock-ledger")
    locked.write("docs/greet.md", locked.read("docs/greet.md").replace(SENTENCE, SENTENCE.replace(old, new)))
    locked.refuses_check(f"docs/greet.md:{line}: its {kind} are not those of the lock: {departure}", MEANT)
    locked.succeeds("lock-ledger")
    assert locked.succeeds("check") == "all in order\n"


def test_what_a_text_states_is_read_past_targets_quotations_and_fenced_code() -> None:
    text = (
        "It has 2.5 [twelve](a3.md) of {{make pytorch: step 7}} in `x[1]`, see <https://a.invalid/4>.\n"
        "```\n5\n```\nConv2D {#x6}\n  date: 2020-01-30"
    )
    assert numbers_stated(text) == [(1, "2.5"), (1, "twelve"), (1, "1")]
    assert quotations_stated(text) == [(1, "{{makepytorch:step7}}")]


@pytest.mark.parametrize("part", ["claims", "texts", "timeline", "twins"])
def test_an_entry_that_is_no_list_of_names_is_refused(locked: Throwaway, part: str) -> None:
    locked.write(FILE, json.dumps({"claims": {}, "texts": {}, "timeline": {}, "twins": {}} | {part: {"greet": 1}}))
    assert locked.refuses("check").startswith(f"{FILE}: the lock cannot be read: '[...][...]' is no object")


def test_what_one_twin_alone_begins_to_write_is_told_by_section(locked: Throwaway) -> None:
    locked.edit("snippets/greet/greet_tensorflow.py", 'word = "hello"', 'word = "hello" * 2')
    what = "in section 'word' the twins differ in other numbers, signs or reductions than locked"
    assert (
        f"snippets/greet: {what}: * 2 in tensorflow alone, where the lock has nothing\n    {MEANT}"
        in locked.refuses("check")
    )


def test_an_event_under_other_words_is_another_event(locked: Throwaway) -> None:
    locked.edit("ledger/timeline.yml", "One ends", "One begins")
    assert locked.refuses("check") == (
        f"{FILE}: 'One begins' of the timeline is not locked\n    {MEANT}\n"
        f"{FILE}: 'One ends' of the timeline is locked, and gone\n    {MEANT}\n"
        "2 to mend\n"
    )


def test_all_that_changed_in_an_entry_is_told_at_once(locked: Throwaway) -> None:
    locked.edit("ledger/claims.yml", "verdict: holds", "verdict: not so")
    locked.edit("ledger/claims.yml", "quote: it is so", "quote: it is not so")
    locked.refuses_check(f"{FILE}: 'S6' of the claims has another verdict and sources than locked", MEANT)


def test_a_claim_that_is_new_and_one_that_is_gone_are_told(locked: Throwaway) -> None:
    locked.edit("ledger/claims.yml", "id: S6", "id: S7")
    locked.edit("docs/greet.md", "[[S6]]", "[[S7]]")
    assert locked.refuses("check").splitlines()[::2] == [
        "docs/greet.md:12: its claims are not those of the lock: S7, where the lock has S6",
        f"{FILE}: 'S7' of the claims is not locked",
        f"{FILE}: 'S6' of the claims is locked, and gone",
        "3 to mend",
    ]


def test_a_wording_is_not_locked(locked: Throwaway) -> None:
    locked.edit("ledger/claims.yml", "because: They wrote it.", "because: They say so.")
    assert locked.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"claims": {}}', '{"claims": {}, "texts": {}, "timeline": {}, "twins": []}']
)
def test_a_damaged_lock_is_refused(locked: Throwaway, text: str) -> None:
    locked.write(FILE, text)
    message = locked.refuses("check")
    assert message.startswith(f"{FILE}: the lock cannot be read: ")
    assert message.endswith("    Write it anew: counterpoint lock-ledger\n1 to mend\n")


def test_an_empty_lock_locks_nothing_and_says_so(locked: Throwaway) -> None:
    locked.write(FILE, json.dumps({"claims": {}, "texts": {}, "timeline": {}, "twins": {}}))
    assert locked.refuses("check").endswith("\n3 to mend\n")
