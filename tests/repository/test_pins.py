"""What is fetched by a name is fetched by what it was: actions by commit, packages and build tools by hash."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ROOT = REPOSITORY.root
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(
    r"uses: (?P<action>[\w-]+/[\w-]+)(?:/[\w/.-]+)?@(?P<commit>[0-9a-f]{40}) # (?P<tag>v[\d.]+)$", re.MULTILINE
)
ENTRY = re.compile(
    r"(?P<action>\S+) +(?P<tag>v\d+\.\d+\.\d+) +(?P<commit>[0-9a-f]{40}) +(?P<day>\d{4}-\d\d-\d\d) +(?:tag|told)"
)


def listed() -> dict[tuple[str, str], str]:
    """Return the commit of each action's tag, as locks/actions.txt says."""
    lines = (ROOT / "locks" / "actions.txt").read_text("utf-8").splitlines()
    entries = [ENTRY.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(entries), "a line that is no entry"
    found = {(entry["action"], entry["tag"]): entry["commit"] for entry in entries if entry}
    assert len(found) == len(entries), "an entry stands twice"
    assert all(datetime.date.fromisoformat(entry["day"]) for entry in entries if entry)
    return found


def used(workflow: Path) -> list[tuple[str, str, str]]:
    return [(use["action"], use["tag"], use["commit"]) for use in USES.finditer(workflow.read_text("utf-8"))]


def test_the_commit_of_an_action_is_that_of_the_tag_beside_it() -> None:
    known = listed()
    uses = {use for workflow in WORKFLOWS for use in used(workflow)}
    assert uses
    assert {(action, tag): commit for action, tag, commit in uses} == known, "look the tag up: locks/actions.txt"
    assert len(uses) == len(known), "a tag is used with two commits"


def test_no_use_of_an_action_is_written_in_a_way_that_the_list_would_miss() -> None:
    for workflow in WORKFLOWS:
        lines = re.findall(r"^\s*-?\s*[\"']?uses[\"']?\s*:.*$", workflow.read_text("utf-8"), re.MULTILINE)
        foreign = [line for line in lines if "uses: $/.github/" not in line]
        assert len(foreign) == len(used(workflow)), workflow.name


INSTALL = re.compile(r"^\s*(?:run: |- )?\S*python -m pip install (.+)$", re.MULTILINE)
# What is installed without a hash, and why: .github/SECURITY.md says so to readers.
UNHASHED = {
    "--editable": "PyTorch's index and the registry hand out other files; the rest is there, by its hash",
    "--upgrade torch": "the newest release, which nobody has locked",
    "--upgrade tensorflow-cpu keras": "the newest release, which nobody has locked",
    "--pre --upgrade torch": "a nightly build",
    "tf-nightly keras-nightly": "a nightly build",
}


def installs(workflow: Path) -> list[str]:
    return [match[1] for match in INSTALL.finditer(workflow.read_text("utf-8"))]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_what_a_workflow_installs_has_a_hash_or_a_reason(workflow: Path) -> None:
    for install in installs(workflow):
        if "--require-hashes" not in install:
            assert [reason for reason in UNHASHED if reason in install], install


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_nothing_is_built_by_tools_that_are_fetched_for_it(workflow: Path) -> None:
    for install in installs(workflow):
        if "--editable" in install or "--require-hashes" in install:
            assert "--no-build-isolation" in install or "locks/build.txt" in install, install


def test_make_installs_the_build_tools_first_and_by_their_hash() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert ".venv/.made: locks/build.txt\n\t$(PYTHON) -m venv .venv\n\t$(HASHED) locks/build.txt\n" in makefile
    definitions = dict(re.findall(r"^(INSTALL|PIP|HASHED) := (.+)$", makefile, re.MULTILINE))
    assert "--no-build-isolation" in definitions["INSTALL"]
    assert definitions["PIP"].startswith("$(INSTALL) ")
    assert definitions["HASHED"] == "$(INSTALL) --require-hashes --requirement"


def test_the_locked_build_tools_are_those_that_the_project_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert asked == ["setuptools>=77"]
    assert f"echo '{asked[0]}' |" in (ROOT / "Makefile").read_text("utf-8")
    text = (ROOT / "locks" / "build.txt").read_text("utf-8")
    name, version, hashes = re.search(
        r"^([\w-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)\Z", text, re.MULTILINE
    ).groups()
    assert (name, bool(hashes)) == ("setuptools", True)
    assert f"\nsetuptools=={version} " in (ROOT / "constraints.txt").read_text("utf-8")


# Its jobs, and with them the names, are computed; all are of the same run, and a person commits what comes of it.
BY_PATTERN = ("versions",)


def test_an_artifact_is_fetched_by_its_whole_name() -> None:
    """Braces list names; a star would take whatever another job of the run had left there."""
    for workflow in (workflow for workflow in WORKFLOWS if workflow.stem not in BY_PATTERN):
        text = workflow.read_text("utf-8")
        fetched = re.findall(r"^ +(?:pattern|name): (\S+)$", text[text.find("download-artifact") :], re.MULTILINE)
        assert not [name for name in fetched if re.search(r"[*?\[!]", name)], workflow.name
        for step in re.findall(r"uses: actions/download-artifact@.*\n(?: {8,}.*\n)+", text):
            assert re.search(r"^ +(?:pattern|name): ", step, re.MULTILINE), workflow.name
