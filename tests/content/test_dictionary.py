"""The dictionary: every area's rows come out as recorded, and no verdict rests on anything but a run."""

import json

import pytest

from counterpoint.recordings.class_methods import methods_file
from counterpoint.recordings.dictionary import as_csv, as_data, counts, packed, packed_file
from counterpoint.recordings.public_names import read_public_names, uncovered
from counterpoint.recordings.row_changes import first_change
from counterpoint.recordings.rows import ABSENT, SAME, AreaRecord, read_rows_record
from counterpoint.running.class_methods import class_methods
from counterpoint.running.compare_rows import TOLERANCES
from counterpoint.running.devices import load
from counterpoint.running.examine import examine
from counterpoint.running.public_names import public_names
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, VOICES
from tests.conftest import REPOSITORY

AREAS = [area.name for area in REPOSITORY.areas()]
both_frameworks = [pytest.mark.voice(voice.name) for voice in VOICES]
every_area = pytest.mark.parametrize("area", [pytest.param(area, marks=both_frameworks) for area in AREAS])


def recorded(name: str) -> AreaRecord:
    record = read_rows_record(REPOSITORY.topic(name))
    assert record is not None, f"no rows were computed: make record TOPIC={name}"
    return record


@pytest.fixture
def loaded(devices: dict[str, str]) -> None:
    """Both frameworks, where the run wants them."""
    for voice in VOICES:
        load(voice, devices[voice.name])


@every_area
def test_its_rows_come_out_as_recorded(loaded: None, devices: dict[str, str], area: str) -> None:
    if "cuda" in devices.values():
        pytest.skip("rows are computed on the CPU: a GPU adds in another order")
    computed, faults = examine(REPOSITORY.topic(area))
    assert not faults, "\n".join(map(str, faults))
    change = first_change(recorded(area), computed)
    assert not change, f"{change}. If it is right: make record TOPIC={area}"


@pytest.mark.parametrize("area", AREAS)
def test_each_row_that_differs_has_its_remedies_or_says_why_there_is_none(area: str) -> None:
    for row in recorded(area).rows:
        if row.verdict == SAME:
            continue
        sides = {voice.name: row.side(voice) for voice in VOICES}
        raising = [name for name, side in sides.items() if "raises " in (side.value[:7], side.gradient[:7])]
        wanting = [voice.name for voice in VOICES if voice.name not in (*row.remedies, *row.no_remedy)]
        absent = [voice.name for voice in VOICES if "hasattr(" in row.side(voice).expression]
        excused = [name for name in BY_NAME if any(one != name for one in raising)]
        assert row.verdict != ABSENT or not set(wanting) & set(absent), row.name
        assert row.verdict == ABSENT or set(wanting) <= set(excused), row.name


@pytest.mark.parametrize("area", AREAS)
def test_a_verdict_follows_from_what_was_computed(area: str) -> None:
    for row in recorded(area).rows:
        assert (row.verdict == SAME) == (
            not row.differs and "hasattr(" not in row.pytorch.expression + row.tensorflow.expression
        )
        if row.verdict == SAME and not row.random:
            assert row.pytorch.dtype == row.tensorflow.dtype
            assert row.pytorch.shape == row.tensorflow.shape


@pytest.mark.parametrize("area", AREAS)
def test_the_tolerances_are_those_of_the_suite_and_tight(area: str) -> None:
    assert recorded(area).tolerances == {name: list(bounds) for name, bounds in TOLERANCES.items()}
    assert TOLERANCES["float32"] == (1e-5, 1e-6)
    assert TOLERANCES["float64"] == (1e-9, 1e-12)


def test_the_packaged_rows_are_those_of_the_areas(repository: Repository) -> None:
    assert packed_file(repository).read_text(encoding="utf-8") == packed(repository), "run: counterpoint pack"
    assert json.loads(packed(repository)) == as_data(repository)


def test_each_row_stands_once_in_the_downloads(repository: Repository) -> None:
    rows = as_data(repository)
    assert (
        len({(row["area"], row["row"]) for row in rows})
        == len(rows)
        == sum(c.total() for c in counts(repository).values())
    )
    assert as_csv(repository).count("\n") >= len(rows) + 1


@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
def test_the_public_names_are_those_of_the_installed_packages(loaded: None, repository: Repository) -> None:
    installed, listed = public_names(), read_public_names(repository)
    if installed.versions != listed.versions:
        pytest.skip(f"the names were listed of {listed.versions}")
    assert installed == listed


@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
def test_the_methods_of_classes_are_those_of_the_installed_packages(loaded: None, repository: Repository) -> None:
    if public_names().versions != read_public_names(repository).versions:
        pytest.skip("the methods were listed of other versions")
    assert class_methods() == json.loads(methods_file(repository).read_text(encoding="utf-8"))


def test_a_name_is_covered_where_a_row_calls_it(repository: Repository) -> None:
    missing = {module: names for module, (_, names) in uncovered(repository).items()}
    assert "reduce_std" not in missing["tf.math"]
    assert "std" not in missing["torch.Tensor"] and "std" not in missing["torch"]
    assert "std" not in missing["keras.ops"]
    assert "Dataset" not in missing["tf.data"]  # tf.data.Dataset.range is called
