"""Give a notebook's page the look and the weight of the others.

mkdocs-jupyter puts 600 KB of its own styles and scripts into each page, one of them with an empty address, one that
loads from another host, and every code cell a second time for its own copy button.
"""

import functools
import re

from bs4 import BeautifulSoup, Tag

from counterpoint.rendering.sanitize import MARKUP, refused_tag
from counterpoint.source.faults import Fault

STYLES_AND_SCRIPTS = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LEFT_OUT = frozenset({"zeroclipboard-container", "clipboard-copy-txt", "jp-InputPrompt", "jp-OutputPrompt"})
SHOWN_AS = {"highlight-ipynb": "highlight", "jp-RenderedText": "output highlight"}


@functools.lru_cache(maxsize=128)
def tidy(html: str, notebook: str) -> str:
    """Return the prose, code and output of a rendered notebook in the site's own markup, above a link to the file."""
    soup = BeautifulSoup(STYLES_AND_SCRIPTS.sub("", html), "html.parser")
    for anchor in soup.find_all("a", class_="anchor-link"):
        anchor.attrs.update({"class": "headerlink", "title": "Permanent link"})
    for box in soup.find_all("div"):
        if not box.decomposed:
            _place(soup, box, set(box.get_attribute_list("class")))
    link = f'<p class="page-source"><a href="{notebook}" download>This notebook as a file</a></p>'
    tidied = soup.decode(formatter="html5").strip()
    if refusal := refused_tag(tidied):  # its Markdown is read by other rules than a page's
        raise Fault(notebook, None, f"the notebook {refusal} when it is built", MARKUP)
    return f"{tidied}\n{link}\n"


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
