"""A tiny valid repository in a folder that goes away: one topic, `greet`, whose twins import no framework."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.recordings.parity import Parity, write_parities
from counterpoint.recordings.recording import Recording, fingerprint, write_recording
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, VOICES

TWIN = """\
\"\"\"Say a word.\"\"\"

# --8<-- [start:word]
word = "hello"
# --8<-- [end:word]

# --8<-- [start:say]
print(f"word: {word}")
# --8<-- [end:say]
"""
PAGE = """\
---
title: Greet
description: How each says hello.
---

# Greet

## What each says

/// duet | greet:word

Then it speaks.

/// duet | greet:say
"""
CONFIGURATION = """\
site_name: Throwaway
site_description: A repository for one test.
docs_dir: docs
theme:
  name: mkdocs
nav:
  - Home: index.md
  - Greet: greet.md
  # counterpoint new writes above this line
plugins:
  - counterpoint
markdown_extensions:
  - counterpoint.publishing.markdown_extension
  - pymdownx.superfences
  - pymdownx.tabbed:
      alternate_style: true
"""
FILES = {
    ".gitignore": "/site/\n/elsewhere/\n/latin\n",
    "mkdocs.yml": CONFIGURATION,
    "docs/index.md": "# Home\n\nSee [what each says](greet.md#what-each-says).\n",
    "docs/greet.md": PAGE,
    "snippets/greet/greet_pytorch.py": TWIN,
    "snippets/greet/greet_tensorflow.py": TWIN,
    "tests/topics/test_greet.py": "def test_it():\n    assert True\n",
}
RECORDING = Recording(
    source="",
    versions={"torch": "2.13.0"},
    python="3.11.7",
    device="cpu",
    device_name="",
    date="2026-11-22",
    seconds=0.5,
    outputs={"word": "", "say": "word: hello\n"},
    pictures=[],
)
PARITY = Parity("words", "say", 0.0, 1e-5, 1e-6, {}, {"torch": "2.13.0", "tensorflow": "2.21.0"}, "2026-11-22")


@dataclass
class Throwaway:
    """A repository that a test may spoil, and the command run in it."""

    root: Path
    repository: Repository = field(init=False)

    def __post_init__(self) -> None:
        self.repository = Repository(self.root)
        for name, text in FILES.items():
            self.write(name, text)
        self.record()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands once in the file."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def twins(self, text: str) -> None:
        """Give both voices this source; what was recorded stays as it was."""
        for name in BY_NAME:
            self.write(f"snippets/greet/greet_{name}.py", text)

    def add_topic(self, name: str) -> None:
        """Give the repository a second topic that says the same."""
        for file, content in self.files().items():
            if "greet" in file and isinstance(content, bytes):
                self.write(file.replace("greet", name), content.replace(b"greet", name.encode()))
        self.edit("mkdocs.yml", "  - Greet: greet.md\n", f"  - Greet: greet.md\n  - {name}: {name}.md\n")

    def record(self, **changes: object) -> None:
        """Write recordings that fit the sources as they are now."""
        sources = {voice.name: fingerprint(self.repository.topic("greet").snippet(voice)) for voice in VOICES}
        for voice in VOICES:
            recording = replace(RECORDING, source=sources[voice.name])
            write_recording(self.repository.topic("greet"), voice, replace(recording, **changes))  # type: ignore[arg-type]
        write_parities(self.repository.topic("greet"), "cpu", [replace(PARITY, sources=sources)])

    def files(self) -> dict[str, bytes | str]:
        """Return all that lies in the repository, links by their targets, folders as such."""
        found: dict[str, bytes | str] = {}
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            is_file = path.is_file() and not path.is_symlink()
            found[name] = path.read_bytes() if is_file else (str(path.readlink()) if path.is_symlink() else "folder")
        return found

    def succeeds(self, *arguments: str) -> str:
        """Run the command and return what it says; fail the test where it refuses."""
        result = CliRunner().invoke(app, list(arguments))
        assert (result.exit_code, result.stderr) == (0, ""), result.stderr
        return result.stdout

    def refuses(self, *arguments: str) -> str:
        """Run the command, which must fail, say nothing on stdout and leave every file alone; return its message."""
        before, folder = self.files(), Path.cwd()
        result = CliRunner().invoke(app, list(arguments))
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1
        assert result.stdout == ""
        assert self.files() == before, "something was half-written"
        assert Path.cwd() == folder
        return result.stderr

    def refuses_check(self, fault: str, remedy: str) -> None:
        """Assert that `counterpoint check` tells this one fault, word for word, and nothing else."""
        assert self.refuses("check") == f"{fault}\n    {remedy}\n1 to mend\n"


@pytest.fixture
def throwaway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Throwaway:
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    return Throwaway(root)
