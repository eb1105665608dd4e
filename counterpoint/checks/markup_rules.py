"""What a text may bring onto a page: a few harmless tags and attributes, addresses that only lead somewhere.

`flaws` reads a text before it is Markdown, for a message with its line. Markdown has many corners, and what stands in
one of them might slip through; `refused_tag` therefore reads the HTML that came out, once more and by a strict list.
"""

import re
from collections.abc import Iterator

from counterpoint.rendering.sanitize import runs
from counterpoint.source.text import excerpt

TAGS = frozenset(
    """a abbr b br caption code dd del details div dl dt em figcaption figure hr i img ins kbd li mark ol p pre q s
    small span strong sub summary sup table tbody td th thead tr u ul var wbr""".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    """alt class colspan dir height href id lang linenums markdown open role rowspan src start title width
    hl_lines""".split()  # noqa: SIM905
)
TAG = re.compile(r"<(/?)([A-Za-z!?][^\s/>]{0,80})([^<>]*)>")
ATTRIBUTE = re.compile(r"([^\s\"'=<>/]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]*))?")
LISTED = re.compile(r"\{:?([^{}\n]*)\}")
# A word that nothing is assigned to is passed over as a whole: the second group is empty.
ASSIGNED = re.compile(r"([^\s\"'=]++)(\s*+=(?:\"[^\"]*\"|'[^']*'|\S*))?")
AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s>]*|[^\s@]+@[^\s@]+")
TARGET = re.compile(r"\]\(\s*<?([^)\n>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
IN_BRACKETS = re.compile(r"(\]\([ ]*|\]:[ ]*)<([^<>\n]*)>")  # a link's target, and no tag
HEAD = re.compile(r'[<>"]')  # a theme puts the texts of a page's head into its HTML as they are
ABROAD = re.compile(r"\]\(\s*<?((?:[a-z]+:)?//[^)\s>]*)", re.IGNORECASE)


def flaws(text: str) -> Iterator[tuple[int, str]]:
    """Yield (place in the text, what is wrong there) for all that may run or load something."""
    for match in TAG.finditer(IN_BRACKETS.sub(r"\1(\2)", text)) if "<" in text else ():
        yield from ((match.start(), what) for what in _flaws_of_tag(*match.groups()))
    for match in LISTED.finditer(text) if "{" in text else ():
        for name, assigned in ASSIGNED.findall(match[1]):
            if assigned and not _harmless(name):
                yield match.start(), f"holds the attribute '{excerpt(name)}'"
    for match in TARGET.finditer(text) if "](" in text or "]:" in text else ():
        target = match[1] or match[2] or ""
        if runs(target):
            yield match.start(), f"holds the link '{excerpt(target.strip())}'"
    for match in ABROAD.finditer(text) if "![" in text else ():
        words = text[text.rfind("]", 0, match.start()) + 1 : match.start()]
        if "![" in words:
            place = match.start() - len(words) + words.index("![")
            yield place, f"shows a picture from another host: '{excerpt(match[1])}'"


def _flaws_of_tag(closing: str, name: str, attributes: str) -> Iterator[str]:
    if AUTOLINK.fullmatch(name + attributes):
        if runs(name):
            yield f"holds the link '{excerpt(name + attributes)}'"
    elif name.lower() not in TAGS:
        yield f"holds <{closing}{excerpt(name)}>"
    elif (attributes.count('"') + attributes.count("'")) % 2 and not closing:
        yield f"holds a tag <{name.lower()}> whose quotation marks are not closed"
    else:
        for match in ATTRIBUTE.finditer(attributes):
            if not _harmless(match[1]):
                yield f"holds the attribute '{excerpt(match[1])}'"
            elif match[1].lower() in ("href", "src") and runs(target := match[0].partition("=")[2].strip("\"' ")):
                yield f"holds the link '{excerpt(target)}'"


def _harmless(attribute: str) -> bool:
    return attribute.lower() in ATTRIBUTES or attribute.lower().startswith("aria-")
