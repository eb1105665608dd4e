"""The runner: one run, as a real file, in an empty folder, with each section's output by itself."""

import inspect
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from counterpoint.running import runner
from counterpoint.running.runner import Run, run, run_alone
from counterpoint.source.faults import Fault
from counterpoint.source.snippets import read_steps


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
    run_sections(tmp_path, only="import matplotlib.pyplot as plt\nplt.figure()\nplt.figure()")
    assert plt.get_fignums() == []


def test_a_raised_error_names_the_line_of_the_snippet_that_was_reached_last(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        run_sections(tmp_path, first="import json\ndef read():\n    return json.loads('{')", second="\nread()")
    assert (caught.value.path, caught.value.line) == (tmp_path / "seen.py", 6)
    assert caught.value.what.startswith("it raises JSONDecodeError: Expecting property name")


def test_a_run_forgets_what_an_earlier_one_changed_in_a_framework(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    dynamo = SimpleNamespace(reset=lambda: called.append("reset"))
    torch = SimpleNamespace(
        _dynamo=dynamo, float32="float32", set_default_dtype=called.append, set_grad_enabled=called.append
    )
    keras = SimpleNamespace(utils=SimpleNamespace(clear_session=lambda: called.append("cleared")))
    manager = SimpleNamespace(_detectors=SimpleNamespace(clear=lambda: called.append("counted anew")))
    tracing = SimpleNamespace(_frequent_tracing_detector_manager=manager)
    name = "tensorflow.python.eager.polymorphic_function.polymorphic_function"
    for package in ("tensorflow", *(name.rsplit(".", number)[0] for number in range(1, 4))):
        monkeypatch.setitem(sys.modules, package, SimpleNamespace())
    modules = {"torch": torch, "torch._dynamo": dynamo, "keras": keras, name: tracing}
    for package, module in modules.items():
        monkeypatch.setitem(sys.modules, package, module)
    collector = SimpleNamespace(collect=lambda: called.append("collected"), freeze=lambda: called.append("kept"))
    monkeypatch.setattr(runner, "gc", collector)
    run_sections(tmp_path, only="pass")
    assert called == ["reset", "float32", True, "cleared", "counted anew", "collected", "kept"]


def test_the_module_is_known_by_its_name_and_may_be_pickled(tmp_path: Path) -> None:
    made = run_sections(
        tmp_path, only="import pickle\nclass C: pass\nprint(type(pickle.loads(pickle.dumps(C()))) is C)"
    )
    assert made.outputs == {"only": "True\n"}
    assert sys.modules["seen"] is made.module
    assert made.module.__file__ == str(tmp_path / "seen.py")


def test_a_section_run_alone_leaves_the_module_of_the_whole_run_where_it_was(tmp_path: Path) -> None:
    made = run_sections(tmp_path, first="class Named:\n    pass", second="print(1)")
    path = tmp_path / "seen.py"
    for step in read_steps(path)[1:]:
        run_alone(path, step)
    assert sys.modules["seen"] is made.module
    assert inspect.getsource(made.module.Named).startswith("class Named")
    del sys.modules["seen"]
    run_alone(path, read_steps(path)[-1])
    assert "seen" not in sys.modules
