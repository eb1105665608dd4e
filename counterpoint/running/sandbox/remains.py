"""What a run leaves alive: a thread that would go on when the guard is gone, or a process that nobody waits for."""

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

GRACE = 1.0  # seconds that a thread which is about to end may take
REMEDY = "End what it starts before its last line."


@dataclass(frozen=True)
class Alive:
    """The threads that Python knows, and the processes that this one has started."""

    threads: frozenset[threading.Thread]
    processes: frozenset[int]


def alive() -> Alive:
    return Alive(frozenset(threading.enumerate()), _children())


def left_since(before: Alive) -> str:
    """Return what was not there before and still runs, or nothing.

    A thread that Python does not wait for (a daemon) may stay: libraries keep such ones, and they end with the process.
    """
    for thread in (one for one in set(threading.enumerate()) - before.threads if not one.daemon):
        thread.join(GRACE)
        if thread.is_alive():
            return f"the thread '{thread.name}'"
    return "a process" if _children() - before.processes else ""


def _children() -> frozenset[int]:
    """Return the processes that this one has started and that still run; none where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return frozenset()
    lists = Path("/proc/self/task").glob("*/children")
    started = {int(number) for each in lists for number in _read(each).split()}
    return frozenset(number for number in started if not _ended(number))


def _ended(number: int) -> bool:
    """Say whether a process has ended and waits for its status to be read."""
    status = _read(Path(f"/proc/{number}/stat"))
    return not status or status.rpartition(")")[2].split()[0] == "Z"


def _read(path: Path) -> str:
    try:
        return os.fsdecode(path.read_bytes())
    except OSError:  # it has ended meanwhile, or the kernel was built without these lists
        return ""
