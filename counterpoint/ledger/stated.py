"""What a text states in numbers, quotations and marks of claims, in order: a slip in one reads as well as the truth."""

import functools
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from counterpoint.ledger.claims import MARK
from counterpoint.source.text import lines_outside_fences

QUOTATION = re.compile(r"\{\{[^{}]*\}\}")
# The numbers in targets, tags and attribute lists are no statements; those in a quotation are its label.
NOT_STATED = re.compile(
    rf"{QUOTATION.pattern}|\]\([^()\s]*(?:\)|(?= \"))|https?://\S+|<[^<>]*>|\{{[:#][^{{}}]*\}}|{MARK.pattern}"
)
IN_WORDS = "two three four five six seven eight nine ten eleven twelve twice half hundred thousand million billion"
# The lock holds the day of a source or of an event beside its other fields.
A_DAY = re.compile(r"\s*(?:- )?date: ")
NUMBER = re.compile(rf"(?<![\w.#])\d+(?:[.,:/-]\d+)*|\b(?:{'|'.join(IN_WORDS.split())})\b")


@functools.lru_cache(maxsize=1024)  # the check and the lock ask for the same texts
def numbers_stated(text: str) -> list[tuple[int, str]]:
    """Return each number of the text with its line: in digits or words, in prose, tables, code spans and captions."""
    return [
        (line, number)
        for line, words in lines_outside_fences(text)
        if not A_DAY.match(words)
        for number in NUMBER.findall(NOT_STATED.sub(" ", words).lower())
    ]


@functools.lru_cache(maxsize=1024)
def claims_stated(text: str) -> list[tuple[int, str]]:
    """Return the id of each claim that the text marks, with its line."""
    return [(line, name) for line, words in lines_outside_fences(text) for name in MARK.findall(words)]


@functools.lru_cache(maxsize=1024)
def quotations_stated(text: str) -> list[tuple[int, str]]:
    """Return each quotation of a recorded value with its line, its blanks left out."""
    return [
        (line, re.sub(r"\s", "", quotation))
        for line, words in lines_outside_fences(text)
        for quotation in QUOTATION.findall(words)
    ]


STATED = {"numbers": numbers_stated, "quotations": quotations_stated, "claims": claims_stated}


def departures(stated: list[tuple[int, str]], locked: list[str]) -> Iterator[tuple[int | None, str]]:
    """Yield, for each run that is not as it was locked, the line and both runs in words; no line where none is left."""
    now = [each for _, each in stated]
    for kind, first, last, start, end in SequenceMatcher(None, locked, now, autojunk=False).get_opcodes():
        if kind != "equal":
            line = stated[min(start, len(stated) - 1)][0] if stated else None
            yield line, f"{_listed(now[start:end])}, where the lock has {_listed(locked[first:last])}"


def _listed(each: list[str]) -> str:
    return " ".join(each) or "nothing"
