"""Quote what a run printed: `{{train pytorch: loss at step 7}}` becomes the value that was recorded behind that label.

The topic is the one that the page is named after; `{{lstm:train pytorch: loss at step 7}}` names another. Without a
framework both must have printed the same. `#2` behind the label takes the second number of the value alone.

`{{version: torch}}` becomes the version that was recorded: of the page's own topic, elsewhere of all topics. In a
fenced block, where all else stays as it was typed, `=={{version: torch}}` pins a package in an install line.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from counterpoint.recordings.compare import NUMBER
from counterpoint.rendering.evidence import gather
from counterpoint.rendering.versions_quoted import pinned, pinning, version_of
from counterpoint.source.code_spans import code_spans
from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import Call
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.text import lines_outside_fences
from counterpoint.source.voices import BY_NAME, Voice

OPENS = "{{"
FORM = "{{section pytorch: label}}"
REMEDY = f"Write on one line: {FORM}, {{{{topic:section pytorch: label}}}}, {{{{section: label}}}}, or label#2."
QUOTE = re.compile(
    r"\{\{\s*(?:(?P<topic>[^\s:{}]+):)?(?P<section>[^\s:{}]+)(?:\s+(?P<voice>[^\s:{}]+))?:\s+"
    r"(?P<label>[^\s{}](?:[^{}]*?[^\s{}])??)(?:#(?P<number>[1-9]\d*))?\s*\}\}"
)
VERSION = "version"  # stands in the place of a section
HEADING = re.compile(r"#{1,6}\s")
# What Markdown may read as more than a character. At the start of a line `#` begins a heading, `- ` a list.
MARKUP = re.compile(r"[\\`*{}\[\]|]|(?<![^\W_])_|_(?![^\W_])|^#|^[-+](?=\s)")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True)
class Quote:
    """A value that a line of a page asks for; `number` counts the value's numbers from one, 0 is the whole of it."""

    line: int
    topic: str
    section: str
    voice: Voice | None
    label: str
    number: int


def inserted(repository: Repository, page: Page | None, text: str, before: int = 0) -> list[str]:
    """Return the lines of the text with each quoted value in its place, as Markdown that shows it unchanged.

    `before` counts the lines cut off above. Raise Fault where a value is not there. The words of a call are left
    to `with_values`: they are no Markdown.
    """
    lines = text.split("\n")
    for number, line in _quoting(text):
        if not line.startswith("///"):
            lines[number - 1] = _filled(repository, page, number + before, line, escaped)
    for number, line in pinning(text):
        lines[number - 1] = pinned(repository, page, number + before, line)
    return lines


def with_values(repository: Repository, page: Page | None, call: Call) -> Call:
    """Return the call with the values that its words quote."""
    return replace(call, words=_filled(repository, page, call.line, call.words, str)) if OPENS in call.words else call


def faults_of_quotes(page: Page) -> Iterator[Fault]:
    """Yield what is wrong with the page's quotations, the first of each line."""
    text = page.text
    if OPENS not in text:
        return
    body, before = page.body, page.lines_above
    for number, line in enumerate(text.split("\n")[:before], start=1):
        if OPENS in line:
            yield Fault(page.path, number, "the front matter quotes a value", "Quote it in the prose below.")
    for number, line in _quoting(body):
        try:
            _filled(page.repository, page, number + before, line, str)
        except Fault as fault:
            yield fault
    for number, line in pinning(body):
        try:
            pinned(page.repository, page, number + before, line)
        except Fault as fault:
            yield fault


def lines_that_quote(repository: Repository, page: Page) -> list[str]:
    """Return the page's lines that quote a value, each with its value, or empty where that is missing."""
    return [next(_readable(repository, page, line), "") for _, line in _quoting(page.text)]


def _readable(repository: Repository, page: Page, line: str) -> Iterator[str]:
    with suppress(Fault):
        yield _filled(repository, page, 1, line, str)


def value_of(repository: Repository, page: Path | str, quote: Quote) -> str:
    """Return what was recorded on the CPU behind the label; raise Fault, naming the page's line, where nothing was."""
    shown = gather(repository, page, Call(quote.line, "quote", quote.topic, quote.section, quote.voice)).shown
    values = {one.voice.title: _taken(page, quote, _behind(page, quote, one.file, one.output)) for one in shown}
    if len(set(values.values())) > 1:
        told = ", ".join(f"{title} printed '{value}'" for title, value in values.items())
        remedy = f"Name the framework whose value it is: {FORM}"
        raise Fault(page, quote.line, f"the two differ in '{quote.label}': {told}", remedy)
    return next(iter(values.values()))


def escaped(value: str) -> str:
    """Return the text as Markdown that shows it and means nothing else."""
    return MARKUP.sub(r"\\\g<0>", value).translate(ENTITIES)


def _quoting(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in lines_outside_fences(text) if OPENS in line)


def _filled(repository: Repository, page: Page | None, number: int, line: str, write: Callable[[str], str]) -> str:
    """Return the line with each quotation outside of code spans replaced by its value as `write` spells it."""

    where = page.path if page else "page"

    def value(match: re.Match[str]) -> str:
        if (match["topic"], match["section"], match["voice"]) == (None, VERSION, None):
            return write(version_of(repository, page, number, match["label"]))
        return write(value_of(repository, where, _read(repository, where, number, match)))

    spans = code_spans(line)
    ends = [0, *(place for span in spans for place in span), len(line)]
    parts = [line[start:end] for start, end in itertools.pairwise(ends)]
    for index, part in enumerate(parts[::2]):
        if part.count(OPENS) != len(QUOTE.findall(part)):
            raise Fault(where, number, f"'{OPENS}' begins no quotation of a value", REMEDY)
        if OPENS in part and HEADING.match(line):
            what = "a heading quotes a value, and its address would change with it"
            raise Fault(where, number, what, "Quote it in the prose below.")
        parts[2 * index] = QUOTE.sub(value, part)
    return "".join(parts)


def _read(repository: Repository, page: Path | str, number: int, match: re.Match[str]) -> Quote:
    topic = match["topic"] or Path(page).stem
    if not match["topic"] and not repository.topic(topic).exists:
        what = "this page is named after no topic, so a quotation must name one"
        raise Fault(page, number, what, f"Write {{{{topic:{match['section']}: {match['label']}}}}}")
    if match["voice"] and match["voice"] not in BY_NAME:
        raise Fault(page, number, f"'{match['voice']}' is no voice", "The voices are: " + ", ".join(BY_NAME))
    voice = BY_NAME.get(match["voice"] or "")
    return Quote(number, topic, match["section"], voice, match["label"], int(match["number"] or 0))


def _behind(page: Path | str, quote: Quote, file: Path, output: str) -> str:
    """Return what the section printed behind the label."""
    lines = [line.strip() for line in output.splitlines()]
    found = [line.removeprefix(f"{quote.label}:").strip() for line in lines if line.startswith(f"{quote.label}:")]
    where = f"section '{quote.section}' of {file.name}"
    if not found:
        labels = ", ".join(dict.fromkeys(line.partition(": ")[0] for line in lines if ": " in line))
        remedy = f"Its labels are: {labels}" if labels else "It prints no 'label: value'."
        raise Fault(page, quote.line, f"{where} prints no '{quote.label}'", remedy)
    if len(found) > 1:
        what = f"{where} prints '{quote.label}' {len(found)} times"
        raise Fault(page, quote.line, what, "Let the snippet give each line a label of its own.")
    return found[0]


def _taken(page: Path | str, quote: Quote, value: str) -> str:
    """Return the whole value, or the one of its numbers that is asked for."""
    if quote.number == 0:
        return value
    numbers = NUMBER.findall(value)
    if quote.number > len(numbers):
        count = f"{len(numbers)} number{'' if len(numbers) == 1 else 's'}"
        what = f"'{quote.label}' holds {count}, so there is no number {quote.number}"
        raise Fault(page, quote.line, what, f"Its value is: {value}")
    return str(numbers[quote.number - 1])
