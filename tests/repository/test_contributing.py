"""CONTRIBUTING's map of the package names files and names that are there."""

import re

import pytest

from tests.conftest import REPOSITORY

TEXT = (REPOSITORY.root / "CONTRIBUTING.md").read_text("utf-8")
TABLE = TEXT.partition("| you want to change | look in |\n| --- | --- |\n")[2]
ROWS = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in TABLE.splitlines() if line[:1] == "|"]

PLACES = (REPOSITORY.root / "counterpoint", REPOSITORY.root)  # from where a row names its files


def test_the_map_has_twenty_rows_or_more() -> None:
    assert len(ROWS) >= 20


@pytest.mark.parametrize(("wish", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_files_and_what_is_in_them(wish: str, where: str) -> None:
    spans = [span for span in re.findall(r"`([^`]+)`", where) if " " not in span]  # a command has blanks
    found = {span: [place / span for place in PLACES if (place / span).exists()] for span in spans}
    files = {span: paths for span, paths in found.items() if paths or "/" in span}
    assert files
    assert [span for span, paths in files.items() if not paths] == []
    text = "\n".join(paths[0].read_text("utf-8") for paths in files.values() if paths[0].is_file())
    assert [name for name in spans if name not in files and name not in text] == []


@pytest.mark.parametrize(
    "part", ["checks", "commands", "ledger", "publishing", "recordings", "rendering", "running", "source"]
)
def test_the_drawing_shows_every_part(part: str) -> None:
    drawing = TEXT.partition("## Inside the package")[2].partition("```text\n")[2].partition("```")[0]
    assert part in drawing
