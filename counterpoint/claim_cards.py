"""Put the cards of claims out of Markdown's reach: what is hidden in one must not use up a page's explanations."""

import re

from markdown.preprocessors import Preprocessor

# From the mark to the end of its card; within a card no other two spans end side by side.
CARD = re.compile(r'<button class="claim .*?</span></span>')


class StashCards(Preprocessor):
    """Replaces each card by a placeholder, for which the finished HTML gets it back."""

    def run(self, lines: list[str]) -> list[str]:
        text = CARD.sub(lambda card: self.md.htmlStash.store(card[0]), "\n".join(lines))
        return text.split("\n")
