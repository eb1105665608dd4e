"""The dictionary's index: how many rows of which verdict, and every row in one table."""

import html

from counterpoint.recordings.dictionary import all_rows, counts
from counterpoint.recordings.rows import VERDICTS, RowRecord
from counterpoint.rendering.rows_for_site import CLASSES
from counterpoint.rendering.rows_for_text import code
from counterpoint.source.repository import DICTIONARY, Repository
from counterpoint.source.voices import VOICES

DOWNLOADS = (
    '<p><a href="rows.json" download>All rows as JSON</a> · <a href="rows.csv" download>All rows as CSV</a> · '
    '<a href="rows.schema.json" download>What the fields mean</a></p>'
)


def index_for_site(repository: Repository) -> str:
    """Return the counts, the downloads and the table; a script adds a filter above it."""
    rows = "".join(_line(area, row) for area, row in all_rows(repository))
    names = "".join(f'<th class="{voice.name}">{voice.title}</th>' for voice in VOICES)
    head = f"<thead><tr>{names}<th>verdict</th><th>row</th></tr></thead>"
    table = f'<table class="row-index">{head}<tbody>{rows}</tbody></table>'
    return f"{count_table(repository)}\n\n{DOWNLOADS}\n\n<div data-search-exclude>{table}</div>"


def _line(area: str, row: RowRecord) -> str:
    cells = "".join(
        f"<td><code>{html.escape(' '.join(row.side(voice).expression.split()))}</code></td>" for voice in VOICES
    )
    kind = CLASSES[row.verdict]
    verdict = f'<td><span class="verdict {kind}">{row.verdict}</span></td>'
    link = f'<a href="{area}/#{row.anchor}">{area}: {html.escape(row.name)}</a>'
    return f'<tr data-names="{html.escape(_names_unseen(row))}">{cells}{verdict}<td>{link}</td></tr>'


def _names_unseen(row: RowRecord) -> str:
    """Return the names that the row calls by another word than its expressions show; the filter reads those itself."""
    shown = row.pytorch.expression + row.tensorflow.expression
    calls = (*row.pytorch.calls, *row.tensorflow.calls)
    return " ".join(name for name in calls if name.rpartition(".")[2] not in shown)


def count_table(repository: Repository) -> str:
    """Return a Markdown table of how many rows of each verdict every area has."""
    counted = counts(repository)
    lines = [f"| area | rows | {' | '.join(VERDICTS)} |", f"| --- | {' | '.join(['---:'] * (len(VERDICTS) + 1))} |"]
    for area, numbers in counted.items():
        figures = " | ".join(str(numbers[verdict]) for verdict in VERDICTS)
        lines.append(f"| [{_title(repository, area)}]({area}.md) | {numbers.total()} | {figures} |")
    totals = [sum(numbers[verdict] for numbers in counted.values()) for verdict in VERDICTS]
    lines.append(f"| **all** | **{sum(totals)}** | {' | '.join(f'**{total}**' for total in totals)} |")
    return "\n".join(lines)


def _title(repository: Repository, area: str) -> str:
    return repository.page(f"{DICTIONARY}/{area}.md").title


def index_for_text(repository: Repository) -> str:
    """Return the counts and a list of all rows."""
    lines = [
        f"- {row.verdict}: "
        + " and ".join(code(row.side(voice).expression) for voice in VOICES)
        + f" ([{area}: {row.name}]({area}.md))"
        for area, row in all_rows(repository)
    ]
    return f"{count_table(repository)}\n\n" + "\n".join(lines)
