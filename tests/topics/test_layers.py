"""Six kinds of layers: the same numbers on equal weights, and the defaults that differ."""

import copy
import re

import numpy as np
import pytest

from tests.topics.arithmetic import close, numbers, sigmoid

RNG = np.random.default_rng(3)
ROWS = RNG.normal(size=(4, 6)).astype("float32")
IMAGES = RNG.normal(size=(4, 3, 28, 28)).astype("float32")
SEQUENCES = RNG.normal(size=(4, 7, 6)).astype("float32")
LABELS = np.array([0, 3, 3, 9])


def drawn(pytorch, module, seed=5):
    """Return a copy of the module whose every weight and bias is another number, none of them zero."""
    torch, module = pytorch.torch, copy.deepcopy(module)
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.tensor(rng.normal(0, 0.5, tuple(parameter.shape))))
    return module


def twin(layer, weights, *inputs, **options):
    """Return a fresh Keras layer like this one, with these weights."""
    fresh = layer.__class__.from_config(layer.get_config())
    fresh(*inputs, **options)
    fresh.set_weights(weights)
    return fresh


def last(channels_first):
    return np.ascontiguousarray(np.moveaxis(numbers(channels_first), 1, -1))


def conv_weights(convolution):
    """(out, in, height, width) as (height, width, in, out)."""
    return [numbers(convolution.weight).transpose(2, 3, 1, 0), numbers(convolution.bias)]


def test_the_data_is_what_the_seed_draws(pytorch, tensorflow):
    torch, keras = pytorch.torch, tensorflow.keras
    torch.manual_seed(0)
    close(torch.rand(4, 6), pytorch.rows, rtol=0, atol=0)
    keras.utils.set_random_seed(0)
    close(keras.random.uniform((4, 6)), tensorflow.rows, rtol=0, atol=0)


# Dense


def test_a_dense_layer_is_one_product_and_one_sum(pytorch, tensorflow, parity):
    dense = drawn(pytorch, pytorch.dense)
    weight, bias = numbers(dense.weight), numbers(dense.bias)
    theirs = twin(tensorflow.dense, [weight.T, bias], ROWS)
    ours = dense(pytorch.torch.tensor(ROWS))
    close(ours, ROWS @ weight.T + bias)
    parity("dense layer", ours, theirs(ROWS), section="dense", rtol=1e-5, atol=1e-6)


def test_a_dense_layer_acts_on_the_last_axis_whatever_stands_before(pytorch, tensorflow):
    assert tuple(pytorch.dense(pytorch.sequences).shape) == (4, 7, 3)
    assert tuple(tensorflow.dense(tensorflow.sequences).shape) == (4, 7, 3)
    one = pytorch.dense(pytorch.sequences[2, 5])
    close(pytorch.dense(pytorch.sequences)[2, 5], one)
    one = tensorflow.dense(tensorflow.sequences[2:3, 5])
    close(tensorflow.dense(tensorflow.sequences)[2:3, 5], one)


# Convolution


def test_a_convolution_is_a_dense_layer_on_every_window(pytorch, tensorflow, parity):
    convolution = drawn(pytorch, pytorch.convolution)
    theirs = twin(tensorflow.convolution, conv_weights(convolution), last(IMAGES))
    ours = convolution(pytorch.torch.tensor(IMAGES))
    window = IMAGES[2, :, 9:14, 4:9]  # no flip: the kernel lies on the window as it is
    by_hand = (numbers(convolution.weight) * window).sum((1, 2, 3)) + numbers(convolution.bias)
    close(ours[2, :, 9, 4], by_hand, atol=1e-5)  # sums of 75 products in another order
    out = theirs(last(IMAGES))
    parity("convolution", last(ours), out, section="convolution", rtol=1e-5, atol=1e-5)


def test_a_built_layer_refuses_the_other_layout_and_an_unbuilt_one_takes_it(pytorch, tensorflow, printed):
    channels_last = pytorch.images.permute(0, 2, 3, 1)
    with pytest.raises(RuntimeError, match="to have 3 channels, but got 28 channels instead"):
        pytorch.convolution(channels_last)
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        tensorflow.convolution(tensorflow.channels_first)
    close(tensorflow.channels_first, np.moveaxis(numbers(tensorflow.images), -1, 1))
    assert tuple(pytorch.torch.nn.LazyConv2d(8, 3)(channels_last).shape) == tuple(pytorch.out.shape) == (4, 8, 26, 1)
    assert pytorch.lazy.in_channels == 28
    fresh = tensorflow.keras.layers.Conv2D(8, 3)
    assert tuple(fresh(tensorflow.channels_first).shape) == tuple(tensorflow.out.shape) == (4, 1, 26, 8)
    assert tuple(tensorflow.fresh.kernel.shape) == (3, 3, 28, 8)
    for name, error in (("pytorch", "RuntimeError"), ("tensorflow", "ValueError")):
        refusal, accepted = printed(name, "other_layout")
        assert refusal.startswith(f"{error}: ")
        assert accepted == f"not built yet: {(4, 8, 26, 1) if name == 'pytorch' else (4, 1, 26, 8)}"


def test_a_convolution_of_five_by_five_takes_four_places_off_each_side(pytorch, tensorflow, printed):
    shapes = {"pytorch": [(4, 3, 28, 28), (4, 8, 24, 24)], "tensorflow": [(4, 28, 28, 3), (4, 24, 24, 8)]}
    weights = {"pytorch": f"weight: {(8, 3, 5, 5)}", "tensorflow": f"kernel: {(5, 5, 3, 8)}"}
    for name, (before, after) in shapes.items():
        counts = "by hand: 608, counted: 608"
        assert printed(name, "convolution") == [f"in: {before}", f"out: {after}", weights[name], counts]


def test_a_dense_layer_prints_what_goes_in_and_comes_out(printed):
    counts = "by hand: 21, counted: 21"
    assert printed("pytorch", "dense") == [f"in: {(4, 6)}", f"out: {(4, 3)}", f"weight: {(3, 6)}", counts]
    assert printed("tensorflow", "dense") == [f"in: {(4, 6)}", f"out: {(4, 3)}", f"kernel: {(6, 3)}", counts]


def test_same_padding_with_stride_two_puts_the_zero_at_the_right(pytorch, tensorflow, parity):
    assert pytorch.both.flatten().tolist() == [12.0, 234.0, 456.0] == tensorflow.both
    assert numbers(tensorflow.right).ravel().tolist() == [123.0, 345.0, 560.0]
    parity("padded", last(pytorch.right), tensorflow.right, section="padding", rtol=1e-6, atol=0.0)


def test_each_window_reads_the_digits_that_it_saw(pytorch, tensorflow, printed):
    at_both_ends = "a zero at each end: [12.0, 234.0, 456.0]"
    at_the_right = "[123.0, 345.0, 560.0]"
    refusal = "ValueError: padding='same' is not supported for strided convolutions"
    assert printed("pytorch", "padding") == [at_both_ends, f"a zero at the right: {at_the_right}", refusal]
    assert printed("tensorflow", "padding") == [f"SAME: {at_the_right}", at_both_ends]
    close(pytorch.signal.flatten(), numbers(tensorflow.signal).ravel())
    close(pytorch.digits.flatten(), numbers(tensorflow.digits).ravel())


def test_the_keras_layer_pads_like_the_function(tensorflow):
    keras = tensorflow.keras
    layer = keras.layers.Conv1D(1, 3, strides=2, padding="same", use_bias=False)
    layer(tensorflow.signal)
    layer.set_weights([numbers(tensorflow.digits)])
    close(layer(tensorflow.signal), tensorflow.right)


def test_torch_has_same_padding_for_stride_one_only(pytorch):
    nn = pytorch.torch.nn
    assert tuple(nn.Conv1d(1, 1, 3, padding="same")(pytorch.signal).shape) == (1, 1, 6)
    with pytest.raises(ValueError, match="padding='same' is not supported for strided"):
        nn.Conv1d(1, 1, 3, stride=2, padding="same")


# Recurrent


def test_a_simple_recurrent_layer_of_keras_holds_the_sum_of_the_two_torch_biases(pytorch, tensorflow, parity):
    ours = drawn(pytorch, pytorch.layers["RNN"])
    kernel, recurrent, b1, b2 = (numbers(p) for p in ours.parameters())
    weights = [kernel.T, recurrent.T, b1 + b2]
    theirs = twin(tensorflow.layers["SimpleRNN"], weights, SEQUENCES)
    steps, _ = ours(pytorch.torch.tensor(SEQUENCES))
    first = np.tanh(SEQUENCES[:, 0] @ kernel.T + b1 + b2)
    close(steps[:, 0], first)
    close(steps[:, 1], np.tanh(SEQUENCES[:, 1] @ kernel.T + first @ recurrent.T + b1 + b2))
    out = theirs(SEQUENCES)[0]
    parity("simple recurrent layer", steps, out, section="recurrent", rtol=1e-5, atol=1e-6)


def gru_by_hand(sequences, kernel, recurrent, b_in, b_state):
    """Map (B, T, F) to (B, T, H); weights in torch's layout, blocks reset, update, candidate."""
    h, steps = np.zeros((len(sequences), recurrent.shape[1])), []
    for x in sequences.swapaxes(0, 1):
        r, z, n = np.split(x @ kernel.T + b_in, 3, axis=1)
        h_r, h_z, h_n = np.split(h @ recurrent.T + b_state, 3, axis=1)
        r, z = sigmoid(r + h_r), sigmoid(z + h_z)
        h = (1 - z) * np.tanh(n + r * h_n) + z * h
        steps.append(h)
    return np.stack(steps, 1)


def update_first(blocks):
    """Turn reset, update, candidate into update, reset, candidate."""
    r, z, n = np.split(blocks, 3)
    return np.concatenate([z, r, n])


def test_the_gates_of_a_gru_change_places_between_the_frameworks(pytorch, tensorflow, parity):
    ours = drawn(pytorch, pytorch.layers["GRU"])
    kernel, recurrent, b1, b2 = (numbers(p) for p in ours.parameters())
    biases = np.stack([update_first(b1), update_first(b2)])
    weights = [update_first(kernel).T, update_first(recurrent).T, biases]
    steps, _ = ours(pytorch.torch.tensor(SEQUENCES))
    close(steps, gru_by_hand(SEQUENCES, kernel, recurrent, b1, b2))
    theirs = twin(tensorflow.layers["GRU"], weights, SEQUENCES)
    out = theirs(SEQUENCES)[0]
    parity("GRU", steps, out, section="recurrent", rtol=1e-5, atol=1e-6)
    theirs.set_weights([kernel.T, recurrent.T, np.stack([b1, b2])])  # as torch orders them
    assert np.abs(numbers(steps) - numbers(theirs(SEQUENCES)[0])).max() > 0.1


def test_keras_gives_a_gru_two_biases_unless_reset_after_is_off(tensorflow):
    gru = tensorflow.layers["GRU"]
    assert gru.reset_after
    assert [tuple(w.shape) for w in gru.weights] == [(6, 15), (5, 15), (2, 15)]
    single = tensorflow.keras.layers.GRU(5, reset_after=False)
    single(SEQUENCES)
    assert single.count_params() == 3 * (6 * 5 + 5 * 5 + 5)


def test_an_lstm_agrees_block_by_block(pytorch, tensorflow, parity):
    ours = drawn(pytorch, pytorch.layers["LSTM"])
    kernel, recurrent, b1, b2 = (numbers(p) for p in ours.parameters())
    theirs = twin(tensorflow.layers["LSTM"], [kernel.T, recurrent.T, b1 + b2], SEQUENCES)
    steps, _ = ours(pytorch.torch.tensor(SEQUENCES))
    out = theirs(SEQUENCES)[0]
    parity("LSTM", steps, out, section="recurrent", rtol=1e-5, atol=1e-6)


def test_the_printed_counts_and_shapes_of_recurrent_layers(pytorch, tensorflow, printed):
    shapes = [f"in: {(4, 7, 6)}", f"every step: {(4, 7, 5)}"]
    assert printed("pytorch", "recurrent") == [
        "RNN: by hand 65, counted 65",
        "GRU: by hand 195, counted 195",
        "LSTM: by hand 260, counted 260",
        *shapes,
        f"last step: {(1, 4, 5)}",
    ]
    assert printed("tensorflow", "recurrent") == [
        "SimpleRNN: by hand 60, counted 60",
        "GRU: by hand 195, counted 195",
        "LSTM: by hand 240, counted 240",
        *shapes,
        f"last step: {(4, 5)}",
    ]
    assert list(pytorch.layers) == [type(layer).__name__ for layer in pytorch.layers.values()]
    assert list(tensorflow.layers) == [type(layer).__name__ for layer in tensorflow.layers.values()]


def test_the_last_step_is_the_last_of_every_step(pytorch, tensorflow):
    close(pytorch.last[0], pytorch.steps[:, -1])
    close(tensorflow.last, tensorflow.steps[:, -1])
    kernel, recurrent, b1, b2 = (numbers(p) for p in pytorch.layers["GRU"].parameters())
    close(pytorch.steps, gru_by_hand(numbers(pytorch.sequences), kernel, recurrent, b1, b2))
    kernel, recurrent, biases = tensorflow.layers["GRU"].get_weights()
    parts = [update_first(part) for part in (kernel.T, recurrent.T, *biases)]  # which also turns them back
    close(tensorflow.steps, gru_by_hand(numbers(tensorflow.sequences), *parts))


# Normalisation


def test_in_training_batch_norm_takes_the_statistics_of_the_batch(pytorch, tensorflow, parity):
    nn = pytorch.torch.nn
    module = drawn(pytorch, nn.BatchNorm1d(6, eps=1e-3))
    scale, shift = numbers(module.weight), numbers(module.bias)
    ours = module(pytorch.torch.tensor(ROWS))
    close(ours, (ROWS - ROWS.mean(0)) / np.sqrt(ROWS.var(0) + 1e-3) * scale + shift)
    theirs = twin(tensorflow.batch_norm, [scale, shift, np.zeros(6), np.ones(6)], ROWS, training=True)
    name = "batch norm in training, epsilon 1e-3"
    out = theirs(ROWS, training=True)
    parity(name, ours, out, section="batch_norm", rtol=1e-5, atol=1e-5)


def test_in_inference_batch_norm_takes_the_statistics_it_kept(pytorch, tensorflow, parity):
    torch = pytorch.torch
    module = drawn(pytorch, torch.nn.BatchNorm1d(6, eps=1e-3))
    module(torch.tensor(ROWS))
    mean, variance = numbers(module.running_mean), numbers(module.running_var)
    scale, shift = numbers(module.weight), numbers(module.bias)
    ours = module.eval()(torch.tensor(ROWS))
    close(ours, (ROWS - mean) / np.sqrt(variance + 1e-3) * scale + shift)
    theirs = twin(tensorflow.batch_norm, [scale, shift, mean, variance], ROWS)
    name = "batch norm in inference, epsilon 1e-3"
    parity(name, ours, theirs(ROWS), section="batch_norm", rtol=1e-5, atol=1e-6)


def test_torch_momentum_is_the_share_of_the_new_and_keras_momentum_of_the_old(torch, keras):
    module = torch.nn.BatchNorm1d(6, momentum=0.1)
    module(torch.tensor(ROWS))
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer(ROWS, training=True)
    close(module.running_mean, 0.1 * ROWS.mean(0))
    close(layer.moving_mean, module.running_mean)
    # Torch keeps the variance divided by n - 1, Keras the one divided by n.
    close(module.running_var, 0.9 + 0.1 * ROWS.var(0, ddof=1))
    close(layer.moving_variance, 0.9 + 0.1 * ROWS.var(0))


def test_the_defaults_of_batch_norm(pytorch, tensorflow):
    module, layer = pytorch.batch_norm, tensorflow.batch_norm
    assert (module.momentum, module.eps) == (0.1, 1e-5)
    assert (layer.momentum, layer.epsilon) == (0.99, 1e-3)
    fine = pytorch.torch.nn.BatchNorm1d(2)(pytorch.batch)[1, 1]
    close(fine, 0.01 / np.sqrt(1e-4 + 1e-5), rtol=1e-4)  # 0.12 - 0.10 in float32
    fine = tensorflow.keras.layers.BatchNormalization()(tensorflow.batch, training=True)[1, 1]
    close(fine, 0.01 / np.sqrt(1e-4 + 1e-3), rtol=1e-4)  # as above


def normal(batch, axis, epsilon):
    batch = numbers(batch).astype("float64")
    return (batch - batch.mean(axis, keepdims=True)) / np.sqrt(batch.var(axis, keepdims=True) + epsilon)


def test_the_normalised_numbers_on_the_page_are_those_of_the_equation(pytorch, tensorflow, printed):
    batch = np.array([[1.0, 0.10], [5.0, 0.12]])
    for snippet in (pytorch, tensorflow):
        close(snippet.batch, batch)
        close(snippet.example, batch.T)
    coarse, fine = normal(batch, 0, 1e-5)[1]
    spread = 0.9 + 0.1 * batch[:, 0].var(ddof=1)
    assert printed("pytorch", "batch_norm") == [
        "momentum: 0.1, ε: 1e-05",
        f"coarse feature: {coarse:.3f}",
        f"fine feature: {fine:.3f}",
        f"running mean: {0.1 * 3:.3f}",
        f"running variance: {spread:.3f}",
        "by hand: 4, counted: 4",
        "not learned: running_mean, running_var, num_batches_tracked",
    ]
    their_coarse, their_fine = normal(batch, 0, 1e-3)[1]
    spread = 0.99 + 0.01 * batch[:, 0].var()
    assert printed("tensorflow", "batch_norm") == [
        "momentum: 0.99, ε: 0.001",
        f"coarse feature: {their_coarse:.3f}",
        f"fine feature: {their_fine:.3f}",
        f"moving mean: {0.01 * 3:.3f}",
        f"moving variance: {spread:.3f}",
        "by hand: 4, counted: 4",
        "not learned: moving_mean, moving_variance",
    ]
    for name, epsilon in (("pytorch", 1e-5), ("tensorflow", 1e-3)):
        rows = normal(batch.T, 1, epsilon)[:, 1]
        assert printed(name, "layer_norm") == [
            f"coarse row: {rows[0]:.3f}",
            f"fine row: {rows[1]:.3f}",
            "by hand: 4, counted: 4",
        ]
    assert 3 < fine / their_fine < 3.2  # "three times as large"


def test_keras_counts_the_kept_statistics_and_torch_does_not(pytorch, tensorflow):
    assert tensorflow.batch_norm.count_params() == 8
    assert tensorflow.count(tensorflow.batch_norm) == 4 == pytorch.count(pytorch.batch_norm)
    assert [name for name, _ in pytorch.batch_norm.named_buffers()] == pytorch.names


def test_ten_batches_leave_a_third_of_the_first_guess_in_torch_and_nine_tenths_in_keras(torch, keras):
    module = torch.nn.BatchNorm1d(6)
    layer = keras.layers.BatchNormalization()
    for _ in range(10):
        module(torch.tensor(ROWS + 1000))
        layer(ROWS + 1000, training=True)
    left = 1 - numbers(module.running_mean) / (1000 + ROWS.mean(0))
    their_left = 1 - numbers(layer.moving_mean) / (1000 + ROWS.mean(0))
    close(left, np.full(6, 0.9**10))
    close(their_left, np.full(6, 0.99**10))
    assert left[0] == pytest.approx(0.349, abs=5e-4)
    assert their_left[0] == pytest.approx(0.904, abs=5e-4)


def test_layer_norm_needs_only_the_example_itself(pytorch, tensorflow, parity):
    torch = pytorch.torch
    module = drawn(pytorch, torch.nn.LayerNorm(6, eps=1e-3))
    scale, shift = numbers(module.weight), numbers(module.bias)
    ours = module(torch.tensor(SEQUENCES))
    mean, variance = SEQUENCES.mean(-1, keepdims=True), SEQUENCES.var(-1, keepdims=True)
    close(ours, (SEQUENCES - mean) / np.sqrt(variance + 1e-3) * scale + shift, atol=1e-5)
    close(module(torch.tensor(SEQUENCES[:1])), ours[:1])
    theirs = twin(tensorflow.layer_norm, [scale, shift], SEQUENCES)
    name = "layer norm, epsilon 1e-3"
    parity(name, ours, theirs(SEQUENCES), section="layer_norm", rtol=1e-5, atol=1e-5)


def test_the_defaults_of_layer_norm(pytorch, tensorflow):
    assert pytorch.layer_norm.eps == 1e-5
    assert tensorflow.layer_norm.epsilon == 1e-3
    close(pytorch.layer_norm(pytorch.example)[1, 1], 0.01 / np.sqrt(1.1e-4), rtol=1e-4)  # 0.12 - 0.10 in float32
    close(tensorflow.layer_norm(tensorflow.example)[1, 1], 0.01 / np.sqrt(1.1e-3), rtol=1e-4)  # as above


# Embedding


def test_an_embedding_looks_up_rows(pytorch, tensorflow, parity):
    torch = pytorch.torch
    table = numbers(pytorch.embedding.weight)
    tokens = np.array([[7, 3, 7], [0, 999, 3]])
    ours = pytorch.embedding(torch.tensor(tokens))
    close(ours, table[tokens], rtol=0, atol=0)
    theirs = twin(tensorflow.embedding, [table], tokens)
    parity("embedding", ours, theirs(tokens), section="embedding", rtol=1e-7, atol=0.0)


def test_only_the_rows_that_were_looked_up_get_a_gradient(torch, tf, keras):
    module = torch.nn.Embedding(9, 2)
    module(torch.tensor([7, 3, 7])).sum().backward()
    counts = np.zeros((9, 2))
    counts[3], counts[7] = 1, 2
    close(module.weight.grad, counts)
    layer = keras.layers.Embedding(9, 2)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(tf.constant([7, 3, 7])))
    (gradient,) = tape.gradient(total, layer.trainable_variables)
    close(tf.convert_to_tensor(gradient), counts)


def test_torch_draws_embeddings_from_a_normal_and_keras_from_a_narrow_uniform(torch, keras):
    drawn_by_torch = numbers(torch.nn.Embedding(1000, 16).weight)
    assert drawn_by_torch.std() == pytest.approx(1.0, rel=0.05)
    assert np.abs(drawn_by_torch).max() > 3
    layer = keras.layers.Embedding(1000, 16)
    layer(np.array([0]))
    table = numbers(layer.embeddings)
    assert 0.0499 < np.abs(table).max() <= 0.05
    assert table.std() == pytest.approx(0.05 / 3**0.5, rel=0.05)
    assert drawn_by_torch.std() / table.std() > 30


def test_what_is_printed_of_the_embeddings_is_true_of_their_tables(pytorch, tensorflow, printed):
    np.testing.assert_array_equal(numbers(pytorch.tokens), [[7, 3, 7], [0, 999, 3]])
    np.testing.assert_array_equal(numbers(tensorflow.tokens), [[7, 3, 7], [0, 999, 3]])
    for name, snippet, table in (
        ("pytorch", pytorch, numbers(pytorch.embedding.weight)),
        ("tensorflow", tensorflow, numbers(tensorflow.embedding.embeddings)),
    ):
        close(snippet.vectors, table[numbers(snippet.tokens)], rtol=0, atol=0)
        assert printed(name, "embedding") == [
            f"out: {(2, 3, 16)}",
            "one token, one vector: True",
            f"standard deviation: {table.std(ddof=1 if name == 'pytorch' else 0):.3f}",
            f"beyond 0.05: {bool((np.abs(table) > 0.05).any())}",
            "by hand: 16000, counted: 16000",
        ]
    assert not np.array_equal(numbers(pytorch.vectors)[0, 0], numbers(pytorch.vectors)[0, 1])
    assert not np.array_equal(numbers(tensorflow.vectors)[0, 0], numbers(tensorflow.vectors)[0, 1])


# How the first weights are drawn


def test_both_draw_a_convolution_by_the_rule_of_their_dense_layer(pytorch, tensorflow):
    bound, limit = 1 / np.sqrt(3 * 25), np.sqrt(6 / ((3 + 8) * 25))
    for values in pytorch.convolution.parameters():
        assert np.abs(numbers(values)).max() <= bound
    assert np.abs(numbers(pytorch.convolution.weight)).max() > 0.98 * bound
    kernel, bias = tensorflow.convolution.get_weights()
    assert 0.98 * limit < np.abs(kernel).max() <= limit
    assert not bias.any()


# The whole


def network_pair(pytorch, tensorflow):
    """Return both networks with equal weights and equal epsilons."""
    ours = drawn(pytorch, pytorch.network)
    ours[1].eps = 1e-3
    ours[1].reset_running_stats()
    theirs = tensorflow.keras.models.clone_model(tensorflow.network)
    theirs(last(IMAGES))
    head = numbers(ours[5].weight).reshape(10, 8, 12, 12)  # flattened channels first
    theirs.set_weights(
        [
            *conv_weights(ours[0]),
            numbers(ours[1].weight),
            numbers(ours[1].bias),
            np.zeros(8),
            np.ones(8),
            head.transpose(2, 3, 1, 0).reshape(1152, 10),  # flattened channels last
            numbers(ours[5].bias),
        ]
    )
    return ours, theirs


def test_the_networks_agree_once_the_flattened_axis_is_reordered(pytorch, tensorflow, parity):
    ours, theirs = network_pair(pytorch, tensorflow)
    logits = ours(pytorch.torch.tensor(IMAGES))
    their_logits = theirs(last(IMAGES), training=True)
    # Logits of size 10 out of 1152 products: 1e-4 is the rounding of float32.
    parity("logits", logits, their_logits, section="flow", rtol=1e-5, atol=1e-4)
    theirs.layers[5].kernel.assign(numbers(ours[5].weight).T)  # only transposed
    wrong = numbers(theirs(last(IMAGES), training=True))
    assert np.abs(wrong - numbers(logits)).max() > 1


def test_three_training_steps_agree(pytorch, tensorflow, parity):
    torch, keras = pytorch.torch, tensorflow.keras
    ours, theirs = network_pair(pytorch, tensorflow)
    sgd = torch.optim.SGD(ours.parameters(), lr=0.001)
    their_sgd = keras.optimizers.SGD(0.001)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses, their_losses = [], []
    for _ in range(3):
        loss = torch.nn.functional.cross_entropy(ours(torch.tensor(IMAGES)), torch.tensor(LABELS))
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        with tensorflow.tf.GradientTape() as tape:
            their_loss = loss_of(LABELS, theirs(last(IMAGES), training=True))
        variables = theirs.trainable_variables
        their_sgd.apply_gradients(zip(tape.gradient(their_loss, variables), variables, strict=True))
        losses.append(loss.item())
        their_losses.append(float(their_loss))
    assert losses[0] > losses[1] > losses[2]
    # The rounding of the logits, relative to a loss of about 20.
    parity("three losses", losses, their_losses, section="flow", rtol=1e-4, atol=1e-4)


def test_every_count_is_the_formula(pytorch, tensorflow):
    counts = {
        "dense": 6 * 3 + 3,
        "convolution": 5 * 5 * 3 * 8 + 8,
        "batch_norm": 2 * 2,
        "layer_norm": 2 * 2,
        "embedding": 1000 * 16,
        "network": (5 * 5 * 3 * 8 + 8) + 2 * 8 + (8 * 12 * 12 * 10 + 10),
    }
    for name, count in counts.items():
        assert pytorch.count(getattr(pytorch, name)) == count
        assert tensorflow.count(getattr(tensorflow, name)) == count
    assert [pytorch.count(layer) for layer in pytorch.layers.values()] == [65, 195, 260]
    assert [tensorflow.count(layer) for layer in tensorflow.layers.values()] == [60, 195, 240]


def test_activation_pooling_and_flatten_learn_nothing(pytorch, tensorflow):
    assert [pytorch.count(layer) for layer in pytorch.network] == [608, 16, 0, 0, 0, 11530]
    assert [tensorflow.count(layer) for layer in tensorflow.network.layers] == [608, 16, 0, 0, 0, 11530]


def test_the_printed_way_is_that_of_each_layer_by_name(pytorch, tensorflow, printed):
    last_axis = [(4, 24, 24, 8)] * 3 + [(4, 12, 12, 8), (4, 1152), (4, 10)]
    names = ["Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D", "Flatten", "Dense"]
    lines = [f"{name}: {shape}" for name, shape in zip(names, last_axis, strict=True)]
    assert printed("tensorflow", "flow") == [*lines, "learned: 12154"]
    first_axis = [(4, 8, 24, 24)] * 3 + [(4, 8, 12, 12), (4, 1152), (4, 10)]
    names = ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d", "Flatten", "Linear"]
    lines = [f"{name}: {shape}" for name, shape in zip(names, first_axis, strict=True)]
    assert printed("pytorch", "flow") == [*lines, "learned: 12154"]
    assert 12154 == 608 + 16 + 11530


def test_the_snippets_networks_trained_on_the_way_and_answer_again_alike(pytorch, tensorflow):
    assert pytorch.network.training
    close(pytorch.network(pytorch.images), pytorch.data, atol=1e-5)  # training: the kept averages play no part
    close(tensorflow.network(tensorflow.images, training=True), tensorflow.data, atol=1e-5)
    assert np.abs(numbers(tensorflow.network(tensorflow.images)) - numbers(tensorflow.data)).max() > 0.1


def test_the_drawn_picture_tells_the_shapes_of_the_run(repository, pytorch, tensorflow):
    drawing = (repository.docs / "assets" / "images" / "layers.svg").read_text(encoding="utf-8")
    data, shapes = pytorch.images, []
    for layer in pytorch.network:
        shapes.append(tuple(data.shape[1:]))
        data = layer(data)
    shapes.append(tuple(data.shape[1:]))
    theirs = [(*shape[1:], shape[0]) if len(shape) == 3 else shape for shape in shapes]

    def labels(voice):
        found = re.findall(rf'<text class="{voice}"[^>]*>([^<]*)</text>', drawing)
        return [tuple(map(int, re.findall(r"\d+", label))) for label in found]

    assert labels("pytorch") == shapes
    assert labels("tensorflow") == theirs
    data = tensorflow.images
    for layer, shape in zip(tensorflow.network.layers, theirs[1:], strict=True):
        data = layer(data)
        assert tuple(data.shape[1:]) == shape
