"""The suite refuses an output or a picture that no longer matches what was recorded."""

from collections.abc import Callable

import pytest

from counterpoint import record
from counterpoint.runner import Run, run
from tests.house.throwaway import Throwaway
from tests.test_snippets import test_it_draws_what_was_recorded as draws
from tests.test_snippets import test_it_prints_what_was_recorded as prints

FILE = "snippets/greet/greet_pytorch.py"


def run_fresh(throwaway: Throwaway) -> Callable[[str, str], Run]:
    return lambda topic, voice: run(throwaway.root / f"snippets/{topic}/{topic}_{voice}.py")


def test_the_suite_refuses_an_output_that_no_longer_matches(throwaway: Throwaway) -> None:
    prints(throwaway.house, run_fresh(throwaway), "greet", "pytorch")
    throwaway.edit(FILE, "hello", "good day")
    with pytest.raises(AssertionError) as caught:
        prints(throwaway.house, run_fresh(throwaway), "greet", "pytorch")
    assert str(caught.value).splitlines()[0] == (
        f"{FILE}:8: section 'say' prints 'word: good day', recorded was 'word: hello'. "
        "If it is right: make record TOPIC=greet"
    )


@pytest.mark.usefixtures("one_framework")
def test_the_suite_refuses_a_picture_that_no_longer_matches(throwaway: Throwaway) -> None:
    throwaway.edit(
        FILE, 'word = "hello"', 'import pathlib\nword = "hello"\npathlib.Path("bow.svg").write_text("<svg>" + word)'
    )
    throwaway.edit(FILE, "<svg>", '<svg xmlns=\\"http://www.w3.org/2000/svg\\"><text>')
    throwaway.edit(FILE, " + word)", " + word + '</text></svg>')")
    throwaway.succeeds("record", "greet")

    def drawn(topic: str, voice: str) -> Run:
        return record.run_and_clean(throwaway.root / FILE)

    draws(throwaway.house, drawn, "greet", "pytorch")
    throwaway.edit(FILE, "hello", "good day")
    with pytest.raises(AssertionError, match=r"bow\.svg: .*good day.*, recorded was .*hello"):
        draws(throwaway.house, drawn, "greet", "pytorch")
