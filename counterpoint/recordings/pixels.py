"""An image of pixels within a drawing, as `imshow` and `colorbar` leave it: a small PNG and nothing else."""

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator

PREFIX = "data:image/png;base64,"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SHOWN = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # the others hold texts, dates and colour profiles
MOST = 16_000  # bytes of one image
MOST_WIDE = 640  # pixels in each direction: a few bytes could unfold to gigabytes


def only_pixels(address: str) -> str:
    """Return the address of an image with nothing in it but its pixels; raise ValueError where it is no small PNG."""
    if not address.startswith(PREFIX):
        raise ValueError("holds an image that lies elsewhere, or that is no PNG")
    try:
        data = base64.b64decode("".join(address.removeprefix(PREFIX).split()), validate=True)
        chunks = [(kind, body) for kind, body in _chunks(data) if kind in SHOWN]
    except (binascii.Error, struct.error, ValueError):
        raise ValueError("holds an image that is no PNG") from None
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1] != (b"IEND", b""):
        raise ValueError("holds an image that is no PNG")
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if max(width, height) > MOST_WIDE:
        raise ValueError(f"holds an image of {width} × {height} pixels; {MOST_WIDE} in each direction are allowed")
    kept = SIGNATURE + b"".join(_written(kind, body) for kind, body in chunks)
    if len(kept) > MOST:
        raise ValueError(f"holds an image of {len(kept):,} bytes; {MOST:,} are allowed")
    return PREFIX + base64.b64encode(kept).decode()


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each part's kind and content; raise ValueError where one is cut off or was changed."""
    if not data.startswith(SIGNATURE):
        raise ValueError
    place = len(SIGNATURE)
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        if data[place : place + 12 + length] != _written(kind, body):
            raise ValueError
        yield kind, body
        place += 12 + length


def _written(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
