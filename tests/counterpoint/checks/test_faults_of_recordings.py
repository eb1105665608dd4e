"""Recorded evidence: damaged, forged or of another source, it is refused, not shown."""

import json

import pytest
from msgspec.structs import replace

from counterpoint.recordings.checksum import ALTERED
from counterpoint.recordings.recording import fingerprint
from counterpoint.recordings.times import Times, Timing, read_times, write_times
from counterpoint.source.voices import VOICES
from tests.counterpoint.throwaway import TWIN, Throwaway

FOLDER = "snippets/greet/recorded"
FILE = f"{FOLDER}/pytorch_cpu.json"
PARITY = f"{FOLDER}/parity_cpu.json"
ANEW = "Write it anew: make record TOPIC=greet"
AGAIN = "Record it again: make record TOPIC=greet"


def change(throwaway: Throwaway, file: str, **fields: object) -> None:
    content = json.loads(throwaway.read(file))
    (content["words"] if file == PARITY else content).update(fields)
    throwaway.write(file, json.dumps(content))


@pytest.mark.parametrize("file", [FILE, PARITY])
@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("", ":1", "Expecting value: line 1 column 1 (char 0)"),
        ('{"a": 1,\n"b"', ":2", "Expecting ':' delimiter: line 2 column 4 (char 12)"),
        ("[]", "", "it is no object"),
        ("null", "", "it is no object"),
    ],
)
def test_a_recording_that_is_no_json_object_is_refused(
    throwaway: Throwaway, file: str, text: str, place: str, why: str
) -> None:
    throwaway.write(file, text)
    throwaway.refuses_check(f"{file}{place}: the recording cannot be read: {why}", ANEW)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"day": "today"}, "it has an unknown field 'day'"),
        ({"source": 7}, "'source' is no text"),
        ({"versions": ["torch"]}, "'versions' is no object"),
        ({"versions": {"torch": 2.13}}, "'versions[...]' is no text"),
        ({"seconds": "0.5"}, "'seconds' is no number"),
        ({"seconds": True}, "'seconds' is no number"),
        ({"seconds": float("nan")}, "'seconds' is no number"),
        ({"outputs": {"word": None}}, "'outputs[...]' is no text"),
        ({"pictures": "gates"}, "'pictures' is no list"),
        ({"pictures": [1]}, "'pictures[0]' is no text"),
        ({"date": "yesterday"}, "'date' is no day such as 2026-11-22"),
        ({"device": "cuda"}, "it was made on 'cuda'"),
        ({"device": "toaster"}, "it was made on 'toaster'"),
    ],
)
def test_a_recording_with_wrong_fields_is_refused(throwaway: Throwaway, fields: dict[str, object], why: str) -> None:
    change(throwaway, FILE, **fields)
    throwaway.refuses_check(f"{FILE}: the recording cannot be read: {why}", ANEW)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"difference": "0"}, "'difference' is no number"),
        ({"difference": float("nan")}, "'difference' is no number"),
        ({"sources": {}, "extra": 1}, "it has an unknown field 'extra'"),
        ({"date": "22 Nov 2026"}, "'date' is no day such as 2026-11-22"),
    ],
)
def test_a_parity_with_wrong_fields_is_refused(throwaway: Throwaway, fields: dict[str, object], why: str) -> None:
    change(throwaway, PARITY, **fields)
    throwaway.refuses_check(f"{PARITY}: the recording cannot be read: {why}", ANEW)


@pytest.mark.parametrize("file", [FILE, PARITY])
def test_a_recording_that_lacks_a_field_is_refused(throwaway: Throwaway, file: str) -> None:
    content = json.loads(throwaway.read(file))
    del (content["words"] if file == PARITY else content)["date"]
    throwaway.write(file, json.dumps(content))
    throwaway.refuses_check(f"{file}: the recording cannot be read: it lacks the field 'date'", ANEW)


def test_each_damaged_recording_is_told(throwaway: Throwaway) -> None:
    files = [PARITY, FILE, f"{FOLDER}/tensorflow_cpu.json", f"{FOLDER}/pytorch_cuda.json"]
    for file in files:
        throwaway.write(file, "[]")
    assert throwaway.refuses("check").splitlines()[::2] == [
        *(f"{file}: the recording cannot be read: it is no object" for file in files),
        "4 to mend",
    ]


def test_of_many_parities_of_older_sources_one_is_told(throwaway: Throwaway) -> None:
    content = json.loads(throwaway.read(PARITY))
    old = {**content["words"], "sources": {}}
    throwaway.write(PARITY, json.dumps({"bows": old, "words": old}))
    throwaway.refuses_check(f"{PARITY}: the parity of 'bows' was measured on other sources", AGAIN)


def test_a_recording_older_than_its_source_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("snippets/greet/greet_pytorch.py", '"hello"', '"hello!"')
    assert throwaway.refuses("check") == (
        f"{FILE}: the recording is older than its source greet_pytorch.py\n    {AGAIN}\n"
        f"{PARITY}: the parity of 'words' was measured on other sources\n    {AGAIN}\n"
        "2 to mend\n"
    )


def test_a_topic_that_was_never_recorded_is_refused(throwaway: Throwaway) -> None:
    (throwaway.root / FILE).unlink()
    throwaway.edit("docs/greet.md", "\n/// duet | greet:say\n", "")
    throwaway.refuses_check(
        "docs/greet.md:10: nothing was recorded for 'greet:word' in PyTorch", "Record it: make record TOPIC=greet"
    )


def test_a_section_that_is_new_is_told_where_the_page_shows_it(throwaway: Throwaway) -> None:
    throwaway.twins(TWIN + "\n# --8<-- [start:more]\nprint(word)\n# --8<-- [end:more]\n")
    throwaway.write("docs/greet.md", throwaway.read("docs/greet.md") + "\n/// duet | greet:more\n")
    throwaway.refuses_check(
        "docs/greet.md:16: nothing was recorded for 'greet:more' in PyTorch", "Record it: make record TOPIC=greet"
    )


def test_a_recording_with_other_sections_than_its_source_is_refused(throwaway: Throwaway) -> None:
    change(throwaway, FILE, outputs={"say": "word: hello\n", "word": ""})
    throwaway.refuses_check(f"{FILE}: the recording has other sections than greet_pytorch.py", AGAIN)


def test_a_parity_of_no_section_is_refused(throwaway: Throwaway) -> None:
    change(throwaway, PARITY, section="shout")
    throwaway.refuses_check(
        f"{PARITY}: the parity of 'words' belongs to no section: 'shout'",
        "Name one in test_greet.py, then: make record TOPIC=greet",
    )


@pytest.mark.parametrize("name", ["pytorch_gpu.json", "jax_cpu.json", "pytorch_cpu.new"])
def test_a_recording_of_an_unknown_device_or_voice_is_refused(throwaway: Throwaway, name: str) -> None:
    throwaway.write(f"{FOLDER}/{name}", "{}")
    throwaway.refuses_check(f"{FOLDER}/{name}: this belongs to no recording", f"Delete it. {AGAIN}")


@pytest.mark.parametrize(
    "fields",
    [
        {"outputs": {"word": "", "say": "word: hello!\n"}},
        {"versions": {"torch": "2.12.0"}},
        {"python": "3.11.8"},
        {"date": "2026-11-21"},
        {"seconds": 0.4},
        {"driver": "580"},
        {"checksum": ""},
        {"checksum": "0" * 16},
    ],
)
def test_a_recording_with_a_field_that_was_changed_by_hand_is_refused(
    throwaway: Throwaway, fields: dict[str, object]
) -> None:
    change(throwaway, FILE, **fields)
    throwaway.refuses_check(f"{FILE}: the recording is not as a run left it: {ALTERED}", AGAIN)


@pytest.mark.parametrize(
    "fields",
    [
        {"difference": 1e-7},
        {"rtol": 1e-6},
        {"atol": 1e-5},
        {"versions": {"torch": "2.12.0"}},
        {"date": "2026-11-21"},
        {"section": "word"},
        {"checksum": ""},
    ],
)
def test_a_parity_with_a_field_that_was_changed_by_hand_is_refused(
    throwaway: Throwaway, fields: dict[str, object]
) -> None:
    change(throwaway, PARITY, **fields)
    throwaway.refuses_check(f"{PARITY}: the parity of 'words' is not as a run left it: {ALTERED}", AGAIN)


def test_a_parity_under_another_name_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit(PARITY, '"words"', '"bows"')
    throwaway.refuses_check(f"{PARITY}: the parity of 'bows' is not as a run left it: {ALTERED}", AGAIN)


def test_a_recording_made_anew_replaces_a_day_and_a_duration_that_no_run_took(
    throwaway: Throwaway, one_framework: None
) -> None:
    throwaway.succeeds("record", "greet")
    change(throwaway, FILE, date="2020-01-01", seconds=99.0)
    assert throwaway.succeeds("record", "greet") == "recorded: greet in PyTorch\n"
    anew = json.loads(throwaway.read(FILE))
    assert anew["date"] > "2020-01-01" and anew["seconds"] < 99.0
    assert throwaway.succeeds("record", "greet") == "unchanged: greet in PyTorch\n"


TIMES = Times(
    date="2026-11-24",
    machine="a machine",
    threads=1,
    calls=30,
    load=[0.5, 0.7],
    python="3.11.7",
    versions={"torch": "2.14.1"},
    sources={},
    rows=(Timing("MLP", "pytorch", "eager", 2.5, [0.5], [0.25], [0.125]),),
)


def test_times_are_read_as_they_were_written_and_refused_where_a_figure_was_changed(throwaway: Throwaway) -> None:
    topic = throwaway.repository.topic("greet")
    sources = {voice.name: fingerprint(topic.snippet(voice)) for voice in VOICES}
    write_times(topic, replace(TIMES, sources=sources))
    assert replace(read_times(topic), checksum="") == replace(TIMES, sources=sources)
    assert throwaway.succeeds("check") == "all in order\n"
    file = f"{FOLDER}/times.json"
    for old, new in (("0.125", "0.124"), ("2026-11-24", "2026-11-23"), ("a machine", "another")):
        throwaway.edit(file, old, new)
        throwaway.refuses_check(f"{file}: the times are not as a run left them: {ALTERED}", "Measure again: make speed")
        throwaway.edit(file, new, old)
