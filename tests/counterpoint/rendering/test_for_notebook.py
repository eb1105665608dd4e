"""The notebook of a topic: the page's prose, the code of each voice, the recorded outputs."""

from pathlib import Path

import nbformat
import pytest

from counterpoint.rendering.for_notebook import INSTALLING, SECOND_PART, make_notebook, write_notebooks
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import PAGE, Throwaway

SAY = 'print(f"word: {word}")'


def sources(repository: Repository) -> list[str]:
    return [cell.source for cell in make_notebook(repository.topic("greet")).cells]


def test_prose_and_code_stand_in_the_order_of_the_page_then_the_other_voice(throwaway: Throwaway) -> None:
    cells = make_notebook(throwaway.repository.topic("greet")).cells
    assert [cell.source for cell in cells[:-1]] == [
        INSTALLING.format(pins="torch==2.13.0"),
        "# Greet\n\n## What each says",
        'word = "hello"',
        "Then it speaks.",
        SAY,
        SECOND_PART,
        'word = "hello"',
        SAY,
    ]
    assert cells[-1].source.startswith("## Recorded\n")
    assert [cell.metadata["counterpoint"]["voice"] for cell in cells if cell.cell_type == "code"] == [
        "",
        "pytorch",
        "pytorch",
        "tensorflow",
        "tensorflow",
    ]


def test_each_code_cell_has_its_recorded_output_and_number(throwaway: Throwaway) -> None:
    code = [cell for cell in make_notebook(throwaway.repository.topic("greet")).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5]
    assert [[output.text for output in cell.outputs] for cell in code] == [[], *[[], ["word: hello\n"]] * 2]


def test_the_notebook_is_valid_and_its_cells_have_names_of_their_own(throwaway: Throwaway) -> None:
    notebook = make_notebook(throwaway.repository.topic("greet"))
    nbformat.validate(notebook)
    assert len({cell["id"] for cell in notebook.cells}) == len(notebook.cells)
    assert notebook == make_notebook(throwaway.repository.topic("greet")), "a second one differs"


@pytest.mark.parametrize(
    ("prose", "told"),
    [
        ('!!! note "Look"\n    One.\n\n    Two.\n\nAfter.', "> **Look**\n>\n> One.\n>\n> Two.\n\nAfter."),
        ("!!! warning\n    One.", "> **Warning**\n>\n> One."),
        ('??? note "Look"\n    One.', "> **Look**\n>\n> One."),
        ('???+ note "Look"\n    - a\n        - b', "> **Look**\n>\n> - a\n>     - b"),
        ('!!! note ""\n    One.', "> **Note**\n>\n> One."),
        ("!!! note\nNo body.", "!!! note\nNo body."),
        ("Wow!!! Indeed.", "Wow!!! Indeed."),
    ],
)
def test_an_admonition_becomes_a_quotation(throwaway: Throwaway, prose: str, told: str) -> None:
    throwaway.edit("docs/greet.md", "Then it speaks.", prose)
    assert told in sources(throwaway.repository)


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[a](index.md)", "[a](../../)"),
        ("[a](greet.md#what)", "[a](../../greet/#what)"),
        ("[a](./greet.md)", "[a](../../greet/)"),
        ("[a](more/../greet.md)", "[a](../../greet/)"),
        ("[a](https://example.org/x.md)", "[a](https://example.org/x.md)"),
        ("[a](#what)", "[a](#what)"),
        ("![a](assets/drawn.svg)", "![a](../../assets/drawn.svg)"),
    ],
)
def test_a_link_to_a_page_leads_to_its_address(throwaway: Throwaway, link: str, told: str) -> None:
    throwaway.edit("docs/greet.md", "Then it speaks.", link)
    assert told in sources(throwaway.repository)


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("## A `class` {#own}", '<a id="own"></a>\n\n## A `class`'),
        ("### Its state {: #its-state }", "### Its state"),
        ("## Plain", "## Plain"),
    ],
)
def test_a_named_heading_keeps_its_name(throwaway: Throwaway, heading: str, told: str) -> None:
    throwaway.edit("docs/greet.md", "Then it speaks.", heading)
    assert told in sources(throwaway.repository)


def test_a_page_below_another_folder_links_from_there(throwaway: Throwaway) -> None:
    throwaway.write("docs/more/greet.md", PAGE.replace("Then it speaks.", "[a](../index.md) and [b](greet.md)"))
    (throwaway.root / "docs/greet.md").unlink()
    assert "[a](../../) and [b](../../more/greet/)" in sources(throwaway.repository)


def test_links_are_the_same_however_the_root_is_named(throwaway: Throwaway) -> None:
    throwaway.edit("docs/greet.md", "Then it speaks.", "[a](index.md)")
    (throwaway.root.parent / "other").symlink_to(throwaway.root)
    expected = sources(throwaway.repository)
    assert sources(Repository(Path())) == sources(Repository(throwaway.root.parent / "other")) == expected


def test_a_voice_alone_and_the_code_of_another_topic_stay_where_they_belong(throwaway: Throwaway) -> None:
    throwaway.add_topic("bow")
    throwaway.edit("docs/greet.md", "Then it speaks.\n", "/// duet | bow:word\n")
    throwaway.edit(
        "docs/greet.md", "/// duet | greet:say", "/// voice | greet:say tensorflow\n\n/// output | greet:say"
    )
    code = [cell for cell in make_notebook(throwaway.repository.topic("greet")).cells if cell.cell_type == "code"]
    assert [(cell.metadata["counterpoint"]["voice"], cell.source) for cell in code[1:]] == [
        ("pytorch", 'word = "hello"'),
        ("tensorflow", 'word = "hello"'),
        ("tensorflow", SAY),
    ]


def test_the_lines_beside_a_call_are_kept(throwaway: Throwaway) -> None:
    throwaway.write("docs/greet.md", "# Greet\n/// voice | greet:say pytorch\nThen.\n/// duet | greet:word\n")
    assert sources(throwaway.repository)[1:5] == ["# Greet", SAY, "Then.", 'word = "hello"']


@pytest.mark.parametrize(("call", "titles"), [("duet | greet:say", 2), ("voice | greet:say tensorflow", 1)])
def test_the_runs_that_printed_the_outputs_are_told(throwaway: Throwaway, call: str, titles: int) -> None:
    throwaway.write("docs/greet.md", f"# Greet\n\n/// {call}\n")
    runs = [
        f"- {title}: torch 2.13.0, Python 3.11.7, CPU, 22 Nov 2026; not run on GPU."
        for title in ("PyTorch", "TensorFlow")
    ]
    lines = ["## Recorded", "", "The outputs above were printed by these runs:", "", *runs[-titles:]]
    assert sources(throwaway.repository)[-1] == "\n".join(lines)


def test_the_runs_of_another_topic_on_the_page_are_not_told(throwaway: Throwaway) -> None:
    throwaway.add_topic("bow")
    recording = "snippets/bow/recorded/pytorch_cpu.json"
    throwaway.edit(recording, "2026-11-22", "2020-02-02")
    throwaway.write("docs/greet.md", "# Greet\n\n/// duet | greet:say\n\n/// duet | bow:word\n")
    assert "2 Feb 2020" not in sources(throwaway.repository)[-1]


def test_each_voice_speaks_its_own_code(throwaway: Throwaway) -> None:
    throwaway.edit("snippets/greet/greet_tensorflow.py", "hello", "hallo")
    words = [source for source in sources(throwaway.repository) if source.startswith("word =")]
    assert words == ['word = "hello"', 'word = "hallo"']


def test_a_topic_without_a_page_has_no_notebook(throwaway: Throwaway, tmp_path: Path) -> None:
    (throwaway.root / "docs/greet.md").unlink()
    assert write_notebooks(throwaway.repository, tmp_path / "made") == []
    with pytest.raises(Fault, match="topic 'greet' has no page"):
        make_notebook(throwaway.repository.topic("greet"))


def test_a_notebook_is_written_only_where_its_text_changed(throwaway: Throwaway, tmp_path: Path) -> None:
    (file,) = write_notebooks(throwaway.repository, tmp_path / "made")
    stamp = file.stat().st_mtime_ns
    write_notebooks(throwaway.repository, tmp_path / "made")
    assert file.stat().st_mtime_ns == stamp
    throwaway.edit("docs/greet.md", "Then it speaks.", "Then it sings.")
    write_notebooks(throwaway.repository, tmp_path / "made")
    assert "Then it sings." in file.read_text(encoding="utf-8")
