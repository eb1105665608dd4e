"""Python-Markdown processors: keep the cards of claims out of its reach, explain each term once, no empty heads."""

import re
import xml.etree.ElementTree as ElementTree

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

KEPT = re.compile("\ue000\\d+\ue001")
QUIET = frozenset({"h1", "h2", "h3", "h4", "a", "th", "button", "label", "code"})


class FirstAbbreviation(Treeprocessor):
    """Turns every later `<abbr>` of the same meaning, and any in a heading or a link, back into text."""

    def run(self, root: ElementTree.Element) -> None:
        self._keep_first(root, set(), quiet=False)

    def _keep_first(self, element: ElementTree.Element, seen: set[str], quiet: bool) -> None:
        kept: list[ElementTree.Element] = []
        texts = [element.text or ""]  # behind the last element that was kept
        for child in element:
            if child.tag == "abbr" and (quiet or child.get("title", "") in seen):
                texts += [child.text or "", child.tail or ""]
                continue
            if child.tag == "abbr":
                seen.add(child.get("title", ""))
            else:
                self._keep_first(child, seen, quiet or child.tag in QUIET)
            _set_text(element, kept, texts)
            kept.append(child)
            texts = [child.tail or ""]
        if len(kept) < len(element):
            _set_text(element, kept, texts)
            element[:] = kept


def _set_text(parent: ElementTree.Element, kept: list[ElementTree.Element], texts: list[str]) -> None:
    """Put the text behind the last child that was kept, or before the first one."""
    if kept:
        kept[-1].tail = "".join(texts)
    else:
        parent.text = "".join(texts)


class EmptyHeads(Treeprocessor):
    """Turns a table's head without words, such as the corner above its first column, into a plain cell.

    A screen reader would announce it as the name of a column.
    """

    def run(self, root: ElementTree.Element) -> None:
        for head in root.iter("th"):
            if len(head) == 0 and not (head.text or "").strip():
                head.tag = "td"


class Alignment(Treeprocessor):
    """Names a cell's alignment as a class: the published pages refuse a style within an element."""

    def run(self, root: ElementTree.Element) -> None:
        for cell in (*root.iter("th"), *root.iter("td")):
            style = cell.attrib.pop("style", "")
            if style:
                cell.set("class", style.removeprefix("text-align:").strip(" ;"))


class Cards(Preprocessor):
    """Holds the card of each claim until Markdown's stash takes it.

    Markdown would explain terms within a card that nobody has opened. Its stash can take nothing before the text is
    normalised, which drops its placeholders: until then a mark of private characters keeps the place.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._cards: dict[str, str] = {}

    def keep(self, card: str) -> str:
        """Return the mark that stands for the card."""
        mark = f"\ue000{len(self._cards)}\ue001"
        self._cards[mark] = card
        return mark

    def run(self, lines: list[str]) -> list[str]:
        stash = self.md.htmlStash
        text = KEPT.sub(lambda match: stash.store(self._cards[match[0]]), "\n".join(lines))
        self._cards.clear()
        return text.split("\n")
