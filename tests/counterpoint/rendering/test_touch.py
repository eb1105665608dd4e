"""What a page holds of a drawing to touch: where its data lie, and the same numbers as tables."""

import pytest

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.data import clean
from counterpoint.rendering import for_site
from counterpoint.rendering.expand import expand
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.source.page_calls import FORMS
from tests.counterpoint.throwaway import Throwaway

SCRIPT = "theme/assets/javascripts/touch/greet-bow.js"
CALL = "/// touch | greet:bow | How the bow < falls."
DATA = clean('{"table": {"head": ["depth", "a|b"], "rows": [[1, 0.25], ["<deep>", 2.0]]}}')


@pytest.fixture
def bowing(throwaway: Throwaway) -> Throwaway:
    for voice in ("pytorch", "tensorflow"):
        throwaway.write(f"snippets/greet/recorded/bow_{voice}_cpu.json", DATA)
    throwaway.record(data=["bow"])
    throwaway.write(SCRIPT, "export function draw() {}\n")
    throwaway.write("docs/greet.md", throwaway.read("docs/greet.md") + f"\n{CALL}\n")
    return throwaway


def test_the_site_says_where_the_data_lie_and_shows_each_table(bowing: Throwaway) -> None:
    page = bowing.repository.page("greet.md")
    shown = expand(bowing.repository, page, page.body, for_site.FORM, page.lines_above)
    assert (
        '<figure class="touch" data-touch="greet-bow" data-pytorch="bow_pytorch_cpu.json" '
        'data-tensorflow="bow_tensorflow_cpu.json">\n<figcaption>How the bow &lt; falls.</figcaption>\n'
    ) in shown
    assert shown.count('<tr><td class="right">1</td><td class="right">0.250</td></tr>') == 2
    assert shown.count('<tr><td>&lt;deep&gt;</td><td class="right">2.000</td></tr>') == 2
    assert refused_tag(shown[shown.index("<figure") : shown.index("</figure>") + 9]) is None


def test_another_page_finds_the_data_too(bowing: Throwaway) -> None:
    bowing.write("docs/more/other.md", f"# Other\n\n{CALL}\n")
    page = bowing.repository.page("more/other.md")
    assert 'data-pytorch="../../greet/bow_pytorch_cpu.json"' in expand(
        bowing.repository, page, page.body, for_site.FORM, page.lines_above
    )


def test_plain_text_has_the_tables(bowing: Throwaway) -> None:
    text = plain_page(bowing.repository.page("greet.md"))
    table = "| depth | a\\|b |\n| --- | --- |\n| 1 | 0.250 |\n| <deep> | 2.000 |"
    assert f"How the bow < falls.\n\nPyTorch:\n\n{table}\n\nTensorFlow:\n\n{table}" in text


def test_the_check_has_nothing_against_it(bowing: Throwaway) -> None:
    assert bowing.succeeds("check") == "all in order\n"


def test_a_drawing_without_its_script_is_refused(bowing: Throwaway) -> None:
    (bowing.root / SCRIPT).unlink()
    bowing.refuses_check("docs/greet.md:16: no script draws 'greet:bow'", f"Write it: {SCRIPT}")


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("/// touch | greet:bow", "nothing says what the drawing shows"),
        ("/// touch | greet:bow pytorch | A bow.", "a drawing to touch shows both voices, not 'pytorch' alone"),
    ],
)
def test_a_call_that_says_too_little_or_too_much_is_refused(bowing: Throwaway, call: str, what: str) -> None:
    bowing.edit("docs/greet.md", CALL, call)
    bowing.refuses_check(f"docs/greet.md:16: {what}", f"Write {FORMS['touch']}")
