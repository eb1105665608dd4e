"""What each section of a topic does when it is run alone, without the sections above it, as recorded by a run."""

import functools

from counterpoint.recordings.recording import damage_told, write_json
from counterpoint.source.records import from_json
from counterpoint.source.repository import Topic
from counterpoint.source.voices import BY_NAME, Voice

RUNS = "runs"  # it ends without an error and prints what it prints in the page's order

Outcomes = dict[str, dict[str, str]]  # by voice and section: RUNS, or the name of the error


def read_alone(topic: Topic) -> Outcomes:
    """Return what was recorded, nothing where no run was; raise Fault where the file is damaged."""
    path = topic.alone
    if not path.is_file():
        return {}
    with damage_told(path, topic):
        return _outcomes_in(path.read_text("utf-8"))


@functools.lru_cache(maxsize=1024)
def _outcomes_in(text: str) -> Outcomes:
    content = from_json(text, Outcomes)
    if not set(content) <= set(BY_NAME):
        raise ValueError("it is not an object with one entry for each framework")
    return content


def write_alone(topic: Topic, voice: Voice, outcomes: dict[str, str]) -> None:
    """Write one framework's outcomes; the other's stay."""
    kept = {**read_alone(topic), voice.name: outcomes}
    fresh = {name: kept[name] for name in BY_NAME if name in kept}
    if fresh != read_alone(topic) or list(outcomes) != list(read_alone(topic)[voice.name]):
        write_json(topic.alone, fresh)
