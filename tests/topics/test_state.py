"""A stateful LSTM: who keeps the state, what it changes, and where the gradient stops."""

import warnings

import numpy as np
import pytest

from tests.topics.arithmetic import CLOSE, numbers, sigmoid, to_three_places

SEQUENCES = np.random.default_rng(2).random((8, 84, 28), dtype=np.float32)
CHUNKS = np.split(SEQUENCES, 3, axis=1)
LABELS = SEQUENCES[:, :, :10].argmax(axis=2)
TARGETS = np.split(LABELS, 3, axis=1)


def torch_weights(model):
    """Return kernel, recurrent kernel, bias, readout kernel and bias as Keras lays them out."""
    lstm, readout = model.lstm, model.readout
    summed = lstm.bias_ih_l0 + lstm.bias_hh_l0
    parts = [lstm.weight_ih_l0.T, lstm.weight_hh_l0.T, summed, readout.weight.T, readout.bias]
    return [numbers(part).copy() for part in parts]


def by_hand(inputs, weights, state=None):
    """Map (B, T, F) to logits (B, T, C) and the state; the gates stand in the order i, f, g, o."""
    kernel, recurrent, bias, readout_kernel, readout_bias = weights
    hidden = np.zeros((len(inputs), 128), np.float32)
    hidden, cell = state or (hidden, hidden)
    logits = []
    for step in range(inputs.shape[1]):
        gates = np.split(inputs[:, step] @ kernel + hidden @ recurrent + bias, 4, axis=1)
        enter, forget, leave = (sigmoid(gates[gate]) for gate in (0, 1, 3))
        cell = forget * cell + enter * np.tanh(gates[2])
        hidden = leave * np.tanh(cell)
        logits.append(hidden @ readout_kernel + readout_bias)
    return np.stack(logits, axis=1), (hidden, cell)


def torch_at_start(pytorch):
    """Return the snippet's model as it was before its training."""
    pytorch.torch.manual_seed(0)
    return pytorch.Scorer()


def keras_at_start(tensorflow, batch=8):
    """Return the snippet's model as it was before its training, for a batch of this size."""
    keras = tensorflow.keras
    keras.utils.set_random_seed(0)
    lstm = keras.layers.LSTM(128, return_sequences=True, stateful=True)
    readout = keras.layers.Dense(10)
    return keras.Sequential([keras.Input(batch_shape=(batch, 28, 28)), lstm, readout])


def keras_twin(tensorflow, model):
    """Return a fresh Keras model with the weights of the torch model."""
    twin = keras_at_start(tensorflow)
    twin.set_weights(torch_weights(model))
    return twin


def explicit_layer(tensorflow, weights):
    """Return a stateless Keras LSTM that is given its state and returns it."""
    layer = tensorflow.keras.layers.LSTM(128, return_sequences=True, return_state=True)
    layer.build((None, None, 28))
    layer.set_weights(weights[:3])
    return layer


def states(model):
    return [numbers(part) for part in model.layers[0].states]


def tensors(pytorch, arrays):
    return [pytorch.torch.tensor(array) for array in arrays]


def torch_loss(pytorch, logits, target):
    torch = pytorch.torch
    return torch.nn.functional.cross_entropy(logits.transpose(1, 2), torch.tensor(target))


def keras_loss(tensorflow, logits, target):
    loss = tensorflow.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss(target, logits)


def weights_at_start(voice):
    """Return the weights of the snippet's model before its training, as Keras lays them out."""
    if hasattr(voice, "torch"):
        return torch_weights(torch_at_start(voice))
    return keras_at_start(voice).get_weights()


def weights_now(voice):
    return torch_weights(voice.model) if hasattr(voice, "torch") else voice.model.get_weights()


def in_chunks(voice, weights):
    """Return what the equations give for the three chunks in order, and the state after each."""
    parts, after, state = [], [], None
    for chunk in np.split(numbers(voice.sequences), 3, axis=1):
        logits, state = by_hand(chunk, weights, state)
        parts.append(logits)
        after.append(state)
    return parts, after


# Each line of the program, held by the equations


def test_the_sequences_are_drawn_from_seed_0_after_the_models(pytorch, tensorflow):
    torch_at_start(pytorch)
    np.testing.assert_array_equal(numbers(pytorch.torch.rand(64, 84, 28)), numbers(pytorch.sequences))
    keras_at_start(tensorflow)
    tensorflow.keras.layers.LSTM(128)  # the layer that is given its state
    np.testing.assert_array_equal(numbers(tensorflow.keras.random.uniform((64, 84, 28))), numbers(tensorflow.sequences))


def test_the_sections_carry_and_reset_print_what_the_equations_give(voice, by_label):
    weights = weights_at_start(voice)
    (first, *_), after = in_chunks(voice, weights)
    again, _ = by_hand(numbers(voice.sequences)[:, :28], weights, after[0])
    shape = (1, 64, 128) if hasattr(voice, "torch") else (64, 128)
    assert by_label(voice, "carry") == {"chunks and one run, apart": "0.00000", "state": str([shape, shape])}
    lines = {label: float(text) for label, text in by_label(voice, "reset").items()}
    assert lines == {
        "first logit": to_three_places(first[0, 0, 0]),
        "the same chunk again": to_three_places(again[0, 0, 0]),
        "after a reset": to_three_places(first[0, 0, 0]),
    }
    assert abs(again[0, 0, 0] - first[0, 0, 0]) > 0.01


def test_a_run_that_is_a_little_off_would_be_seen(voice):
    weights = weights_at_start(voice)
    off = [weights[0], weights[1] * np.float32(1.01), *weights[2:]]
    parts, _ = in_chunks(voice, weights)
    assert np.abs(by_hand(numbers(voice.sequences)[:, :28], off)[0] - parts[0]).max() > 1e-4


def test_the_section_silent_prints_how_far_off_each_wrong_state_is(voice, by_label):
    weights = weights_at_start(voice)
    a, b, c = np.split(numbers(voice.sequences), 3, axis=1)
    right, after = in_chunks(voice, weights)
    _, mixed = by_hand(b[::-1], weights, after[0])
    wrong = {
        "state lost": (by_hand(b, weights)[0], right[1]),
        "skipped": (by_hand(c, weights, after[0])[0], right[2]),
        "mixed": (by_hand(c, weights, mixed)[0], right[2]),
        "not reset": (by_hand(a, weights, after[2])[0], right[0]),
    }
    expected = {label: to_three_places(np.abs(x - y).max()) for label, (x, y) in wrong.items()}
    assert {label: float(text) for label, text in by_label(voice, "silent").items()} == expected
    assert min(np.abs(x - y).max() for x, y in wrong.values()) > 0.02


def test_the_section_batch_size_prints_the_refusal_and_how_the_rows_go_on(pytorch, tensorflow, by_label):
    refusal = "Expected hidden[0] size (1, 32, 128), got [1, 64, 128]"
    assert by_label(pytorch, "batch_size") == {"RuntimeError": refusal, "32 rows, off by": "0.000"}
    assert by_label(tensorflow, "batch_size") == {"a batch of 32": "ValueError", "32 rows, off by": "0.000"}


def test_the_section_save_prints_how_far_off_each_reload_is(voice, by_label):
    weights = weights_now(voice)
    (_, right, _), _ = in_chunks(voice, weights)
    lost = np.abs(by_hand(numbers(voice.b), weights)[0] - right).max()
    lines = {label: float(text) for label, text in by_label(voice, "save").items()}
    assert lines == {"weights alone, off by": to_three_places(lost), "with the state, off by": 0.0}
    np.testing.assert_allclose(numbers(voice.expected), right, **CLOSE)
    np.testing.assert_allclose(numbers(voice.resumed), right, **CLOSE)


def test_the_section_published_prints_the_errors_of_today(pytorch, tensorflow, by_label):
    lines = by_label(pytorch, "published")
    assert lines["step 1"] == "done"
    assert lines["step 2"].startswith("RuntimeError: Trying to backward through the graph a second time")
    assert "retain_graph=True" in lines["step 2"]
    assert by_label(tensorflow, "published") == {
        "ValueError": "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (64, 28, 28)}",
        "AttributeError": "'Sequential' object has no attribute 'reset_states'",
    }


def test_the_section_truncation_prints_the_size_at_its_step(voice, by_label):
    expected = {
        f"step {step}": f"{numbers(voice.through)[step]:.3f}, {numbers(voice.cut)[step]:.3f}"
        for step in (0, 14, 26, 27, 28, 29)
    }
    assert by_label(voice, "truncation") == expected


def test_the_picture_draws_both_gradients_under_their_names(voice):
    through, cut = voice.axes.lines
    np.testing.assert_array_equal(through.get_ydata(), numbers(voice.through))
    np.testing.assert_array_equal(cut.get_ydata(), numbers(voice.cut))
    assert [line.get_linestyle() for line in (through, cut)] == ["--", "-"]
    assert {through.get_color(), cut.get_color()} == {"#d9480f" if hasattr(voice, "torch") else "#1c7ed6"}
    names = [text.get_text() for text in voice.axes.get_legend().get_texts()]
    assert names == ["through the state", "cut"]
    assert voice.axes.get_yscale() == "log"
    assert tuple(voice.figure.get_size_inches()) == (5, 3)
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("step", "size of the gradient")


# Chunks with a carried state are one long run


def test_the_torch_chunks_are_one_run_of_the_equations(pytorch):
    weights = torch_weights(torch_at_start(pytorch))
    expected, (hidden, cell) = by_hand(numbers(pytorch.sequences), weights)
    np.testing.assert_allclose(numbers(pytorch.right), expected, **CLOSE)
    np.testing.assert_allclose(numbers(pytorch.whole), expected, **CLOSE)
    last_hidden, last_cell = pytorch.after_all
    assert tuple(last_hidden.shape) == (1, 64, 128)
    model = torch_at_start(pytorch)
    _, state = model(pytorch.sequences)
    np.testing.assert_allclose(numbers(last_hidden[0]), hidden, **CLOSE)
    np.testing.assert_allclose(numbers(last_cell[0]), cell, **CLOSE)
    np.testing.assert_allclose(numbers(state[1][0]), cell, **CLOSE)


def test_the_keras_chunks_are_one_run_of_the_equations(tensorflow):
    model = keras_at_start(tensorflow, batch=64)
    expected, (hidden, cell) = by_hand(numbers(tensorflow.sequences), model.get_weights())
    np.testing.assert_allclose(numbers(tensorflow.right), expected, **CLOSE)
    for chunk in tensorflow.chunks:
        model(chunk)
    np.testing.assert_allclose(states(model)[0], hidden, **CLOSE)
    np.testing.assert_allclose(states(model)[1], cell, **CLOSE)


def test_the_state_is_both_the_hidden_and_the_cell_vector(pytorch):
    model = torch_at_start(pytorch)
    first, second, _ = tensors(pytorch, CHUNKS)
    _, (hidden, cell) = model(first)
    expected, _ = by_hand(CHUNKS[0], torch_weights(model))
    expected, _ = by_hand(CHUNKS[1], torch_weights(model), (numbers(hidden[0]), numbers(cell[0])))
    kept, _ = model(second, (hidden, cell))
    np.testing.assert_allclose(numbers(kept), expected, **CLOSE)
    for part in ((hidden, cell * 0), (hidden * 0, cell)):
        assert float(pytorch.gap(model(second, part)[0], kept).detach()) > 0.01


def test_chunk_by_chunk_the_twins_agree_on_logits_and_states(pytorch, tensorflow, parity):
    model, state = torch_at_start(pytorch), None
    twin = keras_twin(tensorflow, model)
    ours, theirs = [], []
    for chunk in CHUNKS:
        logits, state = model(pytorch.torch.tensor(chunk), state)
        ours.append([numbers(logits)[..., 0], *(numbers(part[0]) for part in state)])
        theirs.append([numbers(twin(chunk))[..., 0], *states(twin)])
    for place, name in enumerate(["logits of three chunks", "hidden after each chunk", "cell after each chunk"]):
        one, other = (np.stack([turn[place] for turn in voice]) for voice in (ours, theirs))
        parity(name, one, other, section="carry", **CLOSE)


def test_a_plain_layer_forgets_between_calls_in_both(torch, keras):
    chunk = CHUNKS[0]
    lstm = torch.nn.LSTM(28, 128, batch_first=True)
    once, twice = (numbers(lstm(torch.tensor(chunk))[0]) for _ in range(2))
    np.testing.assert_array_equal(once, twice)
    layer = keras.layers.LSTM(128)
    assert not layer.stateful
    np.testing.assert_array_equal(numbers(layer(chunk)), numbers(layer(chunk)))


# Reset


def test_torch_starts_again_where_no_state_is_given_which_means_zeros(pytorch):
    model = torch_at_start(pytorch)
    (first,) = tensors(pytorch, CHUNKS[:1])
    logits, state = model(first)
    again, _ = model(first, state)
    zeros = tuple(part * 0 for part in state)
    np.testing.assert_array_equal(numbers(model(first)[0]), numbers(logits))
    np.testing.assert_array_equal(numbers(model(first, zeros)[0]), numbers(logits))
    assert np.abs(numbers(again) - numbers(logits)).max() > 0.01
    np.testing.assert_array_equal(numbers(pytorch.fresh), numbers(pytorch.first))
    assert np.abs(numbers(pytorch.again) - numbers(pytorch.first)).max() > 0.01


@pytest.mark.parametrize("name", ["reset_state", "reset_states"])
def test_the_keras_layer_starts_again_after_either_spelling_of_reset(tensorflow, name):
    model = keras_at_start(tensorflow)
    first = numbers(model(CHUNKS[0]))
    again = numbers(model(CHUNKS[0]))
    getattr(model.layers[0], name)()
    assert not any(part.any() for part in states(model))
    np.testing.assert_array_equal(numbers(model(CHUNKS[0])), first)
    assert np.abs(again - first).max() > 0.01
    np.testing.assert_array_equal(numbers(tensorflow.fresh), numbers(tensorflow.first))
    assert np.abs(numbers(tensorflow.again) - numbers(tensorflow.first)).max() > 0.01


# What goes wrong without a word


def test_a_wrong_state_changes_the_first_steps_and_raises_nothing(pytorch, tensorflow, recwarn):
    model = torch_at_start(pytorch)
    twin = keras_twin(tensorflow, model)
    right, _ = by_hand(SEQUENCES, torch_weights(model))
    a, b, c = tensors(pytorch, CHUNKS)
    after = {}
    for name, fed in {"a": [a], "mixed": [a, b.flip(0)], "all": [a, b, c], "nothing": []}.items():
        state = None
        for chunk in fed:
            _, state = model(chunk, state)
        after[name] = state
    for chunk, name, place in [(b, "nothing", 1), (c, "a", 2), (c, "mixed", 2), (a, "all", 0)]:
        wrong = np.abs(numbers(model(chunk, after[name])[0]) - np.split(right, 3, axis=1)[place])
        assert wrong[:, 0].max() > 0.01
        assert wrong[:, 0].max() == wrong.max()
        assert wrong[:, -1].max() < 0.01 * wrong[:, 0].max()
    twin(CHUNKS[0])
    mixed = np.abs(numbers(twin(CHUNKS[1][::-1])) - right[:, 28:56])
    assert mixed[:, 0].max() > 0.01
    assert not recwarn.list


def small_stateful(tensorflow):
    """Return a stateful model of 3 units for a batch of 2, whose training changes nothing."""
    keras = tensorflow.keras
    layer = keras.layers.LSTM(3, stateful=True)
    model = keras.Sequential([keras.Input(batch_shape=(2, 4, 5)), layer])
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mse", run_eagerly=True)
    return model


FOUR_BATCHES = np.random.default_rng(3).random((8, 4, 5), dtype=np.float32)


def in_order(model, times=1):
    """Return the states after feeding the four batches in order from zero."""
    model.layers[0].reset_state()
    for start in [0, 2, 4, 6] * times:
        model(FOUR_BATCHES[start : start + 2])
    return states(model)


def test_fit_keeps_the_order_only_when_told_not_to_shuffle(tensorflow):
    tensorflow.keras.utils.set_random_seed(1)
    model = small_stateful(tensorflow)
    expected = in_order(model)
    for shuffle, agrees in ({"shuffle": False}, True), ({}, False):
        model.layers[0].reset_state()
        model.fit(FOUR_BATCHES, np.zeros((8, 3)), batch_size=2, verbose=0, **shuffle)
        assert np.allclose(states(model), expected, **CLOSE) == agrees


def test_fit_does_not_reset_between_epochs(tensorflow):
    model = small_stateful(tensorflow)
    once, twice = in_order(model), in_order(model, times=2)
    model.layers[0].reset_state()
    model.fit(FOUR_BATCHES, np.zeros((8, 3)), batch_size=2, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(states(model), twice, **CLOSE)
    assert np.abs(np.subtract(once, twice)).max() > 1e-4


def test_predict_moves_the_keras_state(tensorflow):
    model = small_stateful(tensorflow)
    model.predict(FOUR_BATCHES[:2], batch_size=2, verbose=0)
    moved = states(model)
    model.layers[0].reset_state()
    model(FOUR_BATCHES[:2])
    np.testing.assert_allclose(moved, states(model), **CLOSE)
    assert np.abs(moved).max() > 0.01


def test_a_fresh_torch_lstm_forgets_faster_than_a_fresh_keras_one(pytorch, tensorflow):
    forget = slice(128, 256)
    ours, theirs = torch_at_start(pytorch), keras_at_start(tensorflow)
    assert np.abs(torch_weights(ours)[2][forget]).max() <= 2 / 128**0.5
    assert (theirs.get_weights()[2][forget] == 1).all()
    fading = [numbers(voice.through)[[0, 27]] for voice in (pytorch, tensorflow)]
    ours, theirs = (first / last for first, last in fading)
    assert 0 < ours < 1e-4 and 1e-3 < theirs < 1e-1


# Another batch size


def test_torch_refuses_a_state_of_another_batch_size(pytorch):
    first, second, _ = pytorch.chunks
    _, state = pytorch.model(first)
    refusal = r"Expected hidden\[0\] size \(1, 32, 128\), got \[1, 64, 128\]"
    with pytest.raises(RuntimeError, match=refusal):
        pytorch.model(second[:32], state)


def test_torch_goes_on_with_the_rows_that_are_left(pytorch):
    expected = numbers(pytorch.right)[:32, 28:56]
    np.testing.assert_allclose(numbers(pytorch.rest), expected, **CLOSE)


def test_keras_refuses_a_batch_of_another_size(tensorflow):
    model = keras_at_start(tensorflow, batch=64)
    chunk = numbers(tensorflow.chunks[0])
    with pytest.raises(ValueError, match="Expected batch size: 64\n- Received batch size: 32"):
        model(chunk[:32])
    with pytest.raises(ValueError, match="Received batch size: 32"):
        model.predict(chunk, verbose=0)  # 32 rows at a time by default


def test_a_keras_layer_that_is_given_its_state_takes_any_batch_size(tensorflow):
    weights = keras_at_start(tensorflow).get_weights()
    first, second, _ = (numbers(chunk)[:32] for chunk in tensorflow.chunks)
    expected, _ = by_hand(second, weights, by_hand(first, weights)[1])
    np.testing.assert_allclose(numbers(tensorflow.rest), expected, **CLOSE)
    np.testing.assert_allclose(numbers(tensorflow.right)[:32, 28:56], expected, **CLOSE)


def test_keras_stateful_needs_the_batch_size_and_does_not_hold_to_the_length(tensorflow):
    keras = tensorflow.keras
    with pytest.raises(ValueError, match="the batch size must be static"):
        keras.Sequential([keras.Input(shape=(28, 28)), keras.layers.LSTM(128, stateful=True)])
    model = keras_at_start(tensorflow)
    expected, _ = by_hand(CHUNKS[0][:, :14], model.get_weights())
    np.testing.assert_allclose(numbers(model(CHUNKS[0][:, :14])), expected, **CLOSE)


# Training over chunks


def train_torch(pytorch, model, sequences, labels, rate, parameters=None, losses=None):
    """Take one step of gradient descent on each of the three chunks, the state cut between them."""
    optimizer = pytorch.torch.optim.SGD(parameters or model.parameters(), lr=rate)
    state = None
    for start in (0, 28, 56):
        logits, state = model(sequences[:, start : start + 28], state)
        state = tuple(part.detach() for part in state)
        optimizer.zero_grad()
        loss = torch_loss(pytorch, logits, labels[:, start : start + 28])
        loss.backward()
        optimizer.step()
        if losses is not None:
            losses.append(loss.item())
    return torch_weights(model)


def train_keras(tensorflow, model, sequences, labels, rate, losses):
    """Take one step of gradient descent on each chunk, the state given and stopped by hand."""
    tf = tensorflow.tf
    layer, readout = explicit_layer(tensorflow, model.get_weights()), model.layers[1]
    variables = layer.trainable_variables + readout.trainable_variables
    optimizer = tensorflow.keras.optimizers.SGD(rate)
    state = [tf.zeros((len(sequences), 128))] * 2
    for start in (0, 28, 56):
        with tf.GradientTape() as tape:
            hidden, *state = layer(sequences[:, start : start + 28], initial_state=state)
            loss = keras_loss(tensorflow, readout(hidden), labels[:, start : start + 28])
        state = [tf.stop_gradient(part) for part in state]
        optimizer.apply(tape.gradient(loss, variables), variables)
        losses.append(float(loss))
    return layer.get_weights() + readout.get_weights()


def test_the_torch_training_is_three_steps_with_the_state_cut_between(pytorch, by_label):
    labels = numbers(pytorch.sequences)[:, :, :10].argmax(axis=2)
    losses = []
    trained = train_torch(pytorch, torch_at_start(pytorch), pytorch.sequences, labels, 0.2, losses=losses)
    np.testing.assert_allclose(pytorch.losses, losses, rtol=1e-5, atol=1e-6)
    assert by_label(pytorch, "train") == {f"loss of chunk {n}": f"{loss:.3f}" for n, loss in enumerate(losses, 1)}
    for after, expected in zip(torch_weights(pytorch.model), trained, strict=True):
        np.testing.assert_allclose(after, expected, **CLOSE)


def test_the_keras_training_is_three_steps_with_the_state_cut_between(tensorflow, by_label):
    labels = numbers(tensorflow.sequences)[:, :, :10].argmax(axis=2)
    start = keras_at_start(tensorflow)
    losses = []
    trained = train_keras(tensorflow, start, tensorflow.sequences, labels, 0.2, losses)
    np.testing.assert_allclose(tensorflow.losses, losses, rtol=1e-5, atol=1e-6)
    assert by_label(tensorflow, "train") == {f"loss of chunk {n}": f"{loss:.3f}" for n, loss in enumerate(losses, 1)}
    for after, expected in zip(tensorflow.model.get_weights(), trained, strict=True):
        np.testing.assert_allclose(after, expected, **CLOSE)


def test_after_three_training_steps_the_twins_hold_equal_weights(pytorch, tensorflow, parity):
    model = torch_at_start(pytorch)
    twin = keras_twin(tensorflow, model)
    twin.compile(
        optimizer=tensorflow.keras.optimizers.SGD(0.2),
        loss=tensorflow.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    for chunk, target in zip(CHUNKS, TARGETS, strict=True):
        twin.train_on_batch(chunk, target)
    # Torch has two biases for Keras' one: train one of them, or their sum takes every step twice.
    chosen = [p for name, p in model.named_parameters() if name != "lstm.bias_hh_l0"]
    before = torch_weights(model)
    sequences = pytorch.torch.tensor(SEQUENCES)
    trained = train_torch(pytorch, model, sequences, LABELS, 0.2, chosen)
    assert min(np.abs(a - b).max() for a, b in zip(before, trained, strict=True)) > 1e-4
    ours, theirs = (np.concatenate([w.ravel() for w in ws]) for ws in (trained, twin.get_weights()))
    parity("weights after three steps", ours, theirs, section="train", **CLOSE)


def test_the_two_biases_of_torch_together_move_twice_as_far(pytorch, tensorflow):
    model = torch_at_start(pytorch)
    twin = keras_twin(tensorflow, model)
    before = torch_weights(model)[2]
    first = pytorch.torch.tensor(CHUNKS[0])
    torch_loss(pytorch, model(first)[0], TARGETS[0]).backward()
    pytorch.torch.optim.SGD(model.parameters(), lr=1.0).step()
    with tensorflow.tf.GradientTape() as tape:
        loss = keras_loss(tensorflow, twin(CHUNKS[0]), TARGETS[0])
    gradient = numbers(tape.gradient(loss, twin.layers[0].trainable_variables[2]))
    np.testing.assert_allclose(torch_weights(model)[2] - before, -2 * gradient, **CLOSE)


# Where the gradient stops


def torch_second_loss(pytorch, model, first, second, cut):
    _, state = model(first)
    if cut:
        state = tuple(part.detach() for part in state)
    return torch_loss(pytorch, model(second, state)[0], TARGETS[1])


def torch_gradients(pytorch, model, cut):
    """Return the gradients of the second chunk's loss, laid out as Keras lays them out."""
    first, second, _ = tensors(pytorch, CHUNKS)
    lstm = model.lstm
    wanted = [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0]
    loss = torch_second_loss(pytorch, model, first, second, cut)
    found = pytorch.torch.autograd.grad(loss, wanted)
    return [numbers(gradient.T if gradient.ndim == 2 else gradient) for gradient in found]


@pytest.mark.parametrize("cut", [True, False], ids=["cut", "through"])
def test_the_twins_agree_on_gradients_with_and_without_the_cut(pytorch, tensorflow, parity, cut):
    model = torch_at_start(pytorch)
    twin = keras_twin(tensorflow, model)
    layer = twin.layers[0] if cut else explicit_layer(tensorflow, torch_weights(model))
    with tensorflow.tf.GradientTape() as tape:
        if cut:
            twin(CHUNKS[0])
            logits = twin(CHUNKS[1])
        else:
            hidden, *_ = layer(CHUNKS[1], initial_state=layer(CHUNKS[0])[1:])
            logits = twin.layers[1](hidden)
        loss = keras_loss(tensorflow, logits, TARGETS[1])
    theirs = tape.gradient(loss, layer.trainable_variables)
    ours = torch_gradients(pytorch, model, cut)
    name = "gradients with the state cut" if cut else "gradients through the state"
    flat = (np.concatenate([np.ravel(numbers(part)) for part in parts]) for parts in (ours, theirs))
    parity(name, *flat, section="truncation", rtol=1e-5, atol=1e-8)


def test_the_cut_changes_the_gradient_and_not_the_loss(pytorch):
    model = torch_at_start(pytorch)
    first, second, _ = tensors(pytorch, CHUNKS)
    losses = [torch_second_loss(pytorch, model, first, second, cut).item() for cut in (True, False)]
    assert losses[0] == losses[1]
    cut, through = (torch_gradients(pytorch, model, cut)[1] for cut in (True, False))
    assert np.abs(cut - through).max() > 0.01 * np.abs(through).max()


def test_through_the_state_the_gradient_is_that_of_one_long_run(pytorch):
    inputs = pytorch.sequences[:, :56].clone().requires_grad_()
    logits = pytorch.model(inputs)[0][:, 28:]
    loss = torch_loss(pytorch, logits, numbers(pytorch.labels)[:, 28:56]) * 64 * 28
    (gradient,) = pytorch.torch.autograd.grad(loss, inputs)
    expected = np.sqrt((numbers(gradient) ** 2).sum(axis=(0, 2)))
    np.testing.assert_allclose(numbers(pytorch.through), expected, **CLOSE)
    np.testing.assert_allclose(numbers(pytorch.cut)[28:], expected[28:], **CLOSE)
    assert (numbers(pytorch.cut)[:28] == 0).all()


def test_keras_through_an_explicit_state_has_the_gradient_of_one_long_run(tensorflow):
    tf, inputs = tensorflow.tf, tensorflow.sequences[:, :56]
    layer = explicit_layer(tensorflow, tensorflow.model.get_weights())
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        logits = tensorflow.readout(layer(inputs)[0])[:, 28:]
        loss = keras_loss(tensorflow, logits, tensorflow.labels[:, 28:56]) * 64 * 28
    gradient = numbers(tape.gradient(loss, inputs))
    expected = np.sqrt((gradient**2).sum(axis=(0, 2)))
    np.testing.assert_allclose(numbers(tensorflow.through), expected, **CLOSE)
    np.testing.assert_allclose(numbers(tensorflow.cut)[28:], expected[28:], **CLOSE)
    assert (numbers(tensorflow.cut)[:28] == 0).all()


def test_neither_has_a_gradient_for_a_chunk_behind_the_cut(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    model = torch_at_start(pytorch)
    first, second, _ = tensors(pytorch, CHUNKS)
    first.requires_grad_()
    loss = torch_second_loss(pytorch, model, first, second, cut=True)
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
        torch.autograd.grad(loss, first, retain_graph=True)
    assert torch.autograd.grad(loss, first, allow_unused=True) == (None,)
    twin, chunk = keras_twin(tensorflow, model), tf.constant(CHUNKS[0])
    with tf.GradientTape() as tape:
        tape.watch(chunk)
        twin(chunk)
        loss = keras_loss(tensorflow, twin(CHUNKS[1]), TARGETS[1])
    assert tape.gradient(loss, chunk) is None


# Saving


def test_torch_saves_a_state_only_where_it_is_handed_over(pytorch):
    model = torch_at_start(pytorch)
    model(pytorch.torch.tensor(CHUNKS[0]))
    assert model.state_dict().keys() == dict(model.named_parameters()).keys()
    _, state = pytorch.run(pytorch.chunks[:1])
    for kept, now in zip(pytorch.saved["state"], state, strict=True):
        np.testing.assert_array_equal(numbers(kept), numbers(now))
    assert float(pytorch.gap(pytorch.lost, pytorch.expected)) > 0.01
    np.testing.assert_array_equal(numbers(pytorch.resumed), numbers(pytorch.expected))


def test_keras_files_drop_the_state_without_a_word(tensorflow, tmp_path):
    model = keras_at_start(tensorflow)
    model(CHUNKS[0])
    kept = states(model)
    other = keras_at_start(tensorflow)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.save(tmp_path / "a.keras")
        model.save_weights(tmp_path / "a.weights.h5")
        loaded = tensorflow.keras.models.load_model(tmp_path / "a.keras")
        other.load_weights(tmp_path / "a.weights.h5")
    # NumPy 2 warns of an old way of copying arrays; nothing warns of the state.
    assert not [warning for warning in caught if "state" in str(warning.message)]
    for copy in (loaded, other):
        np.testing.assert_array_equal(copy.get_weights()[1], model.get_weights()[1])
        assert not any(part.any() for part in states(copy))
    assert all(np.abs(part).max() > 0.01 for part in kept)


def test_a_tensorflow_checkpoint_keeps_the_state(tensorflow, tmp_path):
    model, other = keras_at_start(tensorflow), keras_at_start(tensorflow)
    model(CHUNKS[0])
    checkpoint = tensorflow.tf.train.Checkpoint(model=model)
    written = checkpoint.write(str(tmp_path / "a"))
    tensorflow.tf.train.Checkpoint(model=other).read(written).assert_consumed()
    for restored, kept in zip(states(other), states(model), strict=True):
        np.testing.assert_array_equal(restored, kept)
    np.testing.assert_array_equal(numbers(other(CHUNKS[1])), numbers(model(CHUNKS[1])))


# The published blocks today, as the article shapes them, in names of our own

PUBLISHED_PYTORCH = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.readout = nn.Linear(128, 10)
        self.hidden = None

    def forward(self, chunk):
        outputs, self.hidden = self.lstm(chunk, self.hidden)
        return self.readout(outputs[:, -1])
"""
PUBLISHED_KERAS = """
import keras
reader = keras.Sequential(
    [
        keras.layers.LSTM(128, return_sequences=True, stateful=True, batch_input_shape=(64, 28, 28)),
        keras.layers.LSTM(128, stateful=True),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
"""


def published_reader(pytorch):
    """Return the published PyTorch model with the import that it lacks."""
    names = {}
    exec("from torch import nn\n" + PUBLISHED_PYTORCH, names)
    return names["Reader"]()


def test_the_published_pytorch_block_alone_stops_at_nn():
    with pytest.raises(NameError, match="name 'nn' is not defined"):
        exec(PUBLISHED_PYTORCH, {})


def test_with_its_import_the_published_pytorch_block_fails_at_its_second_training_step(pytorch):
    reader, chunk = published_reader(pytorch), pytorch.chunks[0]
    reader(chunk).sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        reader(chunk).sum().backward()


def test_the_published_pytorch_block_refuses_another_batch_size(pytorch):
    reader, chunk = published_reader(pytorch), pytorch.chunks[0]
    reader(chunk)
    with pytest.raises(RuntimeError, match=r"Expected hidden\[0\] size \(1, 32, 128\), got \[1, 64, 128\]"):
        reader(chunk[:32])


def test_the_published_keras_block_fails_at_once(tensorflow):
    with pytest.raises(ValueError, match=r"Unrecognized keyword arguments passed to LSTM: \{'batch_input_shape'"):
        exec(PUBLISHED_KERAS, {})


def test_the_published_pair_has_one_layer_against_two_and_logits_against_a_softmax(pytorch, tensorflow):
    reader = published_reader(pytorch)
    assert sum(weight.numel() for weight in reader.parameters()) == 82_186
    mended = PUBLISHED_KERAS.replace(", batch_input_shape=(64, 28, 28)", "")
    names = {}
    exec(mended.replace("[\n", "[\n        keras.Input(batch_shape=(64, 28, 28)),\n", 1), names)
    assert names["reader"].count_params() == 213_258
    logits = numbers(reader(pytorch.chunks[0])).sum(axis=1)
    probabilities = numbers(names["reader"](tensorflow.chunks[0])).sum(axis=1)
    np.testing.assert_allclose(probabilities, np.ones(64), rtol=1e-5, atol=1e-5)
    assert np.abs(logits - 1).min() > 0.1


def test_a_second_training_step_on_a_kept_state_fails(pytorch):
    model = torch_at_start(pytorch)
    (first,) = tensors(pytorch, CHUNKS[:1])
    logits, state = model(first)
    logits.sum().backward()
    logits, state = model(first, state)
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        logits.sum().backward()


def test_the_remedy_that_the_message_names_fails_after_an_optimizer_step(pytorch):
    model = torch_at_start(pytorch)
    optimizer = pytorch.torch.optim.SGD(model.parameters(), lr=0.2)
    (first,) = tensors(pytorch, CHUNKS[:1])
    logits, state = model(first)
    logits.sum().backward(retain_graph=True)
    optimizer.step()
    logits, state = model(first, state)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        logits.sum().backward()


def test_the_keras_layer_knows_no_batch_input_shape(keras):
    refusal = "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': "
    with pytest.raises(ValueError, match=refusal):
        keras.layers.LSTM(128, stateful=True, batch_input_shape=(64, 28, 28))


def test_the_keras_model_has_lost_its_reset_and_the_layer_has_not(tensorflow):
    model = keras_at_start(tensorflow)
    with pytest.raises(AttributeError, match="'Sequential' object has no attribute 'reset_states'"):
        model.reset_states()
    assert not hasattr(tensorflow.keras.Model, "reset_state")
    assert callable(model.layers[0].reset_state) and callable(model.layers[0].reset_states)
