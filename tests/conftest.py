"""Fixtures by which a topic's tests reach its twins: each snippet runs once in a process."""

import functools
import os
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from counterpoint.running import gpu
from counterpoint.running.devices import installed, load, pair, prepare
from counterpoint.running.measure import Measurements
from counterpoint.running.record import run_and_clean
from counterpoint.running.runner import Run
from counterpoint.running.sandbox.child import confines
from counterpoint.running.warned import HIDDEN
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, CHOICES, PYTORCH, TENSORFLOW, Voice
from tests.plugin.confined import ConfinedTests
from tests.plugin.evidence import named_but_not_passed
from tests.plugin.gpu_demand import GpuDemand, refuse_absent_gpu, voices_to_demand
from tests.plugin.scheduling import ByTopic, in_shard, of_topics, seconds_of_topics, shard

if TYPE_CHECKING:
    from tests.site.reading import Site

REPOSITORY = Repository(Path(__file__).resolve().parents[1])
DEVICES = pytest.StashKey[dict[str, str]]()
# The fixtures that give a topic's module, and those that give the framework itself.
VOICE_OF = {name: name for name in BY_NAME} | {"torch": "pytorch", "tf": "tensorflow", "keras": "tensorflow"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_REMEDY = "Install Chromium (apt-get install chromium) or name one: CHROMIUM=/path/to/chrome make test"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--device", choices=CHOICES, default="cpu", help="where the snippets run")
    parser.addoption("--voice", choices=BY_NAME, help="the one that runs on the device; its twin stays on the CPU")
    parser.addoption("--require-gpu", action="store_true", help="no GPU, or a test less than on the CPU, is a failure")
    parser.addoption("--shard", type=shard, metavar="K/N", help="the K-th of N parts of about the same duration")
    parser.addoption("--topic", action="append", help="of the tests that run for every topic, those of this one")
    parser.addoption("--evidence", type=Path, metavar="FOLDER", help="write below it what ran and was measured")
    parser.addoption("--record-parity", action="store_true", help="write the measured parity beside the snippets")
    parser.addoption("--leave-nothing-out", action="store_true", help="a skipped test fails the run")


def pytest_configure(config: pytest.Config) -> None:
    options = config.option
    only = BY_NAME.get(options.voice)
    config.stash[DEVICES] = prepare(options.device, only)
    for message in HIDDEN:
        config.addinivalue_line("filterwarnings", f"ignore:{message}:DeprecationWarning")
    if options.evidence:
        options.evidence = options.evidence.absolute()  # a snippet runs in another folder
    if options.require_gpu:
        if options.shard:
            raise pytest.UsageError("--require-gpu counts the whole suite: leave out --shard")
        refuse_absent_gpu(voices_to_demand(only), config.stash[DEVICES])
        config.pluginmanager.register(GpuDemand(voices_to_demand(only)))
    imported = any(voice.packages[0] in sys.modules for voice in BY_NAME.values())  # by `--device auto`
    if confines() and not imported and "cuda" not in config.stash[DEVICES].values():
        config.pluginmanager.register(ConfinedTests(REPOSITORY))


def pytest_report_header(config: pytest.Config) -> str:
    """Say where each voice runs."""
    told = [f"{voice.title} on {where(voice, config.stash[DEVICES][voice.name])}" for voice in BY_NAME.values()]
    return f"device: {', '.join(told)}"


def where(voice: Voice, device: str) -> str:
    if device == "cuda" and voice.packages[0] in sys.modules and gpu.visible(voice):
        return f"{device} ({gpu.device_name(voice)})"
    return device


def find_browser() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test by the voices it asks for: one, both (`duet`) or none (`repository`)."""
    voices = {VOICE_OF[name] for name in VOICE_OF if name in getattr(item, "fixturenames", ())}
    voices |= {mark.args[0] for mark in item.iter_markers("voice")}
    name = "duet" if len(voices) == len(BY_NAME) else (voices or {"no_framework"}).pop()
    item.add_marker(getattr(pytest.mark, name))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of these topics and of one shard.

    Before a mark selects, so that every selection is cut along the same lines.
    """
    if topics := config.option.topic:
        config.hook.pytest_deselected(items=[item for item in items if not of_topics(item.nodeid, topics)])
        items[:] = [item for item in items if of_topics(item.nodeid, topics)]
    if not config.option.shard:
        return
    mine = set(in_shard((item.nodeid for item in items), seconds_of_topics(REPOSITORY), *config.option.shard))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in mine])
    items[:] = [item for item in items if item.nodeid in mine]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out the tests by what they share: a topic's runs, the built site."""
    return ByTopic(config, log)


@pytest.fixture(scope="session")
def repository() -> Repository:
    """This repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def devices(pytestconfig: pytest.Config) -> dict[str, str]:
    """Where each voice runs, by its name."""
    return pytestconfig.stash[DEVICES]


@pytest.fixture(scope="session")
def run_of(devices: dict[str, str]) -> Callable[[str, str], Run]:
    """Run a topic's voice; the second request gets the first one's run."""

    @functools.cache
    def run_once(topic: str, voice_name: str) -> Run:
        voice = BY_NAME[voice_name]
        load(voice, devices[voice_name])
        return run_and_clean(REPOSITORY.topic(topic).snippet(voice))

    return run_once


@pytest.fixture(scope="module")
def topic(request: pytest.FixtureRequest) -> str:
    """The topic whose name the test file carries."""
    return str(request.path.stem).removeprefix("test_")


@pytest.fixture(scope="module")
def pytorch(topic: str, run_of: Callable[[str, str], Run]) -> types.ModuleType:
    """The topic's PyTorch module after its run."""
    return run_of(topic, PYTORCH.name).module


@pytest.fixture(scope="module")
def tensorflow(topic: str, run_of: Callable[[str, str], Run]) -> types.ModuleType:
    """The topic's TensorFlow module after its run."""
    return run_of(topic, TENSORFLOW.name).module


@pytest.fixture(scope="module")
def printed(topic: str, run_of: Callable[[str, str], Run]) -> Callable[[str, str], list[str]]:
    """The lines that a section of the topic printed: `printed("pytorch", "model")`."""
    return lambda voice_name, section: run_of(topic, voice_name).outputs[section].splitlines()


@pytest.fixture(scope="module")
def measurements(topic: str, devices: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Measurements]:
    """What the module's tests measure; written or compared with what was recorded when its last test is done."""
    options = request.config.option
    failed_before = request.session.testsfailed
    measured = Measurements(REPOSITORY.topic(topic), pair(devices))
    yield measured
    whole = (
        not options.keyword
        and request.session.testsfailed == failed_before
        and "::" not in " ".join(options.file_or_dir)
    )
    if options.record_parity:
        measured.write()
    elif whole:
        if pair(devices) == "cpu" or measured.recorded:  # a GPU's figures need not be recorded here
            measured.refuse_unmeasured()
        if options.evidence:
            measured.keep(Repository(options.evidence))


@pytest.fixture
def parity(measurements: Measurements) -> Callable[..., None]:
    """Assert that both voices computed the same, and keep by how much they differ.

    `parity("logits", a, b, section="model", rtol=1e-5, atol=1e-6)`: `a` from PyTorch, `b` from TensorFlow.
    """

    def compare(name: str, a: Any, b: Any, *, section: str, rtol: float, atol: float) -> None:
        measurements.compare(name, a, b, section=section, rtol=rtol, atol=atol)

    return compare


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, built once by the ordinary command."""
    site = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=REPOSITORY.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="session")
def site(built_site: Path) -> "Site":
    """The built site, each of its pages parsed once."""
    from tests.site.reading import Site  # its parser is slow to load: only where a built page is read

    return Site(built_site)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run that must leave nothing out fail where a test was skipped, or one of the ledger did not pass."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not session.config.option.leave_nothing_out or not reporter:
        return
    if reporter.stats.get("skipped") or not_proven(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def not_proven(reporter: Any) -> list[str]:
    """Return what the ledger rests on tests that did not pass in this run."""
    return named_but_not_passed(REPOSITORY, [report.nodeid for report in reporter.stats.get("passed", [])])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in the closing lines what this run did not try, and how to add it."""
    for voice in BY_NAME.values():
        if not installed(voice):
            terminalreporter.write_line(f"not selected: {voice.title} is not installed here. Add it: make test")
    if terminalreporter.config.option.leave_nothing_out:
        for line in not_proven(terminalreporter):
            terminalreporter.write_line(f"evidence that did not run: {line}. Name a test that runs, in ledger/")
    if find_browser() is None:
        terminalreporter.write_line(f"left out: the browser tests. {BROWSER_REMEDY}")
