"""Plain Markdown of a call: one voice after the other, for readers of text, for copying and for the tests."""

import posixpath

from counterpoint.ledger.tables import FOR_TEXT, reference
from counterpoint.recordings.parity import Parity
from counterpoint.rendering import calls_in_use, coverage, rows_for_text, silent, touch, versions_page
from counterpoint.rendering.dictionary import index_for_text
from counterpoint.rendering.evidence import Evidence, Side
from counterpoint.rendering.expand import Form
from counterpoint.rendering.measured import MEASURED
from counterpoint.rendering.wording import parity_words, run_words
from counterpoint.source.pages import Page
from counterpoint.source.repository import Topic

LABEL = "**{title}**, section `{section}` of [`{name}`]({link}):"


def render(page: Page | None, evidence: Evidence) -> str:
    """Return the call as Markdown that any reader of Markdown understands."""
    call = evidence.call
    folder = relative_folder(page, evidence.topic)
    if evidence.picture:
        return f"![{call.words}]({folder}{evidence.picture.name})"
    if evidence.data:
        return touch.for_text(evidence)
    parts = []
    for shown in evidence.shown:
        if call.kind != "output":
            link = f"{folder}{shown.file.name}"
            name = shown.file.name
            parts.append(LABEL.format(title=shown.voice.title, section=call.section, name=name, link=link))
            parts.append(f"```python\n{shown.code}```")
        if shown.output:
            parts.append(f"{shown.voice.title} prints:")
            parts.append(f"```text\n{shown.output.rstrip()}\n```")
        if shown.on_gpu:
            parts.append(f"{shown.voice.title} prints on the GPU:")
            parts.append(f"```text\n{shown.on_gpu.rstrip()}\n```")
    parts.append(_footnote(evidence.shown, evidence.parities))
    return "\n\n".join(parts)


def _footnote(shown: list[Side], parities: list[Parity]) -> str:
    sentences = [run_words(one) for one in shown] + [parity_words(parity) for parity in parities]
    return "\n".join(f"*{sentence}*  " for sentence in sentences).rstrip()


def relative_folder(page: Page | None, topic: Topic) -> str:
    """Return the way from the published Markdown of a page to the topic's files."""
    start = posixpath.dirname(page.source) if page else ""
    return posixpath.relpath(topic.address, start or ".") + "/"


ROWS = {
    "dictionary": index_for_text,
    "calls": calls_in_use.for_text,
    "coverage": coverage.for_text,
    "silent": silent.for_text,
    "versions": versions_page.for_text,
}
FORM = Form(call=render, claim=reference, whole=FOR_TEXT | MEASURED | ROWS, rows=rows_for_text.render)
