"""The published Markdown: whoever copies one voice's blocks from top to bottom has a program that runs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_codeblocks

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.compare import first_difference
from counterpoint.running.devices import load
from counterpoint.running.runner import Run, run
from counterpoint.source.page_calls import Call
from counterpoint.source.pages import Page
from counterpoint.source.voices import VOICES, Voice
from tests.conftest import REPOSITORY

LABEL = re.compile(r"^\*\*(\w+)\*\*, section ")
OUTPUT_LABEL = re.compile(r"^\w+ prints:$")


@dataclass
class Block:
    """A block as a reader copies it, and what the page says that it prints."""

    voice: str
    code: str
    output: str = ""


def blocks_of(published: Path) -> list[Block]:
    """Return the page's Python blocks as pytest-codeblocks finds them, each with its label's voice."""
    lines = published.read_text(encoding="utf-8").split("\n")
    blocks: list[Block] = []
    for found in pytest_codeblocks.extract_from_file(published):
        label = next(line for line in reversed(lines[: found.lineno - 1]) if line)
        if found.syntax == "python":
            match = LABEL.match(label)
            assert match, f"line {found.lineno}: the block has no label"
            blocks.append(Block(match[1], found.code))
        elif OUTPUT_LABEL.match(label) and blocks:
            blocks[-1].output = found.code
    return blocks


def blocks_called(page: Page, voice: Voice) -> list[Call]:
    """Return the calls of the page that bring a block of this voice, from its source."""
    return [call for call in page.calls() if call.kind in ("duet", "voice") and call.voice in (None, voice)]


PAGES = [
    pytest.param(page, voice, marks=pytest.mark.voice(voice.name), id=f"{page.name}-{voice.name}")
    for page in REPOSITORY.pages()
    for voice in VOICES
    if blocks_called(page, voice)
]


@pytest.mark.parametrize(("page", "voice"), PAGES)
def test_its_blocks_run_in_the_order_of_the_page(
    tmp_path: Path,
    devices: dict[str, str],
    run_of: Callable[[str, str], Run],
    page: Page,
    voice: Voice,
) -> None:
    published = tmp_path / "page.md"
    published.write_text(plain_page(page), encoding="utf-8")
    blocks = [block for block in blocks_of(published) if block.voice == voice.title]
    assert len(blocks) == len(blocks_called(page, voice))

    if devices[voice.name] == "cuda":  # the page shows what the CPU printed; here a snippet's own run is the model
        for block, call in zip(blocks, blocks_called(page, voice), strict=True):
            block.output = run_of(call.topic, voice.name).outputs[call.section]
    load(voice, devices[voice.name])
    printed = run(write_program(tmp_path / f"copied_{page.name}_{voice.name}.py", blocks)).outputs
    for number, block in enumerate(blocks):
        difference = first_difference(block.output, printed[f"block_{number}"])
        assert difference is None, f"block {number + 1} prints {difference[1]!r}, the page shows {difference[0]!r}"


def write_program(path: Path, blocks: list[Block]) -> Path:
    """Write the copied blocks into one file, a section each, so that the runner tells their outputs apart."""
    sections = (
        f"# --8<-- [start:block_{number}]\n{block.code}# --8<-- [end:block_{number}]\n"
        for number, block in enumerate(blocks)
    )
    path.write_text("\n".join(sections), encoding="utf-8")
    return path
