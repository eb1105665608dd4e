"""Markdown of a call for the site: linked tabs on a narrow screen, two columns on a wide one; drawings in place."""

import html
import re
import textwrap
from pathlib import Path

from counterpoint.ledger.proof import block_anchor
from counterpoint.ledger.tables import FOR_SITE, popover
from counterpoint.recordings.svg import clean, labelled, named_apart
from counterpoint.rendering import (
    calls_in_use,
    coverage,
    evidence_for_site,
    rows_for_site,
    silent,
    touch,
    versions_page,
)
from counterpoint.rendering.dictionary import index_for_site
from counterpoint.rendering.differing import Difference, differences
from counterpoint.rendering.evidence import Evidence, Side
from counterpoint.rendering.expand import Form
from counterpoint.rendering.measured import MEASURED
from counterpoint.source.pages import Page
from counterpoint.source.text import read_text
from counterpoint.source.voices import Voice

DRAWING = re.compile(r"!\[(?P<words>[^\]]+)\]\((?P<path>[\w./-]+\.svg)\)\s*")
# For whoever opens the file; in the page the alternative text says it.
DRAWING_TITLE = re.compile(r"(?<!\s)\s*+<(title|desc)>[^<]*</\1>")


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
    anchor = block_anchor(page, evidence.call) if page else ""
    if evidence.picture:
        return _figure(evidence, anchor)
    if evidence.data:
        return touch.for_site(evidence, evidence_for_site.folder_of(evidence.topic, page.address if page else ""))
    code = f"{_code(evidence, anchor)}\n\n{evidence_for_site.render(page, evidence)}"
    return _folded(evidence.call.words, code) if evidence.call.words else code


def _folded(words: str, code: str) -> str:
    return f'<details class="fold" markdown>\n<summary>{html.escape(words)}</summary>\n\n{code}\n\n</details>'


def _code(evidence: Evidence, anchor: str) -> str:
    found = _differences(evidence)
    marked = [[line for one in found for line in one.first], [line for one in found for line in one.second]]
    blocks = [_block(evidence, shown, lines) for shown, lines in zip(evidence.shown, marked, strict=False)]
    # Beside the blocks, not around them: the theme names each block after what stands around it, and copies by it.
    place = f'<div id="{anchor}"></div>\n\n' if anchor else ""
    if evidence.call.voice:
        voice = evidence.call.voice
        head = f'{place}<div class="solo {voice.name}" markdown>\n\n<p class="caption">{voice.title}</p>\n\n'
        return f"{head}{blocks[0]}\n\n</div>"
    tabs = [
        f'=== "{shown.voice.title}"\n\n{textwrap.indent(block, "    ")}'
        for shown, block in zip(evidence.shown, blocks, strict=True)
    ]
    pairs = " ".join(f"{len(one.first)}:{len(one.second)}" for one in found)
    differ = f' data-differ="{pairs}"' if pairs else ""
    return f'{place}<div class="duet"{differ} markdown>\n\n' + "\n\n".join(tabs) + "\n\n</div>"


def _differences(evidence: Evidence) -> tuple[Difference, ...]:
    """Return where the two codes of a duet differ in more than names."""
    if evidence.call.kind != "duet":
        return ()
    first, second = evidence.shown
    return differences(first.code, second.code, first.said, second.said)


def _block(evidence: Evidence, shown: Side, marked: list[int]) -> str:
    parts = []
    if evidence.call.kind != "output":
        lines = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
        parts.append(f"```python{lines}\n{shown.code}```")
    if shown.output:
        parts.append(f"``` {{ .text .output }}\n{shown.output.rstrip()}\n```")
    if shown.on_gpu:
        parts.append(f"On the GPU it prints:\n\n``` {{ .text .output }}\n{shown.on_gpu.rstrip()}\n```")
    return "\n\n".join(parts)


def _figure(evidence: Evidence, anchor: str) -> str:
    call = evidence.call
    assert evidence.picture and call.voice
    drawing = evidence.picture.read_text(encoding="utf-8").strip()
    drawing = named_apart(drawing, f"{call.topic}-{call.section}-{call.voice.name}")
    return recorded(labelled(drawing, call.words), call.words, call.voice, anchor)


def recorded(drawing: str, words: str, voice: Voice, anchor: str = "") -> str:
    """Return a recorded picture over the words that say what it shows."""
    caption = f"<figcaption>{html.escape(words)} <span>Drawn by the {voice.title} snippet.</span></figcaption>"
    name = f' id="{anchor}"' if anchor else ""
    return f'<figure class="picture {voice.name}"{name}>\n{drawing}\n{caption}\n</figure>'


ROWS = {
    "dictionary": index_for_site,
    "calls": calls_in_use.for_site,
    "coverage": coverage.for_site,
    "silent": silent.for_site,
    "versions": versions_page.for_site,
}


FORM = Form(
    call=render,
    claim=popover,
    whole=FOR_SITE | MEASURED | ROWS,
    rows=rows_for_site.render,
    drawing=in_place,
)
