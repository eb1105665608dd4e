"""Pack a built site so that it opens from a disk, without a server, and is searched there.

A browser fetches nothing for a page that it opened from a disk: links name each file in full, and the index of the
search is a script. What needs a server all the same is told in the file that stands first in the archive.
"""

import base64
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from counterpoint.source.faults import Fault

SCRIPT = "offline.js"
INDEX = "search/search_index.js"
TOLD = "READ ME FIRST.txt"
WORDS = """\
{name}, to be read from a disk

Unpack the archive and open index.html in a browser. Every page, picture, program and notebook is here,
and the search works.

What a browser refuses to a page from a disk:
- scripts in modules and files that a script asks for. "Read my code" and the things to touch stay still.
- a page that doesn't exist isn't answered by ours.

With Python there is a server for both:  python -m http.server
"""
LINK = re.compile(r'(?P<before>\b(?:href|src)=")(?P<path>(?![a-zA-Z][\w+.-]*:|//|#)[^"#?]*)(?P<rest>[^"]*")')
FONT = re.compile(r'url\("?([\w./-]+\.woff2)"?\)')
PRELOAD = re.compile(r'<link rel="preload"[^>]*>')
SITEMAPS = ("sitemap.xml", "sitemap.xml.gz")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the format: the same site gives the same archive


def pack(site: Path, archive: Path, name: str) -> None:
    """Write the archive of the built site; raise Fault where the folder holds none."""
    if not (site / "index.html").is_file():
        raise Fault(site, None, "there is no built site", "Build it first: make site")
    unfinished = archive.with_name(f"{archive.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in _contents(site, name):
                info = zipfile.ZipInfo(f"{archive.stem}/{path}", EARLIEST)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                packed.writestr(info, content)
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)


def _contents(site: Path, name: str) -> Iterator[tuple[str, bytes]]:
    yield TOLD, WORDS.format(name=name).encode()
    yield f"assets/javascripts/{SCRIPT}", (Path(__file__).parents[1] / "templates" / SCRIPT).read_bytes()
    yield INDEX, search_index(site).encode()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        relative = path.relative_to(site).as_posix()
        if relative not in (*SITEMAPS, "404.html", "search/search_index.json"):
            yield relative, _content(path, relative)


def _content(path: Path, relative: str) -> bytes:
    if path.suffix == ".html":
        return for_disk(path, relative)
    return with_fonts(path).encode() if path.suffix == ".css" else path.read_bytes()


def with_fonts(style: Path) -> str:
    """Return the style sheet with its fonts written out: from a disk a browser loads none."""

    def written_out(match: re.Match[str]) -> str:
        data = base64.b64encode((style.parent / match[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    return FONT.sub(written_out, style.read_text(encoding="utf-8"))


def for_disk(page: Path, relative: str) -> bytes:
    """Return the page with links that name files, and with the search that needs no server."""
    up = "../" * relative.count("/")
    text = LINK.sub(_named_in_full, PRELOAD.sub("", page.read_text(encoding="utf-8")))
    text = text.replace("font-src 'self'", "font-src 'self' data:")
    script = f'<script src="{up}{INDEX}" defer></script><script src="{up}assets/javascripts/{SCRIPT}" defer></script>'
    return (text.replace("</body>", f"{script}</body>") if "md-search" in text else text).encode()


def _named_in_full(match: re.Match[str]) -> str:
    path = match["path"]
    folder = path.endswith("/") or path.rpartition("/")[2] in ("", ".", "..")
    if not folder or (not path and not match["rest"].startswith("?")):
        return match[0]
    return f"{match['before']}{path}{'' if path.endswith('/') else '/'}index.html{match['rest']}"


def search_index(site: Path) -> str:
    """Return the entries of the search as a script, each with the file that it leads to."""
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    found = [
        {"to": _file(entry["location"]), "title": _plain(entry["title"]), "text": _plain(entry["text"])}
        for entry in entries
    ]
    # The theme reads a name of its own from this file; it's left nothing to search.
    nothing = "globalThis.__index = { config: { lang: ['en'], separator: '', pipeline: [] }, docs: [] };\n"
    return f"{nothing}globalThis.searched = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"


def _file(location: str) -> str:
    path, hash_sign, anchor = location.partition("#")
    return f"{path}index.html{hash_sign}{anchor}"


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
