"""`counterpoint versions`: a version at a time, resumable, compared with the recordings, merged from other machines."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.commands import environment, one_version
from counterpoint.commands.environment import NotInstallable
from counterpoint.commands.matrix import Wanted, requirements
from counterpoint.recordings.recording import read_recording
from counterpoint.recordings.variants import mark_of, read_variant, read_variants, write_variant
from counterpoint.source.repository import Repository
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import Throwaway

PROJECT = """\
[project]
dependencies = ["typer>=0.16"]

[project.optional-dependencies]
pytorch = ["torch==2.13.0", "numpy>=2.1; python_version >= '3'"]
tensorflow = ["tensorflow-cpu==2.21.0", "numpy>=2.1"]
test = ["pytest>=9"]

[tool.counterpoint.versions]
torch = ["2.13", "2.12", "2.9"]
"""


class Machine:
    """Stands for uv and for the environments: their Python is a program that writes what a run would."""

    def __init__(self, throwaway: Throwaway) -> None:
        self.throwaway = throwaway
        self.made: list[str] = []
        self.unsolvable = ""
        self.says = "word: hello\n"
        self.status = 0
        self.python = throwaway.root.parent / "python"

    @contextmanager
    def __call__(self, repository: Repository, wanted: Wanted, *, tests: bool) -> Iterator[Path]:
        self.made.append(wanted.name)
        if wanted.name == self.unsolvable:
            raise NotInstallable("Because torch 2.9 has no wheels, it can't be had.")
        topic = repository.topic("greet")
        recording = read_recording(topic, PYTORCH, "cpu")
        assert recording
        differ = {} if self.says == recording.outputs["say"] else {"say": {"prints": self.says}}
        content = {
            "python": "3.11.7",
            "versions": {"torch": f"{wanted.asked}.1"},
            "snippets": {"greet": {"pytorch": {"against": mark_of(recording), "differ": differ}}},
        }
        program = f"import sys\nprint('greet pytorch')\nopen(sys.argv[4], 'w').write({json.dumps(content)!r})\n"
        program += f"sys.stderr.write('it broke')\nsys.exit({self.status})\n"
        self.python.write_text(f"#!{sys.executable}\n{program}")
        self.python.chmod(0o755)
        yield self.python


@pytest.fixture
def machine(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> Machine:
    throwaway.write("pyproject.toml", PROJECT)
    machine = Machine(throwaway)
    monkeypatch.setattr(one_version, "environment", machine)
    return machine


def test_each_version_but_the_recorded_one_is_tried_and_written(throwaway: Throwaway, machine: Machine) -> None:
    said = throwaway.succeeds("versions", "--no-tests")
    assert machine.made == ["torch-2.12", "torch-2.9"]
    assert "torch-2.9: 2.9.1, 1 snippets, 0 sections differ\n" in said
    assert [(one.name, one.version) for one in read_variants(throwaway.repository)] == [
        ("torch-2.12", "2.12.1"),
        ("torch-2.9", "2.9.1"),
    ]
    assert throwaway.succeeds("check") == "all in order\n"


def test_what_is_recorded_and_still_fits_is_not_tried_again(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.succeeds("versions", "--no-tests", "torch-2.12")
    throwaway.succeeds("versions", "--no-tests")
    assert machine.made == ["torch-2.12", "torch-2.9"]
    assert "2 of 2 are recorded already" in throwaway.succeeds("versions", "--no-tests")
    throwaway.succeeds("versions", "--no-tests", "--again", "torch-2.9")
    assert machine.made[2:] == ["torch-2.9"]


def test_where_nothing_but_the_day_is_another_the_file_stays(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.succeeds("versions", "--no-tests", "torch-2.9")
    path = throwaway.root / "versions/torch-2.9.json"
    write_variant(throwaway.repository, replace(read_variant(path), date="2020-01-01", failed=["t"]))
    throwaway.succeeds("versions", "--no-tests", "--again", "torch-2.9")
    today = read_variant(path).date
    assert today > "2020-01-01"
    write_variant(throwaway.repository, replace(read_variant(path), date="2020-01-01"))
    assert read_variant(path).date == today


def test_a_new_recording_asks_for_every_version_again(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.succeeds("versions", "--no-tests")
    throwaway.record(outputs={"word": "", "say": "word: hi\n"})
    throwaway.succeeds("versions", "--no-tests")
    assert machine.made == 2 * ["torch-2.12", "torch-2.9"]


def test_a_version_that_cannot_be_had_says_why_and_the_others_go_on(throwaway: Throwaway, machine: Machine) -> None:
    machine.unsolvable = "torch-2.12"
    said = throwaway.succeeds("versions", "--no-tests")
    assert "torch-2.12: cannot be tried: Because torch 2.9 has no wheels" in said
    assert read_variants(throwaway.repository)[0].why_not.startswith("Because torch 2.9")
    assert machine.made == ["torch-2.12", "torch-2.9"]


def test_a_run_that_breaks_off_is_told_and_writes_nothing(throwaway: Throwaway, machine: Machine) -> None:
    machine.status = 3
    said = throwaway.refuses("versions", "--no-tests", "torch-2.9")
    assert "the snippets could not be run on torch-2.9" in said
    assert "It ended with status 3:\n    it broke" in said
    assert not read_variants(throwaway.repository)


def test_a_version_that_is_not_listed_is_refused_with_those_that_are(throwaway: Throwaway, machine: Machine) -> None:
    said = throwaway.refuses("versions", "torch-1.13")
    assert "there is no version 'torch-1.13' to try" in said
    assert "Name one of: torch-2.12, torch-2.9" in said


def test_a_package_that_nobody_knows_is_refused(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.write("pyproject.toml", PROJECT.replace("torch = [", "jax = ["))
    assert "names 'jax-2.13', which is no version of torch, tensorflow, keras, python" in throwaway.refuses("versions")


def test_the_names_are_a_matrix_of_jobs(throwaway: Throwaway, machine: Machine) -> None:
    assert json.loads(throwaway.succeeds("versions", "--list")) == ["torch-2.12", "torch-2.9"]
    assert not machine.made


def test_what_other_machines_wrote_is_merged(throwaway: Throwaway, machine: Machine, tmp_path: Path) -> None:
    throwaway.succeeds("versions", "--no-tests")
    elsewhere = tmp_path / "elsewhere"
    for name in ("torch-2.12", "torch-2.9"):
        (elsewhere / name).mkdir(parents=True)
        (throwaway.root / f"versions/{name}.json").rename(elsewhere / name / f"{name}.json")
    said = throwaway.succeeds("versions", "--merge", str(elsewhere))
    assert said.count("1 snippets, 0 sections differ") == 2
    assert len(read_variants(throwaway.repository)) == 2


def test_of_a_damaged_one_nothing_is_merged(throwaway: Throwaway, machine: Machine, tmp_path: Path) -> None:
    throwaway.succeeds("versions", "--no-tests")
    elsewhere = tmp_path / "elsewhere"
    (throwaway.root / "versions").rename(elsewhere)
    file = elsewhere / "torch-2.9.json"
    file.write_text(file.read_text().replace("2.9.1", "2.9.9"))
    assert "a field was changed after the run" in throwaway.refuses("versions", "--merge", str(elsewhere))
    assert not (throwaway.root / "versions").exists()


def test_an_older_version_is_asked_for_without_our_bounds(throwaway: Throwaway, machine: Machine) -> None:
    asked = list(requirements(throwaway.repository, Wanted("torch", "2.9"), tests=False))
    assert asked == ["typer", "torch==2.9.*", "numpy; python_version >= '3'"]
    both = list(requirements(throwaway.repository, Wanted("tensorflow", "2.18"), tests=True))
    assert {"torch", "tensorflow-cpu==2.18.*", "pytest"} <= set(both)


def test_the_resolvers_reason_is_told_in_a_line_without_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "error: No solution found when resolving dependencies\n"
        "  cause: Because a==1 is not in https://host/simple and\n         you require a==1, it can't be had.\n"
        "hint: try /some/where/else\n"
    )
    assert environment._reason(said.splitlines()) == "Because a==1 is not in … and you require a==1, it can't be had."


def test_a_renamed_topic_keeps_what_ran(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.succeeds("versions", "--no-tests", "torch-2.9")
    throwaway.succeeds("rename", "greet", "salute", "--yes")
    assert list(read_variant(throwaway.root / "versions/torch-2.9.json").snippets) == ["salute"]


def test_of_a_removed_topic_nothing_stays(throwaway: Throwaway, machine: Machine) -> None:
    throwaway.succeeds("versions", "--no-tests", "torch-2.9")
    throwaway.write("docs/index.md", "# Home\n")
    throwaway.succeeds("remove", "greet", "--yes")
    assert not read_variant(throwaway.root / "versions/torch-2.9.json").snippets
