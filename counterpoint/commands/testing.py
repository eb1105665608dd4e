"""Run the tests of a topic, or of what changed since another revision, in two processes side by side."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from counterpoint.checks.stages import check, stale_recordings
from counterpoint.commands.selection import Selection, changed_since, selection_of
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

# A topic's own file is as long as all that is run for every topic; the frameworks apart would share less evenly, since
# what compares them needs both.
OWN = "tests/topics/"
ALL_AT_ONCE = ("--numprocesses", "auto", "--maxprocesses", "4")
NO_TEST = 5  # how pytest ends where nothing was selected


def test(repository: Repository, names: list[str], since: str, tell: Callable[[str], None]) -> bool:
    """Run the check and the tests of the topics, or of what changed; say whether all passed."""
    for name in names:
        if not repository.topic(name).exists:
            known = ", ".join(map(str, repository.folders()))
            raise Fault(repository.snippets, None, f"there is no topic '{name}'", f"Topics are: {known}")
    chosen = Selection(topics=set(names)) if names else selection_of(repository, *changed_since(repository, since))
    if faults := [*check(repository, stale=False), *_stale(repository, chosen)]:
        tell("\n".join(map(str, faults)))
        return False
    arguments = chosen.arguments(repository)
    if not arguments:
        tell(f"nothing that a test looks at has changed since {since}")
        return True
    why = f"everything, since {chosen.everything} changed" if chosen.everything else " ".join(arguments)
    tell(f"tests: {why}")
    return run_side_by_side(repository.root, arguments, tell)


def _stale(repository: Repository, chosen: Selection) -> Iterator[Fault]:
    """Yield the recordings that are older than their source; those of other topics are not asked for here."""
    folders = [repository.topic(name).folder for name in chosen.topics]
    for fault in stale_recordings(repository):
        if chosen.everything or any(folder in Path(fault.path).parents for folder in folders):
            yield fault


def run_side_by_side(root: Path, arguments: list[str], tell: Callable[[str], None]) -> bool:
    """Run pytest twice at once, on the topics' own files and on the rest; tell what each printed once it is done."""
    running = [
        subprocess.Popen([sys.executable, "-m", "pytest", "-q", *half], cwd=root, stdout=subprocess.PIPE, text=True)
        for half in halves(arguments)
    ]
    passed = True
    for process in running:
        printed, _ = process.communicate()
        tell(printed.rstrip())
        passed = passed and process.returncode in (0, NO_TEST)
    return passed


def halves(arguments: list[str]) -> list[list[str]]:
    """Deal the files out to two processes, the options to both; the whole suite deals itself out."""
    if arguments == ["tests"]:
        return [["tests", *ALL_AT_ONCE]]
    options = [word for word in arguments if word.startswith("-")]
    files = [word for word in arguments if not word.startswith("-")]
    parts = ([f for f in files if f.startswith(OWN)], [f for f in files if not f.startswith(OWN)])
    return [[*part, *options] for part in parts if part]
