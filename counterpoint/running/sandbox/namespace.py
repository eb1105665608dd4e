"""Take a process off the network: a user and a network namespace of its own, in which only its own loopback is there.

Landlock knows TCP by its ports alone. A namespace leaves out every protocol and every address, and what a process
starts still reaches its own servers on 127.0.0.1. https://man7.org/linux/man-pages/man7/network_namespaces.7.html
"""

import ctypes
import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # of unshare
SET_FLAGS = 0x8914  # SIOCSIFFLAGS of ioctl
UP_AND_RUNNING = 0x41


def leave_the_network() -> bool:
    """Move this process, which must have one thread alone, off the network; return False where the system refuses."""
    import fcntl

    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_USER | NEW_NETWORK):
        return False
    with suppress(OSError):  # a process that cannot be mapped goes on as nobody, and reads what nobody may
        Path("/proc/self/setgroups").write_text("deny", "utf-8")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "utf-8")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "utf-8")
    with suppress(OSError), socket.socket() as any_socket:  # where it stays down, there is no network at all
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", b"lo", UP_AND_RUNNING))
    return True
