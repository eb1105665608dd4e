"""A copy of the repository in which breaks are made, and a forked process that tries one."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mutants.breaks import Break

BUILT = (".venv*", ".git", ".cache", "site", "evidence", "*_cache", "__pycache__", "*.egg-info")


@contextlib.contextmanager
def scratch_of(root: Path) -> Iterator[Path]:
    """Yield a copy of the repository, removed at the end."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "repository"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*BUILT))
        yield copy


@contextlib.contextmanager
def made(scratch: Path, one: Break) -> Iterator[None]:
    """Make the break in the copy; afterwards put back its folder, with all that was recorded anew in it."""
    file = scratch / one.path
    with tempfile.TemporaryDirectory() as kept:
        shutil.copytree(file.parent, kept, dirs_exist_ok=True)
        file.write_text(one.applied(file.read_text("utf-8")), encoding="utf-8")
        try:
            yield
        finally:
            shutil.rmtree(file.parent)
            shutil.copytree(kept, file.parent)


def in_fork(work: Callable[[], str], folder: Path, limit: float) -> str:
    """Return what the work returns in a fork that stands in this folder; a fork that outlives the limit is ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_exit(writing, work, folder)
    os.close(writing)
    return _answer(child, reading, limit)


def _work_and_exit(writing: int, work: Callable[[], str], folder: Path) -> None:
    os.setsid()  # what it starts ends with it
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        answer = work()
    except BaseException as error:
        answer = f"raised: {type(error).__name__}: {error}"
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(f"{answer}\n".encode())
    os._exit(0)


def _answer(child: int, reading: int, limit: float) -> str:
    """Read while the fork writes: a pipe holds little. All that the fork started ends with it."""
    end, told = time.monotonic() + limit, b""
    try:
        while (left := end - time.monotonic()) > 0:
            if select.select([reading], [], [], left)[0]:
                part = os.read(reading, 65536)
                if not part:
                    break
                told += part
        else:
            return f"time: more than {limit:.0f} s"
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return told.decode().removesuffix("\n") if told else "ended: by a signal"


def in_process(command: list[str], folder: Path, limit: float) -> tuple[int, str]:
    """Return how a command ended and the end of what it printed; 'time' where it outlives the limit."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = started.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()
        return -1, f"time: more than {limit:.0f} s"
    return started.returncode, printed
