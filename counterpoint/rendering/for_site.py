"""Markdown of a call for the site: linked tabs on a narrow screen, two columns on a wide one; drawings in place."""

import html
import posixpath
import re
import textwrap
from pathlib import Path

from counterpoint.ledger.tables import FOR_SITE, popover
from counterpoint.recordings.parity import Parity
from counterpoint.recordings.svg import clean, labelled, named_apart
from counterpoint.rendering import coverage, rows_for_site, silent
from counterpoint.rendering.dictionary import index_for_site
from counterpoint.rendering.evidence import Evidence, Side
from counterpoint.rendering.expand import Form
from counterpoint.rendering.measured import MEASURED
from counterpoint.rendering.wording import bound_words, device_words, difference_words, pair_words, versions_words
from counterpoint.source.pages import Page
from counterpoint.source.repository import Topic
from counterpoint.source.text import day_words, read_text
from counterpoint.source.voices import VOICES, Voice

DRAWING = re.compile(r"!\[(?P<words>[^\]]+)\]\((?P<path>[\w./-]+\.svg)\)\s*")
# For whoever opens the file; in the page the alternative text says it.
DRAWING_TITLE = re.compile(r"\s*<(title|desc)>.*?</\1>", re.DOTALL)
NOT_RUN_ON_GPU = '<li class="run absent">not run on GPU</li>'


def in_place(page: Page | None, line: str) -> str:
    """Return the drawing where the line is one and nothing else, its words as alternative text; or the line."""
    match = DRAWING.fullmatch(line)
    file = page.path.parent / match["path"] if page and match else None
    if match is None or file is None or not file.is_file():
        return line
    return by_hand(file, match["words"])


def by_hand(file: Path, words: str) -> str:
    """Return a drawing from docs/assets/images as it stands in a page; raise Fault where it is no mere drawing."""
    drawing = DRAWING_TITLE.sub("", clean(read_text(file), file, file.stem)).strip()
    return f'<figure class="drawing">\n{labelled(named_apart(drawing, file.stem), words)}\n</figure>'


def render(page: Page | None, evidence: Evidence) -> str:
    """Return the call as Markdown with the classes that the style sheet knows."""
    folder = _folder(page, evidence.topic)
    if evidence.picture:
        return _figure(evidence)
    code = f"{_code(evidence)}\n\n{_evidence(evidence, folder)}"
    return _folded(evidence.call.words, code) if evidence.call.words else code


def _folded(words: str, code: str) -> str:
    return f'<details class="fold" markdown>\n<summary>{html.escape(words)}</summary>\n\n{code}\n\n</details>'


def _code(evidence: Evidence) -> str:
    blocks = [_block(evidence, shown) for shown in evidence.shown]
    if evidence.call.voice:
        voice = evidence.call.voice
        head = f'<div class="solo {voice.name}" markdown>\n\n<p class="caption">{voice.title}</p>\n\n'
        return f"{head}{blocks[0]}\n\n</div>"
    tabs = [
        f'=== "{shown.voice.title}"\n\n{textwrap.indent(block, "    ")}'
        for shown, block in zip(evidence.shown, blocks, strict=True)
    ]
    return '<div class="duet" markdown>\n\n' + "\n\n".join(tabs) + "\n\n</div>"


def _block(evidence: Evidence, shown: Side) -> str:
    parts = []
    if evidence.call.kind != "output":
        parts.append(f"```python\n{shown.code}```")
    if shown.output:
        parts.append(f"``` {{ .text .output }}\n{shown.output.rstrip()}\n```")
    if shown.on_gpu:
        parts.append(f"On the GPU it prints:\n\n``` {{ .text .output }}\n{shown.on_gpu.rstrip()}\n```")
    return "\n\n".join(parts)


def _figure(evidence: Evidence) -> str:
    call = evidence.call
    assert evidence.picture and call.voice
    drawing = evidence.picture.read_text(encoding="utf-8").strip()
    drawing = named_apart(drawing, f"{call.topic}-{call.section}-{call.voice.name}")
    return recorded(labelled(drawing, call.words), call.words, call.voice)


def recorded(drawing: str, words: str, voice: Voice) -> str:
    """Return a recorded picture over the words that say what it shows."""
    caption = f"<figcaption>{html.escape(words)} <span>Drawn by the {voice.title} snippet.</span></figcaption>"
    return f'<figure class="picture {voice.name}">\n{drawing}\n{caption}\n</figure>'


def _evidence(evidence: Evidence, folder: str) -> str:
    runs = "".join(_runs(shown) for shown in evidence.shown)
    if not any("cuda" in shown.runs for shown in evidence.shown):
        runs += NOT_RUN_ON_GPU
    parities = "".join(_parity(parity) for parity in evidence.parities)
    parts = [f'<ul class="runs">{runs}</ul>']
    if parities:
        parts.append(f'<ul class="parity">{parities}</ul>')
    parts.append(_links(evidence, folder))
    return '<div class="evidence">\n' + "\n".join(parts) + "\n</div>"


def _runs(shown: Side) -> str:
    items = []
    for run in shown.runs.values():
        words = html.escape(f"{versions_words(run)} · {device_words(run)}")
        day = f'<time datetime="{run.date}">{day_words(run.date)}</time>'
        voice = f'<span class="voice {shown.voice.name}">{shown.voice.title}</span>'
        items.append(f'<li class="run">{voice} {words} · {day}</li>')
    if shown.stale:
        items.append('<li class="run stale">the source has changed since: record it again</li>')
    return "".join(items)


def _parity(parity: Parity) -> str:
    words = f"<strong>{html.escape(parity.name)}</strong> {difference_words(parity)} on equal weights"
    words += html.escape(pair_words(parity))
    return f'<li>{words} <span class="bound">({bound_words(parity)})</span></li>'


def _links(evidence: Evidence, folder: str) -> str:
    topic = evidence.call.topic
    links = [
        (f"{topic}_{voice.name}.py", f"{voice.title} source")
        for voice in VOICES
        if evidence.call.voice in (None, voice)
    ]
    links += [(f"test_{topic}.py", "test"), (f"{topic}.ipynb", "notebook")]
    anchors = "".join(f'<a href="{folder}{name}" download>{words}</a>' for name, words in links)
    return f'<p class="links">{anchors}</p>'


def _folder(page: Page | None, topic: Topic) -> str:
    """Return the way from the page's own address to the topic's published files."""
    start = page.address if page else ""
    way = posixpath.relpath(topic.address, start or ".")
    return "" if way == "." else f"{way}/"


ROWS = {"dictionary": index_for_site, "coverage": coverage.for_site, "silent": silent.for_site}
FORM = Form(
    call=render,
    claim=popover,
    whole=FOR_SITE | MEASURED | ROWS,
    rows=rows_for_site.render,
    drawing=in_place,
)
