"""The pictures of two twins are drawn alike: in size, strokes and words they are the same, and only the data differ."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest

from counterpoint.running.speed import COLORS
from counterpoint.source.voices import PYTORCH, TENSORFLOW
from tests.conftest import REPOSITORY

TICK = re.compile(r"[-\u2212+\d.,\s]+%?")  # the label of a tick is data
PAIRS = [
    pytest.param(topic.picture(name, PYTORCH, "cpu"), topic.picture(name, TENSORFLOW, "cpu"), id=f"{topic}-{name}")
    for topic in REPOSITORY.topics()
    for name in sorted(path.name.removesuffix("_pytorch_cpu.svg") for path in topic.recorded.glob("*_pytorch_cpu.svg"))
    if topic.picture(name, TENSORFLOW, "cpu").is_file()
]


def size(picture: Path) -> list[float]:
    box = ElementTree.parse(picture).getroot().get("viewBox")
    assert box
    return [float(number) for number in box.split()]


def words(picture: Path) -> list[str]:
    texts = (
        "".join(each.itertext()).strip() for each in ElementTree.parse(picture).iter("{http://www.w3.org/2000/svg}text")
    )
    return [text for text in texts if not TICK.fullmatch(text)]


def strokes(picture: Path) -> Counter[tuple[str, ...]]:
    """Count the lines that are drawn, by their dashes, their width and their ink: that of the framework, or another."""
    paths = ElementTree.parse(picture).iter("{http://www.w3.org/2000/svg}path")
    return Counter((*(each.get(f"stroke-{name}", "") for name in ("dasharray", "width")), ink(each)) for each in paths)


def ink(path: ElementTree.Element) -> str:
    stroke = path.get("stroke", "")
    return "its framework's" if stroke in COLORS.values() else stroke


@pytest.mark.parametrize(("pytorch", "tensorflow"), PAIRS)
def test_twins_draw_alike(pytorch: Path, tensorflow: Path) -> None:
    assert size(pytorch) == pytest.approx(size(tensorflow), abs=0.01)
    assert words(pytorch) == words(tensorflow)
    assert strokes(pytorch) == strokes(tensorflow)


def test_there_are_pictures_to_compare() -> None:
    assert len(PAIRS) >= 10
