"""Breaks of pages, ledger and recordings: a number, a verdict, a quoted label, a date, an id, a name."""

import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.ledger.claims import VERDICTS
from mutants.breaks import PAGES, RECORDINGS, Break, broken

Change = tuple[str, int, int, str]  # operator, from, to, what is written there instead
NUMBER = re.compile(r"(?<![\w.#/{&-])\d+(?:\.\d+)?(?![\w}/]|\.\w)")
DATE = re.compile(r"\b(20\d\d-\d\d-)(\d\d)\b")
QUOTED = re.compile(r"\{\{[^{}]*?:\s+(?P<label>[^{}#]+?)(?:#(?P<number>\d+))?\s*\}\}")
MARK = re.compile(r"\[\[(?P<id>[A-Z]+\d+)\]\]")
HIDDEN = re.compile(r"`[^`]*`|\{\{.*?\}\}|\[\[.*?\]\]|\]\([^)]*\)|<[^>]*>|\{[^}]*\}")
VERDICT = re.compile(r"^\s+verdict: (.+)$", re.MULTILINE)
IDENTIFIER = re.compile(r"^- id: ([A-Z]+)(\d+)$", re.MULTILINE)
EVIDENCE = re.compile(r"^\s+- (?:test|measurement): \S*[:_](\w+)$", re.MULTILINE)
LANE = re.compile(r"^\s+lane: (\w+)$", re.MULTILINE)
NAMED = re.compile(r"^\s+(?:pytorch|tensorflow): .*`(?:\w+\.)+(?P<name>\w+)", re.MULTILINE)
NO_TEXT = ("#", "url:", "date:", "- date:", "test:", "- test:", "- measurement:", "- id:")
LEAF = re.compile(r'^\s*"(?P<key>[^"]+)": (?P<value>"(?:[^"\\]|\\.)*"|[\d.e+-]+),?$', re.MULTILINE)


def breaks_of_page(source: str, group: str, path: str, ids: list[str]) -> Iterator[Break]:
    for operator, start, end, text in (*_numbers_of_prose(source), *_labels(source), *_marks(source, ids)):
        yield broken(PAGES, group, path, source, (start, end), text, operator)


def breaks_of_ledger(source: str, path: str) -> Iterator[Break]:
    changes = [*_fields_of_ledger(source), *_numbers_of_ledger(source)]
    for operator, start, end, text in changes:
        yield broken(PAGES, "ledger", path, source, (start, end), text, operator)


def breaks_of_recording(source: str, group: str, path: str) -> Iterator[Break]:
    """Yield every number, date, version and word of what was recorded, changed by hand."""
    for leaf in LEAF.finditer(source):
        value, start = leaf["value"], leaf.start("value")
        for at, end, text in _edits_of_leaf(leaf["key"], value):
            yield broken(RECORDINGS, group, path, source, (start + at, start + end), text, _operator(leaf["key"]))


def _operator(key: str) -> str:
    fields = {"date", "seconds", "python", "device", "checksum", "source", "section", "difference", "rtol", "atol"}
    if key in fields:
        return key
    return "version" if key in ("torch", "tensorflow", "keras") else "output"


def _edits_of_leaf(key: str, value: str) -> Iterator[tuple[int, int, str]]:
    if DATE.search(value):
        match = DATE.search(value)
        assert match
        yield match.start(2), match.end(2), _other_day(match[2])
    elif not value.startswith('"') or _operator(key) in ("output", "version", "python"):
        for digit in re.finditer(r"\d(?!\d)", value):
            yield digit.start(), digit.end(), _next_digit(digit[0])
    elif value != '""':
        yield 1, 2, "b" if value[1] == "a" else "a"


def _next_digit(digit: str) -> str:
    return "8" if digit == "9" else str(int(digit) + 1)


def _other_day(day: str) -> str:
    return f"{int(day) - 1 if int(day) > 1 else 2:02}"


def _prose(source: str) -> Iterator[tuple[int, str]]:
    """Yield each line of prose with its offset; what is code, call or address is blanked."""
    offset, fenced, head = 0, False, source.startswith("---\n")
    for number, line in enumerate(source.splitlines(keepends=True)):
        if head:
            head = number == 0 or line != "---\n"
        elif line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith("///"):
            yield offset, HIDDEN.sub(lambda match: "`" * len(match[0]), line)
        offset += len(line)


def _numbers_of_prose(source: str) -> Iterator[Change]:
    for offset, line in _prose(source):
        for number in NUMBER.finditer(line):
            yield "number", offset + number.end() - 1, offset + number.end(), _next_digit(number[0][-1])


def _labels(source: str) -> Iterator[Change]:
    for quote in QUOTED.finditer(source):
        yield "quoted label", quote.start("label"), quote.end("label"), quote["label"][:-1]
        if quote["number"]:
            yield "quoted number", quote.start("number"), quote.end("number"), str(int(quote["number"]) % 2 + 1)


def _marks(source: str, ids: list[str]) -> Iterator[Change]:
    for mark in MARK.finditer(source):
        if mark["id"] in ids:
            other = ids[(ids.index(mark["id"]) + 1) % len(ids)]
            yield "claim id", mark.start("id"), mark.end("id"), other


def _fields_of_ledger(source: str) -> Iterator[Change]:
    for verdict in VERDICT.finditer(source):
        others = [one for one in VERDICTS if one != verdict[1]]
        yield "verdict", verdict.start(1), verdict.end(1), others[len(source[: verdict.start()]) % len(others)]
    for name in IDENTIFIER.finditer(source):
        yield "claim id", name.start(2), name.end(2), str(int(name[2]) + 1)
    for piece in EVIDENCE.finditer(source):
        yield "evidence", piece.start(1), piece.end(1), piece[1][:-1]
    for lane in LANE.finditer(source):
        yield "lane", lane.start(1), lane.end(1), "tensorflow" if lane[1] == "pytorch" else "pytorch"
    for name in NAMED.finditer(source):
        yield "name", name.start("name"), name.end("name"), name["name"].swapcase()
    for date in DATE.finditer(source):
        if source[source.rfind("\n", 0, date.start()) + 1 : date.start()].strip(" -") == "date:":
            yield "date", date.start(2), date.end(2), _other_day(date[2])


def _numbers_of_ledger(source: str) -> Iterator[Change]:
    """Yield the numbers in the texts of the ledger: claims, reasons, quotations, terms."""
    offset = 0
    for line in source.splitlines(keepends=True):
        plain = HIDDEN.sub(lambda match: "`" * len(match[0]), line)
        for number in () if line.lstrip().startswith(NO_TEXT) else NUMBER.finditer(plain):
            yield "number", offset + number.end() - 1, offset + number.end(), _next_digit(number[0][-1])
        offset += len(line)


def group_of(path: Path) -> str:
    return path.parent.name if path.parent.name != "docs" else path.stem
