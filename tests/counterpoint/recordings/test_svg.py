"""A picture goes into the page as it is: it is cleaned to plain drawing, and anything more is refused."""

import xml.etree.ElementTree as ElementTree

import pytest

from counterpoint.recordings.svg import clean, named_apart
from counterpoint.source.faults import Fault

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{attributes}>{inside}</svg>'
REMEDY = "Draw it from plain shapes and text, without links, and save it with savefig."
BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def drawn(inside: str, attributes: str = "") -> str:
    return SVG.format(inside=inside, attributes=attributes)


def test_styles_become_attributes() -> None:
    cleaned = clean(drawn('<path style="fill: none; stroke:#0a0a0a;stroke-width: 0.8" d="M0 0"/>'))
    path = ElementTree.fromstring(cleaned)[0]
    assert path.attrib == {"d": "M0 0", "fill": "none", "stroke": "#0a0a0a", "stroke-width": "0.8"}
    assert "style" not in cleaned


def test_a_style_goes_before_an_attribute() -> None:
    assert 'fill="red"' in clean(drawn('<path fill="blue" style="fill: red"/>'))


@pytest.mark.parametrize("style", ["font: 10px 'DejaVu Sans', sans-serif", "font: 700 10px serif", "font: inherit"])
def test_a_font_keeps_its_size_alone(style: str) -> None:
    cleaned = clean(drawn(f'<text style="{style}; text-anchor: middle">a</text>'))
    assert ElementTree.fromstring(cleaned)[0].attrib == {
        "font-size": "10px",
        "text-anchor": "middle",
        "fill": "currentColor",
    }


@pytest.mark.parametrize("black", ["#000000", "#000", "black", "BLACK"])
def test_black_becomes_the_colour_of_the_text(black: str) -> None:
    cleaned = clean(drawn(f'<path stroke="{black}"/><path style="fill: {black}"/><text fill="#00f">a</text>'))
    root = ElementTree.fromstring(cleaned)
    assert [child.attrib for child in root] == [{"stroke": "currentColor"}, {"fill": "currentColor"}, {"fill": "#00f"}]


def test_metadata_styles_and_the_doctype_go_and_the_size_is_left_to_the_page() -> None:
    doctype = '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "http://www.w3.org/x.dtd">\n'
    inside = "<metadata><a>b</a></metadata><defs><style>* {color: red}</style></defs><!-- remark --><g/>"
    cleaned = clean(doctype + drawn(inside, ' width="460pt" height="345pt" viewBox="0 0 460 345" version="1.1"'))
    assert cleaned == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 345" version="1.1"><defs /><g /></svg>\n'
    )


def test_references_within_the_picture_stay() -> None:
    inside = (
        '<defs><clipPath id="p1-a"><rect/></clipPath></defs><g clip-path="url(#p1-a)" id="g1"/><use xlink:href="#g1"/>'
    )
    cleaned = clean(drawn(inside))
    for part in ('id="n1"', 'clip-path="url(#n1)"', 'id="n2"', 'xlink:href="#n2"'):
        assert part in cleaned


HASHED = (
    '<defs><path id="{0}"/></defs><g id="axes_1"><use xlink:href="#{0}"/></g><use xlink:href="#{1}"/>'
    '<g clip-path="url(#{2})" stroke="#{0}"/><defs><path id="{1}"/><clipPath id="{2}"><rect/></clipPath></defs>'
)


def test_names_made_from_coordinates_are_numbered_in_the_order_of_the_drawing() -> None:
    one = clean(drawn(HASHED.format("m92899f31ca", "ma506a64a8f", "p7c19d8f0b1")))
    other = clean(drawn(HASHED.format("m0000000000", "m1111111111", "p2222222222")))
    assert one.replace("#m92899f31ca", "#m0000000000") == other  # a colour is no name
    assert [element.get("id") for element in ElementTree.fromstring(one).iter() if element.get("id")] == [
        "n1",
        "axes_1",
        "n2",
        "n3",
    ]
    for part in ('xlink:href="#n1"', 'xlink:href="#n2"', 'clip-path="url(#n3)"', 'stroke="#m92899f31ca"'):
        assert part in one
    assert clean(one) == one, "a second look numbers otherwise"


def test_a_name_that_nothing_refers_to_takes_no_number_away() -> None:
    cleaned = clean(drawn('<g id="n1"/><path id="a"/><use xlink:href="#a"/><use xlink:href="#gone"/>'))
    assert cleaned.count("n1") == 2
    assert '<path id="n1" />' in cleaned
    assert 'xlink:href="#gone"' in cleaned


def test_coordinates_are_told_in_hundredths_of_a_pixel_and_small_scales_stay() -> None:
    transform = 'transform="scale(0.0123456) translate(1.2 34.5678)"'
    inside = f'<path d="M 12.3456 -7.891L1.005 0.12345 -1.2345" {transform} opacity="1.23456"/>'
    path = ElementTree.fromstring(clean(drawn(inside)))[0]
    assert path.attrib == {
        "d": "M 12.35 -7.89L1.00 0.12345 -1.23",
        "transform": "scale(0.0123456) translate(1.2 34.57)",
        "opacity": "1.23456",
    }


def test_two_pictures_on_a_page_keep_their_names_apart() -> None:
    inside = '<clipPath id="p1"><rect id="r" /></clipPath><g clip-path="url(#p1)" /><use xlink:href="#r" />'
    apart = named_apart(clean(drawn(inside)), "bow")
    assert 'id="bow-n1"' in apart and 'id="bow-n2"' in apart
    assert 'clip-path="url(#bow-n1)"' in apart and 'xlink:href="#bow-n2"' in apart


def test_a_clean_picture_stays_as_it_is() -> None:
    once = clean(
        drawn('\n\n  <g>\n   <text style="font: 9px serif">a\n  b</text>\n \n </g>\n<path style="fill: #000"/>')
    )
    assert clean(once) == once


def test_what_matplotlib_draws_is_clean_already() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    import io

    figure, axes = plt.subplots()
    axes.plot([0, 1], label="a < b")
    axes.legend()
    file = io.StringIO()
    figure.savefig(file, format="svg")
    plt.close(figure)
    cleaned = clean(file.getvalue())
    assert clean(cleaned) == cleaned
    assert "a &lt; b" in cleaned
    assert not {"style=", "<style", "metadata", "DOCTYPE", "#000000"} & set(cleaned.split('"'))
    assert "style=" not in cleaned


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<g><script/></g>", "holds <script>"),
        ("<foreignObject><b/></foreignObject>", "holds <foreignObject>"),
        ("<image/>", "holds an image without pixels"),
        ("<a><path/></a>", "holds <a>"),
        ("<animate/>", "holds <animate>"),
        ("<set/>", "holds <set>"),
        ('<h:div xmlns:h="http://www.w3.org/1999/xhtml"/>', "holds <div>"),
        ('<path onclick="alert(1)"/>', "holds onclick='alert(1)'"),
        ('<path ONCLICK="alert(1)"/>', "holds ONCLICK='alert(1)'"),
        ('<path style="onclick: alert(1)"/>', "holds onclick='alert(1)'"),
        ('<path style="d/&gt;&lt;script&gt;x&lt;/script&gt;: 1"/>', "holds d/><script>x</script>='1'"),
        ('<path style="d>: 1"/>', "holds d>='1'"),
        ('<use href="https://example.org/x.svg#a"/>', "holds href='https://example.org/x.svg#a'"),
        ('<use xlink:href="other.svg"/>', "holds href='other.svg'"),
        ('<use href=" javascript:alert(1)"/>', "holds href=' javascript:alert(1)'"),
        ('<g fill="url(https://example.org/x)"/>', "holds fill='url(https://example.org/x)'"),
        ('<g fill="URL(https://example.org/x)"/>', "holds fill='URL(https://example.org/x)'"),
        ('<g fill="u\\72l(https://example.org/x)"/>', "holds fill='u\\\\72l(https://example.org/x)'"),
        ('<g style="fill: url(//example.org/x)"/>', "holds fill='url(//example.org/x)'"),
        ('<g fill="url(#a) url(x)"/>', "holds fill='url(#a) url(x)'"),
        ("<g", "is no SVG: not well-formed (invalid token): line 1, column 85"),
        ("&undefined;", "is no SVG: undefined entity: line 1, column 83"),
    ],
)
def test_more_than_a_drawing_is_refused(inside: str, why: str) -> None:
    with pytest.raises(Fault) as caught:
        clean(drawn(inside), "snippets/a.py", "bow")
    assert str(caught.value) == f"snippets/a.py: the picture 'bow' {why}\n    {REMEDY}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no SVG: no element found: line 1, column 0"),
        ("drawing", "is no SVG: syntax error: line 1, column 0"),
        ("<html/>", "is no SVG: it begins with <html>"),
        ("<svg/>", "is no SVG: it begins with <svg>"),
        (BOMB + drawn("&b;"), "declares entities"),
        (f"<!DOC<!DOCTYPE x>{BOMB[5:]}" + drawn("&b;"), "declares entities"),
        ('<!DOCTYPE svg SYSTEM "file:///etc/passwd" [<!ENTITY a SYSTEM "x">]>' + drawn("&a;"), "declares entities"),
    ],
)
def test_what_is_no_picture_at_all_is_refused(text: str, why: str) -> None:
    with pytest.raises(Fault) as caught:
        clean(text, "snippets/a.py", "bow")
    assert caught.value.what == f"the picture 'bow' {why}"
