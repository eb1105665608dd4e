"""Checks of what snippets print: few, short lines of `label: value`, with no more decimals than say something.

A section that catches errors or warnings may print the framework's own words, whole and of whatever form, and so may a
line that names an error. A list of names may be a little longer. In the place of a label, words may stand around a
number.
"""

import re
from collections.abc import Iterator

from counterpoint.recordings.recording import read_recording, unfit
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import Section, read_sections
from counterpoint.source.text import excerpt

MOST_LINES, MOST_COLUMNS, MOST_DECIMALS, MOST_DIGITS = 10, 65, 3, 3
MOST_OF_NAMES = 80
CATCHES = re.compile(r"^\s*except\b|\bcatch_warnings\b|\bwarnings\.warn|\bredirect_std|\bgetLogger\b", re.MULTILINE)
PATH = re.compile(r'File "[^"\n]+"')  # as a traceback names it
NUMBER = re.compile(r"(?<![\w.])-?(\d++)\.(\d++)(?![\w.]*\d)(?!e)")
NAMES = re.compile(r"[^:]+: \w+(, \w+){3,}")
QUOTES = re.compile(r"\w(Error|Warning|Exception)\b")
LABELLED = re.compile(r"\s+\S|[^\s{\[('\"][^:]*:(\s|$)|[a-z][a-z ]+ -?\d")


def outputs(repository: Repository) -> Iterator[Fault]:
    """Yield the first thing in each section's output on the CPU that a reader could not read at a glance."""
    for topic, voice in repository.twins():
        recording = read_recording(topic, voice, "cpu")
        path = topic.snippet(voice)
        for section in read_sections(path).values() if recording else ():
            printed = recording.outputs.get(section.name, "") if recording else ""
            if unfit(printed):
                continue  # told by `forgeries.recordings`
            for what, remedy in flaws(section, printed):
                yield Fault(path, section.first, f"section '{section.name}' prints {what}", remedy)
                break


def flaws(section: Section, printed: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an output, and what to do."""
    lines = [line for line in printed.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        remedy = "Print what the page speaks of, or split the section."
        yield f"{len(lines)} lines; {MOST_LINES} are shown at most", remedy
    if path := PATH.search(printed):
        remedy = "Print type(error).__name__, and let a test hold the message."
        yield f"a path of the machine that ran it: {excerpt(path[0], 30)}", remedy
    if CATCHES.search(section.code):
        return
    for line in lines:
        if QUOTES.search(line):
            continue
        if len(line) > (MOST_OF_NAMES if NAMES.fullmatch(line) else MOST_COLUMNS):
            what = f"a line of {len(line)} columns; {MOST_COLUMNS} fit: {excerpt(line, 30)}"
            yield what, "Print less on a line, or break it in two."
        if number := too_long(line):
            remedy = f"Another machine prints other last digits. Round it: print(f'label: {{value:.{MOST_DECIMALS}f}}')"
            yield f"{number}, with more digits than {MOST_DECIMALS} decimals", remedy
        if not LABELLED.match(line):
            yield f"a line without a label: {excerpt(line, 30)}", "Write what it is before it: print(f'label: {value}')"


def too_long(line: str) -> str:
    """Return the first number with more than three decimals, or, below a tenth, three digits behind the zeros."""
    for match in NUMBER.finditer(line):
        whole, decimals = match.groups()
        digits = decimals.lstrip("0")
        small = int(whole) == 0 and decimals.startswith("0") and len(digits) <= MOST_DIGITS
        if len(decimals) > MOST_DECIMALS and not small:
            return match[0]
    return ""
