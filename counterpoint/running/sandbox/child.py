"""Run work in a child process that the system confines, and hand back what it returns.

The child is a fork: the frameworks are imported once, by the parent, which computes nothing with them. What the child
may write lies in a folder that goes away; what it returns travels through a pipe.
"""

import json
import os
import shutil
import signal
import site
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from counterpoint.running.sandbox import landlock
from counterpoint.running.sandbox.limits import clean_environment, replace_environment
from counterpoint.running.sandbox.namespace import leave_the_network
from counterpoint.source.faults import Fault

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys", "/opt", "/var/lib")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/shm", "/dev/tty")
REMEDY = "Run it by hand to see what it does: python {}"


def confines() -> bool:
    """Say whether the system can confine a child: Linux with Landlock."""
    return landlock.version() > 0


def in_child(path: Path, work: Callable[[], Any], caches: tuple[Path, ...] = ()) -> Any:
    """Return what the work on this snippet returns; raise the Fault that it raises, or one that tells how it ended.

    What it returns comes back as JSON: a snippet could write into the pipe, and must not choose what is run outside.
    """
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
    try:
        kind, content = json.loads(answer)
        if kind == "fault":
            raise Fault(Path(content[0]), *content[1:])
    except (ValueError, TypeError):  # the snippet wrote into the pipe
        raise Fault(path, None, "its process gave an answer that is none", REMEDY.format(path.name)) from None
    return content


def _work_and_exit(writing: int, work: Callable[[], Any], path: Path, folder: Path, caches: tuple[Path, ...]) -> None:
    """Confine this process, work, send the answer, and end without a word to what the parent registered."""
    answer: tuple[str, Any]
    try:
        leave_the_network()
        _restrict_files(folder, [path.parent], caches)
        result = work()
        answer = "result", result
    except Fault as fault:
        answer = "fault", (str(fault.path), fault.line, fault.what, fault.remedy)
    except BaseException as error:
        what = f"its process ended with {type(error).__name__}: {error}"
        answer = "fault", (str(path), None, what, REMEDY.format(path.name))
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        json.dump(answer, pipe)
    os._exit(0)


def confine(folder: Path, readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Confine this process for good, which must be a fork with one thread: files, network, environment.

    `folder` becomes its temporary folder and holds its home. Where the system has no namespace for it, the network is
    left to the audit hook.
    """
    home = folder / "home"
    home.mkdir()
    known = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    replace_environment({**clean_environment(home, folder), **known})
    leave_the_network()
    _restrict_files(folder, readable, writable, network=True)


def _restrict_files(folder: Path, readable: Iterable[Path], writable: Iterable[Path], *, network: bool = False) -> None:
    """Let this process read the interpreter, the packages, the system and `readable`: no user's home."""
    tempfile.tempdir = str(folder)
    packages = [*site.getsitepackages(), sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    known = [*map(Path, (*SYSTEM, *packages)), *readable]
    landlock.restrict(known, [folder, *writable, *map(Path, DEVICES)], network=network)


def _ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)} and no answer"
