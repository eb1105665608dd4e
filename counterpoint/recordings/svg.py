"""Make a picture that a snippet saved fit to stand in a page: no scripts, no styles, the page's own text colour."""

import functools
import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from counterpoint.recordings.pixels import only_pixels
from counterpoint.source.faults import Fault

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ELEMENTS = frozenset(
    """svg g image defs path use rect circle line polyline polygon ellipse text tspan clipPath linearGradient stop
    marker title desc""".split()  # noqa: SIM905
)
REMEDY = "Draw it from plain shapes and text, without links, and save it with savefig."
DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*>")
ATTRIBUTE = re.compile(r"[A-Za-z][\w-]*")
DROPPED = frozenset({"metadata", "style"})
NAMED = re.compile(r'( id="|href="#|url\(#)')
NUMBERED = re.compile(r"n\d+")
REFERENCE = re.compile(r"(#|url\(#)([^)]+)(\)?)")
FINE = re.compile(r"-?\d+\.\d{3,}")
GEOMETRY = frozenset({"d", "points", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy"})
PLACE = frozenset({"x", "y", "width", "height", "transform", "preserveAspectRatio"})
BLACK = frozenset({"#000000", "#000", "black"})


@functools.lru_cache(maxsize=256)
def clean(svg: str, path: Path | str = "picture.svg", name: str = "picture") -> str:
    """Return the drawing without metadata, DOCTYPE or style attributes, black as `currentColor`.

    Raise Fault where it holds anything that is not plain drawing: a script, a foreign object, a link outward.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    try:
        root = _parse(svg)
        _clean_element(root)
        _number_names(root)
    except (ValueError, ElementTree.ParseError, RecursionError) as error:
        raise Fault(path, None, f"the picture '{name}' {_reason(error)}", REMEDY) from None
    for length in ("width", "height"):
        root.attrib.pop(length, None)
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"\n\s*(?=\n|<)", "\n", text).strip() + "\n"


def named_apart(drawing: str, prefix: str) -> str:
    """Return the drawing with its names prefixed: Matplotlib gives those of every picture alike."""
    return NAMED.sub(rf"\g<1>{prefix}-", drawing)


def labelled(drawing: str, words: str) -> str:
    """Return the drawing as one picture to whoever cannot see it, with these words for it."""
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{html.escape(words)}" ', 1)


def refuse_more_than_a_drawing(svg: str, path: Path, name: str) -> None:
    """Raise Fault where a drawing made by hand holds what one from a snippet may not.

    This one is published as it is: what `clean` drops from a recorded picture is refused here.
    """
    clean(svg, path, name)
    if "<?" in svg or "<!DOCTYPE" in svg:
        raise Fault(path, None, f"the picture '{name}' holds an instruction to its reader", REMEDY)
    for element in ElementTree.fromstring(svg).iter():
        if _local(element.tag) in DROPPED | {"image"}:
            raise Fault(path, None, f"the picture '{name}' holds <{_local(element.tag)}>", REMEDY)
        if "style" in element.attrib:
            raise Fault(path, None, f"the picture '{name}' holds the attribute 'style'", REMEDY)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"is no SVG: {error}" if isinstance(error, ElementTree.ParseError) else str(error)


def _parse(svg: str) -> ElementTree.Element:
    """Return the root; raise ValueError where the text declares entities, which may expand without end."""
    text = DOCTYPE.sub("", svg, count=1)
    if "<!DOCTYPE" in text:
        raise ValueError("declares entities")
    root = ElementTree.fromstring(text)
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"is no SVG: it begins with <{root.tag}>")
    return root


def _clean_element(element: ElementTree.Element) -> None:
    _spell_out_style(element)
    pixels = _take_pixels(element) if element.tag == f"{{{SVG}}}image" else ""
    for name, value in list(element.attrib.items()):
        if not _harmless(name, value):
            raise ValueError(f"holds {_local(name)}={value!r}")
        if value.lower() in BLACK:
            element.set(name, "currentColor")
        if name in GEOMETRY:
            element.set(name, FINE.sub(_coarser, value))
    if element.tag == f"{{{SVG}}}text" and "fill" not in element.attrib:
        element.set("fill", "currentColor")
    if pixels:
        element.set("href", pixels)
    element[:] = [child for child in element if _local(child.tag) not in DROPPED]
    for child in element:
        kind = _local(child.tag)
        if kind not in ELEMENTS:
            raise ValueError(f"holds <{kind}>")
        _clean_element(child)


def _take_pixels(image: ElementTree.Element) -> str:
    """Leave an image its place alone and return its pixels; raise ValueError where they are no small PNG's."""
    addresses = [name for name in image.attrib if _local(name) == "href"]
    if len(addresses) != 1:
        raise ValueError("holds an image without pixels")
    kept = {name: value for name, value in image.attrib.items() if name in PLACE}
    pixels = only_pixels(image.attrib[addresses[0]])
    image.attrib.clear()
    image.attrib.update(kept)
    return pixels


def _number_names(root: ElementTree.Element) -> None:
    """Name what the drawing refers to by its place, from n1 on.

    Matplotlib makes a name from coordinates: another processor's last bit would change the whole of it.
    """
    used = {match[2] for element in root.iter() for _, match in _references(element)}
    names: dict[str, str] = {}
    for element in root.iter():
        name = element.get("id", "")
        if name in used:
            element.set("id", names.setdefault(name, f"n{len(names) + 1}"))
        elif NUMBERED.fullmatch(name):
            del element.attrib["id"]
    for element in root.iter():
        for attribute, match in list(_references(element)):
            element.set(attribute, f"{match[1]}{names.get(match[2], match[2])}{match[3]}")


def _references(element: ElementTree.Element) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each attribute that points into the drawing, with the name in the middle: '#m1', 'url(#m1)'."""
    for attribute, value in element.attrib.items():
        match = REFERENCE.fullmatch(value)
        if match and (_local(attribute) == "href" or match[3]):
            yield attribute, match


def _coarser(number: re.Match[str]) -> str:
    """Return hundredths of a pixel: finer places hang on the processor's last bits. A scale below one stays."""
    value = float(number[0])
    return f"{value:.2f}" if abs(value) >= 1 else number[0]


def _spell_out_style(element: ElementTree.Element) -> None:
    """Turn `style="fill: red"` into `fill="red"`: a content security policy refuses style attributes."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        if name == "font":
            size = re.search(r"(?<![\d.])([\d.]++px)", value)
            element.set("font-size", size[1] if size else "10px")
        elif name:
            element.set(name, value)


def _harmless(name: str, value: str) -> bool:
    """Say whether an attribute can neither run nor fetch anything; a backslash may hide a word from this test."""
    if not ATTRIBUTE.fullmatch(_local(name)) or _local(name).lower().startswith("on") or "\\" in value:
        return False
    if _local(name) in ("href", "src"):
        return value.startswith("#")
    return "url(" not in value.lower() or bool(re.fullmatch(r"url\(#[\w-]+\)", value))


def _local(name: str) -> str:
    return str(name).rpartition("}")[2]
