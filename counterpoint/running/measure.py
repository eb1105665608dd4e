"""Measure how far the twins are apart, and hold the figure against the one that was recorded."""

import datetime
import inspect
import linecache
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace

from counterpoint.recordings.checksum import checksum_of
from counterpoint.recordings.parity import Parity, read_parities, write_parities
from counterpoint.recordings.recording import fingerprint
from counterpoint.running import gpu
from counterpoint.running.devices import versions
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.voices import BY_NAME, PYTORCH, VOICES

# A rounding error of this size moves the last bit of a value near one: two runs may differ by it.
LAST_BIT = 2.4e-7
MAGNITUDE = 10.0
# How far equal computations may be apart by rounding alone: a looser bound has its reason beside it.
CEILINGS = {"float64": 1e-11, "float32": 1e-5, "float16": 1e-2, "bfloat16": 5e-2}
FLOAT = re.compile(r"\bb?float\d+")


class Measurements:
    """The parities that the tests of one topic measure on one pair of devices."""

    def __init__(self, topic: Topic, device: str) -> None:
        self.topic, self.device = topic, device
        self.factor = 1.0 if device == "cpu" else gpu.BOUND_FACTOR
        self.recorded = {parity.name: parity for parity in read_parities(topic, device)}
        self.measured: dict[str, Parity] = {}

    def compare(self, name: str, a: Any, b: Any, *, section: str, rtol: float, atol: float) -> None:
        """Assert that a (PyTorch) and b (TensorFlow) agree; raise AssertionError with the largest difference."""
        refuse_loose(name, a, b, max(rtol, atol))
        rtol, atol = rtol * self.factor, atol * self.factor
        one, other = as_array(a), as_array(b)
        assert one.shape == other.shape, f"{name}: shapes {one.shape} and {other.shape}"
        assert one.size, f"{name}: nothing to compare"
        assert np.isfinite(one).all(), f"{name}: not every number is finite"
        assert name not in self.measured, f"{name}: measured twice, give it another name"
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol, err_msg=name)
        difference = float(f"{np.abs(one - other).max():.1e}")
        self.measured[name] = self._parity(name, section, difference, rtol, atol)

    def _parity(self, name: str, section: str, difference: float, rtol: float, atol: float) -> Parity:
        sources = {voice.name: fingerprint(self.topic.snippet(voice)) for voice in VOICES}
        packages = {key: value for voice in VOICES for key, value in versions(voice).items()}
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        named, driver = self._gpu()
        return Parity(name, section, difference, rtol, atol, sources, packages, today, self.device, named, driver)

    def _gpu(self) -> tuple[str, str]:
        """Return name and driver of the GPU that took part."""
        if self.device == "cpu":
            return "", ""
        voice = BY_NAME.get(self.device.removesuffix("_cuda"), PYTORCH)
        return gpu.device_name(voice), gpu.driver()

    def keep(self, repository: Repository) -> None:
        """Write what was measured into another repository, today's figures as they are."""
        if self.measured:
            write_parities(repository.topic(self.topic.name), self.device, list(self.measured.values()))

    def write(self) -> None:
        """Record what was measured; an entry stays, with its day, where it was measured again to the last digit."""
        kept = [self._older_if_same(parity) for parity in self.measured.values()]
        if kept != list(self.recorded.values()):
            write_parities(self.topic, self.device, kept)

    def _older_if_same(self, fresh: Parity) -> Parity:
        old = self.recorded.get(fresh.name)
        reproduced = old and old.checksum == checksum_of(old) and replace(old, date=fresh.date, checksum="") == fresh
        return old if old and reproduced else fresh

    def refuse_unmeasured(self) -> None:
        """Assert that the recorded parities are those that the tests measured."""
        remedy = f"Record it again: make record TOPIC={self.topic}"
        assert list(self.recorded) == list(self.measured), (
            f"recorded {list(self.recorded)}, measured {list(self.measured)}. {remedy}"
        )
        for name, fresh in self.measured.items():
            old = self.recorded[name]
            assert (old.section, old.rtol, old.atol) == (fresh.section, fresh.rtol, fresh.atol), (
                f"{name}: other bounds. {remedy}"
            )
            assert near(old, fresh), f"{name}: recorded {old.difference}, measured {fresh.difference}. {remedy}"


def near(old: Parity, fresh: Parity) -> bool:
    """Say whether two measurements of rounding are of one order.

    The last bits depend on the processor and on where a tensor lies in memory, so that a difference of nothing may
    come out as a few bits of the values' size; the absolute bound of the comparison knows that size.
    """
    smaller, larger = sorted((old.difference, fresh.difference))
    return larger <= MAGNITUDE * smaller + max(LAST_BIT, old.atol)


def refuse_loose(name: str, a: Any, b: Any, bound: float) -> None:
    """Raise AssertionError where a bound is looser than rounding and no comment in the test says why."""
    kind, ceiling = max((kind_of(value) for value in (a, b)), key=lambda kind: kind[1])
    assert bound <= ceiling or reason_given(), (
        f"{name}: the bound {bound:g} is looser than {ceiling:g}, the ceiling of {kind}. "
        "Tighten it, or say why in a comment above the comparison or on its lines."
    )


def kind_of(value: Any) -> tuple[str, float]:
    """Return the kind of floating-point number and its ceiling; a plain number was computed in single precision."""
    match = FLOAT.search(str(getattr(value, "dtype", "")))
    kind = match[0] if match else "float32"
    return kind, CEILINGS[kind]


def reason_given() -> bool:
    """Say whether the test that compares has a comment above the call or on one of its lines."""
    frame = sys._getframe()
    while frame.f_back and not Path(frame.f_code.co_filename).name.startswith("test_"):
        frame = frame.f_back
    call = inspect.getframeinfo(frame).positions
    if call is None or call.lineno is None or call.end_lineno is None:
        return False
    lines = linecache.getlines(frame.f_code.co_filename)
    above, within = lines[call.lineno - 2 : call.lineno - 1], lines[call.lineno - 1 : call.end_lineno]
    return any(line.lstrip().startswith("# ") for line in above) or any("  # " in line for line in within)


def as_array(value: Any) -> np.ndarray[Any, Any]:
    """Return a tensor of either framework, or a number, as a NumPy array on the CPU, in double precision."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value, dtype=np.float64)
