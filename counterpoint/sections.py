"""Read the named sections of a snippet."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from counterpoint.errors import Fault
from counterpoint.memory import remembered

MARKER = re.compile(r"^(?P<indent>\s*)#\s*-+8<-+\s*\[(?P<kind>\w+):(?P<name>[^\]]*)\]\s*$")
LOOKS_LIKE_MARKER = re.compile(r"#.*8<")
FENCE = "```"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Section:
    """A named run of lines; `first` and `last` are line numbers without the markers."""

    name: str
    first: int
    last: int
    code: str


@remembered
def read_text(path: Path) -> str:
    """Return the file's text; raise Fault where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Fault(path, line, "the file is not UTF-8", "Save it with the encoding UTF-8.") from None


@remembered
def read_sections(path: Path) -> dict[str, Section]:
    """Return the sections of a snippet in file order; raise Fault at the first bad marker."""
    return dict(_sections_of(path, read_text(path)))


# Each call on a page asks for the sections of its file: they are read again only where its text has changed.
@functools.lru_cache(maxsize=4096)
def _sections_of(path: Path, text: str) -> dict[str, Section]:
    lines = text.split("\n")
    sections: dict[str, Section] = {}
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines, start=1):
        marker = _marker(path, number, line)
        if marker is None:
            continue
        kind, name = marker
        if kind == "start":
            _refuse_bad_start(path, number, name, opened, sections)
            opened = (name, number)
            continue
        if opened is None or opened[0] != name:
            what = f"section '{name}' ends here but was not started"
            raise Fault(path, number, what, f"Write '# --8<-- [start:{name}]' above it.")
        sections[name] = _section(path, name, opened[1], number, lines)
        opened = None
    if opened is not None:
        name, number = opened
        what = f"section '{name}' is never closed"
        raise Fault(path, number, what, f"Write '# --8<-- [end:{name}]' where it ends.")
    return sections


def _marker(path: Path, number: int, line: str) -> tuple[str, str] | None:
    match = MARKER.match(line)
    if match and not match["indent"] and match["kind"] in ("start", "end") and NAME.fullmatch(match["name"]):
        return match["kind"], match["name"]
    if LOOKS_LIKE_MARKER.search(line):
        what = f"this is no section marker: {line.strip()}"
        remedy = "Write '# --8<-- [start:name]' or '[end:name]' at the left margin, the name in lower case."
        raise Fault(path, number, what, remedy)
    return None


def _refuse_bad_start(
    path: Path, number: int, name: str, opened: tuple[str, int] | None, sections: dict[str, Section]
) -> None:
    if opened is not None:
        what = f"section '{name}' starts inside section '{opened[0]}' (line {opened[1]})"
        raise Fault(path, number, what, f"Write '# --8<-- [end:{opened[0]}]' before it: sections do not nest.")
    if name in sections:
        what = f"section '{name}' stands twice (first on line {sections[name].first - 1})"
        raise Fault(path, number, what, "Give one of the two another name.")


def _section(path: Path, name: str, start: int, end: int, lines: list[str]) -> Section:
    shown = lines[start : end - 1]
    if all(not line.strip() or line.lstrip().startswith("#") for line in shown):
        raise Fault(path, start, f"section '{name}' is empty", "Put code between its markers or delete them.")
    for number, line in enumerate(shown, start=start + 1):
        if line.lstrip().startswith(FENCE):
            remedy = "Write the ticks another way, such as '`' * 3."
            raise Fault(path, number, "a line of three ticks would end the block on the page", remedy)
    return Section(name, start + 1, end - 1, "\n".join(shown).strip("\n") + "\n")
