"""The changes in the frameworks' behaviour: whole entries, each with its claim, the newest last."""

import pytest

from counterpoint.ledger.behaviour import REMEDY, read_changes
from counterpoint.source.faults import Fault
from tests.counterpoint.ledger.test_proof import CLAIM
from tests.counterpoint.throwaway import Throwaway

CHANGE = """\
- date: "2025-01-29"
  framework: pytorch
  version: "2.6"
  what: It greets by default.
  claim: S7
"""


def test_changes_are_read_with_their_claims(throwaway: Throwaway) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    throwaway.write("ledger/changes.yml", CHANGE)
    (change,) = read_changes(throwaway.repository)
    assert (change.date, change.voice.title, change.claim.id) == ("2025-01-29", "PyTorch", "S7")


def test_a_repository_without_changes_has_none(throwaway: Throwaway) -> None:
    assert read_changes(throwaway.repository) == []


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ('  version: "2.6"\n', "", "the change is not whole", REMEDY),
        ('"2.6"', "2.6", "the change is not whole", REMEDY),
        ("2025-01-29", "2025-02-30", "'2025-02-30' is no day", "Write the day of the release: 2020-01-30"),
        ("pytorch", "jax", "'jax' is no framework", "Write one of: pytorch, tensorflow"),
        ("S7", "S8", "the ledger has no claim S8", "Enter it in ledger/, or mark another."),
    ],
)
def test_a_bad_change_is_refused_with_its_line(
    throwaway: Throwaway, old: str, new: str, what: str, remedy: str
) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    throwaway.write("ledger/changes.yml", CHANGE.replace(old, new))
    with pytest.raises(Fault) as caught:
        read_changes(throwaway.repository)
    assert (caught.value.line, caught.value.what, caught.value.remedy) == (1, what, remedy)


def test_an_older_change_stands_above_a_newer_one(throwaway: Throwaway) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    throwaway.write("ledger/changes.yml", CHANGE + CHANGE.replace("2025", "2024"))
    with pytest.raises(Fault, match="the change of 2024-01-29 stands behind a later one"):
        read_changes(throwaway.repository)
