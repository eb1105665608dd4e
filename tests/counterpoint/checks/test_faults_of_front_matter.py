"""The first lines of a page: fields between two lines '---', or none."""

import re

import pytest

from tests.counterpoint.throwaway import Throwaway


@pytest.mark.parametrize(
    ("title", "line", "why"),
    [
        ("[Greet", 3, r"expected ',' or ']'.* \(column 12\)"),
        ("Greet: all", 2, r"mapping values are not allowed .*\(column 13\)"),
    ],
)
def test_front_matter_that_is_not_yaml_is_refused(throwaway: Throwaway, title: str, line: int, why: str) -> None:
    throwaway.edit("docs/greet.md", "title: Greet", f"title: {title}")
    what, remedy, _ = throwaway.refuses("check").splitlines()
    # The parser in C has other words than the one in Python.
    assert re.fullmatch(rf"docs/greet\.md:{line}: the front matter is not YAML: .*{why}", what)
    assert remedy == "    Put a text with a colon or a bracket in quotation marks."


def test_a_page_of_a_topic_without_front_matter_lacks_it_on_no_line(throwaway: Throwaway) -> None:
    text = throwaway.read("docs/greet.md")
    throwaway.write("docs/greet.md", text[text.index("\n---\n") + 5 :])
    assert throwaway.refuses("check").startswith("docs/greet.md: the front matter has no description")


def test_a_page_of_a_topic_without_a_description_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "description: How each says hello.\n", "")
    what = "the front matter has no description, which a search and a preview of the link show"
    throwaway.refuses_check(f"docs/greet.md:1: {what}", "Write 'description: One plain sentence' below the title.")


def test_a_second_heading_of_the_first_level_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "## What each says", "# What each says")
    what = "this is a second heading of the first level (the first is on line 6)"
    throwaway.refuses_check(f"docs/greet.md:8: {what}", "Begin it with '##': a page has one title.")


def test_a_page_that_begins_with_a_field_but_no_front_matter_is_refused(throwaway: Throwaway) -> None:
    """MkDocs would take the line for metadata and leave it out."""
    throwaway.write("docs/index.md", "Note: read this first.\n\n# Home\n")
    throwaway.refuses_check(
        "docs/index.md:1: MkDocs takes this line for metadata and does not show it",
        "Begin the page with its heading, or put the fields between two lines '---'.",
    )
