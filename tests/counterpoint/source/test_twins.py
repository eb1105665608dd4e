"""What one twin alone writes: numbers, operators and reductions, by section."""

from pathlib import Path

import pytest

from counterpoint.source.repository import Repository
from counterpoint.source.twins import apart

SECTION = "# --8<-- [start:one]\n{}\n# --8<-- [end:one]\n"


def twins(folder: Path, pytorch: str, tensorflow: str) -> dict[str, dict[str, str]]:
    topic = Repository(folder).topic("pair")
    topic.folder.mkdir(parents=True)
    for name, code in (("pytorch", pytorch), ("tensorflow", tensorflow)):
        (topic.folder / f"pair_{name}.py").write_text(SECTION.format(code), encoding="utf-8")
    return apart(topic)


def test_what_both_write_is_left_out(tmp_path: Path) -> None:
    pytorch = "loss = (2 * x.mean(dim=1) - 0.5).max()"
    tensorflow = "loss = tf.reduce_max(2 * tf.reduce_mean(x, axis=1) - 0.5)"
    assert twins(tmp_path, pytorch, tensorflow) == {}


@pytest.mark.parametrize(
    ("slip", "alone"),
    [
        ("y = 3 * x.sum()", {"pytorch": "2", "tensorflow": "3"}),
        ("y = 2 + x.sum()", {"pytorch": "*", "tensorflow": "+"}),
        ("y = 2 * -x.sum()", {"tensorflow": "-"}),
        ("y = 2 * x.mean()", {"pytorch": "sum", "tensorflow": "mean"}),
        ("y = 2 * x.sum(keepdims=True)", {"tensorflow": "True"}),
        ("y = x.sum()", {"pytorch": "* 2"}),
    ],
)
def test_a_slip_in_one_of_the_two_is_told(tmp_path: Path, slip: str, alone: dict[str, str]) -> None:
    assert twins(tmp_path, "y = 2 * x.sum()", slip) == {"one": alone}
