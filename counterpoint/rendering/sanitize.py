"""The last look at a page's HTML: what is not listed here, by element, attribute and form of value, is refused.

The lists name what the pages need. Whoever needs more adds a line to them, and a reviewer sees it.
"""

import functools
import html
import re
from urllib.parse import unquote

from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

from counterpoint.source.text import excerpt

MARKUP = "Write it in Markdown; put code and what stands in angle brackets between backticks."
TAG = re.compile(r"<([A-Za-z/!?][^>]*>?)")
WHOLE = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z_:][\w:.-]*(?:=\"[^\"<]*\")?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:=\"([^\"<]*)\")?")

SCHEMES = frozenset({"https", "http", "mailto"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
UNSEEN = re.compile(r"[\s\x00-\x20\u200b-\u200d]+")

# Names of the theme begin with two underscores: `#__config` holds its settings, and a page that had another one would
# replace them. Of these only tabs are in the text of a page. A browser's window has a property for each id.
NAME = r"(?!__)(?!(?:mermaid|iframeworker|feedback)$)[A-Za-z0-9_][\w:.-]*|__tabbed_\d+(?:_\d+)?"
# Possessive: digits that could be one number or two would be tried in each way there is.
NUMBER = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?+\d++)?+"
LENGTH = rf"{NUMBER}(?:px|%)?"
PAINT = r"none|currentColor|#[0-9a-fA-F]{3,8}"
WITHIN = r"#[\w:.-]+"  # a place on the same page
# Below this site: no scheme, no backslash, and no two slashes, which would name another host.
FILE = r"(?:\.\./)*+(?!/)(?:[\w.-]++/)*+[\w.-]*"
TRANSFORM = rf"(?:(?:matrix|translate|scale|rotate|skewX|skewY)\((?:\s|,|{NUMBER})*+\)\s*+)*+"

OURS = frozenset(
    """absent admonition answer articles backward because bound c1 caption cite claim claim-card claims compared
    drawing duet elsewhere evidence fold forward glossary headerlink highlight holds holds-with-a-limit lane lead
    ledger links messages no-source-found not-so note opinion others outdated output page-source parity picture
    piece promise proof pytorch report right run runs said solo stacked stale tally tensorflow timeline timeline-figure
    toc touch verdicts voice warning""".split()  # noqa: SIM905
)
EXTENSIONS = frozenset(
    """admonition-title arithmatex footnote footnote-backref footnote-ref hll linenos codehilite highlighttable
    tabbed-alternate tabbed-block tabbed-content tabbed-labels tabbed-set danger tip info question success
    failure bug example quote abstract""".split()  # noqa: SIM905
)
ROWS = frozenset(
    """row row-index row-inputs row-names row-pair row-remedy row-run row-verdict verdict same converted differs
    differing other-meaning code-reader""".split()  # noqa: SIM905
)
CLASSES = OURS | ROWS | EXTENSIONS | frozenset(STANDARD_TYPES.values())

DRAWN = {
    "clip-path": r"url\(#[\w:.-]+\)",
    "fill": PAINT,
    "fill-opacity": NUMBER,
    "fill-rule": "evenodd|nonzero",
    "font-family": r"[\w\s,'-]+",
    "font-size": LENGTH,
    "font-style": "italic|normal|oblique",
    "font-weight": r"bold|normal|\d00",
    "marker-end": r"url\(#[\w:.-]+\)",
    "marker-start": r"url\(#[\w:.-]+\)",
    "opacity": NUMBER,
    "stroke": PAINT,
    "stroke-dasharray": rf"none|(?:{NUMBER}[\s,]*+)++",
    "stroke-dashoffset": NUMBER,
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "bevel|miter|round",
    "stroke-miterlimit": NUMBER,
    "stroke-opacity": NUMBER,
    "stroke-width": LENGTH,
    "text-anchor": "end|middle|start",
    "dominant-baseline": "central|hanging|middle|auto",
    "transform": TRANSFORM,
}


def _numbers(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, LENGTH)


ANYWHERE = {
    "class": "",  # see CLASSES
    "id": NAME,
    "title": ".*",
    "lang": r"[A-Za-z]{2,3}(?:-[A-Za-z]{2})?",
    "dir": "ltr|rtl|auto",
    "role": "img|note|presentation|doc-endnotes|doc-noteref|doc-backlink",
    "aria-label": ".*",
    "aria-labelledby": r"[\w: .-]+",
    "aria-hidden": "true|false",
    "markdown": "(?:1|block|span)?",  # left in place by a builder without md_in_html
}
CELL = {"colspan": r"\d{1,2}", "rowspan": r"\d{1,2}", "style": r"text-align: ?(?:left|center|right);?"}
ELEMENTS: dict[str, dict[str, str]] = {
    **{
        name: {}
        for name in """abbr b blockquote br caption code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
        ins kbd mark nav p pre q s small span strong sub summary sup table tbody tfoot thead u ul
        var wbr""".split()  # noqa: SIM905
    },
    "a": {"href": "", "download": "", "type": "text/markdown"},  # its target: see `leads_somewhere`
    "button": {"popovertarget": NAME},
    "details": {"open": "(?:open)?", "data-search-exclude": ""},
    "figure": {"data-touch": r"[a-z0-9_]+-[a-z0-9_]+", "data-pytorch": FILE, "data-tensorflow": FILE},
    "div": {"data-differ": r"\d+:\d+(?: \d+:\d+)*", "data-tabs": r"\d+:\d+", "data-search-exclude": ""},
    "img": {"alt": ".*", "src": FILE, "width": LENGTH, "height": LENGTH},
    "input": {"type": "radio", "checked": "checked", "name": NAME},
    "label": {"for": NAME},
    "li": {},
    "ol": {"start": r"\d+"},
    "span": {"popover": ""},
    "td": CELL,
    "th": CELL,
    "time": {"datetime": r"[\d-]+"},
    "tr": {"data-names": r"[\w. ]*"},
    **dict.fromkeys(("g", "defs", "desc", "title"), DRAWN),
    "circle": DRAWN | _numbers("cx", "cy", "r"),
    "clippath": {},
    "ellipse": DRAWN | _numbers("cx", "cy", "rx", "ry"),
    "image": DRAWN
    | _numbers("x", "y", "width", "height")
    | {"href": r"data:image/png;base64,[A-Za-z0-9+/=]+", "preserveAspectRatio": r"[\w ]+"},
    "line": DRAWN | _numbers("x1", "x2", "y1", "y2"),
    "lineargradient": _numbers("x1", "x2", "y1", "y2"),
    "marker": {
        "markerHeight": NUMBER,
        "markerWidth": NUMBER,
        "orient": rf"auto|auto-start-reverse|{NUMBER}",
        "refX": NUMBER,
        "refY": NUMBER,
        "viewBox": rf"(?:{NUMBER}[\s,]*+){{4}}",
    },
    "path": DRAWN | {"d": r"[MmLlHhVvCcSsQqTtAaZz\d\s,.eE+-]*"},
    "polygon": DRAWN | {"points": r"[\d\s,.eE+-]*"},
    "polyline": DRAWN | {"points": r"[\d\s,.eE+-]*"},
    "rect": DRAWN | _numbers("x", "y", "width", "height", "rx", "ry"),
    "stop": {"offset": LENGTH, "stop-color": PAINT, "stop-opacity": NUMBER},
    "svg": DRAWN
    | {
        "height": LENGTH,
        "preserveAspectRatio": r"[\w ]+",
        "version": r"1\.\d",
        "viewBox": rf"(?:{NUMBER}[\s,]*+){{4}}",
        "width": LENGTH,
        "xmlns": r"http://www\.w3\.org/2000/svg",
        "xmlns:xlink": r"http://www\.w3\.org/1999/xlink",
    },
    "text": DRAWN | _numbers("x", "y", "dx", "dy"),
    "tspan": DRAWN | _numbers("x", "y", "dx", "dy"),
    "use": DRAWN | _numbers("x", "y") | {"href": WITHIN, "xlink:href": WITHIN},
}
FORMS = {
    tag: {name.lower(): re.compile(form, re.DOTALL) for name, form in (ANYWHERE | own).items()}
    for tag, own in ELEMENTS.items()
}


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
    if whole is None or whole[2].lower() not in FORMS or (whole[1] and whole[3].strip()):
        return f"holds <{excerpt(tag)}"
    seen = set()
    for name, value in ATTRIBUTE.findall(whole[3]):
        if name.lower() in seen or not _allowed(whole[2].lower(), name.lower(), html.unescape(value)):
            return f'holds {excerpt(name)}="{excerpt(value)}"'
        seen.add(name.lower())
    return None


def _allowed(tag: str, name: str, value: str) -> bool:
    form = FORMS[tag].get(name)
    if form is None:
        return False
    if name == "class":
        return CLASSES.issuperset(value.split())
    if (tag, name) == ("a", "href"):
        return leads_somewhere(value)
    return form.fullmatch(value) is not None


def leads_somewhere(target: str) -> bool:
    """Say whether a link's target can only lead somewhere: a place on the site, or a page of the web."""
    plain = UNSEEN.sub("", target)
    if "\\" in plain or plain.startswith(("//", "/\\")):
        return False
    return not runs(target)


def runs(target: str) -> bool:
    """Say whether a link's target may do more than lead somewhere, however it is spelt: javascript:, data:."""
    plain = UNSEEN.sub("", html.unescape(unquote(html.unescape(target)))).lower()
    scheme = SCHEME.match(plain)
    return bool(scheme and scheme[1] not in SCHEMES)
