"""MkDocs refuses a faulty page with the message of the check, and leaves the last site as it was."""

import os
import subprocess
import sys

from tests.counterpoint.throwaway import Throwaway


def build(throwaway: Throwaway, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=throwaway.root, env=environment, capture_output=True, text=True)


def test_a_faulty_page_stops_the_build_before_it_writes(throwaway: Throwaway) -> None:
    throwaway.write("site/index.html", "the last site")
    throwaway.edit("docs/greet.md", "greet:say", "greet:bow")
    before = throwaway.files()
    done = build(throwaway)
    assert done.returncode == 1
    told = "docs/greet.md:14: greet_pytorch.py has no section 'bow'\n    Its sections are: word, say\n"
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert throwaway.files() == before, "something was half-written"


def test_a_stale_recording_is_shown_as_such_and_fails_a_strict_build(throwaway: Throwaway) -> None:
    throwaway.edit("snippets/greet/greet_pytorch.py", "hello", "good day")
    done = build(throwaway, "--strict")
    assert done.returncode == 1, done.stderr
    told = "snippets/greet/recorded/pytorch_cpu.json: the recording is older than its source greet_pytorch.py"
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "the source has changed since: record it again" in throwaway.read("site/greet/index.html")
