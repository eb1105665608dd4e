"""Long work shows what is done, what is left and an estimate: a bar on a terminal, a line now and then elsewhere."""

import pytest

from counterpoint.commands import progress
from counterpoint.commands.durations import weights_of_recording, weights_of_upgrade
from counterpoint.commands.progress import telling, work
from tests.counterpoint.throwaway import Throwaway


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_a_log_gets_a_line_every_half_minute_with_what_is_left(clock: Clock) -> None:
    told: list[str] = []
    with work("record", 8, told.append) as going:
        for _ in range(4):
            clock.now += 20
            going.advance(1, "lstm")
    assert told == ["record lstm: 25 % done, about 2 min left", "record lstm: 50 % done, about 1 min left"]


def test_short_work_says_nothing(clock: Clock) -> None:
    told: list[str] = []
    with work("record", 2, told.append) as going:
        going.advance(1)
        going.advance(1)
    assert told == []


def test_seconds_are_told_below_a_minute_and_nothing_is_guessed_before_the_first_part(clock: Clock) -> None:
    with work("record", 10, print) as going:
        assert going.left == "time left unknown"
        clock.now += 9
        going.advance(9)
        assert going.left == "about 1 s left"


def test_a_told_line_counts_as_the_next_part(clock: Clock) -> None:
    told: list[str] = []
    with work("record", 6, told.append) as going:
        tell = telling(going, [1, 5])
        tell("recorded: a")
        assert going.done == 1
        tell("recorded: b")
        tell("one line more")
    assert going.done == 6
    assert told == ["recorded: a", "recorded: b", "one line more"]


def test_a_terminal_gets_a_bar_and_the_lines_stand_above_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with work("record", 4, print, forks=True) as going:
        going.tell("recorded: [a] in PyTorch")
        going.advance(2, "lstm")
    shown = capsys.readouterr().err
    assert "recorded: [a] in PyTorch" in shown
    assert "record lstm" in shown
    assert "50%" in shown
    assert "left:" in shown


def test_a_recordings_parts_are_its_snippets_then_parity_then_the_areas(throwaway: Throwaway) -> None:
    topic = throwaway.repository.topic("greet")
    assert weights_of_recording([topic], []) == [1.5, 1.5, 1.0]
    assert weights_of_recording([topic], [topic]) == [1.5, 1.5, 1.0, 4.0]
    topic.recorded.joinpath("pytorch_cpu.json").write_text("damaged")
    assert weights_of_recording([topic], [])[0] == 15.0


@pytest.mark.parametrize(("tests", "lines"), [(True, 7), (False, 5)])
def test_an_upgrade_has_a_part_for_each_line_that_it_tells(throwaway: Throwaway, tests: bool, lines: int) -> None:
    assert len(weights_of_upgrade(throwaway.repository, tests=tests)) == lines
