"""The three demands: the suite against a process for each module, the build against plain Material, the build grown."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import houses
from benchmarks.timing import Cost, Way, measure, run
from counterpoint.devices import PINNED
from counterpoint.house import House

RUNS = 3
ENVIRONMENT = {**os.environ, **PINNED, "CUDA_VISIBLE_DEVICES": "-1", "NO_MKDOCS_2_WARNING": "1"}
FASTER_WITH_TEN = 3.0  # times
DEARER_THAN_PLAIN = 1.2  # times
# What a hundredfold site may cost a page more than a tenfold one: nothing but the scatter of the measurement.
SCATTER = 1.1


@dataclass(frozen=True)
class Row:
    """One line of the report; `missed` says that a demand was not met."""

    what: str
    found: str
    missed: bool = False


def suite(house: House, folder: Path) -> list[Row]:
    """All modules in one process, as tests/test_snippets.py runs them, against a new process for each."""
    rows, ratios = [], {}
    for topics in (1, 3, 5, 10):
        small = houses.with_modules(house, folder / f"modules_{topics}", topics)
        modules = [small.snippet(topic, voice) for topic, voice in small.twins()]
        costs = measure({"one": _one_process(small), "each": _process_each(modules, folder)}, RUNS)
        ratios[len(modules)] = costs["each"].wall / costs["one"].wall
        found = (
            f"{costs['each'].wall:.1f} s, together {costs['one'].wall:.1f} s: {ratios[len(modules)]:.1f} times faster"
        )
        rows.append(Row(f"{len(modules)} modules, a process each", found))
    growing = list(ratios.values()) == sorted(ratios.values())
    rows.append(Row("growing with the number of modules", "yes" if growing else "no", not growing))
    rows.append(
        Row(f"at least {FASTER_WITH_TEN:g} times with ten", f"{ratios[10]:.1f} times", ratios[10] < FASTER_WITH_TEN)
    )
    return rows


def _one_process(house: House) -> Way:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_snippets.py"]
    return lambda: run(command, house.root, ENVIRONMENT)


def _process_each(modules: list[Path], folder: Path) -> Way:
    def run_each() -> None:
        for module in modules:
            run([sys.executable, str(module)], folder, ENVIRONMENT)

    return run_each


def build(house: House, folder: Path) -> list[Row]:
    """The build against Material alone on the pages as they are once expanded; notebooks' pages in neither."""
    ours = houses.without_notebooks(houses.copied(house, folder / "ours"))
    plain = houses.expanded(ours, folder / "plain")
    costs = measure({"ours": _mkdocs(ours), "plain": _mkdocs(plain)}, 2 * RUNS + 1)
    ratio = costs["ours"].work / costs["plain"].work
    return [
        Row("the build", _told(costs["ours"])),
        Row("plain Material on the expanded pages", _told(costs["plain"])),
        Row(f"at most {DEARER_THAN_PLAIN:g} times", f"{ratio:.2f} times", ratio > DEARER_THAN_PLAIN),
    ]


def growth(house: House, folder: Path) -> list[Row]:
    """The build of a site with each page once, ten and a hundred times; its cost a page must not grow."""
    sizes = {
        times: houses.without_notebooks(houses.with_pages(house, folder / f"pages_{times}", times))
        for times in (1, 10, 100)
    }
    costs = measure({str(times): _mkdocs(one) for times, one in sizes.items()}, RUNS)
    each = {times: costs[str(times)].work / len(one.pages()) for times, one in sizes.items()}
    rows = [
        Row(f"{len(one.pages())} pages", f"{_told(costs[str(times)])}, {1000 * each[times]:.0f} ms a page")
        for times, one in sizes.items()
    ]
    ratio = each[100] / each[10]
    rows.append(Row("a page of the largest against the middle one", f"{ratio:.2f} times", ratio > SCATTER))
    return rows


def _mkdocs(house: House) -> Way:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    return lambda: run(command, house.root, ENVIRONMENT)


def _told(cost: Cost) -> str:
    return f"{cost.wall:.2f} s, {cost.work:.2f} s of work"
