"""`make mutants`: its operators make each kind of break, a survivor is named, an equivalent is passed over."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counterpoint.recordings.mutants import KINDS, read_rates, wilson
from counterpoint.rendering.measured import mutants_row
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from mutants.breaks import PACKAGE, PAGES, RECORDINGS, SNIPPETS, Break
from mutants.choice import NoSuchList, all_breaks, chosen, equivalents, lines_of_diff
from mutants.code import breaks_of, runs_otherwise
from mutants.data import breaks_of_ledger, breaks_of_page, breaks_of_recording
from mutants.report import Result, below, in_words, write
from mutants.scratch import in_fork, made
from tests.conftest import REPOSITORY
from tests.counterpoint.throwaway import Throwaway

# ------------------------------------------------------------------ the operators

OPERATORS = {
    "constant": [("rate = 0.5", "rate = 1.0"), ("count = 3", "count = 4"), ("train = True", "train = False")],
    "sign": [
        ("x = -y", "x = y"),
        ("x = a + b", "x = a - b"),
        ("x = (a / b) * c", "x = (a * b) * c"),
        ("x = -(a @ b)", "x = (a @ b)"),
    ],
    "comparison": [
        ("a < b", "a <= b"),
        ("a == b", "a != b"),
        ("not a", "a"),
        ("(a and b) or c", "(a or b) or c"),
        ("a not in b", "a in b"),
    ],
    "argument dropped": [("f(a, b)", "f(a)"), ("f(a, rate=b)", "f(a)")],
    "call dropped": [("model.eval()", "pass"), ("x = (y @ z).detach()", "x = (y @ z)")],
    "swapped names": [("f(a, b)", "f(b, a)")],
    "axis": [("f(a, dim=0)", "f(a, dim=1)"), ("f(a, axis=-1)", "f(a, axis=0)")],
    "reduction": [("a.mean()", "a.sum()"), ("tf.reduce_max(a)", "tf.reduce_min(a)"), ('f("mean")', 'f("sum")')],
    "seed": [("torch.manual_seed(3)", "torch.manual_seed(4)"), ("default_rng(seed=0)", "default_rng(seed=1)")],
    "label": [('print(f"loss: {a}")', 'print(f"ssol: {a}")'), ('print("best loss:", a)', 'print("tseb loss:", a)')],
}


@pytest.mark.parametrize(
    ("operator", "before", "after"), [(name, *pair) for name, pairs in OPERATORS.items() for pair in pairs]
)
def test_an_operator_of_code_breaks_this_line_so(operator: str, before: str, after: str) -> None:
    source = f"a = 'é'\n{before}\n"
    assert after in [one.after for one in code(source) if one.operator == operator and one.line == 2]


def code(source: str) -> list[Break]:
    return list(breaks_of(source, SNIPPETS, "greet", "greet.py"))


def test_a_break_changes_its_own_place_and_nothing_else() -> None:
    source = "é = 1\nf(é, [1,\n  2], dim=0)\n"
    for one in code(source):
        broken = one.applied(source)
        assert broken != source
        assert broken[: one.start] == source[: one.start]
        assert source.endswith(broken[one.start + len(one.text) :])


def test_a_seed_and_an_axis_are_counted_once() -> None:
    assert [one.operator for one in code("manual_seed(3)\n")].count("constant") == 0
    assert "constant" not in {one.operator for one in code("f(a, dim=0)\n")}


def test_what_is_no_python_or_the_same_python_is_no_break() -> None:
    (one,) = [one for one in code("x = 1\n") if one.operator == "constant"]
    assert runs_otherwise("x = 1\n", one)
    assert not runs_otherwise("x = 1\n", Break(**{**vars(one), "text": "0x1"}))
    assert not runs_otherwise("x = 1\n", Break(**{**vars(one), "text": "("}))


PAGE = """\
---
title: 5 things
---
It takes 12 steps and {{greet:say pytorch: loss#2}}, [[S6]] `x = 3`.

```python
y = 4
```
"""
LEDGER = """\
- id: S6
  claim: It takes 12 steps.
  verdict: holds
  evidence:
    - test: tests/topics/test_greet.py::test_it
    - source: A paper
      date: 2020-01-30
- term: attention
  lane: pytorch
  pytorch: "`nn.MultiheadAttention`"
"""
RECORDING = """\
{
  "date": "2026-11-22",
  "seconds": 0.5,
  "versions": {
    "torch": "2.14.1"
  },
  "say": "loss: 0.231"
}
"""


def test_a_page_is_broken_in_what_is_prose() -> None:
    found = {(one.operator, one.line, one.text) for one in breaks_of_page(PAGE, "greet", "docs/greet.md", ["S6", "S7"])}
    assert found == {
        ("number", 4, "3"),
        ("quoted label", 4, "los"),
        ("quoted number", 4, "1"),
        ("claim id", 4, "S7"),
    }


def test_the_ledger_is_broken_in_each_of_its_fields() -> None:
    found = {one.operator: one.after for one in breaks_of_ledger(LEDGER, "ledger/a.yml")}
    assert found.pop("verdict") != "verdict: holds"
    assert found == {
        "claim id": "- id: S7",
        "number": "claim: It takes 13 steps.",
        "evidence": "- test: tests/topics/test_greet.py::test_i",
        "date": "date: 2020-01-29",
        "lane": "lane: tensorflow",
        "name": 'pytorch: "`nn.mULTIHEADaTTENTION`"',
    }


def test_a_recording_is_broken_in_each_number_and_day() -> None:
    found = {(one.operator, one.after) for one in breaks_of_recording(RECORDING, "greet", "a.json")}
    assert ("date", '"date": "2026-11-21",') in found
    assert ("seconds", '"seconds": 0.6,') in found
    assert ("version", '"torch": "2.14.2"') in found
    assert ("output", '"say": "loss: 0.232"') in found


@pytest.mark.parametrize("kind", KINDS)
def test_this_repository_has_breaks_of_each_kind(kind: str) -> None:
    sample = chosen(REPOSITORY.root, all_breaks(REPOSITORY.root, [kind]), 20, seed=1)
    assert len(sample) == 20
    for one in sample:
        text = (REPOSITORY.root / one.path).read_text("utf-8")
        assert one.before != one.after
        assert " ".join(text.splitlines()[one.line - 1].split()) in one.before


# ------------------------------------------------------------------ which are tried


def test_a_seed_draws_the_same_sample_and_another_seed_another() -> None:
    breaks = list(all_breaks(REPOSITORY.root, [PAGES]))
    first = chosen(REPOSITORY.root, breaks, 30, seed=1)
    assert first == chosen(REPOSITORY.root, breaks, 30, seed=1)
    assert first != chosen(REPOSITORY.root, breaks, 30, seed=2)


def test_an_equivalent_is_passed_over_as_long_as_its_line_is_the_same(throwaway: Throwaway) -> None:
    breaks = list(all_breaks(throwaway.root, [SNIPPETS]))
    one = next(one for one in breaks if one.operator == "label")
    entry = f'- file: {one.path}\n  original: {one.before!r}\n  mutated: {one.after!r}\n  reason: "It is no label."\n'
    throwaway.write("mutants/equivalents.yml", entry)
    assert one not in chosen(throwaway.root, breaks, 0, seed=0)
    assert len(chosen(throwaway.root, breaks, 0, seed=0)) == len(breaks) - 1
    throwaway.write("mutants/equivalents.yml", entry.replace("print(", "print( "))
    assert one in chosen(throwaway.root, breaks, 0, seed=0)


def test_an_equivalent_without_a_reason_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("mutants/equivalents.yml", '- file: a.py\n  original: a\n  mutated: b\n  reason: " "\n')
    with pytest.raises(NoSuchList, match="an entry has file, original, mutated and reason"):
        equivalents(throwaway.root)


def test_the_list_of_this_repository_names_breaks_that_there_are() -> None:
    keys = {one.key for one in all_breaks(REPOSITORY.root)}
    assert [key for key in equivalents(REPOSITORY.root) if key not in keys] == []


def test_the_lines_of_a_change_are_the_new_ones() -> None:
    of_a = "--- a.py\n+++ a.py\n@@ -1,2 +3,2 @@\n-x\n-x\n+y\n+y\n@@ -9 +10 @@\n-x\n+y\n"
    diff = f"{of_a}--- b.py\n+++ b.py\n@@ -4,2 +3,0 @@\n-x\n"
    assert lines_of_diff(diff) == {"a.py": {3, 4, 10}, "b.py": set()}


# ------------------------------------------------------------------ how they are tried


def test_a_break_is_undone_with_all_that_was_recorded_in_its_folder(throwaway: Throwaway) -> None:
    before = throwaway.files()
    one = next(all_breaks(throwaway.root, [SNIPPETS]))
    with made(throwaway.root, one):
        assert throwaway.read(one.path) != before[one.path]
        throwaway.write("snippets/greet/recorded/new_pytorch_cpu.svg", "<svg/>")
        throwaway.write("snippets/greet/recorded/pytorch_cpu.json", "{}")
    assert throwaway.files() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork, as Windows")
def test_a_fork_answers_and_one_that_hangs_is_ended(tmp_path: Path) -> None:
    assert in_fork(lambda: f"in {Path.cwd().name}", tmp_path, 30) == f"in {tmp_path.name}"
    assert in_fork(lambda: "x" * 10**6, tmp_path, 30) == "x" * 10**6
    assert in_fork(lambda: str(1 / 0), tmp_path, 30) == "raised: ZeroDivisionError: division by zero"
    assert in_fork(lambda: time.sleep(60) or "", tmp_path, 0.3) == "time: more than 0 s"


CONFTEST = 'def pytest_addoption(parser):\n    parser.addoption("--record-parity", action="store_true")\n'


def mutants(throwaway: Throwaway, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the throwaway repository, which has a page of one number that nothing reads."""
    throwaway.edit("docs/greet.md", "Then it speaks.", "Then it speaks 12 times, in 3 tongues.")
    throwaway.write("conftest.py", CONFTEST)
    throwaway.write(
        "tests/content/test_it.py",
        'import pathlib\ndef test_it():\n    assert "3 tongues" in pathlib.Path("docs/greet.md").read_text()\n',
    )
    throwaway.write("pytest.ini", "[pytest]\nmarkers =\n    no_framework\n")
    throwaway.edit("tests/content/test_it.py", "def test_it", "import pytest\n@pytest.mark.no_framework\ndef test_it")
    command = [sys.executable, "-m", "mutants", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY.root), "PYTEST_ADDOPTS": "", "COLUMNS": "200"}
    return subprocess.run(command, cwd=throwaway.root, env=environment, capture_output=True, text=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork, as Windows")
def test_a_number_that_nothing_reads_survives_and_is_named_with_its_place(throwaway: Throwaway) -> None:
    before = throwaway.read("docs/greet.md")
    done = mutants(throwaway, "--kind", "pages", "--topic", "greet", "--rates", "rates.json")
    assert "1 of    2,  50.0%" in done.stdout, done.stdout + done.stderr
    survivors = done.stdout.partition("1 survived")[2]
    assert "docs/greet.md:12  pages, number\n  - Then it speaks 12 times, in 3 tongues.\n" in survivors
    assert "  + Then it speaks 13 times, in 3 tongues." in survivors
    assert "caught by test: tests/content/test_it.py::test_it" in done.stdout
    assert throwaway.read("docs/greet.md") == before.replace("speaks.", "speaks 12 times, in 3 tongues.")
    assert '"tried": 2' in throwaway.read("rates.json")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork, as Windows")
@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
def test_a_label_that_no_test_of_the_topic_reads_survives_its_new_recording(throwaway: Throwaway) -> None:
    throwaway.twins(throwaway.read("snippets/greet/greet_pytorch.py").replace("{word}", "{word}, {len(word) - 1}"))
    test = (
        'def test_it():\n    text = open("snippets/greet/recorded/pytorch_cpu.json").read()\n    assert ", 4" in text\n'
    )
    throwaway.write("tests/topics/test_greet.py", test)
    throwaway.record(outputs={"word": "", "say": "word: hello, 4\n"})
    done = mutants(throwaway, "--kind", "snippets")
    places = [line.partition(", ")[0] for line in done.stdout.splitlines() if ", caught by test: " in line]
    assert set(places) >= {"snippets/greet/greet_pytorch.py:8 sign"}, done.stdout + done.stderr
    assert "greet_pytorch.py:8  snippets, label" in done.stdout.partition(" survived\n")[2], "nothing reads the label"


# ------------------------------------------------------------------ what is reported


@pytest.mark.parametrize(
    ("caught", "tried", "interval"), [(95, 100, (0.888, 0.978)), (30, 30, (0.886, 1.0)), (0, 10, (0.0, 0.278))]
)
def test_the_interval_is_wilsons(caught: int, tried: int, interval: tuple[float, float]) -> None:
    assert wilson(caught, tried) == pytest.approx(interval, abs=5e-4)


def results(kind: str, caught: int, tried: int) -> list[Result]:
    one = Break(kind, "greet", "a.py", "constant", 0, 1, "2", 1, "1", "2")
    return [Result(one, "test: it" if number < caught else "") for number in range(tried)]


def test_a_kind_falls_short_where_even_the_upper_end_of_its_interval_does() -> None:
    assert below(results(SNIPPETS, 27, 30) + results(PACKAGE, 24, 30), 0.95) == [PACKAGE]
    assert "24 of   30,  80.0% (62.7% to 90.5%)" in in_words(results(PACKAGE, 24, 30), seed=3)


def test_rates_are_written_by_kind_and_shown_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "mutants").mkdir()
    file = tmp_path / "mutants" / "rates.json"
    write(file, results(RECORDINGS, 9, 10), seed=3)
    write(file, results(PAGES, 19, 20), seed=4)
    write(file, results(RECORDINGS, 10, 10), seed=5)
    pages, recordings = read_rates(Repository(tmp_path))
    assert (pages.kind, pages.caught, pages.tried, pages.seed) == (PAGES, 19, 20, 4)
    assert (recordings.caught, recordings.seed) == (10, 5)
    assert mutants_row(pages).startswith("| pages and ledger | 19 | 20 | 95 % | 76–99 % | 4 | ")


@pytest.mark.parametrize("text", ["[]", "{", '{"pages": {"caught": 2}}'])
def test_damaged_rates_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "mutants").mkdir()
    (tmp_path / "mutants" / "rates.json").write_text(text)
    with pytest.raises(Fault, match="the rates cannot be read"):
        read_rates(Repository(tmp_path))


def test_more_caught_than_tried_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mutants").mkdir()
    file = tmp_path / "mutants" / "rates.json"
    write(file, results(PAGES, 1, 1), seed=0)
    file.write_text(file.read_text().replace('"caught": 1', '"caught": 2'))
    with pytest.raises(Fault, match="2 of 1 cannot have been caught"):
        read_rates(Repository(tmp_path))


def test_the_page_shows_the_recorded_rates() -> None:
    assert {rate.kind for rate in read_rates(REPOSITORY)} == set(KINDS)
    assert "/// mutants\n" in REPOSITORY.page("tested.md").text
