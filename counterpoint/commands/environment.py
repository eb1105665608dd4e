"""Environments of their own for other versions, resolved and filled by uv; each goes away after its use."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from counterpoint.commands.matrix import Wanted, recorded_python, requirements
from counterpoint.commands.torch_build import INDEX, answers
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

LOCKED = "constraints.txt"
UNSOLVABLE = "No solution found"
MOST = 400  # characters of a reason


class NotInstallable(Exception):
    """The versions can't be had together, or not for this system; says why."""


@contextmanager
def environment(repository: Repository, wanted: Wanted, *, tests: bool) -> Iterator[Path]:
    """Make an environment with the wanted version and yield its Python; raise NotInstallable where there is none."""
    version = wanted.asked if wanted.package == "python" else recorded_python(repository)
    with tempfile.TemporaryDirectory(prefix="counterpoint-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        asked, solved = folder / "asked.in", folder / "solved.txt"
        asked.write_text("\n".join(requirements(repository, wanted, tests=tests)) + "\n", encoding="utf-8")
        # What the file says already is taken where it can be: the locked versions stay, but for those that must move.
        shutil.copyfile(repository.root / LOCKED, solved)
        _uv("venv", "--python", version, str(folder / "venv"))
        options = ["--python", str(folder / "venv"), *torch_build()]
        _uv("pip", "compile", *options, "--no-header", "--no-annotate", str(asked), "--output-file", str(solved))
        _uv("pip", "install", *options, "--requirement", str(solved))
        yield folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def torch_build() -> list[str]:
    """Return the options that take PyTorch's build for the CPU, none where its index can't be reached."""
    if not sys.platform.startswith("linux") or not answers(INDEX):
        return []
    return ["--torch-backend", "cpu"]


def _uv(*arguments: str) -> None:
    command = [_program(), "--quiet", "--no-progress", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.returncode:
        return
    if UNSOLVABLE in done.stderr:
        raise NotInstallable(_reason(done.stderr.splitlines()))
    said = "\n    ".join(done.stderr.strip().splitlines()[-6:])
    what = f"'uv {' '.join(arguments[:2])}' failed"
    raise Fault("uv", None, what, f"Mend this and go on: what was tried is kept. It printed:\n    {said}")


def _reason(lines: Iterable[str]) -> str:
    """Return what uv says of the cause, in one line; no address, no path, no hint."""
    text = " ".join(line.strip() for line in lines)
    text = re.sub(r"^error: |\s*hint: .*$", "", text)
    text = text.partition("cause: ")[2] or text
    return re.sub(r"(https?|file)://\S+|/\S+/\S+", "…", text)[:MOST]


def _program() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise Fault("uv", None, "it is not installed", "Install it: make versions does, or pip install uv")
    return found
