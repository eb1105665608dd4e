"""What `mkdocs serve` keeps from one build to the next."""

from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from counterpoint.publishing.search import SearchEntry
from counterpoint.publishing.serve_cache import CompiledTemplates, KeptEntries

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
