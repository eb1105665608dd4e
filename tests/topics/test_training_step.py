"""The training step: forward, loss, backward, update, and what happens between two steps."""

import ast
import inspect
import re
import types

import numpy as np
import pytest

from tests.topics.arithmetic import flat, softmax, to_three_places

FEATURES = np.random.default_rng(0).normal(size=(64, 8))
LABELS = FEATURES[:, :3].argmax(axis=1)


# One step in NumPy; kernels are (in, out), as Keras keeps them


def network(weights):
    """Return the hidden units before their activation (64, 16) and the logits (64, 3)."""
    kernel, bias, readout, readout_bias = weights
    before = FEATURES @ kernel + bias
    return before, np.maximum(before, 0) @ readout + readout_bias


def loss_by_hand(weights):
    return -np.log(softmax(network(weights)[1])[np.arange(64), LABELS]).mean()


def gradients_by_hand(weights):
    before, logits = network(weights)
    error = (softmax(logits) - np.eye(3)[LABELS]) / 64
    back = error @ weights[2].T * (before > 0)
    return [FEATURES.T @ back, back.sum(axis=0), np.maximum(before, 0).T @ error, error.sum(axis=0)]


def correct_by_hand(weights):
    return (network(weights)[1].argmax(axis=1) == LABELS).sum()


def adam_by_hand(weight, gradients, learning_rate=0.001, epsilon=1e-8, hat=False):
    """Return the weight after each update, as Kingma and Ba write Adam (2014).

    Algorithm 1 adds epsilon to the corrected root. With `hat`, it is added before the correction,
    as in the formula that precedes section 2.1 of the paper.
    """
    mean = square = 0.0
    path = []
    for step, gradient in enumerate(gradients, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        correction = np.sqrt(1 - 0.999**step)
        added = epsilon / correction if hat else epsilon
        root = np.sqrt(square) / correction
        weight = weight - learning_rate * mean / (1 - 0.9**step) / (root + added)
        path.append(weight)
    return np.array(path)


def training_by_hand(voice, steps, weights=None):
    """Return the weights at the start and after each step of the framework's Adam at 0.001, from the page's first."""
    path = [weights or first_weights(voice)]
    in_keras = hasattr(voice, "keras")
    mean = square = [0.0] * 4
    for step in range(1, steps + 1):
        found = gradients_by_hand(path[-1])
        mean = [0.9 * m + 0.1 * g for m, g in zip(mean, found, strict=True)]
        square = [0.999 * v + 0.001 * g**2 for v, g in zip(square, found, strict=True)]
        correction = np.sqrt(1 - 0.999**step)
        added = 1e-7 / correction if in_keras else 1e-8
        move = [
            0.001 * m / (1 - 0.9**step) / (np.sqrt(v) / correction + added) for m, v in zip(mean, square, strict=True)
        ]
        path.append([w - m for w, m in zip(path[-1], move, strict=True)])
    return path


# The same step in both frameworks


def fresh_pytorch(pytorch, seed=0):
    """Return the page's model as it was before its first step."""
    nn = pytorch.nn
    pytorch.torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))


def fresh_keras(tensorflow):
    """Return the page's model as it was before its first step."""
    keras = tensorflow.keras
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential([keras.Input((8,)), layers.Dense(16, activation="relu"), layers.Dense(3)])


def twin_models(pytorch, tensorflow):
    """Return a fresh model of each framework, both with the same weights."""
    ours, theirs = fresh_pytorch(pytorch, seed=7), fresh_keras(tensorflow)
    theirs.set_weights([as_keras(weight) for weight in ours.parameters()])
    return ours, theirs


def as_keras(weight):
    """Return a PyTorch weight in Keras' layout: a kernel (out, in) becomes (in, out)."""
    return weight.detach().cpu().numpy().T.copy()


def first_weights(voice):
    """Return the page's first weights in float64, in Keras' layout."""
    if hasattr(voice, "torch"):
        return [as_keras(weight).astype("float64") for weight in fresh_pytorch(voice).parameters()]
    return [weight.astype("float64") for weight in fresh_keras(voice).get_weights()]


def gradients_pytorch(pytorch, model):
    loss = pytorch.loss_function(model(pytorch.features), pytorch.labels)
    return pytorch.torch.autograd.grad(loss, list(model.parameters()))


def gradients_tensorflow(tensorflow, model):
    with tensorflow.tf.GradientTape() as tape:
        loss = tensorflow.loss_function(tensorflow.labels, model(tensorflow.features))
    return tape.gradient(loss, model.trainable_variables)


def adam_in_pytorch(pytorch, gradients, **options):
    weight = pytorch.torch.zeros(len(gradients[0]), requires_grad=True)
    optimizer = pytorch.torch.optim.Adam([weight], **options)
    path = []
    for gradient in gradients:
        weight.grad = pytorch.torch.tensor(gradient, dtype=pytorch.torch.float32)
        optimizer.step()
        path.append(weight.detach().numpy().copy())
    return np.array(path)


def adam_in_keras(tensorflow, gradients, **options):
    weight = tensorflow.tf.Variable(np.zeros(len(gradients[0]), "float32"))
    optimizer = tensorflow.keras.optimizers.Adam(**options)
    path = []
    for gradient in gradients:
        optimizer.apply([tensorflow.tf.constant(gradient, "float32")], [weight])
        path.append(weight.numpy())
    return np.array(path)


def framework_of(voice):
    return voice.__name__.rpartition("_")[2]


def numbers_in(lines):
    """Return the numbers that follow each label."""
    return {label: [float(number) for number in re.findall(r"-?\d+\.\d+", text)] for label, text in lines.items()}


# Data, forward, loss


def test_both_learn_from_the_same_data(pytorch, tensorflow):
    np.testing.assert_allclose(pytorch.features, FEATURES, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(pytorch.features, tensorflow.features)
    np.testing.assert_array_equal(pytorch.labels, LABELS)
    np.testing.assert_array_equal(tensorflow.labels, LABELS)


def test_the_section_data_prints_the_batch_and_its_classes(voice, by_label):
    counts = [int((label == LABELS).sum()) for label in range(3)]
    expected = {"features": "(64, 8)", "examples of each class": str(counts)}
    assert by_label(voice, "data") == expected


def test_the_forward_pass_and_the_loss_are_as_by_hand(pytorch, tensorflow, parity):
    ours, theirs = twin_models(pytorch, tensorflow)
    weights = theirs.get_weights()
    our_logits, their_logits = ours(pytorch.features), theirs(tensorflow.features)
    np.testing.assert_allclose(our_logits.detach(), network(weights)[1], rtol=1e-5, atol=1e-6)
    parity("logits", our_logits, their_logits, section="forward", rtol=1e-5, atol=1e-6)
    our_loss = pytorch.loss_function(our_logits, pytorch.labels)
    their_loss = tensorflow.loss_function(tensorflow.labels, their_logits)
    np.testing.assert_allclose(our_loss.item(), loss_by_hand(weights), rtol=1e-5, atol=1e-6)
    parity("loss", our_loss, their_loss, section="loss", rtol=1e-5, atol=1e-6)


def test_the_models_of_the_page_have_the_layers_that_the_tests_copy(pytorch, tensorflow):
    shapes = [tuple(weight.shape) for weight in pytorch.model.parameters()]
    assert shapes == [(16, 8), (16,), (3, 16), (3,)]
    assert [layer.activation.__name__ for layer in tensorflow.model.layers] == ["relu", "linear"]
    assert [type(layer).__name__ for layer in pytorch.model] == ["Linear", "ReLU", "Linear"]
    assert [tuple(weight.shape) for weight in tensorflow.model.weights] == [shape[::-1] for shape in shapes]


def test_pytorch_records_a_forward_pass_anywhere_and_tensorflow_only_on_a_tape(pytorch, tensorflow):
    ours, theirs = twin_models(pytorch, tensorflow)
    assert ours(pytorch.features).grad_fn is not None
    logits = theirs(tensorflow.features)
    with tensorflow.tf.GradientTape() as tape:
        loss = tensorflow.loss_function(tensorflow.labels, logits)
    assert tape.gradient(loss, theirs.trainable_variables) == [None] * 4
    with pytorch.torch.no_grad():
        assert ours(pytorch.features).grad_fn is None


def test_the_loss_takes_its_arguments_in_opposite_order(pytorch, tensorflow):
    assert list(inspect.signature(pytorch.default.forward).parameters) == ["input", "target"]
    assert list(inspect.signature(tensorflow.default.call).parameters) == ["y_true", "y_pred"]


# The program of the page, followed in NumPy from its first weights


def test_the_first_step_prints_what_numpy_computes(voice, by_label):
    before, after = training_by_hand(voice, 1)
    np.testing.assert_allclose(flat(as_array(w) for w in voice.start), flat(before), rtol=1e-6, atol=1e-7)
    forward = by_label(voice, "forward")
    assert forward["logits"] == "(64, 3)"
    assert forward["correct"] == f"{correct_by_hand(before)} of 64"
    assert forward.get("recorded", "True") == "True"
    assert numbers_in(by_label(voice, "loss")) == {"loss": [to_three_places(loss_by_hand(before))]}
    norm = np.sqrt(np.square(flat(gradients_by_hand(before))).sum())
    backward = {"norm of the gradient": [to_three_places(norm)], "largest move of a weight": [0.0]}
    assert numbers_in(by_label(voice, "backward")) == backward
    move = np.abs(flat(after) - flat(before)).max()
    update = {"largest move of a weight": [to_three_places(move)], "loss": [to_three_places(loss_by_hand(after))]}
    assert numbers_in(by_label(voice, "update")) == update
    assert move == pytest.approx(0.001, rel=1e-3)


def as_array(weight):
    """Return a weight of either framework as a NumPy array in Keras' layout."""
    return as_keras(weight) if hasattr(weight, "detach") else np.asarray(weight)


def test_the_loop_takes_a_hundred_more_steps_and_prints_where_they_lead(voice, by_label):
    path = training_by_hand(voice, 101)
    lines = by_label(voice, "loop")
    # The last loss was taken before the last update.
    assert numbers_in(lines)["loss after 100 more steps"] == [to_three_places(loss_by_hand(path[-2]))]
    assert lines["correct"] == f"{correct_by_hand(path[-1])} of 64"
    assert len(lines) == 2
    assert taken_steps(voice) == 1 + 100


def taken_steps(voice):
    if hasattr(voice, "torch"):
        (steps,) = {state["step"].item() for state in voice.optimizer.state.values()}
        return steps
    return voice.optimizer.iterations.numpy()


def test_compiled_and_eager_both_go_where_numpy_goes(voice, by_label):
    trained = training_by_hand(voice, 101)[-1]
    loss = to_three_places(loss_by_hand(training_by_hand(voice, 9, trained)[-1]))
    expected = {"eager, loss of step 10": [loss], "compiled, loss of step 10": [loss]}
    assert numbers_in(by_label(voice, "compiled")) == expected


def test_the_compiled_step_is_compiled_and_the_plain_one_is_not(pytorch, tensorflow):
    assert type(pytorch.compiled) is type(pytorch.torch.compile(pytorch.nn.Identity(), backend="eager"))
    assert type(pytorch.plain) is pytorch.nn.Sequential
    assert tensorflow.compiled.python_function is tensorflow.train_step
    # A first call that creates variables, those of Adam, is traced twice; ten calls more were not.
    assert tensorflow.compiled.experimental_get_tracing_count() == 2


def test_the_step_of_pytorch_leaves_the_model_in_training_and_the_loop_in_evaluation(pytorch):
    seen = []

    class Witness(pytorch.nn.Linear):
        def forward(self, values):
            seen.append(self.training)
            return super().forward(values)

    net = Witness(8, 3).eval()
    adam = pytorch.torch.optim.Adam(net.parameters())
    pytorch.train_step(net, adam, pytorch.features, pytorch.labels)
    assert seen == [True]
    assert not pytorch.model.training
    assert not pytorch.correct.requires_grad and not pytorch.new_loss.requires_grad


def test_the_step_of_tensorflow_calls_its_model_in_training(tensorflow):
    keras, seen = tensorflow.keras, []

    class Witness(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(3)

        def call(self, values, training=None):
            seen.append(training)
            return self.dense(values)

    model = Witness()
    model(tensorflow.features)
    tensorflow.train_step(model, keras.optimizers.Adam(), tensorflow.features, tensorflow.labels)
    assert seen[-1] is True


# Backward and update


def test_the_gradients_of_all_weights_agree(pytorch, tensorflow, parity):
    ours, theirs = twin_models(pytorch, tensorflow)
    our_gradients = [as_keras(g) for g in gradients_pytorch(pytorch, ours)]
    their_gradients = gradients_tensorflow(tensorflow, theirs)
    parity(
        "gradients of all weights",
        flat(our_gradients),
        flat(their_gradients),
        section="backward",
        rtol=1e-5,
        atol=1e-6,
    )
    logits = ours(pytorch.features).detach().numpy()
    error = softmax(logits) - np.eye(3)[pytorch.labels]
    np.testing.assert_allclose(our_gradients[3], error.mean(axis=0), rtol=1e-5, atol=1e-6)


def test_backward_fills_grad_and_moves_no_weight(pytorch, tensorflow):
    ours, theirs = twin_models(pytorch, tensorflow)
    before = flat(weight.detach().clone() for weight in ours.parameters())
    assert all(weight.grad is None for weight in ours.parameters())
    pytorch.loss_function(ours(pytorch.features), pytorch.labels).backward()
    assert all(weight.grad.abs().max() > 0 for weight in ours.parameters())
    np.testing.assert_array_equal(flat(w.detach() for w in ours.parameters()), before)
    kept = flat(theirs.get_weights())
    assert all(np.abs(g).max() > 0 for g in gradients_tensorflow(tensorflow, theirs))
    np.testing.assert_array_equal(flat(theirs.get_weights()), kept)


def test_the_norm_of_the_page_is_the_root_of_the_summed_squares(pytorch, tensorflow):
    by_hand = np.sqrt(np.square(flat(tensorflow.gradients)).sum())
    norm = tensorflow.tf.linalg.global_norm(tensorflow.gradients)
    np.testing.assert_allclose(norm, by_hand, rtol=1e-5, atol=1e-6)
    ours, _ = twin_models(pytorch, tensorflow)
    gradients = gradients_pytorch(pytorch, ours)
    by_hand = np.sqrt(np.square(flat(gradients)).sum())
    norm = pytorch.nn.utils.get_total_norm(gradients)
    np.testing.assert_allclose(norm, by_hand, rtol=1e-5, atol=1e-6)


def test_the_first_two_updates_of_adam_are_as_by_hand_in_both(pytorch, tensorflow, parity):
    gradients = np.array([[0.5, -0.2, 3.0], [-0.1, -0.3, 0.7]])
    by_hand = adam_by_hand(0.0, gradients)
    ours = adam_in_pytorch(pytorch, gradients, lr=0.001, eps=1e-8)
    theirs = adam_in_keras(tensorflow, gradients, learning_rate=0.001, epsilon=1e-8)
    np.testing.assert_allclose(ours, by_hand, rtol=1e-5, atol=1e-9)
    # Keras takes 1 - 0.999 in float32, which is 1.3e-5 too small.
    np.testing.assert_allclose(theirs, by_hand, rtol=2e-5, atol=1e-9)
    np.testing.assert_allclose(by_hand[0], [-0.001, 0.001, -0.001], rtol=1e-5, atol=1e-9)
    # The same reason; the moves are at most 0.002.
    parity("two updates of Adam", ours, theirs, section="update", rtol=2e-5, atol=1e-9)


def test_five_training_steps_agree(pytorch, tensorflow, parity):
    # With an epsilon this small, its place in the formula does not matter.
    ours, theirs = twin_models(pytorch, tensorflow)
    our_adam = pytorch.torch.optim.Adam(ours.parameters(), lr=0.001, eps=1e-12)
    their_adam = tensorflow.keras.optimizers.Adam(0.001, epsilon=1e-12)
    our_losses, their_losses = [], []
    for _ in range(5):
        loss = pytorch.train_step(ours, our_adam, pytorch.features, pytorch.labels)
        our_losses.append(loss.item())
        loss = tensorflow.train_step(theirs, their_adam, tensorflow.features, tensorflow.labels)
        their_losses.append(loss.numpy())
    parity("losses of five steps", our_losses, their_losses, section="loop", rtol=1e-5, atol=1e-6)
    assert our_losses == sorted(our_losses, reverse=True)
    parity(
        "weights after five steps",
        flat(as_keras(weight) for weight in ours.parameters()),
        flat(theirs.get_weights()),
        section="loop",
        rtol=1e-5,
        atol=1e-6,
    )


def test_an_update_without_gradients_is_silent_in_pytorch_and_an_error_in_keras(torch, tf, keras):
    weight = torch.ones(2, requires_grad=True)
    torch.optim.Adam([weight], lr=0.001).step()
    assert weight.tolist() == [1, 1]
    variable = tf.Variable([1.0, 1.0])
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        keras.optimizers.Adam(0.001).apply([None], [variable])


# Between two steps


# One step as the article shapes it, in names of our own: what it uses besides its framework is defined nowhere.
PUBLISHED = {
    "pytorch": (
        "adam = torch.optim.Adam(net.parameters(), lr=0.001)\n"
        "scores = net(batch)\n"
        "outcome = criterion(scores, goals)\n"
        "outcome.backward()\n"
        "adam.step()\n"
    ),
    "tensorflow": (
        "adam = tf.keras.optimizers.Adam(0.001)\n"
        "with tf.GradientTape() as tape:\n"
        "    scores = net(batch, training=True)\n"
        "    outcome = criterion(goals, scores)\n"
        "slopes = tape.gradient(outcome, net.trainable_variables)\n"
        "adam.apply_gradients(zip(slopes, net.trainable_variables))\n"
    ),
}
DEFINED_NOWHERE = ["net", "batch", "goals", "criterion"]


def supplied(voice):
    """Return what the published step needs, the framework included."""
    names = {"batch": voice.features, "goals": voice.labels, "criterion": voice.loss_function}
    if framework_of(voice) == "pytorch":
        return {**names, "torch": voice.torch, "net": fresh_pytorch(voice)}
    return {**names, "tf": voice.tf, "net": fresh_keras(voice)}


def test_the_published_block_alone_stops_at_a_name_that_it_defines_nowhere(voice):
    with pytest.raises(NameError):
        exec(PUBLISHED[framework_of(voice)], {})  # as a new file: nothing is supplied
    for missing in DEFINED_NOWHERE:
        names = supplied(voice)
        del names[missing]
        with pytest.raises(NameError, match=f"name '{missing}' is not defined"):
            exec(PUBLISHED[framework_of(voice)], names)


def test_the_published_block_takes_a_step_once_its_names_are_supplied(voice):
    names = supplied(voice)
    _, after = training_by_hand(voice, 1)
    exec(PUBLISHED[framework_of(voice)], names)
    weights = names["net"].weights if hasattr(voice, "keras") else names["net"].parameters()
    np.testing.assert_allclose(flat(map(as_array, weights)), flat(after), rtol=1e-4, atol=1e-6)  # another order


def test_only_the_published_block_of_pytorch_adds_its_gradient_to_the_last(pytorch, tensorflow):
    piled = supplied(pytorch)
    for _ in range(2):
        before = [as_array(weight) for weight in piled["net"].parameters()]
        exec(PUBLISHED["pytorch"], piled)
    found = flat(as_array(weight.grad) for weight in piled["net"].parameters())
    first = gradients_by_hand(first_weights(pytorch))
    expected = flat(first) + flat(gradients_by_hand(before))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)  # another order
    fresh = supplied(tensorflow)
    for _ in range(2):
        before = fresh["net"].get_weights()
        exec(PUBLISHED["tensorflow"], fresh)
    # By hand in another order.
    np.testing.assert_allclose(flat(fresh["slopes"]), flat(gradients_by_hand(before)), rtol=1e-4, atol=1e-6)


def test_a_second_backward_doubles_the_gradient_exactly(pytorch):
    torch = pytorch.torch
    torch.manual_seed(3)
    net = pytorch.nn.Linear(8, 3)
    seen = []
    for _ in range(2):
        pytorch.loss_function(net(pytorch.features), pytorch.labels).backward()
        seen.append(net.weight.grad.clone())
    np.testing.assert_array_equal(seen[1], 2 * seen[0])
    assert seen[0].abs().max() > 0.01


def test_the_norms_of_the_page_grow_in_pytorch_and_stay_in_tensorflow(pytorch, tensorflow, by_label):
    ours = np.array(pytorch.norms) / pytorch.norms[0]
    np.testing.assert_allclose(ours, [1, 2, 3], rtol=1e-5, atol=1e-6)
    theirs = np.array(tensorflow.norms) / tensorflow.norms[0]
    np.testing.assert_allclose(theirs, [1, 1, 1], rtol=1e-5, atol=1e-6)
    piled = {f"backward {n}": f"{n}.000 of the first" for n in (1, 2, 3)}
    assert by_label(pytorch, "without_zero_grad") == piled
    assert by_label(tensorflow, "without_zero_grad") == {f"gradient {n}": "1.000 of the first" for n in (1, 2, 3)}


def test_the_norms_of_the_page_are_those_of_the_first_weight_matrix(pytorch, tensorflow):
    for voice in (pytorch, tensorflow):
        weights = training_by_hand(voice, 101)[-1]
        expected = np.linalg.norm(gradients_by_hand(weights)[0])
        np.testing.assert_allclose(voice.norms[0], expected, rtol=1e-3, atol=1e-6)  # after 101 steps in float32


def test_zero_grad_drops_the_gradients(pytorch):
    net = pytorch.nn.Linear(8, 3)
    pytorch.loss_function(net(pytorch.features), pytorch.labels).backward()
    assert net.weight.grad is not None
    pytorch.torch.optim.Adam(net.parameters()).zero_grad()
    assert net.weight.grad is None


def test_the_step_of_the_page_clears_what_an_earlier_backward_left(pytorch):
    steps = []
    for backward_before in (False, True):
        pytorch.torch.manual_seed(3)
        net = pytorch.nn.Linear(8, 3)
        adam = pytorch.torch.optim.Adam(net.parameters(), lr=0.001)
        for _ in range(2):
            if backward_before:
                (net(pytorch.features) ** 2).sum().backward()
            pytorch.train_step(net, adam, pytorch.features, pytorch.labels)
        steps.append(net.weight.detach())
    np.testing.assert_array_equal(*steps)


def test_the_path_of_one_weight_is_as_by_hand(pytorch):
    for clear in (True, False):
        weight, gradient, mean, square = 0.0, 0.0, 0.0, 0.0
        by_hand = []
        for step in range(1, 301):
            gradient = 2 * (weight - 1) + (0 if clear else gradient)
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            root = np.sqrt(square / (1 - 0.999**step)) + 1e-8
            weight -= 0.01 * mean / (1 - 0.9**step) / root
            by_hand.append(weight)
        # 300 updates in float32, each of about 0.01, against float64.
        np.testing.assert_allclose(pytorch.follow(clear), by_hand, rtol=1e-4, atol=1e-4)


def test_a_piled_up_weight_swings_past_its_goal_and_a_cleared_one_stays(pytorch):
    cleared, piled = np.array(pytorch.cleared), np.array(pytorch.piled_up)
    assert cleared.max() < 1.01
    assert abs(cleared[-1] - 1) < 0.001
    assert piled.max() > 1.5
    assert piled[200:].min() < 0.5


def test_the_section_prints_and_draws_the_two_paths_under_their_names(pytorch, by_label):
    expected = {}
    for step in (100, 200, 300):
        expected[f"cleared, step {step}"] = f"{pytorch.cleared[step - 1]:.3f}"
        expected[f"piled up, step {step}"] = f"{pytorch.piled_up[step - 1]:.3f}"
    assert by_label(pytorch, "one_weight") == expected
    assert pytorch.cleared == pytorch.follow(True) and pytorch.piled_up == pytorch.follow(False)
    drawn = {line.get_label(): list(line.get_ydata()) for line in pytorch.axes.lines}
    assert drawn == {"cleared": pytorch.cleared, "piled up": pytorch.piled_up}
    assert [text.get_text() for text in pytorch.axes.get_legend().get_texts()] == ["cleared", "piled up"]
    assert [line.get_linestyle() for line in pytorch.axes.lines] == ["-", "--"]
    assert {line.get_color() for line in pytorch.axes.lines} == {"#d9480f"}
    assert tuple(pytorch.figure.get_size_inches()) == (6, 2.5)
    assert (pytorch.axes.get_xlabel(), pytorch.axes.get_ylabel()) == ("step", "weight")


def test_the_loss_still_falls_at_first_when_gradients_pile_up(pytorch):
    torch, nn = pytorch.torch, pytorch.nn
    torch.manual_seed(7)
    net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
    adam = torch.optim.Adam(net.parameters(), lr=0.001)
    losses, directions = [], []
    for _ in range(40):
        outcome = pytorch.loss_function(net(pytorch.features), pytorch.labels)
        (gradient,) = torch.autograd.grad(outcome, net[0].weight, retain_graph=True)
        directions.append(gradient.flatten() / gradient.norm())
        outcome.backward()
        adam.step()
        losses.append(outcome.item())
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] - 0.1
    assert min(directions[0] @ later for later in directions) > 0.8


def test_two_half_batches_add_up_to_the_gradient_of_the_whole(pytorch):
    torch = pytorch.torch
    torch.manual_seed(3)
    net = pytorch.nn.Linear(8, 3)
    (whole,) = torch.autograd.grad(pytorch.loss_function(net(pytorch.features), pytorch.labels), net.weight)
    for half in (slice(0, 32), slice(32, 64)):
        loss = pytorch.loss_function(net(pytorch.features[half]), pytorch.labels[half])
        (loss / 2).backward()
    np.testing.assert_allclose(net.weight.grad, whole, rtol=1e-5, atol=1e-6)


def test_keras_adds_gradients_over_steps_when_asked_to(tf, keras):
    variable = tf.Variable([1.0])
    descent = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    descent.apply([tf.constant([0.25])], [variable])
    assert variable.numpy() == 1
    descent.apply([tf.constant([0.75])], [variable])
    assert variable.numpy() == 0.5  # moved by the mean


# Defaults


def test_both_start_adam_with_the_same_rates_and_another_epsilon(pytorch, tensorflow):
    ours = pytorch.torch.optim.Adam([pytorch.torch.zeros(1)]).defaults
    theirs = tensorflow.keras.optimizers.Adam()
    assert ours["lr"] == 0.001
    np.testing.assert_allclose(theirs.learning_rate.numpy(), 0.001, rtol=1e-5, atol=1e-9)
    assert ours["betas"] == (theirs.beta_1, theirs.beta_2) == (0.9, 0.999)
    assert (ours["eps"], theirs.epsilon) == (1e-8, 1e-7)
    assert type(pytorch.optimizer) is pytorch.torch.optim.Adam
    assert type(tensorflow.optimizer) is tensorflow.keras.optimizers.Adam
    assert pytorch.optimizer.defaults["lr"] == 0.001
    np.testing.assert_allclose(tensorflow.optimizer.learning_rate.numpy(), 0.001, rtol=1e-5, atol=1e-9)


def test_epsilon_has_another_place_in_the_formula_and_so_another_weight(pytorch, tensorflow, by_label):
    small = np.array([[1e-3, 1e-6, 1e-8], [2e-3, -1e-6, 3e-8]])
    ours = adam_in_pytorch(pytorch, small, lr=1.0)
    theirs = adam_in_keras(tensorflow, small, learning_rate=1.0)
    np.testing.assert_allclose(ours, adam_by_hand(0.0, small, learning_rate=1.0), rtol=1e-5, atol=1e-6)
    # Keras takes 1 - 0.999 in float32, which is 1.3e-5 too small.
    np.testing.assert_allclose(
        theirs,
        adam_by_hand(0.0, small, learning_rate=1.0, epsilon=1e-7, hat=True),
        rtol=2e-5,
        atol=1e-6,
    )
    np.testing.assert_allclose(pytorch.weights.detach(), ours[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(tensorflow.weights, theirs[0], rtol=1e-5, atol=1e-6)
    for voice, moves in ((pytorch, -ours[0]), (tensorflow, -theirs[0])):
        expected = {f"gradient {slope}": f"moves by {move:.3f}" for slope, move in zip(small[0], moves, strict=True)}
        assert by_label(voice, "adam_defaults") == expected


def test_the_epsilon_that_is_printed_is_that_of_the_optimiser_of_the_page(pytorch, tensorflow, by_label):
    assert by_label(pytorch, "model") == {"parameters": "4", "epsilon": "1e-08"}
    assert by_label(tensorflow, "model") == {"parameters": "4", "epsilon": "1e-07"}
    assert (pytorch.optimizer.defaults["eps"], tensorflow.optimizer.epsilon) == (1e-8, 1e-7)


def test_an_equal_epsilon_does_not_make_the_two_equal_for_tiny_gradients(pytorch, tensorflow):
    tiny = np.array([[1e-8]])
    ours = adam_in_pytorch(pytorch, tiny, lr=1.0, eps=1e-8)
    theirs = adam_in_keras(tensorflow, tiny, learning_rate=1.0, epsilon=1e-8)
    np.testing.assert_allclose(ours, -1 / 2, rtol=1e-5, atol=1e-6)
    # The root of 1 - 0.999 divides epsilon: about 32 times as much of it.
    np.testing.assert_allclose(theirs, -1 / (1 + 1 / np.sqrt(0.001)), rtol=1e-4, atol=1e-6)


SCORES, TARGET = np.array([[1.0, 2.0, -1.0]]), 0


def slope_by_hand(loss, scores):
    """Return the size of the loss' slope by central differences."""
    steps = 1e-6 * np.eye(3)
    return np.linalg.norm([(loss(scores + step) - loss(scores - step)) / 2e-6 for step in steps])


def loss_of_logits(scores):
    return -np.log(softmax(scores)[0, TARGET])


def loss_of_clipped(scores):
    clipped = np.clip(scores, 1e-7, 1 - 1e-7)
    return -np.log(clipped[0, TARGET] / clipped.sum())


def test_the_loss_of_pytorch_takes_a_second_softmax_in_silence(pytorch, by_label, recwarn):
    losses = {"given logits": loss_of_logits, "after a softmax": lambda scores: loss_of_logits(softmax(scores))}
    expected = {
        label: [to_three_places(loss(SCORES)), to_three_places(slope_by_hand(loss, SCORES))]
        for label, loss in losses.items()
    }
    assert numbers_in(by_label(pytorch, "loss_defaults")) == expected
    np.testing.assert_array_equal(pytorch.scores, SCORES)
    sure = pytorch.torch.tensor([[1.0, 0.0, 0.0]])  # the best that probabilities can be
    best = pytorch.default(sure, pytorch.target).item()
    np.testing.assert_allclose(best, -np.log(np.e / (np.e + 2)), rtol=1e-5, atol=1e-6)
    assert pytorch.wrong_slope < pytorch.right_slope / 3
    assert not recwarn.list


def test_the_default_loss_of_keras_clips_logits_in_silence_and_has_no_slope(tensorflow, by_label, recwarn):
    lines = numbers_in(by_label(tensorflow, "loss_defaults"))
    right = [to_three_places(loss_of_logits(SCORES)), to_three_places(slope_by_hand(loss_of_logits, SCORES))]
    assert lines == {"after a softmax": right, "given logits": [to_three_places(loss_of_clipped(SCORES)), 0.0]}
    np.testing.assert_array_equal(tensorflow.scores, SCORES)
    assert tensorflow.wrong_slope == 0
    from_logits = tensorflow.loss_function(tensorflow.target, tensorflow.scores)
    np.testing.assert_allclose(from_logits, loss_of_logits(SCORES), rtol=1e-5, atol=1e-6)
    assert not recwarn.list


def test_both_sides_of_the_duet_are_right_about_the_same_scores(pytorch, tensorflow, parity):
    parity("loss of the right call", pytorch.right, tensorflow.right, section="loss_defaults", rtol=1e-5, atol=1e-6)
    slopes = pytorch.right_slope, tensorflow.right_slope
    parity("slope of the right call", *slopes, section="loss_defaults", rtol=1e-5, atol=1e-6)


# The step that Keras brings along


def test_fit_and_train_on_batch_take_the_step_of_the_page(pytorch, tensorflow):
    keras = tensorflow.keras
    step = tensorflow.train_step
    _, by_hand = twin_models(pytorch, tensorflow)
    adam = keras.optimizers.Adam(0.001)
    expected = [step(by_hand, adam, tensorflow.features, tensorflow.labels).numpy() for _ in range(3)]
    _, fitted = twin_models(pytorch, tensorflow)
    fitted.compile(optimizer="adam", loss=tensorflow.loss_function)
    whole = {"batch_size": 64, "verbose": 0}
    history = fitted.fit(tensorflow.features, tensorflow.labels, epochs=2, **whole)
    losses = history.history["loss"]
    losses.append(fitted.train_on_batch(tensorflow.features, tensorflow.labels))
    np.testing.assert_allclose(losses, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(flat(fitted.get_weights()), flat(by_hand.get_weights()), rtol=1e-5, atol=1e-6)
    assert type(tensorflow.fitted.optimizer) is keras.optimizers.Adam
    assert tensorflow.fitted.loss is tensorflow.loss_function


def test_fit_repeats_the_first_steps_of_the_page(tensorflow, by_label):
    path = training_by_hand(tensorflow, 4)
    losses = [loss_by_hand(weights) for weights in path]
    np.testing.assert_allclose(tensorflow.losses, losses, rtol=1e-4, atol=1e-6)  # another order
    expected = {f"loss of step {step}": [to_three_places(losses[step - 1])] for step in (1, 2, 5)}
    assert numbers_in(by_label(tensorflow, "built_in")) == expected
    loss, new_loss = by_label(tensorflow, "loss")["loss"], by_label(tensorflow, "update")["loss"]
    assert (loss, new_loss) == tuple(by_label(tensorflow, "built_in")[f"loss of step {step}"] for step in (1, 2))


def test_a_module_of_pytorch_has_no_fit(pytorch):
    assert not hasattr(pytorch.nn.Module, "fit")


# Stopping and going on


def test_weights_alone_do_not_resume_adam_where_it_stopped(pytorch, tensorflow):
    torch, keras = pytorch.torch, tensorflow.keras
    data = {pytorch: (pytorch.features, pytorch.labels), tensorflow: (tensorflow.features, tensorflow.labels)}

    def run(voice, model, adam, steps):
        for _ in range(steps):
            voice.train_step(model, adam, *data[voice])

    ends = {}
    for kept in ("whole", "weights", "state"):
        ours, theirs = twin_models(pytorch, tensorflow)
        our_adam, their_adam = torch.optim.Adam(ours.parameters(), lr=0.001), keras.optimizers.Adam(0.001)
        run(pytorch, ours, our_adam, 10)
        run(tensorflow, theirs, their_adam, 10)
        if kept != "whole":
            saved, values = our_adam.state_dict(), [v.numpy() for v in their_adam.variables]
            our_adam, their_adam = torch.optim.Adam(ours.parameters(), lr=0.001), keras.optimizers.Adam(0.001)
            if kept == "state":
                our_adam.load_state_dict(saved)
                their_adam.build(theirs.trainable_variables)
                for variable, value in zip(their_adam.variables, values, strict=True):
                    variable.assign(value)
        run(pytorch, ours, our_adam, 10)
        run(tensorflow, theirs, their_adam, 10)
        ends[kept] = flat(map(as_array, ours.parameters())), flat(theirs.get_weights())
    for whole, weights, state in zip(*ends.values(), strict=True):
        np.testing.assert_array_equal(state, whole)
        assert np.abs(weights - whole).max() > 1e-4


# How many names a step takes


def framework_names(voice, code):
    """Return the framework's modules, classes, functions, methods and keywords in the code, each once."""
    modules = {name for name, value in vars(voice).items() if isinstance(value, types.ModuleType)}
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Call):
            names |= {keyword.arg for keyword in node.keywords}
        elif isinstance(node, ast.Name) and node.id in modules:
            names.add(node.id)
    return names


def compiling_call(voice):
    """Return the call that compiles, `torch.compile` or `tf.function`, without its arguments."""
    for statement in ast.parse(inspect.getsource(voice)).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "compiled":
            return ast.unparse(statement.value.func)
    raise LookupError("the section has no `compiled = …`")


EAGER = {
    "pytorch": {"train", "zero_grad", "backward", "step", "detach"},
    "tensorflow": {"trainable_variables", "tf", "GradientTape", "training", "gradient", "apply"},
}
COMPILED = {"pytorch": {"torch", "compile"}, "tensorflow": {"tf", "function"}}


def test_the_names_of_a_step_are_these(voice):
    assert framework_names(voice, inspect.getsource(voice.train_step)) == EAGER[framework_of(voice)]
    assert framework_names(voice, compiling_call(voice)) == COMPILED[framework_of(voice)]


def test_the_page_counts_the_same_work_on_both_sides(repository):
    page = (repository.docs / "training_step.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (the step, eager|the step, compiled) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    eager = [len(EAGER[name]) for name in ("pytorch", "tensorflow")]
    compiled = [len(EAGER[name] | COMPILED[name]) for name in ("pytorch", "tensorflow")]
    assert [(row, int(ours), int(theirs)) for row, ours, theirs in rows] == [
        ("the step, eager", *eager),
        ("the step, compiled", *compiled),
    ]
