"""`counterpoint rename` and `remove`: what names a topic follows, what others rest on stays, all or nothing."""

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.commands.rename import renamed_in
from counterpoint.publishing.publish import publish
from tests.counterpoint.throwaway import Throwaway

CLAIMS = """\
# Claims of this page.
- id: S1
  claim: It speaks.
  by: us
  verdict: holds
  because: It prints.
  evidence:
    - test: tests/topics/test_greet.py::test_it
    - measurement: greet:say

# Claims of another.
- id: T1
  claim: It is.
  by: us
  verdict: opinion
  because: So we think.
"""


@pytest.fixture
def rich(throwaway: Throwaway) -> Throwaway:
    """A repository in which everything names the topic `greet` that may."""
    throwaway.add_topic("wave")
    throwaway.write("ledger/claims.yml", CLAIMS)
    throwaway.write("ledger/numbers.yml", '- page: greet.md\n  number: "0.5"\n  source: definition\n  why: a half\n')
    throwaway.write("docs/assets/images/greet.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>')
    text = "\nHalf is 0.5. [[S1]] {{greet:say: word}}\n\n![A greeting](assets/images/greet.svg)\n"
    throwaway.write("docs/greet.md", throwaway.read("docs/greet.md") + text)
    page = "# Home\n\nSee [it](greet.md#what-each-says). [[T1]] {{greet:say: word}} `greet`\n\n/// output | greet:say\n"
    throwaway.write("docs/index.md", page)
    throwaway.write("tests/topics/test_wave.py", 'def test_it(run_of):\n    assert "greet"\n')
    assert throwaway.succeeds("check") == "all in order\n"
    return throwaway


def test_all_that_names_a_topic_follows_it(rich: Throwaway) -> None:
    told = rich.succeeds("rename", "greet", "meet", "--yes")
    assert rich.succeeds("check") == "all in order\n"
    names = [name for name in rich.files() if "greet" in name]
    assert names == []
    assert rich.read("docs/index.md") == (
        "# Home\n\nSee [it](meet.md#what-each-says). [[T1]] {{meet:say: word}} `greet`\n\n/// output | meet:say\n"
    )
    assert "/// duet | meet:word" in rich.read("docs/meet.md")
    assert "![A greeting](assets/images/meet.svg)" in rich.read("docs/meet.md")
    assert "tests/topics/test_meet.py::test_it\n    - measurement: meet:say\n" in rich.read("ledger/claims.yml")
    assert rich.read("ledger/numbers.yml").startswith("- page: meet.md\n")
    assert "  - Greet: meet.md\n" in rich.read("mkdocs.yml")
    assert "snippets/greet/greet_pytorch.py → snippets/meet/meet_pytorch.py\n" in told
    assert 'left to you: tests/topics/test_wave.py:2: assert "greet"\n' in told
    assert "left to you: docs/index.md:3: " in told


def test_the_old_address_leads_to_the_new_one_without_a_script(rich: Throwaway, tmp_path: Path) -> None:
    rich.succeeds("rename", "greet", "meet", "--yes")
    publish(rich.repository, tmp_path / "site", "https://here.invalid/")
    page = (tmp_path / "site" / "greet" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://here.invalid/meet/">' in page
    assert '<a href="../meet/">' in page
    assert 'content="0; url=../meet/"' in page
    only_script = page.count("<script") == page.count('/javascripts/moved.js" data-to="') == 1
    assert "http-equiv" in page and only_script, "a script may add the place on the page, and none is needed"


def test_a_topic_that_is_renamed_back_needs_no_redirect_from_itself(rich: Throwaway) -> None:
    before = rich.files()
    rich.succeeds("rename", "greet", "meet", "--yes")
    rich.succeeds("rename", "meet", "greet", "--yes")
    after = rich.files()
    assert after.pop("ledger/redirects.yml").endswith(b"- from: meet.md\n  to: greet.md\n")  # type: ignore[union-attr]
    assert after == before


def test_a_topic_that_is_renamed_twice_is_reached_from_both_addresses(rich: Throwaway) -> None:
    rich.succeeds("rename", "greet", "meet", "--yes")
    rich.succeeds("rename", "meet", "bow", "--yes")
    moved = "- from: greet.md\n  to: bow.md\n- from: meet.md\n  to: bow.md\n"
    assert rich.read("ledger/redirects.yml").endswith(moved)


def test_nothing_happens_before_it_is_agreed_to(rich: Throwaway) -> None:
    before = rich.files()
    for command in (["rename", "greet", "meet"], ["remove", "wave"]):
        result = CliRunner().invoke(app, command, input="n\n")
        assert result.exit_code == 1
        assert "Do it? [y/N]: n" in result.output
    assert rich.files() == before


@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_full_disk_half_way_changes_nothing(rich: Throwaway, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    original, calls = Path.write_bytes, 0

    def fail_at(self: Path, content: bytes) -> int:
        nonlocal calls
        calls += rich.root in self.parents
        if calls == number and rich.root in self.parents:
            calls += 1
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return original(self, content)

    before = rich.files()
    monkeypatch.setattr(Path, "write_bytes", fail_at)
    result = CliRunner().invoke(app, ["rename", "greet", "meet", "--yes"])
    assert calls > number, "the failure did not take place"
    assert result.exit_code == 1
    assert "it cannot be changed: No space left on device\n    Nothing was changed. Mend that.\n" in result.stderr
    assert rich.files() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hello", "meet"), "snippets: there is no topic 'hello'\n    Topics are: greet, wave\n"),
        (("greet", "wave"), "snippets/wave: there is a topic or page 'wave' already\n    Choose another name.\n"),
        (("greet", "index"), "snippets/index: there is a topic or page 'index' already\n    Choose another name.\n"),
    ],
)
def test_a_name_that_cannot_be_had_is_told(rich: Throwaway, arguments: tuple[str, str], message: str) -> None:
    assert rich.refuses("rename", *arguments) == message


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.md", "/// voice | old:say pytorch", "/// voice | new:say pytorch"),
        ("a.md", "old, older.md, very-old.md", "old, older.md, very-old.md"),
        ("a.md", "[x](../old.md#a) test_old.py old_pytorch.py", "[x](../new.md#a) test_new.py new_pytorch.py"),
        ("a.md", "{{old:say: old}}", "{{new:say: old}}"),
        ("a.yml", "{measurement: 'old:say'}, because: old: it", "{measurement: 'new:say'}, because: old: it"),
        ("a.py", 'docs / "old.md", older_pytorch.py, "old"', 'docs / "new.md", older_pytorch.py, "old"'),
    ],
)
def test_a_name_is_replaced_where_it_names_the_topic(path: str, text: str, expected: str) -> None:
    assert renamed_in(text, Path(path), "old", "new") == expected


def test_a_topic_on_which_nothing_rests_goes_with_what_is_its_own(rich: Throwaway) -> None:
    rich.write("docs/index.md", "# Home\n\nThis is home. [[T1]]\n")
    told = rich.succeeds("remove", "greet", "--yes")
    assert "ledger/claims.yml: claims that no other page marks go: S1\n" in told
    assert [name for name in rich.files() if "greet" in name] == []
    assert rich.read("ledger/claims.yml").startswith("# Claims of this page.\n\n# Claims of another.\n- id: T1\n")
    assert "ledger/numbers.yml" not in rich.files()
    assert "greet" not in rich.read("mkdocs.yml")
    assert rich.succeeds("check") == "all in order\n"


def test_a_topic_on_which_a_page_rests_stays(rich: Throwaway) -> None:
    told = rich.refuses("remove", "greet", "--yes")
    assert told.startswith("Nothing was changed. It would leave behind:\n")
    assert "docs/index.md:3: the link 'greet.md#what-each-says' leads nowhere\n" in told


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("- from: greet.md\n  to: index.md\n", "there is a page 'greet.md', which its own address must show"),
        ("- from: a.md\n  to: b.md\n", "there is no page 'b.md'"),
        ("- from: ../a.md\n  to: index.md\n", "'../a.md' is no place below docs/"),
        ("- from: a.md\n", "the entry is not whole: it lacks the field 'to'"),
    ],
)
def test_a_redirect_that_cannot_be_is_refused(throwaway: Throwaway, entry: str, what: str) -> None:
    throwaway.write("ledger/redirects.yml", entry)
    assert throwaway.refuses("check").startswith(f"ledger/redirects.yml:1: {what}\n")
