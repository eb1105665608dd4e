"""What an author says of differing lines is read, is not shown, and needs no new recording."""

from pathlib import Path

import pytest

from counterpoint.recordings.recording import fingerprint
from counterpoint.source.faults import Fault
from counterpoint.source.line_marks import without_line_marks
from counterpoint.source.snippets import read_sections

SNIPPET = """\
# --8<-- [start:one]

def f(x):
    # --8<-- [same]
    y = 2 * x
    # --8<-- [differs]
    return y
# --8<-- [end:one]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "seen.py"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_marks_are_read_and_not_shown(tmp_path: Path, end: str) -> None:
    section = read_sections(write(tmp_path, SNIPPET.replace("\n", end)))["one"]
    assert section.code == "def f(x):\n    y = 2 * x\n    return y\n"
    assert section.said == {2: "same", 3: "differs"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_recording_stays_valid_when_a_mark_comes_or_goes(tmp_path: Path, end: str) -> None:
    marked = fingerprint(write(tmp_path, SNIPPET.replace("\n", end)))
    assert marked == fingerprint(write(tmp_path, without_line_marks(SNIPPET)))
    assert marked != fingerprint(write(tmp_path, SNIPPET.replace("2 * x", "3 * x")))


@pytest.mark.parametrize(
    ("below", "line", "what"),
    [
        ("# --8<-- [same]\n\nx = 1", 2, "stands above no line of code"),
        ("x = 1\n# --8<-- [differs]", 3, "stands above no line of code"),
        ("# --8<-- [same]\n# why\nx = 1", 2, "stands above no line of code"),
        ('x = """\n# --8<-- [same]\ny\n"""', 3, "stands inside a string"),
        ("# --8<-- [alike]\nx = 1", 2, "this is no section marker"),
    ],
)
def test_a_mark_in_the_wrong_place_is_refused(tmp_path: Path, below: str, line: int, what: str) -> None:
    path = write(tmp_path, f"# --8<-- [start:one]\n{below}\n# --8<-- [end:one]\n")
    with pytest.raises(Fault, match=what) as caught:
        read_sections(path)
    assert caught.value.line == line


def test_a_mark_outside_a_section_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="this is no section marker"):
        read_sections(write(tmp_path, "# --8<-- [same]\n" + SNIPPET))
