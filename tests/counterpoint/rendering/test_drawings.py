"""Drawings by hand stand in the page itself, and code beside the point is folded away."""

import re

import pytest

from counterpoint.rendering.for_site import in_place
from tests.counterpoint.publishing.test_markdown_extension import convert
from tests.counterpoint.throwaway import PAGE, Throwaway

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">
  <title>For whoever opens the file</title>
  <desc>Told
    in two lines.</desc>
  <defs><marker id="tip"/></defs>
  <path d="M0 0" stroke="#d9480f" marker-end="url(#tip)"/>
</svg>
"""
LINE = '![A bow & a "bend".](images/bow.svg)'


@pytest.fixture
def drawn(throwaway: Throwaway) -> Throwaway:
    throwaway.write("docs/images/bow.svg", DRAWING)
    throwaway.write("docs/greet.md", PAGE.replace("# Greet\n", f"# Greet\n\n{LINE}\n"))
    return throwaway


def test_a_drawing_stands_in_the_page_with_its_words(drawn: Throwaway) -> None:
    figure = in_place(drawn.repository.page("greet.md"), LINE)
    assert figure.startswith('<figure class="drawing">\n<svg role="img" aria-label="A bow &amp; a &quot;bend&quot;." ')
    assert 'id="bow-n1"' in figure and "url(#bow-n1)" in figure
    assert [word for word in ("title", "desc", "Told", "width", "height") if word in figure] == []
    assert f"\n{figure.splitlines()[-2]}\n</figure>" in convert(drawn, drawn.read("docs/greet.md").split("---\n", 2)[2])


def test_a_drawing_is_found_from_where_the_page_lies(drawn: Throwaway) -> None:
    drawn.write("docs/more/other.md", "# Other\n")
    page = drawn.repository.page("more/other.md")
    line = "![A bow.](../images/bow.svg)  "
    assert in_place(page, line).startswith('<figure class="drawing">')
    assert in_place(page, LINE) == LINE


@pytest.mark.parametrize(
    "line",
    [
        f"See {LINE}",
        f"{LINE} and on.",
        f"[{LINE}](index.md)",
        "![](images/bow.svg)",
        "![A bow.](images/none.svg)",
        "![A bow.](images/bow.png)",
        "![A bow.](https://example.org/bow.svg)",
    ],
)
def test_what_is_more_or_other_than_a_drawing_stays(drawn: Throwaway, line: str) -> None:
    drawn.write("docs/images/bow.png", b"")
    assert in_place(drawn.repository.page("greet.md"), line) == line


def test_a_text_of_no_page_keeps_its_line(drawn: Throwaway) -> None:
    assert in_place(None, LINE) == LINE


def test_a_drawing_in_a_block_is_text(drawn: Throwaway) -> None:
    body = f"# Greet\n\n```text\n{LINE}\n```\n"
    drawn.write("docs/greet.md", body)
    assert "<figure" not in convert(drawn, body)


def test_the_published_page_names_the_drawing_and_the_code_without_a_fold(drawn: Throwaway) -> None:
    drawn.edit("docs/greet.md", "/// duet | greet:say", "/// duet | greet:say | How it is said")
    (drawn.root / "site").mkdir()
    drawn.succeeds("publish", "site")
    text = drawn.read("site/greet.md")
    assert f"\n{LINE}\n" in text
    assert "How it is said" not in text and 'print(f"word: {word}")' in text


@pytest.mark.parametrize("call", ["/// duet | greet:say", "/// voice | greet:say pytorch"])
def test_code_is_folded_away_under_words(throwaway: Throwaway, call: str) -> None:
    shown = convert(throwaway, f"Elsewhere.\n\n{call} | How it is <said> & why\n\nOn.\n")
    fold = re.search(r'<details class="fold">\s*<summary>(.*?)</summary>(.*)</details>\s*<p>On\.</p>', shown, re.DOTALL)
    assert fold and fold[1] == "How it is &lt;said&gt; &amp; why"
    assert "word: hello" in fold[2] and 'class="evidence"' in fold[2]
    assert '<details class="fold"' not in convert(throwaway, f"Elsewhere.\n\n{call}\n")
