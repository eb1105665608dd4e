"""Generate one notebook a topic from its page and snippets, already executed with the recorded outputs."""

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown.extensions.toc import slugify

from counterpoint.ledger.claims import MARK, claim_named
from counterpoint.ledger.tables import reference
from counterpoint.recordings.svg import labelled, named_apart
from counterpoint.rendering.evidence import Side, gather
from counterpoint.rendering.quotes import inserted, with_values
from counterpoint.rendering.wording import run_words
from counterpoint.source.faults import Fault
from counterpoint.source.page_calls import Call, read_calls
from counterpoint.source.pages import Page, heading_parts
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import read_text
from counterpoint.source.voices import BY_NAME, PYTORCH, TENSORFLOW, VOICES, Voice

if TYPE_CHECKING:
    import nbformat

Cell = dict[str, Any]
# What was drawn, by the name of the file that a section saves it as, and its voice.
Pictures = dict[tuple[str, Voice | None], Cell]

SHOWN = ("duet", "voice")

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^()#\s]+)(#[^()\s]*)?\)")

ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) (\w+)(?: "([^"]*)")?\n((?:(?:    .*)?\n)+)', re.MULTILINE)

HEADING = re.compile(r"^#{1,6} .*\}[ \t]*$", re.MULTILINE)

INSTALLING = """\
import sys

if "google.colab" in sys.modules:
    %pip install --quiet {pins}"""

SECOND_PART = (
    "## The same program in TensorFlow\n\nThe cells below are the other voice, section by section. "
    "They use the names of the cells above anew, so run them from here to the end."
)


def notebook_file(folder: Path, topic: Topic) -> Path:
    return folder / f"{topic}.ipynb"


def write_notebooks(repository: Repository, folder: Path) -> list[Path]:
    """Write every topic's notebook into the folder where its text changed; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for topic in repository.topics():
        if topic.page is None:
            continue
        text = json.dumps(notebook_content(topic), indent=1, ensure_ascii=False) + "\n"
        file = notebook_file(folder, topic)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def make_notebook(topic: Topic) -> "nbformat.NotebookNode":
    """Return the topic's notebook, valid by Jupyter's own schema."""
    import nbformat  # its schemas take longer to load than all notebooks to write: a build does without

    notebook = nbformat.from_dict(notebook_content(topic))
    nbformat.validate(notebook)
    return notebook


def notebook_content(topic: Topic) -> dict[str, Any]:
    """Return the page's prose with the PyTorch voice in its place, then the TensorFlow voice.

    Both voices use the same names, so they cannot take turns in one kernel.
    """
    page = topic.page
    if page is None:
        raise Fault(topic.repository.docs / f"{topic}.md", None, f"topic '{topic}' has no page", "Write it.")
    body, before = page.body, page.lines_above
    calls = read_calls(page.path, body, before)
    shown = {
        call: gather(topic.repository, page.path, call).shown
        for call in calls
        if call.topic == topic.name and call.kind in SHOWN
    }
    pictures = _pictures(topic, page, calls)
    lines = inserted(topic.repository, page, body, before)
    cells: list[Cell] = _installing_cell(shown)
    done = 0
    for call in calls:
        position = call.line - before - 1
        cells += _prose(page, lines[done:position])
        done = position + 1
        cells += _code_cells(call, shown, PYTORCH, pictures)
    cells += _prose(page, lines[done:])
    cells.append(_markdown_cell(SECOND_PART))
    for call in calls:
        cells += _code_cells(call, shown, TENSORFLOW, pictures)
    return _finish(topic, cells, shown)


def _installing_cell(shown: dict[Call, list[Side]]) -> list[Cell]:
    """Return the first cell: where the notebook is opened to be run, it installs the versions that printed all this."""
    versions = {
        name: version for each in shown.values() for one in each for name, version in one.runs["cpu"].versions.items()
    }
    pins = " ".join(f"{name}=={version}" for name, version in versions.items())
    labels = {"counterpoint": {"section": "", "voice": ""}}
    cell = {"cell_type": "code", "metadata": labels, "source": INSTALLING.format(pins=pins), "outputs": []}
    return [cell] if pins else []


class CodeCell(NamedTuple):
    """What a page cannot tell of a code cell from the notebook's HTML: its voice, and its pictures with their words."""

    voice: Voice | None  # none where it installs both
    pictures: tuple[tuple[str, str], ...]


def code_cells(topic: Topic) -> tuple[CodeCell, ...]:
    """Return the code cells of the topic's notebook."""
    return tuple(
        CodeCell(
            BY_NAME.get(cell["metadata"]["counterpoint"]["voice"]),
            tuple(
                (one["data"]["image/svg+xml"], one["data"]["text/plain"]) for one in cell["outputs"] if "data" in one
            ),
        )
        for cell in notebook_content(topic)["cells"]
        if cell["cell_type"] == "code"
    )


def _pictures(topic: Topic, page: Page, calls: list[Call]) -> Pictures:
    """Return what the page shows of the pictures that the topic's own snippets drew."""
    drawn = [with_values(topic.repository, page, call) for call in calls if call.kind == "picture"]
    return {(f"{call.section}.svg", call.voice): _picture(topic, call) for call in drawn if call.topic == topic.name}


def _picture(topic: Topic, call: Call) -> Cell:
    """Return what was drawn as a cell's output; a kernel that runs the cell shows the figure there, too."""
    assert call.voice
    drawing = read_text(topic.picture(call.section, call.voice, "cpu")).strip()
    drawing = labelled(named_apart(drawing, f"{topic.name}-{call.section}-{call.voice.name}"), call.words)
    data = {"image/svg+xml": drawing, "text/plain": call.words}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def _code_cells(call: Call, shown: dict[Call, list[Side]], voice: Voice, pictures: Pictures) -> list[Cell]:
    """Return the call's cell in this voice, or nothing where the call shows no code of it."""
    sides = [one for one in shown.get(call, []) if one.voice == voice]
    return [_code_cell(call, one, pictures) for one in sides]


def _code_cell(call: Call, shown: Side, pictures: Pictures) -> Cell:
    labels = {"counterpoint": {"section": call.section, "voice": shown.voice.name}}
    outputs = [{"output_type": "stream", "name": "stdout", "text": shown.output}] if shown.output else []
    outputs += [
        picture for (name, voice), picture in pictures.items() if voice == shown.voice and f'"{name}"' in shown.code
    ]
    return {"cell_type": "code", "metadata": labels, "source": shown.code.rstrip(), "outputs": outputs}


def _markdown_cell(text: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _prose(page: Page, lines: list[str]) -> list[Cell]:
    text = "\n".join(lines).strip()
    if not text:
        return []
    text = ADMONITION.sub(_quote, text + "\n").strip()
    text = HEADING.sub(_anchor, text)
    text = MARK.sub(lambda match: _mark(page, match), text)
    return [_markdown_cell(LINK.sub(lambda match: _site_link(page, match), text))]


def _anchor(match: re.Match[str]) -> str:
    """Jupyter names a heading after its words: another name stands above it."""
    words, name = heading_parts(match[0])
    if not name:
        return match[0]
    heading = f"{match[0].partition(' ')[0]} {words}"
    return heading if name == slugify(words, "-") else f'<a id="{name}"></a>\n\n{heading}'


def _mark(page: Page, match: re.Match[str]) -> str:
    return reference(page, claim_named(page.repository, page.path, None, match[1]), "")


def _quote(match: re.Match[str]) -> str:
    """Jupyter knows no admonitions: tell them as a quotation."""
    title = match[2] or match[1].capitalize()
    body = "\n".join(f"> {line[4:]}".rstrip() for line in match[3].rstrip().split("\n"))
    return f"> **{title}**\n>\n{body}\n\n"


def _site_link(page: Page, match: re.Match[str]) -> str:
    """Point at the page's address, or the file; the notebook itself is published two folders down."""
    target = Path(os.path.normpath(page.path.parent / match[1]))
    docs = page.repository.docs
    address = Page(page.repository, target).address if target.suffix == ".md" else target.relative_to(docs).as_posix()
    return f"](../../{address}{match[2] or ''})"


def _finish(topic: Topic, cells: list[Cell], shown: dict[Call, list[Side]]) -> dict[str, Any]:
    by_voice = {one.voice: one for each in shown.values() for one in each}
    runs = "\n".join(f"- {run_words(by_voice[voice])}" for voice in VOICES if voice in by_voice)
    cells.append(_markdown_cell(f"## Recorded\n\nThe outputs above were printed by these runs:\n\n{runs}"))
    count = 0
    for number, cell in enumerate(cells):
        cell["id"] = f"{topic.name.replace('_', '-')}-{number}"
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
