"""Take a warning of a snippet for an error, however it is told: a reader would meet it too."""

import contextlib
import logging
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

from counterpoint.recordings.printed import first_line
from counterpoint.source.faults import Fault

# Of the frameworks' own code: no call of a snippet's could be changed for them, and Python shows them to nobody.
HIDDEN = (
    # On Python 3.13 TensorFlow's AutoGraph annotates syntax trees as that version deprecates.
    r"\w+\.__init__ got an unexpected keyword argument '___pyct_anno'",
    # Keras saves variables in a way that NumPy deprecates.
    "__array__ implementation doesn't accept a copy keyword",
)
# PyTorch's exporter to ONNX looks for torchvision, whatever the model.
NOT_NEEDED = "torchvision is not installed"

LOGGERS = ("", "tensorflow", "absl", "torch")


@contextlib.contextmanager
def no_warnings(path: Path) -> Iterator[None]:
    """Make each warning inside an exception; raise Fault behind the block where one was logged."""
    listener = _LoggedWarning(path)
    with _listening(listener), warnings.catch_warnings():
        warnings.simplefilter("error")
        for message in HIDDEN:
            warnings.filterwarnings("ignore", message, DeprecationWarning)
        yield
    if listener.heard:
        line, message = listener.heard[0]
        remedy = "Change the call that the message speaks of: a reader would meet it too."
        raise Fault(path, line, f"it logs a warning: {message}", remedy)


class _LoggedWarning(logging.Handler):
    """Frameworks also warn through their logs; those reach a reader as well."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self.path = path
        self.heard: list[tuple[int | None, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = first_line(record.getMessage())
        if message.startswith(NOT_NEEDED):
            return
        frames = traceback.walk_stack(None)  # of another thread, none is the snippet's
        line = next((line for frame, line in frames if frame.f_code.co_filename == str(self.path)), None)
        self.heard.append((line, message))


@contextlib.contextmanager
def _listening(listener: logging.Handler) -> Iterator[None]:
    """Let it hear the frameworks' loggers; put back the level and the filters that a snippet gives to one of them."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.level, list(logger.filters)) for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
    try:
        yield
    finally:
        for logger, (level, filters) in zip(loggers, before, strict=True):
            logger.removeHandler(listener)
            logger.setLevel(level)
            logger.filters[:] = filters
