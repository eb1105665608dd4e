"""Keep files as they were while a command changes them, and put them back where it fails."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept(root: Path, patterns: Iterable[str]) -> Iterator[None]:
    """Put each file below the root that fits a pattern back as it was, whatever ends the block but its own end."""
    patterns = tuple(patterns)
    before = dict(_files(root, patterns))
    try:
        yield
    except BaseException:
        now = dict(_files(root, patterns))
        for path in now.keys() - before.keys():
            path.unlink()
        for path, content in before.items():
            if now.get(path) != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        raise


def _files(root: Path, patterns: tuple[str, ...]) -> Iterator[tuple[Path, bytes]]:
    for pattern in patterns:
        yield from ((path, path.read_bytes()) for path in root.glob(pattern) if path.is_file())
