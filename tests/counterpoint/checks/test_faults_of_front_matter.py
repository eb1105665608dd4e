"""The first lines of a page: fields between two lines '---', or none."""

import pytest

from tests.counterpoint.throwaway import Throwaway


@pytest.mark.parametrize(
    ("title", "line", "why"),
    [
        ("[Greet", 3, "expected ',' or ']', but got ':'"),
        ("Greet: all", 2, "mapping values are not allowed here"),
    ],
)
def test_front_matter_that_is_not_yaml_is_refused(throwaway: Throwaway, title: str, line: int, why: str) -> None:
    throwaway.edit("docs/greet.md", "title: Greet", f"title: {title}")
    throwaway.refuses_check(
        f"docs/greet.md:{line}: the front matter is not YAML: {why}",
        "Put a text with a colon or a bracket in quotation marks.",
    )


def test_a_page_that_begins_with_a_field_but_no_front_matter_is_refused(throwaway: Throwaway) -> None:
    """MkDocs would take the line for metadata and leave it out."""
    throwaway.write("docs/index.md", "Note: read this first.\n\n# Home\n")
    throwaway.refuses_check(
        "docs/index.md:1: MkDocs takes this line for metadata and does not show it",
        "Begin the page with its heading, or put the fields between two lines '---'.",
    )
