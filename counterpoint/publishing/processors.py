"""Python-Markdown processors: stash the cards of claims, and explain each term once."""

import re
import xml.etree.ElementTree as ElementTree

from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

QUIET = frozenset({"h1", "h2", "h3", "h4", "a", "th", "button", "label", "code"})
# From the mark to the end of its card; within a card no other two spans end side by side.
CARD = re.compile(r'<button class="claim .*?</span></span>')


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


class StashCards(Preprocessor):
    """Replaces each card by a placeholder, for which the finished HTML gets it back."""

    def run(self, lines: list[str]) -> list[str]:
        text = CARD.sub(lambda card: self.md.htmlStash.store(card[0]), "\n".join(lines))
        return text.split("\n")
