"""Six kinds of layers: the same numbers on equal weights, and the defaults that differ."""

import copy
import re

import numpy as np
import pytest

RNG = np.random.default_rng(3)
ROWS = RNG.normal(size=(4, 6)).astype("float32")
IMAGES = RNG.normal(size=(4, 3, 28, 28)).astype("float32")
SEQUENCES = RNG.normal(size=(4, 7, 6)).astype("float32")
WORDS = RNG.normal(size=(2, 3, 8)).astype("float32")
LABELS = np.array([0, 3, 3, 9])
EARLIER = np.tril(np.ones((3, 3), dtype=bool))


def array(tensor):
    """Return a tensor of either framework as a NumPy array."""
    return tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else np.asarray(tensor)


def close(one, other, *, rtol=1e-5, atol=1e-6):
    np.testing.assert_allclose(array(one), array(other), rtol=rtol, atol=atol)


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
    return np.ascontiguousarray(np.moveaxis(array(channels_first), 1, -1))


def conv_weights(convolution):
    """(out, in, height, width) as (height, width, in, out)."""
    return [array(convolution.weight).transpose(2, 3, 1, 0), array(convolution.bias)]


def softmax(scores):
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# Dense


def test_a_dense_layer_is_one_product_and_one_sum(pytorch, tensorflow, parity):
    dense = drawn(pytorch, pytorch.dense)
    weight, bias = array(dense.weight), array(dense.bias)
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
    by_hand = (array(convolution.weight) * window).sum((1, 2, 3)) + array(convolution.bias)
    close(ours[2, :, 9, 4], by_hand, atol=1e-5)  # sums of 75 products in another order
    out = theirs(last(IMAGES))
    parity("convolution", last(ours), out, section="convolution", rtol=1e-5, atol=1e-5)


def test_the_other_layout_of_an_image_is_refused_by_both(pytorch, tensorflow):
    with pytest.raises(RuntimeError, match="to have 3 channels, but got 28 channels instead"):
        pytorch.convolution(pytorch.images.permute(0, 2, 3, 1))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        tensorflow.convolution(tensorflow.tf.transpose(tensorflow.images, [0, 3, 1, 2]))


def test_same_padding_with_stride_two_puts_the_zero_at_the_right(pytorch, tensorflow, parity):
    assert pytorch.both.flatten().tolist() == [12.0, 234.0, 456.0] == tensorflow.both
    assert array(tensorflow.right).ravel().tolist() == [123.0, 345.0, 560.0]
    parity("padded", last(pytorch.right), tensorflow.right, section="padding", rtol=1e-6, atol=0.0)


def test_the_keras_layer_pads_like_the_function(tensorflow):
    keras = tensorflow.keras
    layer = keras.layers.Conv1D(1, 3, strides=2, padding="same", use_bias=False)
    layer(tensorflow.signal)
    layer.set_weights([array(tensorflow.digits)])
    close(layer(tensorflow.signal), tensorflow.right)


def test_torch_has_same_padding_for_stride_one_only(pytorch):
    nn = pytorch.torch.nn
    assert tuple(nn.Conv1d(1, 1, 3, padding="same")(pytorch.signal).shape) == (1, 1, 6)
    with pytest.raises(ValueError, match="padding='same' is not supported for strided"):
        nn.Conv1d(1, 1, 3, stride=2, padding="same")


# Recurrent


def test_a_simple_recurrent_layer_of_keras_holds_the_sum_of_the_two_torch_biases(pytorch, tensorflow, parity):
    ours = drawn(pytorch, pytorch.layers["RNN"])
    kernel, recurrent, b1, b2 = (array(p) for p in ours.parameters())
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
    kernel, recurrent, b1, b2 = (array(p) for p in ours.parameters())
    biases = np.stack([update_first(b1), update_first(b2)])
    weights = [update_first(kernel).T, update_first(recurrent).T, biases]
    steps, _ = ours(pytorch.torch.tensor(SEQUENCES))
    close(steps, gru_by_hand(SEQUENCES, kernel, recurrent, b1, b2))
    theirs = twin(tensorflow.layers["GRU"], weights, SEQUENCES)
    out = theirs(SEQUENCES)[0]
    parity("GRU", steps, out, section="recurrent", rtol=1e-5, atol=1e-6)
    theirs.set_weights([kernel.T, recurrent.T, np.stack([b1, b2])])  # as torch orders them
    assert np.abs(array(steps) - array(theirs(SEQUENCES)[0])).max() > 0.1


def test_keras_gives_a_gru_two_biases_unless_reset_after_is_off(tensorflow):
    gru = tensorflow.layers["GRU"]
    assert gru.reset_after
    assert [tuple(w.shape) for w in gru.weights] == [(6, 15), (5, 15), (2, 15)]
    single = tensorflow.keras.layers.GRU(5, reset_after=False)
    single(SEQUENCES)
    assert single.count_params() == 3 * (6 * 5 + 5 * 5 + 5)


def test_an_lstm_agrees_block_by_block(pytorch, tensorflow, parity):
    ours = drawn(pytorch, pytorch.layers["LSTM"])
    kernel, recurrent, b1, b2 = (array(p) for p in ours.parameters())
    theirs = twin(tensorflow.layers["LSTM"], [kernel.T, recurrent.T, b1 + b2], SEQUENCES)
    steps, _ = ours(pytorch.torch.tensor(SEQUENCES))
    out = theirs(SEQUENCES)[0]
    parity("LSTM", steps, out, section="recurrent", rtol=1e-5, atol=1e-6)


# Normalisation


def test_in_training_batch_norm_takes_the_statistics_of_the_batch(pytorch, tensorflow, parity):
    nn = pytorch.torch.nn
    module = drawn(pytorch, nn.BatchNorm1d(6, eps=1e-3))
    scale, shift = array(module.weight), array(module.bias)
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
    mean, variance = array(module.running_mean), array(module.running_var)
    scale, shift = array(module.weight), array(module.bias)
    ours = module.eval()(torch.tensor(ROWS))
    close(ours, (ROWS - mean) / np.sqrt(variance + 1e-3) * scale + shift)
    theirs = twin(tensorflow.batch_norm, [scale, shift, mean, variance], ROWS)
    name = "batch norm in inference, epsilon 1e-3"
    parity(name, ours, theirs(ROWS), section="batch_norm", rtol=1e-5, atol=1e-6)


def test_torch_momentum_is_the_share_of_the_new_and_keras_momentum_of_the_old(pytorch, tensorflow):
    module = pytorch.torch.nn.BatchNorm1d(6, momentum=0.1)
    module(pytorch.torch.tensor(ROWS))
    layer = tensorflow.keras.layers.BatchNormalization(momentum=0.9)
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


def test_keras_counts_the_kept_statistics_and_torch_does_not(pytorch, tensorflow):
    assert tensorflow.batch_norm.count_params() == 8
    assert tensorflow.count(tensorflow.batch_norm) == 4 == pytorch.count(pytorch.batch_norm)
    assert [name for name, _ in pytorch.batch_norm.named_buffers()] == pytorch.names


def test_ten_batches_leave_a_third_of_the_first_guess_in_torch_and_nine_tenths_in_keras(pytorch, tensorflow):
    module = pytorch.torch.nn.BatchNorm1d(6)
    layer = tensorflow.keras.layers.BatchNormalization()
    for _ in range(10):
        module(pytorch.torch.tensor(ROWS + 1000))
        layer(ROWS + 1000, training=True)
    left = 1 - array(module.running_mean) / (1000 + ROWS.mean(0))
    their_left = 1 - array(layer.moving_mean) / (1000 + ROWS.mean(0))
    close(left, np.full(6, 0.9**10))
    close(their_left, np.full(6, 0.99**10))
    assert left[0] == pytest.approx(0.349, abs=5e-4)
    assert their_left[0] == pytest.approx(0.904, abs=5e-4)


def test_layer_norm_needs_only_the_example_itself(pytorch, tensorflow, parity):
    torch = pytorch.torch
    module = drawn(pytorch, torch.nn.LayerNorm(6, eps=1e-3))
    scale, shift = array(module.weight), array(module.bias)
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
    table = array(pytorch.embedding.weight)
    tokens = np.array([[7, 3, 7], [0, 999, 3]])
    ours = pytorch.embedding(torch.tensor(tokens))
    close(ours, table[tokens], rtol=0, atol=0)
    theirs = twin(tensorflow.embedding, [table], tokens)
    parity("embedding", ours, theirs(tokens), section="embedding", rtol=1e-7, atol=0.0)


def test_only_the_rows_that_were_looked_up_get_a_gradient(pytorch, tensorflow):
    torch, tf = pytorch.torch, tensorflow.tf
    module = torch.nn.Embedding(9, 2)
    module(torch.tensor([7, 3, 7])).sum().backward()
    counts = np.zeros((9, 2))
    counts[3], counts[7] = 1, 2
    close(module.weight.grad, counts)
    layer = tensorflow.keras.layers.Embedding(9, 2)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(tf.constant([7, 3, 7])))
    (gradient,) = tape.gradient(total, layer.trainable_variables)
    close(tf.convert_to_tensor(gradient), counts)


def test_torch_draws_embeddings_from_a_normal_and_keras_from_a_narrow_uniform(pytorch, tensorflow):
    drawn_by_torch = array(pytorch.torch.nn.Embedding(1000, 16).weight)
    assert drawn_by_torch.std() == pytest.approx(1.0, rel=0.05)
    assert np.abs(drawn_by_torch).max() > 3
    layer = tensorflow.keras.layers.Embedding(1000, 16)
    layer(np.array([0]))
    table = array(layer.embeddings)
    assert 0.0499 < np.abs(table).max() <= 0.05
    assert table.std() == pytest.approx(0.05 / 3**0.5, rel=0.05)
    assert drawn_by_torch.std() / table.std() > 30


# Attention


def attention_by_hand(words, packed, bias, out_weight, out_bias, heads, allowed=None):
    """Map (B, T, E) to (B, T, E) and the shares (B, heads, T, T); weights in torch's layout."""
    projected = np.split(words @ packed.T + bias, 3, axis=-1)
    q, k, v = (np.stack(np.split(part, heads, axis=-1), 1) for part in projected)  # (B, heads, T, E / heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if allowed is not None:
        scores = np.where(allowed, scores, -1e9)
    shares = softmax(scores)
    joined = np.concatenate(list((shares @ v).swapaxes(0, 1)), axis=-1)
    return joined @ out_weight.T + out_bias, shares


def attention_pair(pytorch, tensorflow):
    """Return both layers with equal weights, and these in torch's layout."""
    ours = drawn(pytorch, pytorch.attention)
    packed, bias = array(ours.in_proj_weight), array(ours.in_proj_bias)
    out_weight, out_bias = array(ours.out_proj.weight), array(ours.out_proj.bias)
    weights = []
    for part, part_bias in zip(np.split(packed, 3), np.split(bias, 3), strict=True):
        weights += [part.T.reshape(8, 2, 4), part_bias.reshape(2, 4)]  # (E, heads, key_dim)
    # Keras keeps query, key, value in this order, torch as well.
    weights += [out_weight.T.reshape(2, 4, 8), out_bias]
    theirs = tensorflow.keras.layers.MultiHeadAttention(2, key_dim=4)
    theirs(WORDS, WORDS)
    names = [weight.path.split("/")[-2] for weight in theirs.weights]
    order = ["query"] * 2 + ["key"] * 2 + ["value"] * 2 + ["attention_output"] * 2
    assert names == order
    theirs.set_weights(weights)
    return ours, theirs, (packed, bias, out_weight, out_bias)


def test_equal_weights_give_equal_attention_and_so_does_the_equation(pytorch, tensorflow, parity):
    ours, theirs, weights = attention_pair(pytorch, tensorflow)
    words = pytorch.torch.tensor(WORDS)
    out, shares = ours(words, words, words, average_attn_weights=False)
    by_hand, shares_by_hand = attention_by_hand(WORDS, *weights, heads=2)
    close(out, by_hand, atol=1e-5)
    close(shares, shares_by_hand)
    their_out, their_shares = theirs(WORDS, WORDS, return_attention_scores=True)
    parity("attention", out, their_out, section="attention", rtol=1e-5, atol=1e-5)
    name = "shares of each head"
    parity(name, shares, their_shares, section="attention", rtol=1e-5, atol=1e-6)


def test_torch_averages_the_shares_of_the_heads_unless_told(pytorch, tensorflow):
    words = pytorch.torch.tensor(WORDS)
    _, mean = pytorch.attention(words, words, words)
    _, each = pytorch.attention(words, words, words, average_attn_weights=False)
    assert tuple(each.shape) == (2, 2, 3, 3)
    close(mean, each.mean(1))
    assert np.abs(array(each[:, 0] - each[:, 1])).max() > 1e-3


def test_key_dim_is_the_width_of_one_head(pytorch, tensorflow):
    assert pytorch.attention.head_dim == 4
    assert pytorch.count(pytorch.attention) == 4 * (8 * 8 + 8)
    assert tensorflow.attention.count_params() == 4 * (8 * 8 + 8)
    assert tensorflow.wide.count_params() == 3 * (8 * 16 + 16) + (16 * 8 + 8) == 568


def test_a_true_in_the_mask_forbids_in_torch_and_allows_in_keras(pytorch, tensorflow, parity):
    ours, theirs, weights = attention_pair(pytorch, tensorflow)
    torch, words = pytorch.torch, pytorch.torch.tensor(WORDS)
    out, shares = ours(words, words, words, attn_mask=torch.tensor(~EARLIER))
    by_hand, shares_by_hand = attention_by_hand(WORDS, *weights, heads=2, allowed=EARLIER)
    close(out, by_hand, atol=1e-5)
    close(shares, shares_by_hand.mean(1))
    masked = theirs(WORDS, WORDS, attention_mask=EARLIER[None])
    parity("masked attention", out, masked, section="mask", rtol=1e-5, atol=1e-5)
    close(theirs(WORDS, WORDS, use_causal_mask=True), by_hand, atol=1e-5)


def test_a_word_that_must_not_be_seen_changes_nothing_before_it(pytorch, tensorflow):
    ours, theirs, _ = attention_pair(pytorch, tensorflow)
    changed = WORDS.copy()
    changed[:, 2] += 1
    hidden = pytorch.torch.tensor(~EARLIER)
    outs = []
    for words in (WORDS, changed):
        w = pytorch.torch.tensor(words)
        out, _ = ours(w, w, w, attn_mask=hidden)
        outs.append((array(out), array(theirs(words, words, attention_mask=EARLIER[None]))))
    for before, after in zip(*outs, strict=True):
        close(before[:, :2], after[:, :2])
        assert np.abs(before[:, 2] - after[:, 2]).max() > 0.1


def test_the_torch_function_reads_a_mask_the_other_way_than_the_torch_layer(pytorch):
    torch = pytorch.torch
    q = torch.tensor(WORDS)
    attend = torch.nn.functional.scaled_dot_product_attention
    shares = softmax(np.where(EARLIER, WORDS @ WORDS.swapaxes(1, 2) / 8**0.5, -1e9))
    close(attend(q, q, q, attn_mask=torch.tensor(EARLIER)), shares @ WORDS)
    assert np.abs(array(attend(q, q, q)) - shares @ WORDS).max() > 0.1


def test_the_padding_mask_of_torch_forbids_as_well(pytorch):
    torch = pytorch.torch
    words = torch.tensor(WORDS)
    padding = torch.tensor([[False, False, True]] * 2)
    _, shares = pytorch.attention(words, words, words, key_padding_mask=padding)
    assert not shares[..., 2].any()
    close(shares.sum(-1), np.ones((2, 3)))


def test_a_word_that_may_look_nowhere_is_nan_in_torch_and_zero_in_keras(pytorch, tensorflow):
    ours, theirs, (*_, out_bias) = attention_pair(pytorch, tensorflow)
    words = pytorch.torch.tensor(WORDS)
    blind = pytorch.torch.tensor(EARLIER)  # the last row forbids everything
    out, shares = ours(words, words, words, attn_mask=blind)
    assert shares[:, 2].isnan().all() and out[:, 2].isnan().all()
    assert not out[:, :2].isnan().any()
    out, shares = theirs(WORDS, WORDS, attention_mask=~EARLIER[None], return_attention_scores=True)
    assert not array(shares)[:, :, 2].any()
    close(array(out)[:, 2], np.tile(out_bias, (2, 1)))


# How the first weights are drawn


def test_both_draw_a_convolution_by_the_rule_of_their_dense_layer(pytorch, tensorflow):
    bound, limit = 1 / np.sqrt(3 * 25), np.sqrt(6 / ((3 + 8) * 25))
    for values in pytorch.convolution.parameters():
        assert np.abs(array(values)).max() <= bound
    assert np.abs(array(pytorch.convolution.weight)).max() > 0.98 * bound
    kernel, bias = tensorflow.convolution.get_weights()
    assert 0.98 * limit < np.abs(kernel).max() <= limit
    assert not bias.any()


def test_attention_is_drawn_within_different_limits(pytorch, tensorflow):
    torch = pytorch.torch
    ours = torch.nn.MultiheadAttention(64, 4)
    # One packed matrix of 3 E rows counts as the output.
    limit = np.sqrt(6 / (64 + 3 * 64))
    assert 0.99 * limit < np.abs(array(ours.in_proj_weight)).max() <= limit
    assert not array(ours.in_proj_bias).any()
    theirs = tensorflow.keras.layers.MultiHeadAttention(4, key_dim=16)
    theirs(np.zeros((1, 2, 64)), np.zeros((1, 2, 64)))
    limit = np.sqrt(6 / (64 + 4 * 16))  # each of the three by itself
    assert 0.99 * limit < np.abs(theirs.get_weights()[0]).max() <= limit


# The whole


def network_pair(pytorch, tensorflow):
    """Return both networks with equal weights and equal epsilons."""
    ours = drawn(pytorch, pytorch.network)
    ours[1].eps = 1e-3
    ours[1].reset_running_stats()
    theirs = tensorflow.keras.models.clone_model(tensorflow.network)
    theirs(last(IMAGES))
    head = array(ours[5].weight).reshape(10, 8, 12, 12)  # flattened channels first
    theirs.set_weights(
        [
            *conv_weights(ours[0]),
            array(ours[1].weight),
            array(ours[1].bias),
            np.zeros(8),
            np.ones(8),
            head.transpose(2, 3, 1, 0).reshape(1152, 10),  # flattened channels last
            array(ours[5].bias),
        ]
    )
    return ours, theirs


def test_the_networks_agree_once_the_flattened_axis_is_reordered(pytorch, tensorflow, parity):
    ours, theirs = network_pair(pytorch, tensorflow)
    logits = ours(pytorch.torch.tensor(IMAGES))
    their_logits = theirs(last(IMAGES), training=True)
    # Logits of size 10 out of 1152 products: 1e-4 is the rounding of float32.
    parity("logits", logits, their_logits, section="flow", rtol=1e-5, atol=1e-4)
    theirs.layers[5].kernel.assign(array(ours[5].weight).T)  # only transposed
    wrong = array(theirs(last(IMAGES), training=True))
    assert np.abs(wrong - array(logits)).max() > 1


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
        "attention": 4 * (8 * 8 + 8),
        "network": (5 * 5 * 3 * 8 + 8) + 2 * 8 + (8 * 12 * 12 * 10 + 10),
    }
    for name, count in counts.items():
        assert pytorch.count(getattr(pytorch, name)) == count
        assert tensorflow.count(getattr(tensorflow, name)) == count
    assert [pytorch.count(layer) for layer in pytorch.layers.values()] == [65, 195, 260]
    assert [tensorflow.count(layer) for layer in tensorflow.layers.values()] == [60, 195, 240]


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
