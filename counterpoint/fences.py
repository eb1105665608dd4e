"""Tell the lines of a page that stand in a fenced block from those that do not."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")

CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


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
