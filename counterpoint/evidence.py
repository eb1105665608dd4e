"""Gather what a call shows: code, recorded output, runs on each device, parity of the twins."""

import functools
import json
from dataclasses import dataclass, field
from pathlib import Path

from counterpoint.devices import DEVICES, PAIRS
from counterpoint.errors import Fault
from counterpoint.fields import read_fields, written_fields
from counterpoint.frameworks import VOICES, Voice
from counterpoint.house import House
from counterpoint.memory import remembered
from counterpoint.pages import Call
from counterpoint.recording import (
    Recording,
    damage_told,
    fingerprint,
    first_difference,
    picture_file,
    read_recording,
    write_json,
)
from counterpoint.sections import read_sections


@dataclass(frozen=True)
class Parity:
    """How far the twins were apart in one value: the largest absolute difference, and what was allowed."""

    name: str
    section: str
    difference: float
    rtol: float
    atol: float
    sources: dict[str, str]
    versions: dict[str, str]
    date: str
    device: str = "cpu"  # one of PAIRS
    device_name: str = ""
    driver: str = ""


@dataclass(frozen=True)
class Shown:
    """One voice of a call: its code, what the section printed on the CPU, and its runs by device."""

    voice: Voice
    file: Path
    code: str
    output: str
    runs: dict[str, Recording]
    stale: bool
    on_gpu: str = ""  # what it printed there, where that is something else


@dataclass(frozen=True)
class Evidence:
    """All that a call brings onto a page."""

    call: Call
    shown: list[Shown]
    parities: list[Parity] = field(default_factory=list)
    picture: Path | None = None


@remembered
def gather(house: House, page: Path | str, call: Call) -> Evidence:
    """Return what the call shows; raise Fault, naming the page's line, where a part is missing."""
    if not house.has_topic(call.topic):
        what = f"there is no topic '{call.topic}'"
        known = ", ".join(house.topics()) or "none yet"
        raise Fault(page, call.line, what, f"Topics are: {known}. Begin one with: counterpoint new {call.topic}")
    voices = [call.voice] if call.voice else list(VOICES)
    if call.kind == "picture":
        return _gather_picture(house, page, call, voices[0])
    shown = [_show(house, page, call, voice) for voice in voices]
    parities = [p for pair in PAIRS for p in read_parities(house, call.topic, pair) if p.section == call.section]
    return Evidence(call, shown, parities if call.kind == "duet" else [])


def _show(house: House, page: Path | str, call: Call, voice: Voice) -> Shown:
    file = house.snippet(call.topic, voice)
    if not file.is_file():
        what = f"'{call.topic}' has no {voice.title} twin"
        raise Fault(page, call.line, what, f"Write {file.name} beside its twin, with the same sections.")
    sections = read_sections(file)
    if call.section not in sections:
        what = f"{file.name} has no section '{call.section}'"
        raise Fault(page, call.line, what, f"Its sections are: {', '.join(sections)}")
    runs = _runs(house, call.topic, voice)
    if "cpu" not in runs or call.section not in runs["cpu"].outputs:
        what = f"nothing was recorded for '{call.topic}:{call.section}' in {voice.title}"
        raise Fault(page, call.line, what, f"Record it: make record TOPIC={call.topic}")
    code = sections[call.section].code
    stale = runs["cpu"].source != fingerprint(file)
    output = runs["cpu"].outputs[call.section]
    on_gpu = runs["cuda"].outputs.get(call.section, "") if "cuda" in runs else output
    return Shown(voice, file, code, output, runs, stale, on_gpu if first_difference(output, on_gpu) else "")


def _runs(house: House, topic: str, voice: Voice) -> dict[str, Recording]:
    recordings = {device: read_recording(house, topic, voice, device) for device in DEVICES}
    return {device: recording for device, recording in recordings.items() if recording}


def _gather_picture(house: House, page: Path | str, call: Call, voice: Voice) -> Evidence:
    file = picture_file(house, call.topic, call.section, voice, "cpu")
    if not file.is_file():
        what = f"no picture '{call.section}' was recorded for '{call.topic}' in {voice.title}"
        remedy = f"Let a section save '{call.section}.svg', then: make record TOPIC={call.topic}"
        raise Fault(page, call.line, what, remedy)
    return Evidence(call, [], picture=file)


@remembered
def read_parities(house: House, topic: str, device: str) -> list[Parity]:
    """Return the recorded parities of a topic on a pair of devices; raise Fault where the file is damaged."""
    path = house.parity(topic, device)
    if not path.is_file():
        return []
    with damage_told(path, topic):
        parities = list(_parities_in(path.read_text("utf-8")))
        for parity in parities:
            if parity.device != device:
                raise ValueError(f"'{parity.name}' was measured on '{parity.device}'")
        return parities


@functools.lru_cache(maxsize=4096)
def _parities_in(text: str) -> tuple[Parity, ...]:
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("it is no object")
    return tuple(read_fields(Parity, fields, name=name) for name, fields in content.items())


def write_parities(house: House, topic: str, device: str, parities: list[Parity]) -> None:
    content = {}
    for parity in parities:
        content[parity.name] = written_fields(parity)
        del content[parity.name]["name"]
    write_json(house.parity(topic, device), content)
