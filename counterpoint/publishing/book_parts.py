"""A chapter of the book: a built page, its headings one level down, its names its own, and nothing to click open."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from bs4 import BeautifulSoup, Tag

from counterpoint.source.faults import Fault
from counterpoint.source.published import site_address

LEFT_OUT = ".headerlink, .claim-card, .page-source, .links, script, .row-filter, .claims-filter, input, nav, .sheet-nav"
FURTHER = re.compile(r"[a-z][a-z0-9+.-]*:|//")


@dataclass(frozen=True)
class Chapter:
    """A page as it stands in the book: the place of its heading, its title, its HTML."""

    anchor: str
    title: str
    html: str


def chapter(site: Path, address: str, inside: set[str], anchor: str = "") -> Chapter:
    """Return the built page at this address; `inside` are the addresses of the pages that the book holds."""
    file = site / address / "index.html"
    if not file.is_file():
        raise Fault(file, None, "the built site has no such page", "Build it again: make site")
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    body = soup.find("article") or soup.find("main")
    if not isinstance(body, Tag):
        raise Fault(file, None, "the built page has no article", "Build it again: make site")
    name = anchor or page_anchor(address)
    for element in body.select("button.claim"):
        element.name, element.attrs = "a", {"href": f"#{claim_anchor(element.get_text())}", "class": "claim"}
    for element in body.select(LEFT_OUT):
        element.decompose()
    for element in body.select("details"):
        element["open"] = ""
    _name_apart(body, name)
    _lead(body, address, name, inside)
    for image in body.select("img[src]"):
        if not FURTHER.match(str(image["src"])):
            image["src"] = (site / posixpath.normpath(posixpath.join(address or ".", str(image["src"])))).as_uri()
    _lower_headings(body)
    heading = body.find("h2")
    title = heading.get_text() if heading else address
    return Chapter(name, title, f'<section class="chapter" id="{name}">{body.decode_contents()}</section>')


def page_anchor(address: str) -> str:
    """Return the place of a page in the book: `orchestra/hall/` at `page-orchestra-hall`."""
    return f"page-{address.strip('/').replace('/', '-') or 'home'}"


def claim_anchor(name: str) -> str:
    """Return the place of a claim in the book."""
    return f"claim-{name.lower()}"


def _name_apart(body: Tag, name: str) -> None:
    """Give each name of the page, and what refers to it there, the page's own beginning."""
    for element in body.find_all(True):
        for attribute in ("id", "aria-labelledby", "for", "clip-path", "marker-end", "marker-start"):
            if attribute in element.attrs:
                value = str(element[attribute])
                hash_sign = value.startswith("url(#")
                element[attribute] = value.replace("url(#", f"url(#{name}-") if hash_sign else f"{name}-{value}"
        for attribute in ("href", "xlink:href"):
            if element.name == "use" and attribute in element.attrs:
                element[attribute] = f"#{name}-{str(element[attribute]).removeprefix('#')}"


def _lead(body: Tag, address: str, name: str, inside: set[str]) -> None:
    """Let each link lead to its place in the book, or to the web; a file of the site is named where it can be had."""
    for link in body.select("a[href]"):
        href = str(link["href"])
        if FURTHER.match(href) or href.startswith("#claim-"):
            continue
        path, anchor = urldefrag(href)
        target = posixpath.normpath(posixpath.join(address or ".", path or "."))
        target = "" if target == "." else f"{target}/"
        claim = re.fullmatch(r"ledger/([a-z]{1,3}\d+)/", target)
        if claim:
            link["href"] = f"#{claim_anchor(claim[1])}"
        elif not path or target in inside:
            own = name if not path else page_anchor(target)
            link["href"] = f"#{own}-{anchor}" if anchor else f"#{own}"
        elif site_address():
            link["href"] = f"{site_address()}{posixpath.normpath(posixpath.join(address or '.', path))}"
        else:
            link.unwrap()


def _lower_headings(body: Tag) -> None:
    for level in range(5, 0, -1):
        for heading in body.find_all(f"h{level}"):
            heading.name = f"h{level + 1}"
