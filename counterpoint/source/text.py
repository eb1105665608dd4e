"""Texts as authors write them: encodings, fenced blocks, code spans, and characters that nobody sees."""

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from counterpoint.source.code_spans import without_code
from counterpoint.source.faults import Fault
from counterpoint.source.once import once

# libyaml, where PyYAML was built with it, reads ten times as fast.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ALIAS = "an alias repeats a part of the file: write it out, or leave it out"
FENCE = re.compile(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
TICKS = "```"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Nobody sees them; a browser, a terminal or an editor may obey them: control characters, marks that turn the direction
# of writing, separators that some readers of text take for the end of a line, and all that Unicode lists as ignorable
# by default (DerivedCoreProperties.txt), which hides words from a reader and from a search. Characters for private use
# have no form of their own; the expander marks places with them.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\ue000-\uf8ff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# A word that mixes Latin letters with those of an alphabet that looks like it (Unicode's TR39 calls them confusable).
WORD, LATIN = re.compile(r"\w+"), re.compile("[A-Za-z]")
LIKE_LATIN = re.compile("[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uff21-\uff5a]")


@dataclass(frozen=True)
class Line:
    """A line of a page; `info` is what follows the ticks of the fence that it opens, closes or lies in."""

    number: int
    text: str
    info: str | None = None
    opens: bool = False
    closes: bool = False


# Half a dozen checks read every page.
@functools.lru_cache(maxsize=256)
def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a page, each with the fence in which it stands."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Line]:
    fence: re.Match[str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = FENCE.match(line)
        if fence is None:
            fence = match
            yield Line(number, line, match["info"].strip() if match else None, opens=bool(match))
            continue
        closes = bool(match and match["fence"].startswith(fence["fence"]) and not match["info"].strip())
        yield Line(number, line, fence["info"].strip(), closes=closes)
        if closes:
            fence = None


def lines_outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) for what is not inside a fenced block, the lines that open one included."""
    for line in read_lines(text):
        if line.info is None or line.opens:
            yield line.number, line.text


@functools.lru_cache(maxsize=256)
def prose(text: str) -> str:
    """Return the text with fenced blocks and code spans left blank, each line in its place."""
    lines = [""] * (text.count("\n") + 1)
    for number, line in lines_outside_fences(text):
        lines[number - 1] = without_code(line)
    return "\n".join(lines)


@once
def read_text(path: Path) -> str:
    """Return the file's text; raise Fault where it is not UTF-8."""
    return read_again(path)


def read_again(path: Path) -> str:
    """Return the text as it is now, even where `read_text` answers from memory."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Fault(path, line, "the file is not UTF-8", "Save it with the encoding UTF-8.") from None


def excerpt(text: str, most: int = 60) -> str:
    """Return the text fit for a message: short, in one line, nothing hidden in it."""
    short = text if len(text) <= most else f"{text[:most]}…"
    return visible(short)


def visible(text: str) -> str:
    """Return the text with an escape for each character that nobody sees."""
    return "".join(c if c.isprintable() and not CONTROL.match(c) else _escaped(c) for c in text)


def mixed_word(text: str) -> re.Match[str] | None:
    """Return the first word that mixes Latin letters with those of an alphabet that looks like it, or None."""
    if not LIKE_LATIN.search(text):
        return None
    words = WORD.finditer(text)
    return next((word for word in words if LIKE_LATIN.search(word[0]) and LATIN.search(word[0])), None)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def is_day(text: str) -> bool:
    """Say whether the text is a day as files write it: 2020-01-30."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_words(date: str) -> str:
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%b} {day.year}"


def load_yaml(text: str, loader: Any = FAST_LOADER) -> Any:
    """Return what a YAML text says; raise yaml.YAMLError where it is not YAML, or repeats a part by an alias.

    Aliases of aliases grow without end when they are written out, and a page needs none.
    """
    if "*" in text or "&" in text:
        for token in yaml.scan(text, Loader=FAST_LOADER):
            if isinstance(token, yaml.AliasToken):
                raise yaml.MarkedYAMLError(problem=ALIAS, problem_mark=token.start_mark)
    try:
        return yaml.load(text, Loader=loader)
    except RecursionError:
        raise yaml.YAMLError("it is nested too deeply") from None
    except ValueError as error:  # a day that no month has, a number of thousands of digits
        raise yaml.YAMLError(str(error).partition(";")[0]) from None


def yaml_problem(error: yaml.YAMLError) -> tuple[int | None, str]:
    """Return the line on which a YAML text goes wrong, if it has one, and the parser's reason with its column."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    return (mark.line + 1, f"{problem} (column {mark.column + 1})") if mark else (None, problem)
