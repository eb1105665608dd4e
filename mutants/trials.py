"""What is run against a break. A trial returns '' where the break survives, else what turned red."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from counterpoint.checks.stages import check
from counterpoint.running.devices import installed, load, prepare
from counterpoint.running.record import describe, refuse_other_output, run_and_clean, write_run
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, VOICES
from mutants.breaks import PACKAGE, SNIPPETS, Break
from mutants.scratch import in_fork, in_process, made, scratch_of

# They hold this machine's clock against a bound: under load they fail whatever is broken.
TIMED = (
    "tests/counterpoint/commands/test_cli.py::test_checking_this_repository_takes_less_than_a_second_and_no_framework",
)
PICTURES = "tests/content/test_pictures.py"
GLOSSARY = "tests/content/test_glossary.py"
SECONDS = {SNIPPETS: 300.0, PACKAGE: 180.0}
RANDOM = ("seed", "call dropped")  # such a break may make a second run print something else, which `record` refuses
QUIET = ["-q", "-p", "no:cacheprovider", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning"]


class Red(Exception):
    """The repository is at fault before anything was broken."""


class Trials:
    """Tries breaks in one copy of the repository."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root, self.scratch = root, scratch
        self.red_before: dict[str, list[str]] = {}  # tests that fail without any break, by what was run
        self.faults_before: list[str] = []  # what the check finds without any break

    def prepare(self, kinds: set[str]) -> None:
        """Import the frameworks once, where snippets are broken; each break runs in a fork of this process."""
        if SNIPPETS in kinds:
            devices = prepare("cpu")
            for voice in VOICES:
                if not installed(voice):
                    raise Red(f"{voice.title} is not installed here")
                load(voice, devices[voice.name])
        if kinds != {PACKAGE}:
            self.faults_before = in_fork(lambda: "\n".join(_faults(self.scratch)), self.scratch, 300).splitlines()
        if kinds - {SNIPPETS, PACKAGE}:
            self._baseline("content", ["tests/content", "-m", "no_framework"])

    def can_judge(self, one: Break) -> bool:
        """Say whether the check finds nothing in this file as it is: a second fault there could not be seen."""
        return not any(fault.startswith(f"{one.path}: ") for fault in self.faults_before)

    def __call__(self, one: Break) -> str:
        """Make the break, try it, put all back."""
        with made(self.scratch, one):
            if one.kind == SNIPPETS:
                return in_fork(lambda: self._of_snippet(one), self.scratch, SECONDS[SNIPPETS])
            if one.kind == PACKAGE:
                return self._of_package(one)
            return in_fork(lambda: self._of_data(one), self.scratch, 300)

    def is_red_without(self, topic: str) -> str:
        """Return what turns red in a topic's tests as they are; '' where nothing does."""
        return in_fork(lambda: _tests(self.scratch, _of_topic(self.scratch, topic)), self.scratch, SECONDS[SNIPPETS])

    def _of_snippet(self, one: Break) -> str:
        """Record the broken snippet as a hasty author would, then run the topic's tests and the check."""
        topic, file = Repository(self.scratch).topic(one.group), self.scratch / one.path
        voice = BY_NAME[file.stem.removeprefix(f"{one.group}_")]
        try:
            first = run_and_clean(file)
            if one.operator in RANDOM:
                refuse_other_output(file, first, run_and_clean(file))
        except Fault as fault:
            return f"refused: {fault.what}"
        write_run(topic, voice, describe(file, voice, "cpu", first), first)
        return _tests(self.scratch, [*_of_topic(self.scratch, one.group), "--record-parity"]) or self._new_fault()

    def _of_data(self, one: Break) -> str:
        tests = ["tests/content", "-m", "no_framework", *_without(self.red_before["content"])]
        of_glossary = one.path == "ledger/glossary.yml" and _tests(self.scratch, [GLOSSARY])  # its names, resolved
        return of_glossary or self._new_fault() or _tests(self.scratch, tests)

    def _new_fault(self) -> str:
        new = [fault for fault in _faults(self.scratch) if fault not in self.faults_before]
        return f"check: {new[0]}" if new else ""

    def _of_package(self, one: Break) -> str:
        """Run the mirror's tests; a test that fails without the break as well catches nothing and is left out."""
        left_out = self.red_before.setdefault(one.group, list(TIMED))
        while True:
            command = [sys.executable, "-m", "pytest", "-x", *QUIET, *mirror(self.scratch, one), *_without(left_out)]
            code, printed = in_process(command, self.scratch, SECONDS[PACKAGE])
            told = "" if code == 0 else _first_failure(printed)
            test = told.removeprefix("test: ")
            if "::" not in told or self._passes_without(test):
                return told
            left_out.append(test)

    def _passes_without(self, test: str) -> bool:
        with scratch_of(self.root) as sound:
            return in_process([sys.executable, "-m", "pytest", *QUIET, test], sound, SECONDS[PACKAGE])[0] == 0

    def _baseline(self, name: str, tests: list[str]) -> None:
        """Find the tests that fail without a break: they could catch nothing."""
        if name in self.red_before:
            return
        _, printed = in_process([sys.executable, "-m", "pytest", *QUIET, "-rfE", *tests], self.scratch, 600)
        self.red_before[name] = re.findall(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", printed, re.MULTILINE)
        if not re.search(r"\d+ passed", printed):
            raise Red(f"no test of {' '.join(tests)} passes before anything is broken: {printed[-1000:]}")


def mirror(root: Path, one: Break) -> list[str]:
    """Return the tests of a module: those of its part; first the files that name the module, which fail soonest."""
    part = Path("tests/counterpoint") / one.group
    folder = part if (root / part).is_dir() else part.parent
    module = Path(one.path).stem
    named = re.compile(rf"counterpoint\.{one.group}(?:\.\w+)*(?:\.| import .*\b){module}\b")
    files = [
        file
        for file in sorted((root / folder).rglob("test_*.py"))
        if module in file.stem or named.search(file.read_text("utf-8"))
    ]
    return [*(file.relative_to(root).as_posix() for file in files), folder.as_posix()]


def _of_topic(root: Path, topic: str) -> list[str]:
    return [f"tests/topics/test_{topic}.py", *([PICTURES] if (root / PICTURES).is_file() else [])]


def _faults(root: Path) -> list[str]:
    """Return what the check finds, without lines, which a break may move."""
    return [f"{_relative(fault.path, root)}: {fault.what}" for fault in check(Repository(root))]


def _relative(path: Path | str, root: Path) -> str:
    return str(path).removeprefix(f"{root}/")


def _without(tests: list[str]) -> list[str]:
    return [f"--deselect={test}" for test in tests]


class _FirstFailure:
    """Keeps the name of the first test that fails."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = f"{report.nodeid} (not collected)"


def _tests(root: Path, tests: list[str]) -> str:
    first = _FirstFailure()
    code = pytest.main(["-x", *QUIET, "--rootdir", str(root), *tests], plugins=[first])
    if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return ""
    return f"test: {first.name or code}"


def _first_failure(printed: str) -> str:
    if printed.startswith("time: "):
        return printed
    found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", printed, re.MULTILINE)
    return f"test: {found[1]}" if found else f"test: {printed.strip().splitlines()[-1] if printed.strip() else '?'}"
