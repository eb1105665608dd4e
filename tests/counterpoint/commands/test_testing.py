"""`counterpoint test`: which tests a change asks for, as CONTRIBUTING says, and that a break turns them red."""

import subprocess

import pytest

from counterpoint.commands import selection, testing
from counterpoint.commands.selection import CONTENT, OF_AREAS, OF_LEDGER, Selection, selection_of
from counterpoint.commands.testing import ALL_AT_ONCE, halves
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import Throwaway
from tests.plugin.scheduling import of_topics

CLAIM = "- id: S1\n  claim: It speaks.\n  evidence:\n    - measurement: greet:say\n"


def chosen(throwaway: Throwaway, path: str, before: str = "") -> Selection:
    return selection_of(throwaway.repository, [path], lambda name: before)


@pytest.mark.parametrize(
    ("path", "topics", "files"),
    [
        ("snippets/greet/greet_pytorch.py", {"greet"}, set()),
        ("snippets/greet/recorded/pytorch_cpu.json", {"greet"}, set()),
        ("tests/topics/test_greet.py", {"greet"}, {"tests/topics/test_greet.py"}),
        ("docs/greet.md", {"greet"}, set()),
        ("docs/index.md", set(), set()),
        ("docs/assets/images/a.svg", set(), {"tests/site"}),
        ("theme/main.html", set(), {"tests/site"}),
        ("README.md", set(), {"tests/repository"}),
        (".github/workflows/test.yml", set(), {"tests/repository"}),
        ("tests/site/test_site.py", set(), {"tests/site/test_site.py"}),
    ],
)
def test_a_change_asks_for_the_tests_of_what_it_touches(
    throwaway: Throwaway, path: str, topics: set[str], files: set[str]
) -> None:
    found = chosen(throwaway, path)
    assert (found.topics, found.files, found.everything) == (topics, files, "")


@pytest.mark.parametrize(
    "path", ["counterpoint/source/text.py", "pyproject.toml", "tests/conftest.py", "locks/site.txt", "Makefile"]
)
def test_a_change_of_what_all_tests_rest_on_asks_for_everything(throwaway: Throwaway, path: str) -> None:
    found = chosen(throwaway, path)
    assert found.everything == path
    assert found.arguments(throwaway.repository) == ["tests"]


def test_a_page_asks_for_the_topics_that_it_shows_and_quotes(throwaway: Throwaway) -> None:
    throwaway.add_topic("wave")
    throwaway.add_topic("bow")
    throwaway.write("docs/index.md", "# Home\n\n/// duet | wave:say\n\n{{bow:say: word}}\n")
    assert chosen(throwaway, "docs/index.md").topics == {"wave", "bow"}


@pytest.mark.parametrize(("before", "after"), [("[]", CLAIM), (CLAIM, "[]"), (CLAIM, CLAIM.replace("speaks", "sings"))])
def test_an_entry_of_the_ledger_asks_for_the_topics_on_which_it_rests(
    throwaway: Throwaway, before: str, after: str
) -> None:
    throwaway.write("ledger/claims.yml", after)
    found = chosen(throwaway, "ledger/claims.yml", before)
    assert (found.topics, found.files) == ({"greet"}, set(OF_LEDGER))


def test_an_entry_that_did_not_change_asks_for_no_topic(throwaway: Throwaway) -> None:
    throwaway.write("ledger/claims.yml", f"# a word\n{CLAIM}")
    assert chosen(throwaway, "ledger/claims.yml", CLAIM).topics == set()


@pytest.mark.parametrize(
    ("before", "everything"),
    [("  - Greet: greet.md\n", ""), ("site_name: Throwaway\n", "mkdocs.yml")],
)
def test_the_navigation_alone_is_left_to_the_check(throwaway: Throwaway, before: str, everything: str) -> None:
    text = throwaway.read("mkdocs.yml").replace(before, "")
    assert chosen(throwaway, "mkdocs.yml", text).everything == everything


def test_a_topics_tests_are_its_own_and_those_of_every_topic(repository: Repository) -> None:
    arguments = Selection(topics={"lstm"}).arguments(repository)
    assert set(arguments) == {"tests/topics/test_lstm.py", *CONTENT, "--topic=lstm"}
    assert Selection(topics={"reductions"}).arguments(repository) == [OF_AREAS, "--topic=reductions"]
    assert Selection().arguments(repository) == []


@pytest.mark.parametrize(
    ("test", "kept"),
    [
        ("tests/content/test_pages.py::test_its_blocks[lstm-pytorch]", True),
        ("tests/content/test_notebooks.py::test_it[lstm]", True),
        ("tests/content/test_numbers.py::test_no_number[lstm.md]", True),
        ("tests/content/test_numbers.py::test_no_number[concepts/layers.md]", False),
        ("tests/content/test_pages.py::test_its_blocks[clinic_lstm-pytorch]", False),
        ("tests/content/test_snippets.py::test_it[state-pytorch]", False),
        ("tests/content/test_snippets.py::test_of_none", False),
        ("tests/topics/test_lstm.py::test_it[state]", True),
        ("tests/counterpoint/test_it.py::test_it", True),
    ],
)
def test_of_the_tests_of_every_topic_one_topics_are_kept(test: str, kept: bool) -> None:
    assert of_topics(test, ["lstm"]) is kept


def test_a_topics_own_file_and_the_rest_run_side_by_side() -> None:
    own, rest = halves(["tests/content/test_pages.py", "tests/topics/test_lstm.py", "--topic=lstm"])
    assert own == ["tests/topics/test_lstm.py", "--topic=lstm"]
    assert rest == ["tests/content/test_pages.py", "--topic=lstm"]
    assert halves(["tests"]) == [["tests", *ALL_AT_ONCE]]
    assert halves(["tests/site"]) == [["tests/site"]]


@pytest.fixture
def committed(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> Throwaway:
    """The repository as the last commit of main, with a second topic."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)  # it may name options of this repository's own plugin
    throwaway.add_topic("wave")
    option = "def pytest_addoption(parser):\n    parser.addoption('--topic', action='append')\n"
    throwaway.write("tests/conftest.py", option)
    throwaway.write("tests/content/test_pages.py", "def test_it():\n    assert True\n")
    throwaway.write(".gitignore", ".pytest_cache\n__pycache__\n")
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
    for arguments in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--all"),
        (*identity, "commit", "--quiet", "--message", "before"),
    ):
        subprocess.run(["git", *arguments], cwd=throwaway.root, check=True)
    return throwaway


def run(throwaway: Throwaway, *names: str) -> tuple[bool, str]:
    told: list[str] = []
    passed = testing.test(throwaway.repository, list(names), "main", told.append)
    return passed, "\n".join(told)


def test_nothing_that_changed_runs_nothing(committed: Throwaway) -> None:
    assert run(committed) == (True, "nothing that a test looks at has changed since main")


def test_a_topic_that_a_change_breaks_is_red_and_another_is_not_run(committed: Throwaway) -> None:
    """The mapping is tried from end to end: a test that fails is found by the change alone."""
    committed.write("tests/topics/test_wave.py", "def test_it():\n    assert False\n")
    committed.write("tests/topics/test_greet.py", "def test_it():\n    assert True, 'changed'\n")
    passed, told = run(committed)
    assert not passed
    assert "tests: tests/content/test_pages.py tests/topics/test_greet.py tests/topics/test_wave.py " in told
    assert "1 failed, 1 passed" in told
    assert run(committed, "greet")[0], "another topic is not asked"


def test_a_stale_recording_of_the_topic_is_told_before_anything_runs(committed: Throwaway) -> None:
    committed.edit("snippets/greet/greet_pytorch.py", '"hello"', '"hi"')
    passed, told = run(committed, "greet")
    assert (passed, "the recording is older than its source" in told, "tests:" in told) == (False, True, False)
    assert "older than its source" not in run(committed, "wave")[1]


def test_what_must_be_recorded_anew_is_what_has_another_twin_or_test(committed: Throwaway) -> None:
    assert selection.changed_topics(committed.repository, "main") == set()
    committed.write("docs/wave.md", committed.read("docs/wave.md") + "\nMore.\n")
    committed.write("snippets/greet/greet_pytorch.py", "# other\n" + committed.read("snippets/greet/greet_pytorch.py"))
    assert selection.changed_topics(committed.repository, "main") == {"greet"}
    committed.write("tests/topics/test_wave.py", "")
    assert selection.changed_topics(committed.repository, "main") == {"greet", "wave"}


def test_an_unknown_topic_or_revision_is_refused(committed: Throwaway) -> None:
    assert committed.refuses("test", "meet").startswith("snippets: there is no topic 'meet'\n")
    assert "--since HEAD^" in committed.refuses("test", "--since", "nowhere")


def test_contributing_has_the_same_table_of_what_a_change_asks_for(repository: Repository) -> None:
    table = [line for line in str(selection.__doc__).splitlines() if line.startswith("|")]
    assert len(table) > 8
    assert "\n".join(table) in (repository.root / "CONTRIBUTING.md").read_text("utf-8")
