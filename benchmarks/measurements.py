"""What is demanded of the suite, of the build, of the build of a larger site, and of a save under `make serve`."""

import os
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import repositories
from benchmarks.timing import Cost, Way, measure, run
from counterpoint.running.devices import PINNED
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES
from tests.site.building import save_and_wait, served

RUNS = 3
ENVIRONMENT = {**os.environ, **PINNED, "CUDA_VISIBLE_DEVICES": "-1", "NO_MKDOCS_2_WARNING": "1"}
FASTER = 3.0  # times
PROCESSES = (7, 3, 1)
DEARER_THAN_PLAIN = 1.2  # times
# What a hundredfold site may cost a page more than a tenfold one: nothing but the scatter of the measurement.
SCATTER = 1.1


# Module, page and notebook are three runs; what is left is for the sections alone and for all that the tests compute.
AS_MUCH_AS_ONCE = 3.5
SLOWEST_REBUILD = 2.0  # seconds


@dataclass(frozen=True)
class Row:
    """One line of the report; `missed` says that a demand was not met."""

    what: str
    found: str
    missed: bool = False


def suite(repository: Repository, folder: Path) -> Iterator[Row]:
    """All modules dealt to ever fewer processes, as the suite runs them, against a process for each."""
    modules = [topic.snippet(voice) for topic, voice in repository.twins()]
    ways = {len(modules): _a_process_each(modules, folder)}
    for processes in PROCESSES:
        parts = [
            repositories.with_topics(
                repository,
                folder / f"{first}_of_{processes}",
                [topic.name for topic in repository.topics()[first::processes]],
            )
            for first in range(processes)
        ]
        ways[processes] = _together(parts)
    costs = measure(ways, RUNS)
    apart = costs[len(modules)].wall
    yield Row(f"{len(modules)} modules, a process each", f"{apart:.1f} s")
    ratios = [apart / costs[processes].wall for processes in PROCESSES]
    for processes, ratio in zip(PROCESSES, ratios, strict=True):
        found = f"{costs[processes].wall:.1f} s: {ratio:.1f} times as fast"
        yield Row(f"{len(modules) // processes} to a process", found)
    growing = ratios == sorted(ratios)
    yield Row("growing with the number of modules", "yes" if growing else "no", not growing)
    yield Row(f"at least {FASTER:g} times with all in one", f"{ratios[-1]:.1f} times", ratios[-1] < FASTER)


def _together(parts: list[Repository]) -> Way:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/content/test_snippets.py"]

    def run_parts() -> None:
        for part in parts:
            run(command, part.root, ENVIRONMENT)

    return run_parts


def _a_process_each(modules: list[Path], folder: Path) -> Way:
    def run_each() -> None:
        for module in modules:
            run([sys.executable, str(module)], folder, ENVIRONMENT)

    return run_each


def repetition(repository: Repository, folder: Path) -> Iterator[Row]:
    """All that runs a topic's snippets, against one run of each: as a module, from the page, as a notebook, alone."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    snippets = "tests/content/test_snippets.py"
    others = [f"tests/content/test_{name}.py" for name in ("pages", "notebooks", "alone")]
    ways: dict[str, list[str]] = {
        "imports": [*pytest, f"{snippets}::test_it_prints_what_was_recorded", "-k", "start"],
        "once": [*pytest, f"{snippets}::test_it_prints_what_was_recorded"],
        "all": [*pytest, snippets, *others, "tests/topics"],
    }
    costs = measure({name: _in(repository, command) for name, command in ways.items()}, 1)
    imports = costs["imports"].work
    once, everything = costs["once"].work - imports, costs["all"].work - imports
    yield Row("each snippet once", f"{once:.0f} s of work, and {imports:.0f} s of imports")
    yield Row("all that runs them", f"{everything:.0f} s of work, and the imports")
    ratio = everything / once
    yield Row(f"at most {AS_MUCH_AS_ONCE:g} times as much", f"{ratio:.1f} times", ratio > AS_MUCH_AS_ONCE)


def _in(repository: Repository, command: list[str]) -> Way:
    return lambda: run(command, repository.root, ENVIRONMENT)


def build(repository: Repository, folder: Path) -> Iterator[Row]:
    """The build against Material alone on the pages as they are once expanded; notebooks' pages in neither."""
    ours = repositories.without_notebooks(repositories.copied(repository, folder / "ours"))
    plain = repositories.expanded(ours, folder / "plain")
    costs = measure({"ours": _mkdocs(ours), "plain": _mkdocs(plain)}, 2 * RUNS + 1)
    ratio = costs["ours"].work / costs["plain"].work
    yield Row(f"the build, {len(ours.pages())} pages", _told(costs["ours"]))
    yield Row("plain Material on the expanded pages", _told(costs["plain"]))
    yield Row(f"at most {DEARER_THAN_PLAIN:g} times its work", f"{ratio:.2f} times", ratio > DEARER_THAN_PLAIN)


def growth(repository: Repository, folder: Path) -> Iterator[Row]:
    """The build of five pages, of each of them ten times, and a hundred times; the cost of a page must not grow."""
    each = {}
    topics = [topic.name for topic in repository.topics()[:5]]
    for times, runs in ((1, RUNS), (10, RUNS), (100, 1)):
        grown = repositories.without_notebooks(
            repositories.with_pages(repository, folder / f"pages_{times}", topics, times)
        )
        pages = len(grown.pages())
        cost = measure({"build": _mkdocs(grown)}, runs)["build"]
        each[times] = cost.work / pages
        yield Row(f"{pages} pages", f"{_told(cost)}, {1000 * each[times]:.0f} ms a page")
    ratio = each[100] / each[10]
    yield Row("a page of the largest against one of the middle", f"{ratio:.2f} times", ratio > SCATTER)


def reload(repository: Repository, folder: Path) -> Iterator[Row]:
    """From saving a file to the page that shows it, under `make serve`."""
    copy = repositories.copied(repository, folder / "served")
    topic = copy.topics()[0]
    page = topic.page
    assert page
    with served(copy.root) as address:
        for name, file in (("page", page.path), ("snippet", topic.snippet(VOICES[0]))):
            marks = [f"{name} saved for the {number}. time" for number in range(2 * RUNS)]
            seconds = statistics.median(save_and_wait(file, mark, address + page.address) for mark in marks)
            found = f"{seconds:.2f} s of at most {SLOWEST_REBUILD:g} s"
            yield Row(f"a saved {name}", found, seconds > SLOWEST_REBUILD)


def _mkdocs(repository: Repository) -> Way:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    return lambda: run(command, repository.root, ENVIRONMENT)


def _told(cost: Cost) -> str:
    return f"{cost.wall:.2f} s, {cost.work:.2f} s of work"
