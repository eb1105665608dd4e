"""`counterpoint new`: a topic is begun whole or not at all."""

import errno
import shutil
from pathlib import Path

import pytest

from counterpoint.commands import new
from counterpoint.commands.new import ENTRY_MARK
from counterpoint.running import record
from tests.counterpoint.throwaway import Throwaway

LETTERS = "Use lower case letters, digits and single underscores."
WRITTEN = ["docs/meet_again.md", "snippets/meet_again", "tests/topics/test_meet_again.py"]


@pytest.fixture(autouse=True)
def no_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "installed", lambda voice: False)


def test_a_topic_is_begun_with_all_that_belongs_to_it(throwaway: Throwaway) -> None:
    shutil.rmtree(throwaway.root / "tests")
    before = throwaway.files()
    assert throwaway.succeeds("new", "meet_again") == (
        "wrote snippets/meet_again/meet_again_pytorch.py\n"
        "wrote snippets/meet_again/meet_again_tensorflow.py\n"
        "wrote docs/meet_again.md\n"
        "wrote tests/topics/test_meet_again.py\n"
        "entered meet_again.md in mkdocs.yml\n"
        "next: make record TOPIC=meet_again (it installs the frameworks)\n"
    )
    twins = [f"snippets/meet_again/meet_again_{voice}.py" for voice in ("pytorch", "tensorflow")]
    assert set(throwaway.files()) - set(before) == {"tests", "tests/topics", *WRITTEN, *twins}
    changed = {name for name in before if throwaway.files()[name] != before[name]}
    assert changed == {"mkdocs.yml"}


def test_all_that_a_new_topic_lacks_is_its_recording(throwaway: Throwaway) -> None:
    throwaway.succeeds("new", "meet_again")
    told = throwaway.refuses("check").splitlines()
    assert told[::2] == [
        "docs/meet_again.md:18: nothing was recorded for 'meet_again:forward' in PyTorch",
        "docs/meet_again.md:22: nothing was recorded for 'meet_again:gradient' in PyTorch",
        "2 to mend",
    ]


def test_the_page_is_entered_above_the_mark_at_its_indent(throwaway: Throwaway) -> None:
    throwaway.succeeds("new", "meet_again")
    entered = f"  - Greet: greet.md\n  - Meet again: meet_again.md\n  {ENTRY_MARK}\n"
    assert entered in throwaway.read("mkdocs.yml")
    assert throwaway.read("docs/meet_again.md").startswith('---\ntitle: "Meet again"\n')


def test_a_navigation_on_one_line_is_left_alone(throwaway: Throwaway) -> None:
    throwaway.write("mkdocs.yml", "nav: [{Home: index.md}, {Concepts: [{Greet: greet.md}, {Wave: wave.md}]}]\n")
    before = throwaway.files()
    for command in (["new", "meet", "--section", "Concepts"], ["remove", "greet", "--yes"]):
        told = throwaway.refuses(*command)
        assert told.startswith("mkdocs.yml: the line of 'greet.md' in the navigation cannot be told\n"), told
    assert throwaway.files() == before


@pytest.mark.parametrize(
    "name", ["Meet", "meet again", "meet-again", "2meet", "_meet", "meet_", "../meet", "meet/again", "meet.py", "größe"]
)
def test_a_name_that_cannot_be_a_module_is_refused(throwaway: Throwaway, name: str) -> None:
    assert throwaway.refuses("new", name) == f"snippets: {name!r} cannot name a topic\n    {LETTERS}\n"


@pytest.mark.parametrize("name", ["greet", "index"])
def test_a_name_that_is_taken_by_a_topic_or_a_page_is_refused(throwaway: Throwaway, name: str) -> None:
    message = f"snippets/{name}: there is a topic or page '{name}' already\n    Choose another name.\n"
    assert throwaway.refuses("new", name) == message


def test_a_folder_of_that_name_is_left_alone(throwaway: Throwaway) -> None:
    throwaway.write("snippets/meet_again/notes.txt", "mine")
    message = "snippets/meet_again: there is a topic or page 'meet_again' already\n    Choose another name.\n"
    assert throwaway.refuses("new", "meet_again") == message


def test_a_new_topic_is_recorded_where_both_frameworks_are_installed(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "installed", lambda voice: True)
    monkeypatch.setattr(
        record,
        "record",
        lambda repository, topics, device, tell: tell(f"{[topic.name for topic in topics]} on {device}"),
    )
    assert throwaway.succeeds("new", "meet_again").splitlines()[-2:] == [
        "['meet_again'] on cpu",
        "next: edit docs/meet_again.md and the twins, then: make record TOPIC=meet_again && make test",
    ]


def test_a_name_that_is_taken_by_a_page_in_a_folder_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("docs/more/meet_again.md", "# Other\n")
    message = "snippets/meet_again: there is a topic or page 'meet_again' already\n    Choose another name.\n"
    assert throwaway.refuses("new", "meet_again") == message


def test_a_test_of_that_name_is_not_overwritten(throwaway: Throwaway) -> None:
    throwaway.write("tests/topics/test_meet_again.py", "")
    message = (
        "tests/topics/test_meet_again.py: this file exists already\n    Choose another name, or delete it first.\n"
    )
    assert throwaway.refuses("new", "meet_again") == message


def test_a_navigation_without_the_mark_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("mkdocs.yml", f"  {ENTRY_MARK}\n", "")
    assert throwaway.refuses("new", "meet_again") == (
        "mkdocs.yml: the place for new topics is not marked\n"
        f"    Put the comment '{ENTRY_MARK}' where new topics go, under 'nav:'.\n"
    )


@pytest.mark.parametrize(
    ("method", "number"),
    [*(("write_text", number) for number in range(1, 6)), *(("replace", number) for number in range(1, 6))]
    + [("mkdir", number) for number in range(1, 5)],
)
def test_a_failure_half_way_leaves_nothing_behind(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, method: str, number: int
) -> None:
    """Whichever of the five files it is that finds the disk full."""
    shutil.rmtree(throwaway.root / "tests")
    original, calls = getattr(Path, method), 0

    def fail_at(self: Path, *arguments: object, **options: object) -> object:
        nonlocal calls
        calls += throwaway.root in self.parents
        if calls == number and throwaway.root in self.parents:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, method, fail_at)
    what, remedy = throwaway.refuses("new", "meet_again").splitlines()
    assert calls >= number, "the failure did not take place"
    assert what.endswith(": it cannot be written: No space left on device")
    assert remedy == "    Nothing was written. Mend that, then try again."


def test_a_folder_that_may_not_be_written_is_told(throwaway: Throwaway) -> None:
    throwaway.write("tests/topics/test_greet.py", "")
    (throwaway.root / "tests/topics/test_greet.py").unlink()
    (throwaway.root / "tests/topics").rmdir()
    throwaway.write("tests/topics", "a file where a folder should be")
    assert throwaway.refuses("new", "meet_again").startswith("tests/topics: it cannot be written: File exists\n")


@pytest.mark.parametrize("name", ["class", "lambda", "torch", "keras", "numpy", "test", "pytorch", "conftest"])
def test_a_name_that_python_or_a_tool_gives_a_meaning_is_refused(throwaway: Throwaway, name: str) -> None:
    what = f"snippets: '{name}' is a name of Python's, of a package or of a tool"
    remedy = f"Say what is shown: {name}_basics, or another name."
    assert throwaway.refuses("new", name) == f"{what}\n    {remedy}\n"


def with_an_orchestra(throwaway: Throwaway, folder: str = "orchestra") -> None:
    throwaway.write(f"docs/{folder}/hall.md", "# The hall\n")
    part = f"  - The orchestra:\n      - The hall: {folder}/hall.md\n  {ENTRY_MARK}\n"
    throwaway.edit("mkdocs.yml", f"  {ENTRY_MARK}\n", part)


def test_a_topic_may_stand_in_any_part_of_the_navigation(throwaway: Throwaway) -> None:
    with_an_orchestra(throwaway)
    told = throwaway.succeeds("new", "meet_again", "--section", "The orchestra")
    assert "wrote docs/orchestra/meet_again.md\n" in told
    assert "entered orchestra/meet_again.md in mkdocs.yml\n" in told
    entered = "      - The hall: orchestra/hall.md\n      - Meet again: orchestra/meet_again.md\n"
    assert f"{entered}  {ENTRY_MARK}\n" in throwaway.read("mkdocs.yml")


def test_a_part_that_the_navigation_does_not_have_is_refused(throwaway: Throwaway) -> None:
    with_an_orchestra(throwaway)
    message = "mkdocs.yml: the navigation has no part 'The hall'\n    Its parts are: The orchestra\n"
    assert throwaway.refuses("new", "meet_again", "--section", "The hall") == message


def test_an_area_of_the_dictionary_is_no_topic(throwaway: Throwaway) -> None:
    with_an_orchestra(throwaway, "dictionary")
    told = throwaway.refuses("new", "meet_again", "--section", "The orchestra")
    assert told.startswith("mkdocs.yml: 'The orchestra' holds areas of the dictionary, which are no topics\n")
