"""CPU, memory, file and environment limits for a snippet."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from counterpoint.running.devices import PINNED

SECONDS = 120  # a snippet takes a few; the first compilation of AOTInductor took 37 on a busy core
MEMORY = 4 * 2**30  # bytes beyond what the process holds at the start
FILE_SIZE = 2**30
# Where no signal gets through, in a loop of C code or a child, the kernel ends the process at this multiple of SECONDS.
PATIENCE = 3
# What a program needs to find its parts and to speak the right language. Secrets are not among it: a name that is
# not listed is not seen.
KEPT = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHASHSEED"),
        "CUDA_VISIBLE_DEVICES",
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS"),
    }
)
KEPT_PREFIXES = ("LC_", "OMP_", "MKL_", "KMP_", "TF_", "TF2_")  # the last ones TensorFlow sets when it is imported


def clean_environment(home: Path, temporary: Path) -> dict[str, str]:
    """Return what a snippet sees of this process's environment, with a home and a temporary folder of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in KEPT | PINNED.keys() or name.startswith(KEPT_PREFIXES)
    }
    kept |= dict.fromkeys(("HOME", "USERPROFILE"), str(home))
    kept |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    replace_environment(variables)
    try:
        yield
    finally:
        replace_environment(before)


def replace_environment(variables: dict[str, str]) -> None:
    """Let this process see these variables and no others."""
    for name in set(os.environ) - set(variables):
        del os.environ[name]
    os.environ.update(variables)


@contextmanager
def time_limit(out_of_time: Callable[[], None]) -> Iterator[None]:
    """Call `out_of_time`, which raises, when the seconds are over, and each second after, lest it be swallowed."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield  # Windows has no such timer; there the job's own limit must do
        return

    def ring(number: int, frame: FrameType | None) -> None:
        out_of_time()

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def space_limit() -> Iterator[None]:
    """Lower the soft limits of memory, processor time and file size; children inherit them. Linux alone obeys."""
    if sys.platform != "linux":
        yield
        return
    import resource

    wanted = {resource.RLIMIT_FSIZE: FILE_SIZE, resource.RLIMIT_CPU: int(_processor_seconds() + PATIENCE * SECONDS) + 1}
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "-1":  # the driver of a GPU reserves more than it uses
        wanted[resource.RLIMIT_DATA] = _data_bytes() + MEMORY
    before = {kind: resource.getrlimit(kind) for kind in wanted}
    for kind, most in wanted.items():
        soft, hard = before[kind]
        known = [limit for limit in (soft, hard, most) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min(known), hard))
    try:
        yield
    finally:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)


def _processor_seconds() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _data_bytes() -> int:
    """Return what the kernel counts against RLIMIT_DATA."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmData:"))
    return int(kilobytes) * 1024
