"""What the ledger owes its readers: each row of the three articles is in it, and its evidence is no empty name."""

import pytest

from counterpoint.ledger.articles import articles_list, read_articles
from counterpoint.ledger.claims import read_ledger
from counterpoint.ledger.lock import COMMAND, read_lock, to_lock
from counterpoint.recordings.recording import read_recording
from counterpoint.source.repository import Repository
from counterpoint.source.voices import DEVICES, VOICES

# The statements of the three articles as they are numbered, and the concepts that article D explains.
ROWS = {"S": 14, "O": 16, "C": 4, "D": 6}
SPEAKERS = {"S": "article S", "O": "article O", "C": "article D", "D": "article D"}


@pytest.mark.parametrize("row", [f"{letter}{number}" for letter, last in ROWS.items() for number in range(1, last + 1)])
def test_every_row_of_the_articles_has_an_entry_in_their_name(repository: Repository, row: str) -> None:
    assert read_ledger(repository)[row].by == SPEAKERS[row[0]]


def test_a_measurement_of_the_ledger_was_printed_or_drawn_by_its_section(repository: Repository) -> None:
    named = [
        piece["measurement"]
        for claim in read_ledger(repository).values()
        for piece in claim.evidence
        if "measurement" in piece
    ]
    assert named
    assert [name for name in named if not recorded(repository, *name.split(":"))] == []


def recorded(repository: Repository, topic: str, section: str) -> bool:
    runs = [read_recording(repository.topic(topic), voice, DEVICES[0]) for voice in VOICES]
    return any(run.outputs.get(section) for run in runs if run)


def test_the_page_of_the_articles_lists_every_statement_and_where_it_is_answered(repository: Repository) -> None:
    page = articles_list(repository)
    rows = {line.split("**")[1]: line for line in page.splitlines() if line.startswith("| **")}
    expected = [claim.id for claim in read_ledger(repository).values() if claim.by.startswith("article ")]
    assert sorted(rows) == sorted(expected)
    last_cells = {name: row.removesuffix(" |").rpartition(" | ")[2] for name, row in rows.items()}
    assert [name for name, cell in last_cells.items() if ".md" not in cell] == []
    assert [article.speaker for article in read_articles(repository)] == ["article S", "article O", "article D"]


def test_the_verdicts_sources_and_days_of_the_ledger_are_locked(repository: Repository) -> None:
    assert read_lock(repository) == to_lock(repository), f"if it is meant: {COMMAND}"
