"""The one line below a block: what was printed, what was compared, or on what it ran."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.rendering.evidence import Side
from counterpoint.rendering.wording import in_short
from counterpoint.source.voices import PYTORCH, TENSORFLOW
from tests.counterpoint.throwaway import PARITY, RECORDING

COMPARED = "compared: words from equal weights and inputs, equal to the last bit"


def sides(first: str, second: str) -> list[Side]:
    runs = {"cpu": RECORDING}
    return [Side(voice, Path(), "", text, runs, False) for voice, text in ((PYTORCH, first), (TENSORFLOW, second))]


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [
        ("loss: 1.145\n", "loss: 1.145\n", "printed: the same; "),
        ("loss: 1.145\n", "loss: 1.383\n", "printed: each from its own weights and settings; "),
        ("shape: (1, 2)\n", "shape: (2, 1)\n", "printed: each in its own form; "),
        ("loss: 1.145\n", "other: 1.383\n", "printed: each in its own form; "),
        ("", "", ""),
    ],
)
def test_what_was_printed_is_told_apart_from_what_was_compared(first: str, second: str, printed: str) -> None:
    assert in_short(sides(first, second), [PARITY]) == printed + COMPARED


def test_of_many_values_the_largest_difference_is_told() -> None:
    parities = [PARITY, replace(PARITY, name="more", difference=1.2e-7)]
    assert in_short(sides("", ""), parities) == (
        "compared: 2 values from equal weights and inputs, at most 1.2e-07 apart"
    )


def test_where_nothing_was_compared_the_line_says_on_what_it_ran() -> None:
    assert in_short(sides("", "")[:1], []) == "torch 2.13.0, 22 Nov 2026"
