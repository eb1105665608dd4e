"""The entries on files: what is refused, what runs when it is loaded or called, and what comes back whole."""

import base64
import io
import json
import logging
import marshal
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

from tests.topics.again import kept, printed_lines
from tests.topics.arithmetic import numbers

# NumPy warns of how keras 3.15.1 saves; Python hides it by default.
pytestmark = [pytest.mark.usefixtures("in_an_empty_folder"), pytest.mark.filterwarnings("ignore:__array__ impl")]


# Files that would run code


RUNS = []


def take_note():
    RUNS.append("run")


class Trap:
    """An object whose pickle calls a function when it is read."""

    def __reduce__(self):
        return (take_note, ())


@pytest.fixture(autouse=True)
def nothing_has_run():
    RUNS.clear()


def test_both_defaults_are_the_safe_ones(pytorch, tensorflow):
    """What the page writes out is what a call does without it."""
    pytorch.torch.save(Trap(), "trap.pt")
    for options in ({}, {"weights_only": True}):
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            pytorch.torch.load("trap.pt", **options)
    keras = tensorflow.keras
    tensorflow.build(keras.layers.Lambda(lambda values: values)).save("trap.keras")
    for options in ({}, {"safe_mode": True}):
        with pytest.raises(ValueError, match="Requested the deserialization of a `Lambda` layer"):
            keras.models.load_model("trap.keras", **options)
    assert RUNS == []


def test_the_snippets_spell_out_the_safe_settings(pytorch, tensorflow):
    assert 'torch.load("weights.pt", weights_only=True)' in Path(pytorch.__file__).read_text()
    assert "safe_mode=True," in Path(tensorflow.__file__).read_text()


def test_torch_loads_no_whole_model_by_default(pytorch):
    message = "Weights only load failed.*"
    with pytest.raises(pickle.UnpicklingError, match=message) as caught:
        kept(pytorch, pytorch.build())
    told = str(caught.value)
    assert "In PyTorch 2.6, we changed the default value of the `weights_only` argument" in told
    assert "GLOBAL torch.nn.modules.container.Sequential was not an allowed global by default" in told


def test_torch_load_refuses_before_the_pickle_runs_anything(pytorch):
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        kept(pytorch, Trap())
    assert RUNS == []
    pickle.loads(pickle.dumps(Trap()))  # plain pickle does run it
    assert RUNS == ["run"]


def test_the_state_dict_alone_is_loaded_and_gives_the_same_outputs(pytorch):
    torch = pytorch.torch
    torch.manual_seed(1)
    first, second, points = pytorch.build(), pytorch.build(), torch.rand(4, 2)
    assert not torch.equal(first(points), second(points))
    second.load_state_dict(kept(pytorch, first.state_dict()))
    assert torch.equal(first(points), second(points))


def test_keras_loads_no_lambda_and_says_why(tensorflow):
    keras = tensorflow.keras
    tensorflow.build(keras.layers.Lambda(lambda values: 3 * values)).save("model.keras")
    with pytest.raises(ValueError, match="This carries a potential risk of arbitrary code execution"):
        keras.models.load_model("model.keras")


def test_a_lambda_layer_stores_bytecode_and_another_layer_only_numbers(keras):
    layers = keras.layers
    stored = layers.Lambda(lambda values: 3 * values).get_config()["function"]
    assert stored["class_name"] == "__lambda__"
    code = marshal.loads(base64.b64decode(stored["config"]["code"]))
    assert code.co_varnames == ("values",)
    assert layers.Rescaling(3.0).get_config()["scale"] == 3.0


def test_keras_loads_a_layer_by_its_name(tensorflow):
    keras, tf = tensorflow.keras, tensorflow.tf
    assert tensorflow.rescaling.layers[0].scale == 2.0
    tensorflow.build(keras.layers.Rescaling(3.0)).save("model.keras")
    loaded = keras.models.load_model("model.keras")
    assert loaded(tf.constant([[1.0, -2.0]])).numpy().tolist() == [[3.0, -6.0]]


def test_keras_refuses_a_lambda_in_an_old_h5_file_and_a_saved_model_inside_a_keras_file(tensorflow):
    keras, model = tensorflow.keras, tensorflow.model
    assert np.array_equal(tensorflow.doubling(tensorflow.points), 2 * tensorflow.points)
    tensorflow.doubling.save("doubling.h5")
    with pytest.raises(ValueError, match="Requested the deserialization of a `Lambda` layer"):
        keras.models.load_model("doubling.h5")
    tensorflow.tf.saved_model.save(model, "exported")
    inputs = keras.Input(shape=(2,))
    layer = keras.layers.TFSMLayer("exported", call_endpoint="serving_default")
    keras.Model(inputs, layer(inputs)).save("outer.keras")
    with pytest.raises(ValueError, match="Requested the deserialization of a `TFSMLayer`"):
        keras.models.load_model("outer.keras")


# A file of torch.export


@pytest.fixture
def quiet_fallback():
    """Silence the warning of the fallback, which torch 2.15.0 cannot format."""
    logger = logging.getLogger("torch._export.serde.serialize")
    logger.disabled = True
    yield
    logger.disabled = False


def test_torch_export_load_runs_a_pickle_that_torch_load_refuses(pytorch, quiet_fallback):
    """It tries weights_only=True, and where that is refused reads the sample inputs without it."""
    torch = pytorch.torch
    program = torch.export.export(pytorch.model, (pytorch.points,))
    program._example_inputs = ((Trap(),), {})  # as in a file from somebody else
    torch.export.save(program, "trap.pt2")
    assert RUNS == []
    with zipfile.ZipFile("trap.pt2") as archive:
        sample_inputs = archive.read("trap/data/sample_inputs/model.pt")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(io.BytesIO(sample_inputs))
    assert RUNS == []
    torch.export.load("trap.pt2")
    assert RUNS == ["run"]


def test_torch_export_promises_nothing_to_another_version(torch):
    export = torch.export
    for function in (export.save, export.load):
        told = " ".join(function.__doc__.split())
        assert "Under active development, saved files may not be usable in newer versions of PyTorch" in told


def test_an_exported_program_of_ones_own_gives_the_same_outputs(pytorch):
    torch = pytorch.torch
    points = torch.linspace(-9, 9, pytorch.points.numel()).reshape(pytorch.points.shape)
    outputs = pytorch.program(points)
    assert torch.allclose(outputs, pytorch.model(points))
    assert not torch.allclose(outputs, outputs.flip(0)), "one answer for all points would prove nothing"


# A SavedModel


def test_a_saved_model_is_a_program_that_may_write_a_file_when_it_is_called(tensorflow):
    tf = tensorflow.tf
    tf.saved_model.save(tensorflow.Diary(), "exported")
    program = tf.saved_model.load("exported")
    assert not Path("diary.txt").exists()
    assert program(tensorflow.points).numpy().tolist() == (2 * tensorflow.points).numpy().tolist()
    assert Path("diary.txt").read_text() == "I was here."


def test_the_layer_for_a_saved_model_runs_its_program(tensorflow):
    keras, tf, diary = tensorflow.keras, tensorflow.tf, tensorflow.Diary()
    tf.saved_model.save(diary, "exported", signatures=diary.__call__.get_concrete_function())
    layer = keras.layers.TFSMLayer("exported", call_endpoint="serving_default")
    assert not Path("diary.txt").exists()
    layer(tensorflow.points)
    assert Path("diary.txt").read_text() == "I was here."


def test_a_folder_of_tensorflow_is_no_keras_model_and_serves_as_a_layer(tensorflow):
    keras, tf, model = tensorflow.keras, tensorflow.tf, tensorflow.model
    tf.saved_model.save(model, "exported")
    message = "File format not supported: filepath=exported. Keras 3 only supports V3 `.keras` files"
    with pytest.raises(ValueError, match=message):
        keras.models.load_model("exported")
    assert numbers(tensorflow.outputs) == pytest.approx(numbers(model(tensorflow.points)), rel=1e-5, abs=1e-6)


# NumPy in a file of PyTorch


def test_torch_refuses_numpy_scalars_and_arrays_and_takes_floats_and_tensors(pytorch):
    for value in (np.float64(0.25), np.zeros(2)):
        with pytest.raises(pickle.UnpicklingError, match=r"GLOBAL numpy._core.multiarray"):
            kept(pytorch, {"loss": value})
    loaded = kept(pytorch, {"loss": 0.25, "history": pytorch.torch.as_tensor(np.array([1.0, 0.5]))})
    assert loaded["loss"] == 0.25
    assert loaded["history"].tolist() == [1.0, 0.5]


# Nothing but numbers


def test_a_safetensors_file_has_no_place_for_an_object(pytorch):
    with pytest.raises(ValueError, match=r"is invalid, expected torch\.Tensor"):
        pytorch.save_file({"trap": Trap()}, "trap.safetensors")
    Path("trap.safetensors").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(SafetensorError, match="header too large"):
        pytorch.load_file("trap.safetensors")
    assert RUNS == []


def test_a_safetensors_file_is_a_text_and_the_numbers_behind_it(pytorch):
    pytorch.save_file({"weight": pytorch.torch.tensor([1.0, -2.0])}, "weight.safetensors")
    data = Path("weight.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert header == {"weight": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    assert np.frombuffer(data[8 + length :], dtype="<f4").tolist() == [1.0, -2.0]


def test_each_framework_reads_the_safetensors_file_of_the_other(pytorch, tensorflow, parity):
    """The kernels are turned over: PyTorch keeps (outputs, inputs), Keras (inputs, outputs)."""
    pytorch.torch.manual_seed(1)
    model, keras_model = pytorch.build(), tensorflow.perceptron()
    pytorch.save_file(model.state_dict(), "weights.safetensors")
    values = tensorflow.load_file("weights.safetensors")
    for layer, number in (("hidden", 0), ("out", 2)):
        tensorflow.named(keras_model)[f"{layer}.kernel"].assign(values[f"{number}.weight"].numpy().T)
        tensorflow.named(keras_model)[f"{layer}.bias"].assign(values[f"{number}.bias"])
    points = np.array([[1.0, 2.0], [-3.0, 4.0]], dtype=np.float32)
    with pytorch.torch.no_grad():
        ours = numbers(model[2](model[0](pytorch.torch.from_numpy(points))))  # Keras' layers here are linear
    theirs = numbers(keras_model(points))
    parity("outputs from one file", ours, theirs, section="read_back", rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("framework", ["pytorch", "tensorflow"])
def test_what_was_read_back_is_a_model_of_its_own_with_the_same_weights(request, framework):
    module = request.getfixturevalue(framework)
    assert module.fresh is not module.model
    read = [numbers(value) for value in weights_of(module.fresh)]
    saved = [numbers(value) for value in weights_of(module.model)]
    assert all(np.array_equal(a, b) for a, b in zip(read, saved, strict=True))
    assert all(value.any() for value in saved if value.ndim == 2)


def weights_of(model):
    return list(model.state_dict().values()) if hasattr(model, "state_dict") else model.weights


# What the snippets print, line by line

AGREE = "loaded, they agree: True"
COUNT = 2 * 3 + 3 + 3 * 1 + 1
# What torch.load says before and after it names what it refuses.
WHY_REFUSED = [
    "UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options,"
    " do those steps only if you trust the source of the checkpoint.",
    "(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from "
    "`False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but "
    "it can result in arbitrary code execution. Do it only if you got the file from a trusted source.",
    "(2) Alternatively, to load with `weights_only=True` please check the recommended steps in the following "
    "error message.",
]
WHERE_TO_READ = [
    "",
    "Check the documentation of torch.load to learn more about types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html.",
]
PYTORCH = {
    "refused_code": [
        *WHY_REFUSED,
        "WeightsUnpickler error: Unsupported global: GLOBAL torch.nn.modules.container.Sequential was not an "
        "allowed global by default. Please use "
        "`torch.serialization.add_safe_globals([torch.nn.modules.container.Sequential])` or the "
        "`torch.serialization.safe_globals([torch.nn.modules.container.Sequential])` context manager to allowlist"
        " this global if you trust this class/function.",
        *WHERE_TO_READ,
    ],
    "numbers_only": [AGREE],
    "numpy_value": [
        *WHY_REFUSED,
        "WeightsUnpickler error: Unsupported global: GLOBAL numpy._core.multiarray.scalar was not an allowed "
        "global by default. Please use `torch.serialization.add_safe_globals([numpy._core.multiarray.scalar])` or"
        " the `torch.serialization.safe_globals([numpy._core.multiarray.scalar])` context manager to allowlist "
        "this global if you trust this class/function.",
        *WHERE_TO_READ,
        "loss: 0.250",
    ],
    "safetensors": [f"numbers: {COUNT}", "0.bias: [3]", "0.weight: [3, 2]", "2.bias: [1]", "2.weight: [1, 3]"],
    "read_back": [AGREE],
    "program": ["a pickle: program/data/sample_inputs/model.pt", AGREE],
}
TENSORFLOW = {
    "refused_code": [
        "ValueError: Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda. This "
        "carries a potential risk of arbitrary code execution and thus it is disallowed by default. If you trust "
        "the source of the artifact, you can override this error by passing `safe_mode=False` to the loading "
        "function, or calling `keras.config.enable_unsafe_deserialization().",
    ],
    "numbers_only": [AGREE],
    "safetensors": [
        f"numbers: {COUNT}",
        "hidden.bias: [3]",
        "hidden.kernel: [2, 3]",
        "out.bias: [1]",
        "out.kernel: [3, 1]",
    ],
    "read_back": [AGREE],
    "program": [
        "loaded, file written: False",
        "called, file written: True",
        f"doubled: {[2 * 1.0, 2 * 2.0]}",
    ],
    "saved_model": [
        "ValueError: File format not supported: filepath=exported. Keras 3 only supports V3 `.keras` files, "
        "legacy H5 format files (`.h5` extension). Note that the legacy SavedModel format is not supported by "
        "`load_model()` in Keras 3. In order to reload a TensorFlow SavedModel as an inference-only layer in "
        "Keras 3, use `keras.layers.TFSMLayer(exported, call_endpoint='serving_default')` (note that your "
        "`call_endpoint` might have a different name).",
        AGREE,
    ],
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_files", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_files", "tensorflow")) == TENSORFLOW
