"""Which build of PyTorch to install: the one for the CPU where that is all a machine can use and it can be had.

The registry's wheel for Linux brings several GB of CUDA along; it runs on a CPU as well. `python -m
counterpoint.commands.torch_build` ends with 0 where the build for the CPU is the one to take, and says which it is.
"""

import sys
import threading
import urllib.request
from pathlib import Path

INDEX = "https://download.pytorch.org/whl/cpu"  # PyTorch's builds for the CPU alone
SECONDS = 4.0  # a name that no server knows may take half a minute to be refused
DRIVER = Path("/proc/driver/nvidia/version")


def cpu_build(*, driver: Path = DRIVER, index: str = INDEX) -> tuple[bool, str]:
    """Say whether to take PyTorch's own build for the CPU, and why."""
    if not sys.platform.startswith("linux"):
        return False, "here the registry's wheel is for the CPU"
    if driver.exists():
        return False, "there is an NVIDIA driver, so the registry's wheel with CUDA is taken"
    if not answers(index):
        return (
            False,
            "PyTorch's own index doesn't answer, so the registry's wheel is taken; CUDA comes along",
        )
    return True, "no NVIDIA driver, so PyTorch's build for the CPU is taken"


def answers(address: str) -> bool:
    """Say whether the address answers within a few seconds, through whatever proxy is set."""
    found: list[bool] = []

    def ask() -> None:
        try:
            urllib.request.urlopen(f"{address}/", timeout=SECONDS).close()
            found.append(True)
        except (OSError, ValueError):
            found.append(False)

    asking = threading.Thread(target=ask, daemon=True)  # no timeout of its own ends the search for the name's address
    asking.start()
    asking.join(SECONDS)
    return any(found)


if __name__ == "__main__":
    taken, why = cpu_build()
    print(f"PyTorch: {why}")
    sys.exit(0 if taken else 1)
