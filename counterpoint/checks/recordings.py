"""Checks of what was recorded: whole, and of the source that stands beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from counterpoint.recordings import data, svg
from counterpoint.recordings.alone import read_alone
from counterpoint.recordings.checksum import ALTERED, checksum_of
from counterpoint.recordings.parity import read_parities
from counterpoint.recordings.recording import Recording, altered, fingerprint, read_recording
from counterpoint.recordings.times import read_times
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import read_text
from counterpoint.source.voices import DEVICES, PAIRS, VOICES, Voice


def damaged(repository: Repository) -> Iterator[Fault]:
    """A recording that cannot be read."""
    for topic in repository.topics():
        for pair in PAIRS:
            try:
                read_parities(topic, pair)
            except Fault as fault:
                yield fault
        for device in DEVICES:
            for voice in VOICES:
                try:
                    read_recording(topic, voice, device)
                except Fault as fault:
                    yield fault
        try:
            read_alone(topic)
            if topic.times.is_file():
                read_times(topic)
        except Fault as fault:
            yield fault


def saved(repository: Repository) -> Iterator[Fault]:
    """Every recorded picture and all data lie there as a run left them, and nothing else: they are published so."""
    for topic in repository.topics():
        remedy = f"Record it again: make record TOPIC={topic}"
        known = {topic.parity(pair) for pair in PAIRS}
        known |= {topic.alone, topic.times}
        for voice in VOICES:
            for device in DEVICES:
                recording = read_recording(topic, voice, device)
                known.add(topic.recording(voice, device))
                for path, name, words, clean in _files(topic, voice, recording) if recording else []:
                    known.add(path)
                    missing, changed = words
                    if not path.is_file():
                        yield Fault(path, None, f"the recorded {missing} missing", remedy)
                    elif clean(read_text(path), path, name) != read_text(path):
                        yield Fault(path, None, f"the {changed} changed by hand", remedy)
        for path in sorted(topic.recorded.glob("*")):
            if path not in known:
                yield Fault(path, None, "this belongs to no recording", f"Delete it. {remedy}")


Saved = tuple[Path, str, tuple[str, str], Callable[[str, Path, str], str]]


def _files(topic: Topic, voice: Voice, recording: Recording) -> Iterator[Saved]:
    """Yield what lies beside a recording: its place, its name, what is said of it, and what makes it fit for a page."""
    for name in recording.pictures:
        yield topic.picture(name, voice, recording.device), name, ("picture is", "picture was"), svg.clean
    for name in recording.data:
        yield topic.data(name, voice, recording.device), name, ("data are", "data were"), data.clean


def stale(repository: Repository) -> Iterator[Fault]:
    """A recording of another source than the one beside it, with other sections, or changed since its run."""
    for topic, voice in repository.twins():
        source = topic.snippet(voice)
        for device in DEVICES:
            recording = read_recording(topic, voice, device)
            path = topic.recording(voice, device)
            remedy = f"Record it again: make record TOPIC={topic}"
            if recording is None:
                continue  # a section that was never recorded is told where a page shows it
            if recording.source != fingerprint(source):
                yield Fault(path, None, f"the recording is older than its source {source.name}", remedy)
            elif list(recording.outputs) != list(read_sections(source)):
                yield Fault(path, None, f"the recording has other sections than {source.name}", remedy)
            elif altered(topic, voice, recording):
                yield Fault(path, None, f"the recording is not as a run left it: {ALTERED}", remedy)
    yield from _stale_parities(repository)
    yield from _stale_times(repository)


def _stale_parities(repository: Repository) -> Iterator[Fault]:
    for topic in repository.topics():
        sources = {voice.name: topic.snippet(voice) for voice in VOICES}
        current = {name: fingerprint(path) for name, path in sources.items()}
        shared = set.intersection(*(set(read_sections(path)) for path in sources.values()))
        remedy = f"Record it again: make record TOPIC={topic}"
        for pair in PAIRS:
            path = topic.parity(pair)
            for parity in read_parities(topic, pair):
                if parity.sources != current:
                    yield Fault(path, None, f"the parity of '{parity.name}' was measured on other sources", remedy)
                    break
                if parity.section not in shared:
                    what = f"the parity of '{parity.name}' belongs to no section: '{parity.section}'"
                    yield Fault(path, None, what, f"Name one in {topic.test.name}, then: make record TOPIC={topic}")
                elif parity.checksum != checksum_of(parity):
                    yield Fault(path, None, f"the parity of '{parity.name}' is not as a run left it: {ALTERED}", remedy)
                    break


def _stale_times(repository: Repository) -> Iterator[Fault]:
    for topic in repository.topics():
        path = topic.times
        if not path.is_file():
            continue
        current = {voice.name: fingerprint(topic.snippet(voice)) for voice in VOICES}
        times = read_times(topic)
        if times.sources != current:
            yield Fault(path, None, "the times were measured on other sources", "Measure again: make speed")
        elif times.checksum != checksum_of(times):
            yield Fault(path, None, f"the times are not as a run left them: {ALTERED}", "Measure again: make speed")
