"""Each page of the part "Side by side" begins with what is the same, what differs by default, and what bites."""

import re

import pytest
import yaml

from counterpoint.source.navigation import read_navigation
from counterpoint.source.pages import headings
from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY

LINK = re.compile(r"\]\(#([\w-]+)\)")


def side_by_side() -> list[str]:
    """Return the paths of the part's pages, as mkdocs.yml lists them."""
    text = re.sub(r"!ENV .*", "''", REPOSITORY.configuration.read_text("utf-8"))
    (entries,) = [part["Side by side"] for part in yaml.safe_load(text)["nav"] if "Side by side" in part]
    paths = [path for entry in entries for path in entry.values()]
    assert {entry.path for entry in read_navigation(REPOSITORY)} > set(paths)
    return paths


@pytest.mark.parametrize("path", side_by_side())
def test_it_begins_with_three_to_five_rows_that_each_lead_down(repository: Repository, path: str) -> None:
    body = repository.page(path).body
    beginning, _, _ = body.partition("\n## ")
    rows = [line.strip("|").split("|") for line in beginning.splitlines() if line.startswith("|")][2:]
    names = [cells[0].strip() for cells in rows]
    assert 3 <= len(rows) <= 5
    assert names[0] == "the same"
    assert "what bites" in names
    anchors = {anchor for _, _, anchor in headings(body)}
    for name, *cells in rows:
        targets = LINK.findall("".join(cells))
        assert targets, f"'{name.strip()}' leads nowhere"
        assert set(targets) <= anchors
