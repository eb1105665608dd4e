"""What a reader can touch: a drawing that a script of the theme makes of recorded data, and the same as tables."""

import html
from pathlib import Path

from counterpoint.recordings.data import read_table
from counterpoint.rendering.evidence import Evidence
from counterpoint.source.voices import Voice

Cell = str | int | float


def for_site(evidence: Evidence, folder: str) -> str:
    """Return the place of the drawing, which says where its script finds the data, and a table for each voice."""
    call = evidence.call
    sources = "".join(f' data-{voice.name}="{folder}{file.name}"' for voice, file in evidence.data)
    tables = "".join(_folded(voice, file) for voice, file in evidence.data)
    words = f"<figcaption>{html.escape(call.words)}</figcaption>"
    return f'<figure class="touch" data-touch="{call.topic}-{call.section}"{sources}>\n{words}\n{tables}</figure>'


def for_text(evidence: Evidence) -> str:
    """Return the tables as plain Markdown."""
    parts = [evidence.call.words]
    for voice, file in evidence.data:
        head, rows = read_table(file.read_text("utf-8"))
        lines = [head, ["---"] * len(head), *([_cell_words(cell) for cell in row] for row in rows)]
        parts.append(f"{voice.title}:\n\n" + "\n".join(f"| {' | '.join(_escaped(line))} |" for line in lines))
    return "\n\n".join(parts)


def _folded(voice: Voice, file: Path) -> str:
    summary = f"<summary>The numbers that {voice.title} recorded</summary>"
    return f'<details class="fold" data-search-exclude>\n{summary}\n{_table(file)}\n</details>\n'


def _table(file: Path) -> str:
    head, rows = read_table(file.read_text("utf-8"))
    heads = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cell(value: Cell) -> str:
    kind = "" if isinstance(value, str) else ' class="right"'
    return f"<td{kind}>{html.escape(_cell_words(value))}</td>"


def _cell_words(value: Cell) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _escaped(cells: list[str]) -> list[str]:
    return [cell.replace("|", "\\|") for cell in cells]
