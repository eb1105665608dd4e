"""The plain Markdown of a page has no signs that only the site's own reader of Markdown knows."""

import re

import pytest

from counterpoint.publishing.publish import plain_page
from counterpoint.rendering.plain import plain
from counterpoint.source.repository import Repository
from counterpoint.source.text import lines_outside_fences

SIGNS = re.compile(r"^\s*(?:\?\?\?|!!!|</?div\b[^>]*>\s*$)|^#+ .*\{[#.:][^}]*\}\s*$|^\{[ :.#][^}]*\}\s*$")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## A file {#file}\n\nIt.", "## A file\n\nIt."),
        ("## `{#a}` and `b`", "## `{#a}` and `b`"),
        ("Words.\n{ .lead }\n\nMore.", "Words.\n\nMore."),
        ('<div class="promise" markdown>\n\n- a\n\n</div>', "\n- a\n"),
        (
            '??? answer "Yes"\n\n    Then.\n\n    ??? answer "No"\n\n        Else.',
            "- **Yes**\n\n    Then.\n\n    - **No**\n\n        Else.",
        ),
        ("!!! note\n    Mind.", "- **Note**\n    Mind."),
        ('```python\n# a {#b}\n??? answer "x"\n<div>\n```', '```python\n# a {#b}\n??? answer "x"\n<div>\n```'),
    ],
)
def test_each_sign_has_a_plain_form(text: str, told: str) -> None:
    assert plain(text) == told


def test_no_page_is_published_with_such_a_sign(repository: Repository) -> None:
    left = [
        f"{page}: {line}"
        for page in repository.pages()
        for _, line in lines_outside_fences(plain_page(page))
        if SIGNS.search(line)
    ]
    assert left == []
