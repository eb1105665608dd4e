"""A pull request is untrusted input: what it may try, the message in which each try ends, and nothing published."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from counterpoint.checks.configuration import LISTED
from counterpoint.checks.stages import check
from counterpoint.publishing.notebook_page import tidy
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.running.sandbox import audit, limits
from counterpoint.source.faults import Fault
from tests.counterpoint.throwaway import Throwaway

Refused = Callable[[str, str], None]
MARKUP = "Write it in Markdown; put code and what stands in angle brackets between backticks."
PLAIN = "Use plain words."
DELETE = "Delete it: nobody sees it, and a program may obey it."
DRAW = "Draw it from plain shapes and text, without links, and save it with savefig."
AGAIN = "Record it again: make record TOPIC=greet"
LOADS = (
    "Load a state_dict or safetensors, weights_only=True, safe_mode=True; "
    "where the danger is the subject write on its line: # unsafe: why"
)
LETTERS = "Use lower case letters, digits, '.', '-' and '_' only."
SNIPPET = "snippets/greet/greet_pytorch.py"
RECORDED = "snippets/greet/recorded/pytorch_cpu.json"
PARITY = "snippets/greet/recorded/parity_cpu.json"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
TERM = "- term: tensor\n  meaning: {}\n  pytorch: Tensor\n  tensorflow: Tensor\n"
CLAIM = "- id: S1\n  claim: {}\n  by: us\n  verdict: opinion\n  because: {}\n"
EVENT = (
    "- date: 2020\n  what: {}\n  lane: others\n"
    "  source: {{title: t, by: b, date: 2020, url: 'https://example.org', seen: read}}\n"
)


def refuses_to_build(throwaway: Throwaway, caplog: pytest.LogCaptureFixture) -> str:
    """Try a build, which must end before it makes a site; return what it says."""
    before = throwaway.files()
    with pytest.raises(Abort):
        build(load_config(str(throwaway.root / "mkdocs.yml"), site_dir=str(throwaway.root / "site")))
    assert throwaway.files() == before, "something was published"
    return caplog.messages[-1]


@pytest.fixture
def refused(throwaway: Throwaway, caplog: pytest.LogCaptureFixture) -> Refused:
    """Assert that the check tells this one fault, and that a build ends in it too, with nothing published."""

    def refuse(fault: str, remedy: str) -> None:
        throwaway.refuses_check(fault, remedy)
        assert refuses_to_build(throwaway, caplog) == f"{fault}\n    {remedy}"

    return refuse


def home(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


# --- out of docs/ ---


def test_a_symbolic_link_out_of_docs(throwaway: Throwaway, refused: Refused) -> None:
    (throwaway.root / "docs/secret.md").symlink_to("/etc/hostname")
    refused("docs/secret.md: this is a symbolic link", "Put the file itself here.")


@pytest.mark.parametrize("target", ["../mkdocs.yml", "/etc/passwd", "https://example.org/x.py", "greet_pytorch.py:say"])
def test_an_include_of_another_file(throwaway: Throwaway, refused: Refused, target: str) -> None:
    home(throwaway, f'--8<-- "{target}"')
    remedy = "Show a section by its name: /// duet | section"
    refused("docs/index.md:3: this line includes nothing here", remedy)


@pytest.mark.parametrize("name", ["../greet:word", "/etc/passwd", "https://example.org:word"])
def test_a_call_for_another_file(throwaway: Throwaway, refused: Refused, name: str) -> None:
    home(throwaway, f"/// duet | {name}")
    remedy = "Write /// duet | section; of another topic: /// duet | topic:section"
    refused(f"docs/index.md:3: '{name}' names no section", remedy)


@pytest.mark.parametrize("name", ["page.html", "run.ipynb", "feed.xml", "assets/more.js", "assets/more.css"])
def test_a_file_that_would_be_published_as_it_is(throwaway: Throwaway, refused: Refused, name: str) -> None:
    """A notebook brings outputs along, and those may bring HTML: the notebooks here are made from recordings."""
    throwaway.write(f"docs/{name}", "<script>alert(1)</script>")
    remedy = "Below docs/ lie .md, .png, .svg, .txt, .woff2, and what mkdocs.yml loads by its name."
    refused(f"docs/{name}: a file '{Path(name).suffix}' is not published", remedy)


# --- markup ---

RAW = {
    "<script>alert(1)</script>": "holds <script>",
    "<SCRIPT src=//example.org/x.js></SCRIPT>": "holds <SCRIPT>",
    "A word <script\n>alert(1)</script>": "holds <script>",
    "<iframe src='https://example.org'></iframe>": "holds <iframe>",
    "<style>p { color: red }</style>": "holds <style>",
    "<object data='x'></object>": "holds <object>",
    "<form action='https://example.org'></form>": "holds <form>",
    "<svg/onload=alert(1)>": "holds <svg>",
    "<link rel=stylesheet>": "holds <link>",
    "<meta http-equiv=refresh>": "holds <meta>",
    "<!-- a remark -->": "holds <!-->",
    "<x-element>": "holds <x-element>",
    "<b onclick='alert(1)'>a</b>": "holds the attribute 'onclick'",
    "<b\nONCLICK=alert(1)>a</b>": "holds the attribute 'ONCLICK'",
    "<b style='position: fixed'>a</b>": "holds the attribute 'style'",
    "<div data-md-component='x' markdown>a</div>": "holds the attribute 'data-md-component'",
    '<b title="x>a</b>': "holds a tag <b> whose quotation marks are not closed",
    "<a href='javascript:alert(1)'>a</a>": "holds the link 'javascript:alert(1)'",
    "A word { onclick=alert(1) }": "holds the attribute 'onclick'",
    "A word {: style='color: red' }": "holds the attribute 'style'",
    "[a](greet.md){ onmouseover=alert(1) }": "holds the attribute 'onmouseover'",
    "``` { .text onclick=alert(1) }\na\n```": "holds the attribute 'onclick'",
    "| a |\n| --- |\n| <b onfocus=alert(1)>a</b> |": "holds the attribute 'onfocus'",
    "[a](javascript:alert(1))": "holds the link 'javascript:alert(1'",
    "[a](JaVaScRiPt:1)": "holds the link 'JaVaScRiPt:1'",
    "[a](&#106;avascript:1)": "holds the link '&#106;avascript:1'",
    "[a](java&Tab;script:1)": "holds the link 'java&Tab;script:1'",
    "[a](%6Aavascript:1)": "holds the link '%6Aavascript:1'",
    "[a](vbscript:1)": "holds the link 'vbscript:1'",
    "[a](data:text/html;base64,PHNjcmlwdD4=)": "holds the link 'data:text/html;base64,PHNjcmlwdD4='",
    "[a][b]\n\n[b]: javascript:1": "holds the link 'javascript:1'",
    "<javascript:alert(1)>": "holds the link 'javascript:alert(1)'",
    "![a](https://example.org/a.png)": "shows a picture from another host: 'https://example.org/a.png'",
    "![a](//example.org/a.png)": "shows a picture from another host: '//example.org/a.png'",
}


@pytest.mark.parametrize("text", RAW)
def test_markup_on_a_page_that_runs_or_loads(throwaway: Throwaway, caplog: pytest.LogCaptureFixture, text: str) -> None:
    home(throwaway, text)
    line = 5 if text.startswith(("[a][b]", "| a |")) else 3
    assert throwaway.refuses("check").startswith(f"docs/index.md:{line}: the page {RAW[text]}\n    {MARKUP}\n")
    assert refuses_to_build(throwaway, caplog).startswith(f"docs/index.md:{line}: the page {RAW[text]}\n")


# Where the check reads a page otherwise than Markdown does, the page that came out is read once more.
SLIPPED = {
    "\\`<img src=x onerror=alert(1)>\\`": "holds <img src=x onerror=alert(1)>",
    "<div>\n`<script>alert(1)</script>`\n</div>": "holds <script>",
    "``` no such header!\n<script>alert(1)</script>\n```": "holds <script>",
    "- ```\n<script>alert(1)</script>\n- ```": "holds <script>",
    "![a][b]\n\n[b]: //example.org/a.png": 'holds src="//example.org/a.png"',
}


@pytest.mark.parametrize("text", SLIPPED)
def test_markup_that_the_check_takes_for_code(
    throwaway: Throwaway, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    home(throwaway, text)
    assert throwaway.succeeds("check") == "all in order\n"
    with pytest.raises(PluginError) as caught:
        build(load_config(str(throwaway.root / "mkdocs.yml"), site_dir=str(throwaway.root / "site")))
    told = f"docs/index.md: the page {SLIPPED[text]} when it is built\n    {MARKUP}"
    assert caught.value.message == told
    assert not list((throwaway.root / "site").rglob("*.html")), "something was published"


REACHED = [
    "## A {: id='x\" autofocus onfocus=alert(1) tabindex=1 y=\"' }",
    "## A {: id='__config' }",
    "## A {: #__search }",
    "<div id='mermaid'>a</div>",
    "[a](greet.md){: .md-consent__overlay }",
    "<a class='md-overlay' href='https://example.org'>a</a>",
    "A word {: data-clipboard-text='curl x' }",
    "*A word*{: title={ data-clipboard-text='x' }",
    "<b accesskey='x'>a</b>",
    "<b contenteditable>a</b>",
    "<p hidden markdown>a</p>",
    "<a attributionsrc='https://example.org' href='greet.md'>a</a>",
    "<b popover>a</b>",
    "<b tabindex='1'>a</b>",
    "<img src='http:/example.org/a.png'>",
    "<img src='http:example.org/a.png'>",
    "<img src='https:\\\\example.org/a.png'>",
    "<img src='/\\example.org/a.png'>",
    "<img src='/&#9;/example.org/a.png'>",
    "<img src=' //example.org/a.png'>",
    "<img src='/&#x2f;example.org/a.png'>",
    "<img srcset='https://example.org/a.png 2x'>",
    "![a][b]\n\n[b]: /\\example.org/a.png",
    "[a](/\\example.org)",
    "[a](\\\\example.org)",
    "<ol reversed><li>a</li></ol>",
    "<ins cite='https://example.org'>a</ins>",
    "<details name='a'><summary>a</summary></details>",
]


@pytest.mark.parametrize("text", REACHED)
def test_what_once_reached_a_reader_stops_the_check_or_the_build(throwaway: Throwaway, text: str) -> None:
    home(throwaway, text)
    throwaway.edit("mkdocs.yml", "markdown_extensions:\n", "markdown_extensions:\n  - attr_list\n  - md_in_html\n")
    if not check(throwaway.repository):
        with pytest.raises(PluginError, match=r"docs/index\.md: the page holds .* when it is built"):
            build(load_config(str(throwaway.root / "mkdocs.yml"), site_dir=str(throwaway.root / "site")))
        assert not list((throwaway.root / "site").rglob("*.html")), "something was published"


@pytest.mark.parametrize(
    "tag",
    [
        "<g mask=\"image-set('https://example.org/x' 1x)\">",
        '<g cursor="url(https://example.org/x), auto">',
        '<path filter="url(#a)">',
        "<g fill=\"image-set('//example.org/x')\">",
        '<path d="M0 0" fill="url(&quot;//example.org/x&quot;)">',
        '<use href="other.svg#a">',
        '<use href="#a" href="//example.org">',
        '<svg viewBox="0 0 1 1" style="position: fixed">',
        '<animate attributeName="href">',
        '<set attributeName="onload">',
        '<image href="a.png">',
        '<s:style xmlns:s="http://www.w3.org/2000/svg">',
        '<input type="text">',
        '<input type="image" src="x">',
        '<button type="submit">',
        '<button form="x">',
        '<label for="__drawer">',
        '<input type="radio" name="__palette" id="__palette_0">',
        '<time datetime="x&quot;">',
        '<li value="javascript:1">',
        '<div data-tabs="1:2" data-md-toggle="drawer">',
        '<a href="greet.md" target="_blank">',
        '<a href="greet.md" ping="https://example.org">',
        '<a href="greet.md" download="setup.exe">',
        '<span class="md-search__overlay">',
        '<h2 id="a b">',
        '<h2 id="">',
        '<td background="https://example.org/x">',
        '<td style="text-align: right; position: fixed">',
        "</p onclick>",
    ],
)
def test_the_last_look_refuses_what_is_not_listed(tag: str) -> None:
    assert refused_tag(f"<p>a</p>{tag}") is not None


@pytest.mark.parametrize(
    "inside", ["<img src=x onerror=alert(1)>", "<iframe></iframe>", "<a href='data:text/html,x'>a</a>"]
)
def test_markup_in_a_notebook(inside: str) -> None:
    """Jupyter reads the prose of a notebook by rules of its own."""
    assert tidy("<div class='jp-Cell'><p>a</p></div>", "greet.ipynb").startswith("<p>a</p>")
    with pytest.raises(Fault) as caught:
        tidy(f"<div class='jp-Cell'>{inside}</div>", "greet.ipynb")
    assert str(caught.value).startswith("greet.ipynb: the notebook holds ")


def test_a_drawing_that_is_shown_on_a_page_stays(throwaway: Throwaway) -> None:
    """What the pages are made of passes the last look."""
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" role="img"><use xlink:href="#a" /><g clip-path="url(#a)" /></svg>'
    assert (
        refused_tag(
            f'<p class="lead">{drawn}<a href="https://example.org">b</a><br /></p><td style="text-align: right;">'
        )
        is None
    )
    for bad in ('<g fill="url(https://example.org/x)" />', '<use href="//example.org/x" />', '<g fill="u\\72l(x)" />'):
        assert refused_tag(f"<p>{bad}</p>") is not None
    for bad in (
        '<pre class="mermaid">',
        '<p style="color: red">',
        '<button formaction="x">',
        '<p title="a" b\'>',
        "<p",
    ):
        assert refused_tag(bad) is not None


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("title", "<script>alert(1)</script>", "the title holds '<'"),
        ("title", '"\\x1b[31mGreet"', "the title holds '\\x1b'"),
        ("title", '"Greet \\u202e teerG"', "the title holds '\\u202e'"),
        ("title", "[Greet]", "the title is no plain text"),
        ("description", "'0;url=https://example.org\" http-equiv=\"refresh'", "the description holds '\"'"),
    ],
)
def test_markup_or_a_control_character_in_a_title(
    throwaway: Throwaway, refused: Refused, field: str, value: str, what: str
) -> None:
    old = "title: Greet" if field == "title" else "description: How each says hello."
    throwaway.edit("docs/greet.md", old, f"{field}: {value}")
    remedy = "Put it in quotation marks." if "plain text" in what else PLAIN
    refused(f"docs/greet.md:{2 if field == 'title' else 3}: {what}", remedy)


@pytest.mark.parametrize(
    ("field", "what", "remedy"),
    [
        (
            "icon: x",
            "the front matter has an unknown field 'icon'",
            "Its fields are: title, description, template, hide",
        ),
        ("template: ../docs/greet.md", "there is no template '../docs/greet.md'", "Name a file of theme/."),
        ("hide: ['<b>']", "the hide is no plain list", "Put it in quotation marks."),
    ],
)
def test_front_matter_that_steers_the_theme(
    throwaway: Throwaway, refused: Refused, field: str, what: str, remedy: str
) -> None:
    throwaway.edit("docs/greet.md", "title: Greet", f"title: Greet\n{field}")
    refused(f"docs/greet.md:3: {what}", remedy)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<img src=x onerror=alert(1)>", "holds the attribute 'onerror'"),
        ('"\\x3cscript\\x3e"', "holds <script>"),
        ('"[a](\\u006aavascript:1)"', "holds the link 'javascript:1'"),
        ("a word { onclick=1 }", "holds the attribute 'onclick'"),
        ('"a \\x1b[31m word"', "holds the control character '\\x1b'"),
    ],
)
@pytest.mark.parametrize("name", ["glossary", "timeline", "claims"])
def test_markup_in_a_data_file(throwaway: Throwaway, refused: Refused, name: str, text: str, what: str) -> None:
    quoted = text if text.startswith('"') else f"'{text}'"
    entry = {"glossary": TERM, "timeline": EVENT, "claims": CLAIM}[name]
    throwaway.write(f"ledger/{name}.yml", entry.format(quoted, quoted))
    home(throwaway, "It is so. [[S1]]" if name == "claims" else "It is so.")
    told = throwaway.refuses("check")
    assert told.startswith(f"ledger/{name}.yml:1: the entry {what}\n    {MARKUP}\n1 to mend")


def test_an_alias_that_grows_without_end(throwaway: Throwaway) -> None:
    entry = "- id: S1\n  claim: c\n  by: us\n  verdict: opinion\n  because: b\n  evidence: []\n"
    bomb = "- {source: s, url: 'https://a.org', date: 2020-01-30, by: [&a [x], &b [*a, *a], [*b, *b]]}\n"
    throwaway.write("ledger/claims.yml", entry.replace("[]\n", "\n  " + bomb))
    home(throwaway, "It is so. [[S1]]")
    told = "ledger/claims.yml:7: it is not plain YAML: an alias repeats a part of the file"
    assert throwaway.refuses("check").startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("- Greet:", "- <b onclick=1>:", 8, "'<b onclick=1>' holds '<'", PLAIN),
        ("- Greet:", '- "\\x1b[31mGreet":', 6, "'\\x1b[31mGreet' holds '\\x1b'", PLAIN),
        ("site_name: Throwaway", "site_name: <script>", 1, "'<script>' holds '<'", PLAIN),
        *(
            ("docs_dir: docs", text, 3, f"'{text.partition(':')[0]}' is not set here", "Delete the line.")
            for text in (
                "validation: {anchors: ignore}",  # the check follows each link before a build, the tests after it
                "hooks: [run.py]",
                "INHERIT: other.yml",
                "site_dir: /home",
                "site_dir: docs",
                "exclude_docs: x",
                "remote_branch: main",
                "dev_addr: 0.0.0.0:80",
                "exotic: true",
            )
        ),
        *(
            ("docs_dir: docs", text, 3, f"'{text.partition(':')[0]}' has a value that is not known here", LISTED)
            for text in (
                "docs_dir: /etc",
                "watch: [/home]",
                "extra_javascript: ['https://example.org/x.js']",
                "extra_javascript: ['//example.org/x.js']",
                "extra_javascript: [../x.js]",
                "extra_css: ['data:text/css,x']",
                "extra: {policy: false}",
                "extra: {polyfills: ['https://example.org/x.js']}",
                "extra: {analytics: {provider: google, property: x}}",
                "use_directory_urls: 'yes'",
                "site_url: javascript:alert(1)",
                "repo_url: http://example.org",
                "not_in_nav: '*'",
            )
        ),
        (
            "  name: mkdocs",
            "  name: mkdocs\n  custom_dir: docs",
            4,
            "'theme' has a value that is not known here",
            LISTED,
        ),
        ("  name: mkdocs", "  name: other", 4, "'theme' has a value that is not known here", LISTED),
        (
            "  - counterpoint\n",
            "  - counterpoint\n  - macros\n",
            10,
            "'plugins' has a value that is not known here",
            LISTED,
        ),
        (
            "  - counterpoint\n",
            "  - counterpoint\n  - mkdocs-jupyter: {execute: true}\n",
            10,
            "'plugins' has a value that is not known here",
            LISTED,
        ),
        (
            "  - counterpoint\n",
            "  - search\n",
            10,
            "the plugin 'counterpoint', which checks what is built, does not come first",
            "List it first, or behind 'search'.",
        ),
        (
            "  - pymdownx.superfences\n",
            "  - pymdownx.superfences\n  - pymdownx.snippets: {base_path: /}\n",
            12,
            "'markdown_extensions' has a value that is not known here",
            LISTED,
        ),
        (
            "  - pymdownx.superfences\n",
            "  - antigravity\n",
            12,
            "'markdown_extensions' has a value that is not known here",
            LISTED,
        ),
        (
            "docs_dir: docs",
            "site_url: !ENV [SECRET, a]",
            3,
            "!ENV reads 'SECRET' of the environment",
            "What may be read: SITE_URL, REPO_URL, EDIT_URI.",
        ),
        (
            "docs_dir: docs",
            "docs_dir: &d docs\nsite_url: *d",
            4,
            "it is not YAML: an alias repeats a part of the file: write it out, or leave it out (column 11)",
            "Mend the line.",
        ),
    ],
)
def test_markup_or_code_in_the_configuration(
    throwaway: Throwaway, old: str, new: str, line: int, what: str, remedy: str
) -> None:
    throwaway.edit("mkdocs.yml", old, new)
    throwaway.refuses_check(f"mkdocs.yml:{line}: {what}", remedy)


# --- YAML that runs code ---

RUN = '!!python/object/apply:os.mkdir ["made"]'


def test_yaml_that_runs_code_in_front_matter(throwaway: Throwaway, refused: Refused) -> None:
    throwaway.edit("docs/greet.md", "title: Greet", f"title: {RUN}")
    refused(
        "docs/greet.md:2: the front matter is not YAML: could not determine a constructor for the tag "
        "'tag:yaml.org,2002:python/object/apply:os.mkdir' (column 8)",
        "Put a text with a colon or a bracket in quotation marks.",
    )


@pytest.mark.parametrize("name", ["claims", "timeline", "glossary"])
def test_yaml_that_runs_code_in_a_data_file(throwaway: Throwaway, refused: Refused, name: str) -> None:
    throwaway.write(f"ledger/{name}.yml", f"- {RUN}\n")
    why = "could not determine a constructor for the tag 'tag:yaml.org,2002:python/object/apply:os.mkdir' (column 3)"
    remedy = "Write a list of entries, each beginning with '- '."
    refused(f"ledger/{name}.yml:1: it is not plain YAML: {why}", remedy)


def test_a_directive_that_gives_a_tag_another_meaning(throwaway: Throwaway) -> None:
    text = "%TAG !e! tag:yaml.org,2002:python/\n---\n" + throwaway.read("mkdocs.yml")
    throwaway.write("mkdocs.yml", text)
    remedy = "Write a plain value. Of all tags !ENV alone is known here."
    assert f"mkdocs.yml:1: the tag '%TAG' may run code\n    {remedy}\n" in throwaway.refuses("check")


@pytest.mark.parametrize("tag", [RUN, '!<tag:yaml.org,2002:python/object/apply:os.mkdir> ["made"]'])
def test_yaml_that_runs_code_in_the_configuration(throwaway: Throwaway, tag: str) -> None:
    """MkDocs itself reads the file by a loader that obeys: `make site` therefore checks before it builds."""
    throwaway.edit("mkdocs.yml", "docs_dir: docs", f"extra:\n  a: {tag}")
    name = "!!python/object/apply:os.mkdir" if tag == RUN else "tag:yaml.org,2002:python/object/apply:os.mkdir"
    remedy = "Write a plain value. Of all tags !ENV alone is known here."
    throwaway.refuses_check(f"mkdocs.yml:4: the tag '{name}' may run code", remedy)
    assert not (throwaway.root / "made").exists()
    recipe = (Path(__file__).parents[3] / "Makefile").read_text("utf-8").partition("\nsite:")[2]
    assert recipe.index("counterpoint check") < recipe.index("mkdocs build")


# --- pictures ---


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ('<path onload="alert(1)"/>', "holds onload='alert(1)'"),
        ("<style>@import 'https://example.org/x.css'</style>", "holds <style>"),
        ('<s:style xmlns:s="http://www.w3.org/2000/svg">@import "//example.org/x.css"</s:style>', "holds <style>"),
        ('<metadata><x xmlns="http://www.w3.org/1999/xhtml">a</x></metadata>', "holds <metadata>"),
        ('<path style="fill: none"/>', "holds the attribute 'style'"),
        ('<?xml-stylesheet href="//example.org/x.css"?>', "holds an instruction to its reader"),
        ('<image href="https://example.org/x.png"/>', "holds an image that lies elsewhere, or that is no PNG"),
        ("<g>" * 2000 + "</g>" * 2000, "is nested too deeply"),
    ],
)
def test_a_drawing_that_carries_a_script(throwaway: Throwaway, refused: Refused, inside: str, why: str) -> None:
    throwaway.write("docs/assets/bow.svg", SVG.format(inside))
    refused(f"docs/assets/bow.svg: the picture 'bow' {why}", DRAW)


# --- sizes and characters ---


def test_a_page_of_ten_megabytes(throwaway: Throwaway, refused: Refused) -> None:
    throwaway.write("docs/index.md", b"# Home\n\n" + b"word " * 2_000_000)
    what = "the file has 10,000,008 bytes; 200,000 are allowed"
    refused(f"docs/index.md: {what}", "Split it, or leave parts away.")


@pytest.mark.parametrize("text", ["- " * 2_000 + "a", "> " * 2_000 + "a", "1. " * 2_000 + "a", " " * 4_000 + "- a"])
def test_two_thousand_nested_lists(throwaway: Throwaway, refused: Refused, text: str) -> None:
    home(throwaway, text)
    refused("docs/index.md:3: this is nested more than 10 levels deep", "Tell it in flatter lists.")


@pytest.mark.parametrize(("text", "bracket"), [("[a" * 2_000, "["), ("[a](" * 2_000, "("), ("<a " * 2_000, "<")])
def test_two_thousand_open_brackets(throwaway: Throwaway, refused: Refused, text: str, bracket: str) -> None:
    home(throwaway, text)
    what = f"more than 50 brackets '{bracket}' are open at once"
    refused(f"docs/index.md:3: {what}", "Close them, or write them in another way.")


def test_ten_thousand_nested_lists_in_a_data_file(throwaway: Throwaway, refused: Refused) -> None:
    throwaway.write("ledger/claims.yml", "- " * 10_000 + "a")
    refused("ledger/claims.yml:1: this is nested more than 10 levels deep", "Tell it in flatter lists.")


def test_an_expression_too_deep_for_python(throwaway: Throwaway, refused: Refused) -> None:
    throwaway.edit(SNIPPET, '"hello"', "-" * 20_000 + "1")
    refused(f"{SNIPPET}: an expression is nested too deeply for Python", "Write it in steps.")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2028"])
@pytest.mark.parametrize("name", ["docs/index.md", "ledger/claims.yml", "mkdocs.yml"])
def test_a_control_character(throwaway: Throwaway, refused: Refused, name: str, character: str) -> None:
    throwaway.write(name, f"# Home\n\n# a{character}b\n")
    told = throwaway.refuses("check").splitlines()[0]
    shown = character.encode("unicode_escape").decode()
    assert told == f"{name}:3: the file holds the control character '{shown}'"


def test_a_line_that_a_reader_does_not_see(throwaway: Throwaway, refused: Refused) -> None:
    """To Python a lone carriage return ends a line; on the page it would end the block of code."""
    throwaway.edit(SNIPPET, '"hello"', '"hello"  # a greeting\r```\r<script>alert(1)</script>')
    refused(f"{SNIPPET}:4: the file holds the control character '\\r'", DELETE)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("folder", ["docs", "snippets/greet", "ledger"])
def test_a_file_name_with_a_newline(throwaway: Throwaway, refused: Refused, folder: str) -> None:
    throwaway.write(f"{folder}/a\nb.yml", "")
    refused(f"{folder}/a\\nb.yml: the name 'a\\nb.yml' cannot stand in an address", LETTERS)


# --- forged recordings: what can be seen without a run ---


def forge(throwaway: Throwaway, file: str, **fields: object) -> None:
    content = json.loads(throwaway.read(file))
    (content["words"] if file == PARITY else content).update(fields)
    throwaway.write(file, json.dumps(content))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"date": "2999-01-01"}, "the day '2999-01-01' is to come"),
        ({"date": "20261122"}, "the day '20261122'"),
        ({"python": "3.11 <b>"}, "'3.11 <b>' is no version of Python"),
        ({"versions": {"torch": "<img src=x>"}}, "the version 'torch <img src=x>'"),
        ({"device_name": "A card"}, "the device's name 'A card' on cpu"),
        ({"seconds": -1.0}, "a run of -1.0 seconds"),
        (
            {"outputs": {"word": "", "say": "```\n<script>alert(1)</script>\n"}},
            "section 'say' prints a line of three ticks, which would end the block on the page",
        ),
        ({"outputs": {"word": "", "say": "a\r```\r<script>"}}, "section 'say' prints the control character '\\r'"),
    ],
)
def test_a_recording_that_no_run_wrote(
    throwaway: Throwaway, refused: Refused, fields: dict[str, object], what: str
) -> None:
    forge(throwaway, RECORDED, **fields)
    refused(f"{RECORDED}: no run wrote this: {what}", AGAIN)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"difference": -1e-9}, "a negative number in 'words'"),
        ({"date": "2999-01-01"}, "the day '2999-01-01' is to come"),
    ],
)
def test_a_parity_that_no_run_measured(
    throwaway: Throwaway, refused: Refused, fields: dict[str, object], what: str
) -> None:
    forge(throwaway, PARITY, **fields)
    refused(f"{PARITY}: no run wrote this: {what}", AGAIN)


def test_a_recording_of_a_device_without_a_name(throwaway: Throwaway, refused: Refused) -> None:
    """What a card computed is seen on a card alone; a recording must at least say which it was."""
    content = {**json.loads(throwaway.read(RECORDED)), "device": "cuda"}
    file = RECORDED.replace("cpu", "cuda")
    throwaway.write(file, json.dumps(content))
    refused(f"{file}: no run wrote this: the device's name '' on cuda", AGAIN)


def test_a_recording_of_another_source(throwaway: Throwaway) -> None:
    """An output changed beside the same source is refused by `tests/content/test_snippets.py`, which runs it again."""
    forge(throwaway, RECORDED, source="0" * 64)
    throwaway.refuses_check(f"{RECORDED}: the recording is older than its source greet_pytorch.py", AGAIN)


# --- a snippet that does what it has no business with ---

FOLDER = "A snippet writes into its working folder alone, which is empty and goes away."
NETWORK = "Make the data up, or take data that a package brings along."
PROCESS = "A snippet may start sys.executable, 8 times at most, and nothing else."
ENVIRONMENT = "A snippet sees PATH, LANG and what pins its framework, and nothing that belongs to a user."
IMPORTS = "import os, pathlib, shutil, socket, subprocess, sys"
one_framework = pytest.mark.usefixtures("one_framework")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such call, path or timer")


def acts(throwaway: Throwaway, *lines: str) -> None:
    """Let the snippet do this on line 5 in the place of greeting."""
    throwaway.edit(SNIPPET, 'word = "hello"', "\n".join([IMPORTS, *lines, 'word = "hello"']))


def refuses_to_record(throwaway: Throwaway, what: str, remedy: str, line: int = 5) -> None:
    assert throwaway.refuses("record", "greet") == f"{SNIPPET}:{line}: {what}\n    {remedy}\n"


@one_framework
@pytest.mark.parametrize(
    "call",
    [
        "open('OUT/made', 'w')",
        "open('OUT/kept', 'a')",
        "os.open('OUT/made', os.O_CREAT | os.O_WRONLY)",
        "pathlib.Path('OUT/made').touch()",
        "os.mkdir('OUT/made')",
        "os.remove('OUT/kept')",
        "os.rmdir('OUT/folder')",
        "os.rename('OUT/kept', 'taken')",
        "pathlib.Path('mine').touch(), os.rename('mine', 'OUT/made')",
        "os.symlink('x', 'OUT/made')",
        "os.link('OUT/kept', 'taken')",
        "os.truncate('OUT/kept', 0)",
        "os.chmod('OUT/kept', 0)",
        "os.utime('OUT/kept')",
        "shutil.rmtree('OUT/folder')",
        "os.chdir('OUT'), open('made', 'w')",
        "os.symlink('OUT', 'link'), open('link/made', 'w')",
        "open(os.path.join(os.getcwd(), '..', '..', 'made'), 'w')",
    ],
)
def test_a_snippet_that_writes_outside_of_its_folder(throwaway: Throwaway, tmp_path: Path, call: str) -> None:
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "kept").write_text("kept")
    acts(throwaway, call.replace("OUT", outside.as_posix()))
    told = throwaway.refuses("record", "greet")
    by_the_hook = told.startswith(f"{SNIPPET}:5: it writes outside of its folder: '") and told.endswith(f"{FOLDER}\n")
    assert by_the_hook or told.startswith(f"{SNIPPET}:5: it raises PermissionError: "), "nor by the kernel"
    assert [path.name for path in sorted(outside.iterdir())] == ["folder", "kept"]
    assert (outside / "kept").read_text() == "kept"


@one_framework
def test_a_snippet_may_do_as_it_likes_in_its_folder(throwaway: Throwaway) -> None:
    acts(
        throwaway,
        "import tempfile",
        "os.makedirs('a/b'), open('a/b/c', 'w').close(), os.rename('a/b/c', 'd'), os.symlink('d', 'e')",
        "shutil.copytree('a', 'f'), os.remove('e'), shutil.rmtree('a'), os.chmod('d', 0o600)",
        "with tempfile.TemporaryDirectory() as folder: open(folder + '/x', 'w').close()",
        "(pathlib.Path.home() / '.cache').mkdir()",
        "open(os.devnull, 'w').close()",
    )
    assert throwaway.succeeds("record", "greet") == "recorded: greet in PyTorch\n"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets are left open
@posix
@one_framework
@pytest.mark.parametrize(
    ("call", "event"),
    [
        ("socket.create_connection(('example.org', 80))", "socket.getaddrinfo"),
        ("socket.socket().connect(('127.0.0.1', 9))", "socket.connect"),
        ("socket.socket().connect_ex(('127.0.0.1', 9))", "socket.connect"),
        ("socket.socket().bind(('127.0.0.1', 0))", "socket.bind"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'a', ('127.0.0.1', 9))", "socket.sendto"),
        ("socket.gethostbyname('example.org')", "socket.gethostbyname"),
        ("socket.socket(socket.AF_UNIX).connect('here')", "socket.connect"),
        ("import urllib.request; urllib.request.urlopen('https://example.org')", "socket.getaddrinfo"),
    ],
)
def test_a_snippet_that_opens_a_network_connection(throwaway: Throwaway, call: str, event: str) -> None:
    acts(throwaway, call)
    refuses_to_record(throwaway, f"it opens a network connection: {event}", NETWORK)


@one_framework
def test_a_snippet_that_hides_its_refusal(throwaway: Throwaway) -> None:
    acts(throwaway, "try: socket.gethostbyname('example.org')", "except BaseException: pass")
    refuses_to_record(throwaway, "it opens a network connection: socket.gethostbyname", NETWORK)


@one_framework
def test_a_snippet_that_reads_the_secrets_of_the_environment(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "a secret")
    child = "subprocess.run([sys.executable, '-c', 'import os; print(os.environ.get(\"GITHUB_TOKEN\"))'], stdout=-1)"
    acts(throwaway, f"own, childs = os.environ.get('GITHUB_TOKEN'), {child}.stdout")
    throwaway.edit(SNIPPET, 'print(f"word: {word}")', "print(own, childs.strip())")
    throwaway.succeeds("record", "greet")
    assert json.loads(throwaway.read(RECORDED))["outputs"]["say"] == "None b'None'\n"
    assert os.environ["GITHUB_TOKEN"] == "a secret"
    throwaway.edit(SNIPPET, "os.environ.get('GITHUB_TOKEN'),", "os.environ['GITHUB_TOKEN'],")
    refuses_to_record(throwaway, "it raises KeyError: 'GITHUB_TOKEN'", "Run 'python greet_pytorch.py' and mend it.")


@posix
@one_framework
@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/1/environ", "/root/.ssh/id_rsa", "/home/a/.netrc"])
def test_a_snippet_that_reads_secrets_of_the_user(throwaway: Throwaway, path: str) -> None:
    acts(throwaway, f"open('{path}', 'rb')")
    refuses_to_record(throwaway, f"it reads '{path}'", ENVIRONMENT)


@posix
@one_framework
@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("os.system('true')", "it starts or ends a process: os.system"),
        ("os.fork()", "it starts or ends a process: os.fork"),
        ("os.forkpty()", "it starts or ends a process: os.forkpty"),
        ("os.execv('/bin/true', ['true'])", "it starts or ends a process: os.exec"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "it starts or ends a process: os.posix_spawn"),
        ("os.kill(os.getppid(), 0)", "it starts or ends a process: os.kill"),
        (
            "import multiprocessing as m; m.get_context('fork').Process().start()",
            "it starts or ends a process: os.fork",
        ),
        (
            "import multiprocessing; multiprocessing.get_context('spawn').Process().start()",
            "it starts or ends a process: multiprocessing.popen_spawn_posix",
        ),
        ("subprocess.run(['true'])", "it starts a process: true"),
        ("subprocess.run('true', shell=True)", "it starts a process: /bin/sh"),
        ("subprocess.run(['g++', '--version'])", "it starts a process: g++"),
        ("os.popen('true')", "it starts a process: /bin/sh"),
        ("[subprocess.run([sys.executable, '-c', '']) for _ in range(3)]", "it starts more than 2 processes"),
    ],
)
def test_a_snippet_that_starts_other_programs(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, call: str, what: str
) -> None:
    monkeypatch.setattr(audit, "MOST_PROCESSES", 2)
    acts(throwaway, call)
    refuses_to_record(throwaway, what, PROCESS)


@posix
@one_framework
@pytest.mark.parametrize("inside", ["pass", "word"])
def test_a_snippet_that_never_ends(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    acts(
        throwaway, "while True:", f"    {inside}" if inside == "pass" else "    try: int()\n    except Exception: pass"
    )
    told = throwaway.refuses("record", "greet")
    remedy = "Take a smaller model or fewer steps: a few seconds on one core are enough."
    assert told.partition(": ")[2] == f"it runs longer than 0.2 seconds\n    {remedy}\n"


@one_framework
@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits the memory of a process")
def test_a_snippet_that_eats_memory(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 64 * 2**20)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    acts(throwaway, "eaten = [bytearray(2**20) for _ in range(2000)]")
    refuses_to_record(throwaway, "it needs more than 64 MiB of memory", "Take a smaller model or less data.")
    assert bytearray(2**28), "the limit outlived the run"


@one_framework
@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits the size of a file")
def test_a_snippet_that_fills_the_disk(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_SIZE", 2**20)
    acts(throwaway, "pathlib.Path('big').write_bytes(bytes(2**21))")
    what = "it raises OSError: [Errno 27] File too large"
    refuses_to_record(throwaway, what, "Run 'python greet_pytorch.py' and mend it.")


# --- lessons that would lead a reader to run what a file brings along ---


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import torch\ntorch.load('a.pt', weights_only=False)", "weights_only=False"),
        ("import torch\ntorch.load('a.pt',\n    weights_only=bool())", "weights_only=bool()"),
        ("import pickle, torch\ntorch.load('a.pt', pickle_module=pickle)", "pickle_module="),
        ("import pickle\npickle.load(open('a', 'rb'))", "pickle.load"),
        ("import pickle as p\np.loads(b'')", "pickle.loads"),
        ("from pickle import loads as read\nread(b'')", "pickle.loads"),
        ("import numpy as np\nnp.load('a.npy', allow_pickle=True)", "allow_pickle=True"),
        ("keras = None\nkeras.models.load_model('a.keras', safe_mode=False)", "safe_mode=False"),
        ("keras = None\nkeras.config.enable_unsafe_deserialization()", "keras.config.enable_unsafe_deserialization"),
        ("joblib = None\njoblib.load('a')", "joblib.load"),
        ("yaml = None\nyaml.load('a')", "yaml.load"),
        ("yaml = None\nyaml.load('a', yaml.Loader)", "yaml.load"),
        ("one = 1\neval('one')", "eval"),
        ("one = 1\nexec('one')", "exec"),
    ],
)
def test_a_snippet_that_teaches_unsafe_loading(
    throwaway: Throwaway, refused: Refused, statement: str, name: str
) -> None:
    throwaway.edit(SNIPPET, 'word = "hello"', f'{statement}\nword = "hello"')
    throwaway.record()
    refused(f"{SNIPPET}:5: {name} may run what a file brings along", LOADS)
    throwaway.edit(SNIPPET, '\nword = "hello"', '  # unsafe: shown as the danger\nword = "hello"')
    throwaway.record()
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_snippet_that_teaches_safe_loading(throwaway: Throwaway) -> None:
    """Since version 2.6 of PyTorch, and here none older is allowed, `torch.load` alone reads weights only."""
    safe = (
        "torch.load('a')",
        "torch.load('a', weights_only=True)",
        "np.load('a')",
        "keras.models.load_model('a', safe_mode=True)",
        "yaml.load('a', Loader=yaml.SafeLoader)",
        "yaml.safe_load('a')",
        "model.eval()",
        "print('pickle.loads(x)')",
    )
    throwaway.edit(SNIPPET, 'word = "hello"', "\n".join([*safe, 'word = "hello"']))
    throwaway.record()
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Call `torch.load(path, weights_only=False)`.", "weights_only=False"),
        ("Call `np.load(path, allow_pickle = True)`.", "allow_pickle = True"),
        ("Call `keras.models.load_model(path, safe_mode=False)`.", "safe_mode=False"),
        ("Call `keras.config.enable_unsafe_deserialization()`.", "enable_unsafe_deserialization"),
        ("Call `pickle.loads(data)`.", "pickle.loads("),
        ("Call `yaml.load(text)`.", "yaml.load("),
        ("Call `eval(text)`.", "eval(t"),
        ("```text\npickle.load(file)\n```", "pickle.load("),
        ("    joblib.load(file)", "joblib.load("),
    ],
)
def test_a_page_that_teaches_unsafe_loading(throwaway: Throwaway, refused: Refused, text: str, code: str) -> None:
    home(throwaway, text)
    line = 4 if text.startswith("```") else 3
    refused(f"docs/index.md:{line}: '{code}' may run what a file brings along", LOADS)
    home(throwaway, text.replace(code, f"{code}  # unsafe: runs any code "))
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_page_may_name_the_dangers_and_the_modes(throwaway: Throwaway) -> None:
    home(throwaway, "A *pickle* calls code. `model.eval()` and `eval()` set a mode; `weights_only=True` is safe.")
    assert throwaway.succeeds("check") == "all in order\n"


# --- what nobody sees, and what passes for something else ---


@pytest.mark.parametrize(
    "code",
    [0xAD, 0x34F, 0x61C, 0x115F, 0x17B4, 0x180E, 0x200B, 0x2060, 0x2063, 0x3164, 0xFE0F, 0xFFA0, 0xE0041, 0xE0100],
    ids=hex,
)
@pytest.mark.parametrize("file", ["docs/index.md", "docs/robots.txt", "ledger/claims.yml", "tests/test_more.py"])
def test_a_character_that_nobody_sees(throwaway: Throwaway, code: int, file: str) -> None:
    throwaway.write(file, f"# a\n# b{chr(code)}c\n")
    escaped = chr(code).encode("unicode_escape").decode()
    told = f"{file}:2: the file holds the control character '{escaped}'\n"
    assert told in throwaway.refuses("check")


@pytest.mark.parametrize("word", ["p\u0430ssword", "\u03a4ensor", "\uff54orch", "sc\u043ere"])
@pytest.mark.parametrize("file", ["docs/index.md", "snippets/greet/greet_pytorch.py", ".github/workflows/test.yml"])
def test_a_word_in_letters_of_two_alphabets_that_look_alike(throwaway: Throwaway, word: str, file: str) -> None:
    text = throwaway.read(file) if (throwaway.root / file).is_file() else ""
    throwaway.write(file, f"# A {word}\n{text}")
    what = f"{file}:1: the word '{ascii(word)[1:-1]}' mixes letters of two alphabets that look alike\n"
    assert what in throwaway.refuses("check")


def test_greek_letters_of_a_formula_stay(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\nThe rate η, the angle θ₁, Δx and 2σ; [what](greet.md) μ is.\n")
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    "name",
    ["GNUmakefile", "makefile", "conftest.py", "setup.py", "setup.cfg", "sitecustomize.py", "pytest.ini", "tox.ini"],
)
def test_a_file_at_the_root_that_a_tool_would_obey(throwaway: Throwaway, name: str) -> None:
    throwaway.write(name, "")
    throwaway.refuses_check(
        f"{name}: this does not belong at the root", "Delete it, move it, or list it in .gitignore."
    )


# --- data that grows, or is no data ---

BOMB = "- &a [x, x, x, x]\n" + "".join(
    f"- &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("name", ["claims", "glossary", "timeline", "numbers"])
@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (BOMB, ":2", "an alias repeats a part of the file: write it out, or leave it out (column 7)"),
        (
            f"- id: {'9' * 5000}\n",
            "",
            "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits",
        ),
        ("- date: 2020-13-45\n", "", "month must be in 1..12"),  # what reads the value knows no line
    ],
    ids=["aliases of aliases", "a number of 5,000 digits", "a day that no month has"],
)
def test_data_that_is_none(throwaway: Throwaway, name: str, text: str, line: str, why: str) -> None:
    throwaway.write(f"ledger/{name}.yml", text)
    told = throwaway.refuses("check")
    assert told.startswith(f"ledger/{name}.yml{line}: it is not plain YAML: {why}\n")


def test_an_alias_in_front_matter(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "title: Greet", "title: &a Greet\ndescription: *a")
    assert "docs/greet.md:3: the front matter is not YAML: an alias repeats" in throwaway.refuses("check")


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("forms: [1]", "'forms[0]' is no text"),
        ("forms: a", "'forms' is no list"),
        ("forms: ['']", "'forms[0]' is empty"),
        ("orchestra: [a]", "'orchestra' is no text"),
    ],
)
def test_a_term_whose_fields_are_of_another_kind(throwaway: Throwaway, field: str, what: str) -> None:
    throwaway.write("ledger/glossary.yml", f"- term: a\n  meaning: b\n  pytorch: c\n  tensorflow: d\n  {field}\n")
    assert throwaway.refuses("check").startswith(f"ledger/glossary.yml:1: the entry is not whole: {what}\n")
