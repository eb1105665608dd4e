"""Linux' own confinement of a process by the paths it may use: Landlock, asked through its three system calls.

An audit hook sees what a program asks for through Python; the kernel sees what a framework's machine code asks for as
well. No package for it is kept, and the interface is small: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every processor
VERSION_FLAG = 1
PATH_BENEATH = 1
SET_NO_NEW_PRIVILEGES = 38  # of prctl

READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
EXECUTE = 1 << 0
OF_A_FILE = EXECUTE | 1 << 1 | READ_FILE | 1 << 14 | 1 << 15  # what a rule for a file may allow
# Execute, write, read, list, remove, make of each kind (version 1), move (2), truncate (3), device commands (5).
BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
BIND_AND_CONNECT, NETWORK_SINCE = 0b11, 4  # TCP
SOCKETS_AND_SIGNALS, SCOPES_SINCE = 0b11, 6  # to processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Return the version of Landlock that the kernel offers, 0 where it offers none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, _call(CREATE_RULESET, None, 0, VERSION_FLAG))


def restrict(readable: Iterable[Path], writable: Iterable[Path], *, network: bool = False) -> None:
    """Confine this thread and all that it will start, for good; raise OSError where the kernel refuses.

    Beneath `readable` files may be read and executed, beneath `writable` anything. No TCP connection (but where
    `network` leaves it open), no signal and no abstract socket reaches another process, as far as the kernel's version
    knows of them.
    """
    known = version()
    rights = BY_VERSION[max(each for each in BY_VERSION if each <= known)]
    tcp = BIND_AND_CONNECT if known >= NETWORK_SINCE and not network else 0
    scoped = SOCKETS_AND_SIGNALS if known >= SCOPES_SINCE else 0
    attributes = _Ruleset(rights, tcp, scoped)
    ruleset = _checked(CREATE_RULESET, ctypes.byref(attributes), ctypes.sizeof(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path, EXECUTE | READ_FILE | READ_FOLDER)
        for path in writable:
            _allow(ruleset, path, rights)
        if _libc().prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs")
        _checked(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined, unused-ignore]
    try:
        rule = _PathBeneath(rights if path.is_dir() else rights & OF_A_FILE, handle)
        _checked(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(handle)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    return int(_libc().syscall(number, *arguments))


def _checked(number: int, *arguments: object) -> int:
    result = _call(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
