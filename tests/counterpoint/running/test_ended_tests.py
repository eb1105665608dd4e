"""A run of the tests that ends badly is told with its own reason, not as twins that disagree."""

from subprocess import CompletedProcess

import pytest

from counterpoint.running.ended_tests import why_it_ended

TEST = "tests/topics/test_lstm.py"


@pytest.mark.parametrize(
    ("status", "printed", "what"),
    [
        (1, f"FAILED {TEST}::test_it - AssertionError: 1 != 2", "the twins disagree"),
        (1, f"FAILED {TEST}::test_it - assert 1 == 2", "the twins disagree"),
        (1, "E   AssertionError: words", "the twins disagree"),
        (
            1,
            f"ERROR {TEST}::test_it - fixture 'pytorhc' not found",
            f"a test could not be run: {TEST}::test_it: fixture 'pytorhc' not found",
        ),
        (2, f"ERROR {TEST} - ImportError: no x", f"a test could not be run: {TEST}: ImportError: no x"),
        (2, f"ERROR {TEST}", f"a test could not be run: {TEST}"),
        (
            1,
            f"FAILED {TEST}::test_it - OSError: [Errno 28] No space left on device",
            "a test broke off before it could compare: OSError: [Errno 28] No space left on device",
        ),
        (4, "usage: pytest", "pytest could not run the tests; it ended with status 4"),
        (-9, "", "the tests were ended by SIGKILL"),
    ],
)
def test_each_end_has_its_own_reason(status: int, printed: str, what: str) -> None:
    assert why_it_ended(CompletedProcess([], status, stdout=f"....\n{printed}\n"))[0] == what
