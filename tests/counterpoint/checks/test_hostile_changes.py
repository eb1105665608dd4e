"""More of what a hostile change may try, one line each: where it stands, what it says, which words refuse it.

What `check` lets pass is refused by the last look at the built page; both end the build.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterpoint.checks.stages import check
from counterpoint.source.faults import Fault
from tests.counterpoint.checks.test_linear import built
from tests.counterpoint.checks.test_linear import whole as whole
from tests.counterpoint.throwaway import Throwaway

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

# On a page: the text, and a part of the refusal.
PAGES = {
    # Elements that load, run, or send.
    "<video src='https://example.org/a.mp4'></video>": "<video>",
    "<audio autoplay></audio>": "<audio>",
    "<embed src='a.swf'>": "<embed>",
    "<base href='https://example.org/'>": "<base>",
    "<template><script>1</script></template>": "<template>",
    "<portal src='https://example.org'></portal>": "<portal>",
    "<math href='javascript:1'>a</math>": "<math>",
    "<noscript><img src=x></noscript>": "<noscript>",
    "<textarea>a</textarea>": "<textarea>",
    "<select><option>a</option></select>": "<select>",
    "<dialog open>a</dialog>": "<dialog>",
    "<marquee onstart=alert(1)>a</marquee>": "<marquee>",
    "<plaintext>": "<plaintext>",
    "<slot name='a'>a</slot>": "<slot>",
    "<frameset><frame src='x'></frameset>": "<frameset>",
    "<input type='password' name='a'>": "<input>",
    "<picture><source srcset='//example.org/a.png'></picture>": "<picture>",
    "<![CDATA[<script>alert(1)</script>]]>": "<",
    "<?php echo 1 ?>": "<",
    "<!DOCTYPE html>": "<!",
    # Attributes.
    "<p itemscope itemtype='https://example.org'>a</p>": "'itemscope'",
    "<b draggable='true'>a</b>": "'draggable'",
    "<b inert>a</b>": "'inert'",
    "<b slot='a'>a</b>": "'slot'",
    "<b is='x-a'>a</b>": "'is'",
    "<b nonce='a'>a</b>": "'nonce'",
    "<b part='a'>a</b>": "'part'",
    "<a href='greet.md' rel='opener'>a</a>": "'rel'",
    "<a href='greet.md' referrerpolicy='unsafe-url'>a</a>": "'referrerpolicy'",
    "<img src='a.png' loading='eager' alt='a'>": "'loading'",
    "<img src='a.png' usemap='#a' alt='a'>": "'usemap'",
    "<b on\x09click='1'>a</b>": "'on'",
    "<b/onclick='1'>a</b>": "'onclick'",
    "[a](greet.md){ formaction=x }": "'formaction'",
    "# A { data-md-color-scheme=slate }": "'data-md-color-scheme'",
    "![a](a.png){ srcset=//example.org/a.png }": "'srcset'",
    # Addresses.
    "[a](blob:https://example.org/x)": "blob:",
    "[a](file:///etc/passwd)": "file:",
    "[a](view-source:javascript:1)": "view-source:",
    "[a](ms-settings:a)": "ms-settings:",
    "[a](intent://a#Intent;end)": "intent:",
    "[a](java\\nscript:1)": "java",
    "[a](&#x6A;avascript:1)": "avascript:1",
    "[a](javascript&colon;1)": "javascript",
    "[a](tel:1)": "tel:",
    "![a](data:image/svg+xml,a)": "data:",
    "<data:text/html,a>": "data:",
    "[a]: vbscript:1\n\n[a]": "vbscript:",
    "[a](../../../../etc/passwd)": "leads nowhere",
    "[a](/etc/passwd)": "leads nowhere",
    "![a](../mkdocs.yml)": "leads nowhere",
    # Names that the theme or the browser uses, words that nobody sees, letters that look alike.
    "## A { #__palette_0 }": "__palette_0",
    "## A { .md-header }": "md-header",
    "A \u202e B": "u202e",
    "A \u2066B\u2069": "u2066",
    "A\U000e0041B": "e0041",
    "A\ufe0fB": "ufe0f",
    "A\ue000B": "ue000",
    "t\u03bfrch": "two alphabets",
    # Includes of other tools, code that was typed, calls for what is not there.
    '--8<-- "mkdocs.yml"': "includes nothing",
    ';--8<-- "a"\n-8<- "a"': "includes nothing",
    "``` { .python }\nimport os\n```": "literal Python",
    "~~~ PYTHON\nimport os\n~~~": "literal Python",
    "```python\nimport os": "literal Python",
    "/// voice | ../greet:word pytorch": "names no section",
    "/// duet | greet:word | <script>alert(1)</script>": "<script>",
    "{{greet:say pytorch: ../../word}}": "prints no",
    "{{version: ../torch}}": "names a version",
    "[[S99]]": "no claim S99",
}
# A drawing below docs/.
DRAWINGS = {
    "<script>alert(1)</script>": "<script>",
    "<foreignObject><a/></foreignObject>": "<foreignObject>",
    "<a href='https://example.org'><rect/></a>": "<a>",
    "<image href='//example.org/a.png'/>": "an image that lies elsewhere",
    "<use href='//example.org/a.svg#b'/>": "href",
    "<use xlink:href='data:image/svg+xml,a#b'/>": "href",
    "<rect fill='url(//example.org/a)'/>": "fill",
    "<rect fill='u\\72l(//example.org/a)'/>": "fill",
    "<rect onload='alert(1)'/>": "onload",
    "<set attributeName='href' to='javascript:1'/>": "<set>",
    "<style>@import '//example.org'</style>": "<style>",
    "<filter><feImage href='//example.org'/></filter>": "<filter>",
    "<?xml-stylesheet href='//example.org/a.css'?>": "instruction",
    "<rect style='fill: url(//example.org)'/>": "fill",
    "<text>\u202ea</text>": "u202e",
}
# Another file, its content, a part of the refusal.
FILES = {
    "conftest.py": ("", "does not belong at the root"),
    "Makefile.local": ("", "does not belong at the root"),
    "tox.ini": ("[pytest]\naddopts = -p evil\n", "does not belong at the root"),
    ".envrc": ("curl x", "does not belong at the root"),
    "package.json": ("{}", "does not belong at the root"),
    ".readthedocs.yaml": ("", "does not belong at the root"),
    "docs/.htaccess": ("", "is not published"),
    "docs/a.xhtml": ("<script/>", "is not published"),
    "docs/a.webmanifest": ("{}", "is not published"),
    "docs/sw.js": ("", "is not published"),
    "docs/CNAME": ("example.org", "cannot stand in an address"),
    "docs/index.html.md": ("# A\n", "is not in the navigation"),
    "snippets/greet/conftest.py": ("", "nothing shows or runs this"),
    "snippets/greet/torch.py": ("", "nothing shows or runs this"),
    "snippets/greet/recorded/evil_pytorch_cpu.svg": ("<svg/>", "belongs to no recording"),
    "snippets/sitecustomize.py": ("", "nothing shows or runs this"),
    "tests/topics/test_\u0430.py": ("", "cannot stand in an address"),
    ".github/workflows/a.yml": ("name: \u202e", "u202e"),
}


@pytest.fixture(scope="module")
def repository(whole: Throwaway) -> Iterator[Throwaway]:
    before = Path.cwd()
    os.chdir(whole.root)
    whole.write("docs/a.png", b"\x89PNG")
    yield whole
    os.chdir(before)


def refusal(throwaway: Throwaway, name: str, content: str) -> str:
    """Write the file, and return what the check says of it, or the build where the check says nothing."""
    path = throwaway.root / name
    before = path.read_bytes() if path.is_file() else None
    throwaway.write(name, content)
    try:
        faults = check(throwaway.repository)
        if not faults:
            for page in throwaway.repository.pages():
                built(throwaway, page.text)
        return "\n".join(map(str, faults))
    except Fault as fault:
        return f"when it is built: {fault}"
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.parametrize("text", PAGES)
def test_a_page_is_refused(repository: Throwaway, text: str) -> None:
    said = refusal(repository, "docs/index.md", f"# Home\n\n[[S1]]\n\n{text}\n")
    assert PAGES[text] in said


@pytest.mark.parametrize("inside", DRAWINGS)
def test_a_drawing_is_refused(repository: Throwaway, inside: str) -> None:
    assert DRAWINGS[inside] in refusal(repository, "docs/drawing.svg", SVG.format(inside))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused(repository: Throwaway, name: str) -> None:
    content, words = FILES[name]
    assert words in refusal(repository, name, content)
