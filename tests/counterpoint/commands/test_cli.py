"""The command: where it may run, how fast it answers, and what it never imports."""

import errno
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.running import record
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import TWIN, Throwaway

NO_REPOSITORY = "mkdocs.yml: there is no mkdocs.yml here\n    Change to the folder that holds mkdocs.yml.\n"
# Runs the command as the console script does, then lists what it imported.
COUNTED = """
import sys
from counterpoint.commands.cli import app
try:
    app(["check"])
finally:
    heavy = {"torch", "tensorflow", "keras", "numpy", "matplotlib", "mkdocs", "nbformat"} & set(sys.modules)
    print("imported:", sorted(heavy))
"""


@pytest.mark.parametrize("arguments", [["check"], ["record"], ["record", "greet"], ["new", "meet"], ["publish", "."]])
def test_it_says_so_outside_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", NO_REPOSITORY)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_that_the_check_finds_ends_it_with_a_failure(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "greet:say", "greet:sing")
    assert "sing" in throwaway.refuses("check")


def test_an_unknown_topic_is_not_recorded(throwaway: Throwaway) -> None:
    assert throwaway.refuses("record", "meet") == "snippets: there is no topic 'meet'\n    Topics are: greet\n"


def test_an_unknown_device_is_refused(throwaway: Throwaway) -> None:
    before = throwaway.files()
    result = CliRunner().invoke(app, ["record", "greet", "--device", "gpu"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'gpu' is no device: write cpu, cuda, auto." in result.stderr
    assert throwaway.files() == before


def test_recording_without_a_framework_is_refused(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "installed", lambda voice: False)
    assert throwaway.refuses("record").startswith("snippets: no framework is installed here\n    Install one: ")


def test_parity_of_no_test_does_not_run_the_whole_suite(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record.subprocess, "run", lambda *arguments, **options: pytest.fail("pytest was started"))
    record.record_parity(throwaway.repository, [throwaway.repository.topic("meet")], "cpu", "cpu")


@pytest.fixture
def both_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both frameworks count as installed, and their recordings as made."""
    monkeypatch.setattr(record, "installed", lambda voice: True)
    monkeypatch.setattr(record, "load", lambda voice, device: None)
    monkeypatch.setattr(record, "record_snippet", lambda *arguments: False)


@pytest.mark.usefixtures("both_recorded")
@pytest.mark.parametrize("code", [0, 5])
def test_the_twins_are_measured_by_their_tests(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Pytest ends with 5 where no test compares the twins."""
    commands: list[list[str]] = []
    done = SimpleNamespace(returncode=code)
    monkeypatch.setattr(record.subprocess, "run", lambda command, **options: commands.append(command) or done)
    assert throwaway.succeeds("record") == (
        "unchanged: greet in PyTorch\nunchanged: greet in TensorFlow\nmeasured: parity of the twins\n"
    )
    assert "--record-parity" in commands[0]
    assert commands[0][-3:] == ["--device", "cpu", str(throwaway.repository.topic("greet").test)]


@pytest.mark.usefixtures("both_recorded")
def test_twins_that_disagree_are_told(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    done = SimpleNamespace(returncode=1, stdout="E   AssertionError: words\n")
    monkeypatch.setattr(record.subprocess, "run", lambda command, **options: done)
    result = CliRunner().invoke(app, ["record", "greet"])
    assert result.exit_code == 1
    assert result.stderr == (
        "E   AssertionError: words\n\ntests/topics: the twins disagree\n    Mend what the tests above name.\n"
    )


def test_publishing_into_no_folder_is_refused(throwaway: Throwaway) -> None:
    assert throwaway.refuses("publish", "site") == "site: there is no such folder\n    Build the site first.\n"


def test_checking_this_repository_keeps_to_its_budget_and_takes_no_framework(repository: Repository) -> None:
    """A third of a second, and what a topic or an area of the dictionary adds."""
    budget = 0.3 + 0.015 * len(list(repository.snippets.glob("*/")))
    seconds: list[float] = []
    while (
        len(seconds) < 6 and min(seconds, default=budget) >= budget
    ):  # the first may compile, and read from a cold disk
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", COUNTED], cwd=repository.root, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert "imported: []" in done.stdout, done.stderr
        assert "Traceback" not in done.stderr
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < budget, f"it took {min(seconds):.2f} of {budget:.2f} s of processor time"


@pytest.mark.usefixtures("one_framework")
def test_a_full_disk_is_told_as_such_and_leaves_nothing_half_written(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.write_text

    def write_a_part(path: Path, text: str, *places: str, **options: str) -> int:
        if path.suffix == ".new":
            whole(path, text[:9], *places, **options)
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return whole(path, text, *places, **options)

    throwaway.twins(TWIN.replace("hello", "hi"))
    monkeypatch.setattr(Path, "write_text", write_a_part)
    told = throwaway.refuses("record", "greet")
    assert "No space left on device\n    Mend that, then try again.\n" in told
    assert "Traceback" not in told
