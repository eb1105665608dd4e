"""The page "Read my code": it answers every case as the command does, and nothing of the code leaves it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

from counterpoint.commands.lookup import DATA
from counterpoint.recordings.rows_for_calls import RowsForCalls
from counterpoint.rendering.explained import as_json, explained
from counterpoint.source.reading.knowledge import knowledge
from counterpoint.source.reading.program import read_program
from tests.conftest import REPOSITORY
from tests.reading.cases import CASES, answer, rows_of_cases
from tests.site.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
READ = """async (codes) => {
  const at = (path) => new URL(path, document.querySelector("script[src$='reading/page.js']").src);
  const [{ explainer }, { Knowledge }] = await Promise.all(
    ["./explain.js", "./knowledge.js"].map((path) => import(at(path))));
  const get = async (name) => (await fetch(`/dictionary/${name}`)).json();
  const explain = explainer(await get("rows.json"), new Knowledge(await get("reading.json")));
  return codes.map((code) => explain(code));
}"""


def told(page: Page, codes: list[str], rows: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """Return what the page's scripts make of each code, with the given rows in the place of the dictionary's."""

    def handed(route: Route) -> None:
        route.fulfill(json=rows)

    if rows is not None:
        page.route("**/dictionary/rows.json", handed)
    page.goto("/dictionary/explain/")
    found: list[dict[str, Any]] = page.evaluate(READ, codes)
    return found


def test_the_page_tells_what_every_case_says(page: Page) -> None:
    answers = told(page, [case["code"] for case in CASES], rows_of_cases())
    wrong = {
        case["name"]: answer(found)
        for case, found in zip(CASES, answers, strict=True)
        if "unread" not in case
        and (found["unread"] or answer(found) != {name: case.get(name, []) for name in ("notes", "unresolved")})
    }
    assert wrong == {}


def test_the_page_names_what_is_no_python(page: Page) -> None:
    broken = [case for case in CASES if "unread" in case]
    answers = told(page, [case["code"] for case in broken], rows_of_cases())
    assert [found["unread"][0][1] for found in answers] == [case["unread"]["page"] for case in broken]


def test_of_every_snippet_the_page_tells_what_the_command_tells(page: Page) -> None:
    paths = [path for topic in REPOSITORY.folders() for path in sorted(topic.folder.glob("*.py"))]
    answers = told(page, [path.read_text(encoding="utf-8") for path in paths])
    rows = RowsForCalls(json.loads(DATA.read_text(encoding="utf-8")), knowledge())
    notes = 0
    for path, found in zip(paths, answers, strict=True):
        expected = json.loads(as_json(explained(read_program(path), rows)))
        for part in ("notes", "unresolved", "counts", "unread"):
            assert found[part] == expected[part], f"{path.name}: {part}"
        notes += len(found["notes"])
    assert notes > 3000


@pytest.fixture
def asked(page: Page) -> Iterator[list[Request]]:
    """All that the page asks for."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    yield requests


CODE = "import torch\nx = torch.randn(3)\nx.std()  # secret_word\nx.relu()\n"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pasted_code_gets_its_notes_and_stays_in_the_page(page: Page, asked: list[Request], size: Any) -> None:
    page.set_viewport_size(size)
    page.goto("/dictionary/explain/")
    page.get_by_label("Your code").fill(CODE)
    noted = page.locator(".reader-lines > li.noted")
    noted.first.wait_for()
    assert noted.count() == 3
    std = noted.nth(1)
    assert std.locator(".verdict").inner_text() == "differs by default"
    assert std.get_by_role("link").get_attribute("href", timeout=1000) == page.url.replace(
        "explain/", "reductions/#row-std"
    )
    code, notes = (std.locator(part).bounding_box() for part in ("> code", ".reader-notes"))
    assert code and notes
    assert (notes["x"] > code["x"] + 10) == (size == WIDE)
    page.get_by_label("only what differs").check()
    assert [line.is_visible() for line in noted.all()] == [False, True, False]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert all(one.method == "GET" and one.post_data is None and "secret" not in one.url for one in asked)


def test_markup_in_the_code_is_shown_and_does_nothing(page: Page) -> None:
    page.goto("/dictionary/explain/")
    page.get_by_label("Your code").fill("import torch\ntorch.std('<img src=x onerror=alert(1)>')\n")
    page.locator(".reader-lines > li.noted").first.wait_for()
    assert page.locator(".reader-lines img").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator(".reader-lines").inner_text()


def test_a_file_is_opened_and_the_example_is_read(page: Page, tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": ["import torch\n", "torch.std(x)"]}]
    notebook = tmp_path / "program.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    page.goto("/dictionary/explain/")
    page.get_by_label("Open a file").first.set_input_files(notebook)
    page.get_by_text("1:2", exact=True).wait_for()
    page.get_by_role("button", name="Try an example").click()
    page.get_by_text("line 1", exact=False).first.wait_for()
    assert page.locator(".reader-lines > li.noted").count() > 5


def test_no_other_page_loads_the_reader(page: Page, asked: list[Request]) -> None:
    page.goto("/lstm/")
    page.wait_for_load_state("networkidle")
    assert [one.url for one in asked if "/reading/" in one.url or "reading.json" in one.url] == []
