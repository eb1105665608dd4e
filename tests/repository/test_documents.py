"""README and CONTRIBUTING: their blocks run as a contributor would type them, in a copy of the repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counterpoint.source.repository import Repository
from tests.site.building import copy_repository


@pytest.mark.voice("pytorch")
@pytest.mark.voice("tensorflow")
def test_the_blocks_of_readme_and_contributing_run(repository: Repository, tmp_path: Path) -> None:
    scratch = copy_repository(repository.root, tmp_path / "clone")
    tools = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PYTEST_ADDOPTS": "",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(scratch),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--codeblocks", "README.md", "CONTRIBUTING.md"]

    done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-6000:]
    assert "8 passed" in done.stdout, "a block was not collected"
    assert (scratch / "snippets" / "attention" / "recorded" / "parity_cpu.json").is_file()
