"""Parity of the twins: what is measured, what is refused, and which older figure is kept."""

import json
from dataclasses import replace

import numpy as np
import pytest

from counterpoint.recordings.parity import read_parities
from counterpoint.running import measure
from counterpoint.running.measure import Measurements, as_array, near
from tests.counterpoint.throwaway import PARITY, Throwaway

BOUNDS = {"section": "say", "rtol": 1e-5, "atol": 1e-6}
FILE = "snippets/greet/recorded/parity_cpu.json"


@pytest.fixture(autouse=True)
def no_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "versions", lambda voice: {name: PARITY.versions[name] for name in voice.packages[:1]})


@pytest.fixture
def measurements(throwaway: Throwaway) -> Measurements:
    """Nothing measured yet; one older figure, `words`, is recorded."""
    return Measurements(throwaway.repository.topic("greet"), "cpu")


def test_the_largest_difference_is_kept(measurements: Measurements) -> None:
    measurements.compare("words", np.array([1.0, -2.0]), np.array([1.0, -2.000004]), **BOUNDS)
    parity = measurements.measured["words"]
    assert (parity.difference, parity.section, parity.rtol, parity.atol) == (4e-6, "say", 1e-5, 1e-6)
    assert parity.versions == {"torch": "2.13.0", "tensorflow": "2.21.0"}


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1.0, 2.0], [1.0, 2.1], "words"),
        ([1.0], [1.00003], "words"),
        ([[1.0, 2.0]], [[1.0], [2.0]], r"words: shapes \(1, 2\) and \(2, 1\)"),
        (1.0, [1.0], r"words: shapes \(\) and \(1,\)"),
        ([], [], "words: nothing to compare"),
        ([float("nan")], [float("nan")], "words: not every number is finite"),
        ([float("inf")], [float("inf")], "words: not every number is finite"),
    ],
)
def test_what_is_not_the_same_is_refused(measurements: Measurements, a: object, b: object, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        measurements.compare("words", a, b, **BOUNDS)
    assert not measurements.measured


def test_both_bounds_count(measurements: Measurements) -> None:
    measurements.compare("relative", 100.0, 100.0009, section="say", rtol=1e-5, atol=0)
    measurements.compare("absolute", 0.0, 9e-7, section="say", rtol=0, atol=1e-6)
    for bounds in ({"rtol": 1e-6, "atol": 0}, {"rtol": 0, "atol": 1e-7}):
        with pytest.raises(AssertionError):
            measurements.compare("closer", 1.0, 1.00001, section="say", **bounds)


def test_a_name_is_measured_once(measurements: Measurements) -> None:
    measurements.compare("words", 1, 1, **BOUNDS)
    with pytest.raises(AssertionError, match="words: measured twice"):
        measurements.compare("words", 1, 1, **BOUNDS)


def test_a_tensor_is_taken_off_its_graph_and_device() -> None:
    class Tensor:
        def __init__(self, steps: str = "") -> None:
            self.steps = steps

        def detach(self) -> "Tensor":
            return Tensor(self.steps + "detached ")

        def cpu(self) -> list[str]:
            assert self.steps == "detached "
            return ["1.5"]

    assert as_array(Tensor()).tolist() == [1.5]
    assert as_array(np.float32(0.1)).dtype == np.float64


def test_the_same_measurement_leaves_every_byte(throwaway: Throwaway, measurements: Measurements) -> None:
    before = throwaway.files()
    measurements.compare("words", 1.0, 1.0, **BOUNDS)
    measurements.write()
    assert throwaway.files() == before


def test_a_measurement_of_one_order_keeps_the_older_figure_and_day(
    throwaway: Throwaway, measurements: Measurements
) -> None:
    measurements.compare("words", 1.0, 1.0000001, **BOUNDS)
    measurements.compare("more", 1.0, 1.0, **BOUNDS)
    measurements.write()
    words, more = read_parities(throwaway.repository.topic("greet"), "cpu")
    assert (words.difference, words.date) == (PARITY.difference, PARITY.date)
    assert more.name == "more"


def test_a_measurement_of_another_order_is_recorded_anew(throwaway: Throwaway, measurements: Measurements) -> None:
    measurements.compare("words", 1.0, 1.000005, **BOUNDS)
    measurements.write()
    assert [parity.difference for parity in read_parities(throwaway.repository.topic("greet"), "cpu")] == [5e-6]


@pytest.mark.parametrize("change", [{"versions": {"torch": "2.12.0"}}, {"rtol": 1e-4}, {"section": "word"}])
def test_another_version_or_bound_is_recorded_anew(throwaway: Throwaway, change: dict[str, object]) -> None:
    content = json.loads(throwaway.read(FILE))
    content["words"].update(change)
    throwaway.write(FILE, json.dumps(content))
    measurements = Measurements(throwaway.repository.topic("greet"), "cpu")
    measurements.compare("words", 1.0, 1.0, **BOUNDS)
    measurements.write()
    assert read_parities(throwaway.repository.topic("greet"), "cpu") == [measurements.measured["words"]]


def test_what_is_no_longer_measured_leaves_the_file(throwaway: Throwaway, measurements: Measurements) -> None:
    measurements.compare("other", 1.0, 1.0, **BOUNDS)
    measurements.write()
    assert [parity.name for parity in read_parities(throwaway.repository.topic("greet"), "cpu")] == ["other"]


@pytest.mark.parametrize(
    ("name", "b", "bounds", "message"),
    [
        ("other", 1.0, BOUNDS, r"recorded \['words'\], measured \['other'\]. Record it again: make record TOPIC=greet"),
        ("words", 1.0, {**BOUNDS, "atol": 1e-5}, "words: other bounds. Record it again"),
        ("words", 1.000005, BOUNDS, "words: recorded 0.0, measured 5e-06. Record it again"),
    ],
)
def test_a_run_refuses_what_the_recording_does_not_say(
    measurements: Measurements, name: str, b: float, bounds: dict[str, object], message: str
) -> None:
    measurements.compare(name, 1.0, b, **bounds)
    with pytest.raises(AssertionError, match=message):
        measurements.refuse_unmeasured()


def test_a_run_accepts_what_the_recording_says(measurements: Measurements) -> None:
    measurements.compare("words", 1.0, 1.0000001, **BOUNDS)
    measurements.refuse_unmeasured()


@pytest.mark.parametrize(
    ("one", "other", "atol", "same"),
    [
        (0.0, 1e-6, 1e-6, True),
        (0.0, 1.1e-6, 1e-6, False),
        (1e-6, 1.1e-5, 1e-6, True),
        (1e-6, 1.2e-5, 1e-6, False),
        (0.0, 2.4e-7, 0.0, True),
        (0.0, 2.5e-7, 0.0, False),
    ],
)
def test_roundings_are_near_within_a_magnitude(one: float, other: float, atol: float, same: bool) -> None:
    parities = [replace(PARITY, difference=difference, atol=atol) for difference in (one, other)]
    assert near(*parities) is near(*reversed(parities)) is same
