"""Draw how many claims of the ledger hold: a bar for each verdict, as long as it has claims."""

from collections import Counter

from counterpoint.ledger.claims import VERDICTS, read_ledger
from counterpoint.source.repository import Repository

LINE, BAR, LETTER = 26, 14, 15  # pixels
BARS_AT, LONGEST, WIDTH = 160, 208, 420  # narrow, so that its letters can be read on a phone


def draw_verdicts(repository: Repository) -> str:
    """Return the bars as SVG in the page's own colour; the words say what the lengths show."""
    counts = Counter(claim.verdict for claim in read_ledger(repository).values())
    most = max(counts.values(), default=1)
    height = LINE * len(VERDICTS)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    rows = [_row(verdict, counts[verdict], most, LINE * place) for place, verdict in enumerate(VERDICTS)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="verdicts" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'role="img" aria-labelledby="verdicts-title" font-size="{LETTER}" fill="currentColor">',
            f'<title id="verdicts-title">{counts.total()} claims: {told}.</title>',
            *rows,
            "</svg>",
        ]
    )


def _row(verdict: str, count: int, most: int, top: int) -> str:
    length = round(LONGEST * count / most)
    middle = top + LINE // 2
    return (
        f'<text x="{BARS_AT - 12}" y="{middle + 5}" text-anchor="end">{verdict}</text>'
        f'<rect x="{BARS_AT}" y="{middle - BAR // 2}" width="{length}" height="{BAR}" opacity="0.55"/>'
        f'<text x="{BARS_AT + length + 8}" y="{middle + 5}">{count}</text>'
    )
