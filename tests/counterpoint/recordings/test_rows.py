"""The rows of an area: a damaged record is refused in one message."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counterpoint.recordings.rows import read_rows_record, rows_file
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

MARKUP = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.update(rows=["a word"]),
        lambda content: content.update(date=MARKUP),
        lambda content: content.update(versions=[MARKUP]),
        lambda content: content.update(tolerances={}),
        lambda content: content["rows"][0].update(verdict=MARKUP),
        lambda content: content["rows"][0].update(group=MARKUP),
        lambda content: content["rows"][0].update(name=f'x" {MARKUP}'),
        lambda content: content["rows"][0].update(edges=5),
    ],
    ids=["row", "date", "versions", "tolerances", "verdict", "group", "name", "edges"],
)
def test_a_damaged_record_is_refused(
    repository: Repository, tmp_path: Path, damage: Callable[[dict[str, Any]], None]
) -> None:
    kept = json.loads(rows_file(repository.topic("activations")).read_text("utf-8"))
    area = Repository(tmp_path).topic("activations")
    area.recorded.mkdir(parents=True)
    rows_file(area).write_text(json.dumps(kept), encoding="utf-8")
    assert read_rows_record(area)
    damage(kept)
    rows_file(area).write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(Fault, match="the rows cannot be read"):
        read_rows_record(area)
