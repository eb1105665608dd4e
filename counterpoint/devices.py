"""Prepare a process for running snippets: device, noise, threads, drawing. Call before a framework is imported."""

import contextlib
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from counterpoint.frameworks import Voice

DEVICES = ("cpu", "cuda")

# Low bits of a result change with oneDNN's kernels and with the number of threads: pinned for every run. One thread
# is also the fastest for models as small as these, and leaves the other cores to other workers.
PINNED = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "Agg",
}


def prepare(device: str) -> None:
    """Pin what would change an output; hide the GPU for a CPU run."""
    os.environ.update(PINNED)
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    if importlib.util.find_spec("matplotlib"):
        _draw_repeatably()


def _draw_repeatably() -> None:
    import matplotlib

    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "counterpoint",
            "svg.fonttype": "none",
            "savefig.transparent": True,
            "savefig.bbox": "tight",
            "font.family": "sans-serif",
        }
    )


def load(voice: Voice, device: str) -> None:
    """Import the framework in silence and make the device its default; the second call costs nothing."""
    first = voice.packages[0] not in sys.modules
    with _silenced_stderr() if first else contextlib.nullcontext():
        framework = importlib.import_module(voice.packages[0])
        if voice.name == "tensorflow" and first:
            framework.config.list_physical_devices()
    if first:
        gc.freeze()  # what was imported stays: to search it again before each snippet would take half a second
    if voice.name == "pytorch":
        framework.set_default_device(device)


def installed(voice: Voice) -> bool:
    return importlib.util.find_spec(voice.packages[0]) is not None


@contextlib.contextmanager
def _silenced_stderr() -> Iterator[None]:
    """TensorFlow's C++ start-up lines obey no variable; they go to file descriptor 2."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
