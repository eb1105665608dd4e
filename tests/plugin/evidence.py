"""Whether a claim's tests ran: an entry of the ledger that names a test which nobody ran proves nothing."""

from collections.abc import Iterable

from counterpoint.ledger.claims import read_ledger
from counterpoint.source.repository import Repository


def named_but_not_passed(repository: Repository, passed: Iterable[str]) -> list[str]:
    """Return what the ledger names and no passed test answers to: 'S3 rests on tests/topics/test_score.py::test_it'."""
    functions = {name.partition("[")[0] for name in passed}
    return [
        f"{claim.id} rests on {piece['test']}"
        for claim in read_ledger(repository).values()
        for piece in claim.evidence
        if "test" in piece and piece["test"] not in functions
    ]
