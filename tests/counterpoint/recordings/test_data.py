"""Data that a snippet saved are written in one form, and refused where no table could show them."""

import json

import pytest

from counterpoint.recordings.data import FORM, MOST, clean, read_table
from counterpoint.source.faults import Fault

TABLE = {"head": ["step", "gate"], "rows": [[0, 0.5], [1, -0.00001]]}


def saved(**beside: object) -> str:
    return json.dumps({"table": TABLE, **beside})


def test_each_row_has_a_line_and_each_float_four_decimals() -> None:
    cleaned = clean(saved(unit=7, name="ü", one=[1 / 3, True]))
    assert cleaned == (
        '{\n"table": {"head":["step","gate"],"rows":[[0,0.5000],\n[1,0.0000]]},\n'
        '"unit": 7,\n"name": "ü",\n"one": [0.3333,true]\n}\n'
    )
    assert json.loads(cleaned)["one"] == [0.3333, True]


def test_what_is_clean_stays_as_it_is() -> None:
    assert clean(clean(saved(one=[0.12345]))) == clean(saved(one=[0.12345]))


def test_the_table_is_read_as_it_was_saved() -> None:
    assert read_table(clean(saved())) == (["step", "gate"], [[0, 0.5], [1, 0.0]])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "they are no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "they are no object"),
        ('{"a": 1, "a": 2}', "a name stands twice in one object"),
        ('{"a": 1}', "they have no table with a head and rows"),
        ('{"table": {"head": [], "rows": []}}', "they have no table with a head and rows"),
        ('{"table": {"head": [1], "rows": [[1]]}}', "the head of their table is no list of texts"),
        ('{"table": {"head": ["a"], "rows": [[1, 2]]}}', "row 1 of their table has not 1 cells, one for each head"),
        (
            '{"table": {"head": ["a"], "rows": [[1], [null]]}}',
            "row 2 of their table holds other than texts and numbers",
        ),
        (saved(one=float("nan")), "they hold nan, which is no number"),
        (saved(one=float("-inf")), "they hold -inf, which is no number"),
        (saved(one="a\u0007"), "a text holds a control character"),
        (saved(one="a" * 121), f"'{'a' * 60}…' is longer than 120 letters"),
        (saved(one=[[[[[[1]]]]]]), "they are nested more than 6 levels deep"),
        ('{"a":' + "[" * 100_000, f"they have {100_005:,} bytes; {MOST:,} are allowed"),
        ('{"a":' + "[" * 90_000, "they are nested too deeply"),
    ],
)
def test_what_no_page_could_show_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Fault) as caught:
        clean(text, "greet.py", "bow")
    assert str(caught.value) == str(Fault("greet.py", None, f"the data 'bow': {reason}", FORM))
