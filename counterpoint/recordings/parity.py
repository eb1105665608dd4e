"""How far the twins of a topic were apart, as recorded beside its snippets."""

import functools
from typing import Any

from msgspec.structs import replace

from counterpoint.recordings.checksum import checksum_of
from counterpoint.recordings.recording import Dated, damage_told, write_json
from counterpoint.source.once import once
from counterpoint.source.records import Number, from_fields, from_json, written_fields
from counterpoint.source.repository import Topic


class Parity(Dated, frozen=True):
    """How far the twins were apart in one value: the largest absolute difference, and what was allowed."""

    name: str
    section: str
    difference: Number
    rtol: Number
    atol: Number
    sources: dict[str, str]
    versions: dict[str, str]
    date: str
    device: str = "cpu"  # one of PAIRS
    device_name: str = ""
    driver: str = ""
    checksum: str = ""


@once
def read_parities(topic: Topic, device: str) -> list[Parity]:
    """Return the recorded parities of a topic on a pair of devices; raise Fault where the file is damaged."""
    path = topic.parity(device)
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
    content = from_json(text, dict[str, dict[str, Any]])
    return tuple(from_fields({**fields, "name": name}, Parity) for name, fields in content.items())


def write_parities(topic: Topic, device: str, parities: list[Parity]) -> None:
    content = {}
    for parity in parities:
        content[parity.name] = written_fields(replace(parity, checksum=checksum_of(parity)))
        del content[parity.name]["name"]
    write_json(topic.parity(device), content)
