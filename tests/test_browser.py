"""What only a browser shows: columns and tabs, the copy button, and that nothing is asked of another host."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from counterpoint.frameworks import PYTORCH, TENSORFLOW
from counterpoint.house import House
from counterpoint.pages import calls_of_page
from counterpoint.sections import read_sections
from tests.conftest import BROWSER_REMEDY, find_browser

pytestmark = pytest.mark.browser
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def address(built_site: Path) -> Iterator[str]:
    """The built site, served on this machine."""
    handler = functools.partial(_Quiet, directory=str(built_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = find_browser()
    if executable is None:
        pytest.skip(f"no Chromium found. {BROWSER_REMEDY}")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A new tab that refuses an error in the console, an uncaught exception or a request to another host."""
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else heard.append(request.url),
    )
    yield page
    context.close()
    assert not heard


def visible_blocks(page: Page) -> list[bool]:
    """Say of each voice of the first duet whether a reader sees its code."""
    blocks = page.locator(".duet").first.locator(".tabbed-block")
    return [block.locator("pre").first.is_visible() for block in blocks.all()]


def test_a_wide_screen_shows_both_voices_side_by_side(page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto("/lstm/")
    assert visible_blocks(page) == [True, True]
    left, right = (block.bounding_box() for block in page.locator(".duet").first.locator(".tabbed-block").all())
    assert left and right
    assert left["x"] + left["width"] <= right["x"] + 1
    assert abs(left["y"] - right["y"]) < 1


def test_a_narrow_screen_shows_one_voice_and_the_tab_changes_it(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/lstm/")
    assert visible_blocks(page) == [True, False]
    page.locator(".duet").first.get_by_text(TENSORFLOW.title, exact=True).first.click()
    assert visible_blocks(page) == [False, True]


def test_the_tab_is_kept_for_all_duets_and_on_the_next_page(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/lstm/")
    page.locator(".duet").first.get_by_text(TENSORFLOW.title, exact=True).first.click()
    shown = [duet.locator(".tabbed-block").nth(1).is_visible() for duet in page.locator(".duet").all()]
    assert shown and all(shown)
    page.goto("/graphs/")
    assert visible_blocks(page) == [False, True]
    page.reload()
    assert visible_blocks(page) == [False, True]


@pytest.mark.parametrize("voice", [PYTORCH, TENSORFLOW], ids=lambda voice: voice.name)
def test_a_copied_block_is_the_section_of_the_source(page: Page, house: House, voice) -> None:  # type: ignore[no-untyped-def]
    lstm = house.page("lstm")
    assert lstm
    call = next(call for call in calls_of_page(house, lstm) if call.kind == "duet")
    page.set_viewport_size(WIDE)
    page.goto("/lstm/")
    block = page.locator(".duet").first.locator(".tabbed-block").nth([PYTORCH, TENSORFLOW].index(voice))
    block.locator("pre").first.hover()
    block.locator("[data-md-type=copy], .md-clipboard").first.click()
    page.get_by_text("Copied to clipboard").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.rstrip("\n") == read_sections(house.snippet("lstm", voice))[call.section].code.rstrip("\n")


WIDTHS = (320, 390, 768, 1024, 1440, 1920)


def test_no_page_scrolls_sideways(page: Page, house: House) -> None:
    """Each page is loaded once and narrowed: to load it anew at each width took six times as long."""
    too_wide = []
    for source in house.pages():
        page.goto(f"/{house.address(source)}")
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 800})
            overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overhang > 0:
                too_wide.append(f"{source.name} is {overhang} px too wide at {width} px")
    assert too_wide == []


# What readers have in their clipboard, and the entry of the clinic that tells them more.
CLIPBOARD = {
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn": (
        "clinic_gradients/#unwatched"
    ),
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x28 and 784x10)": "clinic_shapes/#flatten",
    "AttributeError: module 'tensorflow' has no attribute 'placeholder'": "clinic_gone/#session",
    "ValueError: Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (64, 28, 28)}": (
        "clinic_gone/#batch-input-shape"
    ),
    "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.": (
        "clinic_gradients/#numpy"
    ),
    "ValueError: No gradients provided for any variable.": "clinic_gradients/#outside-the-tape",
    "AttributeError: 'collections.OrderedDict' object has no attribute 'eval'": "clinic_saving/#dictionary",
}


@pytest.mark.parametrize(("message", "entry"), CLIPBOARD.items())
def test_a_pasted_message_finds_its_entry_first(page: Page, message: str, entry: str) -> None:
    page.goto("/clinic/")
    search = page.locator("input[name=query]")
    search.click()
    page.keyboard.insert_text(message)  # without a key, as the mouse or a phone pastes it
    first = page.locator(".md-search-result__item").first
    first.wait_for()
    found = [re.sub(r"\?[^#]*", "", str(link.get_attribute("href"))) for link in first.locator("a").all()]
    assert any(link.endswith(entry) for link in found), found
