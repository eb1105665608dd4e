"""Recorded data are published as they are: each must be there, and be as a run left it."""

from msgspec.structs import replace

from counterpoint.recordings.data import clean
from counterpoint.recordings.recording import fingerprint, write_recording
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import RECORDING, Throwaway

FILE = "snippets/greet/recorded/bow_pytorch_cpu.json"
AGAIN = "Record it again: make record TOPIC=greet"
DATA = clean('{"table": {"head": ["bow"], "rows": [[0.25]]}}')


def name_in_recording(throwaway: Throwaway) -> None:
    source = fingerprint(throwaway.repository.topic("greet").snippet(PYTORCH))
    write_recording(throwaway.repository.topic("greet"), PYTORCH, replace(RECORDING, source=source, data=["bow"]))


def test_recorded_data_that_are_missing_are_refused(throwaway: Throwaway) -> None:
    name_in_recording(throwaway)
    throwaway.refuses_check(f"{FILE}: the recorded data are missing", AGAIN)


def test_data_that_no_recording_names_are_refused(throwaway: Throwaway) -> None:
    throwaway.write(FILE, DATA)
    throwaway.refuses_check(f"{FILE}: this belongs to no recording", f"Delete it. {AGAIN}")


def test_data_that_were_changed_by_hand_are_refused(throwaway: Throwaway) -> None:
    throwaway.write(FILE, DATA)
    name_in_recording(throwaway)
    assert throwaway.succeeds("check") == "all in order\n"
    throwaway.write(FILE, DATA.replace("0.2500", "0.25"))
    throwaway.refuses_check(f"{FILE}: the data were changed by hand", AGAIN)


def test_data_with_another_number_are_not_as_a_run_left_them(throwaway: Throwaway) -> None:
    throwaway.write(FILE, DATA)
    name_in_recording(throwaway)
    throwaway.write(FILE, DATA.replace("0.2500", "0.2501"))
    throwaway.refuses_check(
        "snippets/greet/recorded/pytorch_cpu.json: the recording is not as a run left it: "
        "a field was changed after the run",
        AGAIN,
    )
