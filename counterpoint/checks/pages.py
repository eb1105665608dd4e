"""Checks of the pages: what they show, where they stand, where they point."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from counterpoint.errors import Fault
from counterpoint.evidence import gather
from counterpoint.frameworks import VOICES
from counterpoint.house import House
from counterpoint.navigation import read_navigation
from counterpoint.pages import FENCE, WHOLE, Call, calls_of_page, lines_outside_fences
from counterpoint.sections import read_sections, read_text

PYTHON_FENCE = re.compile(r"\{?\s*\.?(python\d?|py\d?|pycon|ipython\d?)\b", re.IGNORECASE)
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*(?:\{[^}]*#([\w-]+)[^}]*\})?\s*$")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//")


def topics(house: House) -> Iterator[Fault]:
    """A topic has one page and one test of its name."""
    for topic in house.topics():
        pages = sorted(house.docs.rglob(f"{topic}.md"))
        if len(pages) != 1:
            what = f"topic '{topic}' has {len(pages)} pages" if pages else f"topic '{topic}' has no page"
            yield Fault(house.docs / f"{topic}.md", 1, what, f"Write one page named {topic}.md.")
        if not house.test(topic).is_file():
            yield Fault(house.test(topic), 1, f"topic '{topic}' has no test", "Write what must be true of it.")


def calls(house: House) -> Iterator[Fault]:
    """Whatever a page calls for exists."""
    for page in house.pages():
        try:
            found = calls_of_page(house, page)
        except Fault as fault:
            yield fault
            continue
        for call in found:
            if call.kind in WHOLE:
                continue
            try:
                gather(house, page, call)
            except Fault as fault:
                yield fault


def literal_code(house: House) -> Iterator[Fault]:
    """Python comes onto a page by its section's name only: typed code is code that nobody runs."""
    for page in house.pages():
        for number, line in lines_outside_fences(read_text(page)):
            match = FENCE.match(line)
            if match and PYTHON_FENCE.match(match["info"].strip()):
                what = "literal Python on a page"
                yield Fault(page, number, what, "Move it into a snippet and write: /// duet | topic:section")


def unused_sections(house: House) -> Iterator[Fault]:
    """Every section is shown somewhere, in both voices where both have it."""
    shown = {
        (call.topic, call.section, voice.name)
        for call in _readable_calls(house)
        if call.kind in ("duet", "voice")
        for voice in VOICES
        if call.voice in (None, voice)
    }
    for topic, voice in house.twins():
        path = house.snippet(topic, voice)
        for section in _readable_sections(path).values():
            if (topic, section.name, voice.name) not in shown:
                what = f"section '{section.name}' is shown on no page"
                remedy = (
                    f"Show it: /// duet | {topic}:{section.name}, or /// voice | {topic}:{section.name} {voice.name}"
                )
                yield Fault(path, section.first - 1, what, remedy)


def order(house: House) -> Iterator[Fault]:
    """A page shows a file's sections from top to bottom and each once: copied in order, they run."""
    for page in house.pages():
        for topic, voice in house.twins():
            names = list(_readable_sections(house.snippet(topic, voice)))
            position = -1
            for call in _readable_calls_of(house, page):
                if call.topic != topic or call.voice not in (None, voice) or call.kind not in ("duet", "voice"):
                    continue
                if call.section not in names:
                    continue  # told by `calls`
                if names.index(call.section) <= position:
                    what = f"'{call.section}' is shown after a section that follows it in {topic}_{voice.name}.py"
                    yield Fault(page, call.line, what, f"Show them in the file's order: {', '.join(names)}")
                position = max(position, names.index(call.section))


def navigation(house: House) -> Iterator[Fault]:
    """Every page stands in the navigation once, and every entry is a page."""
    entries = read_navigation(house)
    listed = Counter(entry.path for entry in entries)
    for page in house.pages():
        if page.relative_to(house.docs).as_posix() not in listed:
            what = "this page is not in the navigation"
            yield Fault(page, 1, what, "Add it under 'nav:' in mkdocs.yml.")
    for entry in entries:
        if not (house.docs / entry.path).is_file():
            what = f"the navigation names '{entry.path}', which does not exist"
            yield Fault(house.configuration, entry.line, what, "Write the page or delete the entry.")
        elif listed[entry.path] > 1:
            what = f"the navigation names '{entry.path}' {listed[entry.path]} times"
            yield Fault(house.configuration, entry.line, what, "Keep one entry.")


def links(house: House) -> Iterator[Fault]:
    """Links within the site lead to a file and, behind '#', to a heading."""
    anchors = {page: _anchors(page) for page in house.pages()}
    for page in house.pages():
        for number, line in lines_outside_fences(read_text(page)):
            for target in LINK.findall(CODE_SPAN.sub("", line)):
                yield from _follow(house, page, number, unquote(target), anchors)


def _follow(house: House, page: Path, number: int, target: str, anchors: dict[Path, set[str]]) -> Iterator[Fault]:
    if ELSEWHERE.match(target):
        return
    path, _, anchor = target.partition("#")
    relative = posixpath.normpath(posixpath.join(page.parent.relative_to(house.docs).as_posix(), path))
    file = house.docs / relative if path else page
    if path.startswith("/") or relative.startswith("..") or not file.is_file():
        what = f"the link '{target}' leads nowhere"
        yield Fault(page, number, what, "Name a file below docs/, relative to this page.")
    elif anchor and anchor not in anchors.get(file, {anchor}):
        what = f"the link '{target}' leads to no heading of {file.name}"
        yield Fault(page, number, what, f"Its anchors are: {', '.join(sorted(anchors[file]))}")


def _anchors(page: Path) -> set[str]:
    found: set[str] = set()
    for _, line in lines_outside_fences(read_text(page)):
        match = HEADING.match(line)
        if match:
            text = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", match[2])
            unique(match[3] or slugify(text, "-"), found)
    return found


def _readable_calls(house: House) -> list[Call]:
    return [call for page in house.pages() for call in _readable_calls_of(house, page)]


def _readable_calls_of(house: House, page: Path) -> list[Call]:
    try:
        return calls_of_page(house, page)
    except Fault:
        return []  # told by `calls`


def _readable_sections(path: Path):  # type: ignore[no-untyped-def]
    try:
        return read_sections(path)
    except Fault:
        return {}  # told by `snippets.sections`
