"""The entries without a message: nothing is raised, and the number is wrong by as much as is asserted here."""

import logging
import warnings

import numpy as np
import pytest

from counterpoint.running.warned import HIDDEN
from tests.topics.again import printed_lines
from tests.topics.arithmetic import decimals, numbers


@pytest.fixture
def no_word(caplog):
    """Let the test fail where anything warns or logs a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for message in HIDDEN:
            warnings.filterwarnings("ignore", message, DeprecationWarning)
        yield
    assert not [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]


# Gradients that pile up


def losses_by_hand(clear):
    """The losses of 60 steps on y = 2 x + 1 in plain NumPy."""
    x = np.arange(4.0)
    weight, bias, piled, losses = 0.5, 0.25, np.zeros(2), []
    for _ in range(60):
        error = weight * x + bias - (2 * x + 1)
        losses.append((error**2).mean())
        gradient = 2 * np.array([(error * x).mean(), error.mean()])
        piled = gradient if clear else piled + gradient
        weight, bias = np.array([weight, bias]) - 0.02 * piled
    return losses


def test_the_losses_with_and_without_zero_grad_are_those_computed_by_hand(pytorch, no_word):
    # Without clearing the loss grows: float32 keeps about four digits of it over 60 steps.
    assert pytorch.cleared == pytest.approx(losses_by_hand(clear=True), rel=1e-3, abs=1e-5)
    assert pytorch.piled == pytest.approx(losses_by_hand(clear=False), rel=1e-3, abs=1e-5)
    assert pytorch.train(clear=True) == pytorch.cleared  # and training says nothing
    assert pytorch.train(clear=False) == pytorch.piled


def test_the_picture_draws_both_losses_under_their_names(pytorch):
    cleared, piled = pytorch.axes.lines
    assert list(cleared.get_ydata()) == pytorch.cleared
    assert list(piled.get_ydata()) == pytorch.piled
    (legend,) = pytorch.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["cleared", "never cleared"]
    assert [handle.get_linestyle() for handle in legend.legend_handles] == ["-", "--"]
    assert (pytorch.axes.get_xlabel(), pytorch.axes.get_ylabel()) == ("step", "loss")
    assert pytorch.figure.get_size_inches().tolist() == [5, 2.8]


def test_without_zero_grad_the_loss_comes_back_in_waves(pytorch):
    assert pytorch.cleared[-1] < 1e-3
    assert (np.diff(pytorch.cleared) < 0).all()
    rises = np.diff(pytorch.piled) > 0
    assert rises.sum() > 20
    assert max(pytorch.piled[40:]) > pytorch.piled[0] / 2


def test_a_second_backward_adds_the_gradient_of_the_first(torch, no_word):
    weights = torch.tensor([1.0, 2.0], requires_grad=True)
    for expected in ([2.0, 4.0], [4.0, 8.0], [6.0, 12.0]):
        (weights**2).sum().backward()
        assert weights.grad.tolist() == expected


def test_each_tape_of_tensorflow_begins_at_nothing(tf, no_word):
    weights = tf.Variable([1.0, 2.0])
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weights**2)
        assert tape.gradient(loss, weights).numpy().tolist() == [2.0, 4.0]


# Softmax and logits

SURE = np.array([[10.0, 0.0, 0.0]])
FIRST = [[1.0, 0.0, 0.0]]  # class 0, as a share for each class
SHARES = np.exp(SURE[0]) / np.exp(SURE[0]).sum()
TWICE = np.log(np.exp(SHARES).sum()) - SHARES  # the loss of each label, the softmax taken twice
ONCE = np.log(np.exp(SURE[0]).sum()) - SURE[0]
RECOVERED = "produced by a Softmax activation and thus does not represent logits"


def test_torch_takes_a_second_softmax_in_silence(pytorch, tensorflow, parity, no_word):
    assert isinstance(pytorch.classifier[-1], pytorch.nn.Softmax)
    shares = pytorch.classifier(pytorch.sure)
    assert numbers(shares)[0] == pytest.approx(SHARES, rel=1e-5)
    assert (pytorch.right.tolist(), pytorch.wrong.tolist()) == ([0], [1])
    ours = pytorch.criterion(shares, pytorch.right)
    assert ours.item() == pytest.approx(TWICE[0], rel=1e-5)
    assert pytorch.criterion(shares, pytorch.wrong).item() == pytest.approx(TWICE[1], rel=1e-5)
    theirs = tensorflow.criterion(tensorflow.right, tensorflow.shares)
    parity("softmax taken twice", ours, theirs, section="softmax_twice", rtol=1e-5, atol=1e-6)


def softmax_layers(tensorflow):
    """The ways to end a Keras model in a softmax, by name, each a function of the logits."""
    keras = tensorflow.keras
    dense = keras.layers.Dense(3, activation="softmax", kernel_initializer="identity")
    return {
        "activations.softmax": keras.activations.softmax,
        "Softmax": keras.layers.Softmax(),
        "ops.softmax": keras.ops.softmax,
        "activation='softmax'": dense,
        "model": tensorflow.classifier,
    }


@pytest.mark.parametrize("name", ["activations.softmax", "Softmax", "ops.softmax", "activation='softmax'", "model"])
def test_keras_recovers_the_logits_of_its_own_softmax_and_warns(tensorflow, name):
    shares = softmax_layers(tensorflow)[name](tensorflow.sure)
    with pytest.warns(UserWarning, match=RECOVERED):
        loss = tensorflow.criterion(tensorflow.right, shares)
    assert float(loss) == pytest.approx(ONCE[0], rel=1e-3)  # 9.1e-05: float32 rounds near 1
    assert float(loss) < TWICE[0] / 1000


def test_the_losses_for_shares_and_for_two_classes_recover_the_logits_as_well(tensorflow):
    keras, tf = tensorflow.keras, tensorflow.tf
    whole, binary = (
        keras.losses.CategoricalCrossentropy(from_logits=True),
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    with pytest.warns(UserWarning, match=RECOVERED):
        loss = whole(tf.constant(FIRST), keras.activations.softmax(tensorflow.sure))
    assert float(loss) == pytest.approx(ONCE[0], rel=1e-3)
    with pytest.warns(UserWarning, match="produced by a Sigmoid activation and thus does not represent logits"):
        loss = binary(tf.constant([[1.0]]), keras.activations.sigmoid(tf.constant([[10.0]])))
    assert float(loss) == pytest.approx(np.log1p(np.exp(-10.0)), rel=1e-3)


def test_a_compiled_function_recovers_the_logits_of_the_softmax_of_tensorflow_too(tensorflow):
    tf = tensorflow.tf

    @tf.function
    def loss_of(logits):
        return tensorflow.criterion(tensorflow.right, tf.nn.softmax(logits))

    with pytest.warns(UserWarning, match=RECOVERED):
        assert float(loss_of(tensorflow.sure)) == pytest.approx(ONCE[0], rel=1e-3)


@pytest.mark.parametrize("way", ["tf.nn.softmax", "predict", "one more operation"])
def test_keras_takes_a_softmax_twice_in_silence_where_it_cannot_see_the_first(tensorflow, way, no_word):
    keras, tf = tensorflow.keras, tensorflow.tf
    shares = {
        "tf.nn.softmax": lambda: tf.nn.softmax(tensorflow.sure),
        "predict": lambda: tensorflow.classifier.predict(tensorflow.sure, verbose=0),
        "one more operation": lambda: tf.identity(keras.activations.softmax(tensorflow.sure)),
    }[way]()
    assert float(tensorflow.criterion(tensorflow.right, shares)) == pytest.approx(TWICE[0], rel=1e-5)
    assert float(tensorflow.criterion(tensorflow.wrong, shares)) == pytest.approx(TWICE[1], rel=1e-5)


def test_with_the_softmax_taken_twice_the_loss_of_three_classes_spans_one(pytorch, no_word):
    torch = pytorch.torch
    surest = torch.tensor(FIRST)  # as probabilities, nothing is surer
    right, wrong = (float(pytorch.criterion(surest, torch.tensor([label]))) for label in (0, 1))
    assert right == pytest.approx(np.log(np.e + 2) - 1, rel=1e-5)
    assert wrong - right == pytest.approx(1.0, rel=1e-5)


def test_of_logits_a_sure_mistake_costs_their_distance(pytorch, tensorflow, no_word):
    assert pytorch.logits.tolist() == SURE.tolist()
    assert tensorflow.logits.numpy().tolist() == SURE.tolist()
    ours = pytorch.criterion(pytorch.logits, pytorch.wrong)
    theirs = tensorflow.criterion(tensorflow.wrong, tensorflow.logits)
    assert ours.item() == pytest.approx(ONCE[1], rel=1e-5)
    assert float(theirs) == pytest.approx(ONCE[1], rel=1e-5)


SCORES = np.array([2.0, 3.0, -1.0])
SLOPE = np.exp(SCORES) / np.exp(SCORES).sum() - np.array([1.0, 0.0, 0.0])  # of the cross-entropy, for label 0
ENTROPY = np.log(np.exp(SCORES).sum()) - SCORES[0]


def test_the_default_loss_of_keras_clips_logits_and_has_no_gradient_there(tensorflow, no_word):
    tf = tensorflow.tf
    assert tensorflow.scores.numpy()[0].tolist() == SCORES.tolist()
    with tf.GradientTape(persistent=True) as tape:
        default = tensorflow.default(tensorflow.right, tensorflow.scores)
        told = tensorflow.criterion(tensorflow.right, tensorflow.scores)
    assert float(default) == pytest.approx(np.log(2), rel=1e-5)  # 2 and 3 both count as 1
    assert not np.any(tape.gradient(default, tensorflow.scores))
    assert float(told) == pytest.approx(ENTROPY, rel=1e-5)
    assert numbers(tape.gradient(told, tensorflow.scores))[0] == pytest.approx(SLOPE, rel=1e-4)


def test_the_nll_loss_of_torch_takes_logits_in_silence_and_falls_below_zero(pytorch, no_word):
    torch, criterion = pytorch.torch, pytorch.nn.NLLLoss()
    loss = criterion(pytorch.scores, pytorch.right)
    assert loss.item() == -SCORES[0]
    assert torch.autograd.grad(loss, pytorch.scores)[0].tolist() == [[-1.0, 0.0, 0.0]]
    assert criterion(100 * pytorch.scores, pytorch.right).item() == -100 * SCORES[0]  # without end
    assert criterion(pytorch.scores.log_softmax(dim=1), pytorch.right).item() == pytest.approx(ENTROPY, rel=1e-5)


def test_the_bce_loss_of_torch_refuses_logits(pytorch):
    scores = pytorch.torch.tensor([2.0, -1.0], device="cpu")
    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        pytorch.nn.BCELoss()(scores, scores.clamp(0, 1))


# Training or inference


def test_a_new_torch_model_drops_half_and_moves_its_mean_until_eval(pytorch, no_word):
    nn, model, batch = pytorch.nn, pytorch.model, pytorch.batch
    assert not model.training  # the snippet left it so
    assert float(model[0].running_mean) == pytest.approx(0.2)
    model = nn.Sequential(nn.BatchNorm1d(1, momentum=model[0].momentum), nn.Dropout(model[1].p))
    dropped = numbers(model(batch) == 0).mean()
    assert dropped == pytest.approx(0.5, abs=0.03)
    assert float(model[0].running_mean) == pytest.approx(0.2)  # a tenth of the way to 2
    model.eval()
    assert not (model(batch) == 0).any()
    assert float(model[0].running_mean) == pytest.approx(0.2)


def test_a_keras_model_that_is_called_neither_drops_nor_learns_its_mean(tensorflow, no_word):
    keras, batch = tensorflow.keras, tensorflow.batch
    norm, dropout = tensorflow.model.layers
    assert float(norm.moving_mean[0]) == pytest.approx(0.2)  # the snippet's second call moved it
    norm = keras.layers.BatchNormalization(momentum=norm.momentum)
    model = keras.Sequential([norm, keras.layers.Dropout(dropout.rate)])
    assert not np.any(model(batch) == 0)
    assert float(norm.moving_mean[0]) == 0.0
    assert np.mean(model(batch, training=True) == 0) == pytest.approx(0.5, abs=0.03)
    assert float(norm.moving_mean[0]) == pytest.approx(0.2)


# A column beside a row


def test_a_column_less_a_row_is_a_square_and_the_loss_twice_the_variance(pytorch, tensorflow, parity, no_word):
    tf = tensorflow.tf
    ours = pytorch.guesses - pytorch.truths
    theirs = tensorflow.guesses - tensorflow.truths
    assert numbers(pytorch.guesses)[:, 0].tolist() == numbers(pytorch.truths).tolist()  # every guess is right
    assert ours.shape == theirs.shape == (4, 4)
    assert float((ours**2).mean()) == pytest.approx(2 * np.var(np.arange(4.0)))
    loss, other = (ours**2).mean(), tf.reduce_mean(theirs**2)
    parity("loss of a square", loss, other, section="broadcast_loss", rtol=1e-5, atol=1e-6)


def test_mse_loss_of_torch_warns_and_errs_where_the_loss_of_keras_is_right(pytorch, tensorflow):
    with pytest.warns(UserWarning, match=r"Using a target size \(torch.Size\(\[4\]\)\) that is different"):
        ours = pytorch.nn.functional.mse_loss(pytorch.guesses, pytorch.truths)
    assert float(ours) == 2.5
    assert float(tensorflow.keras.losses.MeanSquaredError()(tensorflow.truths, tensorflow.guesses)) == 0.0


# Layers in a list


def test_torch_does_not_see_layers_in_a_plain_list_and_keras_does(pytorch, tensorflow, no_word):
    by_hand = 3 * 3 + 3 + 3 * 1 + 1
    assert list(pytorch.Forgetful().parameters()) == []
    assert pytorch.Forgetful().state_dict() == {}
    assert sum(p.numel() for p in pytorch.Stack().parameters()) == by_hand
    assert tensorflow.stack.count_params() == by_hand


def test_layers_in_a_plain_list_are_not_moved_with_their_module(pytorch, no_word):
    double = pytorch.torch.float64
    assert pytorch.Forgetful().to(double).layers[0].weight.dtype == pytorch.torch.float32
    assert pytorch.Stack().to(double).layers[0].weight.dtype == double


def test_only_a_module_with_nothing_else_in_it_is_noticed_by_the_optimizer(pytorch):
    nn, torch = pytorch.nn, pytorch.torch
    with pytest.raises(ValueError, match="optimizer got an empty parameter list"):
        torch.optim.SGD(pytorch.Forgetful().parameters(), lr=0.1)
    half = pytorch.Forgetful()
    half.readout = nn.Linear(1, 1)
    torch.optim.SGD(half.parameters(), lr=0.1)  # two of six tensors, and no word


# Retracing, and numbers frozen in a trace


class Power:
    """Raise values to a power. TensorFlow counts the traces of each such object apart, those of a function together."""

    def __call__(self, values, exponent):
        return values**exponent


def counted_traces(tensorflow, arguments):
    """How often a fresh function of two arguments is traced for these."""
    power = tensorflow.tf.function(Power())
    for argument in arguments:
        power(tensorflow.tf.ones(3), argument)
    return power.experimental_get_tracing_count()


def test_python_numbers_are_traced_each_and_tensors_once(tensorflow):
    tf = tensorflow.tf
    assert counted_traces(tensorflow, range(7)) == 7
    assert counted_traces(tensorflow, [tf.constant(float(n)) for n in range(7)]) == 1


def test_the_fifth_trace_is_logged_as_a_warning(tensorflow, caplog):
    counted_traces(tensorflow, range(4))
    assert not caplog.records
    counted_traces(tensorflow, range(5))
    assert "5 out of the last 5 calls to" in caplog.text
    assert "triggered tf.function retracing. Tracing is expensive" in caplog.text


@pytest.mark.parametrize("cause", ["made anew", "shapes"])
def test_a_function_made_anew_in_a_loop_and_changing_shapes_are_logged_as_well(tensorflow, caplog, cause):
    tf, kept = tensorflow.tf, tensorflow.tf.function(lambda v: 3 * v)
    for count in range(1, 6):
        called = tf.function(lambda v: 2 * v) if cause == "made anew" else kept
        called(tf.ones(3 if cause == "made anew" else count))
        assert ("triggered tf.function retracing" in caplog.text) == (count == 5)


def test_shapes_are_traced_each_as_well_unless_the_length_is_left_open(tf, no_word):
    closed, opened = (
        tf.function(lambda v: 2 * v),
        tf.function(lambda v: 2 * v, reduce_retracing=True),
    )
    for length in (1, 2, 3, 4):
        closed(tf.ones(length))
        opened(tf.ones(length))
    assert closed.experimental_get_tracing_count() == 4
    assert opened.experimental_get_tracing_count() == 2


def test_a_number_drawn_by_numpy_is_frozen_in_the_trace(tensorflow, no_word):
    tf = tensorflow.tf
    (noise,) = {float(tensorflow.frozen(tf.constant(0.0))) for _ in range(20)}
    assert 0 < noise < 1
    assert float(tensorflow.frozen(tf.constant(3.0))) == pytest.approx(3 + noise)
    assert len({float(tensorflow.noisy(tf.constant(0.0))) for _ in range(20)}) == 20
    assert len(set(tensorflow.drawn)) == 100
    assert all(0 <= value < 1 for value in tensorflow.drawn)


def test_a_change_of_a_python_value_after_the_trace_is_not_seen(tensorflow, no_word):
    tf, settings = tensorflow.tf, {"scale": 2.0}
    scaled = tf.function(lambda v: settings["scale"] * v)
    assert float(scaled(tf.constant(1.0))) == 2.0
    settings["scale"] = 5.0
    assert float(scaled(tf.constant(1.0))) == 2.0


def test_numpy_on_a_tensor_in_a_function_is_refused(tensorflow):
    tf = tensorflow.tf
    message = r"Cannot convert a symbolic tf.Tensor \(values:0\) to a numpy array"
    mean = tf.function(lambda values: tensorflow.np.mean(values))
    with pytest.raises(NotImplementedError, match=message):
        mean(tf.ones(3))
    assert float(tf.function(tf.reduce_mean)(tf.constant([1.0, 2.0, 6.0]))) == 3.0


def test_an_lstm_is_built_in_a_function_with_the_numpy_of_today(tensorflow, no_word):
    """It once failed there with NumPy 1.20, since the layer asked NumPy for zeros of an unknown number of rows."""
    assert tuple(int(part) for part in tensorflow.np.__version__.split(".")[:2]) >= (1, 20)
    keras, tf = tensorflow.keras, tensorflow.tf
    lstm = keras.layers.LSTM(2)
    lstm.build((None, 5, 3))
    spec = tf.TensorSpec([None, 5, 3])
    assert tf.function(lstm, input_signature=[spec])(tf.ones((4, 5, 3))).shape == (4, 2)


# The axis of time


def test_an_lstm_of_torch_mixes_the_sequences_of_a_batch_without_batch_first(pytorch, no_word):
    sequences, changed = pytorch.sequences, pytorch.changed
    assert (sequences != changed).flatten(start_dim=1).any(dim=1).tolist() == [True, False, False, False]
    assert len(sequences) < sequences.shape[1]  # the two axes can be told apart
    reached = {}
    for batch_first in (False, True):
        lstm = pytorch.nn.LSTM(2, 3, batch_first=batch_first)
        gap = (lstm(sequences)[0] - lstm(changed)[0]).abs().amax(dim=(1, 2))
        reached[batch_first] = [value > 1e-3 for value in gap.tolist()]
    assert reached[True] == [True, False, False, False]
    assert reached[False] == [True, True, True, True]
    assert pytorch.after.shape == (*sequences.shape[:2], 3)
    assert pytorch.torch.allclose(changed[0], sequences[0] + 1)


# The data behind a tensor


def test_a_change_through_data_falsifies_the_gradient_and_one_through_detach_is_noticed(torch, no_word):
    weights = torch.zeros(2, requires_grad=True)
    gate = torch.sigmoid(weights)
    gate.data *= 2
    gate.sum().backward()
    # The slope is computed as g (1 - g) from the changed g = 1, where 2 * 1/4 is right.
    assert weights.grad.tolist() == [0.0, 0.0]
    watched = torch.sigmoid(weights)
    watched.detach().mul_(2)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        watched.sum().backward()


# What the snippets print, line by line, computed by hand

VARIANCE = np.var([0.0, 1.0, 2.0, 3.0])
STACKED = 3 * 3 + 3 + 3 * 1 + 1
CLEARED, PILED = losses_by_hand(clear=True), losses_by_hand(clear=False)
LOGITS = [f"logits, right: {ONCE[0]:.3f}", f"logits, wrong: {ONCE[1]:.3f}"]
SOFTMAX_TWICE = [f"softmax twice, right: {TWICE[0]:.3f}", f"softmax twice, wrong: {TWICE[1]:.3f}", *LOGITS]


PYTORCH = {
    "waves": [f"step {step}: {CLEARED[step]:.3f}, {PILED[step]:.3f}" for step in (0, 10, 20, 40, 59)],
    "softmax_twice": SOFTMAX_TWICE,
    "from_logits": [
        f"NLLLoss, loss: {-SCORES[0]:.3f}",
        "NLLLoss, gradient: -1.000, 0.000, 0.000",
        f"CrossEntropyLoss, loss: {ENTROPY:.3f}",
        f"CrossEntropyLoss, gradient: {decimals(SLOPE)}",
    ],
    "mode": ["zeros: 0.5, running mean: 0.200", "zeros: 0.0, running mean: 0.200"],
    "broadcast_loss": [
        f"by hand: {2 * VARIANCE:.3f}",
        f"mse_loss: {2 * VARIANCE:.3f}",
        "UserWarning: Using a target size (torch.Size([4])) that is different to the input size (torch.Size([4, "
        "1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same "
        "size.",
        "equal shapes: 0.000",
    ],
    "plain_list": ["weights of Forgetful: 0", f"weights of Stack: {STACKED}"],
    "empty_list": ["ValueError: optimizer got an empty parameter list", "tensors: 4"],
    "batch_first": [
        "batch_first=False: [True, True, True, True]",
        "batch_first=True: [True, False, False, False]",
    ],
    "data": [
        f"gradient after data: {[1.0 * (1 - 1.0)] * 2}",  # g (1 - g) of the changed g = 1
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace "
        "operation: [torch.FloatTensor [2]], which is output 0 of Sigmoid, is at version 1; expected version 0 "
        "instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False).",
        f"gradient: {[2 * 0.5 * (1 - 0.5)] * 2}",
    ],
}
TENSORFLOW = {
    "softmax_twice": [
        f"softmax in the model, right: {ONCE[0]:.3f}",
        'UserWarning: "`sparse_categorical_crossentropy` received `from_logits=True`, but the `output` argument was '
        f"{RECOVERED}. Was this intended?",
    ],
    "softmax_unseen": SOFTMAX_TWICE,
    "from_logits": [
        f"default, loss: {np.log(2):.3f}",
        "default, gradient: 0.000, 0.000, 0.000",
        f"from_logits=True, loss: {ENTROPY:.3f}",
        f"from_logits=True, gradient: {decimals(SLOPE)}",
    ],
    "mode": ["zeros: 0.0, moving mean: 0.000", "zeros: 0.5, moving mean: 0.200"],
    "broadcast_loss": [f"by hand: {2 * VARIANCE:.3f}", "MeanSquaredError: 0.000", "equal shapes: 0.000"],
    "plain_list": [f"weights of Stack: {STACKED}"],
    "retracing": [
        "WARNING: 5 out of the last 5 calls to <function <lambda> at 0x…> triggered tf.function retracing. "
        "Tracing is expensive and the excessive number of tracings could be due to (1) creating @tf.function "
        "repeatedly in a loop, (2) passing tensors with different shapes, (3) passing Python objects instead of "
        "tensors. For (1), please define your @tf.function outside of the loop. For (2), @tf.function has "
        "reduce_retracing=True option that can avoid unnecessary retracing. For (3), please refer to "
        "https://www.tensorflow.org/guide/function#controlling_retracing and "
        "https://www.tensorflow.org/api_docs/python/tf/function for  more details."
    ],
    "one_trace": ["traces: 5", "traces: 1"],
    "numpy_in_function": [
        "NumPy, calls: 100, numbers: 1",
        "NotImplementedError: Cannot convert a symbolic tf.Tensor (a:0) to a numpy array. This error may indicate"
        " that you're trying to pass a Tensor to a NumPy call, which is not supported.",
    ],
    "drawn_in_the_graph": ["tf, calls: 100, numbers: 100", "mean: 1.000"],
}


def test_each_section_in_torch_prints_what_was_computed_by_hand(pytorch, run_of):
    assert printed_lines(run_of("clinic_silent", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_was_computed_by_hand(tensorflow, run_of):
    assert printed_lines(run_of("clinic_silent", "tensorflow")) == TENSORFLOW
