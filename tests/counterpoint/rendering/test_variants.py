"""What a page says of other versions: below each section in a line, and on a page of its own in full."""

import pytest
from msgspec.structs import replace

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.recording import read_recording
from counterpoint.recordings.variants import Outcome, Tried, Variant, mark_of, write_variant
from counterpoint.rendering import versions_page
from counterpoint.rendering.expand import expand
from counterpoint.rendering.for_site import FORM
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import Throwaway

PAGE = "---\ntitle: Versions\ndescription: Other versions.\n---\n\n# Versions\n\n/// versions\n"


def write(throwaway: Throwaway, asked: str, differ: dict[str, Outcome] | None, **fields: object) -> None:
    """Record a version of torch; None where it could not be had."""
    recording = read_recording(throwaway.repository.topic("greet"), PYTORCH, "cpu")
    assert recording
    tried = {"greet": {"pytorch": Tried(mark_of(recording), differ)}} if differ is not None else {}
    made = Variant("torch", asked, "2026-11-25", "3.11.7", {"torch": f"{asked}.1"}, "Linux x86_64", snippets=tried)
    write_variant(throwaway.repository, replace(made, **fields))  # type: ignore[arg-type]


@pytest.fixture
def tried(throwaway: Throwaway) -> Throwaway:
    """Five versions, of which the two oldest do something else."""
    for asked in ("2.15", "2.12", "2.11"):
        write(throwaway, asked, {})
    write(throwaway, "2.10", {"say": {"prints": "word: hullo\n"}})
    write(throwaway, "2.9", {"say": {"raises": "TypeError: <b> is no word"}})
    write(throwaway, "2.8", None, versions={}, python="", why_not="Because torch 2.8 has no wheels.")
    throwaway.write("docs/versions.md", PAGE)
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - Versions: versions.md\n")
    return throwaway


def site(throwaway: Throwaway, name: str) -> str:
    page = throwaway.repository.page(name)
    return expand(throwaway.repository, page, page.body, FORM)


def test_the_check_accepts_what_a_run_wrote(tried: Throwaway) -> None:
    assert tried.succeeds("check") == "all in order\n"


def test_below_a_section_stands_where_it_is_the_same_and_what_it_does_elsewhere(tried: Throwaway) -> None:
    shown = site(tried, "greet.md")
    assert 'elsewhere">the same on PyTorch 2.9–2.15</li>' in shown  # the section `word`
    told = "PyTorch 2.9 raises TypeError: &lt;b&gt; is no word; PyTorch 2.10 prints “word: hullo”"
    assert f'the same on PyTorch 2.11–2.15 · <a href="../versions/#in-greet" class="proof">{told}</a>' in shown


def test_without_the_page_of_versions_nothing_is_linked(throwaway: Throwaway) -> None:
    write(throwaway, "2.9", {"say": {"prints": "word: hullo\n"}})
    assert 'elsewhere">PyTorch 2.9 prints “word: hullo”</li>' in site(throwaway, "greet.md")


def test_the_plain_page_says_it_in_a_sentence(tried: Throwaway) -> None:
    plain = plain_page(tried.repository.page("greet.md"))
    assert "not run on GPU. The same on PyTorch 2.11–2.15. Something else on PyTorch 2.9, PyTorch 2.10.*" in plain


def test_a_version_between_two_others_parts_their_span(throwaway: Throwaway) -> None:
    for asked, differ in (("2.12", {}), ("2.11", {"say": {"warns": "FutureWarning: old"}}), ("2.10", {})):
        write(throwaway, asked, differ)
    shown = site(throwaway, "greet.md")
    assert "the same on PyTorch 2.10, 2.12 · PyTorch 2.11 warns: FutureWarning: old" in shown


def test_what_ran_before_the_snippet_was_recorded_anew_is_not_told(tried: Throwaway) -> None:
    tried.record(outputs={"word": "", "say": "word: hi\n"})
    assert "elsewhere" not in site(tried, "greet.md")
    assert "| – |" not in site(tried, "versions.md")
    assert "Nothing." in site(tried, "versions.md")


def test_the_page_has_a_cell_for_each_version_that_leads_to_what_differs(tried: Throwaway) -> None:
    shown = site(tried, "versions.md")
    assert "Recorded on 2.13.0; elsewhere:\n\n| page | 2.15.1 | 2.12.1 | 2.11.1 | 2.10.1 | 2.9.1 |" in shown
    cells = "same | same | same | [1&nbsp;differs](#in-greet) | [1&nbsp;differs](#in-greet) |"
    assert f"| [Greet](greet.md) | {cells}" in shown
    assert "### Greet {#in-greet}" in shown
    assert "```diff\n-word: hello\n+word: hullo\n```" in shown
    assert "section `say` raises:\n\n```text\nTypeError: <b> is no word\n```" in shown
    assert "- PyTorch 2.8: not tried, since it can't be had. `Because torch 2.8 has no wheels.`" in shown


def test_the_plain_page_of_versions_has_no_links_into_itself(tried: Throwaway) -> None:
    shown = versions_page.for_text(tried.repository)
    assert "| Greet | same | same | same | 1 differs | 1 differs |" in shown
    assert "#in-" not in shown


def test_tests_that_failed_are_counted(throwaway: Throwaway) -> None:
    write(throwaway, "2.9", {}, passed=7, failed=["tests.topics.test_greet::test_it"])
    assert "of the topics' tests, 7 passed and 1 failed" in versions_page.for_site(throwaway.repository)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("2.9.1", "2.9.2", "the variant cannot be read: a field was changed after the run"),
        ('"package": "torch"', '"package": "jax"', "'jax-2.9' is no variant of torch, tensorflow, keras, python"),
        ('"raises"', '"shouts"', "'greet:say' has none of: prints, raises, warns, follows"),
        ("{", "", "the variant cannot be read: Extra data"),
    ],
)
def test_a_file_that_no_run_wrote_is_refused(tried: Throwaway, old: str, new: str, what: str) -> None:
    path = tried.root / "versions/torch-2.9.json"
    tried.write("versions/torch-2.9.json", path.read_text().replace(old, new, 1))
    said = tried.refuses("check")
    assert said.startswith("versions/torch-2.9.json:")
    assert what in said
    assert "Run it again: make versions VARIANT=torch-2.9" in said


def test_a_stranger_among_them_is_refused(tried: Throwaway) -> None:
    tried.write("versions/notes.txt", "mine")
    tried.refuses_check(
        "versions/notes.txt: this is no variant", "Delete it: `make versions` writes what belongs here."
    )


def test_a_day_to_come_is_refused(throwaway: Throwaway) -> None:
    write(throwaway, "2.9", {}, date="2999-01-01")
    assert "no run wrote this: the day '2999-01-01' is to come" in throwaway.refuses("check")
