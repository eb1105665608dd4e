"""Checks of the pages: what they begin with, what they show, where they stand."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from counterpoint.rendering.evidence import gather
from counterpoint.rendering.quotes import faults_of_quotes
from counterpoint.source.faults import Fault
from counterpoint.source.navigation import read_navigation
from counterpoint.source.page_calls import WHOLE
from counterpoint.source.pages import split_front_matter
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import lines_outside_fences
from counterpoint.source.voices import VOICES

TITLE = re.compile(r"#\s")
FIELD = re.compile(r" {0,3}[A-Za-z0-9_-]+:")


def topics(repository: Repository) -> Iterator[Fault]:
    """A topic has one page and one test of its name."""
    named = Counter(page.name for page in repository.pages())
    for topic in repository.topics():
        pages = named[topic.name]
        if pages != 1:
            what = f"topic '{topic}' has {pages} pages" if pages else f"topic '{topic}' has no page"
            yield Fault(repository.docs / f"{topic}.md", None, what, f"Write one page named {topic}.md.")
        if not topic.test.is_file():
            yield Fault(topic.test, None, f"topic '{topic}' has no test", "Write what must be true of it.")


def front_matter(repository: Repository) -> Iterator[Fault]:
    """Fields stand between two lines '---': MkDocs also takes 'Note: this' at the top for one, and drops it."""
    for page in repository.pages():
        text = page.text
        try:
            split_front_matter(text, page.path)
        except Fault as fault:
            yield fault
            continue
        if FIELD.match(text):
            what = "MkDocs takes this line for metadata and does not show it"
            remedy = "Begin the page with its heading, or put the fields between two lines '---'."
            yield Fault(page.path, 1, what, remedy)


def heads(repository: Repository) -> Iterator[Fault]:
    """A page with front matter, or of a topic, has a description; it has one heading of the first level."""
    topics = {topic.name for topic in repository.folders()}
    for page in repository.pages():
        try:
            matter, body, before = page.matter, page.body, page.lines_above
        except Fault:
            continue  # told by `front_matter`
        if (matter or page.name in topics) and not str(matter.get("description") or "").strip():
            what = "the front matter has no description, which a search and a preview of the link show"
            line = 1 if matter else None
            yield Fault(page.path, line, what, "Write 'description: One plain sentence' below the title.")
        titles = [before + number for number, line in lines_outside_fences(body) if TITLE.match(line)]
        for number in titles[1:]:
            what = f"this is a second heading of the first level (the first is on line {titles[0]})"
            yield Fault(page.path, number, what, "Begin it with '##': a page has one title.")


def calls(repository: Repository) -> Iterator[Fault]:
    """Whatever a page calls for exists."""
    for page in repository.pages():
        try:
            found = page.calls()
        except Fault as fault:
            yield fault
            continue
        for call in found:
            if call.kind in (*WHOLE, "rows"):  # those have checks of their own
                continue
            try:
                gather(repository, page.path, call)
            except Fault as fault:
                yield fault


def quotes(repository: Repository) -> Iterator[Fault]:
    """Every value that a page quotes was printed."""
    for page in repository.pages():
        yield from faults_of_quotes(page)


def unused_sections(repository: Repository) -> Iterator[Fault]:
    """Every section is shown somewhere, in both voices where both have it."""
    shown = {
        (call.topic, call.section, voice.name)
        for page in repository.pages()
        for call in page.calls()
        if call.kind in ("duet", "voice")
        for voice in VOICES
        if call.voice in (None, voice)
    }
    for topic, voice in repository.twins():
        path = topic.snippet(voice)
        for section in read_sections(path).values():
            if (topic.name, section.name, voice.name) not in shown:
                what = f"section '{section.name}' is shown on no page"
                remedy = (
                    f"Show it: /// duet | {topic}:{section.name}, or /// voice | {topic}:{section.name} {voice.name}"
                )
                yield Fault(path, section.first - 1, what, remedy)


def order(repository: Repository) -> Iterator[Fault]:
    """A page shows a file's sections from top to bottom and each once: copied in order, they run."""
    for page in repository.pages():
        told = set()
        calls = [call for call in page.calls() if call.kind in ("duet", "voice")]
        for topic, voice in itertools.product(sorted({call.topic for call in calls}), VOICES):
            names = list(read_sections(repository.topic(topic).snippet(voice)))
            position = -1
            for call in calls:
                if call.topic != topic or call.voice not in (None, voice):
                    continue
                here = names.index(call.section)
                if here <= position and call.line not in told:
                    told.add(call.line)
                    after = f"after a section that follows it in {topic}_{voice.name}.py"
                    what = f"'{call.section}' is shown {'again' if here == position else after}"
                    yield Fault(page.path, call.line, what, f"Show each once, in the file's order: {', '.join(names)}")
                position = max(position, here)


def navigation(repository: Repository) -> Iterator[Fault]:
    """Every page stands in the navigation once, and every entry is a page."""
    entries = read_navigation(repository)
    listed = Counter(entry.path for entry in entries)
    for page in repository.pages():
        if page.source not in listed:
            what = "this page is not in the navigation"
            yield Fault(page.path, None, what, "Add it under 'nav:' in mkdocs.yml.")
    for entry in entries:
        if not (repository.docs / entry.path).is_file():
            what = f"the navigation names '{entry.path}', which does not exist"
            yield Fault(repository.configuration, entry.line, what, "Write the page or delete the entry.")
        elif listed[entry.path] > 1:
            what = f"the navigation names '{entry.path}' {listed[entry.path]} times"
            yield Fault(repository.configuration, entry.line, what, "Keep one entry.")
