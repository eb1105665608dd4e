"""What the house knows of the two voices, without importing either."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """One framework: its name in file names, on pages, and as an installed package."""

    name: str
    title: str
    imports: frozenset[str]
    packages: tuple[str, ...]


PYTORCH = Voice("pytorch", "PyTorch", frozenset({"torch"}), ("torch",))
TENSORFLOW = Voice("tensorflow", "TensorFlow", frozenset({"tensorflow", "keras"}), ("tensorflow", "keras"))
VOICES = (PYTORCH, TENSORFLOW)
BY_NAME = {voice.name: voice for voice in VOICES}
