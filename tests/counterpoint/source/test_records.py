"""What a file holds becomes a record, or one sentence that names the field or the line."""

import json
from typing import Any

import pytest

from counterpoint.source.records import Number, Record, Text, from_fields, from_json, written_fields


class Note(Record, frozen=True):
    pitch: Text
    length: Number = 1


class Bar(Record, frozen=True):
    name: str
    notes: list[Note]
    words: dict[str, str] = {}  # noqa: RUF012 (msgspec copies it)

    def __post_init__(self) -> None:
        if self.name == "silence":
            raise ValueError("silence has no name")


def test_a_record_is_read_as_it_was_written_and_its_defaults_are_left_out() -> None:
    text = '{"name": "one", "notes": [{"pitch": "a"}, {"pitch": "b", "length": 0.5}]}'
    bar = from_json(text, Bar)
    assert bar == Bar("one", [Note("a"), Note("b", 0.5)])
    assert from_fields(json.loads(text), Bar) == bar
    assert [written_fields(note) for note in bar.notes] == [{"pitch": "a"}, {"pitch": "b", "length": 0.5}]


def test_a_whole_number_stays_one() -> None:
    lengths = [from_json(f'{{"pitch": "a", "length": {length}}}', Note).length for length in ("2", "2.0")]
    assert json.dumps(lengths) == "[2, 2.0]"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ([], "it is no object"),
        ({"name": "one"}, "it lacks the field 'notes'"),
        ({"name": "one", "notes": [], "key": 1}, "it has an unknown field 'key'"),
        ({"name": 1, "notes": []}, "'name' is no text"),
        ({"name": "one", "notes": {}}, "'notes' is no list"),
        ({"name": "one", "notes": [{"pitch": "a"}, {}]}, "'notes[1]' lacks the field 'pitch'"),
        ({"name": "one", "notes": [{"pitch": "a", "key": 1}]}, "'notes[0]' has an unknown field 'key'"),
        ({"name": "one", "notes": [{"pitch": "a", "length": True}]}, "'notes[0].length' is no number"),
        ({"name": "one", "notes": [{"pitch": "a", "length": float("nan")}]}, "'notes[0].length' is no number"),
        ({"name": "one", "notes": [{"pitch": "\n"}]}, "'notes[0].pitch' is empty"),
        ({"name": "one", "notes": [], "words": {"a": None}}, "'words[...]' is no text"),
        ({"name": "silence", "notes": []}, "silence has no name"),
    ],
)
def test_what_does_not_fit_is_named(content: Any, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        from_json(json.dumps(content), Bar)
    assert str(caught.value) == why


def test_what_is_no_json_is_told_with_its_line_before_any_field() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        from_json('{"key": 1,\n"name"', Bar)
    assert caught.value.lineno == 2
