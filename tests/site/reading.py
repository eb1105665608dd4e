"""Read a built site as a reader's browser would: its pages, what they ask for, where their links lead."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

NOWHERE_ELSE = "https://counterpoint.invalid/"
# Served for an address that does not exist, at whatever depth.
LOST = "404.html"
ADDRESSES = {
    "a": ("href",),
    "link": ("href",),
    "use": ("href", "xlink:href"),
    "img": ("src",),
    "image": ("href", "xlink:href"),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "form": ("action",),
}


@dataclass(frozen=True)
class Site:
    """A folder of files, published at an address that ends in a slash."""

    root: Path
    address: str = NOWHERE_ELSE

    def pages(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*.html"))

    def written_pages(self) -> list[str]:
        """Return the pages without the one for lost readers."""
        return [page for page in self.pages() if page != LOST]

    @functools.cache  # noqa: B019 the sites of a test run are few
    def soup(self, page: str) -> BeautifulSoup:
        return BeautifulSoup((self.root / page).read_text(encoding="utf-8"), "html.parser")

    @functools.cache  # noqa: B019
    def anchors(self, page: str) -> frozenset[str]:
        return frozenset(str(element["id"]) for element in self.soup(page).select("[id]"))

    def url(self, page: str) -> str:
        """Return where a page is read from."""
        return urljoin(self.address, "no/such/page/" if page == LOST else page.removesuffix("index.html"))

    def target(self, page: str, link: str) -> str | None:
        """Return the file to which a link of the page leads, relative to the root; None where it leaves the site."""
        if link.startswith("#"):
            return page
        path = urldefrag(urljoin(self.url(page), link)).url.partition("?")[0]
        if not path.startswith(self.address):
            return None
        name = unquote(path.removeprefix(self.address))
        return f"{name}index.html" if not name or name.endswith("/") else name

    def problem(self, page: str, link: str) -> str:
        """Say what is wrong with a link of the page, or nothing."""
        target, anchor = self.target(page, link), unquote(urldefrag(link).fragment)
        if target is None:
            same_host = urljoin(self.url(page), link).startswith(urljoin(self.address, "/"))
            return "leads out of the site's folder" if same_host else ""
        if not (self.root / target).is_file():
            return "leads to no file"
        if anchor and target.endswith(".html") and anchor not in self.anchors(target):
            return "leads to no anchor"
        return ""

    def broken_links(self) -> list[str]:
        """Return each link of a page or of the published Markdown that leads to no file or to no anchor."""
        links = [(page, link) for page in self.pages() for _, link in addresses(self.soup(page))]
        texts = (path for path in self.root.rglob("*") if path.suffix == ".md" or path.name == "llms.txt")
        for text in texts:
            name = text.relative_to(self.root).as_posix()
            links += [(name, link.partition("#")[0]) for link in markdown_links(text.read_text(encoding="utf-8"))]
        return [f"{page}: {link} {problem}" for page, link in links if (problem := self.problem(page, link))]


def markdown_links(text: str) -> list[str]:
    without_code = re.sub(r"^```.*?^```$|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\((?:<([^>]*)>|([^)\s]+))", without_code)
    return [bracketed or bare for bracketed, bare in links]


def addresses(soup: BeautifulSoup | Tag) -> Iterator[tuple[Tag, str]]:
    """Yield every element that names an address, with it."""
    for element in soup.find_all(list(ADDRESSES)):
        for attribute in ADDRESSES[element.name]:
            if attribute in element.attrs:
                yield element, str(element[attribute])
    for element in soup.select("[srcset]"):
        for candidate in str(element["srcset"]).split(","):
            yield element, candidate.split()[0]
