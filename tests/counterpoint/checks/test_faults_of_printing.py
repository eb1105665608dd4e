"""What a section prints is a few short, labelled lines, and a picture is made of shapes: each slip has its remedy."""

import pytest

from counterpoint.checks.outputs import too_long
from tests.counterpoint.throwaway import TWIN, Throwaway

SNIPPET = "snippets/greet/greet_pytorch.py"
SECTION = f"{SNIPPET}:8: section 'say' prints"
LABEL = "Write what it is before it: print(f'label: {value}')"
ROUND = "Another machine prints other last digits. Round it: print(f'label: {value:.3f}')"


def prints(throwaway: Throwaway, printed: str, code: str = "") -> None:
    """Let the PyTorch twin print this, its partner nothing."""
    throwaway.write(SNIPPET, TWIN.replace("print(f", f"{code}print(f"))
    throwaway.record(outputs={"word": "", "say": printed})


@pytest.mark.parametrize(
    ("printed", "what", "remedy"),
    [
        (
            'File "/home/jo/greet.py", line 1\n',
            'a path of the machine that ran it: File "/home/jo/greet.py"',
            "Print type(error).__name__, and let a test hold the message.",
        ),
        ("n: 1\n\n" * 11, "11 lines; 10 are shown at most", "Print what the page speaks of, or split the section."),
        ("n: 1\n" * 11, "11 lines; 10 are shown at most", "Print what the page speaks of, or split the section."),
        (
            f"x: {'y' * 70}\n",
            f"a line of 73 columns; 65 fit: x: {'y' * 27}…",
            "Print less on a line, or break it in two.",
        ),
        (
            "loss: 0.31324578\n",
            "0.31324578, with more digits than 3 decimals",
            ROUND,
        ),
        ("x: [0.1, -0.2000000029802322]\n", "-0.2000000029802322, with more digits than 3 decimals", ROUND),
        ("hello\n", "a line without a label: hello", LABEL),
        ("{'a': 1}\n", "a line without a label: {'a': 1}", LABEL),
        ("[1, 2]\n", "a line without a label: [1, 2]", LABEL),
    ],
)
def test_an_output_that_nobody_reads_at_a_glance_is_refused(
    throwaway: Throwaway, printed: str, what: str, remedy: str
) -> None:
    prints(throwaway, printed)
    told = throwaway.refuses("check")
    assert told.startswith(f"{SECTION} {what}\n    {remedy}\n")


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "loss: 0.313\nrows:\n  1 2 3\n",
        "apart: 0.00000\nrate: 0.0233\nsmall: 2.4e-07\n",
        "torch: 2.14.1\ncall with 3.0\n",
        f"stops at ValueError: {'x' * 60} 0.123456789\n",
        f"graph: {', '.join(['Const'] * 10)}\n",
    ],
)
def test_what_reads_well_passes(throwaway: Throwaway, printed: str) -> None:
    prints(throwaway, printed)
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_section_that_catches_may_print_the_frameworks_own_words(throwaway: Throwaway) -> None:
    catching = "try:\n    pass\nexcept ValueError:\n    pass\n"
    for voice in ("pytorch", "tensorflow"):
        throwaway.write(f"snippets/greet/greet_{voice}.py", TWIN.replace("print(f", f"{catching}print(f"))
    throwaway.record(outputs={"word": "", "say": f"Requested the deserialization {'of ' * 30}\n"})
    assert throwaway.succeeds("check") == "all in order\n"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("a: 0.1234", "0.1234"),
        ("a: 1.0000", "1.0000"),
        ("a: 0.012345", "0.012345"),
        ("a: 0.0123", ""),
        ("a: 12.345, 1.2e-05", ""),
        ("version 2.14.1.0", ""),
        ("a: -3.14159", "-3.14159"),
    ],
)
def test_a_number_has_three_decimals_or_below_a_tenth_three_digits(line: str, number: str) -> None:
    assert too_long(line) == number


@pytest.mark.parametrize("name", ["docs/greet.md", "ledger/claims.yml", SNIPPET, "tests/topics/test_greet.py"])
@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> main"])
def test_a_merge_that_was_not_finished_is_refused(throwaway: Throwaway, name: str, mark: str) -> None:
    throwaway.write("ledger/claims.yml", "[]\n")
    throwaway.write(name, f"{mark}\n{throwaway.read(name)}")
    throwaway.refuses_check(
        f"{name}:1: this is the mark of a merge that was not finished",
        "Choose one of the two versions and delete the marks.",
    )


def test_a_tab_in_a_snippet_is_refused_by_the_check_and_before_a_run(throwaway: Throwaway) -> None:
    throwaway.write(SNIPPET, TWIN.replace("print(f", "if word:\n\tprint(f"))
    fault = f"{SNIPPET}:9: this line holds a tab\n    Write spaces; in a text, write \\t.\n"
    assert throwaway.refuses("check") == f"{fault}1 to mend\n"
    assert throwaway.refuses("record", "greet") == fault


def test_a_byte_order_mark_alone_makes_no_recording_stale(throwaway: Throwaway) -> None:
    throwaway.write(SNIPPET, "\ufeff" + TWIN)
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_picture_that_a_run_by_hand_left_is_named_as_such(throwaway: Throwaway) -> None:
    throwaway.write("gates.svg", "<svg/>")
    throwaway.refuses_check(
        "gates.svg: this does not belong at the root",
        "A twin that was run by hand left what it saved here: delete it. `counterpoint record` keeps its own.",
    )
