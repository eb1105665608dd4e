"""Bring the repository to another version of a framework, and report what that changes.

The version is written in pyproject.toml alone. A step that fails puts every file back as it was.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from counterpoint.commands.kept import kept
from counterpoint.commands.matrix import DISTRIBUTIONS
from counterpoint.commands.outcomes import Outcomes, read_outcomes
from counterpoint.commands.torch_build import INDEX
from counterpoint.commands.upgrade_report import report_of
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

Tell = Callable[[str], None]
VERSION = re.compile(r"\d+(\.\d+)+((a|b|rc)\d+)?")
LOCKED = "constraints.txt"
CHANGED = ("pyproject.toml", "constraints*.txt", "locks/*.txt", "snippets/*/recorded/*", "counterpoint/data/*")
TESTS = ("tests/topics", "tests/content/test_pages.py")


def upgrade(repository: Repository, package: str, version: str, tell: Tell, *, tests: bool = True) -> Path:
    """Pin, lock, install and record the version; return the report. Raise Fault, all files as before, at a failure."""
    _refuse(repository, package, version)
    old = locked_version(repository, package)
    before = run_tests(repository, "1 of 6: the topics' tests as they are", tell) if tests else {}
    with kept(repository.root, CHANGED):
        tell(f"2 of 6: pin {package} {version}")
        pin(repository, package, version)
        _step(repository, "3 of 6: lock", lock_command(package, version), tell)
        _refuse_other_lock(repository, package, version)
        for command in install_commands(package, version):
            _step(repository, "4 of 6: install", command, tell)
        recorded = _run(repository, "5 of 6: record", _ours("record", "--keep-going"), tell)
        after = run_tests(repository, "6 of 6: the topics' tests again", tell) if tests else {}
        report = repository.root / ".cache" / f"upgrade_{package}_{version}.md"
        failures = recorded.stderr if recorded.returncode else ""
        text = report_of(repository, (package, old, version), failures, (before, after))
        report.parent.mkdir(exist_ok=True)
        report.write_text(text, encoding="utf-8")
    tell(f"report: {report.relative_to(repository.root).as_posix()}")
    return report


def pin(repository: Repository, package: str, version: str) -> None:
    """Write the version into pyproject.toml wherever the package is pinned; one with a floor is locked alone."""
    path = repository.root / "pyproject.toml"
    names = "|".join(re.escape(name) for name in DISTRIBUTIONS[package])
    pinned = re.compile(rf'(?<=")((?:{names})(?:\[[\w-]+\])?==)[^";\s]+')
    path.write_text(pinned.sub(rf"\g<1>{version}", read_text(path)), encoding="utf-8")


def locked_version(repository: Repository, package: str) -> str:
    path = repository.root / LOCKED
    found = re.search(rf"^{re.escape(package)}==([^\s;]+)", read_text(path), re.MULTILINE)
    if not found:
        raise Fault(path, None, f"it locks no {package}", "Write the locks first: make lock")
    return found[1]


def lock_command(package: str, version: str) -> list[str]:
    return ["make", "lock", f"UPGRADE={' '.join(f'{name}=={version}' for name in DISTRIBUTIONS[package])}"]


def install_commands(package: str, version: str) -> Iterator[list[str]]:
    """Yield what installs the version: PyTorch in the build that is installed, for the CPU or the registry's."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--constraint", LOCKED]
    if package == "torch" and _installed("torch").endswith("+cpu"):
        yield [*pip, "--no-deps", f"torch=={version}", "--index-url", INDEX]
    yield [*pip, "--editable", ".[pytorch,tensorflow,test]"]


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _refuse(repository: Repository, package: str, version: str) -> None:
    path = repository.root / "pyproject.toml"
    if package not in DISTRIBUTIONS:
        raise Fault(path, None, f"'{package}' is no framework", f"Upgrade one of: {', '.join(DISTRIBUTIONS)}")
    if not VERSION.fullmatch(version):
        raise Fault(path, None, f"'{version}' is no version", f"Write it whole: counterpoint upgrade {package} 2.15.0")
    if locked_version(repository, package) == version:
        raise Fault(path, None, f"{package} is at {version} already", "Name another version.")
    command = ["git", "status", "--porcelain", "--", *CHANGED, "docs", "ledger", "snippets"]
    done = subprocess.run(command, cwd=repository.root, capture_output=True, text=True)
    if done.returncode or done.stdout:
        what = "the report compares with the last commit, and there are changes that are not committed"
        raise Fault(repository.root, None, what, "Commit them or set them aside, then try again.")


def _refuse_other_lock(repository: Repository, package: str, version: str) -> None:
    if (found := locked_version(repository, package)) != version:
        what = f"the lock has {package} {found}"
        raise Fault(repository.root / LOCKED, None, what, f"Nothing was changed. See why {version} cannot be had.")


def _ours(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "counterpoint.commands.cli", *arguments]


def execute(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def _run(repository: Repository, words: str, command: list[str], tell: Tell) -> subprocess.CompletedProcess[str]:
    tell(words)
    try:
        return execute(command, repository.root)
    except OSError as error:
        what = f"'{command[0]}' cannot be run: {error.strerror}"
        raise Fault(repository.root, None, what, "Nothing was changed. Install it, then try again.") from None


def _step(repository: Repository, words: str, command: list[str], tell: Tell) -> None:
    done = _run(repository, words, command, tell)
    if done.returncode:
        said = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        remedy = f"The files are as before; `make test` installs what they name. It printed:\n    {said}"
        raise Fault(repository.root, None, f"'{' '.join(command[:5])} …' failed", remedy)


def run_tests(repository: Repository, words: str, tell: Tell) -> Outcomes:
    """Run the topics' tests; return what became of each."""
    results = repository.root / ".cache" / "upgrade_tests.xml"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", *TESTS, f"--junitxml={results}"]
    done = _run(repository, words, command, tell)
    if not results.is_file():
        what = f"the tests did not run: {(done.stderr or done.stdout).strip()[-300:]}"
        raise Fault(repository.root / TESTS[0], None, what, "Mend that first, or leave them out: --no-tests")
    return read_outcomes(results)
