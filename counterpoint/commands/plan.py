"""What a command is about to change: told first, tried on a copy, then done whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from counterpoint.checks.stages import check
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

CHECKED = ("docs", "snippets", "ledger", "tests", "theme", "versions", "mkdocs.yml", ".gitignore")


@dataclass
class Plan:
    """The new content of each file, None for one that goes; `words` say it to a person."""

    repository: Repository
    contents: dict[Path, bytes | None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def text(self, path: Path) -> str:
        """Return the file's text as it will be, or as it is."""
        content = self.contents.get(path)
        return (path.read_bytes() if content is None else content).decode("utf-8")

    def write(self, path: Path, text: str, why: str) -> None:
        if path not in self.contents and path.is_file() and path.read_bytes() == text.encode("utf-8"):
            return
        self.contents[path] = text.encode("utf-8")
        self.words.append(f"{self.named(path)}: {why}")

    def delete(self, path: Path) -> None:
        self.contents[path] = None
        self.words.append(f"{self.named(path)}: deleted")

    def move(self, old: Path, new: Path) -> None:
        self.contents[new] = old.read_bytes()
        self.contents[old] = None
        self.words.append(f"{self.named(old)} → {self.named(new)}")

    def named(self, path: Path) -> str:
        return path.relative_to(self.repository.root).as_posix()

    def new_faults(self) -> list[Fault]:
        """Return what `counterpoint check` would find after the change and does not find now."""
        known = {(self.named(Path(fault.path)), fault.what) for fault in check(self.repository, stale=False)}
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder).resolve()
            for name in CHECKED:
                _copy(self.repository.root / name, copy / name)
            for path, content in self.contents.items():
                put(copy / path.relative_to(self.repository.root), content)
            return [
                Fault(self.repository.root / where, fault.line, fault.what, fault.remedy)
                for fault in check(Repository(copy), stale=False)
                if ((where := Path(fault.path).relative_to(copy).as_posix()), fault.what) not in known
            ]

    def carry_out(self) -> None:
        """Change every file; raise Fault, with all as before, where one cannot be changed."""
        before = {path: path.read_bytes() if path.is_file() else None for path in self.contents}
        try:
            for path, content in self.contents.items():
                put(path, content)
        except BaseException as error:
            for path, content in before.items():
                put(path, content)
            if isinstance(error, OSError):
                what = f"it cannot be changed: {error.strerror}"
                raise Fault(error.filename or path, None, what, "Nothing was changed. Mend that.") from None
            raise


def put(path: Path, content: bytes | None) -> None:
    """Write the file, or delete it together with the folders that it leaves empty."""
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return
    path.unlink(missing_ok=True)
    for folder in _left_empty(path):
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()


def _left_empty(path: Path) -> Iterator[Path]:
    for folder in (path.parent, path.parent.parent):
        if folder.is_dir() and {child.name for child in folder.iterdir()} <= {"__pycache__"}:
            yield folder


def _copy(path: Path, copy: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, copy, ignore=shutil.ignore_patterns("__pycache__"))
    elif path.is_file():
        shutil.copyfile(path, copy)
