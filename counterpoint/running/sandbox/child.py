"""Run work in a child process that the system confines, and hand back what it returns.

The child is a fork: the frameworks are imported once, by the parent, which computes nothing with them. What the child
may write lies in a folder that goes away; what it returns travels through a pipe.
"""

import os
import pickle
import shutil
import signal
import site
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from counterpoint.running.sandbox import landlock
from counterpoint.source.faults import Fault

T = TypeVar("T")

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys", "/opt", "/var/lib")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/shm", "/dev/tty")
REMEDY = "Run it by hand to see what it does: python {}"


def confines() -> bool:
    """Say whether the system can confine a child: Linux with Landlock."""
    return landlock.version() > 0


def in_child(path: Path, work: Callable[[], T], caches: tuple[Path, ...] = ()) -> T:
    """Return what the work on this snippet returns; raise the Fault that it raises, or one that tells how it ended."""
    folder = Path(tempfile.mkdtemp()).resolve()
    reading, writing = os.pipe()
    try:
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work_and_exit(writing, work, path, folder, caches)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not answer:
        raise Fault(path, None, f"its process {_ended(status)}", REMEDY.format(path.name))
    kind, content = pickle.loads(answer)  # unsafe: written by the parent's own fork, of texts and numbers alone
    if kind == "fault":
        raise Fault(*content)
    result: T = content
    return result


def _work_and_exit(writing: int, work: Callable[[], Any], path: Path, folder: Path, caches: tuple[Path, ...]) -> None:
    """Confine this process, work, send the answer, and end without a word to what the parent registered."""
    answer: tuple[str, Any]
    try:
        tempfile.tempdir = str(folder)
        landlock.restrict(_readable(path), [folder, *caches, *map(Path, DEVICES)])
        result = work()
        if left := _left_behind():
            answer = "fault", (path, None, f"it leaves {left} behind", "End what it starts before its last line.")
        else:
            answer = "result", result
    except Fault as fault:
        answer = "fault", (fault.path, fault.line, fault.what, fault.remedy)
    except BaseException as error:
        what = f"its process ended with {type(error).__name__}: {error}"
        answer = "fault", (path, None, what, REMEDY.format(path.name))
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)


def _readable(path: Path) -> list[Path]:
    """Return what a run needs to read: the interpreter, the packages, the system, the snippet. No user's home."""
    packages = [*site.getsitepackages(), sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    return [Path(name) for name in (*SYSTEM, *packages)] + [path.parent]


def _left_behind() -> str:
    """Return what still runs: a thread that would go on after the guard, or a process that nobody waits for."""
    others = [one for one in threading.enumerate() if one is not threading.current_thread() and not one.daemon]
    if others:
        return f"the thread '{others[0].name}'"
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return ""
    return "a process"


def _ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)} and no answer"
