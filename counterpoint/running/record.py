"""Run snippets and write what they printed, drew and took beside them."""

import datetime
import operator
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from counterpoint.recordings import data
from counterpoint.recordings.alone import write_alone
from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.parity import read_parities
from counterpoint.recordings.recording import (
    Recording,
    altered,
    fingerprint,
    read_recording,
    same_evidence,
    unfit,
    write_recording,
)
from counterpoint.running import drawings, gpu
from counterpoint.running.alone import sections_alone
from counterpoint.running.devices import installed, load, pair, prepare, versions
from counterpoint.running.ended_tests import why_it_ended
from counterpoint.running.runner import Run, run
from counterpoint.running.sandbox.child import confines, in_child
from counterpoint.running.sandbox.confine import caches
from counterpoint.source.faults import Fault, postponed, raise_the_first
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import NAME
from counterpoint.source.voices import VOICES, Voice

SEED = "Seed what is random, and print no times or paths."
NAMES = "Use lower case letters, digits and single underscores; 'parity' is taken."


def record(
    repository: Repository,
    topics: Sequence[Topic],
    device: str,
    tell: Callable[[str], None],
    *,
    keep_going: bool = False,
) -> None:
    """Record the topics in every installed voice, then the parity of the twins; raise Fault at the first bad one.

    With `keep_going` the others are recorded before it is raised.
    """
    faults: list[Fault] = []
    devices = prepare(device)
    voices = [voice for voice in VOICES if installed(voice)]
    if not voices:
        remedy = "Install one: make record does, or pip install -e '.[pytorch,tensorflow]'."
        raise Fault(repository.snippets, None, "no framework is installed here", remedy)
    for voice in voices:
        load(voice, devices[voice.name])
        for topic in topics:
            with postponed(faults, keep_going):
                changed = record_snippet(topic, voice, devices[voice.name])
                where = " on the GPU" if devices[voice.name] == "cuda" else ""
                tell(f"{'recorded' if changed else 'unchanged'}: {topic} in {voice.title}{where}")
    if len(voices) == len(VOICES):
        with postponed(faults, keep_going):
            record_parity(repository, topics, device, pair(devices))
            tell("measured: parity of the twins")
    raise_the_first(faults, tell)


def record_snippet(topic: Topic, voice: Voice, device: str) -> bool:
    """Run a snippet twice and record it; return False where the files already say the same."""
    path = topic.snippet(voice)
    first, alone = _confined_runs(path, device)
    if device == "cpu":
        write_alone(topic, voice, alone)
    fresh = describe(path, voice, device, first)
    kept = _readable_recording(topic, voice, device)
    reproduced = kept and not altered(topic, voice, kept) and same_evidence(kept, fresh)
    if reproduced and _same_files(topic, voice, device, first):
        return False
    write_run(topic, voice, fresh, first)
    return True


def _confined_runs(path: Path, device: str) -> tuple[Run, dict[str, str]]:
    """Return a run of the snippet that a second one repeated, and what each of its sections does alone.

    On the CPU a child does it that the system confines, where it can. CUDA does not survive a fork: there, and on other
    systems, the audit hook is the only guard.
    """
    if device != "cpu" or not confines():
        return _runs(path, device)
    made, alone = in_child(path, lambda: _without_module(*_runs(path, device)), caches())
    outputs, pictures, numbers, seconds = made
    return Run(outputs, pictures, ModuleType(path.stem), seconds, numbers), alone


def _runs(path: Path, device: str) -> tuple[Run, dict[str, str]]:
    first = run_and_clean(path)
    refuse_other_output(path, first, run_and_clean(path), exactly=device == "cpu")
    return first, sections_alone(path, first.outputs) if device == "cpu" else {}


Texts = dict[str, str]


def _without_module(made: Run, alone: Texts) -> tuple[tuple[Texts, Texts, Texts, float], Texts]:
    """A module does not cross from one process to another."""
    return (made.outputs, made.pictures, made.data, made.seconds), alone


def write_run(topic: Topic, voice: Voice, recording: Recording, made: Run) -> None:
    """Write a recording, its pictures and its data in the place of older ones."""
    for stale in topic.saved(voice, recording.device):
        stale.unlink()
    topic.recorded.mkdir(parents=True, exist_ok=True)
    for file, text in _files(topic, voice, recording.device, made).items():
        file.write_text(text, encoding="utf-8")
    write_recording(topic, voice, recording)


def _readable_recording(topic: Topic, voice: Voice, device: str) -> Recording | None:
    """Return the recording that is to be replaced, None also where it is damaged: recording anew is the remedy."""
    with suppress(Fault):
        return read_recording(topic, voice, device)
    return None


def run_and_clean(path: Path) -> Run:
    """Run the snippet; its pictures and its data come back fit for a page."""
    made = run(path)
    for kind, names in (("picture", made.pictures), ("data", made.data)):
        for name in names:
            if not NAME.fullmatch(name) or name == "parity":  # so the measured difference is named
                what = f"the {kind} '{name}' has no name that a page could call"
                raise Fault(path, None, what, NAMES)
    pictures = {name: drawings.clean(drawing, path, name) for name, drawing in made.pictures.items()}
    numbers = {name: data.clean(text, path, name) for name, text in made.data.items()}
    return Run(made.outputs, pictures, made.module, made.seconds, numbers)


def refuse_other_output(path: Path, first: Run, second: Run, *, exactly: bool = True) -> None:
    """Raise Fault where two runs of the same source differ, or print what no page can show.

    A GPU may add in another order each time: there the last printed place may differ.
    """
    differ, differ_drawn = (operator.ne, operator.ne) if exactly else (first_difference, drawings.drawn_difference)
    for section in read_sections(path).values():
        printed = first.outputs[section.name]
        if differ(printed, second.outputs[section.name]):
            what = f"section '{section.name}' prints something else on a second run"
            raise Fault(path, section.first, what, SEED)
        if refused := unfit(printed):
            raise Fault(path, section.first, f"section '{section.name}' prints {refused}", "Print it another way.")
    for name, drawing in first.pictures.items():
        if differ_drawn(drawing, second.pictures.get(name, "")):
            what = f"the picture '{name}' comes out otherwise on a second run"
            raise Fault(path, None, what, "Seed what is random before it is drawn.")
    for name, text in first.data.items():
        if differ(text, second.data.get(name, "")):
            what = f"the data '{name}' come out otherwise on a second run"
            raise Fault(path, None, what, "Seed what is random before it is saved.")


def describe(path: Path, voice: Voice, device: str, made: Run) -> Recording:
    """Return the run as a recording of today."""
    return Recording(
        source=fingerprint(path),
        versions=versions(voice),
        python=platform.python_version(),
        device=device,
        device_name=gpu.device_name(voice) if device == "cuda" else "",  # the CPU's says nothing to a reader
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        seconds=round(made.seconds, 3),
        outputs=made.outputs,
        pictures=sorted(made.pictures),
        driver=gpu.driver() if device == "cuda" else "",
        data=sorted(made.data),
    )


def record_parity(repository: Repository, topics: Sequence[Topic], device: str, on: str) -> None:
    """Let the tests measure how far the twins are apart; they assert while they measure."""
    files = [str(topic.test) for topic in topics if topic.test.is_file()]
    if not files:
        return  # pytest would run the whole suite
    for topic in topics:
        try:
            read_parities(topic, on)
        except Fault:
            topic.parity(on).unlink()  # what cannot be read is measured anew
    command = [sys.executable, "-m", "pytest", "-q", "-m", "duet", "--record-parity"]
    # Its own process: a test run must not inherit what was recorded a moment ago.
    command += ["--device", device, *files]
    done = subprocess.run(command, cwd=repository.root, env=os.environ, capture_output=True, text=True)
    no_test = 5
    if done.returncode not in (0, no_test):
        print(done.stdout[-4000:], file=sys.stderr)
        raise Fault(repository.root / "tests" / "topics", None, *why_it_ended(done))


def _same_files(topic: Topic, voice: Voice, device: str, made: Run) -> bool:
    files = _files(topic, voice, device, made)
    return all(file.is_file() and file.read_text("utf-8") == text for file, text in files.items())


def _files(topic: Topic, voice: Voice, device: str, made: Run) -> dict[Path, str]:
    """Return what lies beside the recording of a run, by its place."""
    pictures = {topic.picture(name, voice, device): drawing for name, drawing in made.pictures.items()}
    return pictures | {topic.data(name, voice, device): text for name, text in made.data.items()}
