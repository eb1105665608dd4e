"""An image of pixels in a picture: a small PNG with its pixels alone, compared pixel by pixel."""

import base64
import io
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterpoint.recordings.pixels import PREFIX, SIGNATURE, only_pixels
from counterpoint.recordings.svg import clean, refuse_more_than_a_drawing
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.running.drawings import drawn_difference
from counterpoint.running.record import run_and_clean
from counterpoint.source.faults import Fault

PLAIN = "# --8<-- [start:draw]\n{}\n# --8<-- [end:draw]\n"
DRAW = """\
import numpy as np
import matplotlib.pyplot as plt
figure, axes = plt.subplots(figsize=({size}, {size}))
values = {values}
image = axes.imshow(values)
figure.colorbar(image)
figure.savefig("bow.svg")"""


def part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, width: int = 2, height: int = 1, pixels: bytes = b"\x00\x10\x20") -> bytes:
    """Return a grey image, with more parts behind its head."""
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return SIGNATURE + head + b"".join(more) + part(b"IDAT", zlib.compress(pixels)) + part(b"IEND", b"")


def address(data: bytes) -> str:
    return PREFIX + base64.b64encode(data).decode()


def drawn(image: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="9" height="9" href="{image}"/></svg>'
    )


def draw(folder: Path, size: float, values: str) -> dict[str, str]:
    path = folder / "seen.py"
    path.write_text(PLAIN.format(DRAW.format(size=size, values=values)))
    return run_and_clean(path).pictures


def test_what_imshow_and_colorbar_draw_is_kept_and_stays_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    picture = draw(tmp_path, 3, "np.arange(16).reshape(4, 4)")["bow"]
    assert picture.count(PREFIX) == 2
    assert clean(picture) == picture
    assert refused_tag(picture) is None
    assert len(picture) < 30_000


def test_an_image_that_is_too_big_is_refused_with_the_call_and_its_line(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(Fault) as fault:
        draw(tmp_path, 6, "np.random.default_rng(1).random((300, 300))")
    assert re.fullmatch(r"the picture 'bow' holds an image of [\d,]+ bytes; 16,000 are allowed", fault.value.what)
    assert (fault.value.line, fault.value.remedy[:29]) == (6, "Draw fewer pixels in imshow, ")


def test_texts_dates_and_profiles_are_left_out() -> None:
    full = png(part(b"tEXt", b"Software\x00some program"), part(b"iCCP", b"profile"))
    assert only_pixels(address(full)) == address(png())


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ("https://example.org/a.png", "holds an image that lies elsewhere, or that is no PNG"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "holds an image that lies elsewhere, or that is no PNG"),
        (PREFIX + "!!!!", "holds an image that is no PNG"),
        (address(b"<svg/>"), "holds an image that is no PNG"),
        (address(png() + b"<script>"), "holds an image that is no PNG"),
        (address(png()[:-1]), "holds an image that is no PNG"),
        (address(png().replace(b"IDAT", b"IDAU")), "holds an image that is no PNG"),
        (address(png(width=641)), "holds an image of 641 × 1 pixels; 640 in each direction are allowed"),
        (address(png(part(b"PLTE", bytes(20_000)))), "holds an image of 20,080 bytes; 16,000 are allowed"),
    ],
)
def test_anything_but_a_small_png_is_refused(image: str, why: str) -> None:
    with pytest.raises(Fault, match=re.escape(f"the picture 'picture' {why}")):
        clean(drawn(image))


def test_only_an_image_has_pixels() -> None:
    use = drawn(address(png())).replace("<image", "<use")
    with pytest.raises(Fault, match="holds href="):
        clean(use)


def test_an_image_keeps_its_place_and_nothing_else() -> None:
    kept = clean(drawn(address(png())).replace("<image", '<image id="a" class="b" crossorigin="use-credentials"'))
    assert f'<image width="9" height="9" href="{address(png())}"' in kept


def test_a_drawing_made_by_hand_holds_no_image() -> None:
    with pytest.raises(Fault, match="holds <image>"):
        refuse_more_than_a_drawing(drawn(address(png())), Path("map.svg"), "map")


def encoded(levels: Any) -> str:
    matplotlib = pytest.importorskip("matplotlib.image")
    file = io.BytesIO()
    matplotlib.imsave(file, np.asarray(levels, dtype=np.uint8), cmap="gray", vmin=0, vmax=255, format="png")
    return drawn(only_pixels(address(file.getvalue())))


def test_a_pixel_may_be_two_levels_apart_and_no_more() -> None:
    old = encoded([[10, 200]])
    assert drawn_difference(old, encoded([[12, 200]])) is None
    assert drawn_difference(old, encoded([[13, 200]])) == (
        "an image of pixels",
        "one that is up to 3 of 255 levels apart",
    )
    assert drawn_difference(old, encoded([[10, 200, 10]]))


def test_the_shapes_beside_an_image_are_compared_as_before() -> None:
    old = encoded([[10, 200]])
    assert drawn_difference(old, old.replace('width="9"', 'width="8"'))
