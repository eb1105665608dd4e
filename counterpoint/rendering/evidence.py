"""Gather what a call shows: code, recorded output, runs on each device, parity of the twins."""

from dataclasses import dataclass, field
from pathlib import Path

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.parity import Parity, read_parities
from counterpoint.recordings.recording import Recording, fingerprint, read_recording
from counterpoint.rendering.variants import Elsewhere, elsewhere
from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.page_calls import Call
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import DEVICES, PAIRS, VOICES, Voice


@dataclass(frozen=True)
class Side:
    """One voice of a call: its code, what the section printed on the CPU, and its runs by device."""

    voice: Voice
    file: Path
    code: str
    output: str
    runs: dict[str, Recording]
    stale: bool
    on_gpu: str = ""  # what it printed there, where that is something else
    elsewhere: list[Elsewhere] = field(default_factory=list)  # what it does on other versions
    said: dict[int, str] = field(default_factory=dict)  # what its author says of lines: that they differ, or not


@dataclass(frozen=True)
class Evidence:
    """All that a call brings onto a page."""

    call: Call
    topic: Topic
    shown: list[Side]
    parities: list[Parity] = field(default_factory=list)
    picture: Path | None = None
    data: list[tuple[Voice, Path]] = field(default_factory=list)


@once
def gather(repository: Repository, page: Path | str, call: Call) -> Evidence:
    """Return what the call shows; raise Fault, naming the line of `page`, where a part is missing."""
    topic = repository.topic(call.topic)
    if not topic.exists:
        what = f"there is no topic '{topic}'"
        known = ", ".join(map(str, repository.topics())) or "none yet"
        raise Fault(page, call.line, what, f"Topics are: {known}. Begin one with: counterpoint new {call.topic}")
    voices = [call.voice] if call.voice else list(VOICES)
    if call.kind == "picture":
        return _gather_picture(topic, page, call, voices[0])
    if call.kind == "touch":
        return _gather_data(topic, page, call)
    shown = [_show(topic, page, call, voice) for voice in voices]
    parities = [p for pair in PAIRS for p in read_parities(topic, pair) if p.section == call.section]
    return Evidence(call, topic, shown, parities if call.kind == "duet" else [])


def _show(topic: Topic, page: Path | str, call: Call, voice: Voice) -> Side:
    file = topic.snippet(voice)
    if not file.is_file():
        what = f"'{call.topic}' has no {voice.title} twin"
        raise Fault(page, call.line, what, f"Write {file.name} beside its twin, with the same sections.")
    sections = read_sections(file)
    if call.section not in sections:
        what = f"{file.name} has no section '{call.section}'"
        raise Fault(page, call.line, what, f"Its sections are: {', '.join(sections)}")
    runs = _runs(topic, voice)
    if "cpu" not in runs or call.section not in runs["cpu"].outputs:
        what = f"nothing was recorded for '{call.topic}:{call.section}' in {voice.title}"
        raise Fault(page, call.line, what, f"Record it: make record TOPIC={call.topic}")
    code = sections[call.section].code
    stale = runs["cpu"].source != fingerprint(file)
    output = runs["cpu"].outputs[call.section]
    on_gpu = runs["cuda"].outputs.get(call.section, "") if "cuda" in runs else output
    on_gpu = on_gpu if first_difference(output, on_gpu) else ""
    other = elsewhere(topic, voice, call.section)
    return Side(voice, file, code, output, runs, stale, on_gpu, other, sections[call.section].said)


def _runs(topic: Topic, voice: Voice) -> dict[str, Recording]:
    recordings = {device: read_recording(topic, voice, device) for device in DEVICES}
    return {device: recording for device, recording in recordings.items() if recording}


def _gather_picture(topic: Topic, page: Path | str, call: Call, voice: Voice) -> Evidence:
    file = topic.picture(call.section, voice, "cpu")
    if not file.is_file():
        what = f"no picture '{call.section}' was recorded for '{call.topic}' in {voice.title}"
        remedy = f"Let a section save '{call.section}.svg', then: make record TOPIC={call.topic}"
        raise Fault(page, call.line, what, remedy)
    return Evidence(call, topic, [], picture=file)


def _gather_data(topic: Topic, page: Path | str, call: Call) -> Evidence:
    files = [(voice, topic.data(call.section, voice, "cpu")) for voice in VOICES]
    for voice, file in files:
        if not file.is_file():
            what = f"no data '{call.section}' were recorded for '{call.topic}' in {voice.title}"
            remedy = f"Let a section save '{call.section}.json', then: make record TOPIC={call.topic}"
            raise Fault(page, call.line, what, remedy)
    script = topic.repository.touch(f"{call.topic}-{call.section}")
    if not script.is_file():
        what = f"no script draws '{call.topic}:{call.section}'"
        raise Fault(page, call.line, what, f"Write it: {script.relative_to(topic.repository.root).as_posix()}")
    return Evidence(call, topic, [], data=files)
