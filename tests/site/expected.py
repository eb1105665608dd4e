"""What a page must show, read from the files of the repository past the code that the build uses."""

import json
from pathlib import Path

from counterpoint.source.page_calls import Call
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES, Voice


def html_of(page: Page) -> str:
    return f"{page.address}index.html"


def expected_blocks(repository: Repository, call: Call) -> list[tuple[str, str]]:
    """Read what the call must show from the files themselves, past the code that the build uses."""
    blocks = []
    for voice in voices(call):
        code = "" if call.kind == "output" else section_of(repository.topic(call.topic).snippet(voice), call.section)
        recording = json.loads(repository.topic(call.topic).recording(voice, "cpu").read_text(encoding="utf-8"))
        blocks.append((code, recording["outputs"][call.section].rstrip()))
    return blocks


def voices(call: Call) -> list[Voice]:
    return [call.voice] if call.voice else list(VOICES)


def section_of(snippet: Path, name: str) -> str:
    below = snippet.read_text(encoding="utf-8").split(f"# --8<-- [start:{name}]\n")[1]
    lines = below.split(f"# --8<-- [end:{name}]")[0].split("\n")
    return "\n".join(line for line in lines if "# --8<-- [" not in line).strip("\n")


def recordings(repository: Repository, call: Call) -> list[dict]:
    """Return the recordings of the call's voices, each voice's CPU before its GPU."""
    paths = [
        repository.topic(call.topic).recording(voice, device) for voice in voices(call) for device in ("cpu", "cuda")
    ]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
