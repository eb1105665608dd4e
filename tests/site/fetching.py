"""What a browser fetches to show a page, and what that weighs."""

import functools
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import tinycss2

from tests.site.reading import Site, addresses

FETCHED_BY_LINK = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


def fetched(site: Site, page: str) -> Iterator[tuple[str, str]]:
    """Yield every address that a browser fetches to show the page, with the file that names it."""
    soup = site.soup(page)
    styles = [(page, style.get_text()) for style in soup.find_all("style")]
    styles += [(page, str(element["style"])) for element in soup.select("[style]")]
    for element, link in addresses(soup):
        if element.name == "a" or (element.name == "link" and not FETCHED_BY_LINK & set(element["rel"])):
            continue
        yield page, link
        target = site.target(page, link)
        if target and target.endswith(".css"):
            styles.append((target, (site.root / target).read_text(encoding="utf-8")))
    for start, style in styles:
        yield from ((start, link) for link in addresses_in_style(style))


@functools.cache
def addresses_in_style(text: str) -> list[str]:
    """Return what a style sheet fetches; a drawing that it holds itself is not fetched."""
    return list(_addresses_in_style(text))


def _addresses_in_style(text: str) -> Iterator[str]:
    waiting = tinycss2.parse_component_value_list(text)
    while waiting:
        token = waiting.pop()
        if token.type == "url" and not token.value.startswith(("data:", "#")):
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            values = (argument.value for argument in token.arguments if argument.type == "string")
            yield from (value for value in values if not value.startswith(("data:", "#")))
        elif token.type == "at-keyword" and token.lower_value == "import":
            yield "@import"
        waiting += getattr(token, "arguments", None) or getattr(token, "content", None) or []


def weigh(site: Site, page: str) -> Counter[str]:
    """Return what the first view of a page fetches, by kind."""
    weights = Counter({"html": compressed(site.root / page)})
    kinds = {".css": "styles", ".js": "scripts", ".woff2": "fonts"}
    for name in files_of(site, page):
        weights[kinds.get(Path(name).suffix, "pictures")] += compressed(site.root / name)
    weights["in all"] = weights.total()
    return weights


def files_of(site: Site, page: str) -> set[str]:
    """Return the files that the first view of a page fetches beside the page; a drawing in it names its own parts."""
    return {str(site.target(start, link)) for start, link in fetched(site, page)} - {page}


def compressed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, mtime=0))
