"""The colours of the style sheet: each can be read on each ground, and drawings use no other."""

import re

import pytest

from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text

GROUNDS = ("paper", "panel")
LETTERS = ("ink", "ink-soft", "pytorch", "tensorflow", "keyword", "literal", "wrong")
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
SCHEMES = {
    "light": r'\[data-md-color-scheme="default"\] \{(.*?)\}',
    "dark": r'\[data-md-color-scheme="slate"\] \{(.*?)\}',
}
PAINT = re.compile(r'\b(fill|stroke|stop-color)="([^"]*)"')


@pytest.fixture(scope="session")
def style(repository: Repository) -> str:
    return read_text(repository.docs / "assets" / "stylesheets" / "page.css")


def luminance(colour: str) -> float:
    """Return the relative luminance of '#rrggbb', as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_letters_can_be_read_on_every_ground(style: str, scheme: str) -> None:
    block = re.search(SCHEMES[scheme], style, re.DOTALL)
    assert block
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))
    pairs = {
        (letters, ground): contrast(colours[letters], colours[ground]) for letters in LETTERS for ground in GROUNDS
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < READABLE} == {}


def test_drawings_use_only_tones_that_the_style_sheet_turns_into_colours_of_the_page(
    repository: Repository, style: str
) -> None:
    known = set(re.findall(r'\[(fill|stroke)="(#[0-9a-f]{6})"\]', style))
    by_matplotlib = "speed.svg"  # its tones are those of every plot
    images = (repository.docs / "assets" / "images").glob("*.svg")
    drawings = sorted(drawing for drawing in images if drawing.name != by_matplotlib)
    foreign = [
        f"{drawing.name}: {attribute}={value}"
        for drawing in drawings
        for attribute, value in PAINT.findall(read_text(drawing))
        if value != "none" and (attribute, value) not in known
    ]
    assert foreign == []
    assert len(drawings) > 10
