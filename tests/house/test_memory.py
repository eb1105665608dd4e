"""What was read is kept only while the files stand still."""

from pathlib import Path

import pytest

from counterpoint import memory
from counterpoint.house import House
from counterpoint.memory import remembered, standing_still
from counterpoint.sections import read_text


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.md"
    file.write_text("first", encoding="utf-8")
    return file


def test_each_call_reads_anew(page: Path) -> None:
    assert read_text(page) == "first"
    page.write_text("second", encoding="utf-8")
    assert read_text(page) == "second"


def test_a_file_is_read_once_while_nothing_changes(page: Path) -> None:
    with standing_still():
        assert read_text(page) == "first"
        page.write_text("second", encoding="utf-8")
        assert read_text(page) == "first"
        assert read_text(page.with_name("page.md")) == "first"  # the same file by another object
    assert read_text(page) == "second"


def test_nothing_is_kept_from_one_time_to_the_next(page: Path) -> None:
    with standing_still():
        read_text(page)
    page.write_text("second", encoding="utf-8")
    with standing_still():
        assert read_text(page) == "second"


def test_nothing_is_kept_after_a_fault(page: Path) -> None:
    with pytest.raises(ValueError, match="stop"), standing_still():
        read_text(page)
        raise ValueError("stop")
    page.write_text("second", encoding="utf-8")
    assert read_text(page) == "second"


def test_a_call_that_raised_is_made_again(page: Path) -> None:
    page.unlink()
    with standing_still():
        with pytest.raises(FileNotFoundError):
            read_text(page)
        page.write_text("there", encoding="utf-8")
        assert read_text(page) == "there"


def test_answers_are_kept_by_function_and_by_what_was_asked(tmp_path: Path) -> None:
    asked: list[tuple[str, int]] = []

    @remembered
    def one(number: int, times: int = 1) -> int:
        asked.append(("one", number))
        return number * times

    @remembered
    def other(number: int) -> int:
        asked.append(("other", number))
        return -number

    memory.remember()
    try:
        assert [one(1), one(1), one(2), other(1), one(1, times=3), one(1, times=3)] == [1, 1, 2, -1, 3, 3]
    finally:
        memory.forget()
    assert asked == [("one", 1), ("one", 2), ("other", 1), ("one", 1)]


def test_two_houses_do_not_share_their_topics(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "snippets" / f"{name}_topic").mkdir(parents=True)
    with standing_still():
        assert House(tmp_path / "one").topics() == ["one_topic"]
        assert House(tmp_path / "other").topics() == ["other_topic"]
