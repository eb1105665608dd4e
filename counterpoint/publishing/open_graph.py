"""The picture with which a link to a page is shown elsewhere: title and figures, in the paper and ink of the site."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from counterpoint.ledger.claims import MARK
from counterpoint.recordings.parity import read_parities
from counterpoint.recordings.rows import read_rows_record
from counterpoint.rendering.wording import difference_words
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.voices import PYTORCH, TENSORFLOW

SIZE = (1200, 630)  # pixels, as the protocol's readers expect
MARGIN, LINE = 90, 84
PAPER, INK, SOFT = "#fdfcf9", "#22201c", "#625c51"
VOICES = {PYTORCH.title: "#b23a0e", TENSORFLOW.title: "#1a5fa8"}  # those of page.css, in light
FOLDER = "assets/cards/"


def picture_of(page: Page) -> str:
    """Return where the page's picture lies, seen from the site's root."""
    return f"{FOLDER}{page.address.rstrip('/').replace('/', '-') or 'home'}.png"


def figures(page: Page) -> str:
    """Return what can be counted of the page: '9 blocks side by side, 4 claims, at most 1.2e-07 apart'."""
    calls = page.calls()
    topic = page.repository.topic(page.name)
    record = read_rows_record(topic) if topic.is_area else None
    counts = {
        "block side by side": sum(call.kind == "duet" for call in calls),
        "row": len(record.rows) if record else 0,
        "claim": len(set(MARK.findall(page.body))),
    }
    words = [f"{count} {_plural(name, count)}" for name, count in counts.items() if count]
    shown = {(call.topic, call.section) for call in calls if call.kind == "duet"}
    parities = [
        parity
        for name in dict.fromkeys(topic for topic, _ in shown)
        for parity in read_parities(page.repository.topic(name), "cpu")
        if (name, parity.section) in shown
    ]
    worst = max(parities, key=lambda parity: parity.difference, default=None)
    return ", ".join([*words, *([difference_words(worst)] if worst else [])])


def _plural(name: str, count: int) -> str:
    head, space, rest = name.partition(" ")
    return name if count == 1 else f"{head}s{space}{rest}"


def draw(title: str, words: str, site_name: str, font: Path) -> bytes:
    """Return the picture as PNG."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    large, small = _font(font, 76, 600), _font(font, 34, 400)
    pen.text((MARGIN, MARGIN), site_name, SOFT, small)
    x: float = MARGIN
    for name, colour in VOICES.items():
        pen.text((x, MARGIN + 56), name, colour, small)
        x += small.getlength(f"{name}   ")
    top = SIZE[1] // 2 - 50
    for line in wrapped(title, large, SIZE[0] - 2 * MARGIN)[:3]:
        pen.text((MARGIN, top), line, INK, large)
        top += LINE
    bottom = SIZE[1] - MARGIN
    pen.line((MARGIN, bottom - 20, SIZE[0] - MARGIN, bottom - 20), INK, 2)
    pen.text((MARGIN, bottom), words, SOFT, small)
    data = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Return the text in lines that are no wider than that, as far as its words allow."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(file), size)
    font.set_variation_by_axes([weight])
    return font


def write_pictures(repository: Repository, site: Path, site_name: str) -> None:
    """Draw the picture of each page into the built site; none without the site's serif."""
    fonts = list((repository.docs / "assets" / "fonts").glob("serif.woff2"))
    for page in repository.pages() if fonts else ():
        file = site / picture_of(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw(page.title, figures(page), site_name, fonts[0]))
