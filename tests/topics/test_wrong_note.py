"""A wrong note: what names it, which layer plays it, what can be mended, and what a breakpoint sees."""

import inspect
import logging
import sys

import numpy as np
import pytest

from tests.topics.arithmetic import numbers

HEALTHY = [4.0, 0.5, 1.0]


# A NaN that the loss hides


def test_the_loss_is_right_and_the_gradient_is_not(pytorch, tensorflow, printed):
    for loss, gradient in [
        (pytorch.loss_of(pytorch.volume), pytorch.volume.grad),
        (tensorflow.loss_of(tensorflow.volume), tensorflow.gradient),
    ]:
        assert numbers(loss) == pytest.approx(np.log(4), rel=1e-5)
        np.testing.assert_array_equal(numbers(gradient), [0.25, np.nan, 1])
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "wrong_note") == [f"loss: {np.log(4):.3f}", "gradient: [0.25, nan, 1.0]"]


def test_without_a_zero_the_losses_and_gradients_agree(pytorch, tensorflow, parity):
    ours = pytorch.torch.tensor(HEALTHY, requires_grad=True)
    loss = pytorch.loss_of(ours)
    loss.backward()
    theirs = tensorflow.tf.Variable(HEALTHY)
    with tensorflow.tf.GradientTape() as tape:
        their_loss = tensorflow.loss_of(theirs)
    gradient = tape.gradient(their_loss, theirs)
    assert loss.item() == pytest.approx(np.log(HEALTHY).sum(), rel=1e-5)
    np.testing.assert_allclose(ours.grad, 1 / np.array(HEALTHY), rtol=1e-5, atol=1e-6)
    parity("loss", loss, their_loss, section="wrong_note", rtol=1e-5, atol=1e-6)
    parity("gradient", ours.grad, gradient, section="wrong_note", rtol=1e-5, atol=1e-6)


def test_the_remedy_is_to_mask_before_the_logarithm(torch, tf):
    ours = torch.tensor([4.0, 0.0, 1.0], requires_grad=True)
    torch.where(ours > 0, ours, 1.0).log().sum().backward()
    np.testing.assert_array_equal(ours.grad, [0.25, 0, 1])
    theirs = tf.Variable([4.0, 0.0, 1.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.math.log(tf.where(theirs > 0, theirs, 1.0)))
    np.testing.assert_array_equal(tape.gradient(loss, theirs), [0.25, 0, 1])


def test_the_same_mistake_with_a_square_root_is_nan_in_pytorch_and_zero_in_tensorflow(torch, tf):
    ours = torch.tensor([4.0, 0.0], requires_grad=True)
    torch.where(ours > 0, ours.sqrt(), 0.0).sum().backward()
    np.testing.assert_array_equal(ours.grad, [0.25, np.nan])
    theirs = tf.Variable([4.0, 0.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.where(theirs > 0, tf.sqrt(theirs), 0.0))
    np.testing.assert_array_equal(tape.gradient(loss, theirs), [0.25, 0])


# Naming the operation


def test_anomaly_detection_names_the_backward_function_and_warns_with_the_forward_line(pytorch, printed):
    torch = pytorch.torch
    with (
        torch.autograd.set_detect_anomaly(True),
        pytest.warns(UserWarning, match="Error detected in LogBackward0") as heard,
        pytest.raises(RuntimeError, match="'LogBackward0' returned nan values in its 0th output"),
    ):
        pytorch.loss_of(pytorch.volume).backward()
    (warning,) = heard
    assert "logs = volume.log()" in str(warning.message)
    assert not torch.is_anomaly_enabled()
    assert [str(entry.message)[:37] for entry in pytorch.heard] == ["Error detected in LogBackward0. Trace"]
    assert printed("pytorch", "named") == [
        "RuntimeError: Function 'LogBackward0' returned nan values in its 0th output.",
        "names the operation: True",
        "names the line: True",
    ]


def test_detect_anomaly_warns_when_it_is_switched_on_and_set_detect_anomaly_does_not(torch, recwarn):
    autograd = torch.autograd
    with autograd.set_detect_anomaly(True):
        assert not recwarn.list
    with pytest.warns(UserWarning, match="should only be enabled for debugging"):
        autograd.detect_anomaly()


def test_anomaly_detection_does_not_mind_an_infinity_in_the_forward_pass(torch, recwarn):
    with torch.autograd.set_detect_anomaly(True):
        loss = torch.zeros(1, requires_grad=True).log().sum()
        loss.backward()
    assert loss.item() == -np.inf
    assert not recwarn.list


def test_check_numerics_stops_at_the_forward_infinity(tensorflow, printed):
    tf = tensorflow.tf
    tf.debugging.enable_check_numerics()
    try:
        with pytest.raises(tf.errors.InvalidArgumentError, match='eagerly-executing op "Log"'):
            tensorflow.loss_of(tensorflow.volume)
        assert np.isfinite(tensorflow.loss_of(tf.constant(HEALTHY)))
    finally:
        tf.debugging.disable_check_numerics()
    assert np.isfinite(tensorflow.loss_of(tensorflow.volume))
    kernel, *message = printed("tensorflow", "named")
    assert kernel.startswith("InvalidArgumentError: {{function_node __wrapped__CheckNumericsV2_device_")
    assert message == [
        "",
        '!!! Detected Infinity or NaN in output 0 of eagerly-executing op "Log" (# of outputs: 1) !!!',
        "  dtype: <dtype: 'float32'>",
        "  shape: (3,)",
        "  # of -Inf elements: 1",
        "",
        "  Input tensor: tf.Tensor([4. 0. 1.], shape=(3,), dtype=float32)",
        "",
        " : Tensor had -Inf values [Op:CheckNumericsV2] name:",
    ]


def test_check_numerics_stops_at_an_infinite_gradient_too(tf):
    x = tf.Variable(0.0)
    tf.debugging.enable_check_numerics()
    try:
        with tf.GradientTape() as tape:
            root = tf.sqrt(x)
        with pytest.raises(tf.errors.InvalidArgumentError, match='op "SqrtGrad"'):
            tape.gradient(root, x)
    finally:
        tf.debugging.disable_check_numerics()
    assert root.numpy() == 0


def test_a_graph_is_checked_if_it_was_traced_while_the_check_was_on(tensorflow):
    tf = tensorflow.tf
    before, during = tf.function(tensorflow.loss_of), tf.function(tensorflow.loss_of)
    before(tensorflow.volume)
    tf.debugging.enable_check_numerics()
    try:
        assert np.isfinite(before(tensorflow.volume))
        with pytest.raises(tf.errors.InvalidArgumentError, match="Log/CheckNumerics"):
            during(tensorflow.volume)
    finally:
        tf.debugging.disable_check_numerics()
    with pytest.raises(tf.errors.InvalidArgumentError, match="Log/CheckNumerics"):
        during(tensorflow.volume)


def test_one_check_can_be_placed_by_hand_and_stays_in_the_graph(tf):
    checked = tf.function(lambda x: tf.debugging.check_numerics(tf.math.log(x), "the brass"))
    assert checked(tf.constant(1.0)).numpy() == 0
    with pytest.raises(tf.errors.InvalidArgumentError, match="the brass : Tensor had NaN"):
        checked(tf.constant(-1.0))
    with pytest.raises(tf.errors.InvalidArgumentError, match="the brass : Tensor had Inf"):
        checked(tf.constant(0.0))


# The section that sounds off


def test_equal_weights_give_equal_answers(pytorch, tensorflow, parity):
    torch, keras = pytorch.torch, tensorflow.keras
    generator = np.random.default_rng(7)
    ours = torch.nn.Sequential(*[type(part)(part.in_features, part.out_features) for part in pytorch.model])
    theirs = keras.models.clone_model(tensorflow.model)
    for part, layer in zip(ours, theirs.layers, strict=True):
        kernel, bias = (generator.normal(size=w.shape).astype("float32") for w in layer.weights)
        layer.set_weights([kernel, bias])
        part.load_state_dict({"weight": torch.tensor(kernel.T), "bias": torch.tensor(bias)})
    notes = generator.normal(size=(5, 4)).astype("float32")
    parity(
        "answers on equal weights",
        ours(torch.tensor(notes)),
        theirs(notes),
        section="one_section",
        rtol=1e-5,
        atol=1e-5,  # sums of products of up to ten in size
    )


def test_a_forward_hook_sees_each_output_until_it_is_removed(pytorch):
    torch = pytorch.torch
    part = torch.nn.Linear(4, 4)
    seen = []
    hook = part.register_forward_hook(lambda module, inputs, output: seen.append(output))
    answer = part(torch.ones(3, 4))
    hook.remove()
    part(torch.ones(3, 4))
    assert len(seen) == 1
    assert seen[0] is answer
    assert not any(part._forward_hooks for part in pytorch.model)


def test_a_nan_weight_spoils_its_layer_and_those_behind_it(pytorch, tensorflow, printed):
    torch, keras, tf = pytorch.torch, tensorflow.keras, tensorflow.tf
    ours = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 2))
    with torch.no_grad():
        ours[1].weight[0, 0] = torch.nan
    outputs, x = [], torch.ones(3, 4)
    for part in ours:
        x = part(x)
        outputs.append(bool(x.isfinite().all()))
    assert outputs == [True, False, False]
    theirs = keras.models.clone_model(tensorflow.model)
    weights = theirs.layers[1].get_weights()
    weights[0][0, 0] = np.nan
    theirs.layers[1].set_weights(weights)
    taps = keras.Model(theirs.inputs, [layer.output for layer in theirs.layers])
    assert [bool(np.isfinite(y).all()) for y in taps(tf.ones([3, 4]))] == [True, False, False]
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "one_section") == ["strings: True", "brass: False", "percussion: False", "loss: nan"]


def rehearsed_by_hand(weights, notes, steps, mended_after):
    """Return the losses of Adam on the mean square, in NumPy; before one step a weight of the brass becomes 0."""
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    weights, losses = [w.astype("float64") for w in weights], []
    for t in range(1, steps + 1):
        if t == mended_after + 1:
            weights[2][0, 0] = 0
        k1, b1, k2, b2, k3, b3 = weights
        h1 = notes @ k1 + b1
        h2 = h1 @ k2 + b2
        y = h2 @ k3 + b3
        losses.append((y**2).mean())
        d3 = 2 * y / y.size
        d2, gradients = d3 @ k3.T, [h2.T @ d3, d3.sum(0)]
        d1, gradients = d2 @ k2.T, [h1.T @ d2, d2.sum(0), *gradients]
        gradients = [notes.T @ d1, d1.sum(0), *gradients]
        first = [0.9 * m + 0.1 * g for m, g in zip(first, gradients, strict=True)]
        second = [0.999 * v + 0.001 * g**2 for v, g in zip(second, gradients, strict=True)]
        weights = [
            w - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            for w, m, v in zip(weights, first, second, strict=True)
        ]
    return losses


def losses_of(printed, name):
    lines = printed(name, "rehearse") + printed(name, "mended")[:-1]
    return [float(line.removeprefix("loss: ")) for line in lines]


def test_after_the_correction_the_rehearsal_goes_on_where_it_stopped(pytorch, tensorflow, printed):
    for name in ("pytorch", "tensorflow"):
        losses = losses_of(printed, name)
        assert len(losses) == 6
        assert losses == sorted(losses, reverse=True)  # it falls before and after
        assert losses[0] > losses[-1]
        assert printed(name, "mended")[-1] == "steps counted by Adam: 6"


def test_the_losses_on_the_page_are_those_of_adam_by_hand_and_nothing_else_was_touched(
    pytorch, tensorflow, printed, monkeypatch
):
    torch, keras = pytorch.torch, tensorflow.keras
    torch.manual_seed(0)
    parts = [torch.nn.Linear(4, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 2)]
    weights = [w for part in parts for w in (part.weight.detach().numpy().T.copy(), part.bias.detach().numpy().copy())]
    by_hand = rehearsed_by_hand(weights, numbers(pytorch.notes), 6, 3)
    np.testing.assert_allclose(losses_of(printed, "pytorch"), by_hand, rtol=0, atol=6e-4)  # three printed decimals
    keras.utils.set_random_seed(0)
    clone = keras.Sequential.from_config(tensorflow.model.get_config())
    by_hand = rehearsed_by_hand(clone.get_weights(), numbers(tensorflow.notes), 6, 3)
    np.testing.assert_allclose(losses_of(printed, "tensorflow"), by_hand, rtol=0, atol=6e-4)  # the same three


def test_both_name_their_sections_alike(pytorch, tensorflow):
    ours = [name for name, _ in pytorch.model.named_children()]
    assert ours == [layer.name for layer in tensorflow.model.layers]
    assert ours == ["strings", "brass", "percussion"]


def test_a_weight_is_mended_in_a_compiled_function_without_a_new_trace(tf):
    weight = tf.Variable(np.nan)
    compiled = tf.function(lambda x: weight * x)
    assert np.isnan(compiled(tf.constant(2.0)))
    weight.assign(3.0)
    assert compiled(tf.constant(2.0)).numpy() == 6
    assert compiled.experimental_get_tracing_count() == 1


def test_a_weight_is_mended_in_a_compiled_module_without_a_new_graph(torch):
    torch.compiler.reset()
    graphs = []

    def count(graph, example_inputs):
        graphs.append(graph)
        return graph.forward

    part = torch.nn.Linear(1, 1, bias=False)
    compiled = torch.compile(part, backend=count)
    for value in [np.nan, 3.0]:
        with torch.no_grad():
            part.weight.fill_(value)
        answer = compiled(torch.tensor([2.0])).item()
    assert (answer, len(graphs)) == (6, 1)


# A NaN that is learned


def test_one_nan_in_a_batch_spoils_every_weight_in_one_step(pytorch, tensorflow, printed):
    assert int(pytorch.spoilt()) == int(tensorflow.spoilt()) == 4 * 4 + 4 + 4 * 4 + 4 + 4 * 2 + 2
    assert pytorch.broken.isnan().sum() == np.isnan(tensorflow.broken).sum() == 1
    assert pytorch.broken.numel() == tensorflow.broken.size == 12
    assert pytorch.notes.isfinite().all() and np.isfinite(tensorflow.notes).all()
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "spread") == [
            "spoilt by the careful step: 0",
            "spoilt by the careless step: 50 of 50",
        ]


def test_the_optimiser_is_spoilt_too(pytorch, tensorflow):
    moments = [state["exp_avg"] for state in pytorch.optimizer.state.values()]
    assert all(moment.isnan().all() for moment in moments)
    assert len(moments) == 6
    theirs = [v.numpy() for v in tensorflow.optimizer.variables if v.shape.rank]
    assert sum(np.isnan(v).all() for v in theirs) >= 6
    assert pytorch.optimizer.param_groups[0]["lr"] == 0.01 == pytest.approx(float(tensorflow.optimizer.learning_rate))


def test_a_careful_step_refuses_the_batch_and_takes_a_sound_one(pytorch, tensorflow, monkeypatch):
    torch, keras = pytorch.torch, tensorflow.keras
    torch.manual_seed(1)
    ours = torch.nn.Linear(4, 2)
    monkeypatch.setattr(pytorch, "model", ours)
    monkeypatch.setattr(pytorch, "optimizer", torch.optim.Adam(ours.parameters()))
    before = ours.weight.detach().clone()
    assert pytorch.train_step(pytorch.broken).isnan()  # careful unless asked not to be
    assert torch.equal(ours.weight, before)
    assert pytorch.train_step(pytorch.notes).isfinite()
    # The first step of Adam moves each weight by the learning rate, whatever its gradient.
    np.testing.assert_allclose((ours.weight - before).abs().detach(), 0.001, rtol=1e-2, atol=1e-6)
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    monkeypatch.setattr(tensorflow, "model", theirs)
    monkeypatch.setattr(tensorflow, "optimizer", keras.optimizers.Adam())
    before = theirs.get_weights()[0]
    assert np.isnan(tensorflow.train_step(tensorflow.broken))
    assert np.array_equal(theirs.get_weights()[0], before)
    assert np.isfinite(tensorflow.train_step(tensorflow.notes))
    moved = np.abs(theirs.get_weights()[0] - before)
    np.testing.assert_allclose(moved, 0.001, rtol=1e-2, atol=1e-6)  # but for epsilon


def test_a_step_on_equal_weights_lowers_the_mean_square_alike(pytorch, tensorflow, monkeypatch, parity):
    torch, keras = pytorch.torch, tensorflow.keras
    kernel = np.array([[0.5, -1], [0.25, 2], [1, 0.5], [-0.75, 1]], dtype="float32")
    ours = torch.nn.Linear(4, 2)
    ours.load_state_dict({"weight": torch.tensor(kernel.T), "bias": torch.zeros(2)})
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    theirs.set_weights([kernel, np.zeros(2)])
    monkeypatch.setattr(pytorch, "model", ours)
    monkeypatch.setattr(pytorch, "optimizer", torch.optim.SGD(ours.parameters(), lr=0.1))
    monkeypatch.setattr(tensorflow, "model", theirs)
    monkeypatch.setattr(tensorflow, "optimizer", keras.optimizers.SGD(0.1))
    ones = np.ones((3, 4), dtype="float32")
    losses, their_losses = [], []
    for careful in [True, False, True]:
        losses.append(pytorch.train_step(torch.tensor(ones), careful).item())
        their_losses.append(float(tensorflow.train_step(tensorflow.tf.constant(ones), careful)))
    sums = kernel.sum(axis=0)
    # The mean over three rows and two columns of y²; each weight and the bias get y as gradient.
    shrunk = [sums * (1 - 0.1 * (4 + 1)) ** step for step in range(4)]
    np.testing.assert_allclose(losses, [(y**2).mean() for y in shrunk[:3]], rtol=1e-5, atol=1e-6)
    ours, theirs = ours(torch.tensor(ones)), theirs(ones)
    np.testing.assert_allclose(ours[0].detach(), shrunk[3], rtol=1e-5, atol=1e-6)
    parity("losses of three steps", losses, their_losses, section="rehearse", rtol=1e-5, atol=1e-6)
    parity("answers after three steps", ours, theirs, section="rehearse", rtol=1e-5, atol=1e-6)


# A wrong shape


def test_a_wrong_shape_is_refused_and_the_layer_plays_on(pytorch, tensorflow, printed):
    torch, tf = pytorch.torch, tensorflow.tf
    before = pytorch.strings.weight.detach().clone(), tensorflow.strings.get_weights()[0]
    with pytest.raises(RuntimeError, match=r"cannot be multiplied \(3x5 and 4x4\)"):
        pytorch.strings(torch.ones(3, 5))
    with pytest.raises(ValueError, match="layer 'strings' is incompatible") as refused:
        tensorflow.strings(tf.ones([3, 5]))
    assert "axis -1 of input shape to have value 4" in str(refused.value)
    assert torch.equal(pytorch.strings.weight, before[0])
    assert np.array_equal(tensorflow.strings.get_weights()[0], before[1])
    assert tuple(pytorch.right.shape) == tuple(tensorflow.right.shape) == (3, 4)
    refused = "RuntimeError: addmm: mat1 and mat2 shapes cannot be multiplied (3x5 and 4x4)"
    assert printed("pytorch", "wrong_shape") == [refused, "shape: (3, 4)"]
    refused, shape = printed("tensorflow", "wrong_shape")
    assert refused.startswith("ValueError: Input 0") and "layer 'strings' is incompatible" in refused
    assert refused.endswith("input shape to have value 4, but received input with shape (3, 5)")
    assert shape == "shape: (3, 4)"


# Where to stop


@pytest.fixture
def stops(monkeypatch):
    """Collect the local values of whoever calls breakpoint()."""
    found = []
    monkeypatch.setattr(sys, "breakpointhook", lambda: found.append(dict(sys._getframe(1).f_locals)))
    return found


def test_play_is_the_same_text_in_both_and_the_hook_was_put_back(pytorch, tensorflow):
    assert inspect.getsource(pytorch.play) == inspect.getsource(tensorflow.play)
    assert sys.breakpointhook not in (pytorch.look, tensorflow.look)


def test_what_a_debugger_would_find_is_printed_where_it_stops(printed):
    eagerly = ["x: 3.000", "note: 6.000"]
    assert printed("pytorch", "breakpoint") == printed("tensorflow", "breakpoint") == eagerly
    uncompiled = ["call with 5.0, uncompiled", "x: 5.000", "note: 10.000"]
    assert printed("pytorch", "compiled_breakpoint") == [
        "call with 3.0",
        "x: 3.000",
        "call with 4.0",
        "x: 4.000",
        *uncompiled,
    ]
    assert printed("tensorflow", "compiled_breakpoint") == [
        "call with 3.0",
        "x: no value yet",
        "note: no value yet",
        "call with 4.0",
        *uncompiled,
    ]


def test_an_eager_breakpoint_sees_values(pytorch, tensorflow, stops):
    assert pytorch.play(pytorch.torch.tensor(3.0)) == 7
    assert tensorflow.play(tensorflow.tf.constant(3.0)) == 7
    assert [(float(stop["x"]), float(stop["note"])) for stop in stops] == [(3, 6), (3, 6)]


def test_a_breakpoint_breaks_the_graph_of_torch_and_stops_every_call(pytorch, stops):
    torch = pytorch.torch
    torch.compiler.reset()
    graphs = []

    def count(graph, example_inputs):
        graphs.append(graph)
        return graph.forward

    compiled = torch.compile(pytorch.play, backend=count)
    assert [compiled(torch.tensor(value)) for value in [3.0, 4.0]] == [7, 9]
    assert [float(stop["x"]) for stop in stops] == [3, 4]
    assert not any("note" in stop for stop in stops)  # it waits on the stack of the graph
    assert len(graphs) == 2
    torch.compiler.reset()
    strict = torch.compile(pytorch.play, fullgraph=True, backend="eager")
    with pytest.raises(RuntimeError, match="breakpoint"):
        strict(torch.tensor(3.0))


def test_a_breakpoint_in_tf_function_stops_once_and_sees_no_values(tensorflow, stops):
    tf = tensorflow.tf
    compiled = tf.function(tensorflow.play, autograph=False)
    assert [compiled(tf.constant(value)).numpy() for value in [3.0, 4.0]] == [7, 9]
    (stop,) = stops
    assert tf.is_symbolic_tensor(stop["x"])
    assert tf.is_symbolic_tensor(stop["note"])


def test_autograph_warns_of_a_breakpoint(tensorflow, stops, monkeypatch):
    tf = tensorflow.tf
    told = []
    listener = logging.Handler(logging.WARNING)
    monkeypatch.setattr(listener, "emit", lambda record: told.append(record.getMessage()))
    tf.get_logger().addHandler(listener)
    try:
        tf.function(tensorflow.play)(tf.constant(3.0))
    finally:
        tf.get_logger().removeHandler(listener)
    assert len(stops) == 1
    assert any("not optimized for step-by-step debugging" in line for line in told)


def test_each_can_run_compiled_code_eagerly_for_a_while(pytorch, tensorflow, stops):
    torch, tf = pytorch.torch, tensorflow.tf
    with torch.compiler.set_stance("force_eager"):
        pytorch.compiled(torch.tensor(5.0))
    tf.config.run_functions_eagerly(True)
    try:
        tensorflow.compiled(tf.constant(5.0))
    finally:
        tf.config.run_functions_eagerly(False)
    assert [(float(stop["x"]), float(stop["note"])) for stop in stops] == [(5, 10), (5, 10)]
