"""Prepare a process for running snippets: device, noise, threads, drawing. Call before a framework is imported."""

import atexit
import contextlib
import functools
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterpoint.running import gpu
from counterpoint.source.voices import PYTORCH, TENSORFLOW, VOICES, Voice

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
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # without it cuBLAS may add in another order each time
}


def prepare(choice: str, only: Voice | None = None) -> dict[str, str]:
    """Pin what would change an output and return each voice's device; hide the GPU where none is to use it.

    `auto` takes the GPU for each voice that sees one. With `only`, the other voice stays on the CPU.
    """
    os.environ.update(PINNED)
    chosen = {voice.name: _device(voice, choice) if only in (None, voice) else "cpu" for voice in VOICES}
    if "cuda" not in chosen.values():
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    if importlib.util.find_spec("matplotlib"):
        draw_repeatably()
    return chosen


def pair(devices: dict[str, str]) -> str:
    """Return the pair that these devices make: 'cpu', 'pytorch_cuda'."""
    on_gpu = [name for name, device in devices.items() if device == "cuda"]
    return f"{on_gpu[0]}_cuda" if len(on_gpu) == 1 else next(iter(devices.values()))


def _device(voice: Voice, choice: str) -> str:
    if choice != "auto":
        return choice
    if not installed(voice):
        return "cpu"
    _import(voice)
    return "cuda" if gpu.visible(voice) else "cpu"


def draw_repeatably() -> None:
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
    framework = _import(voice)
    _settle(voice, device)
    if voice == PYTORCH:
        # Even the default "cpu", once set, takes PyTorch off its fast paths: a reader's run would print something else.
        framework.set_default_device(None if device == "cpu" else device)


def _import(voice: Voice) -> Any:
    if voice.packages[0] in sys.modules:
        return sys.modules[voice.packages[0]]
    with _silenced_stderr():
        _import_triton()
        framework = importlib.import_module(voice.packages[0])
        if voice == TENSORFLOW:
            framework.config.list_physical_devices()
    gc.freeze()  # what was imported stays: to search it again before each snippet would take half a second
    atexit.register(gc.unfreeze)  # else Triton says at the end that what it brought along has leaked
    return framework


def _import_triton() -> None:
    """Triton and TensorFlow each bring LLVM along: the process breaks off where Triton, of torch.optim, is second."""
    with contextlib.suppress(ImportError):
        importlib.import_module("triton")


@functools.cache
def _settle(voice: Voice, device: str) -> None:
    """TensorFlow takes these settings before its first computation only."""
    if device == "cuda":
        gpu.set_up(voice)
    elif os.environ.get("CUDA_VISIBLE_DEVICES") != "-1":
        gpu.hold_back(voice)


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


def versions(voice: Voice) -> dict[str, str]:
    """Return the voice's packages with their versions, without a build's mark such as '+cpu'."""
    return {name: sys.modules[name].__version__.partition("+")[0] for name in voice.packages}
