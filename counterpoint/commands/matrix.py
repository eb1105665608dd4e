"""Which versions `make versions` tries, and what each environment asks for.

`pyproject.toml` names the versions, each without its patch: the last patch is taken. One package is asked for in that
version; all others keep the locked versions where they can, and follow where that version forces them to.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counterpoint.recordings.variants import NAME, PACKAGES
from counterpoint.recordings.versions import recorded_versions
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

# What each is called where it is installed from.
DISTRIBUTIONS = {"torch": ("torch",), "tensorflow": ("tensorflow-cpu", "tensorflow"), "keras": ("keras",)}
SETTINGS = "pyproject.toml"
REQUIREMENT = re.compile(r"(?P<name>[\w.-]+(?:\[[\w,-]+\])?)[^;]*(?P<marker>;.*)?")


@dataclass(frozen=True)
class Wanted:
    """A version to be tried: 'torch' in '2.9'."""

    package: str
    asked: str

    @property
    def name(self) -> str:
        return f"{self.package}-{self.asked}"


def read_matrix(repository: Repository) -> list[Wanted]:
    """Return the versions to be tried, but for those of the recordings; raise Fault where one is none."""
    path = repository.root / SETTINGS
    table = _settings(repository).get("tool", {}).get("counterpoint", {}).get("versions", {})
    found = [Wanted(package, str(asked)) for package, versions in table.items() for asked in versions]
    for one in found:
        if one.package not in PACKAGES or not NAME.fullmatch(one.name):
            known = ", ".join(PACKAGES)
            what = f"[tool.counterpoint.versions] names '{one.name}', which is no version of {known}"
            raise Fault(path, None, what, 'Write, for instance: torch = ["2.9", "2.10"]')
    recorded = recorded_versions(repository.topics())
    return [one for one in found if not any(_within(one.asked, known) for known in recorded.get(one.package, []))]


def _within(asked: str, version: str) -> bool:
    return f"{version}.".startswith(f"{asked}.")


def recorded_python(repository: Repository) -> str:
    """Return the Python on which the snippets were recorded, without its patch."""
    version = recorded_versions(repository.topics()).get("python", ["3.11"])[0]
    return ".".join(version.split(".")[:2])


def requirements(repository: Repository, wanted: Wanted, *, tests: bool) -> Iterator[str]:
    """Yield what the environment asks for, without the bounds of pyproject.toml: an older version may need others."""
    project = _settings(repository)["project"]
    extras = [voice.name for voice in PACKAGES[wanted.package]]
    if tests:
        extras = ["pytorch", "tensorflow", "test"]
    asked = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    for line in dict.fromkeys(asked):
        match = REQUIREMENT.fullmatch(line)
        name = match["name"] if match else line
        pinned = f"=={wanted.asked}.*" if name in DISTRIBUTIONS.get(wanted.package, ()) else ""
        yield f"{name}{pinned}{(match and match['marker']) or ''}"


def _settings(repository: Repository) -> dict[str, Any]:
    path = repository.root / SETTINGS
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise Fault(path, None, f"it is no TOML: {error}", "Mend that line.") from None
