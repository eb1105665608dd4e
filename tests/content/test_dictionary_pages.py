"""The dictionary's pages: every row has its address, both expressions, and a weight that a page can bear."""

import gzip
import html
import re

import pytest

from counterpoint.publishing.publish import plain_page
from counterpoint.recordings import silent
from counterpoint.recordings.rows import SAME, AreaRecord, read_rows_record
from counterpoint.rendering import coverage, dictionary, rows_for_site
from counterpoint.rendering import silent as silent_page
from counterpoint.rendering.sanitize import refused_tag
from counterpoint.source.repository import DICTIONARY, Repository
from counterpoint.source.voices import VOICES
from tests.conftest import REPOSITORY

AREAS = [area.name for area in REPOSITORY.areas()]
TAG = re.compile(r"<[^>]+>")
MOST_BYTES = 120_000  # compressed, of a page with 100 rows


def recorded(area: str) -> AreaRecord:
    record = read_rows_record(REPOSITORY.topic(area))
    assert record is not None
    return record


def rendered(area: str) -> str:
    return rows_for_site.render(REPOSITORY.topic(area), recorded(area))


def words_of(markup: str) -> str:
    return html.unescape(TAG.sub("", markup))


@pytest.mark.parametrize("area", AREAS)
def test_every_row_has_its_address_and_both_expressions(area: str) -> None:
    page = rendered(area)
    words = words_of(page)
    for row in recorded(area).rows:
        assert page.count(f'id="{row.anchor}"') == 1
        for side in map(row.side, VOICES):
            assert side.expression in words
        for remedy in row.remedies.values():
            assert remedy.expression in words


@pytest.mark.parametrize("area", AREAS)
def test_a_page_of_a_hundred_rows_stays_light(area: str) -> None:
    compressed = len(gzip.compress(rendered(area).encode()))
    assert compressed <= MOST_BYTES * max(len(recorded(area).rows), 20) / 100


def test_nothing_on_these_pages_could_run(repository: Repository) -> None:
    whole = [
        *map(rendered, AREAS),
        dictionary.index_for_site(repository),
        coverage.for_site(repository),
        silent_page.for_site(repository),
    ]
    assert [refused_tag(page) for page in whole] == [None] * len(whole)


def test_the_index_leads_to_every_row(repository: Repository) -> None:
    index = dictionary.index_for_site(repository)
    rows = [(area, row) for area in AREAS for row in recorded(area).rows]
    assert index.count("<tr data-names=") == len(rows)
    for area, row in rows:
        assert f'href="{area}/#{row.anchor}"' in index


def test_the_plain_pages_carry_every_row(repository: Repository) -> None:
    for area in AREAS:
        text = plain_page(repository.page(f"{DICTIONARY}/{area}.md"))
        for row in recorded(area).rows:
            assert f"**{row.name}**: {row.verdict}" in text


def test_a_silent_difference_raises_no_error_and_has_the_same_shape(repository: Repository) -> None:
    found = silent.on_given_inputs(repository)
    assert len(found) >= 150
    for one in found:
        assert one.row.pytorch.shape == one.row.tensorflow.shape
        assert not any(one.row.side(voice).value.startswith("raises") for voice in VOICES)
    for one in silent.on_other_inputs(repository):
        assert one.row.verdict == SAME and one.edge is not None
        assert not one.edge.pytorch.startswith("raises") and not one.edge.tensorflow.startswith("raises")


def test_other_values_are_ranked_before_other_gradients(repository: Repository) -> None:
    ranks = ["value" in one.row.differs for one in silent.on_given_inputs(repository) if one.row.verdict != SAME]
    others = [one.row.verdict == "same name, other meaning" for one in silent.on_given_inputs(repository)]
    assert others == sorted(others, reverse=True)
    assert ranks[sum(others) :] == sorted(ranks[sum(others) :], reverse=True)


def test_what_is_believed_to_differ_is_the_same(repository: Repository) -> None:
    found = silent.believed(repository)
    assert len(found) >= 30
    assert all(one.row.verdict == SAME for one in found)


def test_a_second_way_does_not_repeat_its_row_on_special_inputs(repository: Repository) -> None:
    found = [
        (one.area, one.row.name.partition("__")[0], one.edge.input)
        for one in silent.on_other_inputs(repository)
        if one.edge
    ]
    assert len(set(found)) == len(found) >= 400
