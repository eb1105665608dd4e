"""What recording refuses: each snippet is run twice, and nothing is written where it misbehaves."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from counterpoint.recordings.data import FORM
from counterpoint.recordings.recording import read_recording
from counterpoint.running import record
from counterpoint.source.faults import Fault
from counterpoint.source.voices import PYTORCH, Voice
from tests.counterpoint.throwaway import TWIN, Throwaway

FILE = "snippets/greet/greet_pytorch.py"
OLD_CALL = "Use the call that the warning recommends: a reader must never meet a deprecated one."
pytestmark = pytest.mark.usefixtures("one_framework")
SEED = "Seed what is random, and print no times or paths."


@pytest.mark.parametrize(
    ("statement", "line", "what", "remedy"),
    [
        (
            'import warnings\nwarnings.warn("use bow", DeprecationWarning)',
            9,
            "it warns: DeprecationWarning: use bow",
            OLD_CALL,
        ),
        (
            'import logging\nlogging.getLogger("tensorflow").warning("use %s\\nor so", "bow")',
            9,
            "it logs a warning: use bow",
            "Change the call that the message speaks of: a reader would meet it too.",
        ),
        (
            'def bow():\n    raise ValueError("too\\nlow")\nbow()',
            9,
            "it raises ValueError: too",
            "Run 'python greet_pytorch.py' and mend it.",
        ),
        ("import sys\nsys.exit(3)", 9, "it raises SystemExit: 3", "Run 'python greet_pytorch.py' and mend it."),
        ("assert False", 8, "it raises AssertionError: ", "Run 'python greet_pytorch.py' and mend it."),
        ("import time\nprint(time.perf_counter_ns())", 8, "section 'say' prints something else on a second run", SEED),
        (
            'print("a")\nprint("```")',
            8,
            "section 'say' prints a line of three ticks, which would end the block on the page",
            "Print it another way.",
        ),
        (
            'import pathlib\npathlib.Path("bow.svg").write_text("<svg")',
            9,
            "the picture 'bow' is no SVG: unclosed token: line 1, column 0",
            "Draw it from plain shapes and text, without links, and save it with savefig.",
        ),
        (
            'import pathlib\npathlib.Path("bow.svg").write_bytes(b"\\xff")',
            None,
            "the picture 'bow' is not UTF-8",
            "Save it with savefig('bow.svg').",
        ),
        (
            'import pathlib\npathlib.Path("bow 1.svg").write_text("<svg/>")',
            None,
            "the picture 'bow 1' has no name that a page could call",
            "Use lower case letters, digits and single underscores; 'parity' is taken.",
        ),
        (
            'import pathlib, time\npathlib.Path("bow.svg").write_text(DRAWING % time.perf_counter_ns())',
            None,
            "the picture 'bow' comes out otherwise on a second run",
            "Seed what is random before it is drawn.",
        ),
        ('import pathlib\npathlib.Path("bow.json").write_text("[]")', None, "the data 'bow': they are no object", FORM),
        (
            'import pathlib\npathlib.Path("bow.json").write_bytes(b"\\xff")',
            None,
            "the data 'bow' are not UTF-8",
            "Save 'bow.json' as UTF-8.",
        ),
        (
            'import pathlib\npathlib.Path("bow 1.json").write_text("[]")',
            None,
            "the data 'bow 1' has no name that a page could call",
            "Use lower case letters, digits and single underscores; 'parity' is taken.",
        ),
        (
            'import pathlib, time\npathlib.Path("bow.json").write_text(DATA % time.perf_counter_ns())',
            None,
            "the data 'bow' come out otherwise on a second run",
            "Seed what is random before it is saved.",
        ),
        (
            'import pathlib\npathlib.Path("parity.json").write_text("[]")',
            None,
            "the data 'parity' has no name that a page could call",
            "Use lower case letters, digits and single underscores; 'parity' is taken.",
        ),
    ],
)
def test_a_snippet_that_misbehaves_is_not_recorded(
    throwaway: Throwaway, statement: str, line: int | None, what: str, remedy: str
) -> None:
    drawing = "'<svg xmlns=\"http://www.w3.org/2000/svg\"><text>%s</text></svg>'"
    data = '\'{"table": {"head": ["a"], "rows": [[%s]]}}\''
    throwaway.edit(FILE, 'print(f"word: {word}")', statement.replace("DRAWING", drawing).replace("DATA", data))
    assert throwaway.refuses("record", "greet") == f"{Fault(FILE, line, what, remedy)}\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[end:say]", "[end:sya]", f"{FILE}:9: section 'sya' ends here but was not started\n"),
        ('word = "hello"', "import keras", f"{FILE}:4: it imports 'keras'\n"),
        (TWIN, "", f"{FILE}: it has no section, so there is nothing to show\n"),
        (TWIN, '"""Say a word."""\n', f"{FILE}: it has no section, so there is nothing to show\n"),
        (TWIN, "print(1)\n", f"{FILE}:1: this statement lies in no section, so no page shows it\n"),
    ],
)
def test_a_snippet_that_the_check_refuses_is_not_recorded(
    throwaway: Throwaway, old: str, new: str, message: str
) -> None:
    throwaway.edit(FILE, old, new)
    assert throwaway.refuses("record").startswith(message)


def test_a_topic_without_its_twin_is_not_recorded(throwaway: Throwaway) -> None:
    (throwaway.root / "snippets/greet/greet_tensorflow.py").unlink()
    first = "snippets/greet/greet_tensorflow.py: 'greet' has no TensorFlow twin\n"
    assert throwaway.refuses("record", "greet").startswith(first)


def test_a_topic_is_recorded_though_another_is_faulty(throwaway: Throwaway) -> None:
    throwaway.succeeds("record", "greet")  # by this Python and these versions
    (throwaway.root / "snippets/meet").mkdir()
    assert throwaway.succeeds("record", "greet") == "unchanged: greet in PyTorch\n"
    assert throwaway.refuses("record").startswith("snippets/meet/meet_pytorch.py: 'meet' has no PyTorch twin\n")


def test_a_snippet_that_behaves_is_recorded_as_it_runs(throwaway: Throwaway) -> None:
    throwaway.edit(FILE, "hello", "good day")
    assert throwaway.succeeds("record", "greet") == "recorded: greet in PyTorch\n"
    recording = read_recording(throwaway.repository.topic("greet"), PYTORCH, "cpu")
    assert recording and recording.outputs == {"word": "", "say": "word: good day\n"}


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_recording_mends_a_damaged_recording(throwaway: Throwaway, text: str) -> None:
    """The check says so; a recording that could not be read first would leave nobody a way out."""
    throwaway.write("snippets/greet/recorded/pytorch_cpu.json", text)
    assert throwaway.refuses("check").count("make record TOPIC=greet") == 1
    assert throwaway.succeeds("record", "greet") == "recorded: greet in PyTorch\n"
    assert throwaway.succeeds("check") == "all in order\n"


def test_measuring_begins_anew_where_the_parity_is_damaged(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch
) -> None:
    parity = throwaway.repository.topic("greet").parity("cpu")
    there: list[bool] = []
    measured = SimpleNamespace(returncode=0)
    monkeypatch.setattr(record.subprocess, "run", lambda *rest, **options: there.append(parity.is_file()) or measured)
    record.record_parity(throwaway.repository, [throwaway.repository.topic("greet")], "cpu", "cpu")
    parity.write_text("{")
    record.record_parity(throwaway.repository, [throwaway.repository.topic("greet")], "cpu", "cpu")
    assert there == [True, False]


@pytest.mark.parametrize("voice", [PYTORCH])
def test_a_run_leaves_the_working_folder_as_it_was(throwaway: Throwaway, voice: Voice) -> None:
    before = sorted(Path.cwd().iterdir())
    throwaway.edit(FILE, 'word = "hello"', 'word = "hello"\nopen("left.txt", "w").close()')
    throwaway.succeeds("record", "greet")
    assert sorted(Path.cwd().iterdir()) == before
