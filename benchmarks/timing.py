"""Run commands by turns and take medians: whatever else the machine does then disturbs all of them alike."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from counterpoint.commands.progress import work


@dataclass(frozen=True)
class Cost:
    """What a way of doing something took: seconds on the clock, and seconds of a processor's work."""

    wall: float
    work: float


Way = Callable[[], None]
Name = TypeVar("Name", str, int)


def run(command: Sequence[str], folder: os.PathLike[str], environment: dict[str, str]) -> None:
    """Run a command to its end; raise where it fails."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def measure(ways: dict[Name, Way], runs: int) -> dict[Name, Cost]:
    """Return the median cost of each way; they take turns, and what is left is shown."""
    costs: dict[Name, list[Cost]] = {name: [] for name in ways}
    with work("measuring", runs * len(ways), _to_stderr) as going:
        for turn in range(1, runs + 1):
            for name, way in ways.items():
                going.now(f"{name}, turn {turn} of {runs}")
                costs[name].append(_timed(way))
                going.advance(1)
    return {name: _median(each) for name, each in costs.items()}


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _timed(way: Way) -> Cost:
    wall, work = time.perf_counter(), _work_of_children()
    way()
    return Cost(time.perf_counter() - wall, _work_of_children() - work)


def _work_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.work for cost in costs))
