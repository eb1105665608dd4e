"""Parity of the twins: what is measured, what is refused, and which older figure is kept."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace

from counterpoint.recordings.parity import read_parities
from counterpoint.running import measure
from counterpoint.running.measure import Measurements, as_array, kind_of, near
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
    measurements.compare("words", [1.0, -2.0], [1.0, -2.000004], **BOUNDS)
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


def test_a_figure_that_was_measured_again_keeps_its_day_beside_a_new_one(
    throwaway: Throwaway, measurements: Measurements
) -> None:
    measurements.compare("words", 1.0, 1.0, **BOUNDS)
    measurements.compare("more", 1.0, 1.0, **BOUNDS)
    measurements.write()
    words, more = read_parities(throwaway.repository.topic("greet"), "cpu")
    assert (words.difference, words.date) == (PARITY.difference, PARITY.date)
    assert more.name == "more" and more.date > PARITY.date


def test_a_figure_that_is_another_to_the_last_digit_is_recorded_anew_with_today(
    throwaway: Throwaway, measurements: Measurements
) -> None:
    measurements.compare("words", 1.0, 1.0000001, **BOUNDS)
    measurements.write()
    (words,) = read_parities(throwaway.repository.topic("greet"), "cpu")
    assert words.difference == 1e-7 and words.date > PARITY.date


def test_a_day_that_was_changed_by_hand_is_replaced(throwaway: Throwaway) -> None:
    throwaway.edit(FILE, PARITY.date, "2020-01-01")
    measurements = Measurements(throwaway.repository.topic("greet"), "cpu")
    measurements.compare("words", 1.0, 1.0, **BOUNDS)
    measurements.write()
    (words,) = read_parities(throwaway.repository.topic("greet"), "cpu")
    assert words.date > PARITY.date
    assert throwaway.succeeds("check") == "all in order\n"


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
    (words,) = read_parities(throwaway.repository.topic("greet"), "cpu")
    assert replace(words, checksum="") == measurements.measured["words"]


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


@pytest.mark.parametrize(("dtype", "ceiling"), [("float64", 1e-11), ("float32", 1e-5), ("float16", 1e-2)])
def test_each_kind_of_number_has_its_ceiling(measurements: Measurements, dtype: str, ceiling: float) -> None:
    value = np.ones(2, dtype)
    measurements.compare("at it", value, value, section="say", rtol=ceiling, atol=ceiling)
    message = f"the bound .* is looser than {ceiling:g}, the ceiling of {dtype}"
    for bounds in ({"rtol": 2 * ceiling, "atol": 0.0}, {"rtol": 0.0, "atol": 2 * ceiling}):
        with pytest.raises(AssertionError, match=message):
            measurements.compare("above it", value, value, section="say", **bounds)


def test_the_coarser_of_two_numbers_counts(measurements: Measurements) -> None:
    measurements.compare("mixed", np.ones(2), np.ones(2, "float32"), section="say", rtol=1e-5, atol=0)
    with pytest.raises(AssertionError, match="the ceiling of float32"):
        measurements.compare("looser", np.ones(2), np.ones(2, "float32"), section="say", rtol=2e-5, atol=0)
    with pytest.raises(AssertionError, match="the ceiling of float32"):
        measurements.compare("plain", 1.0, 1, section="say", rtol=2e-5, atol=0)


@pytest.mark.parametrize(("dtype", "kind"), [("torch.float32", "float32"), ("torch.bfloat16", "bfloat16")])
def test_the_kind_is_read_from_the_dtype_of_either_framework(dtype: str, kind: str) -> None:
    assert kind_of(SimpleNamespace(dtype=dtype)) == kind_of(SimpleNamespace(dtype=f"<dtype: '{kind}'>"))
    assert kind_of(SimpleNamespace(dtype=dtype))[0] == kind


def test_a_looser_bound_has_a_reason_beside_it(measurements: Measurements) -> None:
    loose = {"section": "say", "rtol": 1e-3, "atol": 0}
    # A sum of a thousand terms.
    measurements.compare("above", 1.0, 1.0, **loose)
    measurements.compare("behind", 1.0, 1.0, **loose)  # a sum of a thousand terms
    measurements.compare(
        "within",
        1.0,
        1.0,
        **loose,  # a sum of a thousand terms
    )

    with pytest.raises(AssertionError, match="or say why in a comment"):
        measurements.compare("none", 1.0, 1.0, **loose)
    # Two lines above is not above.

    with pytest.raises(AssertionError, match="or say why in a comment"):
        measurements.compare("# in a text", 1.0, 1.0, **loose)


def test_the_wider_bound_of_a_gpu_needs_no_reason_of_its_own(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Measurements, "_gpu", lambda self: ("H100", "580"))
    measured = Measurements(throwaway.repository.topic("greet"), "cuda")
    measured.compare("words", 1.0, 1.00005, **BOUNDS)
    assert measured.measured["words"].rtol == pytest.approx(1e-4)
