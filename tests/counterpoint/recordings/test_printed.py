"""What a run printed is kept as a reader sees it: no terminal's styles, no address in memory."""

import pytest

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.printed import as_shown, first_line


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("\x1b[1mbold\x1b[0m and \x1b[1;31mred\x1b[m", "bold and red"),
        ("<function power at 0x7f793df0df80>", "<function power at 0x…>"),
        ("name: \t\n\n  shape: (3,)  \n", "name:\n\n  shape: (3,)\n"),
        ("colour: 0xff00ff", "colour: 0xff00ff"),
        ("the key 0x7f793df0df80x", "the key 0x7f793df0df80x"),
        ("\x1b[2J", "\x1b[2J"),
    ],
)
def test_styles_and_blanks_at_the_end_go_and_addresses_are_told_as_any(printed: str, shown: str) -> None:
    assert as_shown(printed) == shown


def test_two_runs_that_differ_in_an_address_printed_the_same() -> None:
    assert first_difference("at 0x…", "at 0x7f793df0df80") is None
    assert first_difference("at 0x…", "at 0x1234") == ("at 0x…", "at 0x1234")


@pytest.mark.parametrize(("message", "line"), [("one\ntwo", "one"), (ValueError("\n one\n"), "one"), ("", "")])
def test_the_first_line_of_a_message_is_the_first_with_words(message: BaseException | str, line: str) -> None:
    assert first_line(message) == line
