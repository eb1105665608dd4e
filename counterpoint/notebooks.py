"""Generate one notebook a topic from its page and snippets, already executed with the recorded outputs."""

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from counterpoint.errors import Fault
from counterpoint.evidence import Shown, gather
from counterpoint.frameworks import PYTORCH, TENSORFLOW, Voice
from counterpoint.house import House
from counterpoint.pages import Call, read_calls, split_front_matter
from counterpoint.sections import read_text
from counterpoint.wording import run_words

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)\.md(#[^)\s]*)?\)")
ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) (\w+)(?: "([^"]*)")?\n((?:(?:    .*)?\n)+)', re.MULTILINE)
SECOND_PART = (
    "## The same program in TensorFlow\n\nThe cells below are the other voice, section by section. "
    "They use the names of the cells above anew, so run them from here to the end."
)


def notebook_file(folder: Path, topic: str) -> Path:
    return folder / f"{topic}.ipynb"


def write_notebooks(house: House, folder: Path) -> list[Path]:
    """Write every topic's notebook into the folder where its text changed; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for topic in house.topics():
        if house.page(topic) is None:
            continue
        text = nbformat.writes(make_notebook(house, topic)) + "\n"
        file = notebook_file(folder, topic)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def make_notebook(house: House, topic: str) -> nbformat.NotebookNode:
    """Return the page's prose with the PyTorch voice in its place, then the TensorFlow voice.

    Both voices use the same names, so they cannot take turns in one kernel.
    """
    page = house.page(topic)
    if page is None:
        raise Fault(house.docs / f"{topic}.md", 1, f"topic '{topic}' has no page", "Write it.")
    _, body, before = split_front_matter(read_text(page))
    calls = read_calls(page, body, before)
    lines = body.split("\n")
    cells: list[nbformat.NotebookNode] = []
    done = 0
    for call in calls:
        position = call.line - before - 1
        cells += _prose(house, page, lines[done:position])
        done = position + 1
        cells += _code_cells(house, page, call, topic, PYTORCH)
    cells += _prose(house, page, lines[done:])
    cells.append(new_markdown_cell(SECOND_PART))
    for call in calls:
        cells += _code_cells(house, page, call, topic, TENSORFLOW)
    return _finish(house, topic, cells)


def _code_cells(house: House, page: Path, call: Call, topic: str, voice: Voice) -> list[nbformat.NotebookNode]:
    """Return the call's cell in this voice, or nothing where the call shows no code of it."""
    if call.topic != topic or call.kind not in ("duet", "voice") or call.voice not in (None, voice):
        return []
    shown = next(one for one in gather(house, page, call).shown if one.voice == voice)
    labels = {"counterpoint": {"section": call.section, "voice": voice.name}}
    cell = new_code_cell(shown.code.rstrip(), metadata=labels)
    if shown.output:
        cell.outputs = [new_output("stream", name="stdout", text=shown.output)]
    return [cell]


def _prose(house: House, page: Path, lines: list[str]) -> list[nbformat.NotebookNode]:
    text = "\n".join(lines).strip()
    if not text:
        return []
    text = ADMONITION.sub(_quote, text + "\n").strip()
    return [new_markdown_cell(LINK.sub(lambda match: _site_link(house, page, match), text))]


def _quote(match: re.Match[str]) -> str:
    """Jupyter knows no admonitions: tell them as a quotation."""
    title = match[2] or match[1].capitalize()
    body = "\n".join(f"> {line[4:]}".rstrip() for line in match[3].rstrip().split("\n"))
    return f"> **{title}**\n>\n{body}\n\n"


def _site_link(house: House, page: Path, match: re.Match[str]) -> str:
    """Point at the other page's address; the notebook itself is published two folders down."""
    target = (page.parent / f"{match[1]}.md").resolve()
    return f"](../../{house.address(target)}{match[2] or ''})"


def _finish(house: House, topic: str, cells: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    runs = "\n".join(f"- {run_words(shown)}" for shown in _whole_runs(house, topic))
    cells.append(new_markdown_cell(f"## Recorded\n\nThe outputs above were printed by these runs:\n\n{runs}"))
    count = 0
    for number, cell in enumerate(cells):
        cell["id"] = f"{topic.replace('_', '-')}-{number}"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.validate(notebook)
    return notebook


def _whole_runs(house: House, topic: str) -> list[Shown]:
    page = house.page(topic)
    assert page is not None
    duets = [call for call in read_calls(page, read_text(page)) if call.topic == topic and call.kind == "duet"]
    return gather(house, page, duets[0]).shown if duets else []
