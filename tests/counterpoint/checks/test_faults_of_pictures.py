"""Recorded pictures go into the page as they are: each must be there, be named, and be as it was drawn."""

from msgspec.structs import replace

from counterpoint.recordings.recording import fingerprint, write_recording
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import RECORDING, Throwaway

FOLDER = "snippets/greet/recorded"
AGAIN = "Record it again: make record TOPIC=greet"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0" /></svg>\n'


def name_in_recording(throwaway: Throwaway, picture: str) -> None:
    source = fingerprint(throwaway.repository.topic("greet").snippet(PYTORCH))
    write_recording(throwaway.repository.topic("greet"), PYTORCH, replace(RECORDING, source=source, pictures=[picture]))


def test_a_recorded_picture_that_is_missing_is_refused(throwaway: Throwaway) -> None:
    name_in_recording(throwaway, "bow")
    throwaway.refuses_check(f"{FOLDER}/bow_pytorch_cpu.svg: the recorded picture is missing", AGAIN)


def test_a_picture_that_no_recording_names_is_refused(throwaway: Throwaway) -> None:
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING)
    throwaway.refuses_check(f"{FOLDER}/bow_pytorch_cpu.svg: this belongs to no recording", f"Delete it. {AGAIN}")


def test_a_picture_that_was_changed_by_hand_into_more_than_a_drawing_is_refused(throwaway: Throwaway) -> None:
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING)
    name_in_recording(throwaway, "bow")
    assert throwaway.succeeds("check") == "all in order\n"
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING.replace("<path", "<script>alert(1)</script><path"))
    throwaway.refuses_check(
        f"{FOLDER}/bow_pytorch_cpu.svg: the picture 'bow' holds <script>",
        "Draw it from plain shapes and text, without links, and save it with savefig.",
    )
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING.replace("<path", "<path style='fill: red'"))
    throwaway.refuses_check(f"{FOLDER}/bow_pytorch_cpu.svg: the picture was changed by hand", AGAIN)


def test_a_picture_with_a_line_elsewhere_is_not_as_a_run_left_it(throwaway: Throwaway) -> None:
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING)
    name_in_recording(throwaway, "bow")
    throwaway.write(f"{FOLDER}/bow_pytorch_cpu.svg", DRAWING.replace("M0 0", "M0 0.01"))
    throwaway.refuses_check(
        f"{FOLDER}/pytorch_cpu.json: the recording is not as a run left it: a field was changed after the run", AGAIN
    )
