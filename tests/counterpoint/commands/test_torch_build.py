"""PyTorch's build for the CPU is taken where a machine can use no other, and nobody waits long for an index."""

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterpoint.commands import torch_build
from counterpoint.commands.torch_build import answers, cpu_build


@pytest.fixture
def index() -> Iterator[str]:
    """A server on this machine that answers everything with 200."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/whl/cpu"
    server.shutdown()


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_build.sys, "platform", "linux")
    monkeypatch.setenv("no_proxy", "*")


def test_without_a_driver_the_build_for_the_cpu_is_taken(index: str, tmp_path: Path) -> None:
    taken, why = cpu_build(driver=tmp_path / "none", index=index)
    assert taken
    assert "no NVIDIA driver" in why


def test_with_a_driver_the_registrys_wheel_is_taken(index: str, tmp_path: Path) -> None:
    assert not cpu_build(driver=tmp_path, index=index)[0]


def test_elsewhere_than_on_linux_the_registrys_wheel_is_for_the_cpu(
    index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_build.sys, "platform", "darwin")
    assert not cpu_build(driver=tmp_path / "none", index=index)[0]


def test_an_index_that_refuses_costs_no_wait(tmp_path: Path) -> None:
    taken, why = cpu_build(driver=tmp_path / "none", index="http://127.0.0.1:9")
    assert not taken
    assert "doesn't answer" in why


def test_an_index_that_never_answers_costs_no_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_build, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        before = time.monotonic()
        assert not answers(f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - before < 2


def test_what_is_no_address_is_no_answer() -> None:
    assert not answers("nowhere")
