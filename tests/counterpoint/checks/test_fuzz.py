"""Whatever a page, an entry, a recording or a drawing holds: the check and the expander answer, by faults or by text.

Hypothesis makes it up, from pieces that mean something to one of the readers and from any characters at all. The same
examples come in every run; `FUZZ=50` tries fifty times as many.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterpoint.checks.stages import check
from counterpoint.publishing.publish import index_for_readers_of_text, plain_page
from counterpoint.recordings.dictionary import as_csv, as_json
from counterpoint.recordings.rows import _checksum
from counterpoint.recordings.svg import clean
from counterpoint.rendering.for_notebook import notebook_content
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.source.faults import Fault
from tests.conftest import REPOSITORY
from tests.counterpoint.checks.test_linear import PARTS, built
from tests.counterpoint.checks.test_linear import whole as whole
from tests.counterpoint.throwaway import Throwaway

OFTEN = settings(
    max_examples=25 * int(os.environ.get("FUZZ", "1")),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
AREA = "recurrence"

anything = st.text(max_size=30)
pieces = st.sampled_from(
    [*PARTS, "greet", "word", ": ", "\n\n", "torch", "{{version: torch}}", "|", "```python\n", "\ue0000\ue001"]
)
prose = st.lists(pieces | anything, max_size=12).map("".join)
matter = st.dictionaries(st.sampled_from(["title", "description", "template", "hide", "x", "a: b"]), prose, max_size=4)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | anything | st.dates() | st.datetimes() | prose
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(anything, inner, max_size=4), max_leaves=8
)


@pytest.fixture(scope="module")
def repository(whole: Throwaway) -> Iterator[Throwaway]:
    """The repository with everything, and an area of the real dictionary besides; it is put right after each try."""
    before = Path.cwd()
    os.chdir(whole.root)
    for voice in ("pytorch", "tensorflow"):
        name = f"snippets/{AREA}/{AREA}_{voice}.py"
        whole.write(name, (REPOSITORY.root / name).read_bytes())
    rows = f"snippets/{AREA}/recorded/rows.json"
    whole.write(rows, (REPOSITORY.root / rows).read_bytes())
    whole.write(
        f"docs/dictionary/{AREA}.md", f"---\ntitle: A\ndescription: An area.\n---\n\n# A\n\n/// rows | {AREA}\n"
    )
    whole.write("docs/dictionary/index.md", "# D\n\n/// dictionary\n\n/// silent\n")
    whole.edit("mkdocs.yml", "  - Greet", f"  - A: dictionary/{AREA}.md\n  - D: dictionary/index.md\n  - Greet")
    whole.write("ledger/timeline.yml", "")
    whole.write("ledger/numbers.yml", "")
    pack(whole)
    assert [str(fault) for fault in check(whole.repository)] == []
    yield whole
    os.chdir(before)


def pack(throwaway: Throwaway) -> None:
    from counterpoint.recordings.dictionary import pack

    pack(throwaway.repository)


def answers(throwaway: Throwaway, *written: tuple[str, str | bytes]) -> None:
    """Write the files, check all, publish what passes, and put back what was there; only a Fault may be raised."""
    kept = {
        name: (throwaway.root / name).read_bytes() if (throwaway.root / name).is_file() else None for name, _ in written
    }
    for name, content in written:
        throwaway.write(name, content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    try:
        faults = check(throwaway.repository)
        assert all(str(fault) for fault in faults)
        with suppress(Fault):
            for page in throwaway.repository.pages():
                plain_page(page)
                if not faults:
                    built(throwaway, page.text)
            for topic in throwaway.repository.topics():
                notebook_content(topic)
            as_csv(throwaway.repository), as_json(throwaway.repository)
            index_for_readers_of_text(throwaway.repository, "")
    finally:
        for name, before in kept.items():
            (throwaway.root / name).unlink() if before is None else throwaway.write(name, before)


@OFTEN
@given(text=prose, head=st.none() | matter | anything)
def test_a_page(repository: Throwaway, text: str, head: Any) -> None:
    above = head if isinstance(head, str) else yaml.safe_dump(head) if head else ""
    answers(
        repository,
        ("docs/index.md", f"---\n{above}\n---\n# H\n\n[[S1]]\n\n{text}\n" if above else f"# H [[S1]]\n\n{text}"),
    )


@OFTEN
@given(data=st.binary(max_size=60))
def test_bytes_that_are_no_text(repository: Throwaway, data: bytes) -> None:
    answers(repository, ("docs/index.md", b"# H\n\n[[S1]]\n\n" + data), ("ledger/glossary.yml", data))


FIELDS = {
    "claims": (
        "id claim by verdict because evidence test measurement source date url quote seen",
        "opinion holds S1 S2",
    ),
    "glossary": ("term meaning pytorch tensorflow orchestra forms", "tensor –"),
    "timeline": ("date what lane source title by url seen", "pytorch others 2020 2020-01-30 https://example.org"),
    "numbers": ("page number source why", "index.md code formula version ledger 1.5"),
    "articles": ("id title by date url claims", "S1 2020-01-30 https://example.org"),
    "redirects": ("from to", "index.md greet.md old.md ../x.md"),
}


@pytest.mark.parametrize("name", FIELDS)
@OFTEN
@given(data=st.data())
def test_a_data_file(repository: Throwaway, name: str, data: st.DataObject) -> None:
    fields, words = (st.sampled_from(line.split()) for line in FIELDS[name])
    value = st.recursive(
        words | scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields | scalars, inner, max_size=4),
        max_leaves=10,
    )
    entries = st.lists(st.dictionaries(fields, value, min_size=1, max_size=8), max_size=3) | values
    with suppress(yaml.YAMLError):
        answers(
            repository,
            (
                f"ledger/{name}.yml",
                data.draw(entries.map(lambda made: yaml.safe_dump(made, allow_unicode=True)) | prose),
            ),
        )


@OFTEN
@given(
    text=prose,
    made=values,
    key=st.sampled_from(
        [
            "nav",
            "plugins",
            "extra_css",
            "theme",
            "markdown_extensions",
            "site_name",
            "watch",
            "x",
            "extra_javascript",
            "extra",
        ]
    ),
)
def test_the_configuration(repository: Throwaway, text: str, made: Any, key: str) -> None:
    settings_now = yaml.load(repository.read("mkdocs.yml"), yaml.BaseLoader)
    for content in (
        repository.read("mkdocs.yml") + text,
        yaml.safe_dump({**settings_now, key: made}, allow_unicode=True),
    ):
        before = repository.read("mkdocs.yml")
        repository.write("mkdocs.yml", content.encode("utf-8", "surrogatepass"))
        try:
            assert all(str(fault) for fault in check(repository.repository))
        finally:
            repository.write("mkdocs.yml", before)


def damaged(content: Any, data: st.DataObject) -> Any:
    """Return the content with something in it replaced, left out, or put in."""
    place = content
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [one for one in (place.values() if isinstance(place, dict) else place) if isinstance(one, dict | list)]
        if not inner:
            break
        place = data.draw(st.sampled_from(inner))
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    key = data.draw(st.sampled_from(keys)) if keys else None
    way = data.draw(st.sampled_from(["replace", "delete", "add"]))
    if way == "delete" and keys:
        del place[key]
    elif way == "add" and isinstance(place, dict):
        place[data.draw(anything)] = data.draw(values)
    elif keys:
        place[key] = data.draw(values)
    return content


RECORDED = (
    "greet/recorded/pytorch_cpu.json",
    "greet/recorded/parity_cpu.json",
    "greet/recorded/alone.json",
    f"{AREA}/recorded/rows.json",
)


@pytest.mark.parametrize("name", RECORDED)
@OFTEN
@given(data=st.data())
def test_a_recorded_file(repository: Throwaway, name: str, data: st.DataObject) -> None:
    path = f"snippets/{name}"
    content = json.loads(repository.read(path)) if (repository.root / path).is_file() else {"pytorch": {"word": "runs"}}
    made = damaged(content, data) if data.draw(st.integers(0, 9)) else data.draw(values)
    if name.endswith("rows.json") and isinstance(made, dict):
        with suppress(TypeError):
            made["checksum"] = _checksum(made)  # as a forger would
    answers(repository, (path, json.dumps(made, default=str)))


SHAPES = "svg g defs path use rect text tspan title desc style metadata script a:b image set"
ATTRIBUTES = "id href xlink:href fill style d transform clip-path x class onload xmlns:a points"
names, attributes = st.sampled_from(SHAPES.split()), st.sampled_from(ATTRIBUTES.split())
drawn = st.recursive(
    anything.map(lambda text: text.replace("<", "&lt;").replace("&", "&amp;")) | prose,
    lambda inner: st.builds(
        lambda name, given, inside: (
            f"<{name} {' '.join(f'{key}={json.dumps(value)}' for key, value in given.items())}>{inside}</{name}>"
        ),
        names,
        st.dictionaries(
            attributes,
            st.sampled_from(["#a", "url(#a)", "n1", "fill: red", "font: 1px a", "M0 0"]) | anything,
            max_size=3,
        ),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)


@OFTEN
@given(inside=drawn)
def test_a_drawing(repository: Throwaway, inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'
    answers(
        repository,
        ("docs/drawing.svg", svg),
        ("docs/index.md", "# H\n\n[[S1]]\n\n![What it shows](drawing.svg)\n"),
    )
    with suppress(Fault):
        clean(svg)


@OFTEN
@given(html=prose)
def test_the_last_look(html: str) -> None:
    assert refused_tag(html) != ""


@OFTEN
@given(text=prose, place=st.sampled_from(["word", "say"]))
def test_a_snippet(repository: Throwaway, text: str, place: str) -> None:
    path = "snippets/greet/greet_pytorch.py"
    source = repository.read(path)
    answers(repository, (path, source.replace(f"[start:{place}]\n", f"[start:{place}]\n{text}\n", 1)))
