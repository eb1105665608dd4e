"""Run a snippet once, as a real file, and keep what each of its sections prints."""

import ast
import contextlib
import gc
import importlib
import io
import sys
import time
import traceback
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from counterpoint.recordings.printed import as_shown, first_line
from counterpoint.running.sandbox import limits
from counterpoint.running.sandbox.confine import Refused, confined
from counterpoint.running.warned import no_warnings
from counterpoint.source.faults import Fault
from counterpoint.source.snippets import Step, read_steps


@dataclass(frozen=True)
class Run:
    """What one run left: printed text by section, pictures and data by name, the module, seconds."""

    outputs: dict[str, str]
    pictures: dict[str, str]
    module: types.ModuleType
    seconds: float
    data: dict[str, str] = field(default_factory=dict)


def run(path: Path) -> Run:
    """Run the snippet, confined; raise Fault where it warns, raises, prints outside a section or asks for too much."""
    steps = read_steps(path)
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    outputs: dict[str, str] = {}
    with registered(module), confined(path) as folder, no_warnings(path):
        started = time.perf_counter()
        for step in steps:
            printed = execute(path, step, module)
            if step.section:
                outputs[step.section] = printed
        seconds = time.perf_counter() - started
        pictures = {file.stem: _read(path, file) for file in sorted(folder.glob("*.svg"))}
        data = {file.stem: _read(path, file) for file in sorted(folder.glob("*.json"))}
        close_figures()
    return Run(outputs, pictures, module, seconds, data)


def run_alone(path: Path, step: Step) -> str:
    """Run one section as if nothing stood above it; return what it prints, or raise Fault as `run` does."""
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    with _put_back(module.__name__), registered(module), confined(path), no_warnings(path):
        printed = execute(path, step, module)
        close_figures()
    return printed


@contextlib.contextmanager
def _put_back(name: str) -> Iterator[None]:
    """Leave the module of an earlier whole run where it was: what it defines is looked up by its name later on."""
    before = sys.modules.get(name)
    try:
        yield
    finally:
        if before is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = before


SAVED = {
    ".svg": ("the picture '{}' is", "Save it with savefig('{}')."),
    ".json": ("the data '{}' are", "Save '{}' as UTF-8."),
}


def _read(path: Path, file: Path) -> str:
    """Return the text of what the run saved."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        what, remedy = SAVED[file.suffix]
        raise Fault(path, None, f"{what.format(file.stem)} not UTF-8", remedy.format(file.name)) from None


def execute(path: Path, step: Step, module: types.ModuleType) -> str:
    """Run one section's statements under the file's own name, so that `inspect` finds their source."""
    code = compile(ast.Module(step.statements, type_ignores=[]), str(path), "exec")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, module.__dict__)
    except Warning as warning:
        what = f"it warns: {type(warning).__name__}: {first_line(warning)}"
        remedy = "Use the call that the warning recommends: a reader must never meet a deprecated one."
        raise Fault(path, _line(path, warning), what, remedy) from warning
    except MemoryError as error:
        what = f"it needs more than {limits.MEMORY // 2**20:,} MiB of memory"
        raise Fault(path, _line(path, error), what, "Take a smaller model or less data.") from None
    except Refused:
        raise  # its fault is told when the run is over: something may have caught the first one
    except (Exception, SystemExit) as error:
        what = f"it raises {type(error).__name__}: {first_line(error)}"
        raise Fault(path, _line(path, error), what, f"Run 'python {path.name}' and mend it.") from error
    return as_shown(printed.getvalue())


def _line(path: Path, error: BaseException) -> int:
    """Return the snippet's own line that the traceback passes last."""
    frames = traceback.walk_tb(error.__traceback__)
    return [line for frame, line in frames if frame.f_code.co_filename == str(path)][-1]


@contextlib.contextmanager
def registered(module: types.ModuleType) -> Iterator[None]:
    """Begin as a new program would; `inspect.getsource` of a class needs the module's name in sys.modules."""
    forget_earlier_runs()
    sys.modules[module.__name__] = module
    yield


def forget_earlier_runs() -> None:
    """Put back what an earlier snippet may have changed in a framework's global state."""
    if "torch" in sys.modules:
        import torch

        torch._dynamo.reset() if "torch._dynamo" in sys.modules else None
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
    if "keras" in sys.modules:
        import keras

        keras.utils.clear_session()
    if "tensorflow" in sys.modules:
        # TensorFlow counts traces by file and function over the whole process and warns after five; it has no public
        # way to count anew.
        tracing = importlib.import_module("tensorflow.python.eager.polymorphic_function.polymorphic_function")
        tracing._frequent_tracing_detector_manager._detectors.clear()
    gc.collect()
    gc.freeze()  # the frameworks' million objects live to the end: each later collection would look at all of them


def close_figures() -> None:
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib.pyplot

        matplotlib.pyplot.close("all")
