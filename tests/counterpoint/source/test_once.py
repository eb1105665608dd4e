"""Reading once: only while nothing changes, and never a Fault from memory."""

from pathlib import Path

import pytest

from counterpoint.checks.stages import check
from counterpoint.source.faults import Fault
from counterpoint.source.once import nothing_changes, once
from counterpoint.source.text import read_text
from tests.counterpoint.throwaway import Throwaway


def test_a_question_is_answered_once_while_nothing_changes_and_every_time_elsewhere() -> None:
    asked: list[str] = []

    @once
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    with nothing_changes():
        assert [length("one"), length("three"), length("one")] == [3, 5, 3]
        with nothing_changes():  # a check within a check knows what the outer one has read
            assert length("one") == 3
        assert length("one") == 3
    assert asked == ["one", "three"]
    with nothing_changes():
        assert length("one") == 3
    assert [length("one"), length("one")] == [3, 3]
    assert asked == ["one", "three", "one", "one", "one"]


def test_two_functions_do_not_answer_for_each_other() -> None:
    shout, whisper = once(str.upper), once(str.lower)
    with nothing_changes():
        assert (shout("Text"), whisper("Text")) == ("TEXT", "text")


def test_a_fault_is_raised_every_time_and_ends_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "text.md"
    file.write_bytes(b"\xff")
    with pytest.raises(Fault), nothing_changes():
        with pytest.raises(Fault):
            read_text(file)
        read_text(file)
    file.write_text("mended")
    assert read_text(file) == "mended"


def test_what_is_mended_between_two_checks_is_seen_by_the_second(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "greet:say", "greet:sing")
    assert [fault.line for fault in check(throwaway.repository)]
    throwaway.edit("docs/greet.md", "greet:sing", "greet:say")
    assert check(throwaway.repository) == []
