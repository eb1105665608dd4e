"""What a page calls for as a whole: the ledger, the timeline, the glossary; for the site and as plain Markdown."""

from collections.abc import Callable

from counterpoint import glossary, ledger, timeline, verdicts
from counterpoint.house import House

Whole = dict[str, Callable[[House], str]]


def _drawn_timeline(house: House) -> str:
    events = timeline.read_timeline(house)
    summary = "<summary>The same as a table, with every source</summary>"
    table = timeline.as_table(events)
    figure = f'<figure class="timeline-figure">\n{timeline.draw(events).strip()}\n</figure>'
    return f'{figure}\n\n<details class="ledger" markdown>\n{summary}\n\n{table}\n\n</details>'


def _drawn_ledger(house: House) -> str:
    return f"<figure>\n{verdicts.draw(house)}\n</figure>\n\n{ledger.as_table(house)}"


def _listed_timeline(house: House) -> str:
    return timeline.as_table(timeline.read_timeline(house))


FOR_SITE: Whole = {"ledger": _drawn_ledger, "timeline": _drawn_timeline, "glossary": glossary.as_table}
FOR_TEXT: Whole = {"ledger": ledger.as_table, "timeline": _listed_timeline, "glossary": glossary.as_table}
