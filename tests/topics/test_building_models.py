"""The 784-128-10 classifier: what its builds share, and where the two frameworks differ."""

import re
import warnings

import numpy as np
import pytest

from tests.topics.arithmetic import cross_entropy, flat, numbers, softmax

HAND_COUNT = 784 * 128 + 128 + 128 * 10 + 10
PIXELS = np.random.default_rng(1).random((64, 784), dtype=np.float32)
LABELS = np.arange(64) % 10


def forward_by_hand(pixels, kernel, bias, readout_kernel, readout_bias):
    """Map (B, 784) to (B, 10); kernels are (in, out)."""
    return np.maximum(pixels @ kernel + bias, 0) @ readout_kernel + readout_bias


def torch_weights(model):
    """Return a torch model's four arrays with kernels as (in, out)."""
    return [numbers(p).T if p.ndim == 2 else numbers(p) for p in model.parameters()]


def twins(pytorch, tensorflow):
    """Return a fresh pair of subclasses; the Keras one holds the torch one's weights."""
    ours, theirs = pytorch.Classifier(), tensorflow.Classifier()
    theirs(PIXELS)
    theirs.set_weights(torch_weights(ours))
    return ours, theirs


def torch_loss(pytorch, model):
    torch = pytorch.torch
    logits = model(torch.tensor(PIXELS))
    return torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))


def keras_loss(tensorflow, model):
    keras = tensorflow.keras
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(LABELS, model(PIXELS))


def keras_gradients(tensorflow, model):
    with tensorflow.tf.GradientTape() as tape:
        loss = keras_loss(tensorflow, model)
    return tape.gradient(loss, model.trainable_variables)


# The builds


def test_the_torch_program_starts_from_seed_0(pytorch, by_label):
    pytorch.torch.manual_seed(0)
    assert pytorch.torch.equal(pytorch.torch.rand(64, 784), pytorch.pixels)
    again = pytorch.Classifier()
    for shown, drawn in zip(pytorch.model.parameters(), again.parameters(), strict=True):
        assert pytorch.torch.equal(shown, drawn)
    first = again(pytorch.pixels)[0, 0]
    assert by_label(pytorch, "subclass") == {"logits": "(64, 10)", "first logit": f"{first:.3f}"}
    assert by_label(pytorch, "sequential") == {"modules": "3", "logits": "(64, 10)"}


def test_the_keras_program_starts_from_seed_0(tensorflow, by_label):
    keras = tensorflow.keras
    keras.utils.set_random_seed(0)
    np.testing.assert_array_equal(keras.random.uniform((64, 784)), tensorflow.pixels)
    again = tensorflow.Classifier()
    first = again(tensorflow.pixels)[0, 0]
    for shown, drawn in zip(tensorflow.model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(shown, drawn)
    assert by_label(tensorflow, "subclass") == {"logits": "(64, 10)", "first logit": f"{first:.3f}"}
    assert by_label(tensorflow, "sequential") == {"layers": "2", "logits": "(64, 10)"}


def test_the_torch_subclass_computes_the_two_equations(pytorch):
    by_hand = forward_by_hand(numbers(pytorch.pixels), *torch_weights(pytorch.model))
    assert by_hand.shape == (64, 10)
    np.testing.assert_allclose(numbers(pytorch.logits), by_hand, rtol=1e-5, atol=1e-6)


def test_the_keras_subclass_computes_the_two_equations(tensorflow):
    by_hand = forward_by_hand(numbers(tensorflow.pixels), *tensorflow.model.get_weights())
    assert by_hand.shape == (64, 10)
    np.testing.assert_allclose(numbers(tensorflow.logits), by_hand, rtol=1e-5, atol=1e-6)


def test_torch_sequential_with_the_same_weights_gives_the_same_logits(pytorch):
    model = pytorch.torch.nn.Sequential(*pytorch.sequential)
    by_hand = forward_by_hand(numbers(pytorch.pixels), *torch_weights(model))
    logits = numbers(model(pytorch.pixels))
    np.testing.assert_allclose(logits, by_hand, rtol=1e-5, atol=1e-6)


def test_torch_sequential_is_sliced_into_a_model_that_shares_its_layers(pytorch):
    features = pytorch.sequential[:2]
    assert features[0] is pytorch.sequential[0]
    hidden = numbers(features(pytorch.pixels))
    kernel, bias, *_ = torch_weights(pytorch.sequential)
    by_hand = np.maximum(numbers(pytorch.pixels) @ kernel + bias, 0)
    np.testing.assert_allclose(hidden, by_hand, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("build", ["model", "sequential", "functional"])
def test_each_keras_build_computes_the_two_equations(tensorflow, build):
    model = getattr(tensorflow, build)
    by_hand = forward_by_hand(PIXELS, *model.get_weights())
    np.testing.assert_allclose(numbers(model(PIXELS)), by_hand, rtol=1e-5, atol=1e-6)


def test_keras_functional_ends_a_second_model_at_the_hidden_layer_it_shares(tensorflow):
    kernel, bias, *_ = tensorflow.functional.get_weights()
    assert tensorflow.features.layers[1] is tensorflow.functional.layers[1]
    by_hand = np.maximum(PIXELS @ kernel + bias, 0)
    hidden = numbers(tensorflow.features(PIXELS))
    np.testing.assert_allclose(hidden, by_hand, rtol=1e-5, atol=1e-6)
    assert tensorflow.features.count_params() == 784 * 128 + 128


def test_the_section_graph_prints_the_same_of_both_feature_models(pytorch, tensorflow, by_label):
    size = 784 * 128 + 128
    lines = {"features": "(64, 128)", "shares its weights": "True", "weights of the features": str(size)}
    assert by_label(pytorch, "graph") == by_label(tensorflow, "graph") == lines
    assert sum(p.numel() for p in pytorch.features.parameters()) == tensorflow.features.count_params() == size


def test_torch_fx_cuts_a_feature_model_that_follows_the_weights_of_the_whole(pytorch):
    graph = pytorch.fx.symbolic_trace(pytorch.model).graph
    assert [node.name for node in graph.nodes] == ["pixels", "hidden", "relu", "readout", "output"]
    assert pytorch.features.hidden.weight is pytorch.model.hidden.weight
    weight, bias = numbers(pytorch.model.hidden.weight), numbers(pytorch.model.hidden.bias)
    by_hand = np.maximum(numbers(pytorch.pixels) @ weight.T + bias, 0)
    np.testing.assert_allclose(numbers(pytorch.features(pytorch.pixels)), by_hand, rtol=1e-5, atol=1e-6)


def test_torch_fx_cannot_trace_a_decision_on_a_value(pytorch):
    nn, fx = pytorch.nn, pytorch.fx

    class Decides(nn.Module):
        def forward(self, values):
            return values if values.sum() > 0 else -values

    with pytest.raises(fx.proxy.TraceError, match="control flow"):
        fx.symbolic_trace(Decides())


def test_torch_notices_layers_that_do_not_fit_when_called(pytorch):
    nn = pytorch.torch.nn
    misfit = nn.Sequential(nn.Linear(784, 128), nn.Linear(64, 10))
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        misfit(pytorch.pixels)


def test_on_the_meta_device_torch_notices_them_without_data_or_weights(pytorch, by_label):
    with pytorch.torch.device("meta"):
        fitting = pytorch.Classifier()
        assert fitting(pytorch.torch.empty(64, 784)).shape == (64, 10)
    assert fitting.hidden.weight.is_meta  # a shape, and no numbers
    (line,) = by_label(pytorch, "wrong_widths").items()
    assert line[0] == "RuntimeError"
    assert {"1", "128", "64", "10"} <= set(re.findall(r"\d+", line[1]))  # both shapes are named


def test_keras_functional_notices_layers_that_do_not_fit_while_wiring(tensorflow, by_label):
    keras = tensorflow.keras
    with pytest.raises(ValueError, match="incompatible shapes") as refused:
        keras.layers.Add()([keras.Input(shape=(3,)), keras.Input(shape=(4,))])
    lines = {"ValueError": str(refused.value), "widths 3 and 1": "(None, 3)"}
    assert by_label(tensorflow, "wrong_widths") == lines


def test_widths_3_and_1_are_added_in_silence_by_both(torch, keras, recwarn):
    one, three = keras.Input(shape=(1,)), keras.Input(shape=(3,))
    model = keras.Model([three, one], keras.layers.Add()([three, one]))
    wide, narrow = np.array([[1.0, 2.0, 3.0]], "float32"), np.array([[10.0]], "float32")
    np.testing.assert_array_equal(model([wide, narrow]), [[11, 12, 13]])
    summed = torch.tensor(wide) + torch.tensor(narrow)
    assert summed.tolist() == [[11, 12, 13]]
    assert not recwarn.list


def test_keras_functional_refuses_an_input_of_another_width(tensorflow):
    with pytest.raises(ValueError, match=r"expected shape=\(None, 784\), found shape=\(64, 700\)"):
        tensorflow.functional(PIXELS[:, :700])


def test_a_keras_model_refuses_a_layer_called_output(keras):

    class Clash(keras.Model):
        def __init__(self):
            super().__init__()
            self.output = keras.layers.Dense(10)

    with pytest.raises(AttributeError, match="output"):
        Clash()


# Parity on equal weights and inputs


def test_equal_weights_give_equal_logits(pytorch, tensorflow, parity):
    ours, theirs = twins(pytorch, tensorflow)
    logits = ours(pytorch.torch.tensor(PIXELS))
    parity("logits", logits, theirs(PIXELS), section="subclass", rtol=1e-5, atol=1e-6)


def test_equal_weights_give_equal_logits_through_sequential(pytorch, tensorflow, parity):
    theirs = tensorflow.keras.models.clone_model(tensorflow.sequential)
    theirs.set_weights(torch_weights(pytorch.sequential))
    logits = pytorch.sequential(pytorch.torch.tensor(PIXELS))
    parity("logits of Sequential", logits, theirs(PIXELS), section="sequential", rtol=1e-5, atol=1e-6)


def test_equal_weights_give_equal_gradients(pytorch, tensorflow, parity):
    ours, theirs = twins(pytorch, tensorflow)
    torch_loss(pytorch, ours).backward()
    gradients = [p.grad.T if p.ndim == 2 else p.grad for p in ours.parameters()]
    expected = keras_gradients(tensorflow, theirs)
    assert min(np.abs(numbers(gradient)).max() for gradient in gradients) > 1e-3
    parity("gradients", flat(gradients), flat(expected), section="parameters", rtol=1e-5, atol=1e-7)


def test_five_steps_of_gradient_descent_end_at_equal_weights(pytorch, tensorflow, parity):
    ours, theirs = twins(pytorch, tensorflow)
    start = torch_weights(ours)[0].copy()
    sgd = pytorch.torch.optim.SGD(ours.parameters(), lr=0.1)
    keras_sgd = tensorflow.keras.optimizers.SGD(0.1)
    losses = []
    for _ in range(5):
        loss = torch_loss(pytorch, ours)
        losses.append(loss.item())
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        gradients = keras_gradients(tensorflow, theirs)
        keras_sgd.apply(gradients, theirs.trainable_variables)
    assert losses[-1] < losses[0]
    assert np.abs(torch_weights(ours)[0] - start).max() > 1e-3
    after, expected = flat(torch_weights(ours)), flat(theirs.get_weights())
    name = "weights after five steps"
    parity(name, after, expected, section="parameters", rtol=1e-5, atol=1e-7)


# Parameters


def test_every_torch_build_has_101770_parameters(pytorch):
    assert HAND_COUNT == pytorch.by_hand == 101_770
    assert sum(p.numel() for p in pytorch.sequential.parameters()) == HAND_COUNT


def test_every_keras_build_has_101770_parameters(tensorflow):
    assert HAND_COUNT == tensorflow.by_hand == tensorflow.counted == 101_770
    assert tensorflow.sequential.count_params() == HAND_COUNT
    assert tensorflow.functional.count_params() == HAND_COUNT


def test_the_section_parameters_prints_each_shape_under_its_name(pytorch, tensorflow, by_label):
    counts = {"by hand": str(HAND_COUNT), "counted": str(HAND_COUNT)}
    ours = {"hidden.weight": (128, 784), "hidden.bias": (128,), "readout.weight": (10, 128), "readout.bias": (10,)}
    theirs = {"hidden.kernel": (784, 128), "hidden.bias": (128,), "readout.kernel": (128, 10), "readout.bias": (10,)}
    for module, shapes in ((pytorch, ours), (tensorflow, theirs)):
        assert by_label(module, "parameters") == {
            **{name: str(shape) for name, shape in shapes.items()},
            **counts,
        }


def test_a_keras_kernel_is_the_transpose_of_a_torch_weight(pytorch, tensorflow):
    weight, kernel = pytorch.model.hidden.weight, tensorflow.model.hidden.kernel
    assert tuple(weight.shape) == (128, 784)
    assert tuple(kernel.shape) == tuple(weight.T.shape)


# When weights come into existence


def test_the_section_creation_prints_what_each_layer_holds(pytorch, tensorflow, by_label):
    assert by_label(pytorch, "creation") == {
        "Linear, constructed": "(128, 784)",
        "LazyLinear, constructed": "unknown=True",
        "LazyLinear, called": "(128, 784)",
        "its class now": "Linear",
    }
    assert pytorch.linear.weight.shape == (128, 784)
    assert by_label(tensorflow, "creation") == {
        "Dense, constructed": "0 weights",
        "Dense, called": "(784, 128)",
        "subclass, constructed": "0 weights",
        "subclass, called": "4 weights",
    }
    assert len(tensorflow.fresh.weights) == 4


def test_a_torch_linear_has_its_weights_when_constructed(torch):
    linear = torch.nn.Linear(784, 128)
    assert float(linear.weight.detach().abs().max()) > 0.03


def test_a_lazy_linear_gets_its_weights_at_the_first_call_and_becomes_a_linear(pytorch):
    nn = pytorch.torch.nn
    lazy = nn.LazyLinear(128)
    with pytest.raises(RuntimeError, match="Can't access the shape of an uninitialized parameter"):
        print(lazy.weight.shape)
    with pytest.raises(ValueError, match="uninitialized parameter"):
        lazy.weight.numel()
    lazy(pytorch.pixels)
    assert type(lazy) is nn.Linear
    assert tuple(lazy.weight.shape) == tuple(pytorch.lazy.weight.shape) == (128, 784)


def test_a_keras_layer_has_no_weights_before_its_first_call(keras):
    dense = keras.layers.Dense(128)
    assert dense.weights == []
    dense(PIXELS)
    assert [tuple(weight.shape) for weight in dense.weights] == [(784, 128), (128,)]


def test_a_keras_subclass_cannot_be_counted_before_its_first_call(tensorflow):
    model = tensorflow.Classifier()
    with pytest.raises(ValueError, match="the layer isn't built"):
        model.count_params()
    with pytest.raises(ValueError, match="You called `set_weights"):
        model.set_weights(tensorflow.model.get_weights())
    model(PIXELS)
    assert model.count_params() == HAND_COUNT


def test_keras_sequential_without_an_input_waits_for_its_first_call(keras):
    model = keras.Sequential([keras.layers.Dense(128), keras.layers.Dense(10)])
    assert model.weights == []
    model(PIXELS)
    assert model.count_params() == HAND_COUNT


def test_keras_sequential_with_an_input_has_its_weights_at_once(keras):
    model = keras.Sequential([keras.Input(shape=(784,)), keras.layers.Dense(128)])
    assert model.count_params() == 784 * 128 + 128


def test_build_on_a_keras_subclass_warns_and_creates_no_weights(tensorflow):
    model = tensorflow.Classifier()
    with pytest.warns(UserWarning, match="does not have a `build\\(\\)` method implemented"):
        model.build((None, 784))
    assert model.built
    assert model.weights == []


def saved_weights(tensorflow, path):
    """Save a called model's weights; return the file and the model's logits."""
    model = tensorflow.Classifier()
    logits = numbers(model(PIXELS))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ impl")  # NumPy warns of how Keras saves
        model.save_weights(path)
    return path, logits


def test_weights_loaded_into_a_subclass_that_was_only_built_are_lost_in_silence(tensorflow, tmp_path):
    path, logits = saved_weights(tensorflow, tmp_path / "a.weights.h5")
    built = tensorflow.Classifier()
    with pytest.warns(UserWarning, match="does not have a `build\\(\\)` method implemented"):
        built.build((None, 784))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        built.load_weights(path)  # accepted without a message
    assert built.weights == []
    assert np.abs(numbers(built(PIXELS)) - logits).max() > 0.1


def test_weights_loaded_into_a_subclass_that_was_called_are_there(tensorflow, tmp_path):
    path, logits = saved_weights(tensorflow, tmp_path / "a.weights.h5")
    called = tensorflow.Classifier()
    called(PIXELS)
    called.load_weights(path)
    np.testing.assert_array_equal(numbers(called(PIXELS)), logits)


def test_a_subclass_that_was_neither_built_nor_called_refuses_weights(tensorflow, tmp_path):
    path, _ = saved_weights(tensorflow, tmp_path / "a.weights.h5")
    with pytest.raises(ValueError, match="loading weights into a model that has not yet been built"):
        tensorflow.Classifier().load_weights(path)


def test_a_sequential_that_was_built_takes_its_weights(tensorflow, tmp_path):
    layers = tensorflow.keras.layers
    path = tmp_path / "a.weights.h5"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ impl")
        tensorflow.sequential.save_weights(path)
    built = tensorflow.keras.Sequential([layers.Dense(128, activation="relu"), layers.Dense(10)])
    built.build((None, 784))
    built.load_weights(path)
    np.testing.assert_array_equal(numbers(built(PIXELS)), numbers(tensorflow.sequential(PIXELS)))


def test_the_section_load_prints_how_far_off_each_loaded_model_is(pytorch, tensorflow, by_label):
    assert by_label(pytorch, "load") == {"loaded at once, off by": "0.000"}
    for shown, kept in zip(pytorch.loaded.parameters(), pytorch.model.parameters(), strict=True):
        assert shown is not kept and pytorch.torch.equal(shown, kept)
    lines = by_label(tensorflow, "load")
    assert "classifier" in lines.pop("UserWarning")
    apart = np.abs(numbers(tensorflow.built(tensorflow.pixels)) - numbers(tensorflow.logits)).max()
    assert lines == {"built first, off by": f"{apart:.3f}", "called first, off by": "0.000"}
    assert apart > 0.1
    assert tensorflow.called is not tensorflow.model


# How the first weights are drawn


def test_torch_draws_weights_and_biases_within_one_over_root_of_the_inputs(pytorch):
    bound = 784**-0.5
    assert pytorch.bound == pytest.approx(bound)
    for values in (pytorch.model.hidden.weight, pytorch.model.hidden.bias):
        largest = np.abs(numbers(values)).max()
        assert 0.95 * bound < largest <= bound
    # A uniform draw on (-b, b) has the standard deviation b / sqrt(3).
    assert numbers(pytorch.model.hidden.weight).std() == pytest.approx(bound / 3**0.5, rel=0.01)


def test_the_torch_default_is_kaiming_uniform_with_a_equal_to_root_five(torch):
    torch.manual_seed(5)
    drawn = torch.nn.Linear(784, 128).weight
    torch.manual_seed(5)
    expected = torch.nn.init.kaiming_uniform_(torch.empty(128, 784), a=5**0.5)
    assert torch.equal(drawn, expected)


def test_keras_draws_kernels_within_the_glorot_limit_and_zero_biases(tensorflow):
    limit = (6 / (784 + 128)) ** 0.5
    assert tensorflow.limit == pytest.approx(limit)
    kernel, bias, readout_kernel, readout_bias = tensorflow.model.get_weights()
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    assert kernel.std() == pytest.approx(limit / 3**0.5, rel=0.01)
    assert np.abs(readout_kernel).max() <= (6 / (128 + 10)) ** 0.5
    assert not bias.any() and not readout_bias.any()


def test_the_keras_defaults_are_called_glorot_uniform_and_zeros(tensorflow):
    initializers = tensorflow.keras.initializers
    assert isinstance(tensorflow.dense.kernel_initializer, initializers.GlorotUniform)
    assert isinstance(tensorflow.dense.bias_initializer, initializers.Zeros)


def test_the_section_initialisation_prints_the_formula_and_what_was_drawn(pytorch, tensorflow, by_label):
    drawn = (
        (pytorch, {"bound": 784**-0.5}, pytorch.model.hidden.weight, pytorch.model.hidden.bias),
        (tensorflow, {"limit": (6 / 912) ** 0.5}, tensorflow.model.hidden.kernel, tensorflow.model.hidden.bias),
    )
    for module, formula, weight, bias in drawn:
        expected = {
            **formula,
            "largest weight": np.abs(numbers(weight)).max(),
            "standard deviation": numbers(weight).std(),
            "largest bias": np.abs(numbers(bias)).max(),
            "spread of the logits": numbers(module.logits).std(),
        }
        lines = {label: float(text) for label, text in by_label(module, "initialisation").items()}
        # PyTorch divides by one less than the count when it takes a standard deviation.
        assert lines == pytest.approx(expected, abs=0.001)


def test_the_first_logits_of_keras_spread_more_than_those_of_torch(pytorch, tensorflow):
    # Per layer of n inputs and m outputs: 1 / (3 n) in torch, 2 / (n + m) in Keras.
    kernel_ratio = np.sqrt(3 * 784 * 2 / (784 + 128))
    drawn = numbers(tensorflow.model.hidden.kernel).std() / numbers(pytorch.weight).std()
    assert drawn == pytest.approx(kernel_ratio, rel=0.02)
    assert numbers(tensorflow.logits).std() > 4 * numbers(pytorch.logits).std()


# Logits or probabilities


CONFIDENT = np.array([6.0, 2.0, 1.0] + [0.0] * 7)


def test_both_losses_agree_on_logits(pytorch, tensorflow, parity):
    ours = pytorch.loss(pytorch.confident, pytorch.label)
    theirs = tensorflow.loss(tensorflow.label, tensorflow.confident)
    assert float(ours) == pytest.approx(cross_entropy(CONFIDENT, 0), rel=1e-5)
    parity("loss from logits", ours, theirs, section="loss", rtol=1e-5, atol=1e-6)


def test_pytorch_takes_a_softmax_twice_without_a_word(pytorch, by_label, recwarn):
    twice = pytorch.loss(pytorch.ending(pytorch.confident), pytorch.label)
    by_hand = cross_entropy(softmax(CONFIDENT), 0)
    assert twice.item() == pytest.approx(by_hand, rel=1e-5)
    assert by_label(pytorch, "softmax_twice") == {"softmax at the end": f"{by_hand:.3f}"}
    assert not recwarn.list


RECOVERED = "received `from_logits=True`, but the `output` argument was produced by a Softmax activation"


def softmaxes(tensorflow):
    keras = tensorflow.keras
    return {
        "the last layer of the page": tensorflow.ending,
        "keras.activations.softmax": keras.activations.softmax,
        "keras.layers.Softmax": keras.layers.Softmax(),
        "keras.ops.softmax": keras.ops.softmax,
    }


@pytest.mark.parametrize("name", ["the last layer of the page", "activations", "layers", "ops"])
def test_keras_recovers_the_logits_of_a_softmax_and_warns(tensorflow, name):
    (softmax,) = (call for key, call in softmaxes(tensorflow).items() if name in key)
    with pytest.warns(UserWarning, match=RECOVERED):
        loss = tensorflow.loss(tensorflow.label, softmax(tensorflow.confident))
    assert float(loss) == pytest.approx(cross_entropy(CONFIDENT, 0), rel=1e-5)


@pytest.mark.parametrize("kind", ["Categorical", "Binary"])
def test_the_other_two_losses_of_keras_recover_them_too(tf, keras, kind):
    criterion = getattr(keras.losses, f"{kind}Crossentropy")(from_logits=True)
    activate = {"Categorical": keras.activations.softmax, "Binary": keras.activations.sigmoid}[kind]
    logits, target = tf.constant([[2.0, 0.5, -1.0]]), tf.constant([[1.0, 0.0, 0.0]])
    with pytest.warns(UserWarning, match="received `from_logits=True`"):
        recovered = criterion(target, activate(logits))
    np.testing.assert_allclose(recovered, criterion(target, logits), rtol=1e-6)


def test_fit_recovers_them_as_well(tensorflow):
    model = tensorflow.keras.models.clone_model(tensorflow.ending)
    model.compile(optimizer="sgd", loss=tensorflow.loss)
    with pytest.warns(UserWarning, match=RECOVERED):
        history = model.fit(tensorflow.confident, tensorflow.label, verbose=0)
    assert history.history["loss"][0] == pytest.approx(cross_entropy(CONFIDENT, 0), rel=1e-4)


def test_an_eager_tf_nn_softmax_leaves_keras_nothing_to_recover(tensorflow, recwarn):
    twice = tensorflow.loss(tensorflow.label, tensorflow.tf.nn.softmax(tensorflow.confident))
    assert float(twice) == pytest.approx(cross_entropy(softmax(CONFIDENT), 0), rel=1e-5)
    assert float(tensorflow.unseen) == float(twice)
    assert not recwarn.list


def test_in_a_tf_function_keras_sees_that_softmax_too(tensorflow):
    tf = tensorflow.tf

    @tf.function
    def compiled(logits):
        return tensorflow.loss(tensorflow.label, tf.nn.softmax(logits))

    with pytest.warns(UserWarning, match=RECOVERED):
        loss = compiled(tensorflow.confident)
    assert float(loss) == pytest.approx(cross_entropy(CONFIDENT, 0), rel=1e-5)


def test_the_sections_on_the_loss_print_it_under_what_was_given(pytorch, tensorflow, by_label):
    right, twice = cross_entropy(CONFIDENT, 0), cross_entropy(softmax(CONFIDENT), 0)
    assert by_label(pytorch, "loss") == {"given logits": f"{right:.3f}"}
    clipped = np.log(3)  # 6, 2 and 1 are clipped to one each
    assert by_label(tensorflow, "loss") == {
        "given logits": f"{right:.3f}",
        "default, given logits": f"{clipped:.3f}",
    }
    lines = by_label(tensorflow, "softmax_twice")
    assert RECOVERED in lines.pop("UserWarning")
    assert lines == {"softmax at the end": f"{right:.3f}", "tf.nn.softmax, eager": f"{twice:.3f}"}
    for module in (pytorch, tensorflow):
        np.testing.assert_array_equal(module.confident, [CONFIDENT])
        np.testing.assert_array_equal(module.label, [0])


def test_a_softmax_taken_twice_keeps_the_loss_of_ten_classes_above_1_461(pytorch):
    torch = pytorch.torch
    certain = torch.zeros(1, 10)
    certain[0, 0] = 1.0  # as probabilities, nothing can be better
    loss = float(pytorch.loss(certain, torch.tensor([0])))
    assert loss == pytest.approx(np.log(1 + 9 / np.e), rel=1e-5)
    assert loss == pytest.approx(1.461, abs=5e-4)


def test_the_keras_default_expects_probabilities_and_the_torch_loss_logits(pytorch, tensorflow):
    probabilities = tensorflow.tf.nn.softmax(tensorflow.confident)
    default = tensorflow.keras.losses.SparseCategoricalCrossentropy()
    right = float(default(tensorflow.label, probabilities))
    assert right == pytest.approx(cross_entropy(CONFIDENT, 0), rel=1e-4)
    assert float(pytorch.loss(pytorch.confident, pytorch.label)) == pytest.approx(right, rel=1e-4)


def test_the_keras_default_clips_logits_into_probabilities(tensorflow):
    # 6, 2 and 1 all become 1, the zeros stay: a third of the certainty each.
    by_hand = np.clip(CONFIDENT, 1e-7, 1 - 1e-7)
    loss = tensorflow.default(tensorflow.label, tensorflow.confident)
    assert float(loss) == pytest.approx(-np.log(by_hand[0] / by_hand.sum()), rel=1e-4)
    assert float(loss) == pytest.approx(np.log(3), rel=1e-4)


# Training and inference


def test_a_torch_model_starts_in_training_mode_and_a_keras_call_in_inference(torch, keras):
    ones = np.ones((10, 1000), dtype=np.float32)
    ours = numbers(torch.nn.Dropout(0.5)(torch.tensor(ones)))
    theirs = numbers(keras.layers.Dropout(0.5)(ones))
    assert (ours == 0).any()
    assert (theirs == 1).all()


def test_torch_dropout_zeroes_half_and_doubles_the_rest_until_eval(pytorch):
    dropout = pytorch.torch.nn.Dropout(pytorch.regular[2].p)
    ones = pytorch.torch.ones(10, 1000)
    dropped = numbers(dropout(ones))
    assert set(np.unique(dropped)) == {0.0, 2.0}
    assert (dropped == 0).mean() == pytest.approx(0.5, abs=0.03)
    assert pytorch.torch.equal(dropout.eval()(ones), ones)
    assert not dropout.training


def test_keras_dropout_zeroes_half_and_doubles_the_rest_in_training(tensorflow):
    dropout = tensorflow.keras.layers.Dropout(tensorflow.regular.layers[1].rate)
    ones = np.ones((10, 1000), dtype=np.float32)
    dropped = numbers(dropout(ones, training=True))
    assert set(np.unique(dropped)) == {0.0, 2.0}
    assert (dropped == 0).mean() == pytest.approx(0.5, abs=0.03)
    assert (numbers(dropout(ones)) == 1).all()


def test_eval_lasts_until_train_is_called(torch):
    model = torch.nn.Sequential(torch.nn.Dropout(0.5))
    ones = torch.ones(1000)
    model.eval()
    assert torch.equal(model(ones), model(ones))
    model.train()
    assert not torch.equal(model(ones), model(ones))


def test_the_keras_flag_lasts_one_call_and_reaches_the_layers_of_a_subclass(keras):

    class Noisy(keras.Model):
        def __init__(self):
            super().__init__()
            self.dropout = keras.layers.Dropout(0.5)

        def call(self, values):
            return self.dropout(values)

    model, ones = Noisy(), np.ones((10, 100), dtype=np.float32)
    assert (numbers(model(ones, training=True)) == 0).any()
    assert (numbers(model(ones)) == 1).all()


def test_fit_calls_a_keras_model_in_training_and_predict_in_inference(keras):
    seen = []

    class Witness(keras.layers.Layer):
        def call(self, values, training=None):
            seen.append(training)
            return values

    model = keras.Sequential([keras.Input(shape=(3,)), Witness(), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    seen.clear()
    model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    assert set(seen) == {True}
    seen.clear()
    model.predict(np.ones((4, 3)), verbose=0)
    assert set(seen) == {False}


def test_neither_eval_nor_inference_stops_the_recording_of_gradients(pytorch, tensorflow):
    model = pytorch.Classifier().eval()
    torch_loss(pytorch, model).backward()
    assert float(model.hidden.weight.grad.abs().max()) > 0
    gradients = keras_gradients(tensorflow, tensorflow.model)
    assert np.abs(numbers(gradients[0])).max() > 0


def test_the_duet_of_dropout_disagrees_in_training_and_agrees_in_inference(pytorch, tensorflow, by_label):
    assert by_label(pytorch, "dropout") == {"called, the two agree": "False", "after eval, they agree": "True"}
    assert by_label(tensorflow, "dropout") == {
        "called, the two agree": "True",
        "in training, they agree": "False",
    }
    assert not pytorch.regular.training
    assert [type(layer).__name__ for layer in pytorch.regular] == ["Linear", "ReLU", "Dropout", "Linear"]
    assert sum(p.numel() for p in pytorch.regular.parameters()) == HAND_COUNT
    assert [type(layer).__name__ for layer in tensorflow.regular.layers] == ["Dense", "Dropout", "Dense"]
    assert tensorflow.regular.count_params() == HAND_COUNT
    assert np.array_equal(numbers(tensorflow.regular(PIXELS)), numbers(tensorflow.regular(PIXELS)))


# The published blocks today


def test_importing_torch_nn_under_a_name_leaves_torch_unbound(pytorch, by_label):
    first_call = "import torch.nn as nn\nnn.Linear(784, 128)\ntorch.relu"
    with pytest.raises(NameError, match="name 'torch' is not defined"):
        exec(first_call, {})
    with pytest.raises(NameError, match="name 'torch' is not defined"):
        exec(pytorch.forgetful, {})
    exec("import torch\n" + pytorch.forgetful.replace("(None)", "(torch.ones(2))"), {})
    assert by_label(pytorch, "published") == {"NameError": "name 'torch' is not defined"}


def test_keras_warns_of_input_shape_on_a_layer_and_still_builds(tensorflow, by_label):
    keras = tensorflow.keras
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument"):
        hidden = keras.layers.Dense(128, activation="relu", input_shape=(784,))
    assert keras.Sequential([hidden, keras.layers.Dense(10)]).count_params() == HAND_COUNT
    message = by_label(tensorflow, "published")["UserWarning"]
    assert message.startswith("Do not pass an `input_shape`/`input_dim` argument to a layer.")
    assert "prefer using an `Input(shape)` object as the first layer" in message
    assert tensorflow.old.units == 128
