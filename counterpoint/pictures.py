"""Make a picture that a snippet saved fit to stand in a page: no scripts, no styles, the page's own text colour."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from counterpoint.errors import Fault

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "use",
        "rect",
        "circle",
        "line",
        "polyline",
        "polygon",
        "ellipse",
        "text",
        "tspan",
        "clipPath",
        "linearGradient",
        "stop",
        "marker",
        "title",
        "desc",
    ]
)
DROPPED = frozenset({"metadata", "style"})
BLACK = frozenset({"#000000", "#000", "black"})


def clean(svg: str, path: Path | str = "picture.svg") -> str:
    """Return the drawing without metadata, DOCTYPE or style attributes, black as `currentColor`.

    Raise Fault where it holds anything that is not plain drawing: a script, a foreign object, a link outward.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>\[]*(\[[^\]]*\])?[^>]*>", "", svg))
    _clean_element(root, path)
    for length in ("width", "height"):
        root.attrib.pop(length, None)
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"\n\s*(?=\n|<)", "\n", text).strip() + "\n"


def _clean_element(element: ElementTree.Element, path: Path | str) -> None:
    _spell_out_style(element)
    for name, value in list(element.attrib.items()):
        if _local(name).startswith("on") or not _harmless(name, value):
            raise Fault(path, 1, f"the picture holds {_local(name)}={value!r}", "Draw it without links or scripts.")
        if value.lower() in BLACK:
            element.set(name, "currentColor")
    if element.tag == f"{{{SVG}}}text" and "fill" not in element.attrib:
        element.set("fill", "currentColor")
    for child in list(element):
        kind = _local(child.tag)
        if kind in DROPPED:
            element.remove(child)
        elif kind not in ELEMENTS:
            raise Fault(path, 1, f"the picture holds <{kind}>", "Draw it from plain shapes and text only.")
        else:
            _clean_element(child, path)


def _spell_out_style(element: ElementTree.Element) -> None:
    """Turn `style="fill: red"` into `fill="red"`: a content security policy refuses style attributes."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        if name == "font":
            size = re.search(r"([\d.]+px)", value)
            element.set("font-size", size[1] if size else "10px")
        elif name:
            element.set(name, value)


def _harmless(name: str, value: str) -> bool:
    if _local(name) == "href":
        return value.startswith("#")
    return "url(" not in value or bool(re.fullmatch(r"url\(#[\w-]+\)", value))


def _local(name: str) -> str:
    return str(name).rpartition("}")[2]
