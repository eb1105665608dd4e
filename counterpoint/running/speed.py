"""Time the works of the topic `speed`, each way in processes of its own, and draw what was measured.

Run as a program it is one such process: it times one work in one way and prints the seconds as JSON.
"""

import contextlib
import datetime
import io
import json
import os
import platform
import resource
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from counterpoint.recordings.recording import fingerprint
from counterpoint.recordings.svg import clean
from counterpoint.recordings.times import TOPIC, Times, Timing, write_times
from counterpoint.running.devices import PINNED, draw_repeatably
from counterpoint.source.repository import Repository
from counterpoint.source.voices import BY_NAME, PYTORCH, TENSORFLOW, VOICES, Voice

PROCESSES = 5
LATER_CALLS = 30  # after the second
WORKS = ("MLP", "LSTM", "loop")
# TensorFlow computes with oneDNN unless it is told not to. For recorded outputs it is off; for speed it is on.
# Inductor compiles in its own process: helpers that outlive a call would count in none.
ENVIRONMENT = {
    **PINNED,
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TORCHINDUCTOR_COMPILE_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
}
# Inductor keeps compiled code on disk: a program that runs again finds it there.
AGAIN = "torch.compile, run again"
DRAWING = "docs/assets/images/speed.svg"
COLORS = {PYTORCH.name: "#d9480f", TENSORFLOW.name: "#1c7ed6"}
Found = dict[tuple[str, Voice, str], list[dict[str, Any]]]  # by work, voice and way, one for each process
WAYS = {PYTORCH: ("eager", "torch.compile", AGAIN), TENSORFLOW: ("eager", "tf.function", "jit_compile")}


def measure_speed(repository: Repository, tell: Callable[[str], None], processes: int = PROCESSES) -> None:
    """Measure each work in each way and record the times; the ways take turns, so that a busy moment hits all."""
    load = [os.getloadavg()[0]]
    found: Found = {}
    for number in range(processes):
        for work in WORKS:
            for voice, ways in WAYS.items():
                for way, one in _by_turns(repository, work, voice, ways):
                    found.setdefault((work, voice, way), []).append(one)
                    tell(f"process {number + 1} of {processes}: {work}, {voice.title} {way}: {one['first']:.3f} s")
    load.append(os.getloadavg()[0])
    times = _described(repository, load, found)
    write_times(repository.topic(TOPIC), times)
    (repository.root / DRAWING).write_text(draw_times(times), encoding="utf-8")


def _by_turns(repository: Repository, work: str, voice: Voice, ways: tuple[str, ...]) -> Any:
    """Yield each way with what its process measured, all with one cache of compiled code, empty at the start."""
    with tempfile.TemporaryDirectory() as cache:
        for way in ways:
            yield way, _process(repository.topic(TOPIC).snippet(voice), work, way.partition(",")[0], cache)


def _process(snippet: Path, work: str, way: str, cache: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "counterpoint.running.speed", str(snippet), work, way]
    environment = {**os.environ, **ENVIRONMENT, "TORCHINDUCTOR_CACHE_DIR": cache}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{work}, {way}: {done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _described(repository: Repository, load: list[float], found: Found) -> Times:
    def row(key: tuple[str, Voice, str], ones: list[dict[str, Any]]) -> Timing:
        work, voice, way = key
        seconds = {call: [one[call] for one in ones] for call in ("first", "second", "steady")}
        return Timing(work=work, voice=voice.name, way=way, result=ones[0]["result"], **seconds)

    return Times(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        machine=f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        threads=int(PINNED["OMP_NUM_THREADS"]),
        calls=LATER_CALLS,
        load=[round(each, 1) for each in load],
        python=platform.python_version(),
        versions={name: text for ones in found.values() for name, text in ones[0]["versions"].items()},
        sources={voice.name: fingerprint(repository.topic(TOPIC).snippet(voice)) for voice in VOICES},
        rows=tuple(row(key, ones) for key, ones in found.items()),
    )


def _processor() -> str:
    """Return the processor's name; Linux keeps it in a file."""
    information = Path("/proc/cpuinfo")
    if information.is_file():
        lines = information.read_text("utf-8").splitlines()
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return platform.processor()


def draw_times(times: Times) -> str:
    """Return the times as a drawing: for each work a panel, for each way its first call and its later calls."""
    draw_repeatably()
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(len(WORKS), 1, figsize=(5.4, 7), sharex=True, layout="constrained")
    for panel, work in zip(panels, WORKS, strict=True):
        rows = [row for row in times.rows if row.work == work]
        for place, row in enumerate(rows):
            _draw_row(panel, place, row)
        panel.set_title(work, loc="left", fontsize=12)
        panel.set_yticks(range(len(rows)), [f"{BY_NAME[row.voice].title}, {row.way}" for row in rows], fontsize=10)
        panel.set_xscale("log")
        panel.invert_yaxis()
        panel.grid(axis="x", alpha=0.3)
        panel.spines[["top", "right", "left"]].set_visible(False)
    panels[-1].set_xlabel("seconds: filled later calls, open first call", fontsize=11)
    drawing = io.StringIO()
    figure.savefig(drawing, format="svg", transparent=True)
    plt.close(figure)
    return clean(drawing.getvalue(), DRAWING, "speed")


def _draw_row(panel: Any, place: int, row: Timing) -> None:
    color = COLORS[row.voice]
    for call, face in (("steady", color), ("first", "none")):
        panel.plot([row.least(call), row.most(call)], [place, place], color=color, linewidth=2)
        panel.plot(row.median(call), place, "o", color=color, markerfacecolor=face, markersize=7)


def time_one(snippet: Path, work: str, way: str) -> dict[str, Any]:
    """Run the snippet, then time one work in one way: the first call, the second, the median of those after."""
    with contextlib.redirect_stdout(io.StringIO()):
        module = runpy.run_path(str(snippet))
    make, *inputs = module["WORKS"][work]
    function = module["WAYS"][way](make())

    def call() -> tuple[float, float]:
        started = _work_done()
        result = function(*inputs)
        number = result.item() if hasattr(result, "item") else float(result)  # waits until it is there
        return _work_done() - started, number

    first, result = call()
    second, _ = call()
    steady = statistics.median(call()[0] for _ in range(LATER_CALLS))
    loaded = [sys.modules[name] for voice in VOICES for name in voice.packages if name in sys.modules]
    versions = {each.__name__: each.__version__.partition("+")[0] for each in loaded}
    return {"result": result, "first": first, "second": second, "steady": steady, "versions": versions}


def _work_done() -> float:
    """Return the seconds that processors worked for this process and the compilers that it started and awaited.

    On one thread that is what a clock shows on an idle machine, and it does not grow when others use the machine.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    print(json.dumps(time_one(Path(sys.argv[1]), *sys.argv[2:])))
