"""Run snippets and write what they printed, drew and took beside them."""

import datetime
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from counterpoint.checks import snippets
from counterpoint.devices import installed, load, prepare
from counterpoint.errors import Fault
from counterpoint.evidence import read_parities
from counterpoint.frameworks import PYTORCH, VOICES, Voice
from counterpoint.house import House
from counterpoint.pictures import clean
from counterpoint.recording import (
    Recording,
    fingerprint,
    picture_file,
    read_recording,
    same_evidence,
    write_recording,
)
from counterpoint.runner import Run, run
from counterpoint.sections import FENCE, NAME, read_sections

SEED = "Seed what is random, and print no times, paths or addresses."
ADDRESS = re.compile(r"\b0x[0-9a-f]{8,}\b")


def record(house: House, topics: Sequence[str], device: str, tell: Callable[[str], None]) -> None:
    """Record the topics in every installed voice, then the parity of the twins; raise Fault at the first bad one."""
    refuse_faulty(house, topics)
    prepare(device)
    voices = [voice for voice in VOICES if installed(voice)]
    if not voices:
        remedy = "Install one: make record does, or pip install -e '.[pytorch,tensorflow]'."
        raise Fault(house.snippets, 1, "no framework is installed here", remedy)
    for voice in voices:
        load(voice, device)
        refuse_absent_gpu(house, voice, device)
        for topic in topics:
            changed = record_snippet(house, topic, voice, device)
            tell(f"{'recorded' if changed else 'unchanged'}: {topic} in {voice.title}")
    if len(voices) == len(VOICES):
        record_parity(house, topics, device)
        tell("measured: parity of the twins")


def refuse_faulty(house: House, topics: Sequence[str]) -> None:
    """Raise Fault at the first snippet of these topics that need not be run to be refused."""
    for check in (snippets.twins, snippets.sections, snippets.imports):
        for fault in check(house):
            if Path(fault.path).parent.name in topics:
                raise fault


def refuse_absent_gpu(house: House, voice: Voice, device: str) -> None:
    """Raise Fault where a run for the GPU would take place on the CPU, as TensorFlow does without a word."""
    if device == "cpu":
        return
    framework = sys.modules[voice.packages[0]]
    seen = framework.cuda.is_available() if voice == PYTORCH else framework.config.list_physical_devices("GPU")
    if not seen:
        remedy = "Record on a machine that has one, or leave out --device."
        raise Fault(house.snippets, 1, f"{voice.title} sees no GPU here", remedy)


def record_snippet(house: House, topic: str, voice: Voice, device: str) -> bool:
    """Run a snippet twice and record it; return False where the files already say the same."""
    path = house.snippet(topic, voice)
    first = run_and_clean(path)
    refuse_other_output(path, first, run_and_clean(path))
    fresh = describe(path, voice, device, first)
    kept = _readable_recording(house, topic, voice, device)
    if kept and same_evidence(kept, fresh) and _same_pictures(house, topic, voice, device, first):
        return False
    for stale in house.recorded(topic).glob(f"*_{voice.name}_{device}.svg"):
        stale.unlink()
    write_recording(house, topic, voice, fresh)
    for name, drawing in first.pictures.items():
        picture_file(house, topic, name, voice, device).write_text(drawing, encoding="utf-8")
    return True


def _readable_recording(house: House, topic: str, voice: Voice, device: str) -> Recording | None:
    """Return the recording that is to be replaced, None also where it is damaged: recording anew is the remedy."""
    with suppress(Fault):
        return read_recording(house, topic, voice, device)
    return None


def run_and_clean(path: Path) -> Run:
    """Run the snippet; its pictures come back fit for a page."""
    made = run(path)
    for name in made.pictures:
        if not NAME.fullmatch(name):
            what = f"the picture '{name}' has no name that a page could call"
            raise Fault(path, 1, what, "Use lower case letters, digits and single underscores.")
    pictures = {name: clean(drawing, path, name) for name, drawing in made.pictures.items()}
    return Run(made.outputs, pictures, made.module, made.seconds)


def refuse_other_output(path: Path, first: Run, second: Run) -> None:
    """Raise Fault where two runs of the same source differ, or print what no page can show."""
    for section in read_sections(path).values():
        printed = first.outputs[section.name]
        if printed != second.outputs[section.name]:
            what = f"section '{section.name}' prints something else on a second run"
            raise Fault(path, section.first, what, SEED)
        if ADDRESS.search(printed):  # the second run may find the same one free
            raise Fault(path, section.first, f"section '{section.name}' prints an address in memory", SEED)
        if any(line.lstrip().startswith(FENCE) for line in printed.splitlines()):
            what = f"section '{section.name}' prints a line of three ticks, which would end the block on the page"
            raise Fault(path, section.first, what, "Print it another way.")
    for name, drawing in first.pictures.items():
        if second.pictures.get(name) != drawing:
            what = f"the picture '{name}' comes out otherwise on a second run"
            raise Fault(path, 1, what, "Seed what is random before it is drawn.")


def describe(path: Path, voice: Voice, device: str, made: Run) -> Recording:
    """Return the run as a recording of today."""
    return Recording(
        source=fingerprint(path),
        versions=versions(voice),
        python=platform.python_version(),
        device=device,
        device_name=device_name(device),
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        seconds=round(made.seconds, 3),
        outputs=made.outputs,
        pictures=sorted(made.pictures),
    )


def versions(voice: Voice) -> dict[str, str]:
    """Return the voice's packages with their versions, without a build's mark such as '+cpu'."""
    return {name: sys.modules[name].__version__.partition("+")[0] for name in voice.packages}


def device_name(device: str) -> str:
    """Return the accelerator's name; the CPU's says nothing to a reader and would change every recording."""
    if device == "cuda" and "torch" in sys.modules:
        return str(sys.modules["torch"].cuda.get_device_name())
    return ""


def record_parity(house: House, topics: Sequence[str], device: str) -> None:
    """Let the tests measure how far the twins are apart; they assert while they measure."""
    files = [str(house.test(topic)) for topic in topics if house.test(topic).is_file()]
    if not files:
        return  # pytest would run the whole suite
    for topic in topics:
        try:
            read_parities(house, topic, device)
        except Fault:
            house.parity(topic, device).unlink()  # what cannot be read is measured anew
    command = [sys.executable, "-m", "pytest", "-q", "-m", "duet", "--record-parity"]
    # Its own process: a test run must not inherit what was recorded a moment ago.
    command += ["--device", device, *files]
    done = subprocess.run(command, cwd=house.root, env=os.environ, capture_output=True, text=True)
    no_test = 5
    if done.returncode not in (0, no_test):
        print(done.stdout[-4000:], file=sys.stderr)
        raise Fault(house.root / "tests" / "topics", 1, "the twins disagree", "Mend what the tests above name.")


def _same_pictures(house: House, topic: str, voice: Voice, device: str, made: Run) -> bool:
    files = {name: picture_file(house, topic, name, voice, device) for name in made.pictures}
    return all(file.is_file() and file.read_text("utf-8") == made.pictures[name] for name, file in files.items())
