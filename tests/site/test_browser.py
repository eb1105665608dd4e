"""What only a browser shows: columns and tabs, the copy button, and that nothing is asked of another host."""

import functools
from pathlib import Path

import matplotlib
import pytest
import yaml
from playwright.sync_api import Browser, Page, Route

from counterpoint.source.pages import Page as SourcePage
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import PYTORCH, TENSORFLOW
from tests.site.conftest import NARROW, WIDE
from tests.site.expected import html_of
from tests.site.reading import LOST, Site

pytestmark = pytest.mark.browser


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
    open_duets = page.locator(".duet:not(details:not([open]) .duet)")  # code that only draws is folded away
    shown = [duet.locator(".tabbed-block").nth(1).is_visible() for duet in open_duets.all()]
    assert shown and all(shown)
    page.goto("/graphs/")
    assert visible_blocks(page) == [False, True]
    page.reload()
    assert visible_blocks(page) == [False, True]


@pytest.mark.parametrize("voice", [PYTORCH, TENSORFLOW], ids=lambda voice: voice.name)
def test_a_copied_block_is_the_section_of_the_source(page: Page, repository: Repository, voice) -> None:  # type: ignore[no-untyped-def]
    lstm = repository.page_named("lstm")
    assert lstm
    call = next(call for call in lstm.calls() if call.kind == "duet")
    page.set_viewport_size(WIDE)
    page.goto("/lstm/")
    block = page.locator(".duet").first.locator(".tabbed-block").nth([PYTORCH, TENSORFLOW].index(voice))
    block.locator("pre").first.hover()
    block.locator("[data-md-type=copy], .md-clipboard").first.click()
    page.get_by_text("Copied to clipboard").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.rstrip("\n") == read_sections(repository.topic("lstm").snippet(voice))[call.section].code.rstrip("\n")


FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDTHS = (320, 390, 768, 1024, 1440, 1920)


def test_no_page_scrolls_sideways(page: Page, repository: Repository) -> None:
    """Each page is loaded once and narrowed: to load it anew at each width took six times as long."""
    too_wide = []
    for source in repository.pages():
        page.goto(f"/{source.address}")
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 800})
            try:
                page.wait_for_function(FITS, timeout=3000)  # the theme's script puts wide tables into boxes
            except TimeoutError:
                too_wide.append(f"{source.name} is too wide at {width} px")
    assert too_wide == []


COLLISIONS = (Path(__file__).parent / "collisions.js").read_text(encoding="utf-8")
# Where our fonts do not load, Linux sets words in these; no common font is wider.
IN_PLACE_OF = {"serif": "DejaVuSerif.ttf", "mono": "DejaVuSansMono.ttf"}


@pytest.mark.parametrize("font", ["ours", "a wider one"])
def test_no_words_of_a_drawing_meet_others_a_stroke_or_the_edge(
    page: Page, site: Site, repository: Repository, font: str
) -> None:
    if font != "ours":
        for ours, wider in IN_PLACE_OF.items():
            file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / wider
            page.route(f"**/fonts/{ours}*", functools.partial(Route.fulfill, path=file, content_type="font/ttf"))
    faults, drawings = [], 0
    for source in drawn(repository, site):
        page.goto(f"/{source.address}")
        page.evaluate("document.fonts.ready")
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            drawings += page.locator("figure.drawing").count()
            faults += [f"{source.name} at {size['width']} px: {fault}" for fault in page.evaluate(COLLISIONS)]
    assert faults == []
    assert drawings > 40  # at both widths


def drawn(repository: Repository, site: Site) -> list[SourcePage]:
    """Return the pages with a drawing by hand; that of the speed page is laid out by Matplotlib."""
    return [
        source
        for source in repository.pages()
        if source.name != "speed" and site.soup(html_of(source)).select("figure.drawing")
    ]


def test_a_drawing_that_scrolls_is_reached_by_the_keyboard(page: Page, site: Site, repository: Repository) -> None:
    page.set_viewport_size(NARROW)
    for source in drawn(repository, site):
        page.goto(f"/{source.address}")
        scrolls = "figure => [figure.scrollWidth > figure.clientWidth, figure.tabIndex]"
        page.wait_for_function("document.querySelector('figure.drawing').hasAttribute('tabindex')")
        assert page.locator("figure.drawing").first.evaluate(scrolls) == [True, 0], source.name


def test_the_closed_drawer_is_left_out_by_the_keyboard_and_a_key_opens_it(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/lstm/")
    drawer = page.locator(".md-sidebar--primary")
    opener = page.locator(".md-header__button[for=__drawer] [role=button]")
    assert drawer.evaluate("element => element.inert")
    opener.focus()
    page.keyboard.press("Enter")
    assert not drawer.evaluate("element => element.inert")
    assert opener.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Space")
    assert drawer.evaluate("element => element.inert")
    page.set_viewport_size(WIDE)
    page.wait_for_function("!document.querySelector('.md-sidebar--primary').inert")


def test_a_copy_button_keeps_its_name_while_it_is_pointed_at(page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto("/lstm/")
    block = page.locator(".duet").first.locator(".tabbed-block").first
    block.locator("pre").first.hover()
    button = block.locator("[data-md-type=copy]").first
    button.hover()
    page.wait_for_function("button => !button.title", arg=button.element_handle())  # the theme's tooltip took it
    assert button.get_attribute("aria-label") == "Copy to clipboard"


# What readers have in their clipboard, and the entry of the clinic that tells them more.
QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yml").read_text("utf-8"))
ENOUGH = 0.965
FIRST_THREE = """() => [...document.querySelectorAll(".md-search-result__list > .md-search-result__item")].slice(0, 3)
    .flatMap(item => [...item.querySelectorAll("a")].map(link => link.href.replace(/\\?[^#]*/, "")))"""


def test_the_search_s_index_is_fetched_when_the_search_is_touched(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "search_index" in request.url else None)
    page.goto("/lstm/")
    page.wait_for_timeout(500)
    assert asked == []
    page.locator("input[name=query]").click()
    page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.includes('search_index'))")
    assert len(asked) == 1


def test_what_readers_paste_and_type_is_answered_among_the_first_three(page: Page) -> None:
    queries = [(text, place) for text, place in QUERIES["messages"]]
    queries += [(f'"{text}"', place) for text, place in QUERIES["messages"]]
    queries += [(text, place) for text, place in QUERIES["words"]]
    assert len(queries) > 300
    page.goto("/clinic/")
    missed = [f"{text} does not find {place}" for text, place in queries if not finds(page, text, place.split(" or "))]
    assert len(missed) <= (1 - ENOUGH) * len(queries), "\n".join(missed)


def finds(page: Page, text: str, places: list[str]) -> bool:
    search = page.locator("input[name=query]")
    search.click()
    search.fill("")
    page.keyboard.insert_text(text)  # without a key, as the mouse or a phone pastes it
    for _ in range(50):  # a busy machine needs three seconds
        if any(place in link for link in page.evaluate(FIRST_THREE) for place in places):
            return True
        page.wait_for_timeout(60)
    return False


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("dropuot", "Nothing here is spelled that way. Closest:"),
        ("floxnax", "Not here. The nearest places:"),
        ("qqqqqq zzzzzz", "Not here. Messages are in the old code clinic"),
        ("404", "Not here. Messages are in the old code clinic"),
        ("dropout", ""),
    ],
)
def test_a_query_that_nothing_answers_is_told_so_with_the_nearest_three_places(
    page: Page, typed: str, told: str
) -> None:
    page.goto("/clinic/")
    search = page.locator("input[name=query]")
    search.click()
    page.keyboard.insert_text(typed)
    page.wait_for_function(
        "told => { const note = document.querySelector('.search-note')?.textContent;"  # its script may still load
        " return told ? note?.startsWith(told) : document.querySelector('.md-search-result__list').children.length; }",
        arg=told,
    )
    assert search.input_value() == typed
    shown = page.locator(".md-search-result__list > .md-search-result__item:visible")
    if told.endswith(":"):
        page.wait_for_function("() => document.querySelector('.md-search-result__list').children.length")
        assert 0 < shown.count() <= 3
    assert page.locator(".search-note").inner_text().startswith(told)
    assert bool(page.locator(".search-note").inner_text()) == bool(told)


def test_the_query_stays_as_it_was_typed(page: Page) -> None:
    page.goto("/clinic/")
    search = page.locator("input[name=query]")
    search.click()
    page.keyboard.type("torch.compile(-1)")
    assert search.input_value() == "torch.compile(-1)"


def test_no_page_holds_a_script_or_a_style_of_its_own(site: Site) -> None:
    """So the policy needs no exception: what runs is a file of the site."""
    for name in [*site.pages(), LOST]:
        soup = site.soup(name)
        inline = [str(script)[:80] for script in soup.select("script:not([src]):not([type='application/json'])")]
        assert inline + [str(style)[:80] for style in soup.select("style, [style]")] == [], name
        assert soup.select_one("meta[http-equiv=Content-Security-Policy]"), name


PLANTED = {
    "a handler": '<h2 id="x" autofocus onfocus="document.title=\'ran\'" tabindex="1">a</h2>',
    "a script": "<script>document.title='ran'</script>",
    "a script of another host": '<script src="http://127.0.0.1:9/x.js"></script>',
    "a data script": '<script src="data:text/javascript,document.title=%27ran%27"></script>',
    "a picture of another host": '<img src="http://127.0.0.1:9/x.png">',
    "a style sheet of another host": '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "a style": "<style>.md-header { display: none }</style>",
    "a style in a tag": '<p style="position: fixed; inset: 0">a</p>',
    "a frame": '<iframe src="https://127.0.0.1:9/"></iframe>',
    "an object": '<object data="http://127.0.0.1:9/x"></object>',
    "a form": '<form action="http://127.0.0.1:9/"><button id="go">a</button></form>',
    "a base": '<base href="http://127.0.0.1:9/">',
    "a drawing's picture": '<svg><image href="http://127.0.0.1:9/x.png"/></svg>',
    "a drawing's mask": '<svg width="9" height="9"><rect width="9" height="9" mask="url(http://127.0.0.1:9/x.svg#m)"/></svg>',
    "a mask's set": "<svg><rect width='9' height='9' mask=\"image-set('http://127.0.0.1:9/x.png' 1x)\"/></svg>",
    "a cursor": '<svg><rect id="go" width="99" height="99" cursor="url(http://127.0.0.1:9/x.png), auto"/></svg>',
    "a picture's set": "<p><img srcset='http://127.0.0.1:9/x.png 1x'></p>",
    "a video": '<video src="http://127.0.0.1:9/x.mp4"></video>',
    "a javascript link": '<a id="go" href="javascript:document.title=\'ran\'">a</a>',
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_policy_refuses_what_slipped_past_every_check(
    browser: Browser, address: str, site: Site, planted: str
) -> None:
    html = (site.root / "state" / "index.html").read_text(encoding="utf-8")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    body = html.replace("</article>", f"{PLANTED[planted]}</article>", 1)
    page.route("**/state/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/state/")
    if "go" in PLANTED[planted]:
        page.locator("#go").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert page.title() != "ran"
    assert any("Content Security Policy" in text for text in refused), refused
    context.close()
