"""Recordings: what counts as the same output, and that the same evidence leaves its file alone."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.recording import fingerprint, read_recording, same_evidence, write_recording
from counterpoint.running import record
from counterpoint.running.record import record_snippet
from counterpoint.source.repository import Repository
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import RECORDING, Throwaway


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("loss: 0.123\n", "loss: 0.124\n"),
        ("loss: 0.123\n", "loss: 0.122\n"),
        ("loss: 0.999\n", "loss: 1.000\n"),
        ("loss: -0.000\n", "loss: 0.000\n"),
        ("loss: -0.001\n", "loss: 0.000\n"),
        ("difference: 2.4e-07\n", "difference: 2.5e-07\n"),
        ("difference: 9.9e-05\n", "difference: 1.0e-04\n"),
        ("large: 1.5e+10\n", "large: 1.6e+10\n"),
        ("[0.10, 0.20]\n", "[0.11, 0.19]\n"),
        ("long: 0.12345678\n", "long: 0.12345679\n"),
        ("large: 123456.7\n", "large: 123456.8\n"),
        ("no end", "no end\n"),
        ("step 3, shape (2, 4), loss 0.123", "step 3, shape (2, 4), loss 0.124"),
        ("loss: 0.5", "loss: 0.5 "),  # no blank at a line's end is kept
        ("", ""),
    ],
)
def test_a_decimal_may_differ_by_one_unit_of_its_last_place(recorded: str, printed: str) -> None:
    assert first_difference(recorded, printed) is None
    assert first_difference(printed, recorded) is None


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("loss: 0.123", "loss: 0.125"),
        ("loss: 0.123", "loss: 0.1230"),
        ("loss: 0.12", "loss: 0.123"),
        ("loss: 0.5", "loss: -0.5"),
        ("loss: 1", "loss: 2"),
        ("shape: (3, 4)", "shape: (3, 5)"),
        ("shape: (3, 4)", "shape: (3, 4, 4)"),
        ("count: 1", "count: 1.0"),
        ("difference: 2.4e-07", "difference: 2.6e-07"),
        ("difference: 2.4e-07", "difference: 2.4e-06"),
        ("difference: 2.4e-07", "difference: 0.0"),
        ("difference: 1.0e-04", "difference: 9.8e-05"),
        ("tiny: 1e-05", "tiny: 2e-05"),
        ("large: 1.5e+10", "large: 1.7e+10"),
        ("loss: nan", "loss: 0.5"),
        ("loss: inf", "loss: -inf"),
        ("loss: 0.5", "Loss: 0.5"),
        ("loss: 0.5", "loss:  0.5"),
        ("True", "False"),
    ],
)
def test_words_whole_numbers_and_larger_differences_are_told(recorded: str, printed: str) -> None:
    assert first_difference(recorded, printed) == (recorded, printed)
    assert first_difference(printed, recorded) == (printed, recorded)


def test_the_first_line_that_differs_is_told() -> None:
    assert first_difference("a\nb\nc\n", "a\nx\ny\n") == ("b", "x")
    assert first_difference("a\n", "a\nb\n") == ("(no line)", "b")
    assert first_difference("a\nb\n", "a\n") == ("b", "(no line)")


def test_another_day_or_duration_is_the_same_evidence() -> None:
    assert same_evidence(RECORDING, replace(RECORDING, date="2026-11-23", seconds=9.0))


@pytest.mark.parametrize(
    "change",
    [
        {"source": "other"},
        {"versions": {"torch": "2.14.0"}},
        {"python": "3.12.1"},
        {"device": "cuda"},
        {"device_name": "H100"},
        {"outputs": {"word": ""}},
        {"pictures": ["bow"]},
    ],
)
def test_any_other_change_is_other_evidence(change: dict[str, object]) -> None:
    assert not same_evidence(RECORDING, replace(RECORDING, **change))  # type: ignore[arg-type]


def test_outputs_in_another_order_are_other_evidence() -> None:
    outputs = dict(reversed(RECORDING.outputs.items()))
    assert outputs == RECORDING.outputs
    assert not same_evidence(RECORDING, replace(RECORDING, outputs=outputs))


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    repository, written = (
        Repository(tmp_path),
        replace(RECORDING, outputs={"say": "zwei · \u2028\n"}, pictures=["a", "b"]),
    )
    write_recording(repository.topic("greet"), PYTORCH, written)
    read = read_recording(repository.topic("greet"), PYTORCH, "cpu")
    assert read and replace(read, checksum="") == written
    assert read_recording(repository.topic("greet"), PYTORCH, "cuda") is None
    lines = repository.topic("greet").recording(PYTORCH, "cpu").read_text(encoding="utf-8").split("\n")
    assert lines[1] == '  "source": "",'
    assert '    "say": "zwei · \u2028\\n"' in lines
    assert [path.name for path in repository.topic("greet").recorded.iterdir()] == ["pytorch_cpu.json"]


def test_the_fingerprint_is_the_same_for_every_line_ending_and_for_nothing_else(tmp_path: Path) -> None:
    unix, windows, other = tmp_path / "unix", tmp_path / "windows", tmp_path / "other"
    unix.write_bytes(b"a\nb\n")
    windows.write_bytes(b"a\r\nb\r\n")
    other.write_bytes(b"a\nb \n")
    assert fingerprint(unix) == fingerprint(windows) != fingerprint(other)


def test_a_second_record_leaves_every_byte(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "versions", lambda voice: {"torch": "2.13.0"})
    source, drawing = "snippets/greet/greet_pytorch.py", "<svg xmlns='http://www.w3.org/2000/svg'/>"
    throwaway.edit(source, 'word = "hello"', f'import pathlib\nword = pathlib.Path("bow.svg").write_text("{drawing}")')
    assert record_snippet(throwaway.repository.topic("greet"), PYTORCH, "cpu") is True
    picture = "snippets/greet/recorded/bow_pytorch_cpu.svg"
    recorded = read_recording(throwaway.repository.topic("greet"), PYTORCH, "cpu")
    assert recorded and recorded.pictures == ["bow"]
    write_recording(throwaway.repository.topic("greet"), PYTORCH, replace(recorded, date="2020-02-02", seconds=9.0))
    before = throwaway.files()
    assert record_snippet(throwaway.repository.topic("greet"), PYTORCH, "cpu") is False
    assert throwaway.files() == before

    throwaway.edit(picture, "<svg", "<svg id='a'")
    assert record_snippet(throwaway.repository.topic("greet"), PYTORCH, "cpu") is True
    assert throwaway.files()[picture] == before[picture]
    (throwaway.root / picture).unlink()
    assert record_snippet(throwaway.repository.topic("greet"), PYTORCH, "cpu") is True
    throwaway.edit(source, "bow.svg", "curtsy.svg")
    assert record_snippet(throwaway.repository.topic("greet"), PYTORCH, "cpu") is True
    assert not (throwaway.root / picture).exists(), "the picture that is drawn no more is still there"
