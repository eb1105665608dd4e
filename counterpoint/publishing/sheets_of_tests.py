"""The sheet of each file of tests: its tests as sentences, then its code, with a place for each test."""

import functools
import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, String  # type: ignore[import-untyped]

from counterpoint.ledger.claims import Claim, read_ledger
from counterpoint.ledger.pieces import proof_link, sentence
from counterpoint.ledger.proof import file_address, sheet_of, shown_tests
from counterpoint.publishing.sheets import Sheet
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
MARKED = {Keyword: "b", String: "s", Comment: "i"}  # short, and coloured by sheet.css


def sheets_of_tests(repository: Repository) -> Iterator[Sheet]:
    """Yield a sheet for each file of tests that a page or a claim names."""
    resting = _claims_by_test(repository)
    for path in shown_tests(repository):
        text = read_text(repository.root / path)
        address = file_address(path)
        page = repository.page_named(PurePosixPath(path).stem.removeprefix("test_"))
        title = page.title if page else PurePosixPath(path).stem
        tests = [(match[1], text.count("\n", 0, match.start()) + 1) for match in TEST.finditer(text)]
        items = "".join(f"<li>{_item(path, name, resting, address)}</li>" for name, _ in tests)
        yield Sheet(
            address,
            f"The tests of {title}",
            f"What the {len(tests)} tests in {path} assert about {title}, as sentences and as code.",
            ((title, page.address),) if page else (),
            f"<p>Each name is the sentence that the test asserts. The file is <code>{path}</code>.</p>\n"
            f"<ul>{items}</ul>\n{_code(text, tests)}",
        )


def _claims_by_test(repository: Repository) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in read_ledger(repository).values():
        for test in (piece["test"].partition("[")[0] for piece in claim.evidence if "test" in piece):
            found.setdefault(test, []).append(claim)
    return found


def _item(path: str, name: str, resting: dict[str, list[Claim]], address: str) -> str:
    claims = (proof_link(sheet_of(one).seen_from(address), one.id) for one in resting.get(f"{path}::{name}", []))
    return " ".join([f'<a href="#{name}">{html.escape(sentence(name))}</a>', *claims])


def _code(text: str, tests: list[tuple[str, int]]) -> str:
    """Return the numbers of the lines beside the code, in which each test has a place in front of its line."""
    names = {line: name for name, line in tests}
    lines = _coloured(text).split("\n")
    named = [f'<a id="{names[n]}">{line}</a>' if n in names else line for n, line in enumerate(lines, start=1)]
    numbers = "\n".join(str(number) for number in range(1, len(lines) + 1))
    code = f'<pre class="numbers" aria-hidden="true">{numbers}</pre><pre tabindex="0"><code>{{}}</code></pre>'
    return f'<div class="highlight">{code.format(chr(10).join(named))}</div>'


@functools.lru_cache(maxsize=256)  # a site that is served is built again at every save
def _coloured(text: str) -> str:
    """Return the code with its keywords, texts and comments marked: a site has twenty thousand lines of it."""
    parts = []
    for token, words in PythonLexer().get_tokens(text):
        mark = next((mark for kind, mark in MARKED.items() if token in kind), "")
        shown = html.escape(words, quote=False)
        parts.append("\n".join(f"<{mark}>{line}</{mark}>" if line and mark else line for line in shown.split("\n")))
    return "".join(parts).rstrip("\n")
