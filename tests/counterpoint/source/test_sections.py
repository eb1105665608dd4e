"""The named sections of a snippet, read as they stand."""

from pathlib import Path

import pytest

from counterpoint.source.faults import Fault
from counterpoint.source.snippets import Section, read_sections
from counterpoint.source.text import read_text

FILE = """\
\"\"\"Docstring.\"\"\"

# --8<-- [start:model]

import math  # why

class Model:

    size = 3

# --8<-- [end:model]

# between sections
#-8<-[start:train_2]
    # indented
Model()
#  ---8<---  [end:train_2]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "seen.py"
    path.write_bytes(text.encode())
    return path


def test_sections_are_read_in_the_order_of_the_file_without_their_markers(tmp_path: Path) -> None:
    assert list(read_sections(write(tmp_path, FILE)).values()) == [
        Section("model", 4, 10, "import math  # why\n\nclass Model:\n\n    size = 3\n"),
        Section("train_2", 15, 16, "    # indented\nModel()\n"),
    ]


def test_crlf_reads_as_the_same_sections(tmp_path: Path) -> None:
    expected = read_sections(write(tmp_path, FILE))
    assert read_sections(write(tmp_path, FILE.replace("\n", "\r\n"))) == expected


def test_odd_separators_do_not_split_a_line(tmp_path: Path) -> None:
    """`splitlines` would split at these; an editor and Python do not."""
    code = "x = 'a\x0cb\u2028c\x85d'\n"
    assert read_sections(write(tmp_path, f"# --8<-- [start:odd]\n{code}# --8<-- [end:odd]\n"))["odd"].code == code


def test_a_file_without_markers_has_no_sections(tmp_path: Path) -> None:
    assert read_sections(write(tmp_path, "x = 1  # 8 < 9\n")) == {}


@pytest.mark.parametrize("name", ["Model", "2model", "_model", "model_", "mo__del", "mo-del", "mo del", "", "modèle"])
def test_a_section_has_a_plain_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, f"# --8<-- [start:{name}]\nx = 1\n# --8<-- [end:{name}]\n")
    with pytest.raises(Fault) as caught:
        read_sections(path)
    assert (caught.value.line, caught.value.what) == (1, f"this is no section marker: # --8<-- [start:{name}]")


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "seen.py"
    path.write_bytes(b"a\r\nb\nc \xe9\n")
    with pytest.raises(Fault) as caught:
        read_text(path)
    assert (caught.value.path, caught.value.line) == (path, 3)
