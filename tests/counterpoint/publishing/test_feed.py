"""The feed of changes, and the picture with which a link to a page is shown."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageFont

from counterpoint.publishing.feed import ATOM, feed
from counterpoint.publishing.open_graph import MARGIN, PAPER, SIZE, draw, figures, picture_of, wrapped, write_pictures
from counterpoint.source.repository import Repository
from tests.counterpoint.ledger.test_behaviour import CHANGE
from tests.counterpoint.ledger.test_proof import CLAIM
from tests.counterpoint.throwaway import Throwaway

NAMES = {"a": ATOM}


@pytest.mark.parametrize("url", ["", "https://example.org/x/"])
def test_the_feed_has_an_entry_for_each_change_the_newest_first(throwaway: Throwaway, url: str) -> None:
    throwaway.write("ledger/a.yml", CLAIM)
    throwaway.write("ledger/changes.yml", CHANGE + CHANGE.replace("2025", "2026").replace("2.6", "2.7 & more"))
    root = ElementTree.fromstring(feed(throwaway.repository, "Throwaway", url))
    titles = [title.text for title in root.findall("a:entry/a:title", NAMES)]
    assert titles == ["PyTorch 2.7 & more: It greets by default.", "PyTorch 2.6: It greets by default."]
    assert root.findtext("a:updated", namespaces=NAMES) == "2026-01-29T00:00:00Z"
    links = [link.get("href") for link in root.findall("a:entry/a:link", NAMES)]
    assert links == [f"{url}ledger/s7/"] * 2
    ids = [entry.text for entry in root.findall("a:entry/a:id", NAMES)]
    assert len(set(ids)) == 2 and not any(url and url in str(name) for name in ids)
    for needed in ("id", "title", "updated", "author/a:name"):  # RFC 4287, 4.1.1
        assert root.findtext(f"a:{needed}", namespaces=NAMES)


def test_without_a_change_there_is_no_feed(throwaway: Throwaway) -> None:
    assert feed(throwaway.repository, "Throwaway", "") == ""


def test_the_figures_of_a_page_are_counted(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", throwaway.read("docs/index.md") + "\nSo it is. [[S7]]\n")
    assert figures(throwaway.repository.page("greet.md")) == "2 blocks side by side, equal to the last bit"
    assert figures(throwaway.repository.page("index.md")) == "1 claim"
    assert picture_of(throwaway.repository.page("index.md")) == "assets/cards/home.png"


def test_a_picture_is_drawn_within_its_margins_and_is_light(repository: Repository) -> None:
    (font,) = (repository.docs / "assets" / "fonts").glob("serif.woff2")
    data = draw("A title so long that it needs a second line and then a third", "3 claims", "Counterpoint", font)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.size == SIZE
    assert len(data) < 30_000
    right = image.crop((SIZE[0] - MARGIN + 2, 0, *SIZE)).getcolors()
    assert right == [((MARGIN - 2) * SIZE[1], tuple(bytes.fromhex(PAPER[1:])))]
    assert len(image.getcolors()) > 8, "nothing is written on it"
    assert data == draw(
        "A title so long that it needs a second line and then a third", "3 claims", "Counterpoint", font
    )


def test_a_title_is_broken_between_words(repository: Repository) -> None:
    (file,) = (repository.docs / "assets" / "fonts").glob("serif.woff2")
    font = ImageFont.truetype(str(file), 40)
    lines = wrapped("one two three four five six", font, 200)
    assert len(lines) > 1 and " ".join(lines) == "one two three four five six"
    assert all(font.getlength(line) <= 200 for line in lines)


def test_a_repository_without_the_font_gets_no_pictures(throwaway: Throwaway) -> None:
    write_pictures(throwaway.repository, throwaway.root / "site", "Throwaway")
    assert not (throwaway.root / "site").exists()
