"""An explanation as one page of HTML, without a script: the program's lines, and the notes beside them."""

import html
from collections import defaultdict

from counterpoint.rendering.explained import Explanation
from counterpoint.rendering.explained_words import Told, ending, told

STYLE = """\
:root { color-scheme: light dark; font: 15px/1.45 Georgia, serif; }
body { margin: 1.5rem auto; max-width: 90rem; padding: 0 1rem; }
ol { list-style: none; padding: 0; }
li { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr) minmax(0, 1fr); gap: 0 1rem; }
li.noted { border-top: 1px solid #8884; padding: .3rem 0; }
code, .number { font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.number { color: #777; text-align: right; }
p { margin: 0 0 .3rem; }
.verdict { font-weight: bold; }
@media (max-width: 50rem) {
  li { grid-template-columns: 3.5rem minmax(0, 1fr); }
  .notes { grid-column: 2; }
}
"""


def as_page(explanation: Explanation, name: str) -> str:
    """Return the whole page; `name` is the program's."""
    notes: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for one in told(explanation):
        notes[one.note.cell, one.note.line].append(one)
    lines = [
        _line(explanation.program.place(number), code, notes)
        for number, code in enumerate(explanation.program.lines, start=1)
    ]
    title = f"{html.escape(name)}, explained"
    words = "".join(f"<p>{html.escape(line)}</p>\n" for line in ending(explanation))
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>\n{STYLE}</style>'
    body = f"<h1>{title}</h1>\n{words}<ol>\n" + "\n".join(lines) + "\n</ol>"
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>'


def _line(place: tuple[int, int], code: str, notes: dict[tuple[int, int], list[Told]]) -> str:
    cell, number = place
    shown = f"{cell}:{number}" if cell else str(number)
    found = notes.get(place, [])
    beside = "".join(map(_note, found))
    kind = ' class="noted"' if found else ""
    return (
        f'<li{kind}><span class="number">{shown}</span><code>{html.escape(code)}</code>'
        f'<div class="notes">{beside}</div></li>'
    )


def _note(one: Told) -> str:
    verdict = f' <span class="verdict">{html.escape(one.verdict)}</span>' if one.verdict else ""
    rest = [*one.lines, *([one.address] if one.address else [])]
    return f"<p>{html.escape(one.head)}{verdict}<br>{'<br>'.join(map(html.escape, rest))}</p>"
