"""Tests that run snippets do so in a child that the system confines. The runs of pytest here are real and small."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from counterpoint.running.sandbox.child import confines
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(not confines(), reason="this system has no Landlock: the audit hook alone guards a run")

# A suite of its own, without a framework: ConfinedTests is that of the real suite.
CONFTEST = """
import pytest
from counterpoint.source.repository import Repository
from pathlib import Path
from tests.plugin import confined

def pytest_addoption(parser):
    parser.addoption("--evidence")
    parser.addoption("--record-parity", action="store_true")

def pytest_configure(config):
    config.addinivalue_line("markers", "pytorch")
    config.pluginmanager.register(confined.ConfinedTests(Repository(Path(__file__).parent)))
"""
TESTS = """
import ctypes, os, socket, subprocess, sys, threading, time, urllib.request
from pathlib import Path
import pytest

pytestmark = pytest.mark.pytorch
outside = Path({outside!r})
libc = ctypes.CDLL(None)

def test_it_writes_nothing_outside():
    with pytest.raises(PermissionError):
        (outside / "written").write_text("a")
    assert libc.open(str(outside / "written").encode(), os.O_WRONLY | os.O_CREAT, 0o600) == -1
    assert libc.unlink(str(outside / "key").encode()) == -1
    assert libc.rmdir(str(outside / "empty").encode()) == -1

def test_it_writes_nothing_into_the_repository():
    with pytest.raises(PermissionError):
        (Path(__file__).parent / "written").write_text("a")

def test_it_reads_no_key():
    with pytest.raises(PermissionError):
        (outside / "key").read_text()
    assert not list(Path.home().iterdir())

def test_its_environment_holds_no_secret():
    assert "TOKEN" not in os.environ

def test_it_may_write_where_pytest_lets_it(tmp_path):
    (tmp_path / "a").write_text("a")

def test_it_reaches_its_own_servers_and_no_others():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(server.getsockname(), timeout=5).close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", {port}), timeout=5)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_one, pytest.raises(OSError):
        any_one.sendto(b"a", ("192.0.2.1", 53))

def test_it_leaves_a_process_behind(tmp_path):
    program = "import time; time.sleep(600)"
    print("process", subprocess.Popen([sys.executable, "-c", program]).pid)
    assert False, "so that its output is told"

def test_it_dies():
    os.abort()

def test_after_a_death_another_child_goes_on():
    pass
"""
OTHER = """
import pytest

@pytest.fixture(scope="module")
def once():
    made.append(1)
    return made

made = []

@pytest.mark.pytorch
def test_the_first(once): assert once == [1]

@pytest.mark.pytorch
def test_the_second_shares_the_first_one_s_run(once): assert once == [1]

def test_of_no_framework_runs_in_the_process_itself(): assert made == []

@pytest.mark.pytorch
def test_that_is_skipped(): pytest.skip("so it is")

@pytest.mark.pytorch
@pytest.mark.xfail(strict=True)
def test_that_fails_as_expected(): assert False
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each test, and all that the run printed."""
    root = tmp_path_factory.mktemp("confined")
    outside, suite = root / "outside", root / "suite"
    (outside / "empty").mkdir(parents=True)
    (outside / "key").write_text("secret")
    (suite / "tests" / "topics").mkdir(parents=True)
    (suite / "conftest.py").write_text(CONFTEST)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        text = TESTS.format(outside=str(outside), port=server.getsockname()[1])
        (suite / "tests" / "topics" / "test_hostile.py").write_text(text)
        (suite / "tests" / "topics" / "test_other.py").write_text(OTHER)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hypothesispytest",
            "--rootdir=.",
        ]
        variables = {**os.environ, "PYTHONPATH": str(REPOSITORY.root), "PYTEST_ADDOPTS": "", "TOKEN": "secret"}
        done = subprocess.run(command, cwd=suite, env=variables, capture_output=True, text=True)
    lines = [line.split("::")[1].split() for line in done.stdout.splitlines() if "::" in line and "%]" in line]
    files = sorted(path.relative_to(root).as_posix() for path in outside.rglob("*"))
    return {name: result for name, result, *_ in lines} | {"out": done.stdout, "files": json.dumps(files)}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "writes_nothing_outside",
            "writes_nothing_into_the_repository",
            "reads_no_key",
            "reaches_its_own_servers_and_no_others",
        ),
        *("may_write_where_pytest_lets_it",),
    ],
)
def test_a_confined_test(told: dict[str, str], name: str) -> None:
    assert told[f"test_it_{name}"] == "PASSED", told["out"]


def test_its_environment_is_clean(told: dict[str, str]) -> None:
    assert told["test_its_environment_holds_no_secret"] == "PASSED", told["out"]


def test_nothing_outside_was_touched(told: dict[str, str]) -> None:
    assert json.loads(told["files"]) == ["outside/empty", "outside/key"]


def test_what_it_leaves_behind_ends_with_it(told: dict[str, str]) -> None:
    process = told["out"].partition("process ")[2].split()[0]
    status = Path(f"/proc/{process}/stat")
    assert not status.exists() or " Z " in status.read_text()


def test_the_death_of_a_child_is_told_and_the_run_goes_on(told: dict[str, str]) -> None:
    assert told["test_it_dies"] == "FAILED"
    assert "the confined process of these tests was ended by SIGABRT" in told["out"]
    assert told["test_after_a_death_another_child_goes_on"] == "PASSED"


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("the_first", "PASSED"),
        ("the_second_shares_the_first_one_s_run", "PASSED"),
        ("of_no_framework_runs_in_the_process_itself", "PASSED"),
        ("that_is_skipped", "SKIPPED"),
        ("that_fails_as_expected", "XFAIL"),
    ],
)
def test_the_tests_of_a_topic_share_one_child(told: dict[str, str], name: str, result: str) -> None:
    assert told[f"test_{name}"] == result, told["out"]
