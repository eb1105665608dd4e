"""Read the repository as it was in an earlier revision."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

REMEDY = "Name a commit, a branch or a tag that this clone has: HEAD^, main."


@contextmanager
def repository_at(repository: Repository, revision: str) -> Iterator[Repository]:
    """Lay out the pages and snippets of the revision in a folder that goes away; raise Fault where there is none."""
    commit = _git(
        repository, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    archive = _git(repository, revision, "archive", "--format=tar", commit.decode().strip())
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        wanted = [member for member in tar if member.isfile() and member.name.startswith(("docs/", "snippets/"))]
        tar.extractall(folder, wanted, filter="data")
        yield Repository(Path(folder))


def _git(repository: Repository, revision: str, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=repository.root, capture_output=True)
    if done.returncode:
        raise Fault(repository.root, None, f"git knows no revision '{revision}'", REMEDY)
    return done.stdout
