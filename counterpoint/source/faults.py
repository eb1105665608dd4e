"""The one kind of error that a contributor meets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Fault(Exception):
    """Something a contributor can mend: where it is, what is wrong, what to do.

    `line` is None for what concerns a file or a folder as a whole.
    """

    path: Path | str
    line: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        return f"{shortened(self.path)}{line}: {self.what}\n    {self.remedy}"


def shortened(path: Path | str) -> str:
    """Return the path relative to the working folder, control characters escaped."""
    text = str(path)
    if Path(path).is_relative_to(Path.cwd()):
        text = str(Path(path).relative_to(Path.cwd()))
    return text.encode("unicode_escape").decode() if not text.isprintable() else text


@contextmanager
def postponed(faults: list[Fault], keep_going: bool) -> Iterator[None]:
    """Put a fault onto the list, so that what comes after still runs; let it through where that isn't wanted."""
    try:
        yield
    except Fault as fault:
        if not keep_going:
            raise
        faults.append(fault)


def raise_the_first(faults: list[Fault], tell: Callable[[str], None]) -> None:
    """Tell all postponed faults but the first, and raise that one; do nothing where there are none."""
    for fault in faults[1:]:
        tell(str(fault))
    if faults:
        raise faults[0]
