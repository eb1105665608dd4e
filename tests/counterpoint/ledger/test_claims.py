"""The ledger's entries: what is whole is read in order, and what lacks something is refused with its line."""

import datetime
from contextlib import nullcontext

import pytest

from counterpoint.ledger.claims import NEEDED, OF_PIECE, VERDICTS, read_ledger
from counterpoint.ledger.tables import claims_table
from counterpoint.source.faults import Fault
from tests.counterpoint.throwaway import Throwaway

SOURCE = """\
- id: S6
  claim: It is
    so.
  by: us
  verdict: holds
  because: They wrote it.
  evidence:
    - source: A release
      by: Them
      date: 2020-01-30
      url: https://example.org/release
      quote: it is so
      seen: a stored copy
"""
TEST = SOURCE[: SOURCE.index("    - source")].replace("S6", "S7") + (
    "    - test: tests/topics/test_greet.py::test_it\n    - measurement: greet:say\n"
)
PUBLISHED = "Write the day on which it was published."
NAMED = "the source 'A release'"
KINDS = "Begin it with one of: test, measurement, source"


def test_entries_are_read_with_their_lines_and_in_the_order_of_their_ids(throwaway: Throwaway) -> None:
    throwaway.write("ledger/b.yml", SOURCE)
    throwaway.write("ledger/a.yml", SOURCE.replace("S6", "S10") + TEST + SOURCE.replace("S6", "O1"))
    claims = read_ledger(throwaway.repository)
    assert list(claims) == ["O1", "S6", "S7", "S10"]
    assert [(claim.path.name, claim.line) for claim in claims.values()] == [
        ("a.yml", 23),
        ("b.yml", 1),
        ("a.yml", 14),
        ("a.yml", 1),
    ]
    assert claims["S6"].claim == "It is so."
    assert claims["S6"].evidence[0]["date"] == datetime.date(2020, 1, 30)
    table = claims_table(throwaway.repository)
    assert table.index('id="o1"') < table.index('id="s6"') < table.index('id="s7"') < table.index('id="s10"')


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("- id: S6\n  claim", "- claim", "the entry is not whole: it lacks the field 'id'", NEEDED),
        ("  by: us\n", "", "the entry is not whole: it lacks the field 'by'", NEEDED),
        ("claim: It is\n    so.", "claim: '  '", "the entry is not whole: 'claim' is empty", NEEDED),
        ("because: They wrote it.", "because: 7", "the entry is not whole: 'because' is no text", NEEDED),
        ("verdict: holds", "opinion: holds", "the entry is not whole: it has an unknown field 'opinion'", NEEDED),
        ("  by: us", "  by: us\n  note: x", "the entry is not whole: it has an unknown field 'note'", NEEDED),
        ("id: S6", "id: s6", "'s6' is no claim's id", "Write capital letters and a number: S6."),
        ("id: S6", "id: SIXT6", "'SIXT6' is no claim's id", "Write capital letters and a number: S6."),
        ("verdict: holds", "verdict: true-ish", "'true-ish' is no verdict", f"Verdicts are: {', '.join(VERDICTS)}"),
        ("evidence:\n", "evidence:\n    - rumour: x\n", "a piece of evidence is of no kind", KINDS),
        ("evidence:\n", "evidence:\n    - hearsay\n", "the entry is not whole: 'evidence[0]' is no object", NEEDED),
        ("evidence:\n", "evidence:\n    - {test: a, source: b}\n", "a piece of evidence is of no kind", KINDS),
        (
            "- source: A release",
            "- source: 7",
            "the source '7' is not whole: 'source' is no text",
            OF_PIECE,
        ),
        ("      seen: a", "      note: a", f"{NAMED} is not whole: it has an unknown field 'note'", OF_PIECE),
        (
            "evidence:\n",
            "evidence:\n    - {test: a, by: us}\n",
            "the test 'a' is not whole: it has an unknown field 'by'",
            OF_PIECE,
        ),
        ("      date: 2020-01-30\n", "", f"{NAMED} is not whole: it lacks the field 'date'", OF_PIECE),
        ("2020-01-30", "January 2020", f"{NAMED} is not whole: 'date' is no day", OF_PIECE),
        ("2020-01-30", "2020-01-30 10:00:00", f"{NAMED} is not whole: 'date' is no day", OF_PIECE),
        ("2020-01-30", "'2020-01-30'", f"{NAMED} is not whole: 'date' is no day", OF_PIECE),
        ("2020-01-30", "2999-01-30", f"{NAMED} is of a day to come, 2999-01-30", PUBLISHED),
        ("      url: https://example.org/release\n", "", f"{NAMED} is not whole: it lacks the field 'url'", OF_PIECE),
        ("https://", "http://", f"{NAMED} has no address", "Write its url, with https."),
        ("https://example.org/release", "https://", f"{NAMED} has no address", "Write its url, with https."),
        ("https://example.org/release", "https://example", f"{NAMED} has no address", "Write its url, with https."),
        ("      by: Them\n", "", f"{NAMED} is not whole: it lacks the field 'by'", OF_PIECE),
        ("by: Them", "by: 7", f"{NAMED} is not whole: 'by' is no text", OF_PIECE),
        ("seen: a stored copy", "seen:", f"{NAMED} is not whole: 'seen' is no text", OF_PIECE),
        ("quote: it is so", "quote: ''", f"{NAMED} is not whole: 'quote' is empty", OF_PIECE),
    ],
)
def test_an_entry_that_is_not_whole_is_refused(
    throwaway: Throwaway, old: str, new: str, what: str, remedy: str
) -> None:
    assert SOURCE.count(old) == 1
    throwaway.write("ledger/claims.yml", f"# first\n{SOURCE.replace(old, new)}")
    with pytest.raises(Fault) as caught:
        read_ledger(throwaway.repository)
    assert (caught.value.line, caught.value.what, caught.value.remedy) == (2, what, remedy)


@pytest.mark.parametrize(("days", "told"), [(0, ""), (1, ""), (2, "is of a day to come")])
def test_a_source_may_be_of_today_where_it_is_tomorrow_already(throwaway: Throwaway, days: int, told: str) -> None:
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=days)
    throwaway.write("ledger/claims.yml", SOURCE.replace("2020-01-30", day.isoformat()))
    with pytest.raises(Fault, match=told) if told else nullcontext():
        read_ledger(throwaway.repository)


def test_a_source_may_do_without_a_quotation_and_a_word_on_how_it_was_read(throwaway: Throwaway) -> None:
    without = SOURCE.replace("      quote: it is so\n      seen: a stored copy\n", "")
    throwaway.write("ledger/claims.yml", without)
    assert sorted(read_ledger(throwaway.repository)["S6"].evidence[0]) == ["by", "date", "source", "url"]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_needs_evidence_unless_it_is_an_opinion_or_nothing_was_found(
    throwaway: Throwaway, verdict: str
) -> None:
    throwaway.write("ledger/claims.yml", SOURCE[: SOURCE.index("  evidence")].replace("holds", verdict))
    if verdict in ("opinion", "no source found"):
        assert read_ledger(throwaway.repository)["S6"].evidence == []
        return
    with pytest.raises(Fault) as caught:
        read_ledger(throwaway.repository)
    assert caught.value.what == "claim S6 has no evidence"
    assert caught.value.remedy == "Name a test, a measurement or a dated source, or change the verdict."


@pytest.mark.parametrize("evidence", ["  evidence:\n", "  evidence: []\n"])
def test_empty_evidence_is_none(throwaway: Throwaway, evidence: str) -> None:
    throwaway.write("ledger/claims.yml", SOURCE[: SOURCE.index("  evidence")] + evidence)
    with pytest.raises(Fault, match="claim S6 has no evidence"):
        read_ledger(throwaway.repository)


def test_evidence_that_is_no_list_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("ledger/claims.yml", SOURCE[: SOURCE.index("  evidence")] + "  evidence: {test: a}\n")
    with pytest.raises(Fault, match="'evidence' is no list"):
        read_ledger(throwaway.repository)


def test_a_piece_of_evidence_is_named_once(throwaway: Throwaway) -> None:
    throwaway.write("ledger/claims.yml", TEST + "    - measurement: greet:say\n")
    with pytest.raises(Fault, match="claim S7 names a piece of evidence twice"):
        read_ledger(throwaway.repository)


@pytest.mark.parametrize("second", ["claims.yml", "more.yml"])
def test_an_id_stands_once_in_all_files(throwaway: Throwaway, second: str) -> None:
    throwaway.write("ledger/claims.yml", SOURCE)
    before = SOURCE if second == "claims.yml" else ""
    throwaway.write(f"ledger/{second}", before + TEST.replace("S7", "S6"))
    with pytest.raises(Fault) as caught:
        read_ledger(throwaway.repository)
    assert caught.value.what == "claim S6 stands twice (also in claims.yml, line 1)"
    assert (caught.value.line, caught.value.remedy) == (14 if before else 1, "Give one of the two another number.")
