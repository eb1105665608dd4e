"""The page of silent differences: on ordinary numbers, on special ones, and what is believed to differ and does not."""

import html
from collections.abc import Iterator

from counterpoint.recordings.silent import Difference, believed, on_given_inputs, on_other_inputs
from counterpoint.rendering.rows_for_site import in_short, whole_row
from counterpoint.rendering.rows_for_text import code
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES


def for_site(repository: Repository) -> str:
    """Return the three lists; each row leads to its area."""
    given, other = on_given_inputs(repository), on_other_inputs(repository)
    parts = [f"## On ordinary numbers\n\n{len(given)} rows, the most harmful first."]
    parts += [whole_row(one.row, f"<h3>{_link(one)}</h3>") for one in given]
    parts.append(f"## On special inputs\n\n{len(other)} cases in which a row is the same on ordinary numbers.")
    parts.append(_table(other))
    parts.append("## Believed to differ, and the same")
    parts += [f"- {html.escape(one.row.believed)} {_link(one)}" for one in believed(repository)]
    return "\n\n".join(parts)


def _link(one: Difference) -> str:
    return f'<a href="../{one.area}/#{one.row.anchor}">{one.area}: {html.escape(one.row.name)}</a>'


def _table(found: list[Difference]) -> str:
    names = "".join(f'<th class="{voice.name}">{voice.title}</th>' for voice in VOICES)
    lines = "".join(_line(one) for one in found)
    head = f"<thead><tr><th>input</th>{names}<th>row</th></tr></thead>"
    return f'<div data-search-exclude><table class="row-index">{head}<tbody>{lines}</tbody></table></div>'


def _line(one: Difference) -> str:
    assert one.edge is not None
    given = f"{one.edge.input} ({', '.join(one.edge.differs)})"
    cells = "".join(_cell(one.row.side(voice).expression, getattr(one.edge, voice.name)) for voice in VOICES)
    return f"<tr><td>{html.escape(given)}</td>{cells}<td>{_link(one)}</td></tr>"


def _cell(expression: str, value: str) -> str:
    code = html.escape(" ".join(expression.split()))  # without colours, as in the index: they'd weigh too much
    return f"<td><code>{code}</code><br><code>{html.escape(value)}</code></td>"


def for_text(repository: Repository) -> str:
    return "\n\n".join(["\n".join(part) for part in (_given(repository), _other(repository), _beliefs(repository))])


def _given(repository: Repository) -> Iterator[str]:
    yield "## On ordinary numbers\n"
    for one in on_given_inputs(repository):
        sides = " and ".join(f"{code(s.expression)} gives {code(s.value)}" for s in map(one.row.side, VOICES))
        yield f"- {_place(one)}: {one.row.verdict} {in_short(one.row)}. {sides}. {one.row.note}".rstrip()


def _other(repository: Repository) -> Iterator[str]:
    yield "## On special inputs\n"
    for one in on_other_inputs(repository):
        assert one.edge is not None
        yield f"- {_place(one)} on {one.edge.input}: {code(one.edge.pytorch)} and {code(one.edge.tensorflow)}"


def _beliefs(repository: Repository) -> Iterator[str]:
    yield "## Believed to differ, and the same\n"
    for one in believed(repository):
        yield f"- {one.row.believed} {_place(one)}"


def _place(one: Difference) -> str:
    return f"[{one.area}: {one.row.name}]({one.area}.md)"
