"""What a call rests on, as HTML: one quiet line that says what was compared, and opens."""

import functools
import html
import posixpath
import re
from pathlib import Path

from counterpoint.ledger.pieces import proof_link
from counterpoint.ledger.proof import Place, tests_of
from counterpoint.recordings.parity import Parity
from counterpoint.rendering.evidence import Evidence, Side
from counterpoint.rendering.used_on import links_to_rows
from counterpoint.rendering.variants import PAGE, anchor, other_words, same_words
from counterpoint.rendering.wording import (
    STALE,
    bound_words,
    device_words,
    difference_words,
    in_short,
    pair_words,
    versions_words,
)
from counterpoint.source.pages import Page
from counterpoint.source.repository import Topic
from counterpoint.source.text import day_words, read_text
from counterpoint.source.voices import VOICES

NOT_RUN_ON_GPU = '<li class="run absent">not run on GPU</li>'
MEASURED = re.compile(r'^def (test_\w+)|\bparity\(\s*"([^"\\\n]*)"', re.MULTILINE)


def render(page: Page | None, evidence: Evidence) -> str:
    """Return the line with what opens below it: what was compared, the runs, and what a reader can take home."""
    start = page.address if page else ""
    runs = "".join(_runs(shown, evidence.topic, start) for shown in evidence.shown)
    if not any("cuda" in shown.runs for shown in evidence.shown):
        runs += NOT_RUN_ON_GPU
    parities = "".join(_parity(evidence.topic, parity, start) for parity in evidence.parities)
    parts = [f"<summary>{_line(evidence)}</summary>"]
    if parities:
        parts.append(f'<ul class="parity">{parities}</ul>')
    rows = links_to_rows(page, evidence.topic, {shown.voice: shown.code for shown in evidence.shown})
    parts += [f'<ul class="runs">{runs}</ul>', _links(evidence, start), rows]
    return '<details class="evidence">\n' + "\n".join(filter(None, parts)) + "\n</details>"


def _line(evidence: Evidence) -> str:
    kind = ' class="compared"' if evidence.parities else ""
    stale = f' <span class="stale">{STALE}</span>' if any(shown.stale for shown in evidence.shown) else ""
    return f"<span{kind}>{html.escape(in_short(evidence.shown, evidence.parities))}</span>{stale}"


def _runs(shown: Side, topic: Topic, start: str) -> str:
    items = []
    for run in shown.runs.values():
        words = html.escape(f"{versions_words(run)} · {device_words(run)}")
        day = f'<time datetime="{run.date}">{day_words(run.date)}</time>'
        voice = f'<span class="voice {shown.voice.name}">{shown.voice.title}</span>'
        items.append(f'<li class="run">{voice} {words} · {day}</li>')
    if shown.elsewhere:
        items.append(f'<li class="run elsewhere">{_elsewhere(shown, topic, start)}</li>')
    return "".join(items)


def _elsewhere(shown: Side, topic: Topic, start: str) -> str:
    """Tell what it does on other versions; what differs leads to the page that shows it in full."""
    same, others = same_words(shown.elsewhere), html.escape(other_words(shown.elsewhere, shown.output))
    page = topic.repository.page_named(PAGE)
    if others and page:
        others = proof_link(Place(page.address, anchor(topic)).seen_from(start), others)
    return " · ".join(filter(None, (f"the same on {same}" if same else "", others)))


def _parity(topic: Topic, parity: Parity, start: str) -> str:
    place = measuring_test(topic, parity.name)
    told = html.escape(difference_words(parity))
    difference = proof_link(place.seen_from(start), told) if place else told
    words = f"<strong>{html.escape(parity.name)}</strong> {difference} on equal weights"
    words += html.escape(pair_words(parity))
    return f'<li>{words} <span class="bound">({bound_words(parity)})</span></li>'


def measuring_test(topic: Topic, name: str) -> Place | None:
    """Return where the test that measured the parity of this name is shown; None where its file names it otherwise."""
    test = _measuring(topic.test, read_text(topic.test)).get(name) if topic.test.is_file() else None
    return Place(tests_of(topic).address, test) if test else None


@functools.lru_cache(maxsize=256)
def _measuring(path: Path, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    test = ""
    for match in MEASURED.finditer(text):
        if match[1]:
            test = match[1]
        elif test:
            found.setdefault(match[2], test)
    return found


def _links(evidence: Evidence, start: str) -> str:
    topic = evidence.topic
    folder = folder_of(topic, start)
    links = [
        (f"{topic}_{voice.name}.py", f"{voice.title} program")
        for voice in VOICES
        if evidence.call.voice in (None, voice)
    ]
    links += [(f"test_{topic}.py", "test file")]
    links += [(helper.name, f"its {helper.name}") for helper in topic.test_helpers]
    links += [(f"{topic}.ipynb", "notebook")]
    anchors = "".join(f'<a href="{folder}{name}" download>{words}</a>' for name, words in links)
    shown = proof_link(tests_of(topic).seen_from(start), "its tests") if topic.test.is_file() else ""
    return f'<p class="links">{anchors}{shown}</p>'


def folder_of(topic: Topic, start: str) -> str:
    """Return the way from the page's own address to the topic's published files."""
    way = posixpath.relpath(topic.address, start or ".")
    return "" if way == "." else f"{way}/"
