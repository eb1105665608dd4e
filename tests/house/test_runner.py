"""The runner: one run, as a real file, in an empty folder, with each section's output by itself."""

import inspect
import sys
import warnings
from pathlib import Path

import pytest

from counterpoint.errors import Fault
from counterpoint.runner import Run, run


def run_sections(folder: Path, **sections: str) -> Run:
    """Run a file `seen.py` with these sections."""
    marked = (f"# --8<-- [start:{name}]\n{code}\n# --8<-- [end:{name}]\n" for name, code in sections.items())
    path = folder / "seen.py"
    path.write_text('"""What is seen."""\n\n' + "\n".join(marked))
    return run(path)


def test_each_section_keeps_what_it_printed(tmp_path: Path) -> None:
    made = run_sections(tmp_path, first="print(1)\nprint('zwei ·')", second="x = 1", third="print(3, end='')")
    assert made.outputs == {"first": "1\nzwei ·\n", "second": "", "third": "3"}
    assert list(made.outputs) == ["first", "second", "third"]


def test_a_function_prints_where_it_is_called(tmp_path: Path) -> None:
    made = run_sections(tmp_path, define="def say():\n    print('here')", call="say()")
    assert made.outputs == {"define": "", "call": "here\n"}


def test_later_sections_see_the_names_of_earlier_ones_and_so_do_the_tests(tmp_path: Path) -> None:
    made = run_sections(tmp_path, first="a = 2", second="b = a * 3\nimport math")
    assert (made.module.a, made.module.b, made.module.math.pi) == (2, 6, pytest.approx(3.14159, abs=1e-5))
    assert made.module.__doc__ == "What is seen."


def test_a_second_run_begins_with_no_names(tmp_path: Path) -> None:
    code = "seen = 'x' in globals()\nx = 1\nprint(seen)"
    assert run_sections(tmp_path, only=code).outputs == run_sections(tmp_path, only=code).outputs == {"only": "False\n"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("@keep\ndef f(x):\n    return x + 1  # why", "f"),
        ("class C:\n    def m(self):\n        return 2", "C"),
    ],
)
def test_the_source_is_visible_to_inspect(tmp_path: Path, code: str, name: str) -> None:
    made = run_sections(tmp_path, before="def keep(f):\n    return f", code=code)
    found = getattr(made.module, name)
    assert inspect.getsource(found) == code + "\n"
    assert inspect.getsourcefile(found) == str(tmp_path / "seen.py")


def test_it_runs_in_an_empty_folder_and_comes_back(tmp_path: Path) -> None:
    before = Path.cwd()
    made = run_sections(tmp_path, only="import os\nhere = os.getcwd()\nfound = os.listdir()\nopen('x', 'w').close()")
    assert made.module.found == []
    assert made.module.here not in (str(before), str(tmp_path))
    assert not Path(made.module.here).exists()
    assert Path.cwd() == before


@pytest.mark.parametrize(
    "code", ["import os\nos.chdir('/')", "1 / 0", "import os\nos.mkdir('d')\nos.chdir('d')\n1 / 0"]
)
def test_it_comes_back_whatever_the_snippet_does(tmp_path: Path, code: str) -> None:
    before = Path.cwd()
    try:
        run_sections(tmp_path, only=code)
    except Fault:
        assert "1 / 0" in code
    assert Path.cwd() == before


def test_pictures_are_collected_by_name(tmp_path: Path) -> None:
    draw = "from pathlib import Path\nfor name in 'ba':\n    Path(name + '.svg').write_text('<svg>ü', 'utf-8')"
    assert run_sections(tmp_path, draw=draw, other="Path('c.png').touch()").pictures == {"a": "<svg>ü", "b": "<svg>ü"}


def test_figures_are_closed_behind_the_snippet(tmp_path: Path) -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    run_sections(tmp_path, only="import matplotlib.pyplot as plt\nplt.figure()")
    assert plt.get_fignums() == []


def test_a_raised_error_names_the_line_of_the_snippet_that_was_reached_last(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        run_sections(tmp_path, first="import json\ndef read():\n    return json.loads('{')", second="\nread()")
    assert (caught.value.path, caught.value.line) == (tmp_path / "seen.py", 6)
    assert caught.value.what.startswith("it raises JSONDecodeError: Expecting property name")


def test_a_warning_is_an_error_in_the_snippet_alone(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="it warns: UserWarning: old"):
        run_sections(tmp_path, only="import warnings\nwarnings.warn('old')")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        warnings.warn("here", stacklevel=1)
    assert [str(one.message) for one in heard] == ["here"]


@pytest.mark.parametrize("logger", ["", "tensorflow", "absl", "torch", "torch.nn", "some.library"])
def test_a_logged_warning_is_an_error_with_its_line(tmp_path: Path, logger: str) -> None:
    with pytest.raises(Fault) as caught:
        run_sections(tmp_path, only=f"import logging\nlogging.getLogger({logger!r}).warning('old')")
    assert (caught.value.line, caught.value.what) == (5, "it logs a warning: old")


def test_an_error_goes_before_a_logged_warning(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="it raises ZeroDivisionError"):
        run_sections(tmp_path, only="import logging\nlogging.warning('old')\n1 / 0")


def test_a_logged_remark_is_no_error(tmp_path: Path) -> None:
    assert run_sections(tmp_path, only="import logging\nlogging.getLogger('x').info('fine')").outputs == {"only": ""}


def test_the_module_is_known_by_its_name_and_may_be_pickled(tmp_path: Path) -> None:
    made = run_sections(
        tmp_path, only="import pickle\nclass C: pass\nprint(type(pickle.loads(pickle.dumps(C()))) is C)"
    )
    assert made.outputs == {"only": "True\n"}
    assert sys.modules["seen"] is made.module
    assert made.module.__file__ == str(tmp_path / "seen.py")
