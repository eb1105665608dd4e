"""The training step: forward, loss, backward, update, and what happens between two steps."""

import inspect

import numpy as np
import pytest


def twin_models(pytorch, tensorflow):
    """Return a fresh model of each framework, both with the same weights."""
    nn, keras = pytorch.nn, tensorflow.keras
    pytorch.torch.manual_seed(7)
    ours = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
    theirs = keras.models.clone_model(tensorflow.model)
    theirs.set_weights([as_keras(weight) for weight in ours.parameters()])
    return ours, theirs


def as_keras(weight):
    """Return a PyTorch weight in Keras' layout: a kernel (out, in) becomes (in, out)."""
    return weight.detach().numpy().T


def flat(arrays):
    return np.concatenate([np.asarray(array).ravel() for array in arrays])


def gradients_pytorch(pytorch, model):
    loss = pytorch.loss_function(model(pytorch.features), pytorch.labels)
    return pytorch.torch.autograd.grad(loss, list(model.parameters()))


def gradients_tensorflow(tensorflow, model):
    with tensorflow.tf.GradientTape() as tape:
        loss = tensorflow.loss_function(tensorflow.labels, model(tensorflow.features))
    return tape.gradient(loss, model.trainable_variables)


def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


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
        optimizer.apply_gradients([(tensorflow.tf.constant(gradient, "float32"), weight)])
        path.append(weight.numpy())
    return np.array(path)


# Data, forward, loss


def test_both_learn_from_the_same_data(pytorch, tensorflow):
    np.testing.assert_array_equal(pytorch.features, tensorflow.features)
    np.testing.assert_array_equal(pytorch.labels, tensorflow.labels)
    np.testing.assert_array_equal(pytorch.labels, pytorch.features[:, :3].argmax(dim=1))


def test_the_forward_pass_and_the_loss_are_as_by_hand(pytorch, tensorflow, parity):
    ours, theirs = twin_models(pytorch, tensorflow)
    first, first_bias, second, second_bias = (weight.numpy() for weight in theirs.weights)
    hidden = np.maximum(pytorch.features.numpy() @ first + first_bias, 0)
    logits = hidden @ second + second_bias
    chosen = softmax(logits)[np.arange(64), pytorch.labels]
    by_hand = -np.log(chosen).mean()
    our_logits, their_logits = ours(pytorch.features), theirs(tensorflow.features)
    np.testing.assert_allclose(our_logits.detach(), logits, rtol=1e-5, atol=1e-6)
    parity("logits", our_logits, their_logits, section="forward", rtol=1e-5, atol=1e-6)
    our_loss = pytorch.loss_function(our_logits, pytorch.labels)
    their_loss = tensorflow.loss_function(tensorflow.labels, their_logits)
    np.testing.assert_allclose(our_loss.item(), by_hand, rtol=1e-5, atol=1e-6)
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
    step = tensorflow.train_step.python_function
    our_losses, their_losses = [], []
    for _ in range(5):
        our_losses.append(pytorch.train_step(ours, our_adam, pytorch.features, pytorch.labels))
        loss = step(theirs, their_adam, tensorflow.features, tensorflow.labels)
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


def test_the_compiled_step_of_the_page_is_the_eager_one(pytorch, tensorflow):
    python_function = tensorflow.train_step.python_function
    weights = []
    for step in (python_function, tensorflow.tf.function(python_function)):
        _, model = twin_models(pytorch, tensorflow)
        adam = tensorflow.keras.optimizers.Adam(0.001)
        for _ in range(3):
            step(model, adam, tensorflow.features, tensorflow.labels)
        weights.append(flat(model.get_weights()))
    np.testing.assert_allclose(*weights, rtol=1e-5, atol=1e-6)
    assert tensorflow.train_step.experimental_get_tracing_count() == 1


def test_an_update_without_gradients_is_silent_in_pytorch_and_an_error_in_keras(pytorch, tensorflow):
    weight = pytorch.torch.ones(2, requires_grad=True)
    pytorch.torch.optim.Adam([weight], lr=0.001).step()
    assert weight.tolist() == [1, 1]
    variable = tensorflow.tf.Variable([1.0, 1.0])
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        tensorflow.keras.optimizers.Adam(0.001).apply_gradients([(None, variable)])


def test_the_snippet_took_one_step_by_hand_and_a_hundred_in_the_loop(pytorch, tensorflow):
    steps = {state["step"].item() for state in pytorch.optimizer.state.values()}
    assert steps == {1 + 100}
    assert tensorflow.optimizer.iterations.numpy() == 1 + 100


# Between two steps


def test_the_published_blocks_alone_stop_at_their_first_unknown_name(pytorch, tensorflow):
    with pytest.raises(NameError, match="'net' is not defined"):
        exec("scores = net(batch)", {"torch": pytorch.torch})
    with pytest.raises(NameError, match="'goals' is not defined"):
        exec("with tf.GradientTape() as tape:\n    loss = goals ** 2", {"tf": tensorflow.tf})


def test_the_published_pytorch_step_adds_each_gradient_to_the_last(pytorch):
    torch, nn = pytorch.torch, pytorch.nn
    torch.manual_seed(3)
    net = nn.Linear(8, 3)
    adam = torch.optim.Adam(net.parameters(), lr=0.001)
    alone, found = [], []
    for _ in range(3):  # forward, loss, backward, update: nothing clears
        outcome = nn.functional.cross_entropy(net(pytorch.features), pytorch.labels)
        alone.append(torch.autograd.grad(outcome, net.weight, retain_graph=True)[0])
        outcome.backward()
        found.append(net.weight.grad.clone())
        adam.step()
    for step in range(3):
        expected = np.sum([gradient.numpy() for gradient in alone[: step + 1]], axis=0)
        np.testing.assert_allclose(found[step], expected, rtol=1e-5, atol=1e-6)
    assert (found[2] - alone[2]).abs().max() > 0.1


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


def test_the_norms_of_the_page_grow_in_pytorch_and_stay_in_tensorflow(pytorch, tensorflow):
    ours = np.array(pytorch.norms) / pytorch.norms[0]
    np.testing.assert_allclose(ours, [1, 2, 3], rtol=1e-5, atol=1e-6)
    theirs = np.array(tensorflow.norms) / tensorflow.norms[0]
    np.testing.assert_allclose(theirs, [1, 1, 1], rtol=1e-5, atol=1e-6)


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
    cleared, piled = (np.array(line.get_ydata()) for line in pytorch.axes.lines)
    assert cleared.max() < 1.01
    assert abs(cleared[-1] - 1) < 0.001
    assert piled.max() > 1.5
    assert piled[200:].min() < 0.5
    np.testing.assert_array_equal(piled, pytorch.follow(False))


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


def test_keras_adds_gradients_over_steps_when_asked_to(tensorflow):
    tf, keras = tensorflow.tf, tensorflow.keras
    variable = tf.Variable([1.0])
    descent = keras.optimizers.SGD(1.0, gradient_accumulation_steps=2)
    descent.apply_gradients([(tf.constant([0.25]), variable)])
    assert variable.numpy() == 1
    descent.apply_gradients([(tf.constant([0.75]), variable)])
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


def test_epsilon_has_another_place_in_the_formula_and_so_another_weight(pytorch, tensorflow):
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


def test_an_equal_epsilon_does_not_make_the_two_equal_for_tiny_gradients(pytorch, tensorflow):
    tiny = np.array([[1e-8]])
    ours = adam_in_pytorch(pytorch, tiny, lr=1.0, eps=1e-8)
    theirs = adam_in_keras(tensorflow, tiny, learning_rate=1.0, epsilon=1e-8)
    np.testing.assert_allclose(ours, -1 / 2, rtol=1e-5, atol=1e-6)
    # The root of 1 - 0.999 divides epsilon: about 32 times as much of it.
    np.testing.assert_allclose(theirs, -1 / (1 + 1 / np.sqrt(0.001)), rtol=1e-4, atol=1e-6)


def test_pytorch_takes_what_it_gets_for_logits(pytorch):
    chances = softmax(np.array([[2.0, 0.0, -1.0]]))
    right, wrong = -np.log(chances[0, 0]), -np.log(softmax(chances)[0, 0])
    given = [pytorch.default(x, pytorch.target).item() for x in (pytorch.scores, pytorch.chances)]
    np.testing.assert_allclose(given, [right, wrong], rtol=1e-5, atol=1e-6)
    assert wrong > 3 * right
    sure = pytorch.torch.tensor([[1.0, 0.0, 0.0]])  # the best that probabilities can be
    best = pytorch.default(sure, pytorch.target).item()
    np.testing.assert_allclose(best, -np.log(np.e / (np.e + 2)), rtol=1e-5, atol=1e-6)


def test_keras_takes_what_it_gets_for_probabilities(tensorflow):
    tf = tensorflow.tf
    right = -np.log(softmax(np.array([[2.0, 0.0, -1.0]]))[0, 0])
    with tf.GradientTape() as tape:
        tape.watch(tensorflow.scores)
        wrong = tensorflow.default(tensorflow.target, tensorflow.scores)
    given = tensorflow.default(tensorflow.target, tensorflow.chances)
    np.testing.assert_allclose(given, right, rtol=1e-5, atol=1e-6)
    assert 0 <= wrong < 1e-6
    np.testing.assert_array_equal(tape.gradient(wrong, tensorflow.scores), [[0, 0, 0]])
    told = tensorflow.loss_function(tensorflow.target, tensorflow.scores)
    np.testing.assert_allclose(told, right, rtol=1e-5, atol=1e-6)


# The step that Keras brings along


def test_fit_and_train_on_batch_take_the_step_of_the_page(pytorch, tensorflow):
    keras = tensorflow.keras
    step = tensorflow.train_step.python_function
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
    assert tensorflow.losses == sorted(tensorflow.losses, reverse=True)
    assert len(tensorflow.losses) == 5


def test_a_module_of_pytorch_has_no_fit(pytorch):
    assert not hasattr(pytorch.nn.Module, "fit")
