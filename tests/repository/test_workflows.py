"""The workflows: what they may do, what they pin, and that each step is a command that runs on a laptop, too."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml
from msgspec.structs import replace
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.recordings.recording import read_recording, write_recording
from counterpoint.source import published
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, VOICES
from tests.conftest import REPOSITORY
from tests.site.building import copy_repository

GITHUB = REPOSITORY.root / ".github"
FILES = sorted((GITHUB / "workflows").glob("*.y*ml"))
# BaseLoader reads every value as text: `on` stays a word.
WORKFLOWS = {file.stem: yaml.load(file.read_text("utf-8"), yaml.BaseLoader) for file in FILES}
JOBS = [(workflow, name, job) for workflow, content in WORKFLOWS.items() for name, job in content["jobs"].items()]
STEPS = [(workflow, name, step) for workflow, name, job in JOBS for step in job.get("steps", [])]
LINES = [line.strip().removeprefix("- ") for file in FILES for line in file.read_text("utf-8").splitlines()]
USES = [line for line in LINES if line.startswith("uses:")]
RUNS = [(f"{workflow}/{name}", line) for workflow, name, step in STEPS for line in step.get("run", "").splitlines()]

HOSTED = {"ubuntu-24.04", "macos-15", "windows-2025"}
PINNED = re.compile(r"uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
OF_THIS_REPOSITORY = re.compile(r"uses: \$/\.github/workflows/[\w-]+\.yml$")
READ = {"contents": "read"}
# Every job that may do more than read the sources, and what.
MORE = {
    ("publish", "gpu"): {"actions": "read"},
    ("publish", "address"): {"pages": "read"},
    ("publish", "attest"): {"id-token": "write", "attestations": "write"},
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
    ("publish", "notebooks"): {"contents": "write"},
    ("release", "attest"): {"id-token": "write", "attestations": "write"},
    ("release", "release"): {"contents": "write"},
    ("nightly", "report"): {"issues": "write"},
}

# What the tests below run.
SUMMARY = '.venv/bin/counterpoint changes HEAD^ >> "$GITHUB_STEP_SUMMARY"'
REPORT = ["printf '## Newest %s\\n\\n' \"$VERSIONS\" > changed.md", ".venv/bin/counterpoint changes >> changed.md"]
ISSUE = [
    "printf 'Which job failed: %s\\n\\n' \"$RUN\" > report.md",
    "find . -name changed.md -exec cat {} + >> report.md",
    "truncate --size='<60000' report.md # an issue holds 65,536 characters",
]
RUN_HERE = {
    "make check",
    "make site",
    "make evidence FOLDER=evidence",
    "python3 .github/demand_success.py",
    'echo "::warning title=Not run on a GPU::The variable GPU_RUNNER names no runner. The pages say so, too."',
    SUMMARY,
    *REPORT,
    *ISSUE,
}
# What they leave out, and why: such a command begins with one of these.
LEFT_OUT = {
    ".ci/run": "it runs this test",
    "make test": "it runs this test",
    "make lint": "a step of .ci/run of its own",
    "make audit": "needs the network",
    "make mutants": "takes minutes; test_mutants.py breaks a small repository",
    "make torch": "needs PyTorch's own index",
    "make versions": "needs the registry, and gigabytes; test_versions.py tries a small repository",
    ".venv/bin/counterpoint versions": "test_versions.py lists and merges in a small repository",
    "printf 'names=%s": "hands GitHub what the line above wrote",
    "printf '## Other versions": "the words of an issue",
    "git add --intent-to-add": "shows what the machines changed",
    "git diff --exit-code": "is red where the machines changed something",
    "make links": "needs the network",
    "make record": "takes minutes; test_documents.py records a topic",
    "make zensical": "needs the registry; test_zensical.py builds with the version that is installed",
    ".venv/bin/python -m pytest": "it runs this test",
    "python3 -m venv .venv": "every target of the Makefile makes it",
    ".venv/bin/python -m pip install": "needs the registry, and gigabytes",
    ".venv/bin/python -m pip uninstall": "would take the frameworks from this environment",
    ".venv/bin/counterpoint record": "takes minutes; test_documents.py records a topic",
    "gh api ": "needs GitHub; its query runs below, on answers of the same form",
    "mkdir site && tar ": "unpacks what GitHub hands over between jobs",
    "gh issue ": "needs GitHub",
    "gh release ": "needs GitHub",
    "mkdir release && .venv/bin/counterpoint zip ": "test_taken_home.py packs the built site",
    ".venv/bin/counterpoint zip ": "test_taken_home.py packs the built site",
    "git merge-base --is-ancestor ": "test_a_release_is_of_main_and_of_the_version_that_the_sources_name runs it",
    "grep --line-regexp ": "test_a_release_is_of_main_and_of_the_version_that_the_sources_name runs it",
    "before=$(git describe ": "test_a_release_tells_what_changed_since_the_one_before runs it",
    "${before:+.venv/bin/counterpoint changes ": "test_a_release_tells_what_changed_since_the_one_before runs it",
    "truncate --size='<120000' ": "test_a_release_tells_what_changed_since_the_one_before runs it",
    "git init --quiet --initial-branch=notebooks ": "test_the_notebooks_are_put_onto_a_branch runs it",
    "find site -name ": "test_the_notebooks_are_put_onto_a_branch runs it",
    "git -C notebooks ": "test_the_notebooks_are_put_onto_a_branch runs it, with a folder in the place of GitHub",
}


def on_unix(command: str) -> str:
    """Return the command as the README writes it: on Windows `.venv/Scripts` stands for `.venv/bin`."""
    return re.sub(r"^python (?=-m venv)", "python3 ", command.replace(".venv/Scripts/", ".venv/bin/"))


def documented() -> set[str]:
    """Return every line of the fenced blocks of README and CONTRIBUTING."""
    texts = [(REPOSITORY.root / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")]
    blocks = [block for text in texts for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)]
    return {line for block in blocks for line in block.splitlines() if line}


def triggers(workflow: str) -> dict[str, Any]:
    return {name: value or {} for name, value in WORKFLOWS[workflow]["on"].items()}


def strings(value: Any) -> Iterator[str]:
    """Yield every key and value below a part of a workflow."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from strings(part)
    else:
        yield value


def test_there_are_nine() -> None:
    named = "gpu nightly preview publish record release security test versions"
    assert list(WORKFLOWS) == named.split()


def test_each_other_version_has_a_machine_and_a_changed_table_is_told_in_the_morning() -> None:
    jobs = WORKFLOWS["versions"]["jobs"]
    assert jobs["try"]["strategy"]["matrix"] == {"variant": "${{ fromJSON(needs.names.outputs.names) }}"}
    assert jobs["merge"]["steps"][-1]["run"] == "git diff --exit-code --quiet versions"
    nightly = WORKFLOWS["nightly"]["jobs"]
    assert nightly["versions"]["uses"] == "$/.github/workflows/versions.yml"
    assert "versions" in nightly["report"]["needs"]


def test_a_pull_requests_recordings_are_offered_and_nothing_is_written_into_it() -> None:
    steps = WORKFLOWS["record"]["jobs"]["record"]["steps"]
    assert triggers("record") == {"pull_request": {"paths": ["snippets/**"]}}
    assert steps[-1]["with"]["path"] == "snippets/*/recorded"
    assert not any(word in step.get("run", "") for step in steps for word in ("git push", "git commit", "gh "))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_workflow_gives_nothing_to_all_its_jobs_and_runs_once_at_a_time(workflow: str) -> None:
    assert WORKFLOWS[workflow]["permissions"] == {}
    assert {"group", "cancel-in-progress"} == set(WORKFLOWS[workflow]["concurrency"])


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
def test_a_job_has_the_least_rights_and_a_time_limit(workflow: str, name: str, job: dict[str, Any]) -> None:
    assert job["permissions"] in ({}, READ) or job["permissions"] == MORE[workflow, name]
    assert "timeout-minutes" in job or "uses" in job, "a called workflow's own jobs have theirs"


def test_an_action_is_pinned_to_a_commit_with_its_version_beside_it() -> None:
    assert USES
    assert [use for use in USES if not PINNED.match(use) and not OF_THIS_REPOSITORY.match(use)] == []


def test_an_action_has_one_version_in_all_workflows() -> None:
    actions = [use.partition("@")[0] for use in set(USES)]
    assert len(actions) == len(set(actions))


def test_no_checkout_leaves_its_token_behind() -> None:
    checkouts = [step for _, _, step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert {step["with"]["persist-credentials"] for step in checkouts} == {"false"}


def test_nothing_is_cached_and_nothing_secret_is_asked_for() -> None:
    told = list(strings(list(WORKFLOWS.values())))
    assert [text for text in told if "cache" in text.lower() or "secrets." in text] == []


def test_the_token_is_handed_to_no_step_that_runs_code_of_the_repository() -> None:
    holders = {(workflow, name) for workflow, name, job in JOBS if any("github.token" in text for text in strings(job))}
    assert holders == {("nightly", "report"), ("publish", "gpu"), ("publish", "notebooks"), ("release", "release")}
    used = [step.get("uses", "") for workflow, name, step in STEPS if (workflow, name) in holders]
    assert not any(use.startswith("actions/checkout@") for use in used)


def test_no_expression_is_pasted_into_a_command() -> None:
    assert [line for _, line in RUNS if "${{" in line] == []


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_pull_request_starts_nothing_with_rights(workflow: str) -> None:
    started = set(triggers(workflow))
    assert not started & {"pull_request_target", "workflow_run", "issue_comment", "issues", "pull_request_review"}
    if "pull_request" in started:
        granted = [job["permissions"] for at, _, job in JOBS if at == workflow]
        assert all(rights in ({}, READ) for rights in granted)


def test_only_a_run_of_main_reaches_the_gpu() -> None:
    assert set(triggers("gpu")) == {"push", "schedule", "workflow_dispatch"}
    assert triggers("gpu")["push"] == {"branches": ["main"]}
    for workflow, name, job in JOBS:
        labels = [job.get("runs-on", ""), *job.get("strategy", {}).get("matrix", {}).get("os", [])]
        outside = set(labels) - HOSTED - {"", "${{ matrix.os }}"}
        if outside:
            assert (workflow, outside) == ("gpu", {"${{ vars.GPU_RUNNER }}"}), name
            assert job["if"] == "vars.GPU_RUNNER != '' && github.ref == 'refs/heads/main'"


def test_a_repository_without_a_gpu_is_warned_of_it() -> None:
    job = WORKFLOWS["gpu"]["jobs"]["without"]
    assert job["if"] == "vars.GPU_RUNNER == ''"
    assert job["steps"][0]["run"].startswith('echo "::warning ')


def test_the_options_given_to_the_suite_are_its_own() -> None:
    given = [job.get("env", {}) | step.get("env", {}) for _, _, job in JOBS for step in job.get("steps", [])]
    options = {word for env in given for word in env.get("PYTEST_ADDOPTS", "").split() if word.startswith("--")}
    added = set(re.findall(r'addoption\(\s*"(--[\w-]+)"', (REPOSITORY.root / "tests/conftest.py").read_text("utf-8")))
    assert options
    assert options <= added


def test_the_required_job_waits_for_every_other_whatever_became_of_it() -> None:
    jobs = WORKFLOWS["test"]["jobs"]
    assert set(jobs["required"]["needs"]) == set(jobs) - {"required"}
    assert jobs["required"]["if"] == "always()"
    assert jobs["required"]["steps"][-1]["run"] == "python3 .github/demand_success.py"
    assert set(triggers("test")) >= {"pull_request", "merge_group", "workflow_call"}


@pytest.mark.parametrize("result", ["skipped", "failure", "cancelled"])
def test_the_required_job_refuses_all_but_success(result: str) -> None:
    done = demand_success({"static": {"result": "success"}, "windows": {"result": result}})
    assert done.returncode == 1
    assert done.stderr == f"windows: {result}\n"


def test_the_required_job_refuses_to_have_waited_for_nothing() -> None:
    assert demand_success({}).returncode == 1


def test_the_required_job_accepts_success() -> None:
    done = demand_success({"static": {"result": "success", "outputs": {}}, "windows": {"result": "success"}})
    assert (done.returncode, done.stdout) == (0, "succeeded: static, windows\n")


def demand_success(needs: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(GITHUB / "demand_success.py")]
    return subprocess.run(command, env={**os.environ, "NEEDS": json.dumps(needs)}, capture_output=True, text=True)


def test_nothing_is_published_that_the_tests_did_not_pass() -> None:
    jobs = WORKFLOWS["publish"]["jobs"]
    assert jobs["test"]["uses"] == "$/.github/workflows/test.yml"
    assert jobs["test"]["if"] == "github.ref == 'refs/heads/main'"
    assert jobs["build"]["needs"] == ["test", "gpu", "address"]
    assert jobs["attest"]["needs"] == "build"
    assert jobs["deploy"]["needs"] == "attest"
    assert not {"if", "continue-on-error"} & (set(jobs["build"]) | set(jobs["deploy"]))


def test_what_is_published_shows_the_newest_green_runs_of_main() -> None:
    """The CPU's is the test that publish has just waited for; the GPU's is a run of main, and of main alone."""
    names = {with_["name"]: with_["path"] for with_ in uploads()}
    assert names.pop("evidence-cuda") == "evidence"
    assert names == {f"evidence-{run}": "evidence" for run in ("cpu", "pytorch-cuda", "tensorflow-cuda")}
    assert set(WORKFLOWS["gpu"]["on"]) == {"push", "schedule", "workflow_dispatch"}
    _, fetch, hand_over = WORKFLOWS["publish"]["jobs"]["gpu"]["steps"]
    assert fetch["with"]["run-id"] == "${{ steps.newest.outputs.run }}"
    assert fetch["with"]["pattern"] == "evidence-{pytorch,tensorflow}-cuda"
    assert hand_over["with"]["if-no-files-found"] == "ignore", "without a GPU the site is published all the same"
    order = [step["name"] for step in WORKFLOWS["publish"]["jobs"]["build"]["steps"]]
    assert order.index("Fetch the evidence of these tests, and of a GPU") + 1 < order.index("Build the site")
    (bring,) = [
        step["with"] for step in WORKFLOWS["publish"]["jobs"]["build"]["steps"] if "download" in step.get("uses", "")
    ]
    assert bring["pattern"] == "evidence-{cpu,cuda}"


OURS = {"id": 7, "head_branch": "main", "event": "push", "head_repository": {"full_name": "us/counterpoint"}}
FORGED = [
    {**OURS, "id": 9, "head_repository": {"full_name": "them/counterpoint"}},
    {**OURS, "id": 9, "event": "pull_request"},
    {**OURS, "id": 9, "event": "pull_request_target"},
    {**OURS, "id": 9, "head_branch": "other"},
    {**OURS, "id": 9, "head_repository": None},
]


@pytest.mark.parametrize("runs", [[OURS], *([forged, OURS] for forged in FORGED), [*FORGED, OURS, {**OURS, "id": 6}]])
def test_a_run_of_a_fork_or_a_pull_request_brings_no_evidence(
    runs: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_REPO", "us/counterpoint")
    assert newest(runs) == "run=7"
    assert newest([run for run in runs if run["id"] == 9]) == "run="


def newest(runs: list[dict]) -> str:
    """Return what the step writes, by its own query, on this answer of GitHub's interface."""
    command = WORKFLOWS["publish"]["jobs"]["gpu"]["steps"][0]["run"]
    query = command.partition("--jq '")[2].partition("' >>")[0]
    return str(jq.compile(query).input_value({"workflow_runs": runs}).first())


def test_the_notebooks_are_put_onto_a_branch(tmp_path: Path) -> None:
    """The step's own commands, with a folder in the place of GitHub; Colab opens that branch."""
    (tmp_path / "site" / "lstm").mkdir(parents=True)
    (tmp_path / "site" / "lstm" / "lstm.ipynb").write_text("{}")
    subprocess.run(["git", "init", "--quiet", "--bare", "github"], cwd=tmp_path, check=True)
    step = WORKFLOWS["publish"]["jobs"]["notebooks"]["steps"][-1]["run"]
    remote = "https://x-access-token:$GH_TOKEN@github.com/$GH_REPO.git"
    assert remote in step
    command = step.replace(remote, str(tmp_path / "github"))
    for _ in range(2):  # each day anew
        shutil.rmtree(tmp_path / "notebooks", ignore_errors=True)
        subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=tmp_path, check=True)
    listed = ["git", "-C", "github", "ls-tree", "--name-only", published.NOTEBOOKS]
    assert subprocess.run(listed, cwd=tmp_path, capture_output=True, text=True).stdout == "lstm.ipynb\n"


def test_nothing_is_released_that_the_tests_did_not_pass() -> None:
    jobs = WORKFLOWS["release"]["jobs"]
    assert triggers("release") == {"push": {"tags": ["v*"]}}
    assert jobs["test"]["uses"] == "$/.github/workflows/test.yml"
    assert [jobs[name]["needs"] for name in ("build", "attest", "release")] == ["test", "build", "attest"]
    assert not any({"if", "continue-on-error"} & set(job) for job in jobs.values())


def step_of_a_release(name: str) -> str:
    (command,) = [step["run"] for step in WORKFLOWS["release"]["jobs"]["build"]["steps"] if step["name"] == name]
    return str(command)


def test_a_release_is_of_main_and_of_the_version_that_the_sources_name(tmp_path: Path) -> None:
    command = step_of_a_release("Refuse a commit that is not on main, and a version that the sources do not name")
    run_step("git init --quiet --initial-branch=main github", tmp_path)
    (tmp_path / "github" / "CITATION.cff").write_text("title: Counterpoint\nversion: 0.2.0\n")
    run_step("git add --all && git commit --quiet --message sources", tmp_path / "github")
    run_step("git clone --quiet github clone", tmp_path)
    run_step(command, tmp_path / "clone", GITHUB_REF_NAME="v0.2.0")
    for version in ("v0.2", "v0.2.01", "v0x2.0", "v1.0.0"):
        with pytest.raises(AssertionError, match="grep"):
            run_step(command, tmp_path / "clone", GITHUB_REF_NAME=version)
    run_step("git commit --quiet --allow-empty --message beside", tmp_path / "clone")
    with pytest.raises(AssertionError, match="merge-base"):
        run_step(command, tmp_path / "clone", GITHUB_REF_NAME="v0.2.0")


def test_a_release_tells_what_changed_since_the_one_before(scratch: Path) -> None:
    command = step_of_a_release("Tell what changed since the release before").replace(".venv/bin/", "")
    notes = scratch / "release" / "notes.md"
    notes.parent.mkdir()
    try:
        run_step(command, scratch)
        assert notes.read_text("utf-8") == "", "there is no release before"
        run_step("git tag v0.1.0 HEAD^ && git tag v0.2.0 && git tag other HEAD^", scratch)
        run_step(command, scratch)
        assert "<code>hostile &#64;everyone &#124; &#96;</code>" in notes.read_text("utf-8")
    finally:
        shutil.rmtree(notes.parent)


def test_the_build_is_told_where_its_source_lies() -> None:
    (build,) = [s for s in WORKFLOWS["publish"]["jobs"]["build"]["steps"] if s.get("run") == "make site"]
    assert build["env"]["REPO_URL"] == "${{ github.server_url }}/${{ github.repository }}"


def test_a_job_with_a_right_to_write_runs_no_code_of_the_repository() -> None:
    for workflow, name, job in JOBS:
        if "write" in job["permissions"].values():
            used = [step.get("uses", "") for step in job["steps"]]
            assert not any(use.startswith(("actions/checkout@", "actions/setup-python@")) for use in used), name
            assert not any(
                word in step.get("run", "") for step in job["steps"] for word in ("make", "python", "pip")
            ), f"{workflow}/{name}"


def uploads() -> list[dict[str, str]]:
    found = [step["with"] for _, _, step in STEPS if step.get("uses", "").startswith("actions/upload-artifact@")]
    return [with_ for with_ in found if with_["name"].startswith("evidence")]


@pytest.mark.parametrize("voice", BY_NAME)
def test_a_run_on_the_gpu_demands_one_and_leaves_out_no_test_of_its_voice(voice: str) -> None:
    steps = WORKFLOWS["gpu"]["jobs"][voice]["steps"]
    (command,) = [step["run"] for step in steps if "pytest" in step.get("run", "")]
    expected = f'--device cuda --voice {voice} --require-gpu --evidence evidence -m "{voice} or duet"'
    assert command == f".venv/bin/python -m pytest {expected}"
    installs = " ".join(step.get("run", "") for step in steps)
    assert ("tensorflow-gpu" in installs) is (voice == "tensorflow")
    assert ("make torch" in installs) is (voice == "tensorflow"), "its twin is a build for the CPU"


def test_both_extras_of_tensorflow_bring_the_same_but_for_its_build() -> None:
    extras = tomllib.loads((REPOSITORY.root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    builds = ("tensorflow-cpu=", "tensorflow=", "tensorflow[")
    plain, gpu = (
        [line for line in extras[name] if not line.startswith(builds)] for name in ("tensorflow", "tensorflow-gpu")
    )
    assert plain == gpu
    versions = {
        line.partition("==")[2].partition(";")[0]
        for name in ("tensorflow", "tensorflow-gpu")
        for line in extras[name]
        if line.startswith(builds)
    }
    assert len(versions) == 1


def test_the_shards_of_a_job_are_all_there() -> None:
    matrices = {(workflow, name): job["strategy"]["matrix"] for workflow, name, job in JOBS if "strategy" in job}
    sharded = {job: matrix["shard"] for job, matrix in matrices.items() if "shard" in matrix}
    assert set(sharded) == {("test", "voices"), ("test", "oldest"), ("test", "windows")}
    for (workflow, name), parts in sharded.items():
        assert parts == [f"{number}/{len(parts)}" for number in range(1, len(parts) + 1)]
        given = [step.get("env", {}).get("PYTEST_ADDOPTS") for step in WORKFLOWS[workflow]["jobs"][name]["steps"]]
        assert "--shard ${{ matrix.shard }}" in given


def test_the_oldest_versions_are_the_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY.root / "constraints-oldest.txt").read_text("utf-8")
    oldest = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))
    project = tomllib.loads((REPOSITORY.root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["pytorch"], *extras["tensorflow"], *extras["test"]]
    floors = dict(re.findall(r"^([\w-]+)>=([\w.]+)", "\n".join(needed), re.MULTILINE))
    assert len(floors) > 15
    assert {name: oldest[name] for name in floors if not same_version(oldest[name], floors[name])} == {}
    holes = {"pymdown-extensions": "10.21.3", "nbconvert": "7.17.1", "mkdocs-material": "9.7.7", "keras": "3.13.2"}
    assert {name: floors[name] for name in holes if numbers(floors[name]) < numbers(holes[name])} == {}
    assert numbers(oldest["torch"]) >= (2, 6)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def same_version(one: str, other: str) -> bool:
    return re.sub(r"(\.0)+$", "", one) == re.sub(r"(\.0)+$", "", other)


def test_no_failure_is_waved_through() -> None:
    assert [text for text in strings(list(WORKFLOWS.values())) if text == "continue-on-error"] == []


def test_every_command_is_a_target_a_command_of_ours_or_documented() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (REPOSITORY.root / "Makefile").read_text("utf-8"), re.MULTILINE))
    known = documented()
    for where, line in RUNS:
        word, _, rest = on_unix(line).partition(" ")
        if word == "make":
            assert rest.split()[0] in targets, f"{where}: the Makefile has no target '{rest}'"
        elif word == ".venv/bin/counterpoint":
            told = CliRunner().invoke(app, [rest.split()[0], "--help"], env={"COLUMNS": "200"})
            assert told.exit_code == 0, f"{where}: there is no '{line}'"
            assert all(option in told.output for option in re.findall(r"--\w+", rest))
        elif word == ".ci/run":
            assert os.access(REPOSITORY.root / word, os.X_OK)
        elif on_unix(line) not in known:
            assert line in RUN_HERE or reasons(on_unix(line)), f"{where}: nobody tells what '{line}' is"


def reasons(command: str) -> list[str]:
    """Return the entries of LEFT_OUT that a command begins with."""
    return [start for start in LEFT_OUT if command.startswith(start)]


def test_every_command_runs_below_or_has_a_reason_not_to() -> None:
    commands = {on_unix(line) for _, line in RUNS}
    assert [command for command in commands if command not in RUN_HERE and not reasons(command)] == []
    assert commands >= RUN_HERE, "a command that no workflow runs any more"
    used = {start for command in commands - RUN_HERE for start in reasons(command)}
    assert used == set(LEFT_OUT), "a reason that no command needs any more"


@pytest.mark.parametrize(
    "file", [*FILES, *(REPOSITORY.root / name for name in ("README.md", "Makefile", "CONTRIBUTING.md"))]
)
def test_the_version_of_a_framework_is_typed_in_pyproject_alone(file: Path) -> None:
    assert re.findall(r"install .*(?:torch|tensorflow|keras)\S*==\d", file.read_text("utf-8")) == []


def test_pytorchs_build_for_the_cpu_satisfies_the_locked_version(tmp_path: Path) -> None:
    """Its version has a local part: 2.14.1+cpu. A newer build beside it is left where it is."""
    locked = re.search(r"^torch==(\S+)", (REPOSITORY.root / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert locked
    for version in (f"{locked[1]}+cpu", "99.0.0+cpu"):
        write_wheel(tmp_path / "index", "torch", version)
    pip = [sys.executable, "-m", "pip", "download", "--no-index", "--find-links", str(tmp_path / "index"), "--no-deps"]
    command = [*pip, "--dest", str(tmp_path), "--constraint", str(REPOSITORY.root / "constraints.txt"), "torch"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [wheel.name for wheel in tmp_path.glob("*.whl")] == [f"torch-{locked[1]}+cpu-py3-none-any.whl"]


def write_wheel(folder: Path, name: str, version: str) -> None:
    """Write a wheel that holds nothing but its name and version."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        info = f"{name}-{version}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone whose last commit changed a page and a recording, with this environment's tools on the path."""
    clone = tmp_path_factory.mktemp("workflows") / "clone"
    copy_repository(REPOSITORY.root, clone)
    recording = next((clone / "snippets").glob("*/recorded/pytorch_cpu.json"))
    changed = {file: file.read_text("utf-8") for file in (clone / "docs" / "tested.md", recording)}
    for file, text in changed.items():
        file.write_text(
            re.sub(r'(": "[^"]+)\\n"', r'\1\\nhostile @everyone | `"', text, count=1) + "\n", encoding="utf-8"
        )
    run_step("git init --quiet && git add --all && git commit --quiet --message before", clone)
    for file, text in changed.items():
        file.write_text(text, encoding="utf-8")
    run_step("git commit --quiet --all --message after", clone)
    return clone


def run_step(command: str, folder: Path, **more: str) -> str:
    """Run a step's command as GitHub does and return what it printed; fail where it fails."""
    identity = {f"GIT_{who}_{what}": "a@b.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **identity, "PATH": tools, "PYTHONPATH": str(folder), **more}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
    done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def test_the_summary_of_a_pull_request_shows_what_changed(scratch: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    run_step(installed(SUMMARY), scratch, GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text("utf-8")
    assert "- <code>How this is tested</code> <code>docs&#47;tested&#46;md</code>: changed\n" in text
    assert "| PyTorch | <code>hostile &#64;everyone &#124; &#96;</code> |  |" in text, "it stood there before"


def test_the_issue_of_a_red_night_shows_before_and_after(scratch: Path) -> None:
    run_step("git reset --quiet --soft HEAD^", scratch)
    try:
        for command in (*REPORT, *ISSUE):
            run_step(installed(command), scratch, VERSIONS="releases", RUN="https://ci.invalid/1")
    finally:
        run_step("git reset --quiet --soft ORIG_HEAD", scratch)
    report = (scratch / "report.md").read_text("utf-8")
    assert report.startswith("Which job failed: https://ci.invalid/1\n\n## Newest releases\n\n### ")
    assert "<code>hostile &#64;everyone &#124; &#96;</code>" in report


def test_the_evidence_of_another_run_is_put_in_its_place(scratch: Path) -> None:
    kept = next((scratch / "snippets").glob("*/recorded/pytorch_cpu.json"))
    elsewhere = scratch / "evidence" / "evidence-cpu" / kept.relative_to(scratch)
    shutil.copytree(kept.parent, elsewhere.parent)
    there = Repository(scratch / "evidence" / "evidence-cpu").topic(kept.parents[1].name)
    recording = read_recording(there, VOICES[0], "cpu")
    assert recording
    write_recording(there, VOICES[0], replace(recording, date="2025-01-02"))
    tools = Path(sys.executable).parent
    printed = run_step(f"make --assume-old=.venv/.installed-site BIN='{tools}' evidence FOLDER=evidence", scratch)
    assert re.search(r"taken: (\d+) of \1 files of evidence/evidence-cpu", printed)
    assert '"date": "2025-01-02"' in kept.read_text("utf-8")


def installed(command: str) -> str:
    """Return the command as it is called where the tools are on the path."""
    return command.removeprefix(".venv/bin/")


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here, as on Windows")
@pytest.mark.parametrize("target", ["check", "site"])
def test_a_target_runs_in_a_scratch_clone(scratch: Path, target: str) -> None:
    # The environment is taken as installed: what is tried is the target's own command.
    tools = Path(sys.executable).parent
    printed = run_step(f"make --assume-old=.venv/.installed-site BIN='{tools}' {target}", scratch)
    assert ("all in order" in printed) if target == "check" else (scratch / "site" / "index.html").is_file()


def test_the_warning_is_a_warning(scratch: Path) -> None:
    warning = WORKFLOWS["gpu"]["jobs"]["without"]["steps"][0]["run"]
    assert run_step(warning, scratch).startswith("::warning title=")


def test_updates_wait_a_week() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text("utf-8"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


@pytest.mark.parametrize(
    "path",
    [
        *("GNUmakefile", "conftest.py", "setup.py", "pyproject.toml", "mkdocs.yml", ".gitattributes", "locks/site.txt"),
        *(
            ".github/workflows/test.yml",
            ".ci/run",
            "counterpoint/checks/new.py",
            "theme/main.html",
            "tests/conftest.py",
        ),
        *(
            "tests/site/test_site.py",
            "tests/topics/conftest.py",
            "docs/assets/javascripts/reach.js",
            "ledger/lock.json",
        ),
    ],
)
def test_what_decides_what_runs_and_what_is_new_has_an_owner(path: str) -> None:
    assert owned(path)


@pytest.mark.parametrize(
    "path", ["docs/lstm.md", "docs/orchestra/score.md", "snippets/lstm/lstm_pytorch.py", "ledger/clinic.yml"]
)
def test_prose_and_snippets_need_no_owner(path: str) -> None:
    assert not owned(path)
    assert (REPOSITORY.root / path).is_file()


def owned(path: str) -> bool:
    """Say whether the last line of CODEOWNERS that fits the path names somebody."""
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    fitting = [owners for pattern, *owners in rules if pattern == "*" or f"/{path}".startswith(pattern)]
    return bool(fitting[-1])


def test_the_settings_name_what_the_workflows_name() -> None:
    told = (GITHUB / "SETTINGS.md").read_text("utf-8")
    required = WORKFLOWS["test"]["jobs"]["required"]["name"]
    environment = WORKFLOWS["publish"]["jobs"]["deploy"]["environment"]["name"]
    evidence = [WORKFLOWS["gpu"]["jobs"][voice]["steps"][-1]["with"]["name"] for voice in BY_NAME]
    title = WORKFLOWS["nightly"]["jobs"]["report"]["env"]["TITLE"]
    for name in (
        f"`{required}`",
        environment,
        *(f"`{name}`" for name in evidence),
        f'"{title}"',
        "`GPU_RUNNER`",
        "@OWNER_OR_TEAM",
    ):
        assert name in told
    assert all(f"`{label}`" in told for label in HOSTED)
    assert all(f"*{workflow}*" in told for workflow in ("publish", "gpu", "nightly", "security"))
