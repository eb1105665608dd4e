"""CONTRIBUTING's map of the package names files and names that are there."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

TEXT = (REPOSITORY.root / "CONTRIBUTING.md").read_text("utf-8")
TABLE = TEXT.partition("| you want to change | look in |\n| --- | --- |\n")[2]
ROWS = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in TABLE.splitlines() if line[:1] == "|"]


def test_the_map_has_twenty_rows_or_more() -> None:
    assert len(ROWS) >= 20


@pytest.mark.parametrize(("wish", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_files_and_what_is_in_them(wish: str, where: str) -> None:
    spans = [span for span in re.findall(r"`([^`]+)`", where) if " " not in span]  # a command has blanks
    found = {span: in_the_package_or_at_the_root(span) for span in spans}
    found = {span: path for span, path in found.items() if path or "/" in span}
    assert found
    assert [span for span, path in found.items() if path is None] == []
    text = "\n".join(path.read_text("utf-8") for path in found.values() if path and path.is_file())
    folders = [path for path in found.values() if path and path.is_dir()]
    beside = {file.name for path in found.values() if path for file in path.parent.iterdir()}
    named = [name for name in spans if "/" not in name and name not in text and name not in beside]
    assert not named or folders, named


def in_the_package_or_at_the_root(name: str) -> Path | None:
    """Return the file or folder that a row means, None where there is none."""
    places = (REPOSITORY.root / "counterpoint" / name, REPOSITORY.root / name)
    return next((path for path in places if path.exists()), None)


@pytest.mark.parametrize(
    "part", ["checks", "commands", "ledger", "publishing", "recordings", "rendering", "running", "source"]
)
def test_the_drawing_shows_every_part(part: str) -> None:
    drawing = TEXT.partition("## Inside the package")[2].partition("```text\n")[2].partition("```")[0]
    assert part in drawing
