"""The tables of what was measured: sections alone, page by page, and times."""

import pytest

from counterpoint.recordings.times import Timing
from counterpoint.rendering.measured import duration, spread, times_row


def test_a_row_shows_the_median_and_below_it_the_least_and_the_most() -> None:
    row = Timing("loop", "tensorflow", "jit_compile", 111.0, [2.0, 1.0, 3.0], [0.5, 0.25, 0.75], [0.001, 0.0005, 0.002])
    assert times_row(row) == (
        "| TensorFlow, jit_compile "
        "| **2&nbsp;s**<br>1–3&nbsp;s | **500&nbsp;ms**<br>250–750&nbsp;ms | **1&nbsp;ms**<br>0.5–2&nbsp;ms |"
    )


@pytest.mark.parametrize(
    ("seconds", "words"), [(24.352, "24.4 s"), (1.0, "1 s"), (0.00102, "1.02 ms"), (0.0000724, "0.0724 ms")]
)
def test_a_duration_has_three_digits(seconds: float, words: str) -> None:
    assert duration(seconds) == words.replace(" ", "&nbsp;")


def test_a_span_over_two_units_names_both() -> None:
    assert spread(0.944, 1.042) == "944&nbsp;ms–1.04&nbsp;s"
