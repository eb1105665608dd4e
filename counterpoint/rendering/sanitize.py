"""The last look at a page's HTML: tags and attributes of a strict list, nothing that runs or comes from elsewhere."""

import functools
import html
import re
from urllib.parse import unquote

from counterpoint.source.text import excerpt

MARKUP = "Write it in Markdown; put code and what stands in angle brackets between backticks."
TAG = re.compile(r"<([A-Za-z/!?][^>]*>?)")
WHOLE = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z_:][\w:.-]*(?:=\"[^\"<]*\")?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:=\"([^\"<]*)\")?")
# No form, no frame, no script, no style, no meta, no link of the head, no media of another host.
TAGS = frozenset(
    """a abbr b blockquote br button caption circle clippath code dd defs del desc details div dl dt ellipse em
    figcaption figure g h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li line lineargradient mark marker nav ol p path
    polygon polyline pre q rect s small span stop strong sub summary sup svg table tbody td text tfoot th thead time
    title tr tspan u ul use var wbr""".split()  # noqa: SIM905
)
REFUSED = frozenset(
    {"action", "background", "formaction", "ping", "poster", "srcdoc", "srcset", "http-equiv", "xmlns:ev"}
)
PAINT = frozenset({"fill", "stroke", "filter", "mask", "cursor", "clip-path"})
STYLE = re.compile(r"text-align: ?(?:left|center|right);?")
REFERENCES = frozenset({"href", "xlink:href", "src", "data", "cite"})
SCHEMES = frozenset({"https", "http", "mailto"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
UNSEEN = re.compile(r"[\s\x00-\x20\u200b-\u200d]+")


def refused_tag(page: str) -> str | None:
    """Return what a page's HTML holds that it must not, in words, or None."""
    for match in TAG.finditer(page):
        refusal = _refusal(match[1])
        if refusal:
            return refusal
    return None


@functools.lru_cache(maxsize=20_000)  # a page says <span class="n"> a thousand times
def _refusal(tag: str) -> str | None:
    whole = WHOLE.fullmatch(tag)  # up to its own end
    if whole is None or whole[1].lower() not in TAGS:
        return f"holds <{excerpt(tag)}"
    for name, value in ATTRIBUTE.findall(whole[2]):
        if not _allowed(whole[1].lower(), name.lower(), html.unescape(value)):
            return f'holds {excerpt(name)}="{excerpt(value)}"'
    return None


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "style":
        return STYLE.fullmatch(value) is not None
    if name == "class":
        return "mermaid" not in value.split()  # the theme would load a program from another host to draw it
    if name.startswith(("on", "data-md-")) or name in REFUSED or "url(" in value.lower().replace("url(#", ""):
        return False
    if name in PAINT and "\\" in value:  # an escape may hide the word url
        return False
    if name in REFERENCES:
        elsewhere = value.startswith("//") or "://" in value.partition("?")[0]
        return not runs(value) and (tag == "a" or not elsewhere)
    return True


def runs(target: str) -> bool:
    """Say whether a link's target may do more than lead somewhere, however it is spelt: javascript:, data:."""
    plain = UNSEEN.sub("", html.unescape(unquote(html.unescape(target)))).lower()
    scheme = SCHEME.match(plain)
    return bool(scheme and scheme[1] not in SCHEMES)
