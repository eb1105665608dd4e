"""What a reader can touch: by keyboard, on a phone, in the dark, without motion, and without scripts."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page
from sklearn.datasets import load_digits

from counterpoint.recordings.data import read_table
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, VOICES
from tests.conftest import REPOSITORY
from tests.site.conftest import NARROW

pytestmark = pytest.mark.browser
THEME = REPOSITORY.root / "theme" / "assets"
SCRIPTS = THEME / "javascripts"
# Where each figure stands: the page's address, and the topic and name that it draws.
FIGURES = [
    (source.address, f"{call.topic}-{call.section}")
    for source in REPOSITORY.pages()
    for call in source.calls()
    if call.kind == "touch"
]
INVITING = {"rehearsal-reader": "Load the two trained networks"}  # what weighs more waits for a click
every_figure = pytest.mark.parametrize(("where", "name"), FIGURES, ids=[name for _, name in FIGURES])


def alive(page: Page, where: str, name: str) -> Locator:
    """Open the page and return the figure when its script has drawn."""
    page.goto(f"/{where}")
    figure = page.locator(f"figure[data-touch={name}]")
    figure.scroll_into_view_if_needed()
    if name in INVITING:
        figure.get_by_role("button", name=INVITING[name]).press("Enter")
    page.locator(f"figure.live[data-touch={name}]").wait_for()
    return figure


def recorded(name: str, voice: str) -> dict[str, Any]:
    topic, _, data = name.partition("-")
    read: dict[str, Any] = json.loads(REPOSITORY.topic(topic).data(data, BY_NAME[voice], "cpu").read_text("utf-8"))
    return read


def told(value: float, places: int = 3) -> str:
    return f"{value:.{places}f}".replace("-", "−")


# Compressed: the loader, the scripts, the style sheet and the data of one figure.
MOST_BYTES = dict.fromkeys([name for _, name in FIGURES], 16_000) | dict.fromkeys(INVITING, 30_000)
SMALLEST = """figure => Math.min(...[...figure.querySelectorAll(".stage text, .stage :is(p, dd, dt, span, button)")]
    .filter(each => each.textContent.trim() && each.getClientRects().length)
    .map(each => parseFloat(getComputedStyle(each).fontSize) * (each.getScreenCTM?.().a ?? 1)))"""
NAMED = "control => (control.labels?.[0]?.innerText ?? control.ariaLabel ?? control.innerText).trim()"


@every_figure
def test_it_is_light_fits_a_phone_stands_still_and_is_reached_by_the_keyboard(
    page: Page, where: str, name: str
) -> None:
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body()))}))
    page.set_viewport_size(NARROW)
    page.emulate_media(reduced_motion="reduce")
    figure = alive(page, where, name)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert figure.evaluate(SMALLEST) >= 11
    controls = figure.locator(".stage :is(input, button, select, canvas, [tabindex])").all()
    assert controls
    for control in controls:
        assert control.evaluate(NAMED), control
        if control.is_enabled():
            control.focus()
            assert control.evaluate("control => control === document.activeElement")
    for slider in figure.locator("input[type=range]").all():
        slider.press("ArrowRight")
    assert figure.evaluate("figure => figure.getAnimations({ subtree: true }).length") == 0
    mine = [url for url in weights if "/touch" in url or re.search(rf"/{name.partition('-')[2]}_\w+_cpu\.json", url)]
    assert len(mine) >= 5
    assert sum(weights[url] for url in mine) < MOST_BYTES[name], {url: weights[url] for url in mine}


@every_figure
def test_without_scripts_the_tables_and_the_pictures_stay(
    browser: Browser, address: str, where: str, name: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/{where}")
    figure = page.locator(f"figure[data-touch={name}]")
    topic, _, data = name.partition("-")
    for place, voice in enumerate(VOICES):
        head, rows = read_table(REPOSITORY.topic(topic).data(data, voice, "cpu").read_text("utf-8"))
        figure.locator("summary").nth(place).click()
        table = figure.locator("table").nth(place)
        assert table.is_visible()
        assert (table.locator("th").count(), table.locator("tbody tr").count()) == (len(head), len(rows))
    assert page.locator("figure :is(svg, img)").count(), "a still picture"
    assert page.locator("figure.picture, figure.drawing").first.is_visible()
    context.close()


def test_where_the_data_cannot_be_fetched_the_still_pictures_stay(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.route("**/*_cpu.json", lambda route: route.fulfill(status=404, body=""))
    with page.expect_response("**/gates_tensorflow_cpu.json"):
        page.goto("/lstm/")
        page.locator("figure[data-touch=lstm-gates]").scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    assert page.locator("figure.live").count() == 0
    assert page.locator("figure.picture:visible").count() == 2
    context.close()


def test_a_page_without_a_figure_loads_nothing_of_it(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/graphs/")
    assert not [url for url in asked if "touch" in url]
    page.goto("/lstm/")
    assert len([url for url in asked if "touch" in url]) == 2, "until a figure is near: the loader and the style sheet"


def test_the_scripts_hold_no_numbers_of_a_run() -> None:
    """A decimal in a script is a length, an angle or a rounding: none has three places."""
    files = sorted((SCRIPTS / "touch").glob("*.js"))
    assert files
    for file in files:
        assert re.findall(r"\d\.\d{3,}", file.read_text("utf-8")) == [], file.name


def test_the_style_sheet_takes_every_colour_from_the_page() -> None:
    sheet = (THEME / "stylesheets" / "touch.css").read_text("utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl|: (?:white|black|gr[ae]y|red)\b", sheet) == []


def test_every_script_is_drawn_by_a_page(repository: Repository) -> None:
    drawn = {f"{name}.js" for _, name in FIGURES}
    assert {file.name for file in (SCRIPTS / "touch").glob("*-*.js")} == drawn


# Each figure shows what was recorded.


def slide(figure: Locator, label: str, presses: str, times: int = 1) -> str:
    """Press a key on the slider of this label and return what it says."""
    slider = figure.get_by_label(label, exact=False).first
    slider.focus()
    for _ in range(times):
        slider.press(presses)
    return slider.get_attribute("aria-valuetext") or ""


def panels(figure: Locator) -> Iterator[tuple[str, Locator]]:
    for voice in VOICES:
        yield voice.name, figure.locator(f".panel.{voice.name}")


def test_the_gates_follow_the_time_step(page: Page) -> None:
    figure = alive(page, "lstm/", "lstm-gates")
    assert page.locator("figure.picture:visible").count() == 0, "the drawing stands in the place of the pictures"
    assert slide(figure, "Time step", "Home").startswith("0: noise")
    assert slide(figure, "Time step", "ArrowRight", 9) == "9: the stroke"
    for voice, panel in panels(figure):
        row = recorded("lstm-gates", voice)["table"]["rows"][9]
        assert panel.locator("dd").all_inner_texts() == [told(value) for value in row[1:]]
    figure.get_by_label("the unit that holds most").press("Space")
    assert slide(figure, "Time step", "End") == "27: noise, 12 after the stroke"
    for voice, panel in panels(figure):
        made = recorded("lstm-gates", voice)
        assert panel.locator(".caption").inner_text().endswith(f", unit {made['unit']}")
        assert panel.locator("dd").all_inner_texts() == [told(value) for value in made["one"][27]]


def test_the_slider_of_the_forget_bias_tells_what_is_left(page: Page) -> None:
    figure = alive(page, "lstm/", "lstm-fading")
    biases = recorded("lstm-fading", "pytorch")["table"]["head"][1:]
    assert slide(figure, "Forget bias", "Home") == "−1"
    for place in range(len(biases)):
        for voice, left in zip(VOICES, figure.locator("dd").all_inner_texts(), strict=True):
            last = recorded("lstm-fading", voice.name)["table"]["rows"][12]
            assert left == f"{told(last[place + 1], 2)} % left after twelve steps"
        slide(figure, "Forget bias", "ArrowRight")


def test_the_pass_goes_node_by_node_and_shows_each_recorded_number(page: Page) -> None:
    figure = alive(page, "concepts/backward_by_hand/", "backward_by_hand-nodes")
    made = recorded("backward_by_hand-nodes", "pytorch")
    for example, label in enumerate(["the first", "the second"]):
        figure.get_by_label(label).press("Space")
        slide(figure, "Step", "Home")
        seen = []
        for _ in range(25):
            figure.get_by_role("button", name="Next").press("Enter")
            seen.append((figure.locator(".heading").inner_text(), figure.locator(".result code").first.inner_text()))
        assert figure.get_by_role("button", name="Next").is_disabled()
        forward = [number for layer in ("z", "hidden", "logits", "p") for number in made["value"][layer][example]]
        assert [number for _, number in seen[:10]] == [told(number) for number in forward]
        assert seen[10] == ("loss, forward", told(made["value"]["loss"][example]))
        back = dict(seen[11:])
        for layer, name in {"logits": "logit", "hidden": "hidden", "z": "z", "x": "x"}.items():
            for place, number in enumerate(made["gradient"][layer][example]):
                assert back[f"d {name}{'₁₂₃'[place]}, backward"] == told(number)
        for layer in ("w1", "w2"):
            rows = ["  ".join(map(told, row)) for row in made["gradient"][layer]]
            assert back[f"d {layer}, backward"] == "\n".join(rows)
        drawn = figure.locator("svg .number").all_text_contents()
        assert all(told(number) in drawn for number in forward)


def test_the_epochs_show_both_runs_and_the_digits_that_are_still_wrong(page: Page) -> None:
    figure = alive(page, "orchestra/rehearsal/", "rehearsal-epochs")
    made = {voice.name: recorded("rehearsal-epochs", voice.name) for voice in VOICES}
    assert slide(figure, "Epoch", "Home") == "1 of 12"
    for epoch in range(1, 13):
        told_now = figure.locator("dd").all_inner_texts()
        for values, (one, loss, right) in zip(
            told_now, [made[voice.name]["table"]["rows"][epoch - 1] for voice in VOICES], strict=True
        ):
            assert (one, values) == (epoch, f"loss {told(loss)}, right {right} of 261")
        wrong = {
            digit["place"]: f"{digit['written']} → {digit['read'][epoch - 1]}"
            for digit in made["pytorch"]["wrong"]
            if digit["read"][epoch - 1] != digit["written"]
        }
        assert sorted(figure.locator(".digits .wrong span").all_inner_texts()) == sorted(wrong.values())
        assert figure.locator(".said-last").inner_text() == f"Still wrong after epoch {epoch}: {len(wrong)}"
        slide(figure, "Epoch", "ArrowRight")
    assert figure.locator(".digits li").count() == len(made["pytorch"]["wrong"])


def test_the_calls_are_played_in_the_order_that_the_reader_chooses(page: Page) -> None:
    figure = alive(page, "orchestra/score/", "score-calls")
    for order in ("01230", "2010", "3322"):
        for number, place in enumerate(order, start=1):
            figure.get_by_role("button", name="respond(").nth(int(place)).press("Enter")
            firsts = "".join(dict.fromkeys(order[:number]))
            for column, (voice, panel) in enumerate(panels(figure), start=3):
                play = recorded("score-calls", voice)["plays"][firsts]
                repeated = place in order[: number - 1]
                answer, runs, makes = play["again"][place] if repeated else play["last"]
                assert panel.locator(".told").inner_text().startswith(f"answers {told(answer)}")
                assert panel.locator("li.new").count() == len(makes)
                marked = panel.locator("li").evaluate_all("cards => cards.map(card => card.matches('.runs'))")
                assert [at + 1 for at, runs_now in enumerate(marked) if runs_now] == runs
                said = figure.locator(f".log tbody tr:nth-child({number}) td:nth-child({column})").inner_text()
                assert said == (
                    f"runs {' and '.join(map(str, runs))}, {len(makes) or 'none'} new" if runs else "no graph"
                )
        figure.get_by_role("button", name="Start over").press("Enter")
        assert figure.locator(".log tbody tr").count() == 0


READ = """async ([layers, digits]) => {
    const { chancesOf } = await import("/assets/javascripts/touch/reading.js");
    return digits.map(pixels => chancesOf(layers, pixels));
}"""


def held_out() -> tuple[list[list[float]], list[int]]:
    """The pixels and labels of the digits that the rehearsal never trains on."""
    digits = load_digits()
    last = np.random.default_rng(1).permutation(len(digits.target))[1536:]
    return digits.data[last].tolist(), digits.target[last].tolist()


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: str(voice.name))
def test_the_browser_reads_every_held_out_digit_as_python_did(page: Page, voice: Any) -> None:
    pixels, written = held_out()
    answers, layers = recorded("rehearsal-answers", voice.name), recorded("rehearsal-reader", voice.name)["layers"]
    page.goto("/orchestra/tour/")
    chances = np.array(page.evaluate(READ, [layers, pixels]))
    rows = np.array(answers["table"]["rows"])
    assert rows[:, 0].tolist() == written and len(written) == 261
    assert chances.argmax(axis=1).tolist() == rows[:, 1].tolist()
    # The weights have four decimals; 64 products of a layer may add up their halves.
    np.testing.assert_allclose(chances, answers["chances"], rtol=0, atol=1e-3)


def test_a_network_is_fetched_when_it_is_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("_cpu.json") else None)
    page.goto("/orchestra/tour/")
    page.locator("figure.touch").scroll_into_view_if_needed()
    invitation = page.get_by_role("button", name=INVITING["rehearsal-reader"])
    invitation.wait_for()
    assert asked == []
    invitation.press("Enter")
    page.locator("figure.live").wait_for()
    assert len(asked) == 2


def read_as(figure: Locator) -> list[str]:
    return figure.locator(".panel .told").all_inner_texts()


def test_a_digit_is_drawn_chosen_or_set_pixel_by_pixel_and_read(page: Page) -> None:
    figure = alive(page, "orchestra/tour/", "rehearsal-reader")
    assert read_as(figure) == ["nothing to read yet"] * 2
    for digit in range(10):
        figure.get_by_role("button", name=str(digit), exact=True).press("Enter")
        told_now = [
            f"reads a {recorded('rehearsal-reader', voice.name)['table']['rows'][digit][1]}" for voice in VOICES
        ]
        assert read_as(figure) == told_now
    figure.get_by_role("button", name="Clear").press("Enter")
    assert read_as(figure) == ["nothing to read yet"] * 2

    square = figure.locator(".sheet").bounding_box()
    assert square
    middle = square["x"] + square["width"] / 2
    page.mouse.move(middle, square["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle, square["y"] + square["height"] - 20, steps=10)
    page.mouse.up()
    assert read_as(figure) == ["reads a 1"] * 2, "a straight line"

    figure.get_by_role("button", name="Clear").press("Enter")
    grid = figure.locator(".pixels")
    grid.focus()
    for _ in range(8):
        grid.press("Space")
        grid.press("ArrowDown")
    filled = "rects => rects.map(rect => Number(rect.getAttribute('fill-opacity')))"
    assert figure.locator(".pixels rect:not(.chosen)").evaluate_all(filled) == ([1] + [0] * 7) * 8
    assert all(text.startswith("reads a") for text in read_as(figure))


# In each pair the lines that differ are marked.


def lit(duet: Locator) -> list[int]:
    """Say for each side how many marked lines are lit."""
    return [block.locator(".hll.lit").count() for block in duet.locator(".tabbed-block").all()]


def test_the_counterpart_of_a_differing_line_lights_up(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/lstm/")
    duet = page.locator(".duet[data-differ]").first
    groups = [tuple(map(int, pair.split(":"))) for pair in (duet.get_attribute("data-differ") or "").split()]
    for side in (0, 1):
        lines = duet.locator(".tabbed-block").nth(side).locator(".hll")
        assert lines.count() == sum(group[side] for group in groups)
        expected = [list(group) for group in groups for _ in range(group[side])]
        for place, counts in enumerate(expected):
            lines.nth(place).hover()
            assert lit(duet) == counts
        page.locator("h1").hover()
        assert lit(duet) == [0, 0]
        lines.first.focus()
        for counts in expected:
            assert lit(duet) == counts
            page.keyboard.press("ArrowDown")
        reached = "lines => lines.filter(line => line.tabIndex === 0).length"
        assert lines.evaluate_all(reached) == 1, "one stop of the keyboard for each block"
        lines.first.evaluate("line => document.activeElement.blur()")
        lines.first.dispatch_event("pointerover")  # a finger
        assert lit(duet) == expected[0]
