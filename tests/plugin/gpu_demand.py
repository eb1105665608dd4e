"""`--require-gpu`: a run fails where there is no GPU, and where it ran fewer tests than a run on the CPU has."""

from collections.abc import Iterable
from typing import Any

import pytest

from counterpoint.running.devices import installed, load
from counterpoint.source.faults import Fault
from counterpoint.source.voices import VOICES, Voice

SENT = "tests_for_the_gpu"
NAMED = 5


def voices_to_demand(only: Voice | None) -> list[Voice]:
    """Return the voices that must run on a GPU: the one that `--voice` names, else all that are installed."""
    return [only] if only else [voice for voice in VOICES if installed(voice)]


def refuse_absent_gpu(voices: Iterable[Voice], devices: dict[str, str]) -> None:
    """Raise UsageError, before anything runs, where a voice would run on the CPU."""
    for voice in voices:
        if not installed(voice):
            raise pytest.UsageError(f"--require-gpu: {voice.title} is not installed here")
        if devices[voice.name] != "cuda":
            raise pytest.UsageError(f"--require-gpu: {voice.title} would run on the CPU here")
        try:
            load(voice, "cuda")
        except Fault as fault:
            raise pytest.UsageError(f"--require-gpu: {fault.what}. {fault.remedy}") from None


class GpuDemand:
    """Counts the tests of the demanded voices.

    What is collected does not depend on the device, so a run on the CPU has every test that was collected; whatever
    was deselected or skipped afterwards is missing here.
    """

    def __init__(self, voices: list[Voice]) -> None:
        self.titles = " and ".join(voice.title for voice in voices)
        self.marks = {"duet", *(voice.name for voice in voices)}
        self.collected: set[str] = set()
        self.ran: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Count before anything is deselected."""
        self.collected |= {item.nodeid for item in items if self.marks & {mark.name for mark in item.iter_markers()}}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and (not report.skipped or hasattr(report, "wasxfail")):
            self.ran.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of pytest-xdist has collected: the process that hands out tests collects none."""
        self.collected |= set(getattr(node, "workeroutput", {}).get(SENT, ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[SENT] = sorted(self.collected)
        elif self.complaint():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.write_line(self.complaint() or f"on the GPU: all {len(self.collected)} tests of {self.titles}")

    def complaint(self) -> str:
        """Say what is missing; nothing where all ran."""
        missing = sorted(self.collected - self.ran)
        if not self.collected:
            return f"--require-gpu: no test of {self.titles} was collected"
        if not missing:
            return ""
        named = ", ".join(missing[:NAMED]) + (" and more" if len(missing) > NAMED else "")
        return (
            f"--require-gpu: {len(missing)} of {len(self.collected)} tests of {self.titles} did not run here, "
            f"and do on the CPU: {named}"
        )
