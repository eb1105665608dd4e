"""Fixtures for tests that hold for either voice, and for tests that guard a framework and not a snippet."""

import types
from collections.abc import Callable
from pathlib import Path

import pytest

from counterpoint.running.devices import load
from counterpoint.running.runner import Run
from counterpoint.source.voices import PYTORCH, TENSORFLOW
from tests.topics.again import EITHER, labelled


@pytest.fixture(params=EITHER)
def voice(request: pytest.FixtureRequest) -> types.ModuleType:
    """The topic's module in PyTorch, then in TensorFlow."""
    module: types.ModuleType = request.getfixturevalue(request.param)
    return module


@pytest.fixture
def outputs(voice: types.ModuleType, topic: str, run_of: Callable[[str, str], Run]) -> dict[str, str]:
    """What each section of the voice's snippet printed."""
    return run_of(topic, voice.__name__.removeprefix(f"{topic}_")).outputs


@pytest.fixture(scope="module")
def by_label(topic: str, run_of: Callable[[str, str], Run]) -> Callable[[types.ModuleType, str], dict[str, str]]:
    """What a section printed, by its labels: `by_label(pytorch, "train")["loss"]`."""
    return lambda module, section: labelled(run_of(topic, module.__name__.removeprefix(f"{topic}_")).outputs[section])


@pytest.fixture
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test may write files: its working folder is empty and goes away."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def torch(devices: dict[str, str]) -> types.ModuleType:
    """PyTorch itself, on the device of the run; no snippet has run."""
    load(PYTORCH, devices[PYTORCH.name])
    import torch

    return torch


@pytest.fixture(scope="session")
def tf(devices: dict[str, str]) -> types.ModuleType:
    """TensorFlow itself, on the device of the run; no snippet has run."""
    load(TENSORFLOW, devices[TENSORFLOW.name])
    import tensorflow

    return tensorflow


@pytest.fixture(scope="session")
def keras(tf: types.ModuleType) -> types.ModuleType:
    """Keras on TensorFlow."""
    import keras

    return keras
