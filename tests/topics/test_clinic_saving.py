"""The entries on loading: what is refused, what loads nothing in silence, and what comes back whole."""

import io
import warnings
import zipfile

import numpy as np
import pytest

from tests.topics.again import kept, printed_lines
from tests.topics.arithmetic import numbers

# NumPy warns of how keras 3.15.1 saves; Python hides it by default.
pytestmark = [pytest.mark.usefixtures("in_an_empty_folder"), pytest.mark.filterwarnings("ignore:__array__ impl")]


def dense_model(tensorflow, classes=1):
    keras = tensorflow.keras
    hidden = keras.layers.Dense(3, name="hidden")
    return tensorflow.build(hidden, keras.layers.Dense(classes, name="readout"))


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


def test_map_location_names_the_device_and_without_it_each_tensor_returns_to_its_own(torch):
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


def test_a_compiled_model_saves_its_weights_under_other_names_and_one_compiled_in_place_does_not(pytorch):
    nn, torch = pytorch.nn, pytorch.torch
    state = pytorch.compiled.state_dict()
    assert list(state) == ["_orig_mod.weight", "_orig_mod.bias"]
    assert state["_orig_mod.weight"].data_ptr() == pytorch.readout.weight.data_ptr()  # the same tensors
    with pytest.raises(RuntimeError, match=r'Unexpected key\(s\) in state_dict: "_orig_mod.weight"'):
        nn.Linear(2, 1).load_state_dict(state)
    fresh = nn.Linear(2, 1)
    fresh.load_state_dict({name.removeprefix("_orig_mod."): values for name, values in state.items()})
    assert torch.equal(fresh.weight, pytorch.readout.weight)
    in_place = nn.Linear(2, 1)
    in_place.compile()
    assert list(in_place.state_dict()) == ["weight", "bias"]


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


@pytest.mark.parametrize("made_by", ["build", "a call"])
def test_a_subclass_loads_its_weights_after_a_call_and_nothing_after_build(tensorflow, made_by):
    tf, saved = tensorflow.tf, tensorflow.network
    saved.save_weights("network.weights.h5")
    fresh = tensorflow.Network()
    if made_by == "build":
        with pytest.warns(UserWarning, match="does not have a `build\\(\\)` method implemented"):
            fresh.build((None, 2))
        assert fresh.built and fresh.weights == []
    else:
        fresh(tensorflow.points)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # loading says nothing either way
        warnings.filterwarnings("ignore", "__array__ impl")
        fresh.load_weights("network.weights.h5")
    loaded = np.array_equal(fresh(tensorflow.points), saved(tensorflow.points))
    assert loaded == (made_by == "a call")
    assert len(fresh.weights) == len(saved.weights) == 4
    assert isinstance(fresh, tf.keras.Model)


def test_the_comparison_of_the_snippet_can_tell_two_models_apart(tensorflow):
    assert tensorflow.same(tensorflow.points, tensorflow.points)
    assert not tensorflow.same(tensorflow.points, tensorflow.points + 1e-6)
    assert tensorflow.same(tensorflow.called(tensorflow.points), tensorflow.network(tensorflow.points))
    assert not tensorflow.same(tensorflow.built(tensorflow.points), tensorflow.network(tensorflow.points))


# Older formats of Keras


def test_keras_calls_h5_a_legacy_format_and_cannot_read_the_name_of_its_own_loss(tensorflow, caplog):
    keras, model = tensorflow.keras, dense_model(tensorflow)
    caplog.set_level("WARNING", logger="absl")
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


# What the snippets print, line by line

AGREE = "loaded, they agree: True"
BEST = ["alias kept: False", "copy kept: True"]
PYTORCH = {
    "dictionary": ["AttributeError: 'collections.OrderedDict' object has no attribute 'eval'", AGREE],
    "map_location": ["loaded to: {'cpu'}"],
    "prefix": [
        "RuntimeError: Error(s) in loading state_dict for Sequential:",
        'Missing key(s) in state_dict: "0.weight", "0.bias", "2.weight", "2.bias".',
        'Unexpected key(s) in state_dict: "module.0.weight", "module.0.bias", "module.2.weight", "module.2.bias".',
        AGREE,
    ],
    "compiled": [
        "RuntimeError: Error(s) in loading state_dict for Linear:",
        'Missing key(s) in state_dict: "weight", "bias".',
        'Unexpected key(s) in state_dict: "_orig_mod.weight", "_orig_mod.bias".',
        "the model itself: ['weight', 'bias']",
        "compiled in place: ['weight', 'bias']",
    ],
    "size_mismatch": [
        "RuntimeError: Error(s) in loading state_dict for Sequential:",
        "size mismatch for 2.weight: copying a param with shape torch.Size([1, 3]) from checkpoint, "
        "the shape in current model is torch.Size([5, 3]).",
        "size mismatch for 2.bias: copying a param with shape torch.Size([1]) from checkpoint, "
        "the shape in current model is torch.Size([5]).",
        "still as drawn: ['2.weight', '2.bias']",
    ],
    "best_weights": BEST,
}
TENSORFLOW = {
    "extension": [
        "ValueError: Invalid filepath extension for saving. Please add either a `.keras` extension for the native "
        "Keras format (recommended) or a `.h5` extension. Use `model.export(filepath)` if you want to export a "
        "SavedModel for use with TFLite/TFServing/etc. Received: filepath=classifier.",
        "ValueError: The filename must end in `.weights.h5`. Received: filepath=classifier",
        AGREE,
    ],
    "unbuilt": [
        "ValueError: You are loading weights into a model that has not yet been built. Try building the model first by "
        "calling it on some data or by using `build()`.",
        AGREE,
    ],
    "subclass": ["built: False", "called: True"],
    "size_mismatch": [
        "ValueError: A total of 1 objects could not be loaded. Example error message for object "
        "<Dense name=readout, built=True>:",
        "",
        "The shape of the target variable and the shape of the target value in `variable.assign(value)` must "
        "match. variable.shape=(3, 5), Received: value.shape=(3, 1). Target variable: <Variable "
        "path=sequential_2/readout/kernel, shape=(3, 5), dtype=float32, value=[[0. 0. 0. 0. 0.]",
        "[0. 0. 0. 0. 0.]",
        "[0. 0. 0. 0. 0.]]>",
        "",
        "List of objects that could not be loaded:",
        "[<Dense name=readout, built=True>]",
        "the hidden layers agree: True",
    ],
    "custom_class": [
        "TypeError: <class 'keras.src.models.functional.Functional'> could not be deserialized properly. Please "
        "ensure that components that are Python object instances (layers, models, etc.) returned by "
        "`get_config()` are explicitly deserialized in the model's `from_config()` method.",
        "",
        "config={'module': 'keras.src.models.functional', 'class_name': 'Functional', 'config': {}, "
        "'registered_name': 'Functional', 'build_config': {'input_shape': None}, 'compile_config': {}}.",
        "",
        "Exception encountered: Could not locate class 'Doubling'. Make sure custom classes and functions are "
        "decorated with `@keras.saving.register_keras_serializable()`. If they are already decorated, make sure "
        "they are all imported so that the decorator is run before trying to load them.",
        f"doubled: {[2 * 1.0, 2 * 2.0]}",
    ],
    "legacy_format": [
        "ValueError: Could not deserialize 'keras.metrics.mse' because it is not a KerasSaveable subclass",
        AGREE,
    ],
    "unknown_layer": [
        "ValueError: Unknown layer: 'Doubling'. Please ensure you are using a `keras.utils.custom_object_scope` "
        "and that this object is included in the scope. See "
        "https://www.tensorflow.org/guide/keras/save_and_serialize#registering_the_custom_object for details.",
        f"doubled: {[2 * 1.0, 2 * 2.0]}",
    ],
    "best_weights": BEST,
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_saving", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_saving", "tensorflow")) == TENSORFLOW
