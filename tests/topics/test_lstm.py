"""The stacked LSTM classifier: its equations, its weights, its defaults, in both frameworks."""

import itertools
import json
import warnings

import numpy as np
import pytest

from tests.topics.arithmetic import close, numbers, sigmoid, to_three_places

# ------------------------------------------------------------------ the equations, in NumPy


def cell(x_t, h, c, kernel, recurrent, bias):
    """The equations of one step in the (in, out) layout; gates i, f, o as (3, B, H)."""
    z = x_t @ kernel + h @ recurrent + bias
    i, f, g, o = np.split(z, 4, axis=1)
    i, f, o = sigmoid(i), sigmoid(f), sigmoid(o)
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c, np.stack([i, f, o])


def layer(sequences, kernel, recurrent, bias):
    """Map (B, T, F) to the outputs (B, T, H), the final c (B, H), the gates (3, B, T, H)."""
    h = c = np.zeros((len(sequences), len(recurrent)))
    outputs, gates = [], []
    for x_t in sequences.swapaxes(0, 1):
        h, c, gate = cell(x_t, h, c, kernel, recurrent, bias)
        outputs.append(h)
        gates.append(gate)
    return np.stack(outputs, 1), c, np.stack(gates, 2)


def drawn(*shape, seed, scale=0.5):
    return np.random.default_rng(seed).normal(0, scale, shape).astype("float32")


def one_step(features=5, units=4, batch=3):
    """An input, a state and weights, none of them zero, in the (in, out) layout."""
    return (
        drawn(batch, features, seed=1),
        drawn(batch, units, seed=2),
        drawn(batch, units, seed=3),
        drawn(features, 4 * units, seed=4),
        drawn(units, 4 * units, seed=5),
        drawn(4 * units, seed=6),
    )


# ------------------------------------------------------------------ from one layout to the other


def torch_layout(torch, kernel, recurrent, bias):
    """The same weights as torch keeps them: transposed, the bias in the first of two vectors."""
    transposed = [torch.tensor(kernel.T.copy()), torch.tensor(recurrent.T.copy())]
    return [*transposed, torch.tensor(bias), torch.zeros(len(bias))]


def pour(keras_model, pytorch):
    """A torch classifier with the weights of a Keras one, its second bias zero and frozen."""
    torch = pytorch.torch
    model = pytorch.SequenceClassifier()
    first, second, head = keras_model.layers
    with torch.no_grad():
        for number, source in enumerate((first, second)):
            weights = torch_layout(torch, *source.get_weights())
            for target, weight in zip(model.lstm.all_weights[number], weights, strict=True):
                target.copy_(weight)
            getattr(model.lstm, f"bias_hh_l{number}").requires_grad_(False)
        kernel, bias = head.get_weights()
        model.head.weight.copy_(torch.tensor(kernel.T.copy()))
        model.head.bias.copy_(torch.tensor(bias))
    return model


def in_keras_layout(model, read):
    """What `read` finds at each torch weight that learns, in the layout and order of Keras."""
    learned = (weight for weight in model.parameters() if weight.requires_grad)
    return [numbers(read(weight)).T for weight in learned]


def end_to_end(arrays):
    """All numbers of many arrays in one line, so that one comparison takes them all."""
    return np.concatenate([np.asarray(numbers).ravel() for numbers in arrays])


def adam_of_keras(pytorch, model, rate):
    """Adam with the epsilon of Keras, which is added before the bias of v is corrected."""
    learned = [weight for weight in model.parameters() if weight.requires_grad]
    adam, steps = pytorch.torch.optim.Adam(learned, lr=rate), itertools.count(1)

    def set_epsilon(optimizer, *_):
        optimizer.param_groups[0]["eps"] = 1e-7 / np.sqrt(1 - 0.999 ** next(steps))

    adam.register_step_pre_hook(set_epsilon)
    return adam


def start_of_the_page(tensorflow):
    """The Keras classifier as the page's program draws it: same seed, same weights."""
    tensorflow.keras.utils.set_random_seed(0)
    return tensorflow.build_classifier()


def with_biases(tensorflow):
    """A Keras classifier in which no bias is zero, so that every bias counts."""
    model = tensorflow.build_classifier()
    for number, weight in enumerate(model.weights):
        if len(weight.shape) == 1:
            weight.assign(drawn(*weight.shape, seed=number))
    return model


def first_weights(voice):
    """Return what the first layer of the page's model holds before training, in the (in, out) layout."""
    if hasattr(voice, "torch"):
        voice.torch.manual_seed(0)
        w_x, w_h, b_x, b_h = (numbers(weight) for weight in voice.SequenceClassifier().lstm.all_weights[0])
        return w_x.T, w_h.T, b_x + b_h
    return start_of_the_page(voice).layers[0].get_weights()


def trained_weights(voice, number=0):
    """Return what a layer of the page's model holds after training, in the (in, out) layout."""
    if hasattr(voice, "torch"):
        w_x, w_h, b_x, b_h = (numbers(weight) for weight in voice.model.lstm.all_weights[number])
        return w_x.T, w_h.T, b_x + b_h
    return voice.model.layers[number].get_weights()


# ------------------------------------------------------------------ data


def test_both_voices_read_the_same_sequences(pytorch, tensorflow, parity):
    parity("sequences", pytorch.x, tensorflow.x, section="data", rtol=1e-7, atol=1e-9)
    parity("classes", pytorch.y, tensorflow.y, section="data", rtol=1e-7, atol=1e-9)


def test_the_class_is_written_in_steps_8_to_15_and_nowhere_else(tensorflow):
    for sequence, label in zip(tensorflow.x, tensorflow.y, strict=True):
        stroke = np.zeros((28, 28), bool)
        stroke[8:16, 2 * label : 2 * label + 8] = True
        assert sequence[stroke].mean() > 0.9
        assert abs(sequence[~stroke]).mean() < 0.1


def test_the_sequences_are_noise_of_a_tenth_from_seed_0_and_a_stroke(voice, by_label):
    labels = np.arange(60) % 10
    drawn = np.random.default_rng(0).normal(0, 0.1, (60, 28, 28))
    for sequence, label in zip(drawn, labels, strict=True):
        sequence[8:16, 2 * label : 2 * label + 8] += 1
    close(voice.x, drawn, rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(numbers(voice.y), labels)
    mean = f"{drawn.astype('float32').mean():.3f}"
    assert by_label(voice, "data") == {"x": f"(60, 28, 28), mean {mean}", "y": "(60,), classes 0 to 9"}
    assert by_label(voice, "model") == {"in": "(60, 28, 28)", "out": "(60, 10)"}


# ------------------------------------------------------------------ the model


def test_equal_weights_give_equal_logits_and_so_do_the_equations(pytorch, tensorflow, parity):
    keras_model = with_biases(tensorflow)
    model = pour(keras_model, pytorch)
    ours, theirs = model(pytorch.x), keras_model(tensorflow.x)
    parity("logits", ours, theirs, section="model", rtol=1e-5, atol=1e-5)

    first, second, head = (source.get_weights() for source in keras_model.layers)
    lower, _, _ = layer(tensorflow.x, *first)
    upper, _, _ = layer(lower, *second)
    by_hand = upper[:, -1] @ head[0] + head[1]
    close(ours, by_hand, rtol=1e-5, atol=1e-5)


def test_equal_weights_give_equal_loss_and_gradients(pytorch, tensorflow, parity):
    keras_model = with_biases(tensorflow)
    model = pour(keras_model, pytorch)
    loss = pytorch.nn.functional.cross_entropy(model(pytorch.x), pytorch.y)
    loss.backward()
    score = tensorflow.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tensorflow.tf.GradientTape() as tape:
        other = score(tensorflow.y, keras_model(tensorflow.x))
    gradients = tape.gradient(other, keras_model.trainable_weights)
    parity("loss", loss, other, section="train", rtol=1e-5, atol=1e-6)
    ours = in_keras_layout(model, lambda weight: weight.grad)
    assert [mine.shape for mine in ours] == [other.shape for other in gradients]
    assert all(abs(mine).max() > 1e-4 for mine in ours)
    ours, theirs = end_to_end(ours), end_to_end(gradients)
    parity("gradients of all weights", ours, theirs, section="train", rtol=1e-5, atol=1e-6)


def test_keras_hands_the_second_layer_one_step_unless_told_otherwise(keras):
    layers = keras.layers
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        keras.Sequential([layers.Input((28, 28)), layers.LSTM(4), layers.LSTM(4)])


# ------------------------------------------------------------------ parameters


def test_pytorch_counts_two_biases_a_gate(pytorch):
    sizes = [sum(weight.numel() for weight in weights) for weights in pytorch.model.lstm.all_weights]
    assert sizes == [4 * ((28 + 128) * 128 + 2 * 128), 4 * ((128 + 128) * 128 + 2 * 128)]
    assert sizes == [pytorch.count(28, 128), pytorch.count(128, 128)]
    assert (pytorch.lstm_size, pytorch.model_size) == (sum(sizes), sum(sizes) + 128 * 10 + 10)


def test_keras_counts_one_bias_a_gate(tensorflow):
    sizes = [lstm.count_params() for lstm in tensorflow.model.layers[:2]]
    assert sizes == [4 * ((28 + 128) * 128 + 128), 4 * ((128 + 128) * 128 + 128)]
    assert sizes == [tensorflow.count(28, 128), tensorflow.count(128, 128)]
    assert tensorflow.lstm_size == sum(sizes)
    assert tensorflow.model.count_params() == sum(sizes) + 128 * 10 + 10


def test_the_two_models_differ_by_one_bias_vector_a_layer(pytorch, tensorflow):
    assert pytorch.model_size - tensorflow.model.count_params() == 2 * 4 * 128


def test_the_section_parameters_prints_what_is_counted_by_hand(pytorch, tensorflow, by_label):
    for voice, biases in ((pytorch, 2), (tensorflow, 1)):
        first, second = (4 * ((n + 128) * 128 + biases * 128) for n in (28, 128))
        sizes = [first, second, first + second, first + second + 128 * 10 + 10]
        labels = ["layer 1, by hand", "layer 2, by hand", "both layers", "with the head"]
        assert by_label(voice, "parameters") == {label: str(size) for label, size in zip(labels, sizes, strict=True)}


# ------------------------------------------------------------------ state and layout


def test_equal_weights_leave_equal_states(pytorch, tensorflow, parity):
    lstm = tensorflow.keras.layers.LSTM(7, return_sequences=True, return_state=True)
    lstm.build(tensorflow.x.shape)
    lstm.cell.bias.assign(drawn(28, seed=7))
    theirs = lstm(tensorflow.x)
    ours = pytorch.nn.LSTM(28, 7, batch_first=True)
    state = dict(zip(ours.state_dict(), torch_layout(pytorch.torch, *lstm.get_weights()), strict=True))
    ours.load_state_dict(state)
    outputs, (h, c) = ours(pytorch.x)
    pairs = zip(("outputs", "h", "c"), (outputs, h[0], c[0]), theirs, strict=True)
    for name, mine, other in pairs:
        parity(name, mine, other, section="state", rtol=1e-5, atol=1e-6)


def test_the_last_output_of_pytorch_is_h_of_the_last_layer(pytorch):
    assert pytorch.torch.equal(pytorch.last, pytorch.h[-1])
    assert abs(pytorch.last - pytorch.h[0]).max() > 0.01
    assert abs(pytorch.last - pytorch.c[-1]).max() > 0.01


def test_the_last_output_of_keras_is_h_and_c_is_squashed_into_it(tensorflow):
    lstm = tensorflow.keras.layers.LSTM(6, return_sequences=True, return_state=True)
    outputs, h, c = (np.asarray(part) for part in lstm(tensorflow.x))
    np.testing.assert_array_equal(outputs[:, -1], h)
    _, final, gates = layer(tensorflow.x, *lstm.get_weights())
    close(c, final)
    close(h, gates[2, :, -1] * np.tanh(c))
    assert abs(h - c).max() > 0.01


def test_the_section_state_prints_shapes_and_where_the_last_output_comes_from(pytorch, tensorflow, by_label):
    outputs = "(60, 28, 128)"
    lower, _, _ = layer(tensorflow.x, *trained_weights(pytorch, 0))
    upper, c, _ = layer(lower, *trained_weights(pytorch, 1))
    from_c = np.abs(upper[:, -1] - c).max()
    assert by_label(pytorch, "state") == {
        "outputs": outputs,
        "h": "(2, 60, 128)",
        "c": "(2, 60, 128)",
        "last output, off h by": "0.000",
        "last output, off c by": f"{from_c:.3f}",
    }
    upper, c, _ = layer(tensorflow.x, *tensorflow.layer.get_weights())
    from_c = np.abs(upper[:, -1] - c).max()
    assert by_label(tensorflow, "state") == {
        "outputs": outputs,
        "h": "(60, 128)",
        "c": "(60, 128)",
        "last output, off h by": "0.000",
        "last output, off c by": f"{from_c:.3f}",
    }
    assert from_c > 0.01


def test_the_section_layout_prints_how_far_off_each_order_is(pytorch, by_label):
    wrong = np.abs(numbers(pytorch.taken_wrong) - numbers(pytorch.outputs)).max()
    assert by_label(pytorch, "layout") == {
        "given (B, T, F), outputs": "(60, 28, 128)",
        "given (B, T, F), h": "(2, 28, 128)",
        "given (B, T, F), off by": f"{wrong:.3f}",
        "given (T, B, F), off by": "0.000",
    }
    assert wrong > 0.1


def test_the_default_layout_of_pytorch_takes_the_batch_for_time_in_silence(pytorch):
    changed = pytorch.x.clone()
    changed[0] += 1  # one sequence of sixty
    before, after = pytorch.time_first(pytorch.x)[0], pytorch.time_first(changed)[0]
    assert before.shape == pytorch.outputs.shape
    assert abs(after - before)[1].max() > 0.01  # its neighbour feels it
    right = pytorch.model.lstm(changed)[0] - pytorch.model.lstm(pytorch.x)[0]
    assert abs(right)[1:].max() < 1e-6  # with batch_first nobody else does


def test_pytorch_reads_time_first_unless_told_otherwise(pytorch):
    assert not pytorch.nn.LSTM(2, 3).batch_first
    assert pytorch.model.lstm.batch_first
    close(pytorch.swapped, pytorch.outputs)
    assert abs(pytorch.taken_wrong - pytorch.outputs).max() > 0.01
    assert pytorch.h_wrong.shape == (2, 28, 128)  # 28 steps, taken for 28 sequences


def test_keras_has_no_other_layout(keras):
    with pytest.raises(ValueError, match=r"Unrecognized keyword arguments passed to LSTM.*time_major"):
        keras.layers.LSTM(4, time_major=True)


# ------------------------------------------------------------------ defaults


def test_pytorch_draws_everything_from_one_narrow_interval(pytorch):
    edge = 1 / np.sqrt(128)
    pytorch.torch.manual_seed(0)
    fresh = pytorch.SequenceClassifier().lstm
    for weight in fresh.parameters():
        values = numbers(weight)
        assert 0.97 * edge < abs(values).max() <= edge
        assert abs(values.std() - edge / np.sqrt(3)) < 0.05 * edge  # a uniform spread
    assert pytorch.w_x.shape == (512, 28)


def test_keras_draws_inputs_from_glorot_and_recurrence_from_orthonormal_rows(tensorflow):
    kernel, recurrent, bias = start_of_the_page(tensorflow).layers[0].get_weights()
    edge = np.sqrt(6 / (28 + 512))
    assert 0.97 * edge < abs(kernel).max() <= edge
    assert abs(kernel.std() - edge / np.sqrt(3)) < 0.02 * edge
    close(recurrent @ recurrent.T, np.eye(128), rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(bias, np.repeat([0, 1, 0, 0], 128))
    # The snippet's own; the name `bias` serves another section after this one.
    np.testing.assert_array_equal(kernel, tensorflow.kernel)
    np.testing.assert_array_equal(recurrent, tensorflow.recurrent)


def test_the_section_defaults_prints_what_the_first_layer_was_drawn_with(voice, by_label):
    kernel, recurrent, bias = first_weights(voice)
    blocks = dict(zip(["input", "forget", "candidate", "output"], np.split(bias, 4), strict=True))
    at_rest = sigmoid(blocks["forget"]).mean()
    expected = {
        "largest input weight": np.abs(kernel).max(),
        "largest recurrent weight": np.abs(recurrent).max(),
        "off orthonormal by": np.abs(recurrent @ recurrent.T - np.eye(128)).max(),
        **{f"mean bias, {name}": block.mean() for name, block in blocks.items()},
        "mean forget gate, no input": at_rest,
        "left after twelve steps": at_rest**12,
    }
    lines = {label: float(text) for label, text in by_label(voice, "defaults").items()}
    assert list(lines) == list(expected)
    for label, value in expected.items():
        assert lines[label] == pytest.approx(value, abs=0.0006), label
    assert lines["left after twelve steps"] == pytest.approx(at_rest**12, abs=0.00006)


def test_the_forget_bias_of_keras_is_a_switch(keras):
    lstm = keras.layers.LSTM(3, unit_forget_bias=False)
    lstm.build((None, 5, 2))
    np.testing.assert_array_equal(lstm.get_weights()[2], np.zeros(12))


def test_the_forget_gate_rests_at_one_half_in_pytorch_and_at_sigmoid_of_one_in_keras(pytorch, tensorflow):
    pytorch.torch.manual_seed(0)
    _, _, b_x, b_h = pytorch.SequenceClassifier().lstm.all_weights[0]
    close(pytorch.at_rest, sigmoid(numbers(b_x + b_h)[128:256]).mean())
    assert abs(pytorch.at_rest - 0.5) < 0.005
    close(tensorflow.at_rest, sigmoid(1), rtol=1e-6, atol=1e-7)


def test_twelve_silent_steps_leave_almost_a_hundred_times_more_in_keras(pytorch, tensorflow):
    ours, theirs = pytorch.at_rest**12, float(tensorflow.at_rest) ** 12
    assert (round(ours, 4), round(theirs, 3)) == (0.0002, 0.023)
    assert 90 < theirs / ours < 100


def test_keras_lets_the_activations_be_chosen_and_pytorch_does_not(pytorch, tensorflow):
    lstm = tensorflow.keras.layers.LSTM(3)
    activations = tensorflow.keras.activations
    assert lstm.recurrent_activation is activations.sigmoid
    assert lstm.activation is activations.tanh
    with pytest.raises(TypeError, match="unexpected keyword argument 'recurrent_activation'"):
        pytorch.nn.LSTM(2, 3, recurrent_activation="sigmoid")


# ------------------------------------------------------------------ the cell


def test_the_cell_in_pytorch_is_the_equations(pytorch):
    x_t, h, c, *weights = one_step()
    expected = cell(x_t, h, c, *weights)
    torch = pytorch.torch
    w_x, w_h, b_x, b_h = torch_layout(torch, *weights)
    shift = torch.tensor(drawn(16, seed=8))  # so that both biases count
    state = [torch.tensor(part) for part in (x_t, h, c)]
    found = pytorch.lstm_cell(*state, w_x, w_h, b_x - shift, b_h + shift)
    for ours, by_hand in zip(found, expected, strict=True):
        close(ours, by_hand)


def test_the_cell_in_tensorflow_is_the_equations(tensorflow):
    step = one_step()
    for ours, by_hand in zip(tensorflow.lstm_cell(*step), cell(*step), strict=True):
        close(ours, by_hand)


def test_both_cells_by_hand_agree(pytorch, tensorflow, parity):
    x_t, h, c, *weights = one_step()
    torch = pytorch.torch
    state = [torch.tensor(part) for part in (x_t, h, c)]
    ours = pytorch.lstm_cell(*state, *torch_layout(torch, *weights))
    theirs = tensorflow.lstm_cell(x_t, h, c, *weights)
    for name, mine, other in zip(("h", "c", "gates"), ours, theirs, strict=True):
        parity(f"{name} of one step", mine, other, section="cell", rtol=1e-5, atol=1e-6)


def test_the_cells_of_both_frameworks_are_the_equations(pytorch, tensorflow, parity):
    x_t, h, c, *weights = one_step()
    torch = pytorch.torch
    ours = pytorch.nn.LSTMCell(5, 4)
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    ours.load_state_dict(dict(zip(names, torch_layout(torch, *weights), strict=True)))
    mine = ours(torch.tensor(x_t), (torch.tensor(h), torch.tensor(c)))
    theirs = tensorflow.keras.layers.LSTMCell(4)
    theirs.build((None, 5))
    theirs.set_weights(weights)
    _, other = theirs(x_t, [h, c])
    for name, a, b, by_hand in zip("hc", mine, other, cell(x_t, h, c, *weights)[:2], strict=True):
        parity(f"{name} of the own cells", a, b, section="cell", rtol=1e-5, atol=1e-6)
        close(a, by_hand)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations("ifgo", 2)))
def test_no_two_gates_can_change_places_unnoticed(tensorflow, one, other):
    order = "ifgo".replace(one, "_").replace(other, one).replace("_", other)
    x_t, h, c, *weights = one_step()
    blocks = [dict(zip("ifgo", np.split(weight, 4, axis=-1), strict=True)) for weight in weights]
    swapped = [np.concatenate([block[gate] for gate in order], axis=-1) for block in blocks]
    expected = cell(x_t, h, c, *weights)[0]
    assert abs(tensorflow.lstm_cell(x_t, h, c, *swapped)[0] - expected).numpy().max() > 0.01


def test_two_layers_by_hand_are_the_stack_of_pytorch(pytorch):
    pytorch.torch.manual_seed(1)
    lstm = pytorch.SequenceClassifier().lstm
    with pytorch.torch.no_grad():
        lower, _ = pytorch.run_layer(pytorch.x, lstm.all_weights[0])
        upper, _ = pytorch.run_layer(lower, lstm.all_weights[1])
        close(upper, lstm(pytorch.x)[0])
    close(pytorch.upper, pytorch.outputs)
    assert pytorch.apart < 1e-5


def test_two_layers_by_hand_are_the_stack_of_keras(tensorflow):
    model = with_biases(tensorflow)
    first, second, _ = model.layers
    lower, _ = tensorflow.run_layer(tensorflow.x, first.weights)
    upper, _ = tensorflow.run_layer(lower, second.weights)
    close(lower, first(tensorflow.x), rtol=1e-5, atol=1e-5)
    close(upper[:, -1], second(lower), rtol=1e-5, atol=1e-5)
    assert tensorflow.apart < 1e-5


def test_the_section_agreement_prints_the_last_outputs_and_the_mean_gates(voice, by_label):
    kept = "nn.LSTM" if hasattr(voice, "torch") else "Keras LSTM"
    lower, _, gates = layer(numbers(voice.x), *trained_weights(voice, 0))
    upper, _, _ = layer(lower, *trained_weights(voice, 1))
    lines = by_label(voice, "agreement")
    assert lines.pop(f"by hand and {kept}, apart") == "0.00000"
    expected = {
        "last output, largest": upper[:, -1].max(),
        "last output, smallest": upper[:, -1].min(),
        **{f"mean {name} gate": gates[number].mean() for number, name in enumerate(["input", "forget", "output"])},
    }
    assert {label: float(text) for label, text in lines.items()} == pytest.approx(expected, abs=0.0006)


def test_a_cell_that_is_a_little_off_would_be_seen(voice):
    weights = [np.asarray(weight) for weight in trained_weights(voice, 0)]
    weights[2] = weights[2] + np.float32(0.001)
    off, _, _ = layer(numbers(voice.x), *weights)
    right, _, _ = layer(numbers(voice.x), *trained_weights(voice, 0))
    assert np.abs(off - right).max() > 1e-4  # what is printed as 0.00000 would not be


# ------------------------------------------------------------------ training


def test_the_loss_falls_in_both(pytorch, tensorflow):
    for losses in (pytorch.losses, pytorch.opened_losses, tensorflow.losses):
        assert len(losses) == 7
        assert abs(losses[0] - np.log(10)) < 0.02  # ten classes, no idea yet
        assert losses[6] < losses[3] < losses[0]


def test_pytorch_trains_as_the_page_says(pytorch):
    torch = pytorch.torch
    torch.manual_seed(0)
    model = pytorch.SequenceClassifier()
    repeated = pytorch.train(model, torch.optim.Adam(model.parameters(), lr=0.005))
    close(pytorch.losses, repeated)
    torch.manual_seed(0)
    model = pytorch.SequenceClassifier()
    for _, _, b_x, b_h in model.lstm.all_weights:
        b_x.data[128:256], b_h.data[128:256] = 0.5, 0.5
    repeated = pytorch.train(model, torch.optim.Adam(model.parameters(), lr=0.005))
    close(pytorch.opened_losses, repeated)


def test_keras_trains_as_the_page_says(tensorflow):
    keras = tensorflow.keras
    model = start_of_the_page(tensorflow)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=loss)
    repeated = [model.train_on_batch(tensorflow.x, tensorflow.y) for _ in range(7)]
    close(tensorflow.losses, repeated, rtol=1e-4, atol=1e-5)  # after some steps in float32


def test_the_losses_are_printed_under_their_steps(pytorch, tensorflow, by_label):
    shown = [(pytorch, "train", pytorch.losses), (pytorch, "forget_bias", pytorch.opened_losses)]
    for voice, section, losses in [*shown, (tensorflow, "train", tensorflow.losses)]:
        assert by_label(voice, section) == {f"loss at step {step}": f"{losses[step - 1]:.3f}" for step in (1, 4, 7)}


def test_from_the_start_of_keras_pytorch_takes_the_same_seven_steps(pytorch, tensorflow, parity):
    model = pour(start_of_the_page(tensorflow), pytorch)
    losses = pytorch.train(model, adam_of_keras(pytorch, model, 0.005))
    # Looser: where a gradient is near zero, Adam divides one rounding error by another.
    parity("losses of seven steps", losses, tensorflow.losses, section="train", rtol=1e-4, atol=1e-4)
    ours = end_to_end(in_keras_layout(model, lambda weight: weight))
    theirs = end_to_end(tensorflow.model.get_weights())
    # Looser, for the same reason.
    parity("weights after seven steps", ours, theirs, section="train", rtol=1e-4, atol=1e-4)


def test_epsilon_sits_elsewhere_in_the_adam_of_keras(torch, keras):
    gradient = 1e-7
    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.full((1,), gradient)
    torch.optim.Adam([weight], lr=1.0, eps=1e-7).step()
    variable = keras.Variable(np.zeros(1, "float32"))
    keras.optimizers.Adam(1.0, epsilon=1e-7).apply([gradient + np.zeros(1)], [variable])
    # One step; sqrt(v) after its correction is the gradient, before it 0.0316 of it.
    close(weight.item(), -gradient / (gradient + 1e-7), rtol=1e-5, atol=1e-8)
    effective = 1e-7 / np.sqrt(1 - 0.999)
    expected = -gradient / (gradient + effective)
    close(variable.numpy()[0], expected, rtol=1e-4, atol=1e-6)  # 1 - 0.999 in float32


def test_without_the_forget_bias_the_start_of_keras_is_as_slow_as_that_of_pytorch(pytorch, tensorflow):
    model = pour(start_of_the_page(tensorflow), pytorch)
    for _, _, b_x, _ in model.lstm.all_weights:
        b_x.data[128:256] = 0
    closed = pytorch.train(model, adam_of_keras(pytorch, model, 0.005))
    assert tensorflow.losses[6] < 0.5
    assert tensorflow.losses[6] + 0.5 < pytorch.opened_losses[6] < 1.2
    assert min(closed[6], pytorch.losses[6]) > 1.5
    assert closed[6] > pytorch.losses[6] - 0.1  # as high as from PyTorch's own start


# ------------------------------------------------------------------ the two biases


def one_layer_twins(pytorch, tensorflow):
    theirs = tensorflow.keras.layers.LSTM(6, return_sequences=True)
    theirs.build((None, 28, 28))
    theirs.cell.bias.assign(drawn(24, seed=9))
    ours = pytorch.nn.LSTM(28, 6, batch_first=True)
    weights = torch_layout(pytorch.torch, *theirs.get_weights())
    ours.load_state_dict(dict(zip(ours.state_dict(), weights, strict=True)))
    return ours, theirs


def test_two_biases_move_twice_as_far_as_one(pytorch, tensorflow):
    ours, theirs = one_layer_twins(pytorch, tensorflow)
    bias = theirs.get_weights()[2]
    ours(pytorch.x)[0].sum().backward()
    pytorch.torch.optim.SGD(ours.parameters(), lr=0.01).step()
    with tensorflow.tf.GradientTape() as tape:
        total = tensorflow.tf.reduce_sum(theirs(tensorflow.x))
    gradients = tape.gradient(total, theirs.trainable_weights)
    tensorflow.keras.optimizers.SGD(0.01).apply(gradients, theirs.trainable_weights)
    moved = numbers(ours.bias_ih_l0 + ours.bias_hh_l0) - bias
    moved_there = theirs.get_weights()[2] - bias
    assert abs(moved_there).max() > 0.1
    close(moved, 2 * moved_there, rtol=1e-4, atol=1e-5)  # a difference of sums


def test_the_page_shows_two_steps_against_one(pytorch, tensorflow, by_label):
    assert pytorch.rate == tensorflow.rate == 0.01
    close(pytorch.moved.item(), 0.02, rtol=1e-3, atol=1e-6)  # of large sums
    close(tensorflow.moved, 0.01, rtol=1e-3, atol=1e-6)  # of large sums
    ours = {"their gradients, apart": "0.000", "learning rate": "0.010", "the bias moved": "0.020 × gradient"}
    assert by_label(pytorch, "bias_step") == ours
    assert by_label(tensorflow, "bias_step") == {"learning rate": "0.010", "the bias moved": "0.010 × gradient"}
    assert pytorch.layer.bias_ih_l0.grad.norm() > 1
    assert pytorch.torch.equal(pytorch.layer.bias_ih_l0.grad, pytorch.layer.bias_hh_l0.grad)


def test_adam_too_moves_both_biases_alike(pytorch):
    lstm = pytorch.nn.LSTM(28, 6, batch_first=True)
    before = [lstm.bias_ih_l0.clone(), lstm.bias_hh_l0.clone()]
    lstm(pytorch.x)[0].sum().backward()
    pytorch.torch.optim.Adam(lstm.parameters(), lr=0.01).step()
    after = [lstm.bias_ih_l0, lstm.bias_hh_l0]
    for old, new in zip(before, after, strict=True):
        close(abs(new - old), 0.01, rtol=1e-3, atol=1e-6)  # lr·sign


# ------------------------------------------------------------------ the picture


def test_the_gates_of_the_page_are_those_of_the_equations_for_the_fifth_sequence(voice, by_label):
    _, _, gates = layer(numbers(voice.x)[4:5], *trained_weights(voice))
    means = gates.mean(axis=(1, 3))
    close(voice.gates, means)
    expected = {}
    for name, mean in zip(["input", "forget", "output"], means, strict=True):
        expected |= {f"{name} gate at step {step}": to_three_places(mean[step]) for step in (5, 15)}
    assert {label: float(text) for label, text in by_label(voice, "gates").items()} == expected


def test_the_picture_draws_the_gates_under_their_names(voice):
    lines = [line for line in voice.axes.lines if len(line.get_ydata()) == 28]
    assert [line.get_label() for line in lines] == ["input", "forget", "output"]
    assert [text.get_text() for text in voice.axes.get_legend().get_texts()] == ["input", "forget", "output"]
    assert [line.get_linestyle() for line in lines] == ["--", "-", ":"]
    assert {line.get_color() for line in lines} == {"#d9480f" if hasattr(voice, "torch") else "#1c7ed6"}
    for line, gate in zip(lines, voice.gates, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), gate)
    (band,) = voice.axes.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == (8, 15)  # the stroke
    assert band.get_linewidth() == 0
    assert tuple(voice.figure.get_size_inches()) == (6, 2.6)
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("time step", "mean gate")
    assert voice.axes.get_ylim() == (0.4, 1.0)


def test_the_stroke_opens_every_gate_a_little(pytorch, tensorflow):
    for voice in (pytorch, tensorflow):
        gates = np.asarray(voice.gates)
        assert (gates[:, 8:16].mean(axis=1) > gates[:, :8].mean(axis=1) + 0.01).all()
        assert (gates[:, 15] > gates[:, 7] + 0.01).all()


def test_only_in_keras_the_forget_gate_stands_apart(pytorch, tensorflow):
    ours, theirs = np.asarray(pytorch.gates), np.asarray(tensorflow.gates)
    assert abs(ours - ours.mean(axis=0)).max() < 0.02
    assert (theirs[1] - theirs[[0, 2]].max(axis=0)).min() > 0.15


def test_a_gate_is_a_share_for_every_unit_and_never_shut_or_open(tensorflow):
    _, gates = tensorflow.run_layer(tensorflow.x[4:5], tensorflow.first.weights)
    gates = gates.numpy()
    assert 0 < gates.min() < gates.max() < 1
    assert gates[:, 0, 15].std(axis=-1).min() > 0.01  # the units differ


# ------------------------------------------------------------------ the published blocks

# As the article shapes them, in names of our own.
PUBLISHED_PYTORCH = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, num_layers=2, batch_first=True)
        self.readout = nn.Linear(128, 10)

    def forward(self, sequences):
        outputs, _ = self.lstm(sequences)
        return self.readout(outputs[:, -1])
"""
PUBLISHED_KERAS = """
import keras
reader = keras.Sequential(
    [
        keras.layers.LSTM(128, return_sequences=True, input_shape=(28, 28)),
        keras.layers.LSTM(128),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
"""


def test_the_published_pytorch_block_alone_stops_at_nn_and_with_its_imports_trains(pytorch):
    with pytest.raises(NameError, match="name 'nn' is not defined"):
        exec(PUBLISHED_PYTORCH, {})
    names = {}
    exec("from torch import nn\n" + PUBLISHED_PYTORCH, names)
    pytorch.torch.manual_seed(0)
    reader = names["Reader"]()
    losses = pytorch.train(reader, pytorch.torch.optim.Adam(reader.parameters(), lr=0.005))
    close(losses, pytorch.losses)  # layers and seed are those of the page
    assert losses[-1] < losses[0] - 0.5


def test_the_published_keras_block_warns_of_input_shape(tensorflow):
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument"):
        exec(PUBLISHED_KERAS, {})


def test_the_published_pair_ends_in_logits_and_in_a_softmax(pytorch, tensorflow):
    ours, theirs = {}, {}
    exec("from torch import nn\n" + PUBLISHED_PYTORCH, ours)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of input_shape
        exec(PUBLISHED_KERAS, theirs)
    logits = numbers(ours["Reader"]()(pytorch.x)).sum(axis=1)
    probabilities = numbers(theirs["reader"](tensorflow.x)).sum(axis=1)
    close(probabilities, np.ones(60), rtol=1e-5, atol=1e-5)
    assert abs(logits - 1).min() > 0.1


def test_input_shape_is_answered_with_a_warning(keras):
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`/`input_dim` argument"):
        old = keras.layers.LSTM(4, return_sequences=True, input_shape=(28, 28))
    stack = keras.Sequential([old, keras.layers.LSTM(4)])
    assert stack.input_shape == (None, 28, 28)
    assert stack.count_params() == 4 * ((28 + 4) * 4 + 4) + 4 * ((4 + 4) * 4 + 4)


def test_the_page_shows_that_one_warning_and_nothing_else(tensorflow, by_label):
    (warning,) = tensorflow.caught
    assert by_label(tensorflow, "old_call") == {
        "UserWarning": str(warning.message),
        "built all the same": "True, (None, 128)",
    }
    assert warning.category is UserWarning
    assert "prefer using an `Input(shape)` object" in str(warning.message)
    assert tensorflow.old.built
    assert tensorflow.old.output_shape == (None, 128)


def test_an_input_object_is_taken_without_a_word(tensorflow):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tensorflow.build_classifier().input_shape == (None, 28, 28)


# ------------------------------------------------------------------ the numbers to touch


def saved(run_of, voice, name):
    return json.loads(run_of("lstm", voice).data[name])


def weights_of(voice, module):
    """Kernel, recurrent kernel and bias of the first layer, in the layout of Keras."""
    if voice == "tensorflow":
        return module.first.get_weights()
    w_x, w_h, b_x, b_h = (numbers(weight) for weight in module.model.lstm.all_weights[0])
    return [w_x.T, w_h.T, b_x + b_h]


PLACES = {"rtol": 0, "atol": 6e-5}  # half a unit of the last of four places, and what float32 adds


@pytest.mark.parametrize("voice", ["pytorch", "tensorflow"])
def test_the_saved_steps_are_gates_cell_and_hidden_state_of_the_layer(pytorch, tensorflow, run_of, voice):
    module = {"pytorch": pytorch, "tensorflow": tensorflow}[voice]
    made, x = saved(run_of, voice, "gates"), numbers(module.x)[4:5]
    hidden, final, gates = layer(x, *weights_of(voice, module))
    rows, one, unit = np.array(made["table"]["rows"]), np.array(made["one"]), made["unit"]
    np.testing.assert_array_equal(rows[:, 0], np.arange(28))
    close(rows[:, 1:4], gates[:, 0].mean(axis=2).T, **PLACES)
    close(rows[:, 5], np.abs(hidden[0]).mean(axis=1), **PLACES)
    close(rows[-1, 4], np.abs(final).mean(), **PLACES)
    assert unit == np.abs(final[0]).argmax()
    close(one[:, :3], gates[:, 0, :, unit].T, **PLACES)
    close(one[:, 4], hidden[0, :, unit], **PLACES)
    close(one[-1, 3], final[0, unit], **PLACES)
    assert abs(one[-1, 3]) > 2.5 * rows[-1, 4], "the page says: about three times the mean"


@pytest.mark.parametrize("voice", ["pytorch", "tensorflow"])
def test_what_a_forget_bias_leaves_is_the_product_of_the_gates_of_a_fresh_layer(pytorch, tensorflow, run_of, voice):
    rows = np.array(saved(run_of, voice, "fading")["table"]["rows"])
    biases = np.array([-1, 0, 1, 2, 3, 4, 5])
    np.testing.assert_array_equal(rows[:, 0], np.arange(13))
    np.testing.assert_array_equal(rows[0, 1:], 100)
    alone = 100 * sigmoid(biases) ** np.arange(13)[:, None]
    # Without any input each step would keep sigmoid(bias); noise and the stroke's echo change that by a few percent.
    np.testing.assert_allclose(rows[:, 1:], alone, rtol=0.1, atol=6e-5)
    if voice == "tensorflow":
        kernel, recurrent, bias = start_of_the_page(tensorflow).layers[0].get_weights()
    else:
        pytorch.torch.manual_seed(0)
        lstm = pytorch.SequenceClassifier().lstm
        kernel, recurrent, bias = numbers(lstm.weight_ih_l0).T, numbers(lstm.weight_hh_l0).T, None
        bias = numbers(lstm.bias_ih_l0) + numbers(lstm.bias_hh_l0)
    bias = bias.copy()
    bias[128:256] = 3
    _, _, gates = layer(numbers(pytorch.x), kernel, recurrent, bias)
    left = 100 * gates[1, :, 16:].prod(axis=1).mean()
    np.testing.assert_allclose(rows[12, 5], left, rtol=1e-5, atol=6e-5)  # recorded with four decimals


def test_at_equal_forget_biases_both_keep_almost_the_same(pytorch, tensorflow, run_of):
    ours, theirs = (np.array(saved(run_of, v, "fading")["table"]["rows"]) for v in ("pytorch", "tensorflow"))
    assert abs(ours - theirs).max() < 0.2  # percent
    for rows in (ours, theirs):
        assert rows[12, 2] < 0.1 and rows[12, 5] > 50
