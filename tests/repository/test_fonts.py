"""The fonts of the site: made of the files they name, with every letter of the pages that their makers drew."""

import hashlib

import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.site.reading import Site

FONTS = REPOSITORY.root / "fonts"
ORIGIN = yaml.safe_load((FONTS / "origin.yml").read_text(encoding="utf-8"))
PROSE, _, CODE = ORIGIN["fonts"]


def sha256(name: str) -> str:
    return hashlib.sha256((REPOSITORY.root / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("font", ORIGIN["fonts"], ids=lambda font: font["made"])
def test_an_original_is_the_file_that_its_package_holds(font: dict) -> None:
    assert sha256(f"fonts/originals/{font['of']}") == font["sha256"]


def test_what_is_published_is_what_was_made() -> None:
    lines = [line.split("  ") for line in (FONTS / "made.sha256").read_text(encoding="utf-8").splitlines()]
    assert {name: sha256(name) for _, name in lines} == {name: told for told, name in lines}
    published = (REPOSITORY.docs / "assets" / "fonts").glob("*.woff2")
    assert {path.name for path in published} == {font["made"] for font in ORIGIN["fonts"]}


def test_the_fonts_hold_every_letter_of_the_pages(site: Site) -> None:
    """A letter that is missing would be set in a system's own font, amid the words of ours."""
    prose = set(ORIGIN["letters"] + PROSE["more"] + ORIGIN["absent"])
    code = set(ORIGIN["letters"] + ORIGIN["absent"])
    missing = []
    for page in site.written_pages():
        article = site.soup(page).article
        shown = "".join(article.stripped_strings) if article else ""
        in_code = "".join(piece.get_text() for piece in article.select("code")) if article else ""
        lacking = {letter for letter in shown if not letter.isspace()} - prose
        lacking |= {letter for letter in in_code if not letter.isspace()} - code
        missing += [f"{page}: {letter} is not in fonts/origin.yml" for letter in sorted(lacking)]
    assert missing == []
