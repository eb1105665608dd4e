"""Confine a snippet while it runs: its own folder, no network, few processes, a clean environment, limited room.

An audit hook of Python sees what a program asks of the system and refuses what a snippet has no business with. It
keeps an honest mistake harmless and makes a dishonest one fail in the open. It is no jail: `ctypes`, a library's C++
code or a hook taken off from within get round it, and a child process has limits but no hook. The jail is the hosted
runner: no secret, a token that can only read, a machine that is thrown away (.github/SECURITY.md).
"""

import atexit
import functools
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counterpoint.running.sandbox import limits
from counterpoint.running.sandbox.audit import RULES, Asked
from counterpoint.running.sandbox.remains import REMEDY, alive, left_since
from counterpoint.source.faults import Fault


class Refused(BaseException):
    """No `except Exception` of a snippet or a library swallows it."""


@dataclass
class Guard:
    """What a running snippet may do, and what it tried beyond that."""

    path: Path
    asked: Asked
    refusals: list[Fault] = field(default_factory=list)

    def refuse(self, what: str, remedy: str) -> None:
        self.refusals.append(Fault(self.path, _line_now(self.path), what, remedy))
        raise Refused(what)

    def out_of_time(self) -> None:
        remedy = "Take a smaller model or fewer steps: a few seconds on one core are enough."
        self.refuse(f"it runs longer than {limits.SECONDS} seconds", remedy)


_active: list[Guard] = []

_hooked: list[bool] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    rule = RULES.get(event) if _active else None
    if rule is not None:
        guard = _active[-1]
        refusal = rule(guard.asked, event, arguments)
        if refusal is not None:
            guard.refuse(*refusal)


@contextmanager
def confined(path: Path) -> Iterator[Path]:
    """Run the snippet in an empty folder that goes away; raise the Fault of the first thing that was refused."""
    if not _hooked:
        sys.addaudithook(_audit)  # it cannot be taken off again; without a guard it lets everything pass
        _hooked.append(True)
    temporary, *_ = caches()
    before = Path.cwd(), tempfile.tempdir, sys.dont_write_bytecode
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder).resolve()
        work, home = root / "work", root / "home"
        work.mkdir()
        home.mkdir()
        guard = Guard(path, Asked(writable=(root, *caches())))
        variables = limits.clean_environment(home, temporary)
        with limits.environment(variables), limits.space_limit(), limits.time_limit(guard.out_of_time):
            os.chdir(work)
            tempfile.tempdir, sys.dont_write_bytecode = str(temporary), True
            _active.append(guard)
            before_it = alive()
            try:
                yield work
                if left := left_since(before_it):
                    guard.refusals.append(Fault(path, None, f"it leaves {left} behind", REMEDY))
            finally:
                _active.remove(guard)
                os.chdir(before[0])
                tempfile.tempdir, sys.dont_write_bytecode = before[1:]
                if guard.refusals:  # also where the snippet caught it, or stumbled over it later
                    raise guard.refusals[0]


@functools.cache
def _temporary_folder() -> Path:
    """Return where temporary files go, the same for all runs: a framework remembers what it put there."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).resolve()


def caches() -> tuple[Path, ...]:
    """Return what every run may write: temporary files of the frameworks, and Matplotlib's slow list of fonts."""
    kept = [Path(sys.modules["matplotlib"].get_cachedir()).resolve()] if "matplotlib" in sys.modules else []
    return (_temporary_folder(), *kept)


def _line_now(path: Path) -> int | None:
    """Return the line of the snippet that runs now: the innermost frame of its file; None where there is none."""
    frames = traceback.walk_stack(None)
    return next((line for frame, line in frames if frame.f_code.co_filename == str(path)), None)
