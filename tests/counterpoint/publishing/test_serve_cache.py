"""What `mkdocs serve` keeps from one build to the next."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from mkdocs.structure.pages import Page as BuiltPage

from counterpoint.publishing import serve_cache
from counterpoint.publishing.search import SearchEntry
from counterpoint.publishing.serve_cache import RENDERED, CompiledTemplates, KeptEntries, KeptPages
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import Throwaway

LOADER = jinja2.DictLoader({"page.html": "Dear {{ name }}"})


def test_a_template_is_compiled_by_the_first_build_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = CompiledTemplates()
    first, second = (jinja2.Environment(loader=LOADER, bytecode_cache=kept) for _ in range(2))
    assert first.get_template("page.html").render(name="reader") == "Dear reader"
    monkeypatch.setattr(second, "compile", lambda *_: pytest.fail("compiled again"))
    assert second.get_template("page.html").render(name="writer") == "Dear writer"


def test_a_template_that_has_changed_is_compiled_anew() -> None:
    kept = CompiledTemplates()
    texts = ("before", "after")
    loaders = [jinja2.DictLoader({"page.html": text}) for text in texts]
    shown = [jinja2.Environment(loader=loader, bytecode_cache=kept).get_template("page.html") for loader in loaders]
    assert [template.render() for template in shown] == list(texts)


@pytest.fixture
def kept(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> KeptPages:
    """The pages of one build, rendered by nobody: a page becomes the text that it was rendered from."""

    def rendered(page: Any, config: Any, files: Any) -> None:
        vars(page).update(dict.fromkeys(RENDERED), content=f"rendered {len(rendered_pages)}")
        rendered_pages.append(page.file.src_uri)

    rendered_pages: list[str] = []
    monkeypatch.setattr(BuiltPage, "render", rendered)
    return KeptPages()


def built(kept: KeptPages, repository: Repository, name: str = "greet.md", names: tuple[str, ...] = ()) -> str:
    """Build one page once and return what it became."""
    config: Any = SimpleNamespace(markdown_extensions=[], mdx_configs={})
    files: Any = SimpleNamespace(src_uris={name, *names})
    page: Any = SimpleNamespace(file=SimpleNamespace(src_uri=name), markdown=repository.page(name).body)
    kept.begin_build(repository, config, files)
    kept.render(repository, page, config, files)
    return str(page.content)


def test_a_page_is_rendered_once_while_it_stays_as_it_is(kept: KeptPages, throwaway: Throwaway) -> None:
    assert [built(kept, throwaway.repository) for _ in range(3)] == ["rendered 0"] * 3


@pytest.mark.parametrize(
    "save",
    [
        lambda one: one.edit("docs/greet.md", "Then it speaks.", "Then it shouts."),
        lambda one: one.edit("snippets/greet/greet_pytorch.py", '"hello"', '"hullo"'),
        lambda one: one.record(outputs={"word": "", "say": "word: hi\n"}),
        lambda one: one.record(date="2026-11-23"),
    ],
    ids=["the page", "a snippet", "an output", "a day"],
)
def test_what_a_page_shows_is_rendered_anew_once_it_is_saved(
    kept: KeptPages, throwaway: Throwaway, save: Callable[[Throwaway], None]
) -> None:
    assert built(kept, throwaway.repository) == "rendered 0"
    save(throwaway)
    assert [built(kept, throwaway.repository) for _ in range(2)] == ["rendered 1"] * 2


def test_a_page_beside_others_is_rendered_anew(kept: KeptPages, throwaway: Throwaway) -> None:
    built(kept, throwaway.repository)
    assert built(kept, throwaway.repository, names=("other.md",)) == "rendered 1"


def test_a_page_is_expanded_again_only_where_something_was_saved_that_it_may_show(
    kept: KeptPages, throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(kept, throwaway.repository)
    with monkeypatch.context() as patch:
        patch.setattr(serve_cache, "expand", lambda *_: pytest.fail("expanded again"))
        assert built(kept, throwaway.repository) == "rendered 0"
    throwaway.edit("docs/greet.md", "/// duet | greet:say", "/// duet | greet:say\n\n/// glossary")
    assert built(kept, throwaway.repository) == "rendered 1"
    monkeypatch.setattr(serve_cache, "expand", lambda *_: "what other pages say now")
    assert built(kept, throwaway.repository) == "rendered 2", "the glossary is not of this page alone"


def searched(kept: KeptEntries, html: str, url: str = "greet/") -> tuple[list[SearchEntry], bool]:
    """Build a page once: return the search's entries, and whether it read the page."""
    page: Any = SimpleNamespace(url=url, content=html)
    entries: list[SearchEntry] = [{"location": "home"}]
    kept.begin(page, entries)
    read = bool(page.content)
    if read:
        entries.append({"location": url, "text": page.content})
    kept.end(page, html, entries)
    return entries[1:], read


def test_a_page_that_stayed_is_found_without_being_read_again() -> None:
    kept = KeptEntries()
    first, read = searched(kept, "hello")
    assert read
    assert searched(kept, "hello") == (first, False)
    assert searched(kept, "hello") == (first, False)


def test_a_page_that_changed_is_read_again_and_others_are_not_taken_for_it() -> None:
    kept = KeptEntries()
    searched(kept, "hello")
    assert searched(kept, "good day") == ([{"location": "greet/", "text": "good day"}], True)
    assert searched(kept, "good day") == ([{"location": "greet/", "text": "good day"}], False)
    assert searched(kept, "good day", "other/") == ([{"location": "other/", "text": "good day"}], True)
