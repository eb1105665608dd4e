"""`{{version: torch}}` on a page becomes the version that was recorded, in prose and behind `==` in install lines."""

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.recording import fingerprint, write_recording
from counterpoint.source.voices import TENSORFLOW
from tests.counterpoint.throwaway import RECORDING, Throwaway

FENCED = "# Home\n\n```text\npip install {}\n```\n"


def greet_in_tensorflow(throwaway: Throwaway, **versions: str) -> None:
    topic = throwaway.repository.topic("greet")
    write_recording(
        topic, TENSORFLOW, replace(RECORDING, versions=versions, source=fingerprint(topic.snippet(TENSORFLOW)))
    )


@pytest.mark.parametrize(("package", "version"), [("torch", "2.13.0"), ("keras", "3.15.1"), ("python", "3.11.7")])
@pytest.mark.parametrize("page", ["docs/index.md", "docs/greet.md"])
def test_the_recorded_version_is_written(throwaway: Throwaway, page: str, package: str, version: str) -> None:
    greet_in_tensorflow(throwaway, tensorflow="2.21.0", keras="3.15.1")
    throwaway.write(page, throwaway.read(page) + f"\nSeen in {{{{version: {package}}}}}.\n")
    assert throwaway.succeeds("check") == "all in order\n"
    assert f"Seen in {version}.\n" in plain_page(throwaway.repository.page(page.removeprefix("docs/")))


def test_an_install_line_in_a_block_is_pinned_and_nothing_else_there_changes(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", FENCED.format("torch=={{version: torch}} {{version: torch}} {{say: word}}"))
    assert throwaway.succeeds("check") == "all in order\n"
    shown = plain_page(throwaway.repository.page("index.md"))
    assert "pip install torch==2.13.0 {{version: torch}} {{say: word}}\n" in shown


@pytest.mark.parametrize(
    "text", ["# Home\n\nSee.\n\nSeen in {{version: jax}}.\n", FENCED.format("a=={{version: jax}}")]
)
def test_a_package_that_no_recording_names_is_refused(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", text)
    line = 5 if "See." in text else 4
    fault = f"docs/index.md:{line}: no recording names a version of 'jax'"
    throwaway.refuses_check(fault, "Recordings name: python, torch")


def test_topics_of_two_versions_are_refused_where_a_page_is_no_topics_own(throwaway: Throwaway) -> None:
    greet_in_tensorflow(throwaway, torch="2.14.0")
    throwaway.write("docs/index.md", "# Home\n\nSeen in {{version: torch}}.\n")
    fault = "docs/index.md:3: the topics were recorded on more than one torch: 2.13.0, 2.14.0"
    throwaway.refuses_check(fault, "Record all of them: make record")


def test_a_recorded_version_is_not_typed_under_the_name_of_a_version(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\nSeen in torch 2.13.0.\n")
    entry = "- page: index.md\n  number: '2.13.0'\n  source: version\n  why: torch\n"
    throwaway.write("ledger/numbers.yml", entry)
    throwaway.refuses_check(
        "ledger/numbers.yml:1: 2.13.0 is typed, and it is the torch on which the snippets were recorded",
        "Write {{version: torch}} on the page and delete the entry.",
    )


def test_a_version_of_one_machine_alone_may_stand_under_that_name(throwaway: Throwaway) -> None:
    greet_in_tensorflow(throwaway, torch="2.14.0")  # recorded elsewhere: the page means another run
    throwaway.write("docs/index.md", "# Home\n\nThe suite passed with torch 2.13.0.\n")
    throwaway.write("ledger/numbers.yml", "- page: index.md\n  number: '2.13.0'\n  source: version\n  why: torch\n")
    assert "is typed" not in CliRunner().invoke(app, ["check"]).stderr
