"""Every test of the machine room may ask for a throwaway repository."""

from types import SimpleNamespace

import pytest

pytest.register_assert_rewrite("tests.counterpoint.throwaway")

from counterpoint.running import record, runner  # noqa: E402
from counterpoint.source.voices import BY_NAME, PYTORCH  # noqa: E402
from tests.counterpoint.throwaway import throwaway as throwaway  # noqa: E402


@pytest.fixture(autouse=True)
def no_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs here leave nothing large behind; collecting takes longer than they do."""
    monkeypatch.setattr(runner, "gc", SimpleNamespace(collect=lambda: 0, freeze=lambda: None))


@pytest.fixture(autouse=True)
def no_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording prepares its process for a device; this process was prepared by the suite's own option."""
    monkeypatch.setattr(record, "prepare", lambda device: dict.fromkeys(BY_NAME, device))


@pytest.fixture
def one_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch counts as installed and loaded; the snippets of a throwaway repository do not use it."""
    monkeypatch.setattr(record, "installed", lambda voice: voice == PYTORCH)
    monkeypatch.setattr(record, "load", lambda voice, device: None)
    monkeypatch.setattr(record, "versions", lambda voice: {"torch": "2.13.0"})
