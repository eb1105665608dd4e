"""The entries without a message: nothing is raised, and the number is wrong by as much as is asserted here."""

import logging
import warnings

import numpy as np
import pytest

from counterpoint.running.runner import AUTOGRAPHS_OWN


@pytest.fixture
def no_word(caplog):
    """Let the test fail where anything warns or logs a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", AUTOGRAPHS_OWN, DeprecationWarning)
        yield
    assert not [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]


def numbers(values):
    """The values as a NumPy array, whichever framework holds them."""
    return np.asarray(values.detach().cpu().numpy() if hasattr(values, "detach") else values)


# Gradients that pile up


def losses_by_hand(clear):
    """The losses of 60 steps on y = 2 x + 1 in plain NumPy."""
    x = np.arange(4.0)
    weight, bias, piled, losses = 0.0, 0.0, np.zeros(2), []
    for _ in range(60):
        error = weight * x + bias - (2 * x + 1)
        losses.append((error**2).mean())
        gradient = 2 * np.array([(error * x).mean(), error.mean()])
        piled = gradient if clear else piled + gradient
        weight, bias = np.array([weight, bias]) - 0.02 * piled
    return losses


@pytest.mark.parametrize("clear", [True, False])
def test_the_losses_with_and_without_zero_grad_are_those_computed_by_hand(pytorch, clear, no_word):
    # The loss without clearing grows: float32 keeps about four digits of it over 60 steps.
    assert pytorch.train(clear) == pytest.approx(losses_by_hand(clear), rel=1e-3, abs=1e-5)


def test_without_zero_grad_the_loss_comes_back_in_waves(pytorch):
    assert pytorch.cleared[-1] < 1e-3
    assert (np.diff(pytorch.cleared) < 0).all()
    rises = np.diff(pytorch.piled) > 0
    assert rises.sum() > 20
    assert max(pytorch.piled[40:]) > pytorch.piled[0] / 2


def test_a_second_backward_adds_the_gradient_of_the_first(pytorch, no_word):
    weights = pytorch.torch.tensor([1.0, 2.0], requires_grad=True)
    for expected in ([2.0, 4.0], [4.0, 8.0], [6.0, 12.0]):
        (weights**2).sum().backward()
        assert weights.grad.tolist() == expected


def test_each_tape_of_tensorflow_begins_at_nothing(tensorflow, no_word):
    tf = tensorflow.tf
    weights = tf.Variable([1.0, 2.0])
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weights**2)
        assert tape.gradient(loss, weights).numpy().tolist() == [2.0, 4.0]


# Softmax and logits


def test_softmax_twice_narrows_the_loss_of_three_classes_to_a_span_of_one(pytorch, tensorflow, parity, no_word):
    torch, tf = pytorch.torch, tensorflow.tf
    sure = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)  # as probabilities, nothing is surer
    floor = np.log(np.e + 2) - 1
    for label, expected in ((0, floor), (1, floor + 1)):
        ours = pytorch.criterion(torch.tensor(sure), torch.tensor([label]))
        theirs = tensorflow.criterion(tf.constant([label]), tf.constant(sure))
        assert float(ours) == pytest.approx(expected, rel=1e-5)
        assert float(theirs) == pytest.approx(expected, rel=1e-5)
    ours = pytorch.criterion(pytorch.shares, pytorch.wrong)
    theirs = tensorflow.criterion(tensorflow.wrong, tensorflow.shares)
    parity("softmax taken twice", ours, theirs, section="softmax_twice", rtol=1e-5, atol=1e-6)


def test_of_logits_a_sure_mistake_costs_their_distance(pytorch, tensorflow, no_word):
    ours = pytorch.criterion(pytorch.sure, pytorch.wrong)
    theirs = tensorflow.criterion(tensorflow.wrong, tensorflow.sure)
    by_hand = np.log(np.exp(10.0) + 2)
    assert float(ours) == pytest.approx(by_hand, rel=1e-5)
    assert float(theirs) == pytest.approx(by_hand, rel=1e-5)


def test_the_default_loss_of_keras_clips_logits_and_has_no_gradient_there(tensorflow, no_word):
    tf = tensorflow.tf
    logits = tf.Variable([[2.0, 3.0, -1.0]])
    with tf.GradientTape(persistent=True) as tape:
        default = tensorflow.default(tf.constant([0]), logits)
        told = tensorflow.criterion(tf.constant([0]), logits)
    assert float(default) == pytest.approx(np.log(2), rel=1e-5)  # 2 and 3 both count as 1
    assert not np.any(tape.gradient(default, logits))
    shares = np.exp([2.0, 3.0, -1.0]) / np.exp([2.0, 3.0, -1.0]).sum()
    assert float(told) == pytest.approx(-np.log(shares[0]), rel=1e-5)
    expected = shares - np.array([1.0, 0.0, 0.0])
    assert numbers(tape.gradient(told, logits))[0] == pytest.approx(expected, rel=1e-4)


# Training or inference


def test_a_new_torch_model_drops_half_and_moves_its_mean_until_eval(pytorch, no_word):
    nn, torch = pytorch.nn, pytorch.torch
    model = nn.Sequential(nn.BatchNorm1d(1), nn.Dropout(0.5))
    batch = torch.tensor([[1.0], [3.0]]).repeat(5000, 1)
    dropped = numbers(model(batch) == 0).mean()
    assert dropped == pytest.approx(0.5, abs=0.03)
    assert float(model[0].running_mean) == pytest.approx(0.2)  # a tenth of the way to 2
    model.eval()
    assert not (model(batch) == 0).any()
    assert float(model[0].running_mean) == pytest.approx(0.2)


def test_a_keras_model_that_is_called_neither_drops_nor_learns_its_mean(tensorflow, no_word):
    keras, tf = tensorflow.keras, tensorflow.tf
    norm = keras.layers.BatchNormalization(momentum=0.9)
    model = keras.Sequential([norm, keras.layers.Dropout(0.5)])
    batch = tf.constant([[1.0], [3.0]] * 5000)
    assert not np.any(model(batch) == 0)
    assert float(norm.moving_mean[0]) == 0.0
    assert np.mean(model(batch, training=True) == 0) == pytest.approx(0.5, abs=0.03)
    assert float(norm.moving_mean[0]) == pytest.approx(0.2)


# A column beside a row


def test_a_column_less_a_row_is_a_square_and_the_loss_twice_the_variance(pytorch, tensorflow, parity, no_word):
    torch, tf = pytorch.torch, tensorflow.tf
    ours = torch.arange(4.0)[:, None] - torch.arange(4.0)
    theirs = tf.range(4.0)[:, None] - tf.range(4.0)
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


def counted_traces(tensorflow, arguments):
    """How often a fresh function of two arguments is traced for these."""
    power = tensorflow.tf.function(tensorflow.Power())
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


def test_shapes_are_traced_each_as_well_unless_the_length_is_left_open(tensorflow, no_word):
    tf = tensorflow.tf
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
    tf, np_ = tensorflow.tf, tensorflow.np
    frozen = tf.function(lambda v: v + np_.random.uniform())
    fresh = tf.function(lambda v: v + tf.random.uniform(()))
    assert len({float(frozen(tf.constant(0.0))) for _ in range(20)}) == 1
    assert len({float(fresh(tf.constant(0.0))) for _ in range(20)}) == 20


def test_a_change_of_a_python_value_after_the_trace_is_not_seen(tensorflow, no_word):
    tf, settings = tensorflow.tf, {"scale": 2.0}
    scaled = tf.function(lambda v: settings["scale"] * v)
    assert float(scaled(tf.constant(1.0))) == 2.0
    settings["scale"] = 5.0
    assert float(scaled(tf.constant(1.0))) == 2.0


def test_numpy_on_a_tensor_in_a_function_is_refused(tensorflow):
    tf = tensorflow.tf
    message = r"Cannot convert a symbolic tf.Tensor \(values:0\) to a numpy array"
    with pytest.raises(NotImplementedError, match=message):
        tensorflow.mean(tf.ones(3))
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


def test_an_lstm_of_torch_mixes_the_sequences_of_a_batch_unless_told_batch_first(pytorch, no_word):
    torch = pytorch.torch
    torch.manual_seed(0)
    sequences = torch.rand(4, 6, 2)
    changed = sequences.clone()
    changed[0] += 1.0
    reached = {}
    for batch_first in (False, True):
        lstm = pytorch.nn.LSTM(2, 3, batch_first=batch_first)
        gap = (lstm(sequences)[0] - lstm(changed)[0]).abs().amax(dim=(1, 2))
        reached[batch_first] = [value > 1e-3 for value in gap.tolist()]
    assert reached[True] == [True, False, False, False]
    assert reached[False] == [True, True, True, True]


# The data behind a tensor


def test_a_change_through_data_falsifies_the_gradient_and_one_through_detach_is_noticed(pytorch, no_word):
    torch = pytorch.torch
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


# What the snippets print, computed by hand

SHARES = np.exp([10.0, 0.0, 0.0]) / np.exp([10.0, 0.0, 0.0]).sum()
TWICE = np.log(np.exp(SHARES).sum()) - SHARES
ONCE = np.log(np.exp([10.0, 0.0, 0.0]).sum()) - np.array([10.0, 0.0, 0.0])
VARIANCE = np.var([0.0, 1.0, 2.0, 3.0])
IN_BOTH = [
    ("softmax_twice", f"softmax first, right: {TWICE[0]:.3f}"),
    ("softmax_twice", f"softmax first, wrong: {TWICE[1]:.3f}"),
    ("softmax_twice", f"logits, right: {ONCE[0]:.3f}"),
    ("softmax_twice", f"logits, wrong: {ONCE[1]:.3f}"),
    ("broadcast_loss", f"by hand: {2 * VARIANCE:.3f}"),
    ("broadcast_loss", "equal shapes: 0.000"),
    ("plain_list", f"weights: {3 * 3 + 3 + 3 * 1 + 1}"),
]
IN_TORCH = [
    ("mode", "zeros: 0.5, running mean: 0.200"),
    ("mode", "zeros: 0.0, running mean: 0.200"),
    ("plain_list", "weights: 0"),
    ("empty_list", "tensors: 4"),
    ("batch_first", "batch_first=False: [True, True, True, True]"),
    ("batch_first", "batch_first=True: [True, False, False, False]"),
    ("data", f"gradient after data: {[1.0 * (1 - 1.0)] * 2}"),
    ("data", f"gradient: {[2 * 0.5 * (1 - 0.5)] * 2}"),
]
IN_TENSORFLOW = [
    ("from_logits", f"default, loss: {np.log(2):.3f}"),
    ("from_logits", "default, gradient: 0.000, 0.000, 0.000"),
    ("mode", "zeros: 0.0, moving mean: 0.000"),
    ("mode", "zeros: 0.5, moving mean: 0.200"),
    ("one_trace", "traces: 5"),
    ("one_trace", "traces: 1"),
    ("numpy_in_function", "different numbers from NumPy: 1"),
    ("drawn_in_the_graph", "different numbers from TensorFlow: 100"),
]


@pytest.mark.parametrize(("section", "line"), IN_BOTH + IN_TORCH)
def test_the_lines_in_torch_print_what_was_computed_by_hand(pytorch, run_of, section, line):
    assert line in run_of("clinic_silent", "pytorch").outputs[section].splitlines()


@pytest.mark.parametrize(("section", "line"), IN_BOTH + IN_TENSORFLOW)
def test_the_lines_in_tensorflow_print_what_was_computed_by_hand(tensorflow, run_of, section, line):
    assert line in run_of("clinic_silent", "tensorflow").outputs[section].splitlines()
