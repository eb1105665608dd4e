"""A decimal number in a page's prose is quoted from a run, or ledger/numbers.yml says where it comes from."""

import pytest

from counterpoint.checks.numbers import typed_numbers
from counterpoint.ledger.numbers import read_numbers
from counterpoint.rendering.quotes import QUOTE
from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY

# Pages whose numbers are still typed. The list only becomes shorter; when it is empty, it goes, and `typed_numbers`
# becomes a stage of the check.
NOT_YET = (
    "building_models.md",
    "clinic/clinic_gone.md",
    "clinic/clinic_saving.md",
    "clinic/clinic_shapes.md",
    "clinic/clinic_silent.md",
    "concepts/backward_by_hand.md",
    "concepts/layers.md",
    "graphs.md",
    "history/index.md",
    "history/policy_gradient.md",
    "history/promises.md",
    "index.md",
    "lstm.md",
    "orchestra/score.md",
    "state.md",
    "tested.md",
    "training_step.md",
    "which_one/fine_tuning.md",
    "which_one/index.md",
)
PAGES = [page.source for page in REPOSITORY.pages()]


@pytest.mark.parametrize("page", [page for page in PAGES if page not in NOT_YET])
def test_no_number_is_typed_without_a_source(repository: Repository, page: str) -> None:
    assert [str(fault) for fault in typed_numbers(repository.page(page))] == []


@pytest.mark.parametrize("page", NOT_YET)
def test_a_page_leaves_the_list_when_nothing_is_left_to_convert(repository: Repository, page: str) -> None:
    assert page in PAGES
    assert list(typed_numbers(repository.page(page))), f"{page} is converted: take it off the list NOT_YET"


@pytest.mark.parametrize("page", NOT_YET)
def test_a_page_that_quotes_a_number_or_gives_a_source_does_not_return_to_the_list(
    repository: Repository, page: str
) -> None:
    remedy = f"finish {page} and take it off the list NOT_YET"
    assert QUOTE.search(repository.page(page).text) is None, remedy
    assert page not in {entry.page for entry in read_numbers(repository)}, remedy
