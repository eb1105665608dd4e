"""The locks: each set's versions with the hashes of their files, and all of them the versions that are told to read."""

import re

import pytest

from counterpoint.source.repository import Repository

PARTS = ("site", "test", "development", "pytorch", "tensorflow")
REQUIREMENT = re.compile(r"([\w.-]+)==([^\s;]+)")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}")


def locked(repository: Repository, part: str) -> dict[tuple[str, str], int]:
    """Return the number of hashes of each requirement by name and version."""
    counts: dict[tuple[str, str], int] = {}
    for line in (repository.root / "locks" / f"{part}.txt").read_text("utf-8").splitlines():
        requirement = REQUIREMENT.match(line)
        if requirement:
            counts[latest := (requirement[1], requirement[2])] = 0
        elif not line.startswith("#"):
            assert HASH.match(line), line
            counts[latest] += 1
    return counts


@pytest.mark.parametrize("part", PARTS)
def test_every_file_that_is_installed_has_a_hash(repository: Repository, part: str) -> None:
    assert [requirement for requirement, hashes in locked(repository, part).items() if not hashes] == []


@pytest.mark.parametrize("part", PARTS)
def test_its_versions_are_those_of_the_constraints(repository: Repository, part: str) -> None:
    constraints = (repository.root / "constraints.txt").read_text("utf-8")
    told = set(re.findall(r"^([\w.-]+)==([^\s;]+)", constraints, re.MULTILINE))
    assert locked(repository, part).keys() <= told


@pytest.mark.parametrize("part", PARTS)
def test_pytorch_itself_is_left_to_its_version(repository: Repository, part: str) -> None:
    """Its own index and the registry hand out different files for one version."""
    names = {name for name, _ in locked(repository, part)}
    assert not {name for name in names if name == "torch" or name.startswith(("nvidia-", "cuda-"))}
    assert "mkdocs" in names
