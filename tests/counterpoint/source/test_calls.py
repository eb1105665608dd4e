"""A page as it is read: its front matter, its fences, and the lines that call for code."""

from pathlib import Path

import pytest

from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import Call, read_calls
from counterpoint.source.pages import split_front_matter
from counterpoint.source.text import lines_outside_fences
from counterpoint.source.voices import PYTORCH, TENSORFLOW
from tests.counterpoint.throwaway import PAGE, Throwaway


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("/// duet | lstm:model", Call(1, "duet", "lstm", "model")),
        ("///duet|lstm:model", Call(1, "duet", "lstm", "model")),
        ("///  duet  |  lstm:model  ", Call(1, "duet", "lstm", "model")),
        ("/// voice | building_models:train_2 pytorch", Call(1, "voice", "building_models", "train_2", PYTORCH)),
        ("/// voice | lstm:model   tensorflow", Call(1, "voice", "lstm", "model", TENSORFLOW)),
        ("/// output | lstm:model", Call(1, "output", "lstm", "model")),
        ("/// output | lstm:model pytorch", Call(1, "output", "lstm", "model", PYTORCH)),
        (
            "/// picture | lstm:gates pytorch | Gates: a | b.",
            Call(1, "picture", "lstm", "gates", PYTORCH, "Gates: a | b."),
        ),
        ("/// duet | lstm:model | How | why", Call(1, "duet", "lstm", "model", None, "How | why")),
        ("/// ledger", Call(1, "ledger", "", "")),
    ],
)
def test_a_call_is_read(line: str, call: Call) -> None:
    assert read_calls("page", line) == [call]


@pytest.mark.parametrize("line", ["//// duet | lstm:model", "///", "/// ledger | lstm", "/// duet", "/// duet | lstm:"])
def test_a_line_that_only_looks_like_a_call_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Fault) as caught:
        read_calls("page.md", f"\n{line}", before=5)
    assert (caught.value.path, caught.value.line) == ("page.md", 7)


def test_calls_keep_the_order_and_the_lines_of_the_page(throwaway: Throwaway) -> None:
    page = throwaway.repository.page("greet.md")
    assert [(call.line, call.section) for call in page.calls()] == [
        (10, "word"),
        (14, "say"),
    ]
    assert PAGE.split("\n")[9] == "/// duet | greet:word"


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("a\n```\nb\n```\nc", [1, 2, 5]),
        ("```text\nb\n``` x\n```\nc", [1, 5]),
        ("````\n```\nb\n```\n````\nc", [1, 6]),
        ("~~~\n```\n~~~\nc", [1, 4]),
        ("> ```\n> b\n> ```\nc", [1, 4]),
        ("  - ```\n    b\n    ```\nc", [1, 4]),
        ("    ```\n    b\n    ```\nc", [1, 4]),
        ("```\nb\n`````\nc", [1, 4]),
        ("`` ` ``\n`a```b`\nc", [1, 2, 3]),
        ("```a``` b\nc", [1, 2]),
        ("```\nb", [1]),
    ],
)
def test_lines_within_a_fence_are_left_out(text: str, outside: list[int]) -> None:
    assert [number for number, _ in lines_outside_fences(text)] == outside


def test_what_a_fence_holds_is_no_call() -> None:
    assert read_calls("page", "```text\n/// duet | lstm:model\n```\n~~~\n/// trio\n~~~\n") == []


def test_a_line_of_many_blanks_is_read_at_once() -> None:
    assert read_calls("page", " " * 50_000 + "> " * 10_000 + "x") == []


@pytest.mark.parametrize(
    ("text", "matter", "body", "before"),
    [
        ("---\ntitle: A\n---\n\n# A\n", {"title": "A"}, "\n# A\n", 3),
        ("---  \ntitle: A\nb: 2\n... \n# A\n", {"title": "A", "b": 2}, "# A\n", 4),
        ("---\ntitle: 'a --- b'\n---\nc", {"title": "a --- b"}, "c", 3),
        ("# A\n\n---\n\nb\n\n---\n", {}, "# A\n\n---\n\nb\n\n---\n", 0),
        ("", {}, "", 0),
    ],
)
def test_front_matter_is_split_off(text: str, matter: dict[str, object], body: str, before: int) -> None:
    assert split_front_matter(text) == (matter, body, before)


@pytest.mark.parametrize("text", ["---\n\n---\n", "---\njust words\n---\n", "---\n- a\n---\n"])
def test_front_matter_without_fields_is_refused(text: str) -> None:
    with pytest.raises(Fault) as caught:
        split_front_matter(text, Path("docs/a.md"))
    assert str(caught.value).startswith("docs/a.md:1: the front matter has no fields\n")


def test_a_page_shows_its_own_topic_unless_it_names_another(throwaway: Throwaway) -> None:
    lines = "/// duet | say\n/// voice | say pytorch\n/// output | meet:say\n/// picture | bow pytorch | A bow.\n"
    throwaway.write("docs/more/greet.md", lines)
    calls = throwaway.repository.page("more/greet.md").calls()
    assert [(call.topic, call.section) for call in calls] == [
        ("greet", "say"),
        ("greet", "say"),
        ("meet", "say"),
        ("greet", "bow"),
    ]
