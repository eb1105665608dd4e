"""What a running snippet may ask of the system: a rule for each event that Python's audit tells."""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Refusal = tuple[str, str] | None  # what, remedy
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The environment of a process as it began, memory, and where programs keep the keys of their user.
PRIVATE = re.compile(
    r"/proc/[^/]+/(?:task/[^/]+/)?(?:environ|mem)$|/\.(?:ssh|aws|gnupg|kube|docker|netrc|git-credentials|pypirc)\b"
)
# AOTInductor compiles what it exports: its compiler, and openssl for a checksum of the headers.
COMPILERS = frozenset({"g++", "gcc", "c++", "cc", "clang++", "clang", "cl", "openssl"})
SPAWNERS = frozenset(f"multiprocessing.popen_{way}" for way in ("forkserver", "spawn_posix", "spawn_win32"))
MOST_PROCESSES, MOST_COMPILATIONS = 8, 100
FOLDER = "A snippet writes into its working folder alone, which is empty and goes away."
NETWORK = "Make the data up, or take data that a package brings along."
PROCESS = f"A snippet may start sys.executable, {MOST_PROCESSES} times at most, and nothing else."
ENVIRONMENT = "A snippet sees PATH, LANG and what pins its framework, and nothing that belongs to a user."


@dataclass
class Asked:
    """The folders open to a run, and how many processes it started."""

    writable: tuple[Path, ...]
    processes: int = 0
    compilations: int = 0


Rule = Callable[[Asked, str, tuple[Any, ...]], Refusal]


def _open(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    path, _, flags = arguments
    if isinstance(path, int):
        return None
    if flags & WRITES:
        return _outside(asked, path)
    if PRIVATE.search(os.fsdecode(os.path.realpath(path))):
        return f"it reads '{os.fsdecode(path)}'", ENVIRONMENT
    return None


def _change(*places: int, folder: int | None = None, follow: bool = True) -> Rule:
    """Return the rule of an event whose arguments at `places` are paths that it changes.

    `folder` is the first argument that may hold an open folder from which a path counts; `follow` says whether a
    symbolic link is followed or is itself what changes.
    """

    def rule(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
        for number, place in enumerate(places):
            handle = arguments[folder + number] if folder is not None and folder + number < len(arguments) else -1
            path = arguments[place]
            if not isinstance(path, int) and (refusal := _outside(asked, path, handle, follow)):
                return refusal
        return None

    return rule


def _outside(asked: Asked, path: Any, handle: int = -1, follow: bool = True) -> Refusal:
    """Refuse a path that lies in no writable folder."""
    name = os.fsdecode(path)
    if ".." in Path(name).parts:
        follow = True
    whole = _folder_of(handle) / name if handle not in (-1, None) else Path(name)
    # Path.resolve takes twice as long.
    real = Path(os.path.realpath(whole)) if follow else Path(os.path.realpath(whole.parent)) / whole.name
    if name == os.devnull or any(real.is_relative_to(root) for root in asked.writable):
        return None
    return f"it writes outside of its folder: '{name}'", FOLDER


def _folder_of(handle: int) -> Path:
    if sys.platform == "darwin":
        import fcntl

        return Path(os.fsdecode(fcntl.fcntl(handle, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0")))
    return Path(f"/proc/self/fd/{handle}").readlink()


def _network(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    return f"it opens a network connection: {event}", NETWORK


def _process(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    return f"it starts or ends a process: {event}", PROCESS


def _popen(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    program = _program(*arguments[:2])
    if Path(program).stem in COMPILERS and _asked_by("torch._inductor"):
        asked.compilations += 1
        many = asked.compilations > MOST_COMPILATIONS
        return (f"it compiles more than {MOST_COMPILATIONS} times", PROCESS) if many else None
    if program != sys.executable:
        return f"it starts a process: {program}", PROCESS
    if _asked_by("torch._inductor"):  # it tries out which instructions the processor has
        return None
    asked.processes += 1
    many = asked.processes > MOST_PROCESSES
    return (f"it starts more than {MOST_PROCESSES} processes", PROCESS) if many else None


def _program(executable: Any, arguments: Any) -> str:
    """Return the program of a call; on Windows it is the first word of a command line."""
    if executable is not None:
        return os.fsdecode(executable)
    return re.match(r'"([^"]*)"|(\S*)', str(arguments))[0].strip('"')  # type: ignore[index]


def _import(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    """Refuse what starts processes without telling the audit."""
    return (f"it starts or ends a process: {arguments[0]}", PROCESS) if arguments[0] in SPAWNERS else None


def _by_subprocess(asked: Asked, event: str, arguments: tuple[Any, ...]) -> Refusal:
    """Let `subprocess` itself start the child that `_popen` has judged, as on Python 3.13, and end it."""
    caller = sys._getframe(2).f_globals.get("__name__")  # above this rule stands the hook, above it who asked
    return None if caller == "subprocess" else _process(asked, event, arguments)


def _asked_by(package: str) -> bool:
    """Say whether a module of the package is among the callers."""
    frame = sys._getframe()
    while frame is not None:
        if f"{frame.f_globals.get('__name__')}.".startswith(f"{package}."):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


RULES: dict[str, Rule] = {
    "import": _import,
    "open": _open,
    "os.chmod": _change(0, folder=2),
    "os.chown": _change(0, folder=3),
    "os.link": _change(0, 1, folder=2, follow=False),
    "os.mkdir": _change(0, folder=2, follow=False),
    "os.remove": _change(0, folder=1, follow=False),
    "os.removexattr": _change(0),
    "os.rename": _change(0, 1, folder=2, follow=False),
    "os.rmdir": _change(0, folder=1, follow=False),
    "os.setxattr": _change(0),
    "os.symlink": _change(1, folder=2, follow=False),
    "os.truncate": _change(0),
    "os.utime": _change(0, folder=3),
    "shutil.move": _change(0, 1),
    "sqlite3.connect": _change(0),
    "os.kill": _by_subprocess,
    "os.killpg": _by_subprocess,
    "os.posix_spawn": _by_subprocess,
    "subprocess.Popen": _popen,
    **dict.fromkeys(
        ("os.exec", "os.fork", "os.forkpty", "os.spawn", "os.startfile", "os.system", "pty.spawn"),
        _process,
    ),
    **dict.fromkeys(
        (
            "socket.bind",
            "socket.connect",
            "socket.getaddrinfo",
            "socket.gethostbyname",
            "socket.sendto",
            "socket.sendmsg",
        ),
        _network,
    ),
}
