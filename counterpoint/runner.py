"""Run a snippet once, as a real file, and keep what each of its sections prints."""

import ast
import contextlib
import gc
import io
import logging
import os
import sys
import tempfile
import time
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counterpoint.errors import Fault
from counterpoint.sections import Section, read_sections, read_text


@dataclass(frozen=True)
class Run:
    """What one run left: printed text by section, pictures by name, the module, seconds."""

    outputs: dict[str, str]
    pictures: dict[str, str]
    module: types.ModuleType
    seconds: float


@dataclass(frozen=True)
class Step:
    """Top-level statements that belong to one section, or to none (the docstring)."""

    section: str | None
    statements: list[ast.stmt]


def run(path: Path) -> Run:
    """Run the snippet in an empty folder; raise Fault where it warns, raises or prints outside a section."""
    steps = read_steps(path)
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    outputs: dict[str, str] = {}
    with _registered(module), _empty_folder() as folder, _no_warnings(path):
        started = time.perf_counter()
        for step in steps:
            printed = _execute(path, step, module)
            if step.section:
                outputs[step.section] = printed
            elif printed:
                what = f"it prints outside any section: {printed.splitlines()[0]}"
                raise Fault(path, 1, what, "Move the statement into a section.")
        seconds = time.perf_counter() - started
        pictures = {file.stem: file.read_text() for file in sorted(folder.glob("*.svg"))}
        _close_figures()
    return Run(outputs, pictures, module, seconds)


def read_steps(path: Path) -> list[Step]:
    """Return the module's statements by section, in file order; raise Fault where one lies outside."""
    sections = read_sections(path)
    try:
        tree = ast.parse(read_text(path), filename=str(path))
    except SyntaxError as error:
        remedy = "Mend the syntax: a reader must be able to run the file."
        raise Fault(path, error.lineno or 1, f"it is not Python: {error.msg}", remedy) from None
    body = tree.body
    steps = []
    if ast.get_docstring(tree) is not None:
        steps.append(Step(None, [body[0]]))
        body = body[1:]
    found: dict[str, list[ast.stmt]] = {name: [] for name in sections}
    for statement in body:
        found[_owner(path, statement, sections)].append(statement)
    return steps + [Step(name, statements) for name, statements in found.items()]


def _owner(path: Path, statement: ast.stmt, sections: dict[str, Section]) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    last = statement.end_lineno or statement.lineno
    for section in sections.values():
        if section.first <= first and last <= section.last:
            return section.name
    what = "this statement lies in no section, so no page shows it"
    raise Fault(path, first, what, "Move it between '# --8<-- [start:name]' and '# --8<-- [end:name]'.")


def _execute(path: Path, step: Step, module: types.ModuleType) -> str:
    """Run one section's statements under the file's own name, so that `inspect` finds their source."""
    code = compile(ast.Module(step.statements, type_ignores=[]), str(path), "exec")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, module.__dict__)
    except Fault:
        raise
    except Warning as warning:
        what = f"it warns: {type(warning).__name__}: {_first_line(warning)}"
        remedy = "Use the call that the warning recommends: a reader must never meet a deprecated one."
        raise Fault(path, _line(path, warning), what, remedy) from warning
    except (Exception, SystemExit) as error:
        what = f"it raises {type(error).__name__}: {_first_line(error)}"
        raise Fault(path, _line(path, error), what, f"Run 'python {path.name}' and mend it.") from error
    return printed.getvalue()


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _line(path: Path, error: BaseException) -> int:
    """Return the snippet's own line that the traceback passes last."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return lines[-1] if lines and lines[-1] else 1


@contextlib.contextmanager
def _registered(module: types.ModuleType) -> Iterator[None]:
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
    gc.collect()


@contextlib.contextmanager
def _empty_folder() -> Iterator[Path]:
    """Let the snippet save where it likes: its working folder is new and goes away."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


class _LoggedWarning(logging.Handler):
    """Frameworks also warn through their logs; those reach a reader as well."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


LOGGERS = ("", "tensorflow", "absl", "torch")


@contextlib.contextmanager
def _no_warnings(path: Path) -> Iterator[None]:
    heard = _LoggedWarning()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addHandler(heard)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        for logger in loggers:
            logger.removeHandler(heard)
    if heard.messages:
        what = f"it logs a warning: {heard.messages[0].strip().splitlines()[0]}"
        raise Fault(path, 1, what, "Change the call that the message speaks of: a reader would meet it too.")


def _close_figures() -> None:
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib.pyplot

        matplotlib.pyplot.close("all")
