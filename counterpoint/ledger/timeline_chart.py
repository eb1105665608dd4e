"""Draw the timeline: a row for each event, a lane for each framework."""

import html
import textwrap

from counterpoint.ledger.timeline import LANES, Event

# The drawing, in its own units. 540 wide with letters of 17: on a phone of 390 pixels the letters are still above 11.
WIDTH, LETTER, LINE, GAP, TOP = 540, 17, 22, 16, 64
LANE_AT = {"pytorch": 114, "tensorflow": 134, "others": 154}
WORDS_AT, CHARACTERS = 176, 42
MARKS = {
    "pytorch": '<circle cx="{x}" cy="{y}" r="7" fill="currentColor"/>',
    "tensorflow": '<rect x="{left}" y="{top}" width="13" height="13" fill="currentColor"/>',
    "others": '<path d="M{x} {high}L{right} {y}L{x} {low}L{far} {y}Z" fill="currentColor"/>',
}


def draw_timeline(events: list[Event]) -> str:
    """Return the timeline as SVG: time runs down, each lane is a line, colours come from the classes of the voices."""
    rows, y = [], TOP + LINE
    for event in events:
        lines = textwrap.wrap(event.what, CHARACTERS, break_on_hyphens=False)
        rows.append(_row(event, lines, y))
        y += LINE * len(lines) + GAP
    lanes = [_lane(lane, y - LINE) for lane in LANES]
    span = f"{events[0].date[:4]} to {events[-1].date[:4]}" if events else "no event"
    summary = f"{len(events)} events in three lanes: {', '.join(LANES.values())}. Each stands in the table below."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" '
            f'role="img" aria-labelledby="timeline-title timeline-desc" font-size="{LETTER}" fill="currentColor">',
            f'<title id="timeline-title">Timeline, {span}</title>',
            f'<desc id="timeline-desc">{summary}</desc>',
            *_legend(),
            *lanes,
            *rows,
            "</svg>",
        ]
    )


def _legend() -> list[str]:
    parts, x = [], 14
    for lane, words in LANES.items():
        parts.append(f'{_mark(lane, x, LETTER)}<text x="{x + 14}" y="{LETTER + 6}">{words}</text>')
        x += 40 + 10 * len(words)
    return parts


def _lane(lane: str, end: int) -> str:
    x = LANE_AT[lane]
    line = f'<line x1="{x}" y1="{TOP - LETTER}" x2="{x}" y2="{end}" stroke="currentColor" stroke-width="2"/>'
    return f'<g class="lane {lane}" opacity="0.5">{line}</g>'


def _row(event: Event, lines: list[str], y: int) -> str:
    words = "".join(
        f'<tspan x="{WORDS_AT}" y="{y + LINE * place}">{html.escape(line)}</tspan>' for place, line in enumerate(lines)
    )
    return f'<text x="0" y="{y}">{event.date}</text>{_mark(event.lane, LANE_AT[event.lane], y - 6)}<text>{words}</text>'


def _mark(lane: str, x: int, y: int) -> str:
    """Return a mark of the lane's own shape, so that colour is not needed to tell them apart."""
    places = {
        "x": x,
        "y": y,
        "left": x - 6.5,
        "top": y - 6.5,
        "high": y - 9,
        "low": y + 9,
        "right": x + 9,
        "far": x - 9,
    }
    return f'<g class="{lane}">{MARKS[lane].format(**places)}</g>'
