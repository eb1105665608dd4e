"""The whole dictionary as data: every row of every area, for the index, for downloads and for `counterpoint lookup`."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterpoint.recordings.rows import VERDICTS, RowRecord, read_rows_record
from counterpoint.source.once import once
from counterpoint.source.repository import DICTIONARY, Repository
from counterpoint.source.voices import VOICES

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The dictionary's rows",
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "area": {"type": "string", "description": "the area whose page shows the row"},
            "row": {"type": "string", "description": "the row's name, unique in its area"},
            "address": {"type": "string", "description": "where the row stands, relative to the site"},
            "verdict": {"enum": list(VERDICTS), "description": "computed from what both sides gave"},
            "differs": {
                "type": "array",
                "items": {"enum": ["error", "count", "shape", "dtype", "value", "gradient"]},
                "description": "what differs on the given inputs",
            },
            "difference": {"type": ["number", "null"], "description": "the largest difference of two values"},
            "random": {"type": "boolean", "description": "drawn at random: distributions were compared"},
            "pytorch": {"type": "string", "description": "PyTorch's expression to the letter"},
            "pytorch_calls": {"type": "array", "items": {"type": "string"}, "description": "the names it reads"},
            "pytorch_value": {"type": "string", "description": "what it gave on the given inputs"},
            "tensorflow": {"type": "string", "description": "TensorFlow's expression to the letter"},
            "tensorflow_calls": {
                "type": "array",
                "items": {"type": "string"},
                "description": "the names that it reads",
            },
            "tensorflow_value": {"type": "string", "description": "what it gave on the given inputs"},
            "except_on": {
                "type": "array",
                "items": {"type": "string"},
                "description": "the proposed inputs on which the two part in another way",
            },
            "pytorch_as_tensorflow": {
                "type": "string",
                "description": "PyTorch's code that gives TensorFlow's result",
            },
            "tensorflow_as_pytorch": {
                "type": "string",
                "description": "TensorFlow's code that gives PyTorch's result",
            },
            "note": {"type": "string", "description": "what is worth knowing"},
        },
    },
}
FIELDS = tuple(SCHEMA["items"]["properties"])
SCHEMA["items"]["required"] = list(FIELDS)


def all_rows(repository: Repository) -> Iterator[tuple[str, RowRecord]]:
    """Yield every computed row with its area."""
    for area in repository.areas():
        record = read_rows_record(area)
        yield from ((area.name, row) for row in (record.rows if record else ()))


@once
def as_data(repository: Repository) -> list[dict[str, Any]]:
    """Return every row as the schema describes it."""
    return [_entry(area, row) for area, row in all_rows(repository)]


def _entry(area: str, row: RowRecord) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "area": area,
        "row": row.name,
        "address": f"{DICTIONARY}/{area}/#{row.anchor}",
        "verdict": row.verdict,
        "differs": row.differs,
        "difference": row.difference,
        "random": row.random,
        "except_on": row.exceptions,
        "note": row.note,
    }
    for voice in VOICES:
        side, remedy = row.side(voice), row.remedies.get(voice.name)
        entry[voice.name] = side.expression
        entry[f"{voice.name}_calls"] = side.calls
        entry[f"{voice.name}_value"] = side.value
        entry[f"{voice.name}_as_{voice.other.name}"] = remedy.expression if remedy else ""
    return {name: entry[name] for name in FIELDS}


def as_json(repository: Repository) -> str:
    return json.dumps(as_data(repository), ensure_ascii=False, indent=0) + "\n"


def packed_file(repository: Repository) -> Path:
    """Return where the rows lie that are packaged with the command."""
    return repository.root / "counterpoint" / "data" / "dictionary.json"


def packed(repository: Repository) -> str:
    """Return the rows as JSON, a line each, so that two branches can be merged."""
    lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in as_data(repository))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def pack(repository: Repository) -> bool:
    """Write the packaged rows; return False where they are as they were."""
    path, text = packed_file(repository), packed(repository)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def as_csv(repository: Repository) -> str:
    """Return the rows as CSV, a list's parts joined by semicolons."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    for entry in as_data(repository):
        writer.writerow({name: "; ".join(one) if isinstance(one, list) else one for name, one in entry.items()})
    return text.getvalue()


def schema() -> str:
    return json.dumps(SCHEMA, indent=2) + "\n"


def counts(repository: Repository) -> dict[str, Counter[str]]:
    """Return how many rows of each verdict every area has."""
    counted: dict[str, Counter[str]] = {area.name: Counter() for area in repository.areas()}
    for area, row in all_rows(repository):
        counted[area][row.verdict] += 1
    return counted
