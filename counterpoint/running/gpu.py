"""What a run on a GPU needs: that the framework sees one, full precision, a name for the record."""

import functools
import importlib
import shutil
import subprocess
from typing import Any

from counterpoint.source.faults import Fault
from counterpoint.source.voices import PYTORCH, Voice

# On a GPU the bounds of a comparison are this much wider; nothing else is. With TF32, which keeps 10 bits of a factor,
# two right answers differ in the third decimal, and a bound as wide as that finds little: a run turns it off. What
# remains is that a GPU adds in other orders, each of its libraries in its own. The figure is a guess on the safe side
# until a GPU has measured it.
BOUND_FACTOR = 10.0
INSTALL_CPU_BUILD = "Install its build for the CPU beside the other's for the GPU: one process cannot hide it from one."


def visible(voice: Voice) -> bool:
    """Say whether the voice, imported by now, sees a GPU."""
    framework = _framework(voice)
    if voice == PYTORCH:
        return bool(framework.cuda.is_available())
    return bool(framework.config.list_physical_devices("GPU"))


def set_up(voice: Voice) -> None:
    """Let the voice compute on the GPU in full precision; raise Fault where it sees none."""
    if not visible(voice):
        # TensorFlow would run on the CPU without a word, and the recording would say GPU.
        remedy = "Run on a machine that has one, or leave out --device."
        raise Fault("snippets", None, f"{voice.title} sees no GPU here", remedy)
    framework = _framework(voice)
    if voice == PYTORCH:
        # Products are computed in full by default; cuDNN's convolutions and recurrent layers are not. With its newer
        # switches, one for each, `allow_tf32` raises, and torch.compile asks for it.
        framework.backends.cudnn.allow_tf32 = False
        framework.backends.cudnn.deterministic = True
        return
    framework.config.experimental.enable_tensor_float_32_execution(False)  # on by default
    for gpu in framework.config.list_physical_devices("GPU"):
        framework.config.experimental.set_memory_growth(gpu, True)  # else it takes the whole card at once


def hold_back(voice: Voice) -> None:
    """Keep the voice on the CPU while the other one has the GPU; raise Fault where that cannot be done."""
    if voice == PYTORCH:
        if visible(voice):
            raise Fault("snippets", None, f"{voice.title} is to run on the CPU and sees a GPU", INSTALL_CPU_BUILD)
    else:
        _framework(voice).config.set_visible_devices([], "GPU")


def device_name(voice: Voice) -> str:
    """Return what the voice calls its GPU: 'NVIDIA H100 80GB HBM3'."""
    framework = _framework(voice)
    if voice == PYTORCH:
        return str(framework.cuda.get_device_name())
    gpu = framework.config.list_physical_devices("GPU")[0]
    return str(framework.config.experimental.get_device_details(gpu).get("device_name", ""))


@functools.cache
def driver() -> str:
    """Return the version of NVIDIA's driver, or nothing where its own tool does not tell."""
    tool = shutil.which("nvidia-smi")
    if not tool:
        return ""
    command = [tool, "--query-gpu=driver_version", "--format=csv,noheader"]
    told = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return told[0] if told else ""


def _framework(voice: Voice) -> Any:
    return importlib.import_module(voice.packages[0])
