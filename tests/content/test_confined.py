"""What a framework's machine code does behind the audit hook's back is refused in the suite as well."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from counterpoint.running.devices import load
from counterpoint.running.runner import run
from counterpoint.running.sandbox.child import confines
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME

pytestmark = pytest.mark.skipif(not confines(), reason="this system has no Landlock: the audit hook alone guards a run")
# Made where this file is imported, which is in the process that nothing confines: outside, as seen from a test.
OUTSIDE = Path(tempfile.mkdtemp()).resolve()
KEY = OUTSIDE / "kept" / "key"
KEY.parent.mkdir()
KEY.write_text("secret", encoding="utf-8")
MAKER, HOME = os.getpid(), Path.home()
atexit.register(lambda: os.getpid() == MAKER and shutil.rmtree(OUTSIDE, ignore_errors=True))

HOSTILE = {
    "write_file": ("tensorflow", "import tensorflow as tf\ntf.io.write_file('{}/written', 'a')"),
    "rmtree": ("tensorflow", "import tensorflow as tf\ntf.io.gfile.rmtree('{}/kept')"),
    "remove": ("tensorflow", "import tensorflow as tf\ntf.io.gfile.remove('{}/kept/key')"),
    "makedirs": ("tensorflow", "import tensorflow as tf\ntf.io.gfile.makedirs('{}/written')"),
    "read_file": ("tensorflow", "import tensorflow as tf\nprint('key:', tf.io.read_file('{}/kept/key'))"),
    "save": ("pytorch", "import torch\ntorch.save({{}}, '{}/written')"),
    "from_file": ("pytorch", "import torch\ntorch.from_file('{}/written', shared=True, size=4)"),
    "thread": (
        "pytorch",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(3,), name='late').start()",
    ),
    "process": (
        "pytorch",
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(9)'])",
    ),
    "network": ("pytorch", "import socket\nsocket.create_connection(('192.0.2.1', 80))"),
}
WORDS = {"thread": "it leaves the thread 'late' behind", "process": "it leaves a process behind"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.voice(voice)) for name, (voice, _) in HOSTILE.items()]
)
def test_a_snippet_reaches_nothing_outside(devices: dict[str, str], tmp_path: Path, name: str) -> None:
    voice, code = HOSTILE[name]
    if "cuda" in devices.values():
        pytest.skip("a process that uses CUDA survives no fork: the audit hook alone guards it")
    load(BY_NAME[voice], devices[voice])
    snippet = tmp_path / "hostile.py"
    snippet.write_text(f"# --8<-- [start:a]\n{code.format(OUTSIDE)}\n# --8<-- [end:a]\n", encoding="utf-8")
    with pytest.raises(Fault, match=WORDS.get(name, "it raises|it writes|it opens")):
        run(snippet)
    assert not (OUTSIDE / "written").exists()


@pytest.mark.voice("pytorch")
def test_a_test_sees_neither_the_key_nor_the_user_s_home(repository: Repository, devices: dict[str, str]) -> None:
    if "cuda" in devices.values():
        pytest.skip("a process that uses CUDA survives no fork: the audit hook alone guards it")
    with pytest.raises(PermissionError):
        KEY.read_text(encoding="utf-8")
    with pytest.raises(PermissionError):
        (repository.root / "written").touch()
    with pytest.raises(PermissionError):
        list(HOME.iterdir())
    assert Path.home() != HOME


def test_what_lay_outside_is_still_there() -> None:
    """In the process that nothing confines, after all the tries above."""
    assert [path.name for path in OUTSIDE.rglob("*")] == ["kept", "key"]
    assert KEY.read_text(encoding="utf-8") == "secret"
