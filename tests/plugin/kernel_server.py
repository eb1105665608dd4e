"""Fork kernels off a process that has imported frameworks and computed nothing: `python -m … SOCKET pytorch`.

Each request is a line of JSON: where a kernel's connection file is, its folder, its environment. Whoever asked holds
the connection; where that ends the kernel ends, and where the kernel ends the connection does. The server ends with
its standard input.
"""

import contextlib
import importlib
import json
import os
import select
import socket
import sys
import threading
from typing import Any

from counterpoint.running.devices import load
from counterpoint.source.voices import BY_NAME

SECONDS = 0.5  # between two looks for kernels that have ended
BESIDE = ("ipykernel.kernelapp", "matplotlib.pyplot", "numpy")


def serve(address: str, *voices: str) -> None:
    """Import what notebooks import, then answer requests until the standard input ends."""
    for name in voices:
        load(BY_NAME[name], "cpu")
    for module in BESIDE:
        importlib.import_module(module)

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        while sys.stdin not in (ready := select.select([server, sys.stdin], [], [], SECONDS)[0]):
            bury()
            if not ready:
                continue
            connection, _ = server.accept()
            request = json.loads(connection.makefile().readline())
            if os.fork() == 0:
                server.close()
                become_a_kernel(connection, request)
            connection.close()


def bury() -> None:
    """Wait for the kernels that have ended: what they took counts as this process's then."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def become_a_kernel(connection: socket.socket, request: dict[str, Any]) -> None:
    """Leave all that is the server's behind, and run a kernel to its end."""
    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(request["folder"])
    sys.path[0] = ""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("counterpoint", "tests")]:
        del sys.modules[name]
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(["-f", request["connection_file"]])
    os._exit(0)


def _end_with(connection: socket.socket) -> None:
    connection.recv(1)
    os._exit(1)


if __name__ == "__main__":
    serve(*sys.argv[1:])
