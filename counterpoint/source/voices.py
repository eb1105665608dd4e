"""The two frameworks and the devices they run on, as the repository names them; imports neither."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """One framework: its name in file names, on pages, and as an installed package."""

    name: str
    title: str
    imports: frozenset[str]
    packages: tuple[str, ...]

    @property
    def other(self) -> "Voice":
        """The twin of this framework."""
        return TENSORFLOW if self == PYTORCH else PYTORCH


PYTORCH = Voice("pytorch", "PyTorch", frozenset({"torch"}), ("torch",))
TENSORFLOW = Voice("tensorflow", "TensorFlow", frozenset({"tensorflow", "keras"}), ("tensorflow", "keras"))
VOICES = (PYTORCH, TENSORFLOW)
BY_NAME = {voice.name: voice for voice in VOICES}
DEVICES = ("cpu", "cuda")
CHOICES = (*DEVICES, "auto")
# Where the two of a comparison ran: both on one kind, or one voice on the GPU and its twin on the CPU.
PAIRS = (*DEVICES, *(f"{voice.name}_cuda" for voice in VOICES))
