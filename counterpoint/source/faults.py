"""The one kind of error that a contributor meets."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Fault(Exception):
    """Something a contributor can mend: where it is, what is wrong, what to do."""

    path: Path | str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{shortened(self.path)}:{self.line}: {self.what}\n    {self.remedy}"


def shortened(path: Path | str) -> str:
    """Return the path relative to the working folder, control characters escaped."""
    text = str(path)
    if Path(path).is_relative_to(Path.cwd()):
        text = str(Path(path).relative_to(Path.cwd()))
    return text.encode("unicode_escape").decode() if not text.isprintable() else text
