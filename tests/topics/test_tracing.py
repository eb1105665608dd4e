"""Tracing: how often a function is traced, what a graph keeps of it, and where a loop or an `if` on a value goes."""

import inspect
import logging
import sys

import numpy as np
import pytest

from tests.topics.arithmetic import counting_backend, slope_pytorch


def slope_tensorflow(tensorflow, function, start):
    x = tensorflow.tf.constant(start)
    with tensorflow.tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


@pytest.fixture
def logged(monkeypatch):
    """Collect what a logger says: logged("tensorflow")."""

    def listen(name):
        lines, logger, listener = [], logging.getLogger(name), logging.Handler(logging.WARNING)
        monkeypatch.setattr(listener, "emit", lambda record: lines.append(record.getMessage()))
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, listener])
        return lines

    return listen


# One graph for many runs


def test_what_is_printed_of_twelve_calls(pytorch, tensorflow, printed):
    assert pytorch.lengths == tensorflow.lengths == [3, 4, 5] * 4
    assert printed("pytorch", "compiled") == ["calls: 12", "graphs: 2"]
    assert printed("pytorch", "first_graph") == ["first graph: l_x_, mul, sum_1, output"]
    operations = "Placeholder, Const, Mul, Const, Sum, Identity"
    assert printed("tensorflow", "compiled") == ["calls: 12", "graphs: 3"]
    assert printed("tensorflow", "first_graph") == [f"first graph: {operations}"]
    assert printed("pytorch", "any_length") == printed("tensorflow", "any_length") == ["graphs: 1"]
    assert printed("pytorch", "side_effect") == ["calls: 4", "calls seen: 4", "graphs: 4"]
    assert printed("tensorflow", "side_effect") == ["calls: 4", "calls seen: 1", "graphs: 1"]


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


def test_tensorflow_relaxes_the_length_when_asked_to_trace_less(tf):
    compiled = tf.function(lambda x: tf.reduce_sum(2 * x), reduce_retracing=True)
    for length in [3, 4, 5, 100]:
        assert compiled(tf.ones([length])).numpy() == 2 * length
    assert compiled.experimental_get_tracing_count() == 2


def test_the_snippet_traced_three_lengths_and_then_one_signature(tensorflow):
    assert tensorflow.total.experimental_get_tracing_count() == 3
    assert tensorflow.flexible.experimental_get_tracing_count() == 1
    assert tensorflow.flexible(tensorflow.tf.ones([50])).numpy() == 100


def test_a_signature_refuses_a_matrix(tensorflow):
    with pytest.raises(TypeError, match="Can not cast"):
        tensorflow.flexible(tensorflow.tf.ones([2, 2]))


def test_the_snippet_kept_two_graphs_for_three_lengths_and_then_one(pytorch):
    torch = pytorch.torch
    before, counts = len(pytorch.graphs), []
    for compiled in (pytorch.total, pytorch.flexible):
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


def test_code_inside_a_tf_function_sees_a_placeholder_and_not_a_value(tf):
    met = []

    @tf.function
    def look(x):
        met.append((tf.executing_eagerly(), hasattr(x, "numpy")))
        return x

    look(tf.constant(1.0))
    assert met == [(False, False)]


def test_a_number_from_python_is_traced_by_its_value_and_a_tensor_by_its_shape(tf):
    compiled = tf.function(lambda x: 2 * x)
    for value in (1.0, 2.0):
        compiled(value)
    assert compiled.experimental_get_tracing_count() == 2
    for value in (3.0, 4.0):
        compiled(tf.constant(value))
    assert compiled.experimental_get_tracing_count() == 3


def test_pytorch_hands_graphs_to_inductor_unless_told_otherwise(torch):
    assert torch.compiler.get_default_backend() == "inductor"


def test_a_list_grows_in_each_call_in_pytorch_and_only_while_tracing_in_tensorflow(pytorch, tensorflow):
    assert pytorch.seen == ["call"] * 4
    assert tensorflow.seen == ["call"]
    doubled = [2.0, 2.0, 2.0]
    eager = pytorch.torch.compile(pytorch.noted, backend="eager")
    assert eager(pytorch.torch.ones(3)).tolist() == doubled
    traced = tensorflow.tf.function(tensorflow.noted)
    assert traced(tensorflow.tf.ones([3])).numpy().tolist() == doubled


def test_pytorch_traces_again_whenever_a_list_that_it_reads_has_changed(torch):
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


def test_pytorch_gives_up_after_eight_graphs_and_says_so_in_the_log(torch, logged):
    torch.compiler.reset()
    notes, lines = [], logged("torch._dynamo.convert_frame")
    graphs, count = counting_backend()

    @torch.compile(backend=count)
    def note(x):
        notes.append("call")
        return 2 * x

    counts = []
    for _ in range(12):
        assert note(torch.ones(3)).tolist() == [2, 2, 2]
        counts.append(len(graphs))
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]
    assert len(notes) == 12
    assert any("hit config.recompile_limit (8)" in line for line in lines)


def test_tensorflow_goes_on_tracing_and_warns_in_the_log(tensorflow, logged):
    tf, lines = tensorflow.tf, logged("tensorflow")
    compiled = tf.function(lambda x: 2 * x)
    for number in range(20):
        compiled(number)
    assert compiled.experimental_get_tracing_count() == 20
    assert any("triggered tf.function retracing" in line for line in lines)


# A loop that depends on a value


def test_shrink_is_the_same_text_in_both(pytorch, tensorflow):
    assert inspect.getsource(pytorch.shrink) == inspect.getsource(tensorflow.shrink)


def test_what_is_printed_of_the_compiled_loop(pytorch, tensorflow, printed):
    assert pytorch.values == [3 / 4, 8 / 8]
    assert printed("pytorch", "compiled_loop") == [
        "values: [0.75, 1.0]",
        "first graph: l_x_, gt, output",
        "refused: Unsupported",
    ]
    lines = ["values: [0.75, 1.0]", "graphs: 1", "refused: OperatorNotAllowedInGraphError"]
    assert printed("tensorflow", "compiled_loop") == lines


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


# The loop and the `if` in one graph


STARTS = [1.5, 3.0, 8.0, 300.0]


def test_a_while_loop_is_one_graph_with_its_gradient_in_both(pytorch, tensorflow, printed, parity):
    torch, tf = pytorch.torch, tensorflow.tf
    torch.compiler.reset()
    graphs, count = counting_backend()
    whole = torch.compile(pytorch.shrink_in_graph, fullgraph=True, backend=count)
    slopes = [0.5 ** max(0, np.ceil(np.log2(start))) for start in STARTS]
    for start, slope in zip(STARTS, slopes, strict=True):
        assert whole(torch.tensor(start, requires_grad=True)).item() == start * slope
        assert tensorflow.shrink_in_graph(tf.constant(start)).numpy() == start * slope
    assert len(graphs) == 1
    assert "while_loop" in graphs[0]
    ours = [slope_pytorch(pytorch, whole, start) for start in STARTS]
    theirs = [slope_tensorflow(tensorflow, tensorflow.shrink_in_graph, start) for start in STARTS]
    np.testing.assert_array_equal(ours, slopes)
    parity("slopes of the loop in one graph", ours, theirs, section="loop_in_graph", rtol=1e-5, atol=1e-6)
    assert tensorflow.shrink_in_graph.experimental_get_tracing_count() == 1
    lines = ["halved from 3.0 to: 0.750", "slope at 3.0: 0.250", "halved from 8.0 to: 1.000", "slope at 8.0: 0.125"]
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "loop_in_graph")[2:] == [*lines, "graphs: 1"]


def test_the_gradient_of_a_torch_loop_without_a_turn_is_wrong_and_nothing_warns(pytorch, tensorflow, printed, recwarn):
    torch = pytorch.torch
    assert slope_pytorch(pytorch, pytorch.shrink, 0.5).item() == 1  # no halving: the value passes through
    for backend in (None, "eager", "aot_eager"):
        loop = pytorch.shrink_in_graph
        compiled = torch.compile(loop, fullgraph=True, backend=backend) if backend else loop
        assert compiled(torch.tensor(0.5)).item() == 0.5
        assert slope_pytorch(pytorch, compiled, 0.5).item() == 0.5
    assert not recwarn.list
    assert slope_tensorflow(tensorflow, tensorflow.shrink_in_graph, 0.5).numpy() == 1
    assert printed("pytorch", "loop_in_graph")[:2] == ["halved from 0.5 to: 0.500", "slope at 0.5: 0.500"]
    assert printed("tensorflow", "loop_in_graph")[:2] == ["halved from 0.5 to: 0.500", "slope at 0.5: 1.000"]


def test_torch_calls_its_while_loop_and_its_cond_prototypes(torch):
    for function in (torch.while_loop, torch.cond):
        assert f"`torch.{function.__name__}` is a prototype feature in PyTorch" in function.__doc__
    assert "doesn't support training currently" in torch.while_loop.__doc__


# A model with an `if`


def weights_that_give(mean):
    """The kernel and the bias of a dense layer with which three ones have this mean."""
    return np.full((3, 1), (mean - 1) / 3, dtype="float32"), np.ones(1, dtype="float32")


@pytest.mark.parametrize("mean", [-2.5, 2.5])
def test_a_model_with_an_if_turns_a_negative_mean_around(pytorch, tensorflow, mean, parity):
    torch = pytorch.torch
    kernel, bias = weights_that_give(mean)
    ours, theirs = type(pytorch.model)(), type(tensorflow.model)()
    ours.dense.load_state_dict({"weight": torch.tensor(kernel.T), "bias": torch.tensor(bias)})
    theirs(tensorflow.batch)
    theirs.set_weights([kernel, bias])
    np.testing.assert_allclose(ours(pytorch.batch).detach(), np.full((2, 1), 2.5), rtol=1e-5, atol=1e-6)
    name = f"answers, mean {mean}"
    parity(name, ours(pytorch.batch), theirs(tensorflow.batch), section="model", rtol=1e-5, atol=1e-6)


def test_torch_compile_breaks_the_model_at_the_if_and_answers_as_before(pytorch, printed):
    torch = pytorch.torch
    with torch.no_grad():
        eager = pytorch.model(pytorch.batch)
        np.testing.assert_array_equal(pytorch.compiled(pytorch.batch), eager)
    assert printed("pytorch", "model") == ["not negative: True"]
    assert printed("pytorch", "compiled_model") == ["not negative: True", "graphs: 2"]
    assert not pytorch.model.training
    dense = pytorch.model.dense(pytorch.batch).mean()
    assert eager.mean() == abs(dense)


def mean_square_at_first(tensorflow):
    """Return the mean square of the snippet's model before its fit, from the weights that its seed draws."""
    tensorflow.keras.utils.set_random_seed(0)
    fresh = type(tensorflow.model)()
    answers = fresh(tensorflow.batch).numpy()
    assert (answers >= 0).all()
    return np.mean((answers - 1) ** 2)


def test_autograph_stops_at_the_call_of_a_keras_model_and_of_a_layer(tensorflow, printed):
    tf, keras = tensorflow.tf, tensorflow.keras
    refused = tf.errors.OperatorNotAllowedInGraphError
    batch, targets = tensorflow.batch, tensorflow.targets
    model = type(tensorflow.model)()
    model.compile(loss="mse")
    for call in (model.predict, lambda rows, verbose: model.fit(rows, targets, verbose=verbose)):
        with pytest.raises(refused, match="as a Python `bool`"):
            call(batch, verbose=0)

    class Shrink(keras.layers.Layer):
        def call(self, x):
            return tensorflow.shrink(x)

    assert Shrink()(tf.constant(8.0)).numpy() == 1
    with pytest.raises(refused, match="as a Python `bool`"):
        tf.function(lambda x: Shrink()(x))(tf.constant(8.0))
    assert tf.function(lambda x: tensorflow.shrink(x))(tf.constant(8.0)).numpy() == 1
    assert printed("tensorflow", "model") == ["not negative: True"]
    assert printed("tensorflow", "compiled_model") == [
        "OperatorNotAllowedInGraphError",
        f"loss of an eager fit: {mean_square_at_first(tensorflow):.3f}",
    ]


def test_an_eager_fit_and_the_cond_of_keras_both_take_the_if(tensorflow):
    keras = tensorflow.keras
    assert tensorflow.model.run_eagerly

    class Upright(type(tensorflow.model)):
        def call(self, x):
            y = self.dense(x)
            return keras.ops.cond(keras.ops.mean(y) < 0, lambda: -y, lambda: y)

    model = Upright()
    model(tensorflow.batch)
    model.set_weights(weights_that_give(-2.5))
    np.testing.assert_allclose(model.predict(tensorflow.batch, verbose=0), np.full((2, 1), 2.5), rtol=1e-5, atol=1e-6)
    model.compile(loss="mse", optimizer="sgd")
    assert not model.run_eagerly
    assert np.isfinite(model.fit(tensorflow.batch, tensorflow.targets, verbose=0).history["loss"]).all()
