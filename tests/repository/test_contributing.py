"""CONTRIBUTING's map of the package names files and names that are there."""

import re

import pytest

from tests.conftest import REPOSITORY

TEXT = (REPOSITORY.root / "CONTRIBUTING.md").read_text("utf-8")
TABLE = TEXT.partition("| you want to change | look in |\n| --- | --- |\n")[2]
ROWS = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in TABLE.splitlines() if line[:1] == "|"]

OUTSIDE = ("docs/", "theme/", "tests/", "benchmarks/", "versions/", "pyproject.toml")  # what isn't in the package


def test_the_map_has_twenty_rows_or_more() -> None:
    assert len(ROWS) >= 20


@pytest.mark.parametrize(("wish", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_files_and_what_is_in_them(wish: str, where: str) -> None:
    spans = re.findall(r"`([^`]+)`", where)
    files = [span for span in spans if "/" in span or span == "pyproject.toml"]
    paths = [REPOSITORY.root / ("" if span.startswith(OUTSIDE) else "counterpoint") / span for span in files]
    assert files
    assert [path for path in paths if not path.exists()] == []
    text = "\n".join(path.read_text("utf-8") for path in paths if path.is_file())
    assert [name for name in spans if name not in files and name not in text] == []


@pytest.mark.parametrize(
    "part", ["checks", "commands", "ledger", "publishing", "recordings", "rendering", "running", "source"]
)
def test_the_drawing_shows_every_part(part: str) -> None:
    drawing = TEXT.partition("## Inside the package")[2].partition("```text\n")[2].partition("```")[0]
    assert part in drawing
