"""The entries on saving: what is refused when it is saved or loaded, and what comes back whole."""

import base64
import io
import json
import marshal
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

# NumPy warns of how keras 3.15.1 saves; Python hides it by default.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def numbers(values):
    """The values as a NumPy array, whichever framework holds them."""
    return np.asarray(values.detach().cpu().numpy() if hasattr(values, "detach") else values)


def kept(pytorch, content):
    """What torch.load makes of a file with this content."""
    file = io.BytesIO()
    pytorch.torch.save(content, file)
    file.seek(0)
    return pytorch.torch.load(file)


def dense_model(tensorflow, classes=1):
    keras = tensorflow.keras
    hidden = keras.layers.Dense(3, name="hidden")
    return tensorflow.build(hidden, keras.layers.Dense(classes, name="readout"))


# Files that would run code


RUNS = []


def take_note():
    RUNS.append("run")


class Trap:
    """An object whose pickle calls a function when it is read."""

    def __reduce__(self):
        return (take_note, ())


def test_a_safetensors_file_has_no_place_for_an_object(pytorch):
    with pytest.raises(ValueError, match=r"is invalid, expected torch\.Tensor"):
        pytorch.save_file({"trap": Trap()}, "trap.safetensors")
    Path("trap.safetensors").write_bytes(pickle.dumps(Trap()))
    RUNS.clear()
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


def test_each_voice_reads_the_safetensors_file_of_the_other(pytorch, tensorflow, parity):
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


def test_both_defaults_are_the_safe_ones(pytorch, tensorflow):
    """What the page writes out is what a call does without it."""
    pytorch.torch.save(Trap(), "trap.pt")
    RUNS.clear()
    for options in ({}, {"weights_only": True}):
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            pytorch.torch.load("trap.pt", **options)
    keras = tensorflow.keras
    tensorflow.build(keras.layers.Lambda(lambda values: values)).save("trap.keras")
    for options in ({}, {"safe_mode": True}):
        with pytest.raises(ValueError, match="Requested the deserialization of a `Lambda` layer"):
            keras.models.load_model("trap.keras", **options)
    assert RUNS == []


def test_torch_loads_no_whole_model_by_default(pytorch):
    message = "Weights only load failed.*"
    with pytest.raises(pickle.UnpicklingError, match=message) as caught:
        kept(pytorch, pytorch.build())
    told = str(caught.value)
    assert "In PyTorch 2.6, we changed the default value of the `weights_only` argument" in told
    assert "GLOBAL torch.nn.modules.container.Sequential was not an allowed global by default" in told


def test_torch_load_refuses_before_the_pickle_runs_anything(pytorch):
    RUNS.clear()
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


def test_a_lambda_layer_stores_bytecode_and_another_layer_only_numbers(tensorflow):
    layers = tensorflow.keras.layers
    stored = layers.Lambda(lambda values: 3 * values).get_config()["function"]
    assert stored["class_name"] == "__lambda__"
    code = marshal.loads(base64.b64decode(stored["config"]["code"]))
    assert code.co_varnames == ("values",)
    assert layers.Rescaling(3.0).get_config()["scale"] == 3.0


def test_keras_loads_a_layer_by_its_name(tensorflow):
    keras, tf = tensorflow.keras, tensorflow.tf
    tensorflow.build(keras.layers.Rescaling(3.0)).save("model.keras")
    loaded = keras.models.load_model("model.keras")
    assert loaded(tf.constant([[1.0, -2.0]])).numpy().tolist() == [[3.0, -6.0]]


# NumPy in a file of PyTorch


def test_torch_refuses_numpy_scalars_and_arrays_and_takes_floats_and_tensors(pytorch):
    for value in (np.float64(0.25), np.zeros(2)):
        with pytest.raises(pickle.UnpicklingError, match=r"GLOBAL numpy._core.multiarray"):
            kept(pytorch, {"loss": value})
    loaded = kept(pytorch, {"loss": 0.25, "history": pytorch.torch.as_tensor(np.array([1.0, 0.5]))})
    assert loaded["loss"] == 0.25
    assert loaded["history"].tolist() == [1.0, 0.5]


# A dictionary taken for a model


def test_a_loaded_state_dict_is_a_dictionary_and_no_model(pytorch):
    state = kept(pytorch, pytorch.build().state_dict())
    with pytest.raises(AttributeError, match=r"'collections.OrderedDict' object has no attribute 'eval'"):
        state.eval()
    with pytest.raises(TypeError, match=r"'collections.OrderedDict' object is not callable"):
        state(pytorch.points)


# A file from a GPU


def saved_on_a_gpu(pytorch, values):
    """A file of {"values": values} whose numbers claim to come from the first GPU."""
    plain, moved = io.BytesIO(), io.BytesIO()
    pytorch.torch.save({"values": values.cpu()}, plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(moved, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("/data.pkl"):
                assert content.count(b"\x03\x00\x00\x00cpu") == 1
                content = content.replace(b"\x03\x00\x00\x00cpu", b"\x06\x00\x00\x00cuda:0")
            target.writestr(name, content)
    moved.seek(0)
    return moved


def test_without_a_gpu_a_file_from_one_is_loaded_by_map_location_alone(pytorch, monkeypatch):
    torch = pytorch.torch
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    values = torch.tensor([1.0, -2.0])
    message = "Attempting to deserialize object on a CUDA device but torch.cuda.is_available\\(\\) is False"
    with pytest.raises(RuntimeError, match=message):
        torch.load(saved_on_a_gpu(pytorch, values))
    loaded = torch.load(saved_on_a_gpu(pytorch, values), map_location="cpu")["values"]
    assert loaded.device.type == "cpu"
    assert loaded.tolist() == [1.0, -2.0]


def test_map_location_names_the_device_and_without_it_each_tensor_returns_to_its_own(pytorch):
    torch = pytorch.torch
    torch.save(torch.ones(2, device="cpu"), "ones.pt")
    assert torch.load("ones.pt").device.type == "cpu"
    assert torch.load("ones.pt", map_location="meta").device.type == "meta"


# A prefix before every name


def test_a_wrapped_model_saves_its_weights_under_other_names(pytorch):
    nn, torch = pytorch.nn, pytorch.torch
    model = pytorch.build()
    state = nn.DataParallel(model).state_dict()
    message = r'Missing key\(s\) in state_dict: "0.weight".*\n.*Unexpected key\(s\) in state_dict: "module.0'
    with pytest.raises(RuntimeError, match=message):
        pytorch.build().load_state_dict(state)
    assert list(nn.DataParallel(model).module.state_dict()) == list(model.state_dict())
    fresh = pytorch.build()
    fresh.load_state_dict({name.removeprefix("module."): values for name, values in state.items()})
    assert torch.equal(fresh(pytorch.points), model(pytorch.points))


def test_with_strict_off_a_wrapped_state_loads_nothing_and_raises_nothing(pytorch):
    torch = pytorch.torch
    state, fresh = pytorch.nn.DataParallel(pytorch.build()).state_dict(), pytorch.build()
    before = fresh[0].weight.clone()
    told = fresh.load_state_dict(state, strict=False)
    assert torch.equal(fresh[0].weight, before)
    assert len(told.missing_keys) == len(told.unexpected_keys) == 4


# Another size


def test_neither_framework_loads_a_weight_of_another_size(pytorch, tensorflow):
    message = r"size mismatch for 2.weight: copying a param with shape torch.Size\(\[1, 3\]\)"
    for strict in (True, False):
        with pytest.raises(RuntimeError, match=message):
            pytorch.build(classes=5).load_state_dict(pytorch.build().state_dict(), strict=strict)
    dense_model(tensorflow).save_weights("one.weights.h5")
    with pytest.raises(ValueError, match="A total of 1 objects could not be loaded") as caught:
        dense_model(tensorflow, classes=5).load_weights("one.weights.h5")
    assert "variable.shape=(3, 5), Received: value.shape=(3, 1)" in str(caught.value)


def test_what_fits_is_loaded_and_the_rest_stays_as_drawn(pytorch, tensorflow):
    torch = pytorch.torch
    old, wider = pytorch.build(), pytorch.build(classes=5)
    drawn, own = wider[2].weight.clone(), wider.state_dict()
    fitting = {n: v for n, v in old.state_dict().items() if v.shape == own[n].shape}
    left = wider.load_state_dict(fitting, strict=False)
    assert torch.equal(wider[0].weight, old[0].weight)
    assert torch.equal(wider[2].weight, drawn)
    assert left.missing_keys == ["2.weight", "2.bias"]

    old, wider = dense_model(tensorflow), dense_model(tensorflow, classes=5)
    old.save_weights("one.weights.h5")
    drawn = numbers(wider.layers[1].kernel)
    with pytest.warns(UserWarning, match="A total of 1 objects could not be loaded"):
        wider.load_weights("one.weights.h5", skip_mismatch=True)
    assert np.array_equal(wider.layers[0].kernel, old.layers[0].kernel)
    assert np.array_equal(wider.layers[1].kernel, drawn)


# Names of files in Keras


def test_keras_asks_for_an_extension(tensorflow):
    model = dense_model(tensorflow)
    with pytest.raises(ValueError, match="Invalid filepath extension for saving"):
        model.save("classifier")
    for name in ("classifier", "classifier.h5", "classifier.ckpt"):
        with pytest.raises(ValueError, match=r"The filename must end in `.weights.h5`"):
            model.save_weights(name)


def test_a_keras_file_brings_back_weights_and_layers(tensorflow):
    model = dense_model(tensorflow)
    model.save("classifier.keras")
    loaded = tensorflow.keras.models.load_model("classifier.keras")
    assert [layer.name for layer in loaded.layers] == ["hidden", "readout"]
    assert np.array_equal(loaded(tensorflow.points), model(tensorflow.points))


def test_weights_need_a_model_that_knows_its_input(tensorflow):
    keras, model = tensorflow.keras, dense_model(tensorflow)
    model.save_weights("classifier.weights.h5")
    fresh = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match="You are loading weights into a model that has not yet been built"):
        fresh.load_weights("classifier.weights.h5")
    fresh.build((None, 2))
    fresh.load_weights("classifier.weights.h5")
    assert np.array_equal(fresh(tensorflow.points), model(tensorflow.points))


# Older formats of Keras


def test_keras_calls_h5_a_legacy_format_and_cannot_read_the_name_of_its_own_loss(tensorflow, caplog):
    keras, model = tensorflow.keras, dense_model(tensorflow)
    model.compile("sgd", loss="mse")
    model.save("classifier.h5")
    assert "This file format is considered legacy" in caplog.text
    with pytest.raises(ValueError, match=r"Could not deserialize 'keras.metrics.mse' because it is not a"):
        keras.models.load_model("classifier.h5")
    loaded = keras.models.load_model("classifier.h5", compile=False)
    assert np.array_equal(loaded(tensorflow.points), model(tensorflow.points))
    assert not loaded.compiled


def test_with_the_loss_as_an_object_the_h5_file_is_read(tensorflow):
    keras, model = tensorflow.keras, dense_model(tensorflow)
    model.compile("sgd", loss=keras.losses.MeanSquaredError())
    model.save("classifier.h5")
    loaded = keras.models.load_model("classifier.h5")
    assert np.array_equal(loaded(tensorflow.points), model(tensorflow.points))


def test_an_h5_file_calls_a_missing_class_an_unknown_layer(tensorflow):
    keras = tensorflow.keras
    tensorflow.build(tensorflow.Doubling()).save("doubling.h5")
    with pytest.raises(ValueError, match="Unknown layer: 'Doubling'"):
        keras.models.load_model("doubling.h5", compile=False)
    loaded = keras.models.load_model("doubling.h5", {"Doubling": tensorflow.Doubling}, compile=False)
    assert loaded(tensorflow.points).numpy().tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_a_folder_of_tensorflow_is_no_keras_model_and_serves_as_a_layer(tensorflow):
    keras, tf, model = tensorflow.keras, tensorflow.tf, dense_model(tensorflow)
    tf.saved_model.save(model, "exported")
    message = "File format not supported: filepath=exported. Keras 3 only supports V3 `.keras` files"
    with pytest.raises(ValueError, match=message):
        keras.models.load_model("exported")
    layer = keras.layers.TFSMLayer("exported", call_endpoint="serving_default")
    (outputs,) = layer(tensorflow.points).values()
    assert numbers(outputs) == pytest.approx(numbers(model(tensorflow.points)), rel=1e-5, abs=1e-6)


# A class of one's own


def test_keras_does_not_find_a_class_that_was_neither_registered_nor_given(tensorflow):
    keras = tensorflow.keras
    tensorflow.build(tensorflow.Doubling()).save("doubling.keras")
    with pytest.raises(TypeError, match="could not be deserialized properly") as caught:
        keras.models.load_model("doubling.keras")
    assert "Could not locate class 'Doubling'" in str(caught.value)
    loaded = keras.models.load_model("doubling.keras", {"Doubling": tensorflow.Doubling})
    assert loaded(tensorflow.tf.constant([[1.0, -2.0]])).numpy().tolist() == [[2.0, -4.0]]


def test_a_registered_class_is_found_by_its_name(tensorflow):
    keras = tensorflow.keras

    @keras.saving.register_keras_serializable("clinic")
    class Tripling(keras.layers.Layer):
        def call(self, values):
            return 3 * values

    tensorflow.build(Tripling()).save("tripling.keras")
    loaded = keras.models.load_model("tripling.keras")
    assert loaded(tensorflow.tf.constant([[1.0, -2.0]])).numpy().tolist() == [[3.0, -6.0]]


# The best weights so far


def test_a_state_dict_follows_the_training_and_a_copy_does_not(pytorch):
    torch = pytorch.torch
    model = pytorch.nn.Linear(1, 1, bias=False)
    alias, copied = model.state_dict(), pytorch.copy.deepcopy(model.state_dict())
    with torch.no_grad():
        model.weight += 1.0
    assert alias["weight"].data_ptr() == model.weight.data_ptr()
    assert float(alias["weight"] - copied["weight"]) == pytest.approx(1.0)


def test_the_weights_of_keras_follow_the_training_and_get_weights_copies(tensorflow):
    model = dense_model(tensorflow)
    alias, copied = model.weights, model.get_weights()
    model.layers[0].kernel.assign_add(np.ones((2, 3)))
    assert numbers(alias[0]) - copied[0] == pytest.approx(np.ones((2, 3)))
    model.set_weights(copied)
    assert np.array_equal(numbers(alias[0]), copied[0])


# What the snippets print

SAME = "loaded, they agree: True"
IN_TORCH = [
    ("numbers_only", SAME),
    ("numpy_value", "loss: 0.250"),
    ("dictionary", "training: False"),
    ("prefix", SAME),
    ("size_mismatch", "still as drawn: ['2.weight', '2.bias']"),
    ("best_weights", "alias kept: False"),
    ("best_weights", "copy kept: True"),
]
IN_TENSORFLOW = [
    ("numbers_only", SAME),
    ("custom_class", f"doubled: {[2 * 1.0, 2 * 2.0]}"),
    ("extension", SAME),
    ("unbuilt", SAME),
    ("size_mismatch", "the hidden layers agree: True"),
    ("legacy_format", SAME),
    ("saved_model", SAME),
    ("best_weights", "alias kept: False"),
    ("best_weights", "copy kept: True"),
]


@pytest.mark.parametrize(("section", "line"), IN_TORCH)
def test_the_lines_in_torch_bring_back_what_was_saved(pytorch, run_of, section, line):
    assert line in run_of("clinic_saving", "pytorch").outputs[section].splitlines()


@pytest.mark.parametrize(("section", "line"), IN_TENSORFLOW)
def test_the_lines_in_tensorflow_bring_back_what_was_saved(tensorflow, run_of, section, line):
    assert line in run_of("clinic_saving", "tensorflow").outputs[section].splitlines()
