"""One break: a place in a file and what is written there instead."""

from dataclasses import dataclass

from counterpoint.recordings.mutants import KINDS

SNIPPETS, PAGES, RECORDINGS, PACKAGE = KINDS


@dataclass(frozen=True)
class Break:
    """A file below the root with the characters from `start` to `end` replaced by `text`."""

    kind: str
    group: str  # the topic, the folder of pages, the part of the package
    path: str
    operator: str
    start: int
    end: int
    text: str
    line: int
    before: str  # the line as it is
    after: str  # the line as the break leaves it

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in the list of equivalents: line numbers move, lines seldom do."""
        return self.path, self.before, self.after

    def applied(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


def broken(kind: str, group: str, path: str, source: str, span: tuple[int, int], text: str, operator: str) -> Break:
    """Return the break of this span of the source."""
    start, end = span
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    last = len(source) if last < 0 else last
    before, after = source[first:last], source[first:start] + text + source[end:last]
    line = source.count("\n", 0, start) + 1
    return Break(kind, group, path, operator, start, end, text, line, _one_line(before), _one_line(after))


def _one_line(text: str) -> str:
    return " ".join(text.split())
