"""The tour: what each file holds, what reads it, what can run code, what an export refuses, and what is deprecated."""

import contextlib
import gc
import inspect
import io
import json
import logging
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
import zipfile

import numpy as np
import pytest

from tests.topics.again import run_again
from tests.topics.arithmetic import close

# How Keras saves and looks for a name of NumPy; the snippet gives the reasons.
pytestmark = [
    pytest.mark.usefixtures("in_an_empty_folder"),
    pytest.mark.filterwarnings("ignore:__array__ impl", "ignore:In the future `np.object`"),
]

SONG = np.random.default_rng(1).normal(size=(5, 4)).astype(np.float32)


def play(song, echo, echo_bias, readout, readout_bias):
    """Return the sounds (B, 2) as the model's formula gives them; kernels are (in, out)."""
    return (song + np.tanh(song @ echo + echo_bias)) @ readout + readout_bias


def parts_of(player):
    """Return kernels and biases of a PyTorch player as Keras lays them out."""
    layers = player.echo, player.readout
    return [part for layer in layers for part in (layer.weight.detach().numpy().T, layer.bias.detach().numpy())]


def twin_of(player, tensorflow):
    """Return a Keras player with the weights of a PyTorch player."""
    twin = tensorflow.Player()
    twin(SONG)
    twin.set_weights(parts_of(player))
    return twin


def export(pytorch, model, song=SONG, **options):
    options.setdefault("dynamic_shapes", [{0: pytorch.torch.export.Dim("batch")}])
    return pytorch.torch.export.export(model, (pytorch.torch.from_numpy(song),), **options)


def onnx_of(pytorch, program, name="twin.onnx", **options):
    """Export to ONNX as the snippet does and return the path."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".isinstance.treespec")
        pytorch.torch.onnx.export(program, f=name, verbose=False, **options)
    return name


def heard_from(path, song=SONG):
    """Return what an ONNX file answers; onnxruntime is another program than both frameworks."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path)
    (notes,) = session.get_inputs()
    return session.run(None, {notes.name: song})[0]


def lite_of(path):
    from ai_edge_litert.interpreter import Interpreter

    return Interpreter(path).get_signature_runner()


# The model, and its files in another process


def test_the_two_players_agree_on_equal_weights(pytorch, tensorflow, parity):
    ours, theirs = pytorch.player, twin_of(pytorch.player, tensorflow)
    sounds = ours(pytorch.torch.from_numpy(SONG))
    close(sounds.detach().numpy(), play(SONG, *parts_of(ours)))
    parity("sounds", sounds, theirs(SONG), section="model", rtol=1e-5, atol=1e-6)


def test_the_loaded_graphs_agree_with_the_formula_and_with_each_other(pytorch, tensorflow, parity):
    torch, tf = pytorch.torch, tensorflow.tf
    torch.export.save(export(pytorch, pytorch.player), "twin.pt2")
    sounds = torch.export.load("twin.pt2").module()(torch.from_numpy(SONG[:4]))
    twin_of(pytorch.player, tensorflow).export("twin", verbose=False)
    loaded = tf.saved_model.load("twin")
    others = loaded.serve(SONG[:4])
    close(sounds.detach().numpy(), play(SONG[:4], *parts_of(pytorch.player)))
    parity("loaded graphs", sounds, others, section="export", rtol=1e-5, atol=1e-6)


def test_the_two_onnx_files_agree_in_onnxruntime(pytorch, tensorflow, parity):
    ours = heard_from(onnx_of(pytorch, export(pytorch, pytorch.player), external_data=False))
    twin_of(pytorch.player, tensorflow).export("theirs.onnx", format="onnx", verbose=False)
    close(ours, play(SONG, *parts_of(pytorch.player)))
    parity("ONNX files", ours, heard_from("theirs.onnx"), section="onnx", rtol=1e-5, atol=1e-6)


def test_litert_and_keras_files_hold_the_same_weights(tensorflow):
    twin = tensorflow.Player()
    expected = twin(SONG).numpy()
    close(expected, play(SONG, *twin.get_weights()))
    twin.export("twin.tflite", format="litert", verbose=False)
    close(lite_of("twin.tflite")(args_0=SONG)["output_0"], expected)
    plain = tensorflow.keras.models.clone_model(tensorflow.plain)
    plain.set_weights(twin.get_weights())
    plain.save("plain.keras")
    close(tensorflow.keras.models.load_model("plain.keras")(SONG), expected)


def test_the_song_and_its_sound_are_those_of_the_player(pytorch, tensorflow):
    np.testing.assert_array_equal(pytorch.song, tensorflow.song)
    close(pytorch.sound, play(pytorch.song, *parts_of(pytorch.player)))
    close(tensorflow.sound, play(tensorflow.song, *tensorflow.player.get_weights()))


@pytest.mark.parametrize(("off_by", "told"), [(5e-7, True), (2e-6, False)])
def test_the_comparison_in_the_new_process_can_fail(pytorch, capsys, off_by, told):
    np.save("song.npy", np.zeros((1, 4)))
    np.save("sound.npy", np.zeros((1, 2)))
    pytorch.hear(f"compare('file', sound - {off_by})")
    assert capsys.readouterr().out == f"file, same to 1e-6: {told}\n"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "files"),
    [
        pytest.param("pytorch", ["player.pt2", "player.onnx"], marks=pytest.mark.voice("pytorch")),
        pytest.param(
            "tensorflow",
            ["player/", "plain.keras", "player.onnx", "player.tflite"],
            marks=pytest.mark.voice("tensorflow"),
        ),
    ],
)
def test_no_file_is_called_the_same_when_the_model_sounded_otherwise(name, files, request, repository):
    voice = request.getfixturevalue(name)
    for section in ("original", "export", "onnx", "parts") + (("litert",) if name == "tensorflow" else ()):
        run_again(repository, voice, section)
    np.save("sound.npy", voice.sound + 1)
    printed = "".join(run_again(repository, voice, section) for section in ("framework", "no_framework"))
    compared = [line for line in printed.splitlines() if "same to 1e-6" in line]
    assert compared == [f"{file}, same to 1e-6: False" for file in files]


def test_both_frameworks_are_compared_by_the_same_lines(pytorch, tensorflow):
    assert pytorch.arrive == tensorflow.arrive
    assert pytorch.hear.__code__.co_consts == tensorflow.hear.__code__.co_consts


def test_a_new_process_that_fails_fails_the_program(pytorch):
    np.save("song.npy", 0)
    np.save("sound.npy", 0)
    with pytest.raises(subprocess.CalledProcessError):
        pytorch.hear("raise SystemExit(1)")


def test_the_parts_are_numbers_without_a_forward_pass(pytorch):
    torch = pytorch.torch
    torch.save(pytorch.player.state_dict(), "parts.pt")
    parts = torch.load("parts.pt")
    assert list(parts) == ["echo.weight", "echo.bias", "readout.weight", "readout.bias"]
    assert not callable(parts)
    fresh = pytorch.Player()
    fresh.load_state_dict(parts)
    song = torch.from_numpy(SONG)
    torch.testing.assert_close(fresh(song), pytorch.player(song), rtol=0, atol=0)


def test_a_keras_file_of_an_own_class_loads_where_the_class_is_given(tensorflow):
    load = tensorflow.keras.models.load_model
    tensorflow.player.save("player.keras")
    with pytest.raises(TypeError, match="Could not locate class 'Player'"):
        load("player.keras")
    close(load("player.keras", {"Player": tensorflow.Player})(SONG), tensorflow.player(SONG))
    frozen = tensorflow.Player(trainable=False)
    frozen(SONG)
    frozen.save("frozen.keras")
    assert not load("frozen.keras", {"Player": tensorflow.Player}).trainable_variables


def test_keras_does_not_turn_a_saved_model_back_into_a_model(tensorflow):
    tensorflow.player.export("player", verbose=False)
    with pytest.raises(ValueError, match=r"Keras 3 only supports V3 `\.keras` files"):
        tensorflow.keras.models.load_model("player")
    assert not hasattr(tensorflow.tf.saved_model.load("player"), "fit")


def test_a_loaded_saved_model_must_be_held_for_as_long_as_it_serves(tensorflow):
    tensorflow.player.export("player", verbose=False)
    serve = tensorflow.tf.saved_model.load("player").serve
    gc.collect()
    with pytest.raises(AssertionError, match="referencing variables which have been deleted"):
        serve(SONG)


# AOTInductor: in the tests alone, since it takes a C++ compiler and ten seconds or more

# Headers compiled in advance pay from the second program on; which instructions the processor has is not tried out.
QUICK = {"aot_inductor.precompile_headers": False, "cpp.vec_isa_ok": True}
COMPILED = """
import torch
player = torch._inductor.aoti_load_package("compiled.pt2")
compare("compiled.pt2", player(torch.from_numpy(song)).numpy())
"""


@pytest.mark.skipif(shutil.which(os.environ.get("CXX", "c++")) is None, reason="AOTInductor needs a C++ compiler")
def test_aotinductor_compiles_the_exported_program_for_a_new_process(pytorch, capsys):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".isinstance.treespec")
        warnings.filterwarnings("ignore", ".torch.jit.script_method. is deprecated")
        pytorch.torch._inductor.aoti_compile_and_package(
            pytorch.exported, package_path="compiled.pt2", inductor_configs=QUICK
        )
    np.save("song.npy", SONG)  # five rows; exported with three
    np.save("sound.npy", play(SONG, *parts_of(pytorch.player)))
    pytorch.hear(COMPILED)
    assert capsys.readouterr().out == "compiled.pt2, same to 1e-6: True\n"


# ExecuTorch, in the tests alone: with what it needs it is some 300 MB to install

ON_THE_PHONE = """
import torch
from executorch.exir import to_edge
from executorch.runtime import Runtime

program = torch.export.load("player.pt2")  # unsafe: the test wrote it
with open("player.pte", "wb") as file:
    file.write(to_edge(program).to_executorch().buffer)
player = Runtime.get().load_program("player.pte").load_method("forward")
compare("player.pte", player.execute([torch.from_numpy(song)])[0].detach().numpy())
"""


def test_executorch_and_litert_give_the_sounds_of_the_model(pytorch, tensorflow, capsys):
    pytest.importorskip("executorch", reason="executorch is not installed: pip install executorch")
    rows = pytorch.torch.export.Dim("rows", max=8)  # its memory is planned in advance
    program = export(pytorch, pytorch.player, SONG[:3], dynamic_shapes=[{0: rows}])
    pytorch.torch.export.save(program, "player.pt2")
    np.save("song.npy", SONG)
    np.save("sound.npy", play(SONG, *parts_of(pytorch.player)))
    pytorch.hear(ON_THE_PHONE)
    assert capsys.readouterr().out == "player.pte, same to 1e-6: True\n"
    twin_of(pytorch.player, tensorflow).export("twin.tflite", format="litert", verbose=False)
    close(lite_of("twin.tflite")(args_0=SONG)["output_0"], np.load("sound.npy"))


# Serving


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def serving(program):
    """Start a server program, wait until it answers, yield its address and stop it with its workers."""
    pathlib.Path("server.py").write_text(program, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "server.py", str(port)]
    with pathlib.Path("server.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/predict"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def wait_for(address, server, seconds=120):
    """Return when the address answers with success; fail when the server ends or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(pathlib.Path("server.log").read_text(encoding="utf-8"))


def ask(address, notes):
    """Post notes (B, 4) and return the sounds (B, 2)."""
    body = json.dumps({"notes": notes.tolist()}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return np.array(json.load(answer)["sounds"])


def test_the_servers_of_both_give_the_same_answer_to_the_same_request(pytorch, tensorflow):
    pytest.importorskip("litserve", reason="litserve is not installed: pip install litserve")
    pytorch.torch.export.save(export(pytorch, pytorch.player), "player.pt2")
    twin_of(pytorch.player, tensorflow).export("player", verbose=False)
    answers = []
    for voice in (pytorch, tensorflow):
        with serving(voice.server) as address:
            answers.append(ask(address, SONG))
        with pytest.raises(OSError):  # it has ended
            ask(address, SONG)
    for answer in answers:
        close(answer, play(SONG, *parts_of(pytorch.player)))


def test_litserve_listens_on_every_address_unless_one_is_given():
    litserve = pytest.importorskip("litserve", reason="litserve is not installed: pip install litserve")
    assert inspect.signature(litserve.LitServer.run).parameters["host"].default == "0.0.0.0"


# The batch


def test_pytorch_fixes_the_batch_unless_told_otherwise(pytorch):
    torch = pytorch.torch
    song = torch.from_numpy(SONG)
    fixed = export(pytorch, pytorch.player, SONG[:3], dynamic_shapes=None).module()
    for rows in (1, 5):
        with pytest.raises(AssertionError, match=re.escape("Guard failed: notes.size()[0] == 3")):
            fixed(song[:rows])
    open_ended = export(pytorch, pytorch.player, SONG[:3]).module()
    for rows in (0, 1, 5):
        torch.testing.assert_close(open_ended(song[:rows]), pytorch.player(song[:rows]), rtol=1e-5, atol=1e-6)


def test_an_onnx_file_with_a_fixed_batch_is_refused_by_onnxruntime_as_well(pytorch):
    import onnxruntime

    path = onnx_of(pytorch, export(pytorch, pytorch.player, SONG[:3], dynamic_shapes=None))
    error = onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument
    with pytest.raises(error, match="Got: 5 Expected: 3"):
        heard_from(path)


def test_an_example_of_one_row_cannot_stand_for_any_number(pytorch):
    with pytest.raises(pytorch.torch._dynamo.exc.UserError, match="specialized it to be a constant"):
        export(pytorch, pytorch.player, SONG[:1])


def test_keras_leaves_the_batch_open_unless_told_otherwise(tensorflow):
    tf = tensorflow.tf
    player = tensorflow.Player()
    player(SONG[:3])
    player.export("open", verbose=False)
    served = tf.saved_model.load("open")
    (signature,) = served.serve.concrete_functions[0].structured_input_signature[0]
    assert signature.shape == (None, 4)
    for rows in (1, 5):
        close(served.serve(SONG[:rows]), player(SONG[:rows]))
    player.export("fixed", verbose=False, input_signature=[tf.TensorSpec((3, 4))])
    with pytest.raises(TypeError, match=re.escape("Can not cast TensorSpec(shape=(1, 4)")):
        tf.saved_model.load("fixed").serve(SONG[:1])


def test_a_keras_model_of_an_own_class_is_exported_after_its_first_call(tensorflow):
    with pytest.raises(ValueError, match="has not yet been built"):
        tensorflow.Player().export("unheard", verbose=False)


# A fork


def branching(pytorch):
    class Branching(pytorch.nn.Module):
        def forward(self, notes):
            return notes / 2 if notes.mean() > 0.5 else notes * 3

    return Branching()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("strict", "message"),
    [(False, "Could not guard on data-dependent expression"), (True, "Data-dependent branching")],
)
def test_torch_export_refuses_an_if_on_a_value(pytorch, strict, message):
    with pytest.raises(RuntimeError, match=message):
        export(pytorch, branching(pytorch), strict=strict, dynamic_shapes=None)


def test_keras_refuses_an_if_on_a_value_too_since_autograph_does_not_reach_into_call(tf, keras):

    class Branching(keras.Model):
        def call(self, notes):
            return notes / 2 if tf.reduce_mean(notes) > 0.5 else notes * 3

    model = Branching()
    assert model(np.ones((1, 4)))[0, 0] == 0.5  # eager, it decides
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError, match="as a Python `bool` is not allowed"):
        model.export("branching", verbose=False)


def test_a_tf_module_may_keep_its_if(tf):

    class Branching(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 4))])
        def __call__(self, notes):
            if tf.reduce_mean(notes) > 0.5:
                return notes / 2
            return notes * 3

    tf.saved_model.save(Branching(), "branching")
    loaded = tf.saved_model.load("branching")
    close([loaded(np.full((1, 4), level, np.float32))[0, 0] for level in (0.8, 0.2)], [0.4, 0.6])


def test_a_fork_in_the_graph_goes_both_ways_in_every_file(pytorch, tensorflow):
    balance = tensorflow.Balance()
    balance(SONG)
    balance.export("balance.tflite", format="litert", verbose=False)
    balance.export("theirs.onnx", format="onnx", verbose=False)
    light = lite_of("balance.tflite")
    ours = onnx_of(pytorch, export(pytorch, pytorch.Balance()), "ours.onnx")
    for level, becomes in [(0.8, 0.4), (0.2, 0.6)]:
        notes = np.full((2, 4), level, np.float32)
        expected = np.full((2, 4), becomes, np.float32)
        close(light(args_0=notes)["output_0"], expected)
        close(heard_from("theirs.onnx", notes), expected)
        close(heard_from(ours, notes), expected)


# Rehearsal or concert


def test_what_pytorch_exports_in_training_mode_stays_in_it(pytorch):
    torch = pytorch.torch
    notes = torch.ones(1000, 4)
    rehearsal = export(pytorch, torch.nn.Dropout(0.5).train()).module()
    assert 0.4 < (rehearsal(notes) == 0).float().mean() < 0.6
    with pytest.raises(NotImplementedError, match=r"Calling eval\(\) is not supported"):
        rehearsal.eval()
    concert = export(pytorch, torch.nn.Dropout(0.5).eval()).module()
    assert torch.equal(concert(notes), notes)
    assert not pytorch.player.training


def test_keras_exports_for_the_concert(tf, keras):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5)])
    notes = np.ones((10, 4), np.float32)
    assert (model(notes, training=True) == 0).numpy().any()
    model.export("dropout", verbose=False)
    np.testing.assert_array_equal(tf.saved_model.load("dropout").serve(notes), notes)


# Files and formats


def test_the_files_of_the_snippets_are_those_of_their_own_exports(pytorch, tensorflow, run_of):
    """The programs that the snippets hand to new processes name the files that they wrote."""
    ours, theirs = (run_of("tour", voice).outputs for voice in ("pytorch", "tensorflow"))
    assert ours["framework"].splitlines() == [
        "player.pt2, same to 1e-6: True",
        "parts.pt: 4 tensors",
        "parts.pt can play: False",
    ]
    assert theirs["framework"].splitlines() == [
        "player/, same to 1e-6: True",
        "plain.keras, same to 1e-6: True",
        "player.keras: TypeError",
    ]
    assert ours["no_framework"] == "player.onnx, same to 1e-6: True\ntorch imported: False\n"
    assert theirs["no_framework"].splitlines() == [
        "player.onnx, same to 1e-6: True",
        "player.tflite, same to 1e-6: True",
        "TensorFlow imported: False",
    ]
    for outputs, sound in ((ours, pytorch.sound), (theirs, tensorflow.sound)):
        assert outputs["original"] == f"first sound: {sound[0, 0]:.3f}\n"
        assert outputs["fork"] == "0.8 becomes: 0.400\n0.2 becomes: 0.600\n"
    operations = [line.removeprefix("operation: ") for line in ours["export"].splitlines()]
    assert operations == [str(node.target) for node in pytorch.exported.graph.nodes if node.op == "call_function"]
    names = [line.removeprefix("in the folder: ") for line in theirs["export"].splitlines()]
    assert names == ["assets", "fingerprint.pb", "saved_model.pb", "variables"]


def test_each_snippet_leaves_the_number_of_rows_open_and_fixes_it_once(pytorch, tensorflow):
    rows, columns = (
        next(node for node in pytorch.exported.graph.nodes if node.op == "placeholder" and node.target == "notes")
        .meta["val"]
        .shape
    )
    assert (str(rows).isdigit(), columns) == (False, 4)
    (notes,) = [node for node in pytorch.fixed.graph.nodes if node.target == "notes"]
    assert tuple(notes.meta["val"].shape) == tuple(pytorch.example.shape) == (3, 4)
    assert tensorflow.three[0].shape == tensorflow.example.shape == (3, 4)


def test_by_default_pytorch_writes_the_weights_of_an_onnx_model_into_a_second_file(pytorch, tmp_path):
    program = export(pytorch, pytorch.nn.Linear(4, 256))
    onnx_of(pytorch, program, "two.onnx")
    onnx_of(pytorch, program, "one.onnx", external_data=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "one.onnx",
        "two.onnx",
        "two.onnx.data",
    ]
    assert (tmp_path / "two.onnx.data").stat().st_size >= 4 * 256 * 4


def test_the_exported_program_calls_four_operations(pytorch):
    calls = [str(node.target) for node in pytorch.exported.graph.nodes if node.op == "call_function"]
    assert calls == [
        "aten.linear.default",
        "aten.tanh.default",
        "aten.add.Tensor",
        "aten.linear.default",
    ]


def test_keras_knows_the_format_of_litert_by_its_new_name_alone(tensorflow):
    with pytest.raises(ValueError, match=r"Unrecognized format=tflite\. Supported formats are: .*'litert'"):
        tensorflow.player.export("player.tflite", format="tflite")


# Files that can run code


class Marker:
    """A harmless program in a pickle: loading it creates an empty file."""

    def __reduce__(self):
        return pathlib.Path.touch, (pathlib.Path("marker"),)


def archive_with_a_program(pytorch):
    """Write an exported program whose example inputs are a pickled program; return those bytes."""
    pytorch.torch.export.save(pytorch.exported, "honest.pt2")
    payload = io.BytesIO()
    pytorch.torch.save(((Marker(),), {}), payload)  # arguments and keywords, as honest ones
    with zipfile.ZipFile("honest.pt2") as honest, zipfile.ZipFile("forged.pt2", "w") as forged:
        for name in honest.namelist():
            forged.writestr(name, payload.getvalue() if "sample_inputs" in name else honest.read(name))
    return payload.getvalue()


@pytest.mark.filterwarnings("ignore")
def test_loading_a_pt2_file_runs_a_program_in_it_that_torch_load_refuses(pytorch, monkeypatch):
    torch, marker = pytorch.torch, pathlib.Path("marker")
    # The line that it logs about its unsafe fallback cannot be formatted in torch 2.15.0.
    monkeypatch.setattr(logging.getLogger("torch._export.serde.serialize"), "disabled", True)
    payload = archive_with_a_program(pytorch)
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(io.BytesIO(payload))
    torch.export.load("honest.pt2")
    assert not marker.exists()
    loaded = torch.export.load("forged.pt2")
    assert marker.exists()
    song = torch.from_numpy(SONG)
    assert torch.equal(loaded.module()(song), pytorch.player(song))  # nothing else looks wrong


def test_torch_does_not_promise_that_another_version_loads_a_pt2_file(torch):
    for function in (torch.export.save, torch.export.load):
        words = " ".join(function.__doc__.split())
        assert "saved files may not be usable in newer versions of PyTorch" in words
    assert "Never load data from an untrusted source" in torch.export.load.__doc__


@pytest.mark.parametrize("wrapped", [False, True], ids=["loaded", "TFSMLayer"])
def test_a_saved_model_writes_a_file_when_it_is_called(tensorflow, wrapped):
    tf, marker = tensorflow.tf, pathlib.Path("marker")

    class Writer(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 4))])
        def __call__(self, notes):
            tf.io.write_file("marker", "the graph wrote this")
            return notes

    writer = Writer()
    tf.saved_model.save(writer, "writer", signatures={"serving_default": writer.__call__})
    assert not marker.exists()
    if wrapped:
        loaded = tensorflow.keras.layers.TFSMLayer("writer", call_endpoint="serving_default")
    else:
        loaded = tf.saved_model.load("writer")
    assert not marker.exists()
    loaded(tf.constant(SONG))
    assert marker.read_text() == "the graph wrote this"


# Deprecated ways

# What these calls call warns as well; the tests assert the warning that a reader should follow.
WARNS_FURTHER = pytest.mark.filterwarnings(
    "ignore:`torch.jit", "ignore:The feature will be removed", "ignore:Lite Interpreter is deprecated"
)
WARNING = (DeprecationWarning, FutureWarning)  # the second since torch 2.14


@WARNS_FURTHER
def test_torchscript_warns_in_each_of_its_calls(pytorch):
    jit, player = pytorch.torch.jit, pytorch.player
    with pytest.warns(WARNING, match="`torch.jit.script` is deprecated. Please switch to"):
        scripted = jit.script(player)
    with pytest.warns(WARNING, match="`torch.jit.trace` is deprecated. Please switch to"):
        jit.trace(player, pytorch.example)
    scripted.save("player.pt")
    with pytest.warns(WARNING, match="`torch.jit.load` is deprecated. Please switch to `torch.export`"):
        loaded = jit.load("player.pt")
    close(loaded(pytorch.torch.from_numpy(SONG)).detach(), play(SONG, *parts_of(player)))


@WARNS_FURTHER
def test_the_files_of_pytorch_mobile_warn_and_point_to_executorch(pytorch):
    with pytest.warns(WARNING, match="Please consider switching to ExecuTorch"):
        pytorch.torch.jit.script(pytorch.player)._save_for_lite_interpreter("player.ptl")


@WARNS_FURTHER
def test_the_old_onnx_export_is_built_on_torchscript_and_warns(pytorch):
    with pytest.warns(WARNING, match="legacy TorchScript-based ONNX export. Starting in PyTorch 2.9"):
        pytorch.torch.onnx.export(pytorch.player, (pytorch.example,), "old.onnx", dynamo=False)
    close(heard_from("old.onnx", SONG[:3]), play(SONG[:3], *parts_of(pytorch.player)))


def test_tf_lite_is_announced_as_deleted_in_a_version_before_this_one_and_is_still_there(
    tensorflow,
):
    tf = tensorflow.tf
    tensorflow.player.export("player.tflite", format="litert", verbose=False)
    with pytest.warns(UserWarning, match=r"scheduled for deletion in\s+TF 2.20. Please use the LiteRT interpreter"):
        old = tf.lite.Interpreter("player.tflite").get_signature_runner()
    assert tuple(map(int, tf.__version__.split(".")[:2])) > (2, 20)
    close(old(args_0=SONG)["output_0"], tensorflow.player(SONG))


def test_the_section_shows_the_interpreters_warning_and_then_what_export_offers(printed):
    warned, *_, refused = printed("tensorflow", "yesterday")
    assert warned.startswith("UserWarning: ")
    assert "tf.lite.Interpreter is deprecated and is scheduled for deletion" in warned
    assert refused.startswith("ValueError: Unrecognized format=tflite.")


def test_keras_saves_no_folder_any_more(tensorflow):
    with pytest.raises(ValueError, match="Invalid filepath extension for saving"):
        tensorflow.player.save("folder")
    with pytest.raises(ValueError, match="The `save_format` argument is deprecated in Keras 3"):
        tensorflow.player.save("folder", save_format="tf")


# The table of the page


def test_the_page_names_each_file_that_the_snippets_write(repository):
    page = (repository.docs / "orchestra" / "tour.md").read_text(encoding="utf-8")
    for name in ("`.pt2`", "`.onnx`", "`.tflite`", "SavedModel", "`.keras`", "AOTInductor"):
        assert name in page
