"""The Markdown extension: a builder hands over a page's text without its name, and the page is known by its text."""

from pathlib import Path

import markdown
import pytest

from counterpoint.publishing.markdown_extension import recognise
from counterpoint.source.faults import Fault
from tests.counterpoint.throwaway import PAGE, Throwaway

BODY = PAGE.split("---\n", 2)[2]
EXTENSIONS = ["counterpoint.publishing.markdown_extension", "md_in_html", "pymdownx.superfences", "pymdownx.tabbed"]


def convert(throwaway: Throwaway, text: str, **settings: str) -> str:
    configurations = {
        "counterpoint.publishing.markdown_extension": {"root": str(throwaway.root), **settings},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=configurations)


@pytest.mark.parametrize(
    ("text", "body", "before"),
    [
        (PAGE, BODY, 4),
        (PAGE, BODY.lstrip(), 5),
        (PAGE, f"\n\n{BODY}\n\n", 2),
        (PAGE.replace("\n", "\r\n"), BODY, 4),
        ("\ufeff" + PAGE, BODY, 4),
        (BODY, BODY, 0),
        (f"\n\n\n{BODY}", BODY.lstrip(), 4),
        (PAGE.replace("---\n", "--- \n"), BODY, 4),
    ],
    ids=["as it is", "stripped", "padded", "crlf", "byte order mark", "no front matter", "blank lines", "blanks"],
)
def test_a_page_is_known_with_the_lines_above_its_text(throwaway: Throwaway, text: str, body: str, before: int) -> None:
    throwaway.write("docs/greet.md", text)
    assert recognise(throwaway.repository, body) == (throwaway.repository.page("greet.md"), before)
    first = body.index("# Greet")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    assert lines[before + body[:first].count("\n")] == "# Greet"


def test_a_text_of_no_page_is_known_as_such(throwaway: Throwaway) -> None:
    assert recognise(throwaway.repository, "# Somewhere else\n") == (None, 0)
    assert convert(throwaway, "# Somewhere else\n") == "<h1>Somewhere else</h1>"


def test_a_page_that_changed_in_between_is_known_by_its_new_text(throwaway: Throwaway) -> None:
    home, greet = throwaway.repository.page("index.md"), throwaway.repository.page("greet.md")
    assert recognise(throwaway.repository, BODY)[0] == greet
    throwaway.write("docs/greet.md", "# Greet\n\nOther words.\n")
    throwaway.write("docs/index.md", BODY)
    assert recognise(throwaway.repository, BODY) == (home, 0)
    assert recognise(throwaway.repository, "# Greet\n\nOther words.\n") == (greet, 0)
    throwaway.write("docs/more/greet.md", BODY)
    home.path.unlink()
    assert recognise(throwaway.repository, BODY) == (throwaway.repository.page("more/greet.md"), 0)


def test_the_site_shows_code_and_output(throwaway: Throwaway) -> None:
    shown = convert(throwaway, BODY)
    assert shown.count("hello") == 4  # in the code and in the output, in both voices
    assert "/// duet" not in shown
    assert '<a href="../greet.md" type="text/markdown">This page as Markdown</a>' in shown


def test_every_page_says_where_its_other_forms_are(throwaway: Throwaway) -> None:
    home = convert(throwaway, throwaway.read("docs/index.md"), notebooks="notebooks/")
    assert '<p class="page-source"><a href="index.md" type="text/markdown">This page as Markdown</a></p>' in home
    notebook = '<a href="../notebooks/greet/">This page as a notebook</a>'
    assert notebook in convert(throwaway, BODY, notebooks="notebooks/")
    assert notebook not in convert(throwaway, BODY)


def test_a_fault_names_the_page_and_its_own_line(throwaway: Throwaway) -> None:
    page = throwaway.write("docs/greet.md", PAGE.replace("greet:say", "greet:bow"))
    for text in (BODY, BODY.lstrip()):
        with pytest.raises(Fault) as caught:
            convert(throwaway, text.replace("greet:say", "greet:bow"))
        assert (caught.value.path, caught.value.line) == (page, 14)


def test_a_call_in_a_text_of_no_page_is_expanded_too(throwaway: Throwaway) -> None:
    assert "hello" in convert(throwaway, "Elsewhere.\n\n/// duet | greet:say\n")
    with pytest.raises(Fault, match=r"^page:3: "):
        convert(throwaway, "Elsewhere.\n\n/// duet | greet:bow\n")


def test_the_root_is_where_the_command_runs_unless_it_is_set(throwaway: Throwaway) -> None:
    assert Path.cwd() == throwaway.root
    assert "hello" in markdown.markdown("/// duet | greet:say\n", extensions=EXTENSIONS)
