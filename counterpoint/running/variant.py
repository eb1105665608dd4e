"""Run every snippet in an environment with other versions, and write which sections do something else than recorded.

`python -m counterpoint.running.variant PACKAGE FILE KEPT` runs in that environment; it prints a line as each snippet
ends. What KEPT holds of the same versions and of snippets as they are now is taken over.
"""

import contextlib
import json
import platform
import re
import sys
import tempfile
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.printed import first_line
from counterpoint.recordings.recording import Recording, fingerprint, read_recording
from counterpoint.recordings.variants import (
    FOLLOWS,
    PACKAGES,
    PRINTS,
    RAISES,
    WARNS,
    Outcome,
    Tried,
    Variant,
    mark_of,
    read_variant,
)
from counterpoint.running.devices import load, prepare, versions
from counterpoint.running.runner import close_figures, execute, registered
from counterpoint.running.sandbox.child import confines, in_child
from counterpoint.running.sandbox.confine import caches, confined
from counterpoint.source.faults import Fault
from counterpoint.source.records import all_fields
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import read_steps
from counterpoint.source.text import CONTROL, TICKS
from counterpoint.source.voices import Voice

MOST = 2000  # characters of a text: ten lines


def run_all(
    repository: Repository, voices: tuple[Voice, ...], kept: Variant | None
) -> Iterator[tuple[Topic, Voice, Tried]]:
    """Yield how each snippet ran, framework by framework; one that has no fitting recording is left out."""
    known = kept.snippets if kept else {}
    for voice in voices:
        for topic in repository.topics():
            recording = read_recording(topic, voice, "cpu")
            if recording and recording.source == fingerprint(topic.snippet(voice)):
                mark, earlier = mark_of(recording), known.get(topic.name, {}).get(voice.name)
                if earlier is None or earlier.against != mark:
                    earlier = Tried(mark, differing(topic.snippet(voice), recording))
                yield topic, voice, earlier


def differing(path: Path, recording: Recording) -> dict[str, Outcome]:
    """Return what each section does that does something else than recorded."""
    try:
        found = in_child(path, lambda: _outcomes(path), caches()) if confines() else _outcomes(path)
    except Fault as fault:  # refused, out of time or memory, or broken off by the system: nothing of it counts
        return {section: {RAISES: fit(first_line(fault.what))} for section in recording.outputs}
    differ = {}
    for section, outcome in found.items():
        if PRINTS in outcome and first_difference(recording.outputs.get(section, ""), outcome[PRINTS]) is None:
            del outcome[PRINTS]
        if outcome:
            differ[section] = {kind: fit(text) for kind, text in outcome.items()}
    return differ


def fit(text: str) -> str:
    """Return a text fit for a file: no path of this machine, nothing that nobody sees, no end of a block."""
    for folder, name in ((sys.prefix, "environment"), (str(Path.cwd()), "repository")):
        text = text.replace(folder, name)
    for drawn_anew in (rf"{re.escape(tempfile.gettempdir())}[\w./-]*", r"\b\d{12,}\b"):
        text = re.sub(drawn_anew, "…", text)  # a temporary file, an address in memory as a whole number
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).replace(TICKS, '"""')[:MOST]


def _outcomes(path: Path) -> dict[str, Outcome]:
    """Return what each section does, also after one that failed."""
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    found: dict[str, Outcome] = {}
    failed = ""
    with registered(module), confined(path):
        for step in read_steps(path):
            section = step.section or ""
            with _heard(module) as warned:
                try:
                    printed = execute(path, step, module)
                    outcome = {PRINTS: printed}
                except Fault as fault:
                    unmade = failed and isinstance(fault.__cause__, NameError)
                    outcome = {FOLLOWS: failed} if unmade else {RAISES: _told(fault)}
                    failed = failed or section
            found[section] = outcome | ({WARNS: warned[0]} if warned else {})
        close_figures()
    return found


def _told(fault: Fault) -> str:
    error = fault.__cause__
    return f"{type(error).__name__}: {first_line(error)}" if error else fault.what


@contextlib.contextmanager
def _heard(module: types.ModuleType) -> Iterator[list[str]]:
    """Collect the warnings that a reader would see, as Python shows them to whoever runs the program."""
    told: list[str] = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("default")
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("default", category=DeprecationWarning, module=module.__name__)
        yield told
    told += [f"{one.category.__name__}: {first_line(str(one.message))}" for one in heard]


def read_kept(path: Path, content: dict[str, Any]) -> Variant | None:
    """Return what ran earlier on the same versions; None where there is nothing, or nothing that can be read."""
    with contextlib.suppress(Fault, OSError):
        kept = read_variant(path)
        if (kept.python, kept.versions) == (content["python"], content["versions"]):
            return kept
    return None


def main(package: str, file: str, kept: str = "") -> None:
    """Run what this package can change, and write it with the versions as JSON."""
    voices = PACKAGES[package]
    content: dict[str, Any] = {"python": platform.python_version(), "versions": {}, "snippets": {}}
    try:
        devices = prepare("cpu")
        for voice in voices:
            load(voice, devices[voice.name])
            content["versions"] |= versions(voice)
    except ImportError as error:
        content["why_not"] = fit(f"it cannot be imported: {type(error).__name__}: {first_line(error)}")
        voices = ()
    for topic, voice, tried in run_all(Repository(Path.cwd()), voices, read_kept(Path(kept), content)):
        content["snippets"].setdefault(topic.name, {})[voice.name] = all_fields(tried)
        print(topic, voice.name, flush=True)
    Path(file).write_text(json.dumps(content), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
