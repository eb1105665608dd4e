"""The 784-128-10 classifier: what its builds share, and where the two frameworks differ."""

import numpy as np
import pytest

HAND_COUNT = 784 * 128 + 128 + 128 * 10 + 10
PIXELS = np.random.default_rng(1).random((64, 784), dtype=np.float32)
LABELS = np.arange(64) % 10


def numbers(tensor):
    """Return a tensor of either framework as a NumPy array."""
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
    return np.asarray(tensor)


def forward_by_hand(pixels, kernel, bias, readout_kernel, readout_bias):
    """Map (B, 784) to (B, 10); kernels are (in, out)."""
    return np.maximum(pixels @ kernel + bias, 0) @ readout_kernel + readout_bias


def torch_weights(model):
    """Return a torch model's four arrays with kernels as (in, out)."""
    return [numbers(p).T if p.ndim == 2 else numbers(p) for p in model.parameters()]


def flat(tensors):
    return np.concatenate([np.ravel(numbers(tensor)) for tensor in tensors])


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
    assert tensorflow.features.layers[-1] is tensorflow.functional.layers[1]
    by_hand = np.maximum(PIXELS @ kernel + bias, 0)
    hidden = numbers(tensorflow.features(PIXELS))
    np.testing.assert_allclose(hidden, by_hand, rtol=1e-5, atol=1e-6)
    assert tensorflow.features.count_params() == 784 * 128 + 128


def test_torch_notices_layers_that_do_not_fit_when_called(pytorch):
    nn = pytorch.torch.nn
    misfit = nn.Sequential(nn.Linear(784, 128), nn.Linear(64, 10))
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        misfit(pytorch.pixels)


def test_keras_functional_notices_layers_that_do_not_fit_while_wiring(tensorflow):
    keras = tensorflow.keras
    with pytest.raises(ValueError, match="incompatible shapes"):
        keras.layers.Add()([keras.Input(shape=(3,)), keras.Input(shape=(4,))])


def test_keras_functional_refuses_an_input_of_another_width(tensorflow):
    with pytest.raises(ValueError, match=r"expected shape=\(None, 784\), found shape=\(64, 700\)"):
        tensorflow.functional(PIXELS[:, :700])


def test_a_keras_model_refuses_a_layer_called_output(tensorflow):
    keras = tensorflow.keras

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
        keras_sgd.apply_gradients(zip(gradients, theirs.trainable_variables, strict=True))
    assert losses[-1] < losses[0]
    assert np.abs(torch_weights(ours)[0] - start).max() > 1e-3
    after, expected = flat(torch_weights(ours)), flat(theirs.get_weights())
    name = "weights after five steps"
    parity(name, after, expected, section="parameters", rtol=1e-5, atol=1e-7)


# Parameters


def test_every_torch_build_has_101770_parameters(pytorch):
    assert HAND_COUNT == pytorch.by_hand == pytorch.counted == 101_770
    assert sum(p.numel() for p in pytorch.sequential.parameters()) == HAND_COUNT


def test_every_keras_build_has_101770_parameters(tensorflow):
    assert HAND_COUNT == tensorflow.by_hand == tensorflow.counted == 101_770
    assert tensorflow.sequential.count_params() == HAND_COUNT
    assert tensorflow.functional.count_params() == HAND_COUNT


def test_a_keras_kernel_is_the_transpose_of_a_torch_weight(pytorch, tensorflow):
    weight, kernel = pytorch.model.hidden.weight, tensorflow.model.hidden.kernel
    assert tuple(weight.shape) == (128, 784)
    assert tuple(kernel.shape) == tuple(weight.T.shape)


# When weights come into existence


def test_a_torch_linear_has_its_weights_when_constructed(pytorch):
    linear = pytorch.torch.nn.Linear(784, 128)
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


def test_a_keras_layer_has_no_weights_before_its_first_call(tensorflow):
    dense = tensorflow.keras.layers.Dense(128)
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


def test_keras_sequential_without_an_input_waits_for_its_first_call(tensorflow):
    keras = tensorflow.keras
    model = keras.Sequential([keras.layers.Dense(128), keras.layers.Dense(10)])
    assert model.weights == []
    model(PIXELS)
    assert model.count_params() == HAND_COUNT


def test_keras_sequential_with_an_input_has_its_weights_at_once(tensorflow):
    keras = tensorflow.keras
    model = keras.Sequential([keras.Input(shape=(784,)), keras.layers.Dense(128)])
    assert model.count_params() == 784 * 128 + 128


def test_build_on_a_keras_subclass_warns_and_creates_no_weights(tensorflow):
    model = tensorflow.Classifier()
    with pytest.warns(UserWarning, match="does not have a `build\\(\\)` method implemented"):
        model.build((None, 784))
    assert model.built
    assert model.weights == []


# How the first weights are drawn


def test_torch_draws_weights_and_biases_within_one_over_root_of_the_inputs(pytorch):
    bound = 784**-0.5
    assert pytorch.bound == pytest.approx(bound)
    for values in (pytorch.model.hidden.weight, pytorch.model.hidden.bias):
        largest = np.abs(numbers(values)).max()
        assert 0.95 * bound < largest <= bound
    # A uniform draw on (-b, b) has the standard deviation b / sqrt(3).
    assert numbers(pytorch.model.hidden.weight).std() == pytest.approx(bound / 3**0.5, rel=0.01)


def test_the_torch_default_is_kaiming_uniform_with_a_equal_to_root_five(pytorch):
    torch = pytorch.torch
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


def test_the_first_logits_of_keras_spread_more_than_those_of_torch(pytorch, tensorflow):
    # Per layer of n inputs and m outputs: 1 / (3 n) in torch, 2 / (n + m) in Keras.
    kernel_ratio = np.sqrt(3 * 784 * 2 / (784 + 128))
    drawn = numbers(tensorflow.model.hidden.kernel).std() / numbers(pytorch.weight).std()
    assert drawn == pytest.approx(kernel_ratio, rel=0.02)
    assert numbers(tensorflow.logits).std() > 4 * numbers(pytorch.logits).std()


# Logits or probabilities


def cross_entropy_by_hand(logits, label):
    return np.log(np.exp(logits).sum()) - logits[label]


def softmax_by_hand(logits):
    return np.exp(logits) / np.exp(logits).sum()


CONFIDENT = np.array([6.0, 2.0, 1.0] + [0.0] * 7)


def test_both_losses_agree_on_logits(pytorch, tensorflow, parity):
    ours = pytorch.loss(pytorch.confident, pytorch.label)
    theirs = tensorflow.loss(tensorflow.label, tensorflow.confident)
    assert float(ours) == pytest.approx(cross_entropy_by_hand(CONFIDENT, 0), rel=1e-5)
    parity("loss from logits", ours, theirs, section="loss", rtol=1e-5, atol=1e-6)


def test_both_take_a_softmax_twice_without_a_word(pytorch, tensorflow, parity, recwarn):
    ours = pytorch.loss(pytorch.confident.softmax(dim=1), pytorch.label)
    probabilities = tensorflow.tf.nn.softmax(tensorflow.confident)
    theirs = tensorflow.loss(tensorflow.label, probabilities)
    by_hand = cross_entropy_by_hand(softmax_by_hand(CONFIDENT), 0)
    assert float(ours) == pytest.approx(by_hand, rel=1e-5)
    parity("loss from probabilities", ours, theirs, section="loss", rtol=1e-5, atol=1e-6)
    assert not recwarn.list


def test_keras_warns_of_a_second_softmax_only_where_it_sees_the_graph(tensorflow):
    tf = tensorflow.tf

    @tf.function
    def compiled(logits):
        return tensorflow.loss(tensorflow.label, tf.nn.softmax(logits))

    with pytest.warns(UserWarning, match="`output` argument was produced by a Softmax"):
        compiled(tensorflow.confident)


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
    assert right == pytest.approx(cross_entropy_by_hand(CONFIDENT, 0), rel=1e-4)
    assert float(pytorch.loss(pytorch.confident, pytorch.label)) == pytest.approx(right, rel=1e-4)


def test_the_keras_default_clips_logits_into_probabilities(tensorflow):
    # 6, 2 and 1 all become 1, the zeros stay: a third of the certainty each.
    by_hand = np.clip(CONFIDENT, 1e-7, 1 - 1e-7)
    loss = tensorflow.default(tensorflow.label, tensorflow.confident)
    assert float(loss) == pytest.approx(-np.log(by_hand[0] / by_hand.sum()), rel=1e-4)
    assert float(loss) == pytest.approx(np.log(3), rel=1e-4)


# Training and inference


def test_a_torch_model_starts_in_training_mode_and_a_keras_call_in_inference(pytorch, tensorflow):
    ones = np.ones((10, 1000), dtype=np.float32)
    ours = numbers(pytorch.torch.nn.Dropout(0.5)(pytorch.torch.tensor(ones)))
    theirs = numbers(tensorflow.keras.layers.Dropout(0.5)(ones))
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


def test_eval_lasts_until_train_is_called(pytorch):
    model = pytorch.torch.nn.Sequential(pytorch.torch.nn.Dropout(0.5))
    ones = pytorch.torch.ones(1000)
    model.eval()
    assert pytorch.torch.equal(model(ones), model(ones))
    model.train()
    assert not pytorch.torch.equal(model(ones), model(ones))


def test_the_keras_flag_lasts_one_call_and_reaches_the_layers_of_a_subclass(tensorflow):
    keras = tensorflow.keras

    class Noisy(keras.Model):
        def __init__(self):
            super().__init__()
            self.dropout = keras.layers.Dropout(0.5)

        def call(self, values):
            return self.dropout(values)

    model, ones = Noisy(), np.ones((10, 100), dtype=np.float32)
    assert (numbers(model(ones, training=True)) == 0).any()
    assert (numbers(model(ones)) == 1).all()


def test_fit_calls_a_keras_model_in_training_and_predict_in_inference(tensorflow):
    keras = tensorflow.keras
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


def test_the_duet_of_dropout_disagrees_in_training_and_agrees_in_inference(pytorch, tensorflow):
    assert not pytorch.regular.training
    assert pytorch.torch.equal(pytorch.first, pytorch.second)
    assert not tensorflow.agree
    assert np.array_equal(numbers(tensorflow.regular(PIXELS)), numbers(tensorflow.regular(PIXELS)))


# The published blocks today


def test_importing_torch_nn_under_a_name_leaves_torch_unbound(pytorch):
    first_call = "import torch.nn as nn\nnn.Linear(784, 128)\ntorch.relu"
    with pytest.raises(NameError, match="name 'torch' is not defined"):
        exec(first_call, {})
    with pytest.raises(NameError, match="name 'torch' is not defined"):
        exec(pytorch.forgetful, {})
    exec("import torch\n" + pytorch.forgetful.replace("(None)", "(torch.ones(2))"), {})


def test_keras_warns_of_input_shape_on_a_layer_and_still_builds(tensorflow):
    keras = tensorflow.keras
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument"):
        hidden = keras.layers.Dense(128, activation="relu", input_shape=(784,))
    assert keras.Sequential([hidden, keras.layers.Dense(10)]).count_params() == HAND_COUNT
    assert tensorflow.category == "UserWarning"
    assert tensorflow.remedy[1].startswith("When using Sequential models, prefer using an `Input")
