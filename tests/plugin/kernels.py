"""Kernels that share their imports: a notebook spends more time on importing two frameworks than on all its cells."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FRESH = "python3"  # a kernel that imports everything itself
SHARING = "sharing"
LONGEST_IMPORT = 120  # seconds


def can_share() -> bool:
    """Say whether the system forks a process that has imported the frameworks: Linux does."""
    return sys.platform.startswith("linux")


@contextmanager
def sharing_kernels(folder: Path, environment: dict[str, str], *voices: str) -> Iterator[str]:
    """Yield the name of kernels that share one import of the frameworks, where the system can; else of fresh ones."""
    if not can_share():
        yield FRESH
        return
    address = str(folder / "kernels.socket")
    command = [sys.executable, "-m", "tests.plugin.kernel_server", address, *voices]
    described = folder / "kernels" / SHARING
    described.mkdir(parents=True)
    client = [sys.executable, "-I", "-S", str(Path(__file__).with_name("kernel_client.py"))]
    words = {"argv": [*client, address, "{connection_file}"], "display_name": SHARING, "language": "python"}
    (described / "kernel.json").write_text(json.dumps(words), encoding="utf-8")
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("JUPYTER_PATH", str(folder))
        _wait_for(server, Path(address))
        try:
            yield SHARING
        finally:
            assert server.stdin
            server.stdin.close()


def _wait_for(server: "subprocess.Popen[bytes]", address: Path) -> None:
    deadline = time.monotonic() + LONGEST_IMPORT
    while not address.exists():
        assert server.poll() is None, "the process that shares its imports ended before its first kernel"
        assert time.monotonic() < deadline, f"importing the frameworks takes longer than {LONGEST_IMPORT} seconds"
        time.sleep(0.05)
