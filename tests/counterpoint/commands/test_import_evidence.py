"""Evidence of a run elsewhere: taken where it belongs to these sources, left out where not, refused where forged."""

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings import data
from counterpoint.recordings.parity import read_parities, write_parities
from counterpoint.recordings.recording import fingerprint, read_recording, write_recording
from counterpoint.recordings.svg import clean
from counterpoint.source.repository import Repository
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES
from tests.counterpoint.throwaway import PARITY, RECORDING, Throwaway

FOLDER = "snippets/greet/recorded"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0L8 8"/></svg>'
DATA = data.clean('{"table": {"head": ["bow"], "rows": [[0.25]]}}')
NOT_RUN = "not run on GPU"
REMEDY = "    Let the tests write it again: pytest --evidence FOLDER\n"


@pytest.fixture
def artifact(throwaway: Throwaway, tmp_path: Path) -> Repository:
    """A stand-in for what a job with a GPU would leave: PyTorch's recording with a drawing, and the parity."""
    made = Repository(tmp_path / "downloaded" / "evidence-pytorch-cuda")
    sources = {voice.name: fingerprint(throwaway.repository.topic("greet").snippet(voice)) for voice in VOICES}
    recording = replace(
        RECORDING,
        source=sources["pytorch"],
        device="cuda",
        device_name="NVIDIA H100",
        date="2026-11-23",
        pictures=["bow"],
        data=["bow"],
    )
    drawing = made.topic("greet").picture("bow", PYTORCH, "cuda")
    drawing.parent.mkdir(parents=True)
    drawing.write_text(clean(DRAWING, drawing, "bow"))
    made.topic("greet").data("bow", PYTORCH, "cuda").write_text(DATA)
    write_recording(made.topic("greet"), PYTORCH, recording)
    write_parities(made.topic("greet"), "pytorch_cuda", [replace(PARITY, sources=sources, device="pytorch_cuda")])
    return made


def take(throwaway: Throwaway, artifact: Repository) -> str:
    return throwaway.succeeds("evidence", str(artifact.root.parent))


def refuse(throwaway: Throwaway, artifact: Repository) -> str:
    return throwaway.refuses("evidence", str(artifact.root.parent))


def test_evidence_of_these_sources_is_taken_and_shown(throwaway: Throwaway, artifact: Repository) -> None:
    page = throwaway.repository.page("greet.md")
    assert plain_page(page).count(NOT_RUN) == 4
    assert take(throwaway, artifact) == f"taken: 2 of 2 files of {artifact.root}\n"
    shown = plain_page(page)
    assert shown.count(NOT_RUN) == 2, "of TensorFlow nothing was brought"
    assert shown.count("GPU (NVIDIA H100), 23 Nov 2026") == 2
    assert "on equal weights, PyTorch on GPU, TensorFlow on CPU" in shown
    assert throwaway.succeeds("check") == "all in order\n"
    taken = throwaway.repository.topic("greet").picture("bow", PYTORCH, "cuda")
    assert taken.read_text() == artifact.topic("greet").picture("bow", PYTORCH, "cuda").read_text()
    assert throwaway.repository.topic("greet").data("bow", PYTORCH, "cuda").read_text() == DATA


def test_evidence_of_another_source_is_left_out_and_the_page_says_not_run(
    throwaway: Throwaway, artifact: Repository
) -> None:
    source = throwaway.root / "snippets" / "greet" / "greet_pytorch.py"
    source.write_text(source.read_text() + "\n# changed since\n")
    throwaway.record()
    before = throwaway.files()
    said = take(throwaway, artifact)
    assert said == (
        f"left out: {FOLDER}/pytorch_cuda.json of {artifact.root}: "
        "the recording is older than its source greet_pytorch.py\n"
        f"left out: {FOLDER}/parity_pytorch_cuda.json of {artifact.root}: "
        "the parity of 'words' was measured on other sources\n"
        f"taken: 0 of 2 files of {artifact.root}\n"
    )
    assert throwaway.files() == before
    assert plain_page(throwaway.repository.page("greet.md")).count(NOT_RUN) == 4


def test_one_of_two_is_left_out_alone(throwaway: Throwaway, artifact: Repository) -> None:
    stale = replace(RECORDING, source="0" * 64, device="cuda")
    write_recording(artifact.topic("greet"), TENSORFLOW, stale)
    assert f"taken: 2 of 3 files of {artifact.root}\n" in take(throwaway, artifact)
    assert read_recording(throwaway.repository.topic("greet"), PYTORCH, "cuda")
    assert read_recording(throwaway.repository.topic("greet"), TENSORFLOW, "cuda") is None


def test_what_lay_there_before_makes_way(throwaway: Throwaway, artifact: Repository) -> None:
    take(throwaway, artifact)
    recording = read_recording(artifact.topic("greet"), PYTORCH, "cuda")
    assert recording
    write_recording(artifact.topic("greet"), PYTORCH, replace(recording, pictures=[], data=[], date="2026-11-24"))
    artifact.topic("greet").picture("bow", PYTORCH, "cuda").unlink()
    artifact.topic("greet").data("bow", PYTORCH, "cuda").unlink()
    take(throwaway, artifact)
    assert not throwaway.repository.topic("greet").picture("bow", PYTORCH, "cuda").exists()
    assert not throwaway.repository.topic("greet").data("bow", PYTORCH, "cuda").exists()
    assert "24 Nov 2026" in plain_page(throwaway.repository.page("greet.md"))
    assert throwaway.succeeds("check") == "all in order\n"


def test_the_newer_day_of_the_cpu_is_shown(throwaway: Throwaway, artifact: Repository) -> None:
    shutil.rmtree(artifact.root)
    for voice in VOICES:
        source = fingerprint(throwaway.repository.topic("greet").snippet(voice))
        write_recording(artifact.topic("greet"), voice, replace(RECORDING, source=source, date="2027-01-02"))
    take(throwaway, artifact)
    assert plain_page(throwaway.repository.page("greet.md")).count("CPU, 2 Jan 2027") == 4
    assert read_parities(throwaway.repository.topic("greet"), "cpu"), "what the run did not bring stays"


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("pytorch_cuda.json", "[]", "the recording cannot be read: it is no object"),
        ("parity_pytorch_cuda.json", "[]", "the recording cannot be read: it is no object"),
        ("bow_pytorch_cuda.svg", DRAWING.replace("<path", "<script/><path"), "the picture 'bow' holds <script>"),
        ("bow_pytorch_cuda.svg", DRAWING, "the picture was changed by hand"),
        ("bow_pytorch_cuda.json", DATA.replace("0.2500", "0.25"), "the data were changed by hand"),
        ("notes.html", "<script>alert(1)</script>", "this belongs to no recording"),
    ],
)
def test_a_file_that_no_run_of_ours_left_so_is_refused(
    throwaway: Throwaway, artifact: Repository, file: str, text: str, what: str
) -> None:
    path = artifact.topic("greet").recorded / file
    path.write_text(text)
    assert refuse(throwaway, artifact) == f"{path}: {what}\n{REMEDY}"


def test_a_link_brings_nothing_in(throwaway: Throwaway, artifact: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(DRAWING)
    drawing = artifact.topic("greet").picture("bow", PYTORCH, "cuda")
    drawing.unlink()
    drawing.symlink_to(secret)
    assert refuse(throwaway, artifact) == f"{drawing}: the recorded picture is missing\n{REMEDY}"


def test_a_recording_that_claims_another_device_is_refused(throwaway: Throwaway, artifact: Repository) -> None:
    path = artifact.topic("greet").recording(PYTORCH, "cuda")
    path.write_text(json.dumps({**json.loads(path.read_text()), "device": "cpu"}))
    assert refuse(throwaway, artifact) == f"{path}: the recording cannot be read: it was made on 'cpu'\n{REMEDY}"


def test_what_lies_outside_of_the_topics_is_not_looked_at(throwaway: Throwaway, artifact: Repository) -> None:
    for name in ("snippets/greet/greet_pytorch.py", "snippets/meet/recorded/pytorch_cuda.json", "mkdocs.yml"):
        path = artifact.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("forged")
    before = throwaway.files()
    take(throwaway, artifact)
    after = throwaway.files()
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {
        f"{FOLDER}/{name}"
        for name in ("pytorch_cuda.json", "parity_pytorch_cuda.json", "bow_pytorch_cuda.json", "bow_pytorch_cuda.svg")
    }


def test_a_folder_without_evidence_is_refused(throwaway: Throwaway, artifact: Repository) -> None:
    shutil.rmtree(artifact.root)
    folder = artifact.root.parent
    assert refuse(throwaway, artifact) == f"{folder}: there is no evidence below this folder\n{REMEDY}"
