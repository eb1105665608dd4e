"""How many breaks of this repository its tests caught, as `make mutants` recorded it: one rate of each kind."""

import json
import math
from dataclasses import dataclass
from typing import Any

from counterpoint.recordings.schema import read_fields
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

FILE = "mutants/rates.json"
KINDS = ("snippets", "pages", "recordings", "package")
REMEDY = "Measure it: make mutants KIND=snippets SAMPLE=100 RATES=mutants/rates.json"
Z = 1.959964  # of a normal distribution, 95 % lies within so many standard deviations


@dataclass(frozen=True)
class Rate:
    """A random sample of one kind of break: how many were tried, how many turned something red."""

    kind: str
    caught: float
    tried: float
    seed: float
    date: str
    machine: str
    python: str

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(int(self.caught), int(self.tried))


def wilson(caught: int, tried: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, at 95 %."""
    if not tried:
        return 0.0, 1.0
    share = caught / tried
    middle = share + Z * Z / (2 * tried)
    half = Z * math.sqrt(share * (1 - share) / tried + Z * Z / (4 * tried * tried))
    below = 1 + Z * Z / tried
    return max(0.0, (middle - half) / below), min(1.0, (middle + half) / below)


def read_rates(repository: Repository) -> list[Rate]:
    """Return the recorded rates; raise Fault where the file is missing or damaged."""
    path = repository.root / FILE
    if not path.is_file():
        raise Fault(path, None, "no break was tried", REMEDY)
    try:
        return [_rate(kind, content) for kind, content in json.loads(path.read_text("utf-8")).items()]
    except (ValueError, AttributeError) as error:
        raise Fault(path, None, f"the rates cannot be read: {error}", REMEDY) from None


def _rate(kind: str, content: Any) -> Rate:
    rate = read_fields(Rate, content, kind=kind)
    if kind not in KINDS:
        raise ValueError(f"there are no breaks of '{kind}'")
    if not 0 <= rate.caught <= rate.tried or not rate.tried:
        raise ValueError(f"{kind}: {rate.caught:g} of {rate.tried:g} cannot have been caught")
    return rate
