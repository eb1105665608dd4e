"""The tables of what was measured: sections alone, page by page, and times."""

from counterpoint.recordings.times import Timing
from counterpoint.rendering.measured import times_row


def test_a_row_shows_the_median_and_below_it_the_least_and_the_most() -> None:
    row = Timing("loop", "tensorflow", "jit_compile", 111.0, [2.0, 1.0, 3.0], [0.5, 0.25, 0.75], [0.001, 0.0005, 0.002])
    assert times_row(row) == (
        "| TensorFlow, jit_compile "
        "| **2 s**<br>1 s to 3 s | **500 ms**<br>250 ms to 750 ms | **1 ms**<br>0.5 ms to 2 ms |"
    )
