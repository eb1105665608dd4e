"""Attention: equal numbers on equal weights, what True means in a mask, and what a fully masked row becomes."""

import copy
import itertools

import numpy as np
import pytest

from tests.topics.arithmetic import close, numbers, softmax

WORDS = np.random.default_rng(3).normal(size=(2, 3, 8)).astype("float32")
EARLIER = np.tril(np.ones((3, 3), dtype=bool))
BLIND = EARLIER  # read as PyTorch reads it: word 3 may look nowhere


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


def torch_weights(module):
    """Return the weights of torch's layer: packed projections, their bias, output, its bias."""
    return [numbers(p) for p in (module.in_proj_weight, module.in_proj_bias, *module.out_proj.parameters())]


def keras_weights(layer):
    """Return the weights of Keras' layer in torch's layout."""
    weights = layer.get_weights()  # (E, heads, key_dim) and (heads, key_dim) for query, key, value
    packed = np.concatenate([kernel.reshape(len(kernel), -1).T for kernel in weights[0:6:2]])
    bias = np.concatenate([bias.ravel() for bias in weights[1:6:2]])
    return [packed, bias, weights[6].reshape(-1, weights[6].shape[-1]).T, weights[7]]


def attention_pair(pytorch, tensorflow, dropout=0.0):
    """Return both layers with equal weights, none of them zero, and these in torch's layout."""
    torch, rng = pytorch.torch, np.random.default_rng(5)
    ours = copy.deepcopy(pytorch.attention).train()
    ours.dropout = dropout
    with torch.no_grad():
        for parameter in ours.parameters():
            parameter.copy_(torch.tensor(rng.normal(0, 0.5, tuple(parameter.shape))))
    packed, bias, out_weight, out_bias = torch_weights(ours)
    weights = []
    for part, part_bias in zip(np.split(packed, 3), np.split(bias, 3), strict=True):
        weights += [part.T.reshape(8, 2, 4), part_bias.reshape(2, 4)]  # (E, heads, key_dim)
    weights += [out_weight.T.reshape(2, 4, 8), out_bias]
    theirs = tensorflow.attention.__class__.from_config({**tensorflow.attention.get_config(), "dropout": dropout})
    theirs(WORDS, WORDS)
    names = [weight.path.split("/")[-2] for weight in theirs.weights]
    assert names == ["query"] * 2 + ["key"] * 2 + ["value"] * 2 + ["attention_output"] * 2
    theirs.set_weights(weights)
    return ours, theirs, (packed, bias, out_weight, out_bias)


def test_the_words_are_what_the_seed_draws(pytorch, tensorflow):
    torch, keras = pytorch.torch, tensorflow.keras
    torch.manual_seed(0)
    close(torch.rand(1, 3, 8), pytorch.words, rtol=0, atol=0)
    keras.utils.set_random_seed(0)
    close(keras.random.uniform((1, 3, 8)), tensorflow.words, rtol=0, atol=0)


# Equal weights


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


def test_the_answer_of_the_snippet_is_the_equation_on_its_own_words_and_weights(pytorch, tensorflow):
    ours, theirs = torch_weights(pytorch.attention), keras_weights(tensorflow.attention)
    for snippet, (packed, bias, weight, _) in ((pytorch, ours), (tensorflow, theirs)):
        out, shares = attention_by_hand(numbers(snippet.words), packed, bias, weight, 0.0, heads=2)
        close(snippet.out, out, atol=1e-5)  # before its bias was set
        close(snippet.shares, shares.mean(1) if snippet is pytorch else shares)


def test_torch_averages_the_shares_of_the_heads_unless_asked_not_to(pytorch):
    words = pytorch.torch.tensor(WORDS)
    _, mean = pytorch.attention(words, words, words)
    _, each = pytorch.attention(words, words, words, average_attn_weights=False)
    assert tuple(each.shape) == (2, 2, 3, 3)
    close(mean, each.mean(1))
    assert np.abs(numbers(each[:, 0] - each[:, 1])).max() > 1e-3


def test_key_dim_is_the_width_of_one_head(pytorch, tensorflow, printed):
    assert pytorch.attention.head_dim == 4
    assert tensorflow.attention.count_params() == 4 * (8 * 8 + 8) == pytorch.counted
    assert tensorflow.wide.count_params() == 3 * (8 * 16 + 16) + (16 * 8 + 8) == 568
    shapes = [f"shares: {(1, 3, 3)}", f"projections: {(3 * 8, 8)}", f"output: {(8, 8)}"]
    counts = "by hand: 288, counted: 288"
    assert printed("pytorch", "attention") == [f"out: {(1, 3, 8)}", *shapes, counts]
    shapes = [f"shares: {(1, 2, 3, 3)}", f"query: {(8, 2, 4)}", f"output: {(2, 4, 8)}"]
    assert printed("tensorflow", "attention") == [f"out: {(1, 3, 8)}", *shapes, counts, "key_dim=8: 568"]


def test_torch_wants_the_batch_first_only_when_asked_to(pytorch):
    assert pytorch.attention.batch_first
    assert not pytorch.torch.nn.MultiheadAttention(8, 2).batch_first


def test_attention_is_drawn_within_different_limits(torch, keras):
    ours = torch.nn.MultiheadAttention(64, 4)
    # One packed matrix of 3 E rows counts as the output.
    limit = np.sqrt(6 / (64 + 3 * 64))
    assert 0.99 * limit < np.abs(numbers(ours.in_proj_weight)).max() <= limit
    assert not numbers(ours.in_proj_bias).any()
    theirs = keras.layers.MultiHeadAttention(4, key_dim=16)
    theirs(np.zeros((1, 2, 64)), np.zeros((1, 2, 64)))
    limit = np.sqrt(6 / (64 + 4 * 16))  # each of the three by itself
    assert 0.99 * limit < np.abs(theirs.get_weights()[0]).max() <= limit
    assert not theirs.get_weights()[1].any()


# What True means


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


def rows(shares):
    """Write the mean shares of the heads as the snippets print them."""
    return [f"word {n}: {' '.join(f'{s:.3f}' for s in row)}" for n, row in enumerate(shares[0].mean(0), start=1)]


def test_the_printed_shares_are_those_of_the_mask_and_of_its_opposite(pytorch, tensorflow, printed):
    for name, snippet, weights in [
        ("pytorch", pytorch, torch_weights(pytorch.attention)),
        ("tensorflow", tensorflow, keras_weights(tensorflow.attention)),
    ]:
        np.testing.assert_array_equal(numbers(snippet.earlier).reshape(3, 3), EARLIER)
        _, shares = attention_by_hand(numbers(snippet.words), *weights, heads=2, allowed=EARLIER)
        assert printed(name, "mask") == rows(shares)
        _, shares = attention_by_hand(numbers(snippet.words), *weights, heads=2, allowed=~EARLIER)
        assert printed(name, "inverted")[:2] == rows(shares)[:2]
    assert printed("pytorch", "inverted")[2] == "word 3: nan nan nan"
    assert printed("tensorflow", "inverted")[2] == "word 3: 0.000 0.000 0.000"


def test_a_word_that_must_not_be_seen_changes_nothing_before_it(pytorch, tensorflow):
    ours, theirs, _ = attention_pair(pytorch, tensorflow)
    changed = WORDS.copy()
    changed[:, 2] += 1
    hidden = pytorch.torch.tensor(~EARLIER)
    outs = []
    for words in (WORDS, changed):
        w = pytorch.torch.tensor(words)
        out, _ = ours(w, w, w, attn_mask=hidden)
        outs.append((numbers(out), numbers(theirs(words, words, attention_mask=EARLIER[None]))))
    for before, after in zip(*outs, strict=True):
        close(before[:, :2], after[:, :2])
        assert np.abs(before[:, 2] - after[:, 2]).max() > 0.1


def test_the_torch_function_reads_a_mask_the_other_way_than_the_torch_layer(pytorch, printed):
    torch = pytorch.torch
    q = torch.tensor(WORDS)
    shares = softmax(np.where(EARLIER, WORDS @ WORDS.swapaxes(1, 2) / 8**0.5, -1e9))
    close(pytorch.attend(q, q, q, attn_mask=torch.tensor(EARLIER)), shares @ WORDS)
    assert np.abs(numbers(pytorch.attend(q, q, q)) - shares @ WORDS).max() > 0.1
    assert printed("pytorch", "function") == ["True allows: True"]


def test_the_function_of_keras_reads_a_mask_as_its_layer_does(tensorflow, printed):
    q = WORDS[:, :, None]  # one head
    shares = softmax(np.where(EARLIER, WORDS @ WORDS.swapaxes(1, 2) / 8**0.5, -1e9))
    out = tensorflow.keras.ops.dot_product_attention(q, q, q, mask=EARLIER[None])
    close(out[:, :, 0], shares @ WORDS)
    assert printed("tensorflow", "function") == ["True allows: True"]


def test_what_the_functions_of_the_snippets_saw_is_their_own_masked_mean(pytorch, tensorflow, parity):
    def seen(words):
        words = numbers(words)
        return softmax(np.where(EARLIER, words @ words.swapaxes(1, 2) / 8**0.5, -1e9)) @ words

    close(pytorch.seen, seen(pytorch.words))
    close(tensorflow.seen[:, :, 0], seen(tensorflow.words))
    words = pytorch.torch.tensor(WORDS)
    ours = pytorch.attend(words, words, words, attn_mask=pytorch.earlier)
    queries = WORDS[:, :, None]
    theirs = tensorflow.keras.ops.dot_product_attention(queries, queries, queries, mask=tensorflow.earlier)
    parity("masked function", ours, theirs[:, :, 0], section="function", rtol=1e-5, atol=1e-6)


def test_the_padding_mask_of_torch_forbids_as_well(pytorch):
    torch = pytorch.torch
    words = torch.tensor(WORDS)
    padding = torch.tensor([[False, False, True]] * 2)
    _, shares = copy.deepcopy(pytorch.attention).train()(words, words, words, key_padding_mask=padding)
    assert not shares[..., 2].any()
    close(shares.sum(-1), np.ones((2, 3)))


# A row that is masked in full


def test_a_run_on_the_cpu_keeps_the_fast_path_that_a_reader_has(torch, devices):
    words = torch.tensor(WORDS)
    assert torch.overrides.has_torch_function((words,)) == (devices["pytorch"] != "cpu")


RUNS = list(itertools.product([True, False], [True, False], [True, False]))  # shares or not, training, gradients


def kind(row, bias, average):
    """Name what word 3 got."""
    if np.isnan(row).all():
        return "nan"
    for name, value in (("bias", bias), ("average", average)):
        if np.allclose(row, value, rtol=1e-4, atol=1e-5):  # tells two rows apart
            return name
    return "something else"


def row_of_averages(weights, *, words=WORDS):
    """Return what word 3 gets when it takes equal shares of all words."""
    packed, bias, out_weight, out_bias = weights
    values = words @ np.split(packed, 3)[2].T + np.split(bias, 3)[2]
    return values.mean(1) @ out_weight.T + out_bias


@pytest.mark.parametrize("dropout", [0.0, 0.1])
@pytest.mark.parametrize(("shares", "training", "gradients"), RUNS)
def test_torch_gives_a_blind_word_nan_with_shares_and_on_the_fast_path_and_else_the_bias(
    pytorch, tensorflow, dropout, shares, training, gradients
):
    torch = pytorch.torch
    ours, _, weights = attention_pair(pytorch, tensorflow, dropout)
    words = torch.tensor(WORDS)
    with torch.set_grad_enabled(gradients):
        layer = ours.train(training)
        out, found = layer(words, words, words, attn_mask=torch.tensor(BLIND), need_weights=shares)
    fast_path = not training and not gradients and not torch.overrides.has_torch_function((words,))
    expected = "nan" if shares or fast_path else "bias"
    assert kind(numbers(out)[:, 2], weights[3], row_of_averages(weights)) == expected
    assert (found is None) == (not shares)
    assert found is None or found[:, 2].isnan().all()


@pytest.mark.parametrize("dropout", [0.0, 0.1])
@pytest.mark.parametrize(("scores", "training", "compiled"), RUNS)
def test_keras_gives_a_blind_word_the_bias_with_scores_or_dropout_and_else_the_average_of_all(
    pytorch, tensorflow, dropout, scores, training, compiled
):
    tf = tensorflow.tf
    _, theirs, weights = attention_pair(pytorch, tensorflow, dropout)

    def answer(words):
        return theirs(words, words, attention_mask=~EARLIER[None], training=training, return_attention_scores=scores)

    out = (tf.function(answer) if compiled else answer)(tf.constant(WORDS))
    if scores:
        out, found = out
        assert not numbers(found)[:, :, 2].any()
    expected = "bias" if scores or dropout else "average"
    assert kind(numbers(out)[:, 2], weights[3], row_of_averages(weights)) == expected


@pytest.mark.parametrize(("norm_first", "training", "gradients"), RUNS)
def test_an_encoder_layer_gives_nan_in_inference_without_gradients_and_numbers_elsewhere(
    torch, norm_first, training, gradients
):
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=norm_first).train(training)
    words = torch.tensor(WORDS)
    with torch.set_grad_enabled(gradients):
        out = layer(words, src_mask=torch.tensor(BLIND))
    fast_path = not training and not gradients and not torch.overrides.has_torch_function((words,))
    assert bool(out[:, 2].isnan().all()) == fast_path
    assert out[:, :2].isfinite().all()


@pytest.mark.parametrize("gradients", [True, False])
def test_the_function_of_torch_gives_a_blind_word_zeros(torch, gradients):
    words = torch.tensor(WORDS)[:, None].requires_grad_(gradients)  # one head
    out = torch.nn.functional.scaled_dot_product_attention(words, words, words, attn_mask=torch.tensor(~EARLIER))
    assert not out[:, 0, 2].any()


@pytest.mark.parametrize("options", [{"batch_first": False}, {"batch_first": True, "num_heads": 1}])
def test_another_layout_or_an_odd_number_of_heads_leaves_the_fast_path(torch, options):
    layer = torch.nn.MultiheadAttention(8, **{"num_heads": 2, **options}).eval()
    words = torch.tensor(WORDS)
    words = words if options["batch_first"] else words.transpose(0, 1)
    with torch.no_grad():
        out, _ = layer(words, words, words, attn_mask=torch.tensor(BLIND), need_weights=False)
    assert out.isfinite().all()


def test_a_row_of_padding_alone_follows_the_same_rule_in_torch(pytorch, tensorflow):
    torch = pytorch.torch
    ours, _, weights = attention_pair(pytorch, tensorflow)
    words, padding = torch.tensor(WORDS), torch.ones(2, 3, dtype=torch.bool)
    for shares, expected in ((True, "nan"), (False, "bias")):
        out, _ = ours(words, words, words, key_padding_mask=padding, need_weights=shares)
        assert kind(numbers(out)[:, 2], weights[3], row_of_averages(weights)) == expected


def test_the_snippet_prints_its_bias_or_nan_or_the_average_of_all(pytorch, tensorflow, printed):
    close(pytorch.attention.out_proj.bias, np.full(8, 0.5))
    close(tensorflow.attention.get_weights()[-1], np.full(8, 0.5))
    average = row_of_averages(keras_weights(tensorflow.attention), words=numbers(tensorflow.words))[0, 0]
    assert abs(average - 0.5) > 0.1
    # A default device that was set, as a run on a GPU does, also takes PyTorch off its fast path.
    slow = pytorch.torch.overrides.has_torch_function((pytorch.words,))
    assert printed("pytorch", "blind") == [
        "training, shares: nan",
        "training, no shares: 0.500",
        "inference, shares: nan",
        f"inference, no shares: {'0.500' if slow else 'nan'}",
    ]
    assert printed("tensorflow", "blind") == [
        "training, shares: 0.500",
        f"training, no shares: {average:.3f}",
        "inference, shares: 0.500",
        f"inference, no shares: {average:.3f}",
    ]
    assert not pytorch.attention.training
