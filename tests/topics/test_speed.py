"""Speed: what is timed computes the same in both, and the page says what was recorded."""

import inspect

import numpy as np

from counterpoint.running.measure import as_array


def weights_of(model):
    """Return the weights of a Keras model as PyTorch's layers hold them: transposed, one bias of an LSTM zero."""
    return [np.asarray(weight) for weight in model.get_weights()]


def copy_mlp(pytorch, source, target):
    kernels = weights_of(source)
    with pytorch.torch.no_grad():
        for own, other in zip(target.parameters(), kernels, strict=True):
            own.copy_(pytorch.torch.from_numpy(other.T.copy()))


def copy_lstm(pytorch, source, target):
    kernel, recurrent, bias, scores, score_bias = weights_of(source)
    values = [kernel.T, recurrent.T, bias, np.zeros_like(bias), scores.T, score_bias]
    with pytorch.torch.no_grad():
        for own, other in zip(target.parameters(), values, strict=True):
            own.copy_(pytorch.torch.from_numpy(other.copy()))


def losses(step, *inputs):
    """Return the loss of five steps; with an epsilon this small, its place in Adam's formula does not matter."""
    adam = inspect.getclosurevars(step).nonlocals["adam"]
    if hasattr(adam, "param_groups"):
        adam.param_groups[0]["eps"] = 1e-12
    else:
        adam.epsilon = 1e-12
    return [float(as_array(step(*inputs))) for _ in range(5)]


def test_five_steps_of_the_mlp_agree(pytorch, tensorflow, parity):
    theirs, ours = tensorflow.make_mlp(), pytorch.make_mlp()
    copy_mlp(pytorch, theirs, ours)
    pictures = tensorflow.tf.constant(pytorch.pictures.numpy())
    a = losses(pytorch.training_step(ours), pytorch.pictures, pytorch.labels)
    b = losses(tensorflow.training_step(theirs), pictures, tensorflow.labels)
    assert a[4] < a[0]
    parity("loss of five steps of the MLP", a, b, section="mlp", rtol=1e-5, atol=1e-6)


def test_five_steps_of_the_lstm_agree(pytorch, tensorflow, parity):
    theirs, ours = tensorflow.make_row_reader(), pytorch.RowReader()
    copy_lstm(pytorch, theirs, ours)
    ours.lstm.bias_hh_l0.requires_grad_(False)  # Keras has one bias: two would move it twice as far
    rows = tensorflow.tf.constant(pytorch.rows.numpy())
    a = losses(pytorch.training_step(ours), pytorch.rows, pytorch.labels)
    b = losses(tensorflow.training_step(theirs), rows, tensorflow.labels)
    parity("loss of five steps of the LSTM", a, b, section="lstm", rtol=1e-5, atol=1e-6)


def test_the_loop_takes_as_many_turns_in_both_as_in_plain_python(pytorch, tensorflow):
    def by_hand(number):
        turns = 0
        while number != 1:
            number, turns = (number // 2 if number % 2 == 0 else 3 * number + 1), turns + 1
        return turns

    for start in (1, 2, 7, 27):
        assert int(pytorch.collatz(pytorch.torch.tensor(start))) == by_hand(start)
        assert int(tensorflow.collatz(tensorflow.tf.constant(start, tensorflow.tf.int64))) == by_hand(start)
