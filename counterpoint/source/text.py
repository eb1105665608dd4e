"""Texts as authors write them: encodings, fenced blocks, code spans, and characters that nobody sees."""

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from counterpoint.source.faults import Fault

FENCE = re.compile(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
TICKS = "```"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Nobody sees them; a browser, a terminal or an editor may obey them: control characters, marks that turn the
# direction of writing, separators that some readers of text take for the end of a line.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")


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
        lines[number - 1] = CODE_SPAN.sub("", line)
    return "\n".join(lines)


def read_text(path: Path) -> str:
    """Return the file's text; raise Fault where it is not UTF-8."""
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
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def day_words(date: str) -> str:
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%b} {day.year}"


def yaml_problem(error: yaml.YAMLError) -> tuple[int, str]:
    """Return the line on which a YAML text goes wrong, and why, in one line."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1, str(getattr(error, "problem", None) or error).splitlines()[0]
