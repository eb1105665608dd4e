"""The tables of the clinic against its pages and recordings: what is listed was printed, what is shown is listed."""

import itertools
import re

import pytest

from counterpoint.recordings.recording import read_recording
from counterpoint.source.voices import VOICES

PAGES = (
    "clinic_imports",
    "clinic_gone",
    "clinic_shapes",
    "clinic_types",
    "clinic_gradients",
    "clinic_saving",
    "clinic_files",
    "clinic_silent",
)
ROW = re.compile(r"^\| \[(?P<words>.+?)\]\((?P<page>\w+)\.md#(?P<anchor>[\w-]+)\)(?P<more>[^|]*)\| (?P<who>\w+) \|")
HEADING = re.compile(r"^##+ (?P<words>.+) \{#(?P<anchor>[\w-]+)\}$", re.MULTILINE)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
QUOTED = re.compile(r"“([^”]+)”")
BOTH = "both"


def rows(repository):
    """The rows of the tables, each with words, page, anchor and framework."""
    text = (repository.docs / "clinic" / "index.md").read_text(encoding="utf-8")
    return [found for line in text.splitlines() if (found := ROW.match(line))]


def headings(repository, page):
    text = (repository.docs / "clinic" / f"{page}.md").read_text(encoding="utf-8")
    return list(HEADING.finditer(text))


def messages(words):
    """The pieces of a text that are set as code."""
    return [code.strip() for _, code in CODE.findall(words)]


def printed(repository, topic, framework=BOTH):
    """All that the snippets of a topic printed in one framework or in both."""
    voices = [voice for voice in VOICES if framework in (BOTH, voice.title)]
    recordings = [read_recording(repository.topic(topic), voice, "cpu") for voice in voices]
    return "\n".join(text for recording in recordings for text in recording.outputs.values())


def test_every_message_of_the_tables_was_printed_by_a_run(repository):
    for row in rows(repository):
        told = messages(row["words"]) + messages(row["more"])
        for message in told:
            assert message in printed(repository, row["page"], row["who"]), f"{message} ({row['who']})"
        assert told or row["words"].startswith(("“", "no message")) or row["page"] in ("clinic_silent", "clinic_saving")


def entries(repository, page):
    """The text of each entry of a page by its anchor, up to the next heading."""
    text = (repository.docs / "clinic" / f"{page}.md").read_text(encoding="utf-8")
    starts = [*HEADING.finditer(text), None]
    return {
        start["anchor"]: text[start.start() : end.start() if end else None] for start, end in itertools.pairwise(starts)
    }


def test_an_entry_with_a_message_in_quotation_marks_says_that_it_was_not_run(repository):
    quoted = {row["anchor"]: row["page"] for row in rows(repository) if row["words"].startswith("“")}
    for page in PAGES:
        for anchor, text in entries(repository, page).items():
            if any(len(message.split()) > 2 for message in QUOTED.findall(text)):
                assert re.search("not run here|[Nn]either was run here", " ".join(text.split())), f"{page}#{anchor}"
                quoted.pop(anchor, None)
    assert quoted == {}  # what the tables quote stands in an entry


def test_the_tables_hold_at_least_twenty_five_messages_and_favour_no_framework(repository):
    by_framework = {voice.title: 0 for voice in VOICES}
    for row in rows(repository):
        if row["who"] != BOTH and messages(row["words"]):
            by_framework[row["who"]] += 1
    assert sum(by_framework.values()) >= 25
    assert max(by_framework.values()) <= 1.25 * min(by_framework.values())


@pytest.mark.parametrize("name", PAGES)
def test_every_entry_of_a_page_is_listed(repository, name):
    listed = {row["anchor"] for row in rows(repository) if row["page"] == name}
    assert {heading["anchor"] for heading in headings(repository, name)} == listed


@pytest.mark.parametrize("name", PAGES)
def test_a_heading_that_is_a_message_was_printed_by_a_run_of_its_page(repository, name):
    causes = {"zero_grad", "from_logits=True", "batch_first", ".data"}
    told = [code for heading in headings(repository, name) for code in messages(heading["words"])]
    for message in set(told) - causes:
        assert message in printed(repository, name), message


def test_a_message_inside_a_text_stands_there_as_it_was_printed(repository):
    """Spans of four words and more are quotations."""
    for page in PAGES:
        text = (repository.docs / "clinic" / f"{page}.md").read_text(encoding="utf-8")
        for message in messages(text.partition("## What to take away")[0]):
            if len(message.split()) > 3 and not message.startswith(("with ", "weights = ", "@", "import ", "from ")):
                assert message in printed(repository, page), f"{page}: {message}"
