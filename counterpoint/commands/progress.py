"""Show of long work what is done, what is left, and how long that will take."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Tell = Callable[[str], None]
EVERY = 30.0  # seconds between two lines where there is no terminal: a log is read from top to bottom


@dataclass
class Work:
    """Long work of a known size; its parts may weigh differently."""

    tell: Tell
    total: float
    show: Callable[[float, str], None]
    done: float = 0.0
    started: float = field(default_factory=lambda: time.monotonic())

    def now(self, words: str) -> None:
        """Say what is worked on."""
        self.show(self.done, words)

    def advance(self, weight: float, words: str = "") -> None:
        """Count a part as done."""
        self.done = min(self.total, self.done + weight)
        self.show(self.done, words)

    @property
    def left(self) -> str:
        """The time that the rest will take if it goes on like this: 'about 3 min left'."""
        passed = time.monotonic() - self.started
        if not self.done or passed < 1:
            return "time left unknown"
        seconds = passed * (self.total - self.done) / self.done
        minute = 60
        return (
            f"about {max(1, round(seconds / minute))} min left" if seconds >= minute else f"about {seconds:.0f} s left"
        )


@contextmanager
def work(words: str, total: float, tell: Tell, *, forks: bool = False) -> Iterator[Work]:
    """Show a bar on a terminal; elsewhere tell a line now and then. `tell` of what is yielded writes above the bar.

    With `forks` no thread keeps the bar's clock going: a child would inherit its locks.
    """
    if sys.stderr.isatty():
        yield from _with_bar(words, total, ticking=not forks)
    else:
        yield from _with_lines(words, total, tell)


def telling(going: Work, weights: Iterable[float]) -> Tell:
    """Return what tells a line and counts the next of these parts as done."""
    left = iter(weights)

    def tell(line: str) -> None:
        going.tell(line)
        going.advance(next(left, 0.0))

    return tell


def _with_bar(words: str, total: float, *, ticking: bool) -> Iterator[Work]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(*columns, console=console, auto_refresh=ticking, speed_estimate_period=3600) as bar:
        task = bar.add_task(words, total=total)

        def show(done: float, what: str) -> None:
            bar.update(task, completed=done, description=f"{words} {what}".strip(), refresh=True)

        yield Work(console.print, total, show)


def _with_lines(words: str, total: float, tell: Tell) -> Iterator[Work]:
    last = time.monotonic()

    def show(done: float, what: str) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY and total:
            last = time.monotonic()
            tell(f"{words} {what}".strip() + f": {100 * done / total:.0f} % done, {made.left}")

    made = Work(tell, total, show)
    yield made
