"""Expanding a page: the code that goes in comes out, and nothing else moves."""

import shutil
from pathlib import Path

import pytest
import pytest_codeblocks

from counterpoint.publishing.publish import plain_page
from counterpoint.rendering.evidence import Evidence
from counterpoint.rendering.expand import Form, expand
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from tests.counterpoint.throwaway import Throwaway

NAMES = Form(
    call=lambda page, evidence: f"<{evidence.call.section}>", claim=lambda *rest: "", whole={}, rows=lambda *rest: ""
)
CLAIM = """\
- id: S6
  claim: It is so.
  by: somebody
  verdict: opinion
  because: They say so.
"""
CODES = [
    "x = 1",
    "class A:\n\n    b = 1\n\n\n    c = 2",
    "    \nx = 1\n   ",
    "if True:\n\tx = 1  # ü ∂ 🙂",
    "s = '''\n# Heading\n\n/// duet | greet:say\n~~~\n[[S6]]\n=== \"Tab\"\n--8<-- \"x\"\n'''",
    "print('<script>&amp;</script> `tick` ``` in a line')",
    "x = [\n    1,\n    2,\n]  # trailing blanks   ",
    "s = 'a\x0cb\u2028c'",
]


@pytest.mark.parametrize("code", CODES)
def test_a_reader_who_copies_a_block_has_the_section(throwaway: Throwaway, tmp_path: Path, code: str) -> None:
    for voice in ("pytorch", "tensorflow"):
        throwaway.edit(f"snippets/greet/greet_{voice}.py", 'word = "hello"', code)
    throwaway.record()
    published = tmp_path / "published.md"
    published.write_text(plain_page(throwaway.repository.page("greet.md")), encoding="utf-8", newline="")
    blocks = [one.code for one in pytest_codeblocks.extract_from_file(published) if one.syntax == "python"]
    sections = read_sections(throwaway.root / "snippets/greet/greet_pytorch.py")
    assert code.strip("\n") in sections["word"].code
    assert blocks == [sections[name].code for name in ("word", "word", "say", "say")]


def test_only_the_lines_that_call_are_replaced(throwaway: Throwaway) -> None:
    text = "a\n/// duet | greet:word\n\n```\n/// duet | greet:say\n```\n  b\t\n/// voice | greet:say pytorch\n"
    expected = "a\n\n<word>\n\n\n```\n/// duet | greet:say\n```\n  b\t\n\n<say>\n\n"
    assert expand(throwaway.repository, None, text, NAMES) == expected


def test_a_page_without_calls_stays_as_it_is(throwaway: Throwaway) -> None:
    text = "# A\n\n| a | b |\n\n\n*** \n"
    assert expand(throwaway.repository, None, text, NAMES) == text


def test_a_fault_counts_the_lines_that_were_cut_off_above(throwaway: Throwaway) -> None:
    page = throwaway.repository.page("greet.md")
    with pytest.raises(Fault) as caught:
        expand(throwaway.repository, page, "a\n/// duet | greet:bow\n", NAMES, before=4)
    assert (caught.value.path, caught.value.line) == (page.path, 6)


def test_each_call_gets_its_own_evidence(throwaway: Throwaway) -> None:
    seen: list[Evidence] = []
    form = Form(
        call=lambda page, evidence: str(seen.append(evidence)), claim=lambda *rest: "", whole={}, rows=lambda *rest: ""
    )
    calls = ["duet | greet:word", "duet | greet:say", "voice | greet:say tensorflow", "output | greet:say"]
    expand(throwaway.repository, None, "\n".join(f"/// {call}" for call in calls), form)
    both = ["pytorch", "tensorflow"]
    assert [[shown.voice.name for shown in one.shown] for one in seen] == [both, both, ["tensorflow"], both]
    assert [[parity.name for parity in one.parities] for one in seen] == [[], ["words"], [], []]
    assert [{shown.output for shown in one.shown} for one in seen] == [{""}, *[{"word: hello\n"}] * 3]


def test_a_twin_that_is_missing_is_told_with_the_line_of_the_call(throwaway: Throwaway) -> None:
    (throwaway.root / "snippets/greet/greet_tensorflow.py").unlink()
    with pytest.raises(Fault, match=r"page:2: 'greet' has no TensorFlow twin\n    Write greet_tensorflow\.py beside"):
        expand(throwaway.repository, None, "\n/// duet | greet:word\n", NAMES)


def test_a_repository_without_topics_says_so(throwaway: Throwaway) -> None:
    shutil.rmtree(throwaway.repository.snippets)
    with pytest.raises(Fault, match=r"Topics are: none yet\. Begin one with: counterpoint new greet"):
        expand(throwaway.repository, None, "/// duet | greet:word\n", NAMES)


def test_a_mark_becomes_its_claim_and_a_mark_in_a_fence_stays(throwaway: Throwaway) -> None:
    throwaway.write("ledger/claims.yml", CLAIM)
    form = Form(call=NAMES.call, claim=lambda page, claim, place: f"<{claim.id} {place}>", whole={}, rows=NAMES.rows)
    text = "So it is [[S6]] [[S6]].\n```\n[[S6]]\n```\n"
    assert (
        expand(throwaway.repository, None, text, form, before=4) == "So it is <S6 5-9> <S6 5-16>.\n```\n[[S6]]\n```\n"
    )


@pytest.mark.parametrize("line", ["That is so [[S9]].", "/// trio"])
def test_a_bad_line_is_told_with_its_page_and_place(throwaway: Throwaway, line: str) -> None:
    page = throwaway.repository.page("greet.md")
    for known, path in ((page, page.path), (None, "page")):
        with pytest.raises(Fault) as caught:
            expand(throwaway.repository, known, f"a\n{line}\n", NAMES, before=4)
        assert (caught.value.path, caught.value.line) == (path, 6)


def published(repository: Repository, name: str = "greet.md") -> str:
    return plain_page(repository.page(name))


def test_the_published_page_tells_code_output_runs_and_parity(throwaway: Throwaway) -> None:
    text = published(throwaway.repository)
    assert text.startswith("# Greet\n\n## What each says\n")
    assert text.endswith(
        "**TensorFlow**, section `say` of [`greet_tensorflow.py`](greet/greet_tensorflow.py):\n\n"
        '```python\nprint(f"word: {word}")\n```\n\n'
        "TensorFlow prints:\n\n```text\nword: hello\n```\n\n"
        "*PyTorch: torch 2.13.0, Python 3.11.7, CPU, 22 Nov 2026; not run on GPU.*  \n"
        "*TensorFlow: torch 2.13.0, Python 3.11.7, CPU, 22 Nov 2026; not run on GPU.*  \n"
        "*words: equal to the last bit on equal weights (allowed: rtol 1e-05, atol 1e-06).*\n"
    )
    assert "prints:\n\n```text\n\n" not in text, "a section that prints nothing shows an empty block"


def test_a_recording_older_than_its_source_is_shown_as_such(throwaway: Throwaway) -> None:
    stale = "The source has changed since: record it again."
    assert stale not in published(throwaway.repository)
    throwaway.edit("snippets/greet/greet_tensorflow.py", "hello", "good day")
    assert published(throwaway.repository).count(stale) == 2


def test_a_picture_is_named_from_where_the_page_lies(throwaway: Throwaway) -> None:
    throwaway.write("snippets/greet/recorded/bow_pytorch_cpu.svg", "<svg/>")
    throwaway.write("docs/more/other.md", "# Other\n\n/// picture | greet:bow pytorch | A bow.\n")
    assert published(throwaway.repository, "more/other.md") == "# Other\n\n\n![A bow.](../greet/bow_pytorch_cpu.svg)\n"
