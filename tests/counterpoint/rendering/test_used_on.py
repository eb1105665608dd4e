"""Rows lead to the pages that use their calls, and a page's sections to the rows that tell how the calls differ."""

import re

import pytest

from counterpoint.recordings.dictionary import all_rows
from counterpoint.recordings.rows import SAME, RowRecord, read_rows_record
from counterpoint.rendering import rows_for_site
from counterpoint.rendering.evidence import gather
from counterpoint.rendering.used_on import Uses, called, links_to_rows, pages_using, read_uses, rows_about, used_on
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text
from counterpoint.source.voices import PYTORCH, VOICES

MOST = 4


@pytest.fixture
def uses(repository: Repository) -> Uses:
    return read_uses(repository)


def row_of(repository: Repository, area: str, name: str) -> RowRecord:
    record = read_rows_record(repository.topic(area))
    assert record is not None
    return next(row for row in record.rows if row.name == name)


def test_a_row_names_the_pages_whose_snippets_call_what_it_calls(repository: Repository, uses: Uses) -> None:
    row = row_of(repository, "optimisers", "sgd_by_default")
    assert "torch.optim.SGD" in row.pytorch.calls
    assert pages_using(uses, row)
    for page in pages_using(uses, row):
        topic = repository.topic(page.name)
        names = {name for voice in VOICES for name in called(topic.snippet(voice), voice)}
        assert names & {*row.pytorch.calls, *row.tensorflow.calls}


def test_a_name_on_too_many_pages_leads_nowhere(repository: Repository, uses: Uses) -> None:
    assert not uses.leads("torch.tensor")
    for _, row in all_rows(repository):
        if {*row.pytorch.calls, *row.tensorflow.calls} <= {"torch.tensor", "tf.constant"}:
            assert used_on(uses, row) == ""


def test_a_link_leads_from_the_area_to_the_page(repository: Repository, uses: Uses) -> None:
    found = {link for _, row in all_rows(repository) for link in re.findall(r'href="([^"]*)"', used_on(uses, row))}
    assert "../../lstm/" in found and "../../clinic/clinic_shapes/" in found
    addresses = {f"../../{page.address}" for page in repository.pages()}
    assert found <= addresses


def test_the_fold_out_tells_where_a_row_is_used(repository: Repository) -> None:
    area = repository.topic("recurrent")
    record = read_rows_record(area)
    assert record is not None
    assert '<p>Used on: <a href="../../' in rows_for_site.render(area, record)


def test_a_section_leads_to_rows_that_differ_and_call_what_it_calls(repository: Repository) -> None:
    told = rows_about(repository, ["torch.nn.LSTM", "torch.optim.SGD"])
    assert 0 < len(told) <= MOST
    for _, row in told:
        assert row.verdict != SAME
        assert {"torch.nn.LSTM", "torch.optim.SGD"} & set(row.pytorch.calls)


def test_the_links_below_a_section_are_seen_from_its_page(repository: Repository) -> None:
    page = repository.page("clinic/clinic_shapes.md")
    call = next(one for one in page.calls() if one.kind == "duet" and one.section == "missing_axis")
    evidence = gather(repository, page.path, call)
    code = {side.voice: side.code for side in evidence.shown}
    assert 'href="../../dictionary/' in links_to_rows(page, evidence.topic, code)
    assert 'href="dictionary/' in links_to_rows(None, evidence.topic, code)


def test_a_method_of_a_list_is_no_call_of_a_tensor(repository: Repository) -> None:
    path = repository.topic("rehearsal").snippet(PYTORCH)
    assert "append" in read_text(path)
    assert "torch.Tensor.append" not in called(path, PYTORCH)
