"""Put a page's own drawings into the page: there its style sheet gives them the page's ink, by day and by night."""

import re
from pathlib import Path

from counterpoint.pictures import clean, labelled, named_apart
from counterpoint.sections import read_text

DRAWING = re.compile(r"!\[(?P<words>[^\]]+)\]\((?P<path>[\w./-]+\.svg)\)\s*")
# For whoever opens the file; in the page the alternative text says it.
TITLE = re.compile(r"\s*<(title|desc)>.*?</\1>", re.DOTALL)


def in_place(page: Path | None, line: str) -> str:
    """Return the drawing where the line is one and nothing else, its words as alternative text; or the line."""
    match = DRAWING.fullmatch(line)
    file = page.parent / match["path"] if page and match else None
    if match is None or file is None or not file.is_file():
        return line
    drawing = TITLE.sub("", clean(read_text(file), file, file.stem)).strip()
    return f'<figure class="drawing">\n{labelled(named_apart(drawing, file.stem), match["words"])}\n</figure>'
