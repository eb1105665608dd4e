"""Graphs: what is recorded, for which values, how often, and what a compiled graph keeps."""

import inspect
import sys

import numpy as np
import pytest


def slope_pytorch(pytorch, function, start):
    x = pytorch.torch.tensor(start, requires_grad=True)
    (slope,) = pytorch.torch.autograd.grad(function(x), x)
    return slope


def slope_tensorflow(tensorflow, function, start):
    x = tensorflow.tf.Variable(start)
    with tensorflow.tf.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x)


# A graph recorded as the code runs


def test_the_slope_of_the_doubled_sum_is_two_everywhere(pytorch, tensorflow, parity):
    by_hand = np.full(3, 2.0)
    np.testing.assert_array_equal(pytorch.weights.grad, by_hand)
    np.testing.assert_array_equal(tensorflow.gradient, by_hand)
    parity(
        "gradient of the doubled sum",
        pytorch.weights.grad,
        tensorflow.gradient,
        section="gradient",
        rtol=1e-5,
        atol=1e-6,
    )
    np.testing.assert_array_equal(pytorch.weights.detach(), tensorflow.weights)
    assert pytorch.total.item() == 2 * (1 + 2 + 3)


def test_both_frameworks_compute_at_once_by_default(pytorch, tensorflow):
    assert not pytorch.torch.compiler.is_compiling()
    assert (pytorch.torch.tensor(3.0) * 2).item() == 6
    assert tensorflow.tf.executing_eagerly()
    assert (tensorflow.tf.constant(3.0) * 2).numpy() == 6


def test_the_placeholders_and_sessions_of_tensorflow_1_live_on_under_compat_v1(tensorflow):
    v1 = tensorflow.tf.compat.v1
    with v1.Graph().as_default():
        x = v1.placeholder("float32", [3])
        doubled = tensorflow.tf.reduce_sum(2 * x)
        with pytest.raises(AttributeError, match="numpy"):
            doubled.numpy()  # defined, not computed
        with v1.Session() as session:
            assert session.run(doubled, {x: [1, 2, 3]}) == 12
    assert not hasattr(tensorflow.tf, "Session")


# What is watched


def test_the_published_tape_gives_none_for_a_constant_it_never_watched(tensorflow):
    tf = tensorflow.tf
    numbers = tf.constant([4.0, 5.0])
    with tf.GradientTape() as recorder:
        outcome = tf.reduce_sum(2 * numbers)
    assert recorder.gradient(outcome, numbers) is None
    assert tensorflow.missing is None


def test_the_tape_gives_zeros_instead_of_none_when_asked_to(tensorflow):
    tf = tensorflow.tf
    numbers = tf.constant([4.0, 5.0])
    with tf.GradientTape() as recorder:
        outcome = tf.reduce_sum(2 * numbers)
    zeros = recorder.gradient(outcome, numbers, unconnected_gradients="zero")
    np.testing.assert_array_equal(zeros, [0, 0])


def test_pytorch_raises_when_nothing_was_recorded(pytorch):
    with pytest.raises(RuntimeError, match="does not require grad and does not have a grad_fn"):
        (2 * pytorch.torch.ones(3)).sum().backward()


def test_pytorch_is_silent_too_when_only_some_inputs_require_gradients(pytorch):
    data = pytorch.torch.tensor([1.0, 2.0])
    weights = pytorch.torch.tensor([3.0, 4.0], requires_grad=True)
    (data * weights).sum().backward()
    assert data.grad is None
    np.testing.assert_array_equal(weights.grad, [1, 2])


def test_watched_inputs_have_the_same_gradient(pytorch, tensorflow, parity):
    np.testing.assert_array_equal(pytorch.plain.grad, [2, 2, 2])
    parity(
        "gradient of a watched input",
        pytorch.plain.grad,
        tensorflow.found,
        section="watched",
        rtol=1e-5,
        atol=1e-6,
    )


def test_pytorch_watches_a_tensor_for_good_and_tensorflow_for_one_tape(pytorch, tensorflow):
    tf = tensorflow.tf
    x = pytorch.torch.ones(3).requires_grad_()
    for _ in range(2):
        assert pytorch.torch.autograd.grad((2 * x).sum(), x)[0].tolist() == [2, 2, 2]
    x = tf.ones([3])
    with tf.GradientTape() as tape:
        tape.watch(x)
        doubled = 2 * x
    assert tape.gradient(doubled, x).numpy().tolist() == [2, 2, 2]
    with tf.GradientTape() as tape:
        doubled = 2 * x
    assert tape.gradient(doubled, x) is None


def test_parameters_and_variables_are_watched_by_default_and_other_tensors_are_not(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    assert torch.nn.Parameter(torch.ones(1)).requires_grad
    assert not torch.ones(1).requires_grad
    with tf.GradientTape() as tape:
        variable, constant = tf.Variable(1.0), tf.constant(1.0)
        product = variable * constant
    assert [watched is variable for watched in tape.watched_variables()] == [True]
    assert tape.gradient(product, [variable, constant])[1] is None


def test_a_frozen_variable_is_not_watched(pytorch, tensorflow):
    tf = tensorflow.tf
    frozen = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        doubled = 2 * frozen
    assert tape.gradient(doubled, frozen) is None
    assert not (2 * pytorch.torch.nn.Parameter(pytorch.torch.ones(1), False)).requires_grad


def test_integers_have_no_gradient_loudly_in_pytorch_and_silently_in_tensorflow(pytorch, tensorflow):
    with pytest.raises(RuntimeError, match="floating point and complex dtype"):
        pytorch.torch.tensor([1, 2], requires_grad=True)
    assert slope_tensorflow(tensorflow, lambda x: 2 * x, 3) is None


# How long a record lasts


def test_the_second_gradient_from_one_record_is_refused(pytorch, tensorflow):
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


def test_a_kept_record_gives_the_slopes_of_square_and_cube(pytorch, tensorflow, parity):
    ours = [pytorch.square_slope, pytorch.cube_slope]
    by_hand = [2 * 3.0, 3 * 3.0**2]
    np.testing.assert_allclose(ours, by_hand, rtol=1e-5, atol=1e-6)
    parity(
        "slopes from a kept record",
        ours,
        [tensorflow.square_slope, tensorflow.cube_slope],
        section="kept_record",
        rtol=1e-5,
        atol=1e-6,
    )


def test_without_retain_graph_the_shared_part_of_the_record_is_gone(pytorch):
    x = pytorch.torch.tensor(3.0, requires_grad=True)
    square = x**2
    cube = x * square
    pytorch.torch.autograd.grad(square, x)
    with pytest.raises(RuntimeError, match="a second time"):
        pytorch.torch.autograd.grad(cube, x)


def test_a_gradient_that_is_returned_leaves_grad_alone(pytorch):
    x = pytorch.torch.tensor(3.0, requires_grad=True)
    (slope,) = pytorch.torch.autograd.grad(x**2, x)
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


def test_shrink_has_the_same_slopes_in_both(pytorch, tensorflow, parity):
    starts = [0.7, 1.9, 5.0, 300.0]
    ours = [slope_pytorch(pytorch, pytorch.shrink, start) for start in starts]
    theirs = [slope_tensorflow(tensorflow, tensorflow.shrink, start) for start in starts]
    parity("slopes of shrink", ours, theirs, section="control_flow", rtol=1e-5, atol=1e-6)


def test_the_picture_counts_the_recorded_halvings(pytorch):
    expected = np.maximum(0, np.ceil(np.log2(pytorch.starts)))
    np.testing.assert_array_equal(pytorch.halvings, expected)
    line = pytorch.axes.lines[0]
    np.testing.assert_array_equal(line.get_ydata(), pytorch.halvings)
    assert max(pytorch.starts) == 20


# One graph for many runs


def counting_backend():
    """Return a list and a backend that puts every traced graph into it."""
    graphs = []

    def count(graph, example_inputs):
        graphs.append([node.name for node in graph.graph.nodes])
        return graph.forward

    return graphs, count


def test_pytorch_traces_the_second_length_for_any_length(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs, count = counting_backend()
    compiled = torch.compile(pytorch.doubled_sum, backend=count)
    counts = []
    for length in [3, 3, 4, 5, 100]:
        assert compiled(torch.ones(length)).item() == 2 * length
        counts.append(len(graphs))
    assert counts == [1, 1, 2, 2, 2]


def test_pytorch_traces_each_length_anew_when_told_that_none_varies(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs, count = counting_backend()
    compiled = torch.compile(pytorch.doubled_sum, dynamic=False, backend=count)
    for length in [3, 4, 5]:
        compiled(torch.ones(length))
    assert len(graphs) == 3


def test_tensorflow_traces_each_length_anew(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.doubled_sum)
    counts = []
    for length in [3, 3, 4, 5]:
        assert compiled(tf.ones([length])).numpy() == 2 * length
        counts.append(compiled.experimental_get_tracing_count())
    assert counts == [1, 1, 2, 3]


def test_tensorflow_relaxes_the_length_when_asked_to_trace_less(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(lambda x: tf.reduce_sum(2 * x), reduce_retracing=True)
    for length in [3, 4, 5, 100]:
        assert compiled(tf.ones([length])).numpy() == 2 * length
    assert compiled.experimental_get_tracing_count() == 2


def test_the_snippet_traced_three_lengths_and_then_one_signature(tensorflow):
    assert tensorflow.score.experimental_get_tracing_count() == 3
    assert tensorflow.flexible.experimental_get_tracing_count() == 1
    assert tensorflow.flexible(tensorflow.tf.ones([50])).numpy() == 100


def test_a_signature_refuses_a_matrix(tensorflow):
    with pytest.raises(TypeError, match="Can not cast"):
        tensorflow.flexible(tensorflow.tf.ones([2, 2]))


def test_the_snippet_kept_two_graphs_for_three_lengths_and_then_one(pytorch):
    torch = pytorch.torch
    before, counts = len(pytorch.graphs), []
    for compiled in (pytorch.score, pytorch.flexible):
        torch.compiler.reset()
        for length in [3, 4, 5]:
            assert compiled(torch.ones(length)).item() == 2 * length
        counts.append(len(pytorch.graphs) - before)
        del pytorch.graphs[before:]
    assert counts == [2, 1]


def test_the_compiled_gradient_is_the_eager_one(pytorch, tensorflow, parity):
    numbers = [1.0, -2.0, 0.5, 7.0]
    compiled = pytorch.torch.compile(pytorch.doubled_sum, backend="eager")
    ours = slope_pytorch(pytorch, compiled, numbers)
    theirs = slope_tensorflow(tensorflow, tensorflow.tf.function(tensorflow.doubled_sum), numbers)
    np.testing.assert_array_equal(ours, [2, 2, 2, 2])
    parity("gradient of the compiled sum", ours, theirs, section="compiled", rtol=1e-5, atol=1e-6)


def test_code_inside_a_tf_function_sees_a_placeholder_and_not_a_value(tensorflow):
    tf = tensorflow.tf
    met = []

    @tf.function
    def look(x):
        met.append((tf.executing_eagerly(), hasattr(x, "numpy")))
        return x

    look(tf.constant(1.0))
    assert met == [(False, False)]


def test_a_number_from_python_is_traced_by_its_value_and_a_tensor_by_its_shape(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(lambda x: 2 * x)
    for value in (1.0, 2.0):
        compiled(value)
    assert compiled.experimental_get_tracing_count() == 2
    for value in (3.0, 4.0):
        compiled(tf.constant(value))
    assert compiled.experimental_get_tracing_count() == 3


def test_pytorch_hands_graphs_to_inductor_unless_told_otherwise(pytorch):
    assert pytorch.torch.compiler.get_default_backend() == "inductor"


def test_a_list_grows_in_each_call_in_pytorch_and_only_while_tracing_in_tensorflow(pytorch, tensorflow):
    assert pytorch.seen == ["call"] * 4
    assert tensorflow.seen == ["call"]
    doubled = [2.0, 2.0, 2.0]
    eager = pytorch.torch.compile(pytorch.noted, backend="eager")
    assert eager(pytorch.torch.ones(3)).tolist() == doubled
    traced = tensorflow.tf.function(tensorflow.noted)
    assert traced(tensorflow.tf.ones([3])).numpy().tolist() == doubled


def test_pytorch_traces_again_whenever_a_list_that_it_reads_has_changed(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    notes = []
    graphs, count = counting_backend()

    @torch.compile(backend=count)
    def note(x):
        notes.append("call")
        return 2 * x

    for _ in range(3):
        note(torch.ones(3))
    assert (len(notes), len(graphs)) == (3, 3)
    notes.clear()  # as it was at the first call: that graph serves again
    note(torch.ones(3))
    assert (len(notes), len(graphs)) == (1, 3)


# A loop that depends on a value


@pytest.mark.parametrize("start", [0.5, 3.0, 8.0])
def test_a_compiled_loop_gives_the_eager_value(pytorch, tensorflow, start):
    torch, tf = pytorch.torch, tensorflow.tf
    expected = start / 2 ** max(0, np.ceil(np.log2(start)))
    compiled = torch.compile(pytorch.shrink, backend="eager")
    assert compiled(torch.tensor(start)).item() == expected
    assert tf.function(tensorflow.shrink)(tf.constant(start)).numpy() == expected


def test_tensorflow_puts_the_loop_into_one_graph_with_its_gradient(tensorflow):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.shrink)
    for start, slope in [(3.0, 0.25), (8.0, 0.125), (100.0, 0.5**7)]:
        x = tf.constant(start)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = compiled(x)
        assert tape.gradient(y, x).numpy() == slope
    assert compiled.experimental_get_tracing_count() == 1
    graph = compiled.get_concrete_function(tf.TensorSpec([])).graph
    assert any("While" in node.type for node in graph.get_operations())


def test_pytorch_leaves_the_loop_in_python_and_compiles_one_turn_of_it_on_python_3_11_alone(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs, count = counting_backend()
    compiled = torch.compile(pytorch.shrink, backend=count)
    for start in [3.0, 8.0, 100.0]:
        compiled(torch.tensor(start))
    one_turn = [["l_x_", "x", "gt", "output"]] if sys.version_info < (3, 12) else []
    assert graphs == [["l_x_", "gt", "output"], *one_turn]


def test_a_whole_graph_is_refused_where_python_decides_by_a_value(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    torch.compiler.reset()
    with pytest.raises(RuntimeError, match="Data-dependent branching"):
        pytorch.strict(torch.tensor(3.0))
    with pytest.raises(TypeError, match=r"symbolic `tf\.Tensor` as a Python `bool`"):
        tensorflow.strict(tf.constant(3.0))


def test_fullgraph_accepts_a_broken_graph_that_was_compiled_before(pytorch):
    torch = pytorch.torch
    torch.compiler.reset()
    _, count = counting_backend()
    torch.compile(pytorch.shrink, backend=count)(torch.tensor(3.0))
    strict = torch.compile(pytorch.shrink, fullgraph=True, backend=count)
    assert strict(torch.tensor(3.0)).item() == 0.75
