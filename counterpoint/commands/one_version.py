"""Try one version: its environment, the snippets compared with the recordings, the tests of topics."""

import datetime
import json
import platform
import re
import subprocess
import tempfile
from pathlib import Path

from msgspec.structs import replace

from counterpoint.commands import durations
from counterpoint.commands.environment import NotInstallable, environment
from counterpoint.commands.matrix import Wanted
from counterpoint.commands.outcomes import read_outcomes
from counterpoint.commands.progress import Work
from counterpoint.recordings.variants import PACKAGES, Variant, variant_file, variant_of
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

TESTS = "tests/topics"
PERCENT = re.compile(r"\[\s*(\d+)%\]")
INSTALLING = 60.0  # seconds of a snippets' run that installing is worth


def weight_of(repository: Repository, wanted: Wanted, *, tests: bool) -> float:
    """Return how long the version takes, measured in seconds of the recorded runs."""
    runs = sum(seconds_of(repository, wanted).values())
    return INSTALLING + runs * (2 if tests else 1)


def seconds_of(repository: Repository, wanted: Wanted) -> dict[str, float]:
    """Return the recorded seconds of each snippet, by topic and voice as a run names them."""
    twins = [(topic, voice) for topic, voice in repository.twins() if voice in PACKAGES[wanted.package]]
    return {f"{topic} {voice.name}": durations.seconds_of(topic, voice) for topic, voice in twins}


def try_one(repository: Repository, wanted: Wanted, going: Work, *, tests: bool, again: bool = False) -> Variant:
    """Return what the snippets do in an environment of their own with this version, or why there is none.

    Those that ran there as they are now are not run `again`, unless that is asked for.
    """
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    system = f"{platform.system()} {platform.machine()}"
    empty = Variant(wanted.package, wanted.asked, today, "", {}, system)
    try:
        with environment(repository, wanted, tests=tests) as python:
            going.advance(INSTALLING)
            variant = _run_snippets(repository, python, empty, going, again=again)
            return _run_tests(repository, python, variant, going) if tests and not variant.why_not else variant
    except NotInstallable as reason:
        return replace(empty, why_not=str(reason))


def _run_snippets(repository: Repository, python: Path, empty: Variant, going: Work, *, again: bool) -> Variant:
    seconds = seconds_of(repository, Wanted(empty.package, empty.asked))
    kept = "" if again else str(variant_file(repository, empty.name))
    with tempfile.TemporaryDirectory() as folder:
        file, said = Path(folder) / "variant.json", Path(folder) / "stderr.txt"
        command = [str(python), "-m", "counterpoint.running.variant", empty.package, str(file), kept]
        with (
            said.open("w") as errors,
            subprocess.Popen(command, cwd=repository.root, stdout=subprocess.PIPE, stderr=errors, text=True) as run,
        ):
            assert run.stdout
            for line in run.stdout:
                going.advance(seconds.get(line.strip(), 0.0), f"{empty.name}: {line.strip()}")
        if run.returncode:
            last = "\n    ".join(said.read_text("utf-8", "replace").strip().splitlines()[-4:])
            what = f"the snippets could not be run on {empty.name}"
            raise Fault(repository.snippets, None, what, f"It ended with status {run.returncode}:\n    {last}")
        return variant_of(empty, json.loads(file.read_text("utf-8")))


def _run_tests(repository: Repository, python: Path, variant: Variant, going: Work) -> Variant:
    """Add how the topics' tests went; both frameworks are there, one of them in the other version."""
    start, share = going.done, sum(seconds_of(repository, Wanted(variant.package, variant.asked)).values())
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "tests.xml"
        options = ["-q", "-p", "no:cacheprovider", f"--junitxml={results}"]
        command = [str(python), "-m", "pytest", TESTS, *options]
        with subprocess.Popen(command, cwd=repository.root, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout
            for line in run.stdout:
                if percent := PERCENT.search(line):
                    going.advance(start + share * int(percent[1]) / 100 - going.done, f"{variant.name}: tests")
        outcomes = read_outcomes(results) if results.is_file() else {}
    failed = sorted(name for name, (outcome, _) in outcomes.items() if outcome in ("failed", "error"))
    passed = sum(outcome == "passed" for outcome, _ in outcomes.values())
    return replace(variant, passed=passed, failed=failed)
