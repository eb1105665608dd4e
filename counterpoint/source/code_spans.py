"""Find what stands between backticks, in one pass over the text."""

import re

TICKS = re.compile(r"`+|\n")


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return where each code span begins and ends, its backticks included; a span ends on its own line.

    As many backticks close a span as open it. Where a run of them finds no partner, its last ones may still open a
    span of fewer. An expression for this would look for each partner anew: time that grows as the square of a line.
    """
    if "`" not in text:
        return []
    spans: list[tuple[int, int]] = []
    runs: list[tuple[int, int]] = []
    for match in TICKS.finditer(text):
        if text[match.start()] == "\n":
            spans += _paired(runs)
            runs = []
        else:
            runs.append(match.span())
    return spans + _paired(runs)


def _paired(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of one line from its runs of backticks."""
    by_length: dict[int, list[int]] = {}
    for place in reversed(range(len(runs))):
        by_length.setdefault(runs[place][1] - runs[place][0], []).append(place)
    spans = []
    place = 0
    while place < len(runs):
        start, end = runs[place]
        partner = None
        for length in range(end - start, 0, -1):
            later = by_length.get(length, [])
            while later and later[-1] <= place:
                later.pop()
            if later:
                partner = later[-1]
                spans.append((end - length, runs[partner][1]))
                break
        place = place + 1 if partner is None else partner + 1
    return spans


def without_code(text: str) -> str:
    """Return the text with its code spans left out."""
    kept, end = [], 0
    for start, stop in code_spans(text):
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])
