"""The suite refuses an output or a picture that no longer matches what was recorded."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterpoint.recordings.recording import fingerprint, write_recording
from counterpoint.running import record
from counterpoint.running.runner import Run, run
from counterpoint.source.voices import PYTORCH
from tests.content import test_snippets
from tests.content.test_snippets import test_it_draws_and_saves_what_was_recorded as draws
from tests.content.test_snippets import test_it_prints_what_was_recorded as prints
from tests.counterpoint.throwaway import RECORDING, Throwaway

CPU = {"pytorch": "cpu"}
GPU = {"pytorch": "cuda"}
FILE = "snippets/greet/greet_pytorch.py"


def run_fresh(throwaway: Throwaway) -> Callable[[str, str], Run]:
    return lambda topic, voice: run(throwaway.root / f"snippets/{topic}/{topic}_{voice}.py")


def test_the_suite_refuses_an_output_that_no_longer_matches(throwaway: Throwaway) -> None:
    kept: list[tuple[str, str, Run]] = []
    prints(throwaway.repository, CPU, run_fresh(throwaway), lambda *made: kept.append(made), "greet", "pytorch")
    throwaway.edit(FILE, "hello", "good day")
    with pytest.raises(AssertionError) as caught:
        prints(throwaway.repository, CPU, run_fresh(throwaway), lambda *made: kept.append(made), "greet", "pytorch")
    assert str(caught.value).splitlines()[0] == (
        f"{FILE}:8: section 'say' prints 'word: good day', recorded was 'word: hello'. "
        "If it is right: make record TOPIC=greet"
    )
    assert [made[:2] for made in kept] == [("greet", "pytorch")], "a bad run is no evidence"


def test_on_a_gpu_the_model_is_its_own_recording_or_else_a_second_run(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The voice imports no framework, so that any device will do."""
    monkeypatch.setattr(test_snippets, "run_and_clean", run)
    throwaway.edit(FILE, "hello", "good day")
    arguments = (throwaway.repository, GPU, run_fresh(throwaway), lambda *made: None, "greet", "pytorch")
    prints(*arguments)

    recording = replace(RECORDING, device="cuda", outputs={"word": "", "say": "word: good night\n"})
    write_recording(throwaway.repository.topic("greet"), PYTORCH, recording)
    prints(*arguments)  # it is of another source
    write_recording(
        throwaway.repository.topic("greet"), PYTORCH, replace(recording, source=fingerprint(throwaway.root / FILE))
    )
    with pytest.raises(AssertionError, match="prints 'word: good day', recorded was 'word: good night'"):
        prints(*arguments)

    throwaway.edit(FILE, "print(", "import random\nprint(random.random(), ")
    (throwaway.root / "snippets/greet/recorded/pytorch_cuda.json").unlink()
    with pytest.raises(AssertionError, match="recorded was"):
        prints(*arguments)


@pytest.mark.usefixtures("one_framework")
def test_the_suite_refuses_a_picture_that_no_longer_matches(throwaway: Throwaway) -> None:
    throwaway.edit(
        FILE, 'word = "hello"', 'import pathlib\nword = "hello"\npathlib.Path("bow.svg").write_text("<svg>" + word)'
    )
    throwaway.edit(FILE, "<svg>", '<svg xmlns=\\"http://www.w3.org/2000/svg\\"><text>')
    throwaway.edit(FILE, " + word)", " + word + '</text></svg>')")
    throwaway.succeeds("record", "greet")

    def drawn(topic: str, voice: str) -> Run:
        return record.run_and_clean(throwaway.root / FILE)

    draws(throwaway.repository, CPU, drawn, "greet", "pytorch")
    throwaway.edit(FILE, "hello", "good day")
    with pytest.raises(AssertionError, match=r"bow\.svg: .*good day.*, recorded was .*hello"):
        draws(throwaway.repository, CPU, drawn, "greet", "pytorch")


@pytest.mark.usefixtures("one_framework")
def test_the_suite_refuses_data_that_no_longer_match(throwaway: Throwaway) -> None:
    save = """import pathlib
word = "hello"
pathlib.Path("bow.json").write_text('{"table": {"head": ["a", "b"], "rows": [["' + word + '", 0.25]]}}')"""
    throwaway.edit(FILE, 'word = "hello"', save)
    throwaway.succeeds("record", "greet")

    def saved(topic: str, voice: str) -> Run:
        return record.run_and_clean(throwaway.root / FILE)

    draws(throwaway.repository, CPU, saved, "greet", "pytorch")
    throwaway.edit(FILE, "0.25", "0.2501")
    draws(throwaway.repository, CPU, saved, "greet", "pytorch")  # the last place, on another processor
    throwaway.edit(FILE, "0.2501", "0.2502")
    with pytest.raises(AssertionError, match=r"bow\.json: .*0\.2502.*, recorded was .*0\.2500"):
        draws(throwaway.repository, CPU, saved, "greet", "pytorch")
