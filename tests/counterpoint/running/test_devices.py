"""Which voice runs where, and how a GPU is set up. No GPU is needed: stand-ins say what a framework would see."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from counterpoint.commands.cli import app
from counterpoint.publishing.publish import plain_page
from counterpoint.recordings.parity import read_parities
from counterpoint.recordings.recording import read_recording
from counterpoint.rendering.wording import device_words, parity_words
from counterpoint.running import devices, gpu, measure, record
from counterpoint.running.devices import load, pair, prepare
from counterpoint.running.measure import Measurements
from counterpoint.running.runner import Run
from counterpoint.source.faults import Fault
from counterpoint.source.records import written_fields
from counterpoint.source.repository import Topic
from counterpoint.source.voices import DEVICES, PAIRS, PYTORCH, TENSORFLOW, VOICES, Voice
from tests.conftest import where
from tests.counterpoint.throwaway import PARITY, RECORDING, Throwaway


class StandIn:
    """Stands for both frameworks: it sees a GPU or none, and keeps what it was told."""

    def __init__(self, gpus: int) -> None:
        self.gpus = ["GPU:0"] * gpus
        self.told: list[Any] = []
        self.backends = SimpleNamespace(cudnn=SimpleNamespace(allow_tf32=True, deterministic=False))
        self.cuda = SimpleNamespace(is_available=lambda: bool(gpus), get_device_name=lambda: "NVIDIA H100")
        self.config = SimpleNamespace(
            list_physical_devices=lambda kind="GPU": self.gpus,
            set_visible_devices=lambda shown, kind: self.told.append(("visible", shown, kind)),
            experimental=SimpleNamespace(
                enable_tensor_float_32_execution=lambda on: self.told.append(("TF32", on)),
                set_memory_growth=lambda gpu, on: self.told.append(("growth", gpu, on)),
                get_device_details=lambda gpu: {"device_name": "NVIDIA A100"},
            ),
        )

    def set_default_device(self, device: str) -> None:
        self.told.append(("default", device))


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put stand-ins in the place of the frameworks: `stand_in(pytorch=1, tensorflow=0)` GPUs."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    devices._settle.cache_clear()

    def put(**gpus: int) -> dict[str, StandIn]:
        made = {name: StandIn(number) for name, number in gpus.items()}
        for voice in VOICES:
            if voice.name in made:
                monkeypatch.setitem(sys.modules, voice.packages[0], made[voice.name])
        monkeypatch.setattr(devices, "installed", lambda voice: voice.name in made)
        return made

    yield put
    devices._settle.cache_clear()


@pytest.mark.parametrize(
    ("gpus", "chosen"),
    [
        ({"pytorch": 1, "tensorflow": 1}, ("cuda", "cuda")),
        ({"pytorch": 1, "tensorflow": 0}, ("cuda", "cpu")),
        ({"pytorch": 0, "tensorflow": 2}, ("cpu", "cuda")),
        ({"pytorch": 0, "tensorflow": 0}, ("cpu", "cpu")),
        ({"tensorflow": 1}, ("cpu", "cuda")),
    ],
)
def test_auto_takes_the_gpu_for_each_voice_that_sees_one(
    stand_in: Any, monkeypatch: pytest.MonkeyPatch, gpus: dict[str, int], chosen: tuple[str, str]
) -> None:
    stand_in(**gpus)
    assert tuple(prepare("auto").values()) == chosen
    hidden = devices.os.environ.get("CUDA_VISIBLE_DEVICES") == "-1"
    assert hidden is ("cuda" not in chosen), "a GPU is hidden where no voice uses it, and only there"


@pytest.mark.parametrize("choice", ["cuda", "auto"])
def test_the_voice_that_is_named_runs_on_the_gpu_and_its_twin_on_the_cpu(stand_in: Any, choice: str) -> None:
    stand_in(pytorch=1, tensorflow=1)
    assert prepare(choice, TENSORFLOW) == {"pytorch": "cpu", "tensorflow": "cuda"}


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        (("cpu", "cpu"), "cpu"),
        (("cuda", "cuda"), "cuda"),
        (("cuda", "cpu"), "pytorch_cuda"),
        (("cpu", "cuda"), "tensorflow_cuda"),
    ],
)
def test_a_pair_says_which_of_the_two_had_the_gpu(chosen: tuple[str, str], name: str) -> None:
    assert pair(dict(zip(("pytorch", "tensorflow"), chosen, strict=True))) == name
    assert name in PAIRS


@pytest.mark.parametrize("voice", VOICES)
def test_a_run_for_the_gpu_is_refused_where_none_is_seen(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, stand_in: Any, voice: Voice
) -> None:
    """TensorFlow would run on the CPU without a word, and the recording would say GPU."""
    stand_in(**{voice.name: 0})
    monkeypatch.setattr(record, "installed", lambda one: one == voice)
    assert throwaway.refuses("record", "greet", "--device", "cuda") == (
        f"snippets: {voice.title} sees no GPU here\n    Run on a machine that has one, or leave out --device.\n"
    )


def test_on_a_gpu_pytorch_computes_in_full_and_repeatably(stand_in: Any) -> None:
    torch = stand_in(pytorch=1)["pytorch"]
    load(PYTORCH, "cuda")
    assert (torch.backends.cudnn.allow_tf32, torch.backends.cudnn.deterministic) == (False, True)
    assert torch.told == [("default", "cuda")]


def test_on_a_gpu_tensorflow_computes_in_full_and_takes_memory_as_it_needs_it(stand_in: Any) -> None:
    tensorflow = stand_in(tensorflow=2)["tensorflow"]
    load(TENSORFLOW, "cuda")
    load(TENSORFLOW, "cuda")
    growth = ("growth", "GPU:0", True)
    assert tensorflow.told == [("TF32", False), growth, growth], "once, and nothing is hidden"


def test_tensorflow_on_the_cpu_is_kept_from_the_gpu_of_its_twin(stand_in: Any) -> None:
    tensorflow = stand_in(pytorch=1, tensorflow=1)["tensorflow"]
    load(TENSORFLOW, prepare("cuda", PYTORCH)["tensorflow"])
    assert tensorflow.told == [("visible", [], "GPU")]


def test_pytorch_on_the_cpu_must_not_see_the_gpu_of_its_twin(stand_in: Any) -> None:
    stand_in(pytorch=1, tensorflow=1)
    with pytest.raises(Fault, match=r"PyTorch is to run on the CPU and sees a GPU\n.*build for the CPU"):
        load(PYTORCH, prepare("cuda", TENSORFLOW)["pytorch"])


@pytest.mark.voice("pytorch")
def test_the_switches_of_pytorch_are_there_and_warn_of_nothing(recwarn: pytest.WarningsRecorder) -> None:
    """On a CPU they change nothing, so they are turned, read and turned back."""
    load(PYTORCH, "cpu")
    import torch

    before = torch.backends.cudnn.allow_tf32, torch.backends.cudnn.deterministic
    assert before == (True, False), "the defaults that a run turns off; cuDNN's are on, products are in full"
    assert not torch.backends.cuda.matmul.allow_tf32
    torch.backends.cudnn.allow_tf32 = False
    try:
        assert torch.backends.cudnn.allow_tf32 is False
        assert {torch.backends.cudnn.conv.fp32_precision, torch.backends.cudnn.rnn.fp32_precision} == {"none"}
    finally:
        torch.backends.cudnn.allow_tf32 = True
    assert recwarn.list == []


@pytest.mark.voice("tensorflow")
def test_the_switch_of_tensorflow_is_there() -> None:
    load(TENSORFLOW, "cpu")
    import tensorflow as tf

    switches = tf.config.experimental
    assert switches.tensor_float_32_execution_enabled(), "on by default: that is why a run turns it off"
    switches.enable_tensor_float_32_execution(False)
    try:
        assert not switches.tensor_float_32_execution_enabled()
    finally:
        switches.enable_tensor_float_32_execution(True)


@pytest.mark.parametrize(("voice", "name"), [(PYTORCH, "NVIDIA H100"), (TENSORFLOW, "NVIDIA A100")])
def test_a_recording_names_the_gpu_and_its_driver(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, stand_in: Any, voice: Voice, name: str
) -> None:
    stand_in(**{voice.name: 1})
    monkeypatch.setattr(gpu, "driver", lambda: "580.65.06")
    monkeypatch.setattr(record, "installed", lambda one: one == voice)
    monkeypatch.setattr(record, "versions", lambda voice: {})
    monkeypatch.setattr(record, "run_and_clean", lambda path: Run({"word": "", "say": ""}, {}, ModuleType("m"), 0.5))
    assert throwaway.succeeds("record", "--device", "cuda") == f"recorded: greet in {voice.title} on the GPU\n"
    recording = read_recording(throwaway.repository.topic("greet"), voice, "cuda")
    assert recording is not None
    assert device_words(recording) == f"GPU ({name}, driver 580.65.06)"


def test_two_runs_on_a_gpu_may_differ_by_the_last_place_printed(tmp_path: Path) -> None:
    """It may add in another order each time; on a CPU the same would be refused."""
    path = tmp_path / "greet_pytorch.py"
    path.write_text("# --8<-- [start:say]\nprint(1)\n# --8<-- [end:say]\n")
    runs = [Run({"say": f"loss: {loss}\n"}, {}, ModuleType("m"), 0.5) for loss in ("0.501", "0.502", "0.504")]
    record.refuse_other_output(path, runs[0], runs[1], exactly=False)
    for second, exactly in ((runs[1], True), (runs[2], False)):
        with pytest.raises(Fault, match="prints something else on a second run"):
            record.refuse_other_output(path, runs[0], second, exactly=exactly)


@pytest.mark.usefixtures("one_framework")
def test_on_a_cpu_a_second_run_is_held_to_the_last_bit(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = iter(("0.501", "0.502"))
    made = lambda path: Run({"word": "", "say": f"loss: {next(losses)}\n"}, {}, ModuleType("m"), 0.5)  # noqa: E731
    monkeypatch.setattr(record, "run_and_clean", made)
    told = throwaway.refuses("record", "greet")
    assert "section 'say' prints something else on a second run" in told


def test_of_a_cpu_nothing_is_written_that_a_gpu_has() -> None:
    assert "driver" not in written_fields(RECORDING)
    assert not {"device", "device_name", "driver"} & set(written_fields(PARITY))


@pytest.mark.parametrize(("printed", "told"), [("580.65.06\n580.65.06\n", "580.65.06"), ("", "")])
def test_the_driver_is_what_its_own_tool_tells(monkeypatch: pytest.MonkeyPatch, printed: str, told: str) -> None:
    commands: list[list[str]] = []
    done = SimpleNamespace(stdout=printed)
    monkeypatch.setattr(gpu.subprocess, "run", lambda command, **options: commands.append(command) or done)
    monkeypatch.setattr(gpu.shutil, "which", lambda name: f"/tools/{name}")
    assert gpu.driver.__wrapped__() == told
    assert commands == [["/tools/nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]]
    monkeypatch.setattr(gpu.shutil, "which", lambda name: None)
    assert gpu.driver.__wrapped__() == ""


def test_the_header_names_the_gpu(stand_in: Any) -> None:
    stand_in(pytorch=1, tensorflow=0)
    told = [where(voice, device) for voice in VOICES for device in DEVICES]
    assert told == ["cpu", "cuda (NVIDIA H100)", "cpu", "cuda"]


@pytest.fixture
def on_a_gpu(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> Measurements:
    monkeypatch.setattr(measure, "versions", lambda voice: {name: PARITY.versions[name] for name in voice.packages[:1]})
    monkeypatch.setattr(gpu, "device_name", lambda voice: f"the GPU of {voice.title}")
    monkeypatch.setattr(gpu, "driver", lambda: "580.65.06")
    return Measurements(throwaway.repository.topic("greet"), "tensorflow_cuda")


def test_on_a_gpu_both_bounds_are_wider_by_the_stated_factor_and_no_more(on_a_gpu: Measurements) -> None:
    wider = 1e-6 * gpu.BOUND_FACTOR
    assert gpu.BOUND_FACTOR == 10
    on_a_gpu.compare("absolute", 0.0, 0.99 * wider, section="say", rtol=0, atol=1e-6)
    on_a_gpu.compare("relative", 1.0, 1 + 0.99 * wider, section="say", rtol=1e-6, atol=0)
    with pytest.raises(AssertionError):
        on_a_gpu.compare("farther", 0.0, 1.01 * wider, section="say", rtol=0, atol=1e-6)
    assert on_a_gpu.measured["absolute"].atol == wider


def test_a_parity_on_a_gpu_says_which_twin_had_it(throwaway: Throwaway, on_a_gpu: Measurements) -> None:
    on_a_gpu.compare("words", [1.0, 1.0], [1.0, 1.0], section="say", rtol=1e-5, atol=1e-6)
    on_a_gpu.write()
    (parity,) = read_parities(throwaway.repository.topic("greet"), "tensorflow_cuda")
    assert parity_words(parity) == (
        "words: equal to the last bit on equal weights, TensorFlow on GPU (the GPU of TensorFlow, driver 580.65.06), "
        "PyTorch on CPU (allowed: rtol 0.0001, atol 1e-05)."
    )
    assert parity_words(replace(parity, device="cuda")).startswith(
        "words: equal to the last bit on equal weights, both on GPU ("
    )
    assert throwaway.succeeds("check") == "all in order\n"


def test_what_is_kept_elsewhere_leaves_the_repository_alone(throwaway: Throwaway, on_a_gpu: Measurements) -> None:
    before = throwaway.files()
    elsewhere = type(throwaway.repository)(throwaway.root.parent / "kept")
    on_a_gpu.keep(elsewhere)
    assert not elsewhere.root.exists(), "nothing was measured"
    on_a_gpu.compare("words", 1, 1, section="say", rtol=1e-5, atol=1e-6)
    on_a_gpu.keep(elsewhere)
    assert throwaway.files() == before
    assert [parity.name for parity in read_parities(elsewhere.topic("greet"), "tensorflow_cuda")] == ["words"]


def test_a_parity_in_a_file_of_other_devices_is_refused(throwaway: Throwaway) -> None:
    text = throwaway.read("snippets/greet/recorded/parity_cpu.json")
    file = throwaway.write("snippets/greet/recorded/parity_pytorch_cuda.json", text)
    throwaway.refuses_check(
        f"{file.relative_to(throwaway.root)}: the recording cannot be read: 'words' was measured on 'cpu'",
        "Write it anew: make record TOPIC=greet",
    )


def test_another_output_on_the_gpu_stands_on_the_page(throwaway: Throwaway) -> None:
    throwaway.record(device="cuda", device_name="NVIDIA H100", outputs={"word": "", "say": "word: Hello\n"})
    throwaway.record()
    page = plain_page(throwaway.repository.page("greet.md"))
    assert page.count("prints on the GPU:\n\n```text\nword: Hello\n```") == 2
    assert "GPU (NVIDIA H100)" in page
    throwaway.record(device="cuda")
    throwaway.record()
    assert "on the GPU:" not in plain_page(throwaway.repository.page("greet.md"))


@pytest.mark.usefixtures("one_framework")
def test_where_one_fails_the_others_can_be_recorded_before_it_is_told(throwaway: Throwaway) -> None:
    throwaway.add_topic("meet")
    for topic in ("greet", "meet"):
        throwaway.edit(f"snippets/{topic}/{topic}_pytorch.py", "hello", "good day")
    throwaway.edit("snippets/greet/greet_pytorch.py", "print(", "print(1 / 0, ")
    arguments = ("record", "--keep-going")
    result = CliRunner().invoke(app, list(arguments))
    assert (result.exit_code, result.stdout) == (1, "recorded: meet in PyTorch\n")
    assert result.stderr.startswith(
        "snippets/greet/greet_pytorch.py:8: it raises ZeroDivisionError: division by zero\n"
    )
    throwaway.refuses("record")  # as before: nothing after the first


def test_the_dictionary_is_recorded_though_a_topic_fails(throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("rows_a", "rows_b"):
        throwaway.add_topic(name)
    recorded: list[str] = []

    def record_rows(area: Topic) -> bool:
        recorded.append(area.name)
        raise Fault(area.folder, None, "a row is wrong", "Mend it.")

    def record_nothing(*_: object, **__: object) -> None:
        raise Fault("snippets", None, "a topic is wrong", "Mend it.")

    monkeypatch.setattr(Topic, "is_area", property(lambda topic: topic.name.startswith("rows_")))
    monkeypatch.setattr("counterpoint.checks.stages.refuse_faulty", lambda *_: None)
    monkeypatch.setattr("counterpoint.running.record.record", record_nothing)
    monkeypatch.setattr("counterpoint.running.record_rows.record_rows", record_rows)
    for name in ("load_both", "write_public_names", "write_class_methods", "public_names", "class_methods", "pack"):
        monkeypatch.setattr(f"counterpoint.running.record_rows.{name}", lambda *_: None)
    told = CliRunner().invoke(app, ["record", "--keep-going"])
    assert (told.exit_code, recorded) == (1, ["rows_a", "rows_b"])
    assert told.stderr.startswith("snippets: a topic is wrong\n")
    assert "rows_b: a row is wrong" in told.stdout
    assert CliRunner().invoke(app, ["record"]).stdout == ""
    assert len(recorded) == 2, "without the option nothing comes after the first"


@pytest.mark.voice("tensorflow")
def test_triton_is_loaded_before_tensorflow_since_it_ends_the_process_after_it(tmp_path: Path) -> None:
    (tmp_path / "triton.py").write_text("import sys\nassert 'tensorflow' not in sys.modules\n", encoding="utf-8")
    lines = (
        "import sys",
        "from counterpoint.running.devices import load, prepare",
        "from counterpoint.source.voices import TENSORFLOW",
        "prepare('cpu')",
        "load(TENSORFLOW, 'cpu')",
        "assert 'triton' in sys.modules",
    )
    path = os.pathsep.join([str(tmp_path), str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
