"""Every page in a browser, at both widths and in both schemes: nothing moves while it loads, and axe finds nothing."""

import pytest
from playwright.sync_api import Browser, Page, Route

from counterpoint.source.repository import Repository

axe_of_playwright = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed here. Add it: make test"
)
pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
MOST_SHIFT = 0.05
SLOW = 400  # milliseconds after which the fonts come: long after the first paint
# The thousand pieces of coloured code take axe nine tenths of its time: test_colours.py holds their contrast.
LEFT_OUT = {"exclude": [["pre code"]]}
SHIFTS = """
globalThis.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone, light", "desk, dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Page:
    """A new tab."""
    viewport, scheme = request.param
    context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme)
    request.addfinalizer(context.close)
    return context.new_page()


def addresses(repository: Repository) -> list[str]:
    """Return each page's address, those of three notebooks, which are all made alike, and that for lost readers."""
    notebooks = [f"notebooks/{name}/" for name in ("lstm", "rehearsal", "clinic_types")]
    return [*(source.address for source in repository.pages()), *notebooks, "404.html"]


def test_nothing_moves_while_a_page_loads_even_where_the_fonts_come_late(page: Page, repository: Repository) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(SLOW)
        route.continue_()

    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", late)
    shifted = {}
    for name in addresses(repository):
        page.goto(f"/{name}")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(100)
        shifted[name] = round(page.evaluate("shifted"), 3)
    assert {name: shift for name, shift in shifted.items() if shift > MOST_SHIFT} == {}


def test_axe_finds_nothing(page: Page, repository: Repository) -> None:
    axe = axe_of_playwright.Axe()
    page.emulate_media(reduced_motion="reduce")  # what fades in has no contrast yet
    found = []
    for name in addresses(repository):
        page.goto(f"/{name}")
        page.wait_for_function("() => !document.querySelector('.md-code__nav:not([role])')")  # ours is done
        violations = axe.run(page, context=LEFT_OUT).response["violations"]
        found += [f"{name or 'home'}: {rule['id']} {rule['nodes'][0]['html'][:120]}" for rule in violations]
    assert found == []
