"""How many breaks of this repository its tests caught, as `make mutants` recorded it: one rate of each kind."""

import math
from typing import Any

from counterpoint.recordings.recording import Dated
from counterpoint.source.faults import Fault
from counterpoint.source.records import Number, from_fields, from_json
from counterpoint.source.repository import Repository

FILE = "mutants/rates.json"
KINDS = ("snippets", "pages", "recordings", "package")
REMEDY = "Measure it: make mutants KIND=snippets SAMPLE=100 RATES=mutants/rates.json"
Z = 1.959964  # of a normal distribution, 95 % lies within so many standard deviations


class Rate(Dated, frozen=True):
    """A random sample of one kind of break: how many were tried, how many turned something red."""

    kind: str
    caught: Number
    tried: Number
    seed: Number
    date: str
    machine: str
    python: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.kind not in KINDS:
            raise ValueError(f"there are no breaks of '{self.kind}'")
        if not 0 <= self.caught <= self.tried or not self.tried:
            raise ValueError(f"{self.kind}: {self.caught:g} of {self.tried:g} cannot have been caught")

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
        content = from_json(path.read_text("utf-8"), dict[str, dict[str, Any]])
        return [from_fields({**fields, "kind": kind}, Rate) for kind, fields in content.items()]
    except ValueError as error:
        raise Fault(path, None, f"the rates cannot be read: {error}", REMEDY) from None
