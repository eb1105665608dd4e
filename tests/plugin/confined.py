"""Run the tests that run snippets in a child that the system confines, one child for each process of the suite.

The tests read what a snippet left in its module, so they run where it ran. The child is a fork that begins before any
framework is imported, since some of their machine code does not survive one; it imports each once, and runs all such
tests that its parent comes to, in their order. It can write nothing but temporary files, reads nothing of the user's,
and is off the network where the system lets it. What it reports comes back through a pipe as JSON.

On a GPU and on systems without Landlock the tests run in the suite's own process, and the audit hook is their guard.
"""

import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pytest
from _pytest.runner import runtestprotocol

from counterpoint.running.sandbox.child import confine
from counterpoint.running.sandbox.confine import caches
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME
from tests.plugin.scheduling import group_of

RUN_SNIPPETS = ("tests/topics/", "tests/content/")
FRAMEWORKS = frozenset({*BY_NAME, "duet"})


def runs_snippets(item: pytest.Item) -> bool:
    """Say whether a test runs a snippet or reads what one left."""
    marks = {mark.name for mark in item.iter_markers()}
    return item.nodeid.startswith(RUN_SNIPPETS) and bool(marks & FRAMEWORKS)


class ConfinedTests:
    """Hands each test that runs snippets to the child."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.child: Child | None = None
        self.after: dict[pytest.Item, pytest.Item] = {}  # the next that runs in the child

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests of a topic side by side: they share one run of each snippet."""
        groups = {group: place for place, group in enumerate(dict.fromkeys(group_of(item.nodeid) for item in items))}
        items.sort(key=lambda item: groups[group_of(item.nodeid)])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        confined = [item for item in session.items if runs_snippets(item)]
        self.after = dict(itertools.pairwise(confined))
        if not session.config.option.collectonly and confined:
            self.child = self._begin(session)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not runs_snippets(item):
            return None
        if self.child is None or not self.child.process:  # the one before has died
            self.child = self._begin(item.session)
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        later = self.after.get(item)  # one of its topic that runs nothing may stand between the two
        goes_on = later and group_of(later.nodeid) == group_of(item.nodeid)
        for report in self.child.run(item, later if goes_on else None):
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        item.session._setupstate.teardown_exact(nextitem)
        return True

    def pytest_sessionfinish(self) -> None:
        if self.child:
            self.child.end()

    def _begin(self, session: pytest.Session) -> "Child":
        return Child(session, self._writable(session.config), self.repository.root)

    def _writable(self, config: pytest.Config) -> list[Path]:
        folders = [config._tmp_path_factory.getbasetemp(), *caches()]  # type: ignore[attr-defined]
        if config.option.evidence:
            config.option.evidence.mkdir(parents=True, exist_ok=True)
            folders.append(config.option.evidence)
        if config.option.record_parity:
            folders += [topic.recorded for topic in self.repository.topics()]
        return folders


class Child:
    """A fork of this process that runs the tests it is told to, in order."""

    def __init__(self, session: pytest.Session, writable: list[Path], readable: Path) -> None:
        self.session = session
        self.folder = Path(tempfile.mkdtemp()).resolve()
        (told, self.telling), (self.hearing, answering) = (_pipe(), _pipe())
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            self.telling.close()
            self.hearing.close()
            os.setpgid(0, 0)
            _serve(session, told, answering, lambda: confine(self.folder, [readable], writable))
        told.close()
        answering.close()

    def run(self, item: pytest.Item, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
        """Return what the child reports of the test; a failure that says how it ended where it reports nothing."""
        places = [self.session.items.index(one) if one else None for one in (item, nextitem)]
        with suppress(BrokenPipeError):
            print(json.dumps(places), file=self.telling, flush=True)
        answer = self.hearing.readline()
        if not answer:
            return [_lost(item, self.end())]
        return [_report(item.config, data) for data in json.loads(answer)]

    def end(self) -> int:
        """End the child with all that it left; return its exit status, negative for a signal."""
        if self.process:
            with suppress(BrokenPipeError):
                self.telling.close()
            self.hearing.close()
            _, status = os.waitpid(self.process, 0)
            with suppress(ProcessLookupError):
                os.killpg(self.process, signal.SIGKILL)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.process, self.status = 0, os.waitstatus_to_exitcode(status)
        return self.status


def _pipe() -> tuple[IO[str], IO[str]]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "r", encoding="utf-8"), os.fdopen(writing, "w", encoding="utf-8")


def _serve(session: pytest.Session, told: IO[str], answering: IO[str], begin: Callable[[], None]) -> None:
    """Run tests until nobody tells of more, and end without a word to what the parent registered."""
    status = 1
    with suppress(BaseException):
        begin()
        for line in told:
            item, nextitem = (None if place is None else session.items[place] for place in json.loads(line))
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            session.testsfailed += sum(report.failed for report in reports)
            to_data = session.config.hook.pytest_report_to_serializable
            data = [to_data(config=session.config, report=report) for report in reports]
            print(json.dumps(data, default=str), file=answering, flush=True)
        status = 0
    os._exit(status)


def _report(config: pytest.Config, data: dict[str, Any]) -> pytest.TestReport:
    if isinstance(data["longrepr"], list):  # where a test was skipped, a tuple that JSON has made a list
        data["longrepr"] = tuple(data["longrepr"])
    report: pytest.TestReport = config.hook.pytest_report_from_serializable(config=config, data=data)
    return report


def _lost(item: pytest.Item, status: int) -> pytest.TestReport:
    how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    what = f"the confined process of these tests {how} and said nothing of this one"
    return pytest.TestReport(item.nodeid, item.location, dict.fromkeys(item.keywords, 1), "failed", what, "call")
