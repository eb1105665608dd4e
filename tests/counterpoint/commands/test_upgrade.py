"""`counterpoint upgrade`: the steps in order, the report, and all files as before where a step fails."""

import subprocess
from pathlib import Path

import pytest

from counterpoint.commands import upgrade
from counterpoint.commands.outcomes import read_outcomes
from counterpoint.commands.upgrade import pin
from counterpoint.commands.upgrade_report import naming
from counterpoint.recordings.recording import read_recording
from counterpoint.recordings.variants import Tried, Variant, mark_of, write_variant
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import Throwaway

PROJECT = """\
[project.optional-dependencies]
pytorch = ["torch==2.13.0", "numpy>=2"]
tensorflow = [
  "tensorflow-cpu==2.21.0; sys_platform == 'linux'",
  "tensorflow==2.21.0; sys_platform != 'linux'",
  "keras>=3.15",
]
tensorflow-gpu = ["tensorflow[and-cuda]==2.21.0; sys_platform == 'linux'"]
"""
LOCK = "keras==3.15.1\ntensorflow==2.21.0\ntensorflow-cpu==2.21.0\ntorch==2.13.0\n"
PASSED = '<testcase classname="tests.topics.test_greet" name="test_it"/>'
FAILED = '<testcase classname="tests.topics.test_greet" name="test_it"><failure message="a | b&#10;more"/></testcase>'


class Machine:
    """Stands for make, pip, the recorder and pytest; `failing` names the step that ends badly."""

    def __init__(self, throwaway: Throwaway) -> None:
        self.throwaway = throwaway
        self.commands: list[list[str]] = []
        self.failing = ""
        self.locks = "2.15.0"

    def __call__(self, command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        assert folder == self.throwaway.root
        step = next(word for word in ("lock", "install", "record", "pytest") if word in command)
        if step == "lock":
            self.throwaway.write("constraints.txt", LOCK.replace("torch==2.13.0", f"torch=={self.locks}"))
            self.throwaway.write("locks/fresh.txt", "of this run\n")
        elif step == "record":
            self.throwaway.record(
                versions={"torch": "2.15.0"}, outputs={"word": "", "say": "word: hi\n"}, pictures=["bow"]
            )
            self.throwaway.write("snippets/greet/recorded/bow_pytorch_cpu.svg", "<svg/>")
        elif step == "pytest":
            results = Path(command[-1].partition("=")[2])
            results.parent.mkdir(exist_ok=True)
            results.write_text(f"<testsuite>{PASSED if len(self.commands) == 1 else FAILED}</testsuite>")
        return subprocess.CompletedProcess(command, int(step == self.failing), "", f"{step} says why\n")


@pytest.fixture
def machine(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> Machine:
    throwaway.write("pyproject.toml", PROJECT)
    throwaway.write("constraints.txt", LOCK)
    throwaway.write("docs/index.md", "# Home\n\nSeen in torch 2.13.0, not in 2.13.0.1 or 12.13.0.\n")
    throwaway.write("ledger/old.yml", "# torch 2.13.0\n")
    throwaway.write(".gitignore", ".cache\n")
    throwaway.write("locks/site.txt", "")
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
    for arguments in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "--quiet", "--message", "before")):
        subprocess.run(["git", *arguments], cwd=throwaway.root, check=True)
    machine = Machine(throwaway)
    monkeypatch.setattr(upgrade, "execute", machine)
    monkeypatch.setattr(upgrade, "_installed", lambda package: "2.13.0")
    return machine


def test_each_step_follows_the_other_and_the_pin_moves(throwaway: Throwaway, machine: Machine) -> None:
    told = throwaway.succeeds("upgrade", "torch", "2.15.0").splitlines()
    assert [line[:6] for line in told[:-1]] == [f"{number} of 6" for number in range(1, 7)]
    assert told[-1] == "report: .cache/upgrade_torch_2.15.0.md"
    assert throwaway.read("pyproject.toml") == PROJECT.replace("torch==2.13.0", "torch==2.15.0")
    assert machine.commands[1] == ["make", "lock", "UPGRADE=torch==2.15.0"]
    assert machine.commands[2][-1] == ".[pytorch,tensorflow,test]"
    assert machine.commands[3][-2:] == ["record", "--keep-going"]


def test_the_report_tells_what_changed_and_where_the_old_version_is_named(
    throwaway: Throwaway, machine: Machine
) -> None:
    machine.failing = "record"
    throwaway.succeeds("upgrade", "torch", "2.15.0")
    report = throwaway.read(".cache/upgrade_torch_2.15.0.md")
    assert report.startswith("# torch 2.13.0 → 2.15.0\n")
    test = "<code>tests&#46;topics&#46;test&#95;greet&#58;&#58;test&#95;it</code>"
    assert f"| {test} | <code>passed</code> | <code>failed&#58; a &#124; b</code> |\n" in report
    assert "~~~text\nrecord says why\n~~~" in report
    assert "- PyTorch on CPU: <code>torch 2.13.0</code> → <code>torch 2.15.0</code>, 1 topic\n" in report
    assert "| <code>word&#58; hello</code> | <code>word&#58; hi</code> |" in report
    assert (
        "### Pictures and data\n\n"
        "- <code>snippets&#47;greet&#47;recorded&#47;bow&#95;pytorch&#95;cpu&#46;svg</code>: new\n"
    ) in report
    _, _, names = report.partition("## Where 2.13.0 is still named\n\n")
    assert [line.partition(": ")[0] for line in names.splitlines()] == [
        "- <code>docs&#47;index&#46;md&#58;3</code>",
        "- <code>ledger&#47;old&#46;yml&#58;1</code>",
    ]


def test_the_report_tells_what_was_known_of_the_version_and_what_to_try_again(
    throwaway: Throwaway, machine: Machine
) -> None:
    recording = read_recording(throwaway.repository.topic("greet"), PYTORCH, "cpu")
    assert recording
    tried = {"greet": {"pytorch": Tried(mark_of(recording), {"say": {"prints": "word: hi\n"}})}}
    for asked in ("2.15", "2.12"):
        versions = {"torch": f"{asked}.0"}
        made = Variant("torch", asked, "2026-11-20", "3.11.7", versions, "Linux x86_64", snippets=tried)
        write_variant(throwaway.repository, made)
    throwaway.succeeds("upgrade", "torch", "2.15.0")
    report = throwaway.read(".cache/upgrade_torch_2.15.0.md")
    _, _, known = report.partition("## What `make versions` had found there\n\n")
    assert known.startswith(
        "Tried on 2.15.0, 20 Nov 2026.\n- <code>greet&#58;say</code>\n\n## Versions to try again\n\n"
    )
    assert "- <code>torch-2.15</code>\n- <code>torch-2.12</code>\n" in known


@pytest.mark.parametrize("failing", ["lock", "install"])
def test_a_step_that_fails_leaves_every_file_as_it_was(throwaway: Throwaway, machine: Machine, failing: str) -> None:
    machine.failing = failing
    before = throwaway.files()
    with pytest.raises(AssertionError, match=f"{failing} says why"):
        throwaway.succeeds("upgrade", "torch", "2.15.0")
    after = {name: content for name, content in throwaway.files().items() if not name.startswith(".cache")}
    assert after == before


def test_an_interrupted_recording_leaves_every_file_as_it_was(
    throwaway: Throwaway, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = throwaway.files()

    def interrupted(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        done = machine(command, folder)
        if "record" in command:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(upgrade, "execute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        upgrade.upgrade(throwaway.repository, "torch", "2.15.0", print, tests=False)
    assert "2.15.0" in str(machine.commands)
    assert throwaway.files() == before


def test_a_lock_that_stayed_behind_is_refused(throwaway: Throwaway, machine: Machine) -> None:
    machine.locks = "2.14.0"
    with pytest.raises(AssertionError, match=r"constraints.txt: the lock has torch 2.14.0"):
        throwaway.succeeds("upgrade", "torch", "2.15.0", "--no-tests")
    assert throwaway.read("pyproject.toml") == PROJECT
    assert throwaway.read("constraints.txt") == LOCK


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("jax", "1.0.0"), "'jax' is no framework\n    Upgrade one of: torch, tensorflow, keras"),
        (("torch", "newest"), "'newest' is no version\n    Write it whole: counterpoint upgrade torch 2.15.0"),
        (("torch", "2.13.0"), "torch is at 2.13.0 already\n    Name another version."),
    ],
)
def test_what_cannot_be_upgraded_is_told(
    throwaway: Throwaway, machine: Machine, arguments: tuple[str, str], message: str
) -> None:
    assert throwaway.refuses("upgrade", *arguments) == f"pyproject.toml: {message}\n"
    assert machine.commands == []


def test_work_that_is_not_committed_is_not_mixed_in(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.write("docs/index.md", "# Other\n")
    told = throwaway.refuses("upgrade", "torch", "2.15.0")
    assert told.endswith("Commit them or set them aside, then try again.\n")
    assert machine.commands == []


@pytest.mark.parametrize(
    ("package", "old", "new"),
    [("torch", "torch==2.13.0", "torch==9.9"), ("tensorflow", "==2.21.0", "==9.9"), ("keras", "", "")],
)
def test_every_pin_of_the_package_moves_and_no_other(throwaway: Throwaway, package: str, old: str, new: str) -> None:
    throwaway.write("pyproject.toml", PROJECT)
    pin(throwaway.repository, package, "9.9")
    assert throwaway.read("pyproject.toml") == (PROJECT.replace(old, new) if old else PROJECT)


def test_pytorch_keeps_the_build_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "_installed", lambda package: "2.13.0+cpu")
    first, second = upgrade.install_commands("torch", "2.15.0")
    assert first[-4:] == ["--no-deps", "torch==2.15.0", "--index-url", upgrade.INDEX]
    assert second[-1] == ".[pytorch,tensorflow,test]"


def test_the_quoted_version_is_no_mention(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\ntorch {{version: torch}}, torch 2.13.0\n\n2.13.05 v2.13.0rc1\n")
    assert len(list(naming(throwaway.repository, "2.13.0"))) == 1


def test_outcomes_are_read_with_the_first_line_of_their_message(tmp_path: Path) -> None:
    skipped = '<testcase classname="a" name="b"><skipped message="no browser"/></testcase>'
    (tmp_path / "r.xml").write_text(f"<testsuites><testsuite>{PASSED}{skipped}</testsuite></testsuites>")
    assert read_outcomes(tmp_path / "r.xml") == {
        "tests.topics.test_greet::test_it": ("passed", ""),
        "a::b": ("skipped", "no browser"),
    }
