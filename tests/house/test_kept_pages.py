"""What `mkdocs serve` keeps from one build to the next."""

import jinja2
import pytest

from counterpoint.kept_pages import CompiledTemplates

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
