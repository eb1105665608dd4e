"""The list of cases, code and notes, that holds the command and the page to the same answers."""

import json
from pathlib import Path
from typing import Any

import yaml

from counterpoint.commands.lookup import DATA

FILE = Path(__file__).with_name("cases.yml")


def _read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


CASES: list[dict[str, Any]] = _read()["cases"]


def rows_of_cases() -> list[dict[str, Any]]:
    """Return the rows with which the cases were written: a new one may be nearer to a call, and is none of theirs."""
    wanted = set(_read()["rows"])
    rows = [row for row in json.loads(DATA.read_text(encoding="utf-8")) if row["address"] in wanted]
    assert {row["address"] for row in rows} == wanted, "a row of the cases is gone"
    return rows


def answer(explained: dict[str, Any]) -> dict[str, list[str]]:
    """Return an explanation as the cases write it: a line for each note, and for each call that isn't resolved."""
    return {
        "notes": [_line(note) for note in explained["notes"]],
        "unresolved": [f"{_place(one)} {one['name']}" for one in explained["unresolved"]],
    }


def _line(note: dict[str, Any]) -> str:
    told = f"{_place(note)} {note['name']} ({note['by']})"
    if not note["row"]:
        return told
    more = [words for flag, words in FLAGS.items() if note[flag[1:]] is (flag[0] == "+")]
    return ", ".join([f"{told} -> {note['row']['row']}", *more])


FLAGS = {"-about": "in passing", "+remedied": "as its remedy", "-as_written": "other arguments"}


def _place(note: dict[str, Any]) -> str:
    return f"{note['cell']}:{note['line']}" if note["cell"] else str(note["line"])
