"""One step of a two-layer network: NumPy's chain rule, two frameworks and finite differences agree."""

import json
import re

import numpy as np
import pytest

from tests.topics import arithmetic
from tests.topics.arithmetic import flat, numbers

X = np.array([[0.8, 2.0], [-1.0, 0.5]])
W1 = np.array([[0.5, -0.3, 0.8], [0.1, 0.4, -0.6]])
B1 = np.array([0.1, -0.2, 0.3])
W2 = np.array([[0.7, -0.4], [0.2, 0.9], [-0.5, 0.3]])
B2 = np.array([0.1, -0.1])
ONE_HOT = np.array([[0.0, 1.0], [1.0, 0.0]])
NAMES = ("logits", "hidden", "z", "w2", "b2", "w1", "b1", "x")


def close(one, other, *, rtol=1e-12, atol=1e-13):
    """In float64 throughout."""
    arithmetic.close(one, other, rtol=rtol, atol=atol)


def forward(x=X, w1=W1, b1=B1, w2=W2, b2=B2):
    """Return every value on the way to the loss, by name."""
    z = x @ w1 + b1
    hidden = z * (z > 0)
    logits = hidden @ w2 + b2
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    losses = -np.log((p * ONE_HOT).sum(1))
    return {
        "z": z,
        "hidden": hidden,
        "logits": logits,
        "p": p,
        "losses": losses,
        "loss": losses.mean(),
    }


def backward(values, x=X, w1=W1, w2=W2):
    """Return every gradient of the mean loss by the chain rule, one sum at a time."""
    d = {"logits": (values["p"] - ONE_HOT) / len(x)}
    d["hidden"] = np.einsum("bc,hc->bh", d["logits"], w2)
    d["z"] = d["hidden"] * (values["z"] > 0)
    d["w2"] = np.einsum("bh,bc->hc", values["hidden"], d["logits"])
    d["b2"] = d["logits"].sum(0)
    d["w1"] = np.einsum("bf,bh->fh", x, d["z"])
    d["b1"] = d["z"].sum(0)
    d["x"] = np.einsum("bh,fh->bf", d["z"], w1)
    return d


VALUES = forward()
GRADIENTS = backward(VALUES)


def torch_gradients(pytorch):
    """The recorded gradients, by name."""
    named = {"w2": pytorch.w2, "b2": pytorch.b2, "w1": pytorch.w1, "b1": pytorch.b1}
    named |= pytorch.values | {"x": pytorch.x}
    return {name: named[name].grad for name in NAMES}


def line(name, values):
    """Write an array as the snippets do: three decimals, its rows divided by bars."""
    rows = np.atleast_2d(values).round(3) + 0.0  # no minus before a zero
    return f"{name}: {' | '.join(' '.join(f'{v:.3f}' for v in row) for row in rows)}"


def lines(prefix, values, names):
    return [line(f"{prefix}{name}", values[name]) for name in names.split()]


# Forward


def test_each_printed_value_stands_behind_its_own_name(printed):
    for name in ("pytorch", "tensorflow"):
        forward_lines = lines("", VALUES, "z hidden logits")
        forward_lines += [line("probabilities", VALUES["p"]), line("loss", VALUES["loss"])]
        assert printed(name, "forward") == printed(name, "numpy_forward") == forward_lines
        assert printed(name, "gradients") == lines("d ", GRADIENTS, "w2 b2 w1 b1 x")
        assert printed(name, "numpy_backward") == lines("d ", GRADIENTS, "logits hidden z w2 b2 w1 b1 x")
        between = lines("d ", GRADIENTS, "logits hidden z")
        assert printed(name, "backward")[:3] == between
        assert printed(name, "tools") == printed(name, "network") == printed(name, "picture") == []
    assert printed("pytorch", "backward")[3:] == ["order of arrival: logits, hidden, z"]
    assert printed("tensorflow", "backward")[3:] == []


def test_the_numbers_of_the_network_and_of_the_right_classes_are_these(pytorch, tensorflow):
    for snippet in (pytorch, tensorflow):
        np.testing.assert_array_equal(numbers(snippet.x), X)
        np.testing.assert_array_equal(numbers(snippet.labels), ONE_HOT.argmax(1))
        np.testing.assert_array_equal(snippet.one_hot, ONE_HOT)
        for kept, start in zip(
            (snippet.np_w1, snippet.np_b1, snippet.np_w2, snippet.np_b2), (W1, B1, W2, B2), strict=True
        ):
            np.testing.assert_array_equal(kept, start)


def test_every_value_of_the_torch_forward_is_numpys(pytorch):
    for name in ("z", "hidden", "logits", "loss"):
        close(getattr(pytorch, name), VALUES[name])
    close(pytorch.logits.softmax(dim=1), VALUES["p"])


def test_every_value_of_the_tensorflow_forward_is_numpys(tensorflow):
    for name in ("z", "hidden", "logits", "loss"):
        close(getattr(tensorflow, name), VALUES[name])
    close(tensorflow.tf.nn.softmax(tensorflow.logits), VALUES["p"])


def test_both_agree_on_every_value(pytorch, tensorflow, parity):
    names = ("z", "hidden", "logits", "loss")
    ours = flat(getattr(pytorch, name) for name in names)
    theirs = flat(getattr(tensorflow, name) for name in names)
    parity("every value", ours, theirs, section="forward", rtol=1e-12, atol=1e-13)


def test_the_numpy_on_the_page_gives_the_same_values(pytorch, tensorflow):
    for voice in (pytorch, tensorflow):
        close(voice.np_z, VALUES["z"])
        close(voice.np_hidden, VALUES["hidden"])
        close(voice.np_logits, VALUES["logits"])
        close(voice.np_p, VALUES["p"])
        close(voice.np_loss, VALUES["loss"])


def test_the_third_unit_is_off_for_both_examples_and_the_first_for_one():
    assert (VALUES["z"] > 0).tolist() == [[True, True, False], [False, True, False]]


# Backward


def test_every_torch_gradient_is_the_chain_rule(pytorch):
    for name, gradient in torch_gradients(pytorch).items():
        close(gradient, GRADIENTS[name])


def test_every_tensorflow_gradient_is_the_chain_rule(tensorflow):
    assert set(tensorflow.gradients) == set(NAMES)
    for name, gradient in tensorflow.gradients.items():
        close(gradient, GRADIENTS[name])


def test_both_agree_on_the_gradients_of_the_values_between(pytorch, tensorflow, parity):
    ours, theirs = torch_gradients(pytorch), tensorflow.gradients
    names = ("logits", "hidden", "z")
    ours, theirs = flat(ours[name] for name in names), flat(theirs[name] for name in names)
    parity("gradients between", ours, theirs, section="backward", rtol=1e-12, atol=1e-13)


def test_both_agree_on_the_gradients_of_weights_and_input(pytorch, tensorflow, parity):
    ours, theirs = torch_gradients(pytorch), tensorflow.gradients
    names = ("w2", "b2", "w1", "b1", "x")
    ours, theirs = flat(ours[name] for name in names), flat(theirs[name] for name in names)
    parity("gradients", ours, theirs, section="gradients", rtol=1e-12, atol=1e-13)


def test_the_numpy_on_the_page_gives_the_same_gradients(pytorch, tensorflow):
    for voice in (pytorch, tensorflow):
        for name in NAMES:
            close(getattr(voice, f"d_{name}"), GRADIENTS[name])


def test_the_gradient_of_the_logits_is_probability_minus_one_hot_over_the_batch():
    loss = VALUES["loss"]
    step = 1e-6
    for place in np.ndindex(2, 2):
        logits = VALUES["logits"].copy()
        logits[place] += step
        p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        slope = (-np.log((p * ONE_HOT).sum(1)).mean() - loss) / step
        # One-sided: its error is of the order of the step.
        assert slope == pytest.approx(GRADIENTS["logits"][place], abs=1e-6)
    np.testing.assert_allclose(GRADIENTS["logits"].sum(1), 0, rtol=0, atol=1e-15)


def test_nothing_reaches_the_weights_of_a_unit_that_is_off(pytorch, tensorflow):
    for gradients in (torch_gradients(pytorch), tensorflow.gradients):
        assert not numbers(gradients["w1"])[:, 2].any()
        assert not numbers(gradients["b1"])[2]
        assert not numbers(gradients["w2"])[2].any()
        assert numbers(gradients["hidden"])[:, 2].all()  # it does reach the unit itself


def test_gradients_arrive_from_the_loss_backward(pytorch):
    assert pytorch.order == ["logits", "hidden", "z"]


def test_torch_keeps_no_gradient_of_a_value_between_unless_asked(pytorch):
    w = pytorch.parameter([2.0])
    between = w * 3
    (between * between).sum().backward()
    with pytest.warns(UserWarning, match="The .grad attribute of a Tensor that is not a leaf"):
        assert between.grad is None
    close(w.grad, [2 * 6 * 3])


def test_a_torch_graph_is_gone_after_backward(pytorch):
    w = pytorch.parameter([2.0])
    square = (w * w).sum()
    square.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        square.backward()


def test_a_tape_answers_once_unless_it_is_persistent(tensorflow):
    tf = tensorflow.tf
    w = tensorflow.parameter([2.0])
    for persistent in (False, True):
        with tf.GradientTape(persistent=persistent) as tape:
            between = w * 3
            square = tf.reduce_sum(between * between)
        close(tape.gradient(square, between), [12.0])
        if persistent:
            close(tape.gradient(square, w), [36.0])
        else:
            with pytest.raises(RuntimeError, match="can only be used to compute one set of gradients"):
                tape.gradient(square, w)


def test_a_tape_knows_nothing_of_a_value_made_before_it(tensorflow):
    tf = tensorflow.tf
    w = tensorflow.parameter([2.0])
    between = w * 3
    with tf.GradientTape() as tape:
        square = tf.reduce_sum(between * between)
    assert tape.gradient(square, w) is None


def test_backward_leaves_every_weight_where_it_was(pytorch, tensorflow):
    assert pytorch.weights is not pytorch.parameters
    for kept, start in zip(pytorch.weights, (W1, B1, W2, B2), strict=True):
        close(kept, start)  # taken after backward, before the update
    close(tensorflow.np_w1, W1)
    with tensorflow.tf.GradientTape() as tape:
        fresh = tensorflow.parameter(W1)
        loss = tensorflow.loss_of(fresh, B1, W2, B2)
    close(tape.gradient(loss, fresh), GRADIENTS["w1"])
    close(fresh, W1)


# Finite differences


def slope(name, place, step=1e-6):
    """The slope of the loss in one number, from two runs of the NumPy forward."""
    losses = []
    for sign in (1, -1):
        moved = {"x": X, "w1": W1, "b1": B1, "w2": W2, "b2": B2}[name].copy()
        moved[place] += sign * step
        losses.append(forward(**{name: moved})["loss"])
    return (losses[0] - losses[1]) / (2 * step)


@pytest.mark.parametrize("name", ["w1", "b1", "w2", "b2", "x"])
def test_the_chain_rule_agrees_with_finite_differences(name):
    slopes = [slope(name, place) for place in np.ndindex(GRADIENTS[name].shape)]
    # Rounding of the loss over the step: 1e-16 / 1e-6.
    np.testing.assert_allclose(slopes, GRADIENTS[name].ravel(), rtol=0, atol=1e-9)


def test_both_measure_seventeen_slopes_that_fit_their_gradients(pytorch, tensorflow, printed):
    exact = flat(GRADIENTS[name] for name in ("w1", "b1", "w2", "b2"))
    assert len(exact) == 17
    for voice in (pytorch, tensorflow):
        close(voice.exact, exact)
        close(voice.slopes, exact, rtol=0, atol=1e-8)  # two losses, a millionth apart
        assert float(np.abs(numbers(voice.slopes) - exact).max()) > 0  # measured, not copied
    assert pytorch.agree is True
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "finite_differences") == ["slopes: 17", "agree to 1e-08: True"]
    assert printed("pytorch", "gradcheck") == ["gradcheck: True"]
    assert pytorch.step == 1e-6
    # The agreement could fail: no two slopes lie within the bound of each other, so a swap of any two breaks it.
    for snippet in (pytorch, tensorflow):
        assert 0 < float(snippet.error) < snippet.bound == 1e-8
        apart = np.abs(np.subtract.outer(exact, numbers(snippet.slopes)))
        moving = np.abs(exact) > 0  # the weights of the unit that is off all have the slope 0
        np.fill_diagonal(apart, 1)
        assert (apart[np.ix_(moving, moving)] > 10 * snippet.bound).all()


def test_gradcheck_finds_a_wrong_derivative(pytorch):
    torch = pytorch.torch

    class Square(torch.autograd.Function):
        @staticmethod
        def forward(context, x):
            context.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(context, upstream):
            return upstream * context.saved_tensors[0]  # forgets the 2

    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradcheck(Square.apply, pytorch.parameter([3.0]))


def test_at_the_corner_of_a_relu_both_say_zero_and_a_difference_says_one_half(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    zero = pytorch.parameter([0.0])
    torch.relu(zero).sum().backward()
    assert zero.grad.item() == 0
    variable = tensorflow.parameter([0.0])
    with tf.GradientTape() as tape:
        corner = tf.nn.relu(variable)
    assert float(tape.gradient(corner, variable)[0]) == 0
    assert (max(1e-6, 0) - max(-1e-6, 0)) / 2e-6 == pytest.approx(0.5)


def test_a_keras_loss_computes_in_float32_unless_told(tensorflow):
    keras = tensorflow.keras
    plain = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert plain(tensorflow.labels, tensorflow.logits).dtype == "float32"
    assert tensorflow.loss.dtype == "float64"


def test_the_bars_are_the_gradients_and_the_marks_the_slopes(pytorch, tensorflow, topic, run_of):
    exact = flat(GRADIENTS[name] for name in ("w1", "b1", "w2", "b2"))
    for voice in (pytorch, tensorflow):
        close([bar.get_height() for bar in voice.axes.patches], exact)
        close(voice.axes.lines[0].get_ydata(), exact, rtol=0, atol=1e-8)
        ticks = [tick.get_text() for tick in voice.axes.get_xticklabels()]
        assert ticks == ["w1", "b1", "w2", "b2"]
        assert [text.get_text() for text in voice.axes.get_legend().get_texts()] == ["finite difference"]
        assert voice.axes.get_ylabel() == "gradient of the loss"
        assert tuple(voice.figure.get_size_inches()) == (6, 3)
        np.testing.assert_array_equal(voice.axes.lines[0].get_xdata(), range(17))
        assert [bar.get_x() + bar.get_width() / 2 for bar in voice.axes.patches] == pytest.approx(range(17))
        assert set(voice.axes.lines[1].get_ydata()) == {0}
        # In the middle of the 6, 3, 6 and 2 bars.
        assert list(voice.axes.get_xticks()) == [2.5, 7, 11.5, 15.5]
    for name in ("pytorch", "tensorflow"):
        assert list(run_of(topic, name).pictures) == ["gradients"]


# Update


def test_one_step_of_gradient_descent_subtracts_half_the_gradient(pytorch, tensorflow, printed, parity):
    starts = {"w1": W1, "b1": B1, "w2": W2, "b2": B2}
    after = {name: start - 0.5 * GRADIENTS[name] for name, start in starts.items()}
    for name, expected in after.items():
        close(getattr(pytorch, name), expected)
        close(getattr(tensorflow, name), expected)
    lower = forward(**after)["loss"]
    close(pytorch.loss_of(*pytorch.parameters), lower)
    close(tensorflow.loss_of(*tensorflow.parameters), lower)
    assert lower < VALUES["loss"]
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "update") == [
            line("w1 before", W1),
            line("w1 after", after["w1"]),
            line("w2 after", after["w2"]),
            line("loss before", VALUES["loss"]),
            line("loss after", lower),
        ]
    ours, theirs = flat(pytorch.parameters), flat(tensorflow.parameters)
    parity("weights after the step", ours, theirs, section="update", rtol=1e-12, atol=1e-13)


def test_the_update_leaves_the_gradients_of_torch_where_they_are(pytorch):
    close(pytorch.w1.grad, GRADIENTS["w1"])


def test_the_drawn_network_carries_the_numbers_of_the_first_example(repository):
    path = repository.docs / "assets" / "images" / "backward_by_hand.svg"
    drawing = path.read_text(encoding="utf-8")

    def numbers(kind):
        found = re.findall(rf'<text class="{kind}"[^>]*>([^<]*)</text>', drawing)
        return [float(text.replace("−", "-")) for text in found]

    shown = [X[0], VALUES["z"][0], VALUES["logits"][0], VALUES["losses"][:1]]
    assert numbers("forward") == [round(number, 3) for number in flat(shown)]
    shown = [GRADIENTS["x"][0], GRADIENTS["z"][0], GRADIENTS["logits"][0], [1 / 2]]
    assert numbers("backward") == [round(number, 3) for number in flat(shown)]


@pytest.mark.parametrize("voice", ["pytorch", "tensorflow"])
def test_what_is_saved_of_each_node_is_its_value_and_its_gradient(run_of, voice):
    made = json.loads(run_of("backward_by_hand", voice).data["nodes"])
    value, gradient = made["value"], made["gradient"]
    expected = {"x": X, "w1": W1, "b1": B1, "w2": W2, "b2": B2, **VALUES, "label": [1, 0], "loss": VALUES["losses"]}
    places = {"rtol": 0, "atol": 5e-5}  # half a unit of the last of four places
    for name in ("x", "z", "hidden", "logits", "p", "loss", "w1", "b1", "w2", "b2", "label"):
        close(value[name], expected[name], **places)
    assert sorted(gradient) == sorted(NAMES)
    for name in NAMES:
        close(gradient[name], GRADIENTS[name], **places)
    rows = made["table"]["rows"]
    assert [row[0] for row in rows[:3]] == ["x 1", "x 2", "z 1"]
    for name, *cells in rows:
        layer, place = name.split()
        close(cells, [*expected[layer][:, int(place) - 1], *GRADIENTS[layer][:, int(place) - 1]], **places)
    assert len(rows) == 10
