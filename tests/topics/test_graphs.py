"""Graphs: what is recorded while the code runs, for which values, and how often the record can be used."""

import inspect

import numpy as np
import pytest

from tests.topics.arithmetic import slope_pytorch


def slope_tensorflow(tensorflow, function, start):
    x = tensorflow.tf.Variable(start)
    with tensorflow.tf.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x)


# A graph recorded as the code runs


def test_the_slope_of_the_doubled_sum_is_two_everywhere(pytorch, tensorflow, printed, parity):
    by_hand = np.full(3, 2.0)
    ours = pytorch.weights.detach().clone().requires_grad_()
    (2 * ours).sum().backward()  # the snippet's own gradient was cleared for a later section
    np.testing.assert_array_equal(ours.grad, by_hand)
    np.testing.assert_array_equal(tensorflow.gradient, by_hand)
    parity(
        "gradient of the doubled sum",
        ours.grad,
        tensorflow.gradient,
        section="gradient",
        rtol=1e-5,
        atol=1e-6,
    )
    np.testing.assert_array_equal(pytorch.weights.detach(), [1, 2, 3])
    np.testing.assert_array_equal(tensorflow.weights, [1, 2, 3])
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "gradient") == [f"total: {2 * (1 + 2 + 3):.3f}", f"gradient: {by_hand.tolist()}"]


def test_both_frameworks_compute_at_once_by_default(torch, tf):
    assert not torch.compiler.is_compiling()
    assert (torch.tensor(3.0) * 2).item() == 6
    assert tf.executing_eagerly()
    assert (tf.constant(3.0) * 2).numpy() == 6


def test_the_static_graph_is_still_there_define_first_then_run(tf):
    ran = []

    @tf.function(input_signature=[tf.TensorSpec([None])])
    def total(x):
        ran.append(tf.executing_eagerly())
        return tf.reduce_sum(2 * x)

    graph = total.get_concrete_function().graph  # defined from a shape alone: no number has been seen
    assert ran == [False]
    assert [op.type for op in graph.get_operations()][:1] == ["Placeholder"]
    again = tf.Graph()
    with again.as_default():  # the graph is data: it can be written out and read without the Python that made it
        tf.import_graph_def(graph.as_graph_def(), name="")
    with tf.compat.v1.Session(graph=again) as session:
        assert session.run("Sum:0", {"x:0": [1, 2, 3]}) == 12
    assert [total(tf.ones([length])).numpy() for length in (1, 4)] == [2, 8]
    assert ran == [False]  # the Python function never ran again


def test_the_placeholders_and_sessions_of_tensorflow_1_live_on_under_compat_v1(tf):
    v1 = tf.compat.v1
    with v1.Graph().as_default():
        x = v1.placeholder("float32", [3])
        doubled = tf.reduce_sum(2 * x)
        with pytest.raises(AttributeError, match="numpy"):
            doubled.numpy()  # defined, not computed
        with v1.Session() as session:
            assert session.run(doubled, {x: [1, 2, 3]}) == 12
    assert not hasattr(tf, "Session")


# What is watched


def test_the_published_tape_gives_none_for_a_constant_it_never_watched(tensorflow, printed):
    tf = tensorflow.tf
    numbers = tf.constant([4.0, 5.0])
    with tf.GradientTape() as recorder:
        outcome = tf.reduce_sum(2 * numbers)
    assert recorder.gradient(outcome, numbers) is None
    assert tensorflow.missing is None
    assert printed("tensorflow", "unwatched") == ["gradient: None"]


def test_the_tape_gives_zeros_instead_of_none_when_asked_to(tf):
    numbers = tf.constant([4.0, 5.0])
    with tf.GradientTape() as recorder:
        outcome = tf.reduce_sum(2 * numbers)
    zeros = recorder.gradient(outcome, numbers, unconnected_gradients="zero")
    np.testing.assert_array_equal(zeros, [0, 0])


def test_pytorch_raises_when_nothing_was_recorded(pytorch, printed):
    with pytest.raises(RuntimeError, match="does not require grad and does not have a grad_fn"):
        (2 * pytorch.torch.ones(3)).sum().backward()
    message = "element 0 of tensors does not require grad and does not have a grad_fn"
    assert printed("pytorch", "unwatched") == [f"RuntimeError: {message}", "gradient: None"]


def test_pytorch_is_silent_too_when_only_some_inputs_require_gradients(torch):
    data = torch.tensor([1.0, 2.0])
    weights = torch.tensor([3.0, 4.0], requires_grad=True)
    (data * weights).sum().backward()
    assert data.grad is None
    np.testing.assert_array_equal(weights.grad, [1, 2])


def test_watched_inputs_have_the_same_gradient(pytorch, tensorflow, printed, parity):
    np.testing.assert_array_equal(pytorch.plain.grad, [2, 2, 2])
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "watched") == ["gradient: [2.0, 2.0, 2.0]"]
    parity(
        "gradient of a watched input",
        pytorch.plain.grad,
        tensorflow.found,
        section="watched",
        rtol=1e-5,
        atol=1e-6,
    )


def test_pytorch_watches_a_tensor_for_good_and_tensorflow_for_one_tape(torch, tf):
    x = torch.ones(3).requires_grad_()
    for _ in range(2):
        assert torch.autograd.grad((2 * x).sum(), x)[0].tolist() == [2, 2, 2]
    x = tf.ones([3])
    with tf.GradientTape() as tape:
        tape.watch(x)
        doubled = 2 * x
    assert tape.gradient(doubled, x).numpy().tolist() == [2, 2, 2]
    with tf.GradientTape() as tape:
        doubled = 2 * x
    assert tape.gradient(doubled, x) is None


def test_parameters_and_variables_are_watched_by_default_and_other_tensors_are_not(torch, tf):
    assert torch.nn.Parameter(torch.ones(1)).requires_grad
    assert not torch.ones(1).requires_grad
    with tf.GradientTape() as tape:
        variable, constant = tf.Variable(1.0), tf.constant(1.0)
        product = variable * constant
    assert [watched is variable for watched in tape.watched_variables()] == [True]
    assert tape.gradient(product, [variable, constant])[1] is None


def test_a_frozen_variable_is_not_watched(torch, tf):
    frozen = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        doubled = 2 * frozen
    assert tape.gradient(doubled, frozen) is None
    assert not (2 * torch.nn.Parameter(torch.ones(1), False)).requires_grad


def test_integers_have_no_gradient_loudly_in_pytorch_and_silently_in_tensorflow(pytorch, tensorflow):
    with pytest.raises(RuntimeError, match="floating point and complex dtype"):
        pytorch.torch.tensor([1, 2], requires_grad=True)
    assert slope_tensorflow(tensorflow, lambda x: 2 * x, 3) is None


# How long a record lasts


def test_the_second_gradient_from_one_record_is_refused(pytorch, tensorflow, printed):
    assert pytorch.slope.item() == 2 * 3
    x = pytorch.torch.tensor(3.0, requires_grad=True)
    square = x**2
    square.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        square.backward()
    x = tensorflow.tf.Variable(3.0)
    with tensorflow.tf.GradientTape() as tape:
        square = x**2
    tape.gradient(square, x)
    with pytest.raises(RuntimeError, match="only be used to compute one set of gradients"):
        tape.gradient(square, x)
    first, refused = printed("pytorch", "second_gradient")
    assert (first, refused[:62]) == ("first: 6.000", "RuntimeError: Trying to backward through the graph a second ti")
    first, refused = printed("tensorflow", "second_gradient")
    assert (first, refused[:48]) == ("first: 6.000", "RuntimeError: A non-persistent GradientTape can ")


OPERATIONS = {
    "x + 1": lambda x: (x + 1).sum(),
    "mean": lambda x: x.mean(),
    "2 x": lambda x: (2 * x).sum(),
    "x squared": lambda x: (x * x).sum(),
    "exp": lambda x: x.exp().sum(),
    "relu": lambda x: x.relu().sum(),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_pytorch_refuses_a_second_gradient_only_where_it_had_saved_values(torch, name):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    total = OPERATIONS[name](x)
    total.backward()
    once = x.grad.clone()
    if name in ("x + 1", "mean"):
        total.backward()
        np.testing.assert_array_equal(x.grad, 2 * once)
    else:
        with pytest.raises(RuntimeError, match="a second time"):
            total.backward()


def test_where_nothing_was_saved_pytorch_doubles_in_silence_and_tensorflow_refuses(pytorch, tensorflow, printed):
    tf = tensorflow.tf
    x = pytorch.torch.tensor([1.0, 2.0], requires_grad=True)
    total = (x + 1).sum()
    for times in (1, 2):
        total.backward()
        assert x.grad.tolist() == [times, times]
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tensorflow.weights + 1)
    assert tape.gradient(total, tensorflow.weights).numpy().tolist() == [1, 1, 1]
    with pytest.raises(RuntimeError, match="only be used to compute one set of gradients"):
        tape.gradient(total, tensorflow.weights)
    assert pytorch.weights.grad.tolist() == [2, 2, 2]
    assert pytorch.total.item() == (1 + 2 + 3) + 3
    assert printed("pytorch", "nothing_saved") == ["gradient: [2.0, 2.0, 2.0]"]
    (refused,) = printed("tensorflow", "nothing_saved")
    assert refused.startswith("RuntimeError: A non-persistent GradientTape")


def test_a_kept_record_gives_the_slopes_of_square_and_cube(pytorch, tensorflow, printed, parity):
    ours = [pytorch.square_slope, pytorch.cube_slope]
    by_hand = [2 * 3.0, 3 * 3.0**2]
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "kept_record") == ["slope of the square: 6.000", "slope of the cube: 27.000"]
    np.testing.assert_allclose(ours, by_hand, rtol=1e-5, atol=1e-6)
    parity(
        "slopes from a kept record",
        ours,
        [tensorflow.square_slope, tensorflow.cube_slope],
        section="kept_record",
        rtol=1e-5,
        atol=1e-6,
    )


def test_without_retain_graph_the_shared_part_of_the_record_is_gone(torch):
    x = torch.tensor(3.0, requires_grad=True)
    square = x**2
    cube = x * square
    torch.autograd.grad(square, x)
    with pytest.raises(RuntimeError, match="a second time"):
        torch.autograd.grad(cube, x)


def test_a_gradient_that_is_returned_leaves_grad_alone(torch):
    x = torch.tensor(3.0, requires_grad=True)
    (slope,) = torch.autograd.grad(x**2, x)
    assert (slope.item(), x.grad) == (6, None)


# Control flow


def test_shrink_is_the_same_text_in_both(pytorch, tensorflow):
    assert inspect.getsource(pytorch.shrink) == inspect.getsource(tensorflow.shrink)


@pytest.mark.parametrize("start", [0.5, 1.0, 3.0, 8.0, 1000.0])
def test_the_slope_of_shrink_is_one_half_for_each_halving(pytorch, tensorflow, start):
    halvings = max(0, int(np.ceil(np.log2(start))))
    assert slope_pytorch(pytorch, pytorch.shrink, start).item() == 0.5**halvings
    assert slope_tensorflow(tensorflow, tensorflow.shrink, start).numpy() == 0.5**halvings
    assert pytorch.recorded(start).count("DivBackward0") == halvings


def test_shrink_has_the_same_slopes_in_both(pytorch, tensorflow, printed, parity):
    starts = [0.7, 1.9, 5.0, 300.0]
    ours = [slope_pytorch(pytorch, pytorch.shrink, start) for start in starts]
    theirs = [slope_tensorflow(tensorflow, tensorflow.shrink, start) for start in starts]
    parity("slopes of shrink", ours, theirs, section="control_flow", rtol=1e-5, atol=1e-6)
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "control_flow") == ["slope at 3.0: 0.250", "slope at 8.0: 0.125"]


def test_the_record_of_each_input_is_printed_from_the_result_back_to_x(printed):
    assert printed("pytorch", "recorded_graph") == [
        "graph of 3.0: DivBackward0, DivBackward0, AccumulateGrad",
        "graph of 8.0: DivBackward0, DivBackward0, DivBackward0, AccumulateGrad",
    ]


def test_the_picture_counts_the_recorded_halvings(pytorch, topic, run_of):
    expected = np.maximum(0, np.ceil(np.log2(pytorch.starts)))
    np.testing.assert_array_equal(pytorch.halvings, expected)
    line = pytorch.axes.lines[0]
    np.testing.assert_array_equal(line.get_xdata(), pytorch.starts)
    np.testing.assert_array_equal(line.get_ydata(), pytorch.halvings)
    assert pytorch.starts == [n / 4 for n in range(1, 81)]  # up to 20, five halvings
    assert pytorch.halvings[-1] == 5
    assert line.get_drawstyle() == "steps-mid"
    assert list(run_of(topic, "pytorch").pictures) == ["recorded"]
    assert tuple(pytorch.figure.get_size_inches()) == (6, 2.5)
    assert pytorch.axes.get_xlabel() == "value of x"
    assert pytorch.axes.get_ylabel() == "recorded halvings"
