"""Python-Markdown processors: keep the cards of claims out of its reach, explain each term once, no empty heads."""

import xml.etree.ElementTree as ElementTree

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

QUIET = frozenset({"h1", "h2", "h3", "h4", "a", "th", "button", "label", "code"})


class FirstAbbreviation(Treeprocessor):
    """Turns every later `<abbr>` of the same meaning, and any in a heading or a link, back into text."""

    def run(self, root: ElementTree.Element) -> None:
        self._keep_first(root, set(), quiet=False)

    def _keep_first(self, element: ElementTree.Element, seen: set[str], quiet: bool) -> None:
        for child in list(element):
            if child.tag != "abbr":
                self._keep_first(child, seen, quiet or child.tag in QUIET)
            elif quiet or child.get("title", "") in seen:
                _unwrap(element, child)
            else:
                seen.add(child.get("title", ""))


def _unwrap(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    index = list(parent).index(child)
    text = (child.text or "") + (child.tail or "")
    parent.remove(child)
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[index - 1]
        before.tail = (before.tail or "") + text


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
        text = "\n".join(lines)
        for mark, card in self._cards.items():
            text = text.replace(mark, self.md.htmlStash.store(card))
        self._cards.clear()
        return text.split("\n")
