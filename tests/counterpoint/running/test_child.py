"""A snippet is recorded in a child that the system confines: what an audit hook cannot see is refused as well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counterpoint.running.sandbox import landlock
from counterpoint.running.sandbox.child import confines, in_child
from counterpoint.source.faults import Fault
from tests.conftest import REPOSITORY
from tests.counterpoint.throwaway import Throwaway

FILE = "snippets/greet/greet_pytorch.py"
pytestmark = [
    pytest.mark.skipif(not confines(), reason="this system has no Landlock: the audit hook alone guards a run"),
    pytest.mark.usefixtures("one_framework"),
]
# Native code: Python's audit hears of the connection, and of no statement after it.
ATTACH = """\
import sqlite3
with sqlite3.connect(":memory:") as base:
    base.execute("ATTACH DATABASE '{}' AS other")
    base.execute("CREATE TABLE other.t (a)")
"""
READ = """\
import ctypes
libc = ctypes.CDLL(None)
handle = libc.open({!r}.encode(), 0)
print(f"word: {{handle}}")
"""


def does(throwaway: Throwaway, code: str) -> str:
    """Let the first section do this and record it; return what the command says."""
    throwaway.edit(FILE, 'print(f"word: {word}")', code)
    return throwaway.refuses("record", "greet")


def test_machine_code_writes_nothing_outside_of_its_folder(throwaway: Throwaway, tmp_path: Path) -> None:
    outside = tmp_path / "outside.db"
    assert "it raises OperationalError: unable to open database" in does(throwaway, ATTACH.format(outside))
    assert not outside.exists()


def test_machine_code_writes_nothing_into_the_repository(throwaway: Throwaway) -> None:
    place = throwaway.root / "docs" / "greet.db"
    assert "it raises OperationalError: unable to open database" in does(throwaway, ATTACH.format(place))
    assert not place.exists()


def test_machine_code_writes_into_its_own_folder(throwaway: Throwaway) -> None:
    throwaway.edit(FILE, 'print(f"word: {word}")', ATTACH.format("own.db") + 'print(f"word: {word}")')
    assert "recorded: greet in PyTorch" in throwaway.succeeds("record", "greet")


def test_machine_code_reads_no_file_of_the_user(throwaway: Throwaway, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("secret")
    throwaway.edit(FILE, 'print(f"word: {word}")', READ.format(str(key)))
    throwaway.succeeds("record", "greet")
    assert '"say": "word: -1\\n"' in throwaway.read("snippets/greet/recorded/pytorch_cpu.json")


def test_a_thread_that_goes_on_is_refused(throwaway: Throwaway) -> None:
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), name='late').start()"
    assert "it leaves the thread 'late' behind" in does(throwaway, code)


def test_a_crash_is_told_by_its_signal(throwaway: Throwaway) -> None:
    assert "its process was ended by SIGABRT" in does(throwaway, "import os\nos.abort()")


def test_an_exit_from_within_is_told() -> None:
    import os

    with pytest.raises(Fault, match="its process ended with status 3 and no answer"):
        in_child(Path("a.py"), lambda: os._exit(3))


FORGED = """\
import os
import pickle
class Run:
    def __reduce__(self):
        return os.system, ({!r},)
for handle in range(3, 64):
    try:
        os.write(handle, pickle.dumps(("result", Run())))
    except OSError:
        pass
os._exit(0)
"""


def test_an_answer_that_a_snippet_forges_runs_nothing_outside(throwaway: Throwaway, tmp_path: Path) -> None:
    """It writes into each channel that it finds, so it gets a process whose channels are its own."""
    throwaway.edit(FILE, 'print(f"word: {word}")', FORGED.format(f"touch {tmp_path / 'made'}"))
    command = [sys.executable, "-m", "counterpoint.commands.cli", "record", "greet"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY.root)}
    done = subprocess.run(command, cwd=throwaway.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 1
    assert b"its process gave an answer that is none" in done.stderr
    assert not (tmp_path / "made").exists()


def test_the_work_s_answer_comes_back_and_its_changes_do_not(tmp_path: Path) -> None:
    kept: list[int] = []
    assert in_child(tmp_path / "a.py", lambda: (kept.append(1), {"a": "b"}, 0.5)[1:]) == [{"a": "b"}, 0.5]
    assert kept == []


def test_a_connection_is_refused_by_the_kernel(tmp_path: Path) -> None:
    import socket

    def connect() -> str:
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except OSError as error:
            return type(error).__name__
        return "connected"

    if landlock.version() >= landlock.NETWORK_SINCE:
        assert in_child(tmp_path / "a.py", connect) == "PermissionError"


def test_each_version_of_landlock_adds_rights_to_those_of_the_one_before() -> None:
    """Linux counts 13 rights in version 1; 2 adds moving, 3 truncating, 5 commands to devices."""
    assert landlock.BY_VERSION == {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}
