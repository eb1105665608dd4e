"""Rates with their intervals, and survivors with their places."""

import datetime
import json
import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.recordings.mutants import wilson
from mutants.breaks import KINDS, Break


@dataclass(frozen=True)
class Result:
    """A break with what turned red; '' where it survived."""

    one: Break
    caught: str

    @property
    def in_words(self) -> str:
        how = f"caught by {self.caught}" if self.caught else f"SURVIVED as {self.one.after}"
        return f"{self.one.place} {self.one.operator}, {how}"


def machine() -> str:
    """Name the processor and how many of its cores this process may use."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    named = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()}, {next(named, platform.machine())}, {cores} cores"


def rates(results: Iterable[Result], name: Callable[[Break], str]) -> dict[str, tuple[int, int]]:
    """Return how many were caught and tried, by this name of a break."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for result in results:
        caught, tried = counts[name(result.one)]
        counts[name(result.one)] = caught + bool(result.caught), tried + 1
    return dict(sorted(counts.items()))


def in_words(results: list[Result], seed: int) -> str:
    """Return the report: rates by kind, by topic or part and by operator, then each survivor with its place."""
    lines = [f"seed {seed}, {machine()}"]
    for title, name in (
        ("kind", lambda one: one.kind),
        ("topic or part", lambda one: f"{one.kind}: {one.group}"),
        ("operator", lambda one: f"{one.kind}: {one.operator}"),
    ):
        lines.append(f"\nby {title}")
        lines += [f"  {key:38} {_rate(*counts)}" for key, counts in rates(results, name).items()]
    survivors = [result.one for result in results if not result.caught]
    lines.append(f"\n{len(survivors)} survived")
    for one in sorted(survivors, key=lambda one: (KINDS.index(one.kind), one.path, one.line)):
        lines += [f"\n{one.place}  {one.kind}, {one.operator}", f"  - {one.before}", f"  + {one.after}"]
    return "\n".join(lines)


def _rate(caught: int, tried: int) -> str:
    low, high = wilson(caught, tried)
    return f"{caught:4} of {tried:4}, {caught / tried:6.1%} ({low:.1%} to {high:.1%})"


def below(results: Iterable[Result], demanded: float) -> list[str]:
    """Return the kinds whose rate is below what is demanded even at the upper end of its interval."""
    return [kind for kind, counts in rates(results, lambda one: one.kind).items() if wilson(*counts)[1] < demanded]


def write(path: Path, results: list[Result], seed: int) -> None:
    """Write the rates by kind into a file that other kinds may share; a kind's older rate is replaced."""
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for kind, (caught, tried) in rates(results, lambda one: one.kind).items():
        kept[kind] = {
            "caught": caught,
            "tried": tried,
            "seed": seed,
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "machine": machine(),
            "python": platform.python_version(),
        }
    ordered = {kind: kept[kind] for kind in KINDS if kind in kept}
    path.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
