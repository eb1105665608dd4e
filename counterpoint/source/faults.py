"""The one kind of error that a contributor meets."""

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
