"""HTML of an area's rows: both expressions side by side, and what they rest on in a fold-out."""

import functools
import html
from collections.abc import Iterator
from itertools import groupby

from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from counterpoint.recordings.rows import (
    ABSENT,
    CONVERTED,
    DIFFERS,
    OTHER_MEANING,
    SAME,
    AreaRecord,
    Edge,
    Remedy,
    RowRecord,
)
from counterpoint.rendering.used_on import read_uses, used_on
from counterpoint.source.areas import OTHER, SETUP
from counterpoint.source.repository import Topic
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import day_words
from counterpoint.source.voices import BY_NAME, VOICES

CLASSES = {SAME: "same", CONVERTED: "converted", DIFFERS: "differs", ABSENT: "absent", OTHER_MEANING: "other-meaning"}
FORMATTER = HtmlFormatter(nowrap=True)
ASPECTS = ("value", "dtype", "shape", "gradient")


def render(area: Topic, record: AreaRecord) -> str:
    """Return an area's rows as Markdown with one block of HTML a row."""
    parts = [_inputs(area), _computed_on(record)]
    uses = read_uses(area.repository)
    for group, rows in groupby(record.rows, key=lambda row: row.group):
        parts.append(f"## {group.replace('_', ' ').capitalize()}")
        parts += [_row(row, used_on(uses, row)) for row in rows]
    return "\n\n".join(parts)


@functools.lru_cache(maxsize=16_384)
def coloured(code: str) -> str:
    """Return Python code as HTML."""
    return str(highlight(code, PythonLexer(), FORMATTER)).rstrip("\n")


def _code(code: str) -> str:
    return f'<div class="highlight"><pre><code>{coloured(code)}</code></pre></div>'


def _inputs(area: Topic) -> str:
    """Return what prepares the rows, folded away."""
    sides = []
    for voice in VOICES:
        sections = read_sections(area.snippet(voice))
        code = "\n".join(sections[name].code for name in SETUP if name in sections)
        sides.append(f'<div class="{voice.name}">{_code(code)}</div>')
    pair = "".join(sides)
    return f'<details class="row-inputs"><summary>The inputs</summary><div class="row-pair">{pair}</div></details>'


def _computed_on(record: AreaRecord) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    rtol, atol = record.tolerances["float32"]
    words = f"{len(record.rows)} rows, computed on {versions}, {day_words(record.date)}. "
    words += f"Numbers of float32 are the same within {rtol:g} of their size and {atol:g} of the largest beside them."
    sources = "".join(f'<a href="{record.area}_{voice.name}.py" download>{voice.title} source</a> ' for voice in VOICES)
    return f'<p class="row-run">{html.escape(words)} {sources}</p>'


def _row(row: RowRecord, used: str) -> str:
    name = html.escape(row.name)
    return whole_row(row, f'<h3 id="{row.anchor}"><a href="#{row.anchor}">{name}</a></h3>', used)


def whole_row(row: RowRecord, head: str, used: str = "") -> str:
    """Return a row under its heading: verdict, both expressions, and the fold-out, which ends with `used`."""
    kind = CLASSES[row.verdict]
    mark = f'<span class="verdict {kind}">{row.verdict}</span>'
    verdict = f'<p class="row-verdict">{mark} {html.escape(in_short(row))}</p>'
    pair = "".join(f'<div class="{voice.name}">{_code(row.side(voice).expression)}</div>' for voice in VOICES)
    below = f"{_names(row)}{_more(row, used)}"
    return f'<div class="row {kind}">{head}{verdict}<div class="row-pair">{pair}</div>{below}</div>'


def _names(row: RowRecord) -> str:
    """Return the names that the row calls: a reader searches for them."""
    names = ", ".join(f"<code>{html.escape(name)}</code>" for name in (*row.pytorch.calls, *row.tensorflow.calls))
    return f'<p class="row-names">{names}</p>' if names else ""


def in_short(row: RowRecord) -> str:
    """Return what of the row differs, by how much, and on which other inputs the two part."""
    words = []
    if row.differs:
        words.append(f"in {' and '.join(row.differs)}")
    if row.difference:
        words.append(f"by up to {row.difference:.1e}")
    if row.random:
        words.append("drawn at random: the distributions are compared")
    if row.exceptions:
        words.append(f"{'but not ' if row.verdict == SAME else 'and otherwise '}on {', '.join(row.exceptions)}")
    return ", ".join(words)


def _more(row: RowRecord, used: str) -> str:
    parts = [f"<p>{html.escape(row.note)}</p>" if row.note else "", _values(row), _edges(row.edges, row)]
    parts += [_remedy(name, remedy, row) for name, remedy in row.remedies.items()]
    parts += [f"<p>No remedy in {BY_NAME[name].title}: {html.escape(why)}</p>" for name, why in row.no_remedy.items()]
    parts += [f"<p>Not run on {name}: {html.escape(why)}</p>" for name, why in row.left_out.items()]
    remedy = ", remedy" if row.remedies else ""
    summary = f"<summary>Values, other inputs{remedy}</summary>"
    return f"<details data-search-exclude>{summary}{''.join(parts)}{used}</details>"


def _values(row: RowRecord) -> str:
    lines = [_line(aspect, *(getattr(row.side(voice), aspect) for voice in VOICES)) for aspect in ASPECTS]
    return _table("on the given inputs", "", filter(None, lines))


def _line(first: str, one: str, other: str) -> str:
    if not one and not other:
        return ""
    cells = "".join(f"<td><code>{html.escape(words)}</code></td>" for words in (one, other))
    return f"<tr><th>{html.escape(first)}</th>{cells}</tr>"


def _table(first: str, extra: str, lines: Iterator[str]) -> str:
    names = "".join(f'<th class="{voice.name}">{voice.title}</th>' for voice in VOICES)
    return f"<table><thead><tr><th>{first}</th>{names}</tr></thead><tbody>{''.join(lines)}</tbody></table>{extra}"


def _edges(edges: list[Edge], row: RowRecord) -> str:
    told = {
        "The same on": row.agree_on,
        "They differ as above on": row.differ_alike_on,
        "Both raise an error on": row.both_raise_on,
    }
    words = " ".join(f"{start} {', '.join(names)}." for start, names in told.items() if names)
    extra = f"<p>{words}</p>" if words else ""
    return _edge_table("they part on", edges, extra) if edges else extra


def _edge_table(first: str, edges: list[Edge], extra: str = "") -> str:
    lines = (_line(f"{edge.input} ({', '.join(edge.differs)})", edge.pytorch, edge.tensorflow) for edge in edges)
    return _table(first, extra, lines)


def _remedy(name: str, remedy: Remedy, row: RowRecord) -> str:
    voice, other = BY_NAME[name], OTHER[name]
    words = f"In {voice.title}, to get what {other.title} gives:"
    failing = _edge_table("not the same on", remedy.edges) if remedy.edges else ""
    return f'<div class="row-remedy {name}"><p>{words}</p>{_code(remedy.expression)}{failing}</div>'
