"""Copy the repository and run a builder in the copy."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Kept out of a copy: what is built or cached, and the history.
BUILT = (".venv", ".git", ".cache", "site", "evidence")
LEFT_BEHIND = shutil.ignore_patterns(*BUILT, "*_cache", "__pycache__", "*.egg-info")
LONGEST_WAIT = 10.0  # seconds for which a saved file may take to show up at all
REFUSING_FRAMEWORKS = Path(__file__).parent / "refusing_frameworks"


def copy_repository(root: Path, copy: Path) -> Path:
    """Copy what git would hold, without what earlier builds left."""
    shutil.copytree(root, copy, ignore=LEFT_BEHIND)
    return copy


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment without what would change a build, and with the settings."""
    unset = {"SITE_URL", "SOURCE_DATE_EPOCH"}
    return {name: value for name, value in os.environ.items() if name not in unset} | settings


def mkdocs_build(root: Path, site: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Build the repository strictly by the ordinary command."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    return subprocess.run(command, cwd=root, env=environment(**settings), capture_output=True, text=True)


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve the repository as `make serve` does; yield the address once it answers."""
    host = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", host]
    log = root.parent / "serve.log"  # nothing foreign lies in a checkout
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=root, env=environment(), stdout=output, stderr=output)
        try:
            while not answers(f"http://{host}/"):
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
            yield f"http://{host}/"
        finally:
            server.terminate()
            server.wait(timeout=10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(url: str) -> str:
    """Return the page at the address, or nothing while nobody serves it."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return str(answer.read().decode("utf-8"))
    except OSError:
        return ""


def save_and_wait(file: Path, mark: str, url: str) -> float:
    """Save a change that brings the mark onto the page; return the seconds until it stands there."""
    text = file.read_text(encoding="utf-8")
    started = time.monotonic()
    if file.suffix == ".md":
        file.write_text(f"{text}\n{mark}\n", encoding="utf-8")
    else:
        file.write_text(text.replace("# --8<-- [end:", f"# {mark}\n# --8<-- [end:", 1), encoding="utf-8")
    while mark not in answers(url):
        assert time.monotonic() - started < LONGEST_WAIT, f"{url} does not show {mark!r}"
        time.sleep(0.02)
    return time.monotonic() - started
