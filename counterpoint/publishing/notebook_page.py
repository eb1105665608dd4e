"""Give a notebook's page the look and the weight of the others.

mkdocs-jupyter puts 600 KB of its own styles and scripts into each page, one of them with an empty address, one that
loads from another host, and every code cell a second time for its own copy button.
"""

import functools
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from counterpoint.rendering.for_notebook import CodeCell
from counterpoint.rendering.for_site import by_hand, recorded
from counterpoint.rendering.sanitize import MARKUP, refused_tag
from counterpoint.source.faults import Fault

STYLES_AND_SCRIPTS = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LEFT_OUT = frozenset({"zeroclipboard-container", "clipboard-copy-txt", "jp-InputPrompt", "jp-OutputPrompt"})
SHOWN_AS = {"highlight-ipynb": "highlight", "jp-RenderedText": "output highlight"}
# A drawing is kept out of the parser's reach, which would write its attributes in lower case.
PLACE = re.compile(r"<figure>(\d+)</figure>")


@functools.lru_cache(maxsize=128)
def tidy(page: str, notebook: str, cells: tuple[CodeCell, ...] = (), images: Path = Path()) -> str:
    """Return the prose, code and output of a rendered notebook in the site's own markup, above a link to the file.

    `cells` are its code cells; `images` is the folder of the drawings by hand. Raise Fault where the page holds what
    may run.
    """
    figures: list[str] = []
    soup = BeautifulSoup(STYLES_AND_SCRIPTS.sub("", page), "html.parser")
    for anchor in soup.find_all("a", class_="anchor-link"):
        anchor.attrs.update({"class": "headerlink", "title": "Permanent link"})
    for head in soup.find_all("th"):
        if not head.get_text(strip=True):
            head.name = "td"  # a screen reader would announce it as the name of a column
    for box, cell in zip(soup.select("div.jp-CodeCell[id]"), cells, strict=True):
        _label(soup, box, cell, figures)
    for picture in soup.find_all("img", src=re.compile(r"/assets/images/[\w.-]+\.svg$")):
        drawing = by_hand(images / Path(str(picture["src"])).name, str(picture["alt"]))
        alone = picture.parent if picture.parent and picture.parent.name == "p" else picture
        _put(soup, alone, drawing, figures)
    for box in soup.find_all("div"):
        if not box.decomposed:
            _place(soup, box, set(box.get_attribute_list("class")))
    tidied = PLACE.sub(lambda match: figures[int(match[1])], soup.decode(formatter="html5").strip())
    if refusal := refused_tag(tidied):  # its Markdown is read by other rules than a page's
        raise Fault(notebook, None, f"the notebook {refusal} when it is built", MARKUP)
    return f'{tidied}\n<p class="page-source"><a href="{notebook}" download>This notebook as a file</a></p>\n'


def _label(soup: BeautifulSoup, box: Tag, cell: CodeCell, figures: list[str]) -> None:
    """Write the voice above a cell, and show its pictures as a page does: in the page's own ink, with their words."""
    if cell.voice is None:
        box.decompose()  # a reader of the page installs nothing
        return
    caption = soup.new_tag("p", attrs={"class": f"caption {cell.voice.name}"})
    caption.string = cell.voice.title
    box.insert_before(caption)
    shown = box.find_all("img", src=re.compile(r"^data:image/svg"))
    for picture, (drawing, words) in zip(shown, cell.pictures, strict=True):
        _put(soup, picture, recorded(drawing, words, cell.voice), figures)


def _put(soup: BeautifulSoup, old: Tag, figure: str, figures: list[str]) -> None:
    """Keep the figure, and its place in the soup."""
    place = soup.new_tag("figure")
    place.string = str(len(figures))
    figures.append(figure)
    old.replace_with(place)


def _place(soup: BeautifulSoup, box: Tag, classes: set[str | None]) -> None:
    shown_as = [SHOWN_AS[name] for name in SHOWN_AS if name in classes]
    if classes & LEFT_OUT:
        box.decompose()
    elif shown_as and box.pre:
        code = soup.new_tag("code")
        code.extend(list(box.pre.contents))
        box.pre.append(code)
        box.pre.attrs, box.attrs = {}, {"class": shown_as[0]}
    else:
        box.unwrap()
