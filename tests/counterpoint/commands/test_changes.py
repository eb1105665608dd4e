"""Before and after: what changed since a revision, told in Markdown that no output can break."""

import html
import subprocess

import pytest
from msgspec.structs import replace

from counterpoint.commands.changes import MOST_ROWS, code
from counterpoint.recordings.parity import read_parities, write_parities
from counterpoint.recordings.recording import write_recording
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import RECORDING, Throwaway

PAGE = "<code>Greet</code> <code>docs&#47;greet&#46;md</code>"
LEDGER = """\
- {id: S1, claim: It speaks., by: us, verdict: holds, because: It prints., evidence: [{measurement: "greet:say"}]}
- {id: S2, claim: It is., by: us, verdict: holds, because: It does.,
   evidence: [{test: "tests/topics/test_greet.py::test_it"}]}
- {id: S3, claim: It knows., by: us, verdict: holds, because: It does., evidence: [{measurement: "greet:word"}]}
"""


@pytest.fixture
def committed(throwaway: Throwaway) -> Throwaway:
    """The repository as its first commit."""
    throwaway.write("ledger/claims.yml", LEDGER)
    git(throwaway, "init", "--quiet", "--initial-branch", "main")
    commit(throwaway)
    return throwaway


def git(throwaway: Throwaway, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=throwaway.root, check=True, capture_output=True)


def commit(throwaway: Throwaway) -> None:
    git(throwaway, "add", "--all")
    git(throwaway, "commit", "--quiet", "--message", "as it is")


def test_nothing_that_changed_is_nothing_told(committed: Throwaway) -> None:
    committed.write("README.md", "not a page")
    committed.record(date="2026-11-30", seconds=9.0)
    assert committed.succeeds("changes") == "Nothing that a page shows has changed.\n"


def test_a_line_is_told_before_and_after_with_its_page_section_voice_and_claims(committed: Throwaway) -> None:
    write_recording(
        committed.repository.topic("greet"),
        PYTORCH,
        replace(RECORDING, outputs={"word": "", "say": "word: hi\nloss: 0.51\n"}),
    )
    assert committed.succeeds("changes") == (
        "### Outputs\n\n"
        "| page | section | voice | before | after | claims |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        f"| {PAGE} | <code>say</code> | PyTorch | <code>word&#58; hello</code> | <code>word&#58; hi</code> | S1 |\n"
        f"| {PAGE} | <code>say</code> | PyTorch |  | <code>loss&#58; 0.51</code> | S1 |\n\n"
        "### Claims whose tests lie there\n\n- <code>greet</code>: S2\n"
    )


def test_a_line_that_quotes_a_value_is_told_as_it_read_and_as_it_reads(committed: Throwaway) -> None:
    prose = "Then it says {{say pytorch: word}}\n\nIt is {{say tensorflow: word}}"
    committed.edit("docs/greet.md", "Then it speaks.", prose)
    commit(committed)
    committed.record(outputs={"word": "", "say": "word: hi\n"})
    assert committed.succeeds("changes").startswith(
        "### Lines that quote a value\n\n"
        "| page | before | after |\n"
        "| --- | --- | --- |\n"
        f"| {PAGE} | <code>Then it says hello</code> | <code>Then it says hi</code> |\n"
        f"| {PAGE} | <code>It is hello</code> | <code>It is hi</code> |\n\n"
        "### Outputs\n"
    )


def test_a_quotation_of_what_was_not_yet_recorded_has_nothing_before(committed: Throwaway) -> None:
    committed.record(outputs={"word": "", "say": "words: hi\n"})
    committed.edit("docs/greet.md", "Then it speaks.", "Then it says {{say: words}}")
    assert f"| {PAGE} |  | <code>Then it says hi</code> |\n" in committed.succeeds("changes")


def test_a_parity_is_told_before_and_after(committed: Throwaway) -> None:
    (parity,) = read_parities(committed.repository.topic("greet"), "cpu")
    other = replace(parity, name="more")
    write_parities(committed.repository.topic("greet"), "cpu", [replace(parity, difference=2.5e-7, atol=1e-5), other])
    told = committed.succeeds("changes")
    before = "<code>equal to the last bit, rtol 1e-05, atol 1e-06</code>"
    after = "<code>at most 2.5e-07 apart, rtol 1e-05, atol 1e-05</code>"
    assert f"| {PAGE} | <code>say</code> | <code>words</code> | {before} | {after} | S1 |\n" in told
    assert f"| {PAGE} | <code>say</code> | <code>more</code> |  | {before} | S1 |\n" in told
    assert "### Outputs" not in told


def test_a_run_on_a_gpu_and_new_versions_are_told_once_for_all_topics(committed: Throwaway) -> None:
    committed.add_topic("meet")
    commit(committed)
    for topic in ("greet", "meet"):
        recording = replace(RECORDING, device="cuda", device_name="H100", driver="580.65")
        write_recording(committed.repository.topic(topic), PYTORCH, recording)
        write_recording(committed.repository.topic(topic), PYTORCH, replace(RECORDING, versions={"torch": "2.14.0"}))
    told = committed.succeeds("changes")
    assert (
        "- PyTorch on GPU: not run → <code>torch 2.13.0</code> <code>H100</code> <code>580.65</code>, 2 topics\n"
        in told
    )
    assert "- PyTorch on CPU: <code>torch 2.13.0</code> → <code>torch 2.14.0</code>, 2 topics\n" in told
    assert "| PyTorch on GPU |  | <code>word&#58; hello</code> |" in told


def test_pages_that_came_changed_and_went_are_told(committed: Throwaway) -> None:
    committed.write("docs/index.md", "# Another\n")
    committed.write("docs/deep/more.md", "---\ntitle: More | here\n---\n")
    (committed.root / "docs/greet.md").unlink()
    assert committed.succeeds("changes") == (
        "### Pages\n\n"
        "- <code>More &#124; here</code> <code>docs&#47;deep&#47;more&#46;md</code>: new\n"
        f"- {PAGE}: gone\n"
        "- <code>docs&#47;index&#46;md</code>: changed\n"
    )


def test_another_revision_than_the_last_can_be_named(committed: Throwaway) -> None:
    committed.write("docs/index.md", "# Another\n")
    commit(committed)
    assert committed.succeeds("changes") == "Nothing that a page shows has changed.\n"
    assert "index" in committed.succeeds("changes", "HEAD^")


@pytest.mark.parametrize("revision", ["nowhere", "HEAD^", "--output=stolen", "HEAD:docs"])
def test_what_is_no_revision_is_refused(committed: Throwaway, revision: str) -> None:
    assert committed.refuses("changes", "--", revision) == (
        f".: git knows no revision '{revision}'\n"
        "    Name a commit, a branch or a tag that this clone has: HEAD^, main.\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "`</code>` | x | <img src=x onerror=alert(1)>",
        "[click](https://evil.invalid) ![x](//evil.invalid/x.png)",
        "@maintainers please #1 http://evil.invalid www.evil.invalid a@evil.invalid",
        "**bold** _em_ ~~gone~~ $x$ \\| \\` ::: &lt;b&gt; <!-- -->",
        "right\u202eleft \x1b[31mred\u200b",
    ],
)
def test_no_output_can_break_the_table_link_or_call_anyone(committed: Throwaway, hostile: str) -> None:
    write_recording(
        committed.repository.topic("greet"),
        PYTORCH,
        replace(RECORDING, outputs={"word": "", "say": hostile, hostile: "x"}),
    )
    rows = [line for line in committed.succeeds("changes").splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 3
    for row in rows:
        assert row.count("|") == 7, "a cell was broken"
        told = row.replace("<code>", "").replace("</code>", "").replace("<br>", "")
        assert not set(told) & set("<>`[]@/:*_~$\\!")
        assert "www." not in told
        assert html.unescape(told).isprintable(), "a reader would see another text than is there"


def test_what_is_harmless_stays_readable() -> None:
    assert code("mean 0.082, (60, 28), 1.2e-07 +3 -4.5 = 7%") == (
        "<code>mean 0.082, (60, 28), 1.2e-07 +3 -4.5 = 7%</code>"
    )
    assert code("") == ""


def test_a_long_table_ends_with_the_number_that_is_missing(committed: Throwaway) -> None:
    lines = "".join(f"line {number}\n" for number in range(MOST_ROWS + 7))
    write_recording(
        committed.repository.topic("greet"), PYTORCH, replace(RECORDING, outputs={"word": "", "say": lines})
    )
    told = committed.succeeds("changes")
    assert "\n\n7 more rows are left out.\n" in told
    assert told.count(PAGE) == MOST_ROWS
