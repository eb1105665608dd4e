"""A text four times as long takes about four times as long to read, not sixteen times: nothing can hold up a build.

Each shape is one that an expression reads over and over again where it looks ahead, or tries each way there is. What
Markdown itself reads in a time that grows as the square is limited by `sizes.lengths`; there the refusal is timed.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml
from mkdocs.config import load_config

from counterpoint.checks import literal_code, markup_rules, numbers, outputs, sizes, unsafe_loads
from counterpoint.checks.stages import check
from counterpoint.ledger.stated import STATED
from counterpoint.publishing.publish import plain_page
from counterpoint.publishing.search import searchable
from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.svg import clean
from counterpoint.rendering import for_notebook
from counterpoint.rendering.for_site import DRAWING_TITLE
from counterpoint.rendering.quotes import QUOTE
from counterpoint.rendering.sanitize import ELEMENTS, FORMS, refused_tag
from counterpoint.source.areas import LEFT_OUT
from counterpoint.source.code_spans import code_spans
from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import read_calls
from counterpoint.source.pages import heading_parts
from counterpoint.source.snippets import read_sections
from counterpoint.source.text import load_yaml, mixed_word, prose, read_lines
from tests.counterpoint.throwaway import Throwaway

FLOOR = 0.15  # seconds of the processor: what takes less is quick enough, whatever its ratio
MOST = 8.0  # four times the text; a square would take sixteen times as long
LONG = 24_000  # characters for a reader by itself
PARAGRAPH = sizes.MOST_IN_A_PARAGRAPH - 200  # for a page: the longest that passes

SIGNS = "[(*`<{|#>-!\"'=&\\_~:;.,/^$%@+1a"
PARTS = [
    *SIGNS,
    *(f"{sign} " for sign in SIGNS),
    *(
        " ",
        "\t",
        "\n",
        "é",
        "\u0430_",
        "a\n",
        "a\n\n",
        "- a\n",
        "> a\n",
        "1. a\n",
        "    a\n",
        "# a\n",
        "## a\n\n",
        "| a ",
    ),
    *("[a](", "](", "[a][", "[a]: ", "![", "![a](//", "[^a]", "[[", "[[S1]]", "{{", "{{a: ", "{{greet:say: word}} "),
    *("<a ", "<a>", "</a", "<!--", "<pre ", "<b title='", "<svg ", "{:", "{: a=", "{a=", " {#a", "}{", "``` ", "`a``"),
    *("a.", "1.", "1e", "-1", ".1", "a=", "a='", 'a="', "a: ", "//", "../", "http:", "&#", "&amp;", "tensor "),
    *("/// ", "/// duet | greet:word\n\n", "!!! a\n    b\n", "```\na\n```\n", "~~~\n", "--8<-- ", "8<", "#8", "**a** "),
    *("not on a: ", "<title>", "\n ", "%41", "(1", "` `` ", "<table>", "<span ", '<div class="evidence">'),
    *('<p class="page-source">', '<button class="claim ', '<button class="claim a">a</button><span class="claim-card '),
]


def text_of(part: str, length: int, before: str = "", behind: str = "") -> str:
    return before + part * (length // len(part)) + behind


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor's time; a fault is an answer as well."""
    started = time.process_time()
    with suppress(Fault):
        work()
    return time.process_time() - started


def assert_linear(work: Callable[[int], Callable[[], Any]], length: int, told: str) -> None:
    """`work` prepares what is timed for a text of so many characters."""
    long = seconds(work(length))
    if long > FLOOR:
        # The shorter one again, in case the first of the two was disturbed, and the least of two for the longer one.
        short = min(seconds(work(length // 4)), seconds(work(length // 4)))
        long = min(long, seconds(work(length)))
        assert long <= max(FLOOR, MOST * short), f"{told}: {short:.2f} s, of four times the text {long:.2f} s"


def of_lines(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: [reader(line) for line in text.split("\n")]


def yaml_read(text: str) -> None:
    """Read what the check of nesting lets pass: libyaml calls itself, and would end the process."""
    if not list(sizes._nesting(Path("a.yml"), f"- {text}")):
        with suppress(yaml.YAMLError):
            load_yaml(f"- {text}")


HERE = Path("page.md")
READERS: dict[str, Callable[[str], Any]] = {
    "fences": lambda text: (read_lines.cache_clear(), read_lines(text)),
    "code spans": code_spans,
    "prose": lambda text: (prose.cache_clear(), prose(text)),
    "words": mixed_word,
    "headings": of_lines(heading_parts),
    "calls": lambda text: read_calls(HERE, text),
    "flaws": lambda text: list(markup_rules.flaws(text)),
    "raw tags": of_lines(literal_code.RAW.search),
    "imports": of_lines(literal_code.IMPORT.match),
    "names of languages": of_lines(literal_code.PYTHON.search),
    "includes": of_lines(literal_code.INCLUDE.match),
    "targets": of_lines(lambda line: numbers.TARGET.sub(" ", line)),
    "decimals": of_lines(lambda line: list(numbers.DECIMAL.finditer(line))),
    "quotations": lambda text: QUOTE.sub("", text),
    "nesting": lambda text: list(sizes._nesting(HERE, text)),
    "unsafe calls": lambda text: list(unsafe_loads._in_lines(HERE, text)),
    "outputs": of_lines(outputs.too_long),
    "differences": lambda text: first_difference(text, text + "1"),
    "what is left out of a row": lambda text: LEFT_OUT.findall(text),
    "HTML": refused_tag,
    "search": lambda text: searchable(text, "ledger"),
    "titles of drawings": lambda text: DRAWING_TITLE.sub("", text),
    "admonitions": lambda text: for_notebook.ADMONITION.sub("", text),
    "links of a notebook": lambda text: for_notebook.LINK.sub("", text),
    "headings of a notebook": lambda text: for_notebook.HEADING.sub(for_notebook._anchor, text),
    "YAML": yaml_read,
    **{f"{kind} that are stated": of_lines(read.__wrapped__) for kind, read in STATED.items()},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_reader_takes_time_as_its_text_is_long(part: str) -> None:
    for name, reader in READERS.items():
        for before, behind in (("", ""), ("# ", "x")):

            def work(length: int, reader: Any = reader, before: str = before, behind: str = behind) -> Any:
                text = text_of(part, length, before, behind)
                return lambda: reader(text)

            assert_linear(work, LONG, f"{name} of {before!r}, {part!r}, {behind!r}")


@pytest.mark.parametrize(
    "part", ["1", "1.", "1 ", "1,", "../", "a/", "a ", "-", ".1", "rotate(1)", "M1", "1e", "\t", "#"]
)
def test_the_value_of_an_attribute_is_read_in_one_go(part: str) -> None:
    for tag in ELEMENTS:
        for name, form in FORMS[tag].items():
            for before in ("", "rotate(", "url(#"):

                def work(length: int, form: Any = form, before: str = before) -> Any:
                    return lambda: form.fullmatch(text_of(part, length, before, "\x01"))

                assert_linear(work, 2_000, f"{tag} {name} of {before!r} and {part!r}")


@pytest.mark.parametrize(
    "part",
    [
        *(" ", "\n", "a", "&amp;", "<g/>", "<g></g> \n", "<title>a</title>", "<metadata/>", "<style/>", "<!-- a -->"),
        *('<g style="font: 1"/>', '<g id="a"/>', '<use href="#a"/>', '<text x="1.2345">a</text>', "<desc> </desc>"),
    ],
)
def test_a_drawing_takes_time_as_it_is_long(part: str) -> None:
    def work(length: int) -> Any:
        drawing = text_of(part, length, '<svg xmlns="http://www.w3.org/2000/svg">', "</svg>")
        return lambda: (clean.cache_clear(), DRAWING_TITLE.sub("", clean(drawing)))

    assert_linear(work, 2 * LONG, repr(part))


@pytest.mark.parametrize(
    "value",
    ["1" * 100_000, "font: " + "1" * 100_000, "fill:" + " " * 100_000, ";" * 100_000, ":" * 100_000, "a" * 100_000],
)
def test_a_style_is_read_in_one_go(value: str) -> None:
    assert seconds(lambda: clean(f'<svg xmlns="http://www.w3.org/2000/svg"><g style="{value}"/></svg>')) < 1


@pytest.mark.parametrize(
    "part", ["#", "# a\n", "#8<", "# --8<-- ", "'#'\n", "a=1\n", "(", "# not on a: ", "x = 1  # a\n"]
)
def test_a_snippet_takes_time_as_it_is_long(tmp_path: Path, part: str) -> None:
    def work(length: int) -> Any:
        file = tmp_path / f"a_{length}.py"
        file.write_text(text_of(part, length, "# --8<-- [start:a]\na = 1\n# ", "\n# --8<-- [end:a]\n"))
        return lambda: read_sections(file)

    assert_linear(work, LONG, repr(part))


EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc:
      permalink: true
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Throwaway:
    """A repository with all that a page may draw on, and every extension that the site has."""
    root = tmp_path_factory.mktemp("linear") / "repository"
    root.mkdir()
    before = Path.cwd()
    os.chdir(root)
    throwaway = Throwaway(root)
    throwaway.edit("mkdocs.yml", "markdown_extensions:\n", EXTENSIONS)
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - L: ledger.md\n  - G: glossary.md\n")
    throwaway.write("docs/ledger.md", "# L\n\n/// ledger\n")
    throwaway.write("docs/glossary.md", "# G\n\n/// glossary\n")
    throwaway.write("ledger/glossary.yml", "- term: tensor\n  meaning: m\n  pytorch: a\n  tensorflow: b\n")
    throwaway.write("ledger/claims.yml", "- id: S1\n  claim: c\n  by: us\n  verdict: opinion\n  because: b\n")
    throwaway.write("docs/index.md", "# H\n\n[[S1]]\n")
    assert throwaway.succeeds("check") == "all in order\n"
    os.chdir(before)
    return throwaway


def built(throwaway: Throwaway, text: str) -> str:
    """Return the page as the site shows it."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    config = load_config(str(throwaway.root / "mkdocs.yml"))
    config.mdx_configs.setdefault("counterpoint.publishing.markdown_extension", {})["root"] = str(throwaway.root)
    made = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    return made.convert(text)


@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_checked_and_published_in_a_time_as_it_is_long(whole: Throwaway, part: str) -> None:
    page = whole.repository.page("index.md")
    for length, before, behind in ((PARAGRAPH, "", ""), (PARAGRAPH, "# ", "x"), (LONG, "a ", "\nx")):

        def checked(length: int, before: str = before, behind: str = behind) -> Any:
            whole.write("docs/index.md", f"# H\n\n[[S1]]\n\n{text_of(part, length, before, behind)}\n")
            return lambda: check(whole.repository)

        def published(length: int, checked: Any = checked) -> Any:
            checked(length)
            return lambda: (plain_page(page), built(whole, page.text))

        told = f"a page of {before!r}, {part!r}, {behind!r}"
        assert_linear(checked, length, f"the check of {told}")
        checked(length)
        if not check(whole.repository):
            assert_linear(published, length, f"the publication of {told}")
