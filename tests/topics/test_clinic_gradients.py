"""The entries on gradients: the old way fails as the page says, the other way gives the gradient."""

import warnings

import numpy as np
import pytest

from tests.topics.again import printed_lines
from tests.topics.arithmetic import numbers

NUMBERS = [1.0, 2.0, 3.0]


def slope(tensorflow, values, compute, **options):
    """The tape's gradient of what `compute` returns for the values."""
    with tensorflow.tf.GradientTape(**options) as tape:
        result = compute(values)
    return tape.gradient(result, values)


# A constant that nobody watches


def test_torch_refuses_to_go_back_from_plain_numbers(torch):
    plain = torch.tensor(NUMBERS)
    with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad and does not"):
        plain.sum().backward()


def test_torch_refuses_as_well_what_was_computed_without_recording_or_rebuilt(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    with torch.no_grad():
        unrecorded = (2 * weights).sum()
    rebuilt = torch.tensor(weights.tolist()).sum()
    for loss in (unrecorded, rebuilt):
        with pytest.raises(RuntimeError, match="element 0 of tensors does not require grad"):
            loss.backward()


def test_the_tape_answers_none_for_an_unwatched_constant(tensorflow):
    tf = tensorflow.tf
    assert slope(tensorflow, tf.constant(NUMBERS), lambda v: tf.reduce_sum(2 * v)) is None


def test_once_watched_the_gradient_of_twice_a_sum_is_two_in_both(pytorch, tensorflow, parity):
    tf = tensorflow.tf
    ours = pytorch.torch.tensor(NUMBERS, requires_grad=True)
    (2 * ours).sum().backward()
    theirs = slope(tensorflow, tf.Variable(NUMBERS), lambda v: tf.reduce_sum(2 * v))
    assert numbers(ours.grad).tolist() == [2.0, 2.0, 2.0]
    parity("gradient of twice a sum", ours.grad, theirs, section="unwatched", rtol=1e-5, atol=1e-6)


# A loss computed outside of the tape


def test_a_loss_computed_after_the_tape_has_no_gradient_and_the_optimizer_says_so(tensorflow):
    tf, optimizer = tensorflow.tf, tensorflow.keras.optimizers.SGD(0.25)
    weights = tf.Variable(NUMBERS)
    with tf.GradientTape() as tape:
        squares = weights**2
    late = tape.gradient(tf.reduce_sum(squares), weights)
    assert late is None
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        optimizer.apply([late], [weights])


def test_a_loss_computed_inside_the_tape_moves_the_weights_by_the_rate_times_the_slope(tensorflow):
    tf, optimizer = tensorflow.tf, tensorflow.keras.optimizers.SGD(0.25)
    weights = tf.Variable(NUMBERS)
    optimizer.apply([slope(tensorflow, weights, lambda v: tf.reduce_sum(v**2))], [weights])
    assert numbers(weights).tolist() == [0.5, 1.0, 1.5]


# A second time


def test_torch_frees_the_record_and_refuses_a_second_backward(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    loss = (weights**2).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        loss.backward()


def test_a_second_backward_through_an_addition_doubles_the_gradient_in_silence(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    total = (weights + 1).sum()  # saves no value, so nothing was freed
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        total.backward()
        total.backward()
    assert numbers(weights.grad).tolist() == [2.0, 2.0, 2.0]


def test_retain_graph_adds_the_same_gradient_once_more(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    loss = (weights**2).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    assert numbers(weights.grad).tolist() == [4.0, 8.0, 12.0]


def test_the_tape_is_used_up_after_one_gradient_unless_it_is_persistent(tf):
    weights = tf.Variable(NUMBERS)
    with tf.GradientTape() as once:
        loss = tf.reduce_sum(weights**2)
    once.gradient(loss, weights)
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used to compute"):
        once.gradient(loss, weights)
    with tf.GradientTape() as once:  # an addition is refused as well, unlike in torch
        loss = tf.reduce_sum(weights + 1)
    once.gradient(loss, weights)
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used to compute"):
        once.gradient(loss, weights)
    with tf.GradientTape(persistent=True) as often:
        loss = tf.reduce_sum(weights**2)
    for _ in range(2):
        assert numbers(often.gradient(loss, weights)).tolist() == [2.0, 4.0, 6.0]


# More than one number


def test_torch_demands_one_number_and_the_tape_adds_up(pytorch, tensorflow, parity):
    ours = pytorch.torch.tensor(NUMBERS, requires_grad=True)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        (ours**2).backward()
    (ours**2).sum().backward()
    theirs = slope(tensorflow, tensorflow.tf.Variable(NUMBERS), lambda v: v**2)
    assert numbers(theirs).tolist() == [2.0, 4.0, 6.0]
    parity("gradient of a sum", ours.grad, theirs, section="not_scalar", rtol=1e-5, atol=1e-6)


def test_the_jacobian_of_squares_is_diagonal(tensorflow):
    assert numbers(tensorflow.jacobian).tolist() == np.diag([2.0, 4.0, 6.0]).tolist()


# Whole numbers


def test_torch_refuses_gradients_of_whole_numbers(torch):
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can"):
        torch.tensor([1, 2, 3], requires_grad=True)
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients"):
        torch.tensor([1, 2, 3]).requires_grad_()


def test_the_tape_logs_a_warning_for_whole_numbers_and_answers_none(tensorflow, caplog):
    tf, counts = tensorflow.tf, tensorflow.tf.constant([1, 2, 3])
    with tf.GradientTape() as tape:
        tape.watch(counts)
        total = tf.reduce_sum(2 * counts)
    assert tape.gradient(total, counts) is None
    assert "The dtype of the watched tensor must be floating" in caplog.text


def test_the_tape_does_not_even_warn_of_a_variable_of_whole_numbers(tensorflow, caplog):
    tf = tensorflow.tf
    assert slope(tensorflow, tf.Variable([1, 2, 3]), lambda v: tf.reduce_sum(2 * v)) is None
    assert not caplog.text


# Changing a weight by hand


def test_torch_refuses_to_change_a_weight_in_place_while_it_records(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^a leaf Variable that requires grad is being used in an in"):
        weights -= 0.1
    with pytest.raises(RuntimeError, match=r"^a view of a leaf Variable that requires grad is being"):
        weights[0] = 0.0
    with torch.no_grad():
        weights -= 0.5
    assert numbers(weights).tolist() == [0.5, 1.5, 2.5]
    assert weights.requires_grad and weights.is_leaf


def test_a_variable_takes_no_item_assignment_and_assigns_in_place(tf):
    weights = tf.Variable(NUMBERS)
    with pytest.raises(TypeError, match="'ResourceVariable' object does not support item assignment"):
        weights[0] = 0.0
    weights[0].assign(9.0)
    weights.assign_sub([1.0, 1.0, 1.0])
    assert numbers(weights).tolist() == [8.0, 1.0, 2.0]


def test_a_rebound_name_is_no_variable_and_its_next_gradient_is_none(tensorflow):
    tf = tensorflow.tf
    assert numbers(tensorflow.stepped).tolist() == [0.5, 1.0, 1.5]
    rebound = tf.Variable(NUMBERS) - 0.1
    assert not isinstance(rebound, tf.Variable)
    assert slope(tensorflow, rebound, lambda v: tf.reduce_sum(v**2)) is None


def test_one_step_by_hand_ends_at_the_same_weights_in_both(pytorch, tensorflow, parity):
    tf, torch = tensorflow.tf, pytorch.torch
    ours, theirs = torch.tensor(NUMBERS, requires_grad=True), tf.Variable(NUMBERS)
    (ours**2).sum().backward()
    with torch.no_grad():
        ours -= 0.25 * ours.grad
    theirs.assign_sub(0.25 * slope(tensorflow, theirs, lambda v: tf.reduce_sum(v**2)))
    assert numbers(ours).tolist() == [0.5, 1.0, 1.5]
    parity("weights after a step", ours, theirs, section="by_hand", rtol=1e-5, atol=1e-6)


# A value that backward still needs


def test_torch_notices_that_a_value_it_saved_was_overwritten(torch):
    gate = torch.sigmoid(torch.zeros(2, requires_grad=True))
    gate *= 2
    message = "^one of the variables needed for gradient computation has been modified by an inplace"
    with pytest.raises(RuntimeError, match=message):
        gate.sum().backward()


def test_torch_counts_the_changes_of_a_tensor(torch):
    gate = torch.sigmoid(torch.zeros(2, requires_grad=True))
    gate *= 2
    gate *= 2
    with pytest.raises(RuntimeError, match="is at version 2; expected version 0 instead"):
        gate.sum().backward()


def test_a_tensor_of_tensorflow_cannot_be_overwritten(tf):
    gate = tf.sigmoid([0.0, 0.0])
    with pytest.raises(TypeError, match="EagerTensor' object does not support item assignment"):
        gate[0] = 1.0


def test_a_new_tensor_in_place_of_the_change_gives_half(torch):
    weights = torch.zeros(2, requires_grad=True)
    (2 * torch.sigmoid(weights)).sum().backward()
    assert numbers(weights.grad).tolist() == [0.5, 0.5]  # 2 * 1/4


def test_an_addition_saves_nothing_and_may_be_overwritten(torch):
    weights = torch.zeros(2, requires_grad=True)
    shifted = weights + 1
    shifted *= 3
    shifted.sum().backward()
    assert numbers(weights.grad).tolist() == [3.0, 3.0]


# A detour through NumPy


def test_torch_refuses_numpy_and_the_tape_loses_the_gradient(pytorch, tensorflow):
    tf = tensorflow.tf
    weights = pytorch.torch.tensor(NUMBERS, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"Can't call numpy\(\) on Tensor that requires grad"):
        weights.numpy()
    lost = slope(tensorflow, tf.Variable(NUMBERS), lambda v: tf.constant(np.sum(v.numpy() ** 2)))
    assert lost is None


def test_detach_gives_the_numbers_and_leaves_the_record(torch):
    weights = torch.tensor(NUMBERS, requires_grad=True)
    loss = (weights**2).sum()
    assert numbers(weights).tolist() == NUMBERS
    loss.backward()
    assert numbers(weights.grad).tolist() == [2.0, 4.0, 6.0]


# Weights that the loss does not use


def test_torch_says_nothing_of_an_unused_weight_until_it_is_asked_for_its_gradient(torch):
    used, unused = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="The differentiated Tensor at index 0 appears to not have"):
        torch.autograd.grad(used.sum(), unused)
    allowed = torch.autograd.grad(used.sum(), unused, allow_unused=True)
    assert allowed == (None,)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        used.sum().backward()
        torch.optim.SGD([used, unused], lr=0.5).step()
    assert numbers(used).tolist() == [0.5, 0.5]
    assert numbers(unused).tolist() == [1.0, 1.0]


def test_the_keras_optimizer_warns_of_unused_weights_by_name_and_leaves_them(tf, keras):
    used, unused = keras.Variable([1.0], name="used"), keras.Variable([1.0], name="unused")
    message = r"Gradients do not exist for variables \['unused'\] when minimizing the loss"
    with pytest.warns(UserWarning, match=message):
        keras.optimizers.SGD(0.5).apply([tf.constant([1.0]), None], [used, unused])
    assert float(used[0]) == 0.5
    assert float(unused[0]) == 1.0


def test_the_snippets_name_the_layer_without_a_gradient(pytorch, tensorflow):
    missing = [name for name, p in pytorch.layers.named_parameters() if p.grad is None]
    assert missing == ["unused.weight", "unused.bias"]
    assert pytorch.unused.weight.shape == pytorch.used.weight.shape == (1, 3)
    assert tensorflow.unused.kernel.shape == tensorflow.used.kernel.shape == (3, 1)
    named = zip(tensorflow.variables, tensorflow.gradients, strict=True)
    assert [v.path for v, gradient in named if gradient is None] == ["unused/kernel", "unused/bias"]


# What the snippets print, line by line

TWICE_A_SUM = f"gradient: {[2.0 for _ in NUMBERS]}"
SUM_OF_SQUARES = f"gradient: {[2 * v for v in NUMBERS]}"
# A step of 0.25 along 2 v takes half of v; then the first weight is set to zero.
STEPPED = [v - 0.25 * 2 * v for v in NUMBERS]
ZEROED = f"weights: {[0.0, *STEPPED[1:]]}"
PYTORCH = {
    "unwatched": [
        "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
        TWICE_A_SUM,
    ],
    "second_backward": [
        "RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after"
        " they have already been freed). Saved intermediate values of the graph are freed when you call "
        ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a "
        "second time or if you need to access saved tensors after calling backward.",
        SUM_OF_SQUARES,
    ],
    "not_scalar": ["RuntimeError: grad can be implicitly created only for scalar outputs", SUM_OF_SQUARES],
    "integers": [
        "RuntimeError: Only Tensors of floating point and complex dtype can require gradients",
        TWICE_A_SUM,
    ],
    "by_hand": [
        "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.",
        "RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.",
        SUM_OF_SQUARES,
        ZEROED,
    ],
    "overwritten": [
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace "
        "operation: [torch.FloatTensor [2]], which is output 0 of Sigmoid, is at version 1; expected version 0 "
        "instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False).",
        f"gradient: {[2 * 0.5 * (1 - 0.5)] * 2}",  # twice the slope of a sigmoid at 0
    ],
    "numpy": [
        "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        SUM_OF_SQUARES,
        f"numbers: {NUMBERS}",
    ],
    "unused": [
        "RuntimeError: The differentiated Tensor at index 0 appears to not have been used in the graph. Set "
        "allow_unused=True if this is the desired behavior.",
        "used.weight: True",
        "used.bias: True",
        "unused.weight: False",
        "unused.bias: False",
    ],
}
TENSORFLOW = {
    "unwatched": ["gradient: None", TWICE_A_SUM],
    "outside_the_tape": ["ValueError: No gradients provided for any variable.", f"weights: {STEPPED}"],
    "second_backward": [
        "RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)",
        SUM_OF_SQUARES,
    ],
    "not_scalar": [SUM_OF_SQUARES, f"jacobian: {np.diag([2 * v for v in NUMBERS]).tolist()}"],
    "integers": [
        "WARNING: The dtype of the watched tensor must be floating (e.g. tf.float32), got tf.int32",
        "gradient: None",
        TWICE_A_SUM,
    ],
    "by_hand": [
        "TypeError: 'ResourceVariable' object does not support item assignment",
        "still a variable: False",
        SUM_OF_SQUARES,
        ZEROED,
    ],
    "numpy": ["gradient: None", SUM_OF_SQUARES],
    "unused": [
        "UserWarning: Gradients do not exist for variables ['unused/kernel', 'unused/bias'] when minimizing the "
        "loss. If using `model.compile()`, did you forget to provide a `loss` argument?",
        "used/kernel: True",
        "used/bias: True",
        "unused/kernel: False",
        "unused/bias: False",
    ],
}


def test_each_section_in_torch_prints_what_is_expected(pytorch, run_of):
    assert printed_lines(run_of("clinic_gradients", "pytorch")) == PYTORCH


def test_each_section_in_tensorflow_prints_what_is_expected(tensorflow, run_of):
    assert printed_lines(run_of("clinic_gradients", "tensorflow")) == TENSORFLOW
