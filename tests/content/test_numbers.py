"""A decimal number in a page's prose is quoted from a run, or ledger/numbers.yml says where it comes from."""

import pytest

from counterpoint.checks.numbers import typed_numbers
from counterpoint.ledger.numbers import read_numbers
from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY


@pytest.mark.parametrize("page", [page.source for page in REPOSITORY.pages()])
def test_no_number_is_typed_without_a_source(repository: Repository, page: str) -> None:
    assert [str(fault) for fault in typed_numbers(repository.page(page), read_numbers(repository))] == []
