"""Three ways to keep a conversation: a recurrent state, attention over the history, a cache of keys and values."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.topics.again import assert_printed, labelled, run_again
from tests.topics.arithmetic import CLOSE, numbers, sigmoid, softmax, swap_gates

RANDOM = np.random.default_rng(7)
TURNS = RANDOM.normal(size=(3, 6, 28)).astype(np.float32)
GRU_WEIGHTS = [0.3 * RANDOM.normal(size=shape).astype(np.float32) for shape in ((28, 48), (16, 48), (2, 48))]
WEIGHTS = [0.2 * RANDOM.normal(size=(28, size)).astype(np.float32) for size in (12, 12, 4)]
SHARPNESS = 20 / 12**0.5  # the score of a turn whose topic is asked


def gru_by_hand(turns, weights):
    """Map turns (B, T, F) to states (B, T, H); weights as Keras lays them out."""
    kernel, recurrent, (bias, recurrent_bias) = weights
    state, states = np.zeros((len(turns), 16), np.float32), []
    for turn in turns.swapaxes(0, 1):
        heard = np.split(turn @ kernel + bias, 3, axis=1)
        kept = np.split(state @ recurrent + recurrent_bias, 3, axis=1)
        update, reset = (sigmoid(heard[gate] + kept[gate]) for gate in (0, 1))
        candidate = np.tanh(heard[2] + reset * kept[2])
        state = update * state + (1 - update) * candidate
        states.append(state)
    return np.stack(states, axis=1)


def attention_by_hand(turns, weights):
    """Map turns (B, T, F) to facts (B, T, 4) and weights (B, T, T); no turn reads a later one."""
    query, key, value = (turns @ matrix for matrix in weights)
    scores = query @ key.swapaxes(1, 2) / np.sqrt(12)
    ages = np.arange(turns.shape[1])[:, None] - np.arange(turns.shape[1])
    shares = softmax(np.where(ages >= 0, scores, -np.inf))
    return shares @ value, shares


def torch_gru_weights(layer):
    """Return the weights of a torch GRU as Keras lays them out."""
    biases = np.stack([numbers(layer.bias_ih_l0), numbers(layer.bias_hh_l0)])
    return [swap_gates(part) for part in (numbers(layer.weight_ih_l0).T, numbers(layer.weight_hh_l0).T, biases)]


def gru_weights(voice):
    """Return the weights of the snippet's GRU as Keras lays them out."""
    return torch_gru_weights(voice.recurrent) if hasattr(voice, "torch") else voice.recurrent.get_weights()


def torch_gru(pytorch, weights):
    torch = pytorch.torch
    layer = torch.nn.GRU(28, 16, batch_first=True).requires_grad_(False)
    kernel, recurrent, biases = (torch.tensor(swap_gates(part)) for part in weights)
    parts = [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0]
    for part, values in zip(parts, (kernel.T, recurrent.T, *biases), strict=True):
        part.copy_(values)
    return layer


def keras_gru(tensorflow, weights):
    layer = tensorflow.keras.layers.GRU(16, return_sequences=True, return_state=True)
    layer.build((None, None, 28))
    layer.set_weights(weights)
    return layer


def torch_attention(pytorch, weights):
    attention = pytorch.Attention().requires_grad_(False)
    for layer, matrix in zip((attention.query, attention.key, attention.value), weights, strict=True):
        layer.weight.copy_(pytorch.torch.tensor(matrix.T))
    return lambda turns, cache=None: attention(pytorch.torch.tensor(np.asarray(turns)), cache)


def keras_attention(tensorflow, weights):
    attention = tensorflow.Attention()
    attention(np.zeros((1, 1, 28), np.float32))
    for layer, matrix in zip((attention.query, attention.key, attention.value), weights, strict=True):
        layer.set_weights([matrix])
    return lambda turns, cache=None: attention(tensorflow.tf.constant(turns), cache)


def attention_of(voice, weights):
    """Return a function of turns and a cache, with these weights (28, 12), (28, 12), (28, 4)."""
    return torch_attention(voice, weights) if hasattr(voice, "torch") else keras_attention(voice, weights)


def gru_of(voice, weights):
    """Return a function from turns to states (B, T, H)."""
    if hasattr(voice, "torch"):
        layer = torch_gru(voice, weights)
        return lambda turns: numbers(layer(voice.torch.tensor(turns))[0])
    layer = keras_gru(voice, weights)
    return lambda turns: numbers(layer(turns)[0])


def in_steps(attention, turns, sizes):
    """Feed the turns in pieces of these sizes with the cache handed on; return facts and the last cache."""
    facts, cache, start = [], None, 0
    for size in sizes:
        fact, _, cache = attention(turns[:, start : start + size], cache)
        facts.append(numbers(fact))
        start += size
    return np.concatenate(facts, axis=1), cache


# The conversation


def test_each_turn_tells_one_topic_and_each_question_asks_one(voice):
    told, asked = numbers(voice.turns)[0], numbers(voice.questions)[0]
    np.testing.assert_array_equal(told[:, :12], np.eye(12))
    np.testing.assert_array_equal(asked[:, 12:24], np.eye(12))
    assert not told[:, 12:24].any() and not asked[:, :12].any() and not asked[:, 24:].any()
    facts = np.random.default_rng(0).uniform(-1, 1, (12, 4))
    np.testing.assert_allclose(told[:, 24:], facts, **CLOSE)


# The recurrent state


def test_the_recurrent_memory_is_the_equations_of_a_gru(voice):
    states = gru_by_hand(numbers(voice.turns), gru_weights(voice))
    np.testing.assert_allclose(numbers(voice.recurrent(voice.turns)[0]), states, **CLOSE)
    for state in (voice.state, voice.at_once):
        np.testing.assert_allclose(numbers(state).reshape(1, 16), states[:, -1], **CLOSE)


def test_the_recurrent_section_prints_the_comparison_and_the_size_of_the_state(voice, outputs):
    assert_printed(outputs["recurrent"], ["turn by turn equals at once: True", "numbers held after 12 turns: 16"])
    assert np.abs(numbers(voice.state)).max() > 0.05


def test_a_layer_that_differs_at_once_is_not_called_equal(voice, repository):
    def perturbed(*arguments, **options):
        layer = voice.recurrent

        def call(turns, *state, **keywords):
            states, last = layer(turns, *state, **keywords)
            return states, last + (1e-3 if turns.shape[1] > 1 else 0)

        return call

    name = "nn" if hasattr(voice, "torch") else "keras"
    layers = SimpleNamespace(GRU=perturbed)
    changed = layers if name == "nn" else SimpleNamespace(layers=layers, utils=voice.keras.utils)
    assert (
        labelled(run_again(repository, voice, "recurrent", **{name: changed}))["turn by turn equals at once"] == "False"
    )


def test_with_equal_weights_the_recurrent_states_agree(pytorch, tensorflow, parity):
    ours, theirs = gru_of(pytorch, GRU_WEIGHTS)(TURNS), gru_of(tensorflow, GRU_WEIGHTS)(TURNS)
    parity("states", ours, theirs, section="recurrent", **CLOSE)
    np.testing.assert_allclose(ours, gru_by_hand(TURNS, GRU_WEIGHTS), **CLOSE)


def test_a_torch_gru_has_the_two_gates_of_a_keras_gru_in_the_other_order(pytorch):
    layer = torch_gru(pytorch, GRU_WEIGHTS)
    mistaken = [numbers(layer.weight_ih_l0).T, numbers(layer.weight_hh_l0).T, GRU_WEIGHTS[2]]
    states = numbers(layer(pytorch.torch.tensor(TURNS))[0])
    assert np.abs(gru_by_hand(TURNS, mistaken) - states).max() > 0.1


# Attention over the history


def test_attention_is_its_equations_in_each_voice(voice):
    facts, shares, _ = attention_of(voice, WEIGHTS)(TURNS)
    expected_facts, expected_shares = attention_by_hand(TURNS, WEIGHTS)
    np.testing.assert_allclose(numbers(facts), expected_facts, **CLOSE)
    np.testing.assert_allclose(numbers(shares), expected_shares, **CLOSE)


def test_with_equal_weights_the_answers_and_their_weights_agree(pytorch, tensorflow, parity):
    ours, theirs = (attention_of(voice, WEIGHTS)(TURNS) for voice in (pytorch, tensorflow))
    parity("answers", ours[0], theirs[0], section="attention", **CLOSE)
    parity("attention weights", ours[1], theirs[1], section="attention", **CLOSE)


def test_no_turn_reads_a_later_one(voice):
    attention, changed = attention_of(voice, WEIGHTS), TURNS.copy()
    changed[:, 4] += 1
    before, after = (numbers(attention(turns)[0]) for turns in (TURNS, changed))
    np.testing.assert_array_equal(before[:, :4], after[:, :4])
    assert np.abs(before[:, 4:] - after[:, 4:]).max(axis=(0, 2)).min() > 1e-2


def test_attention_without_places_does_not_know_the_order_and_a_state_does(voice):
    shuffled = TURNS[:, [3, 0, 4, 2, 1, 5]]
    attention, states = attention_of(voice, WEIGHTS), gru_of(voice, GRU_WEIGHTS)
    last, other = (numbers(attention(turns)[0])[:, -1] for turns in (TURNS, shuffled))
    np.testing.assert_allclose(last, other, **CLOSE)
    assert np.abs(states(TURNS)[:, -1] - states(shuffled)[:, -1]).max() > 0.1


# The cache


@pytest.mark.parametrize("sizes", [[1] * 6, [3, 1, 2], [5, 1]], ids=str)
def test_cached_steps_equal_the_full_recomputation(voice, sizes):
    facts, cache = in_steps(attention_of(voice, WEIGHTS), TURNS, sizes)
    np.testing.assert_allclose(facts, attention_by_hand(TURNS, WEIGHTS)[0], **CLOSE)
    for part, matrix in zip(cache, WEIGHTS[1:], strict=True):
        np.testing.assert_allclose(numbers(part), TURNS @ matrix, **CLOSE)


def test_the_cached_steps_of_the_twins_agree(pytorch, tensorflow, parity):
    (ours, our_cache), (theirs, their_cache) = (
        in_steps(attention_of(voice, WEIGHTS), TURNS, [1] * 6) for voice in (pytorch, tensorflow)
    )
    parity("cached answers", ours, theirs, section="cache", **CLOSE)
    for name, mine, its in zip(("cached keys", "cached values"), our_cache, their_cache, strict=True):
        parity(name, mine, its, section="cache", **CLOSE)


def test_the_snippet_stepped_through_every_turn(voice):
    assert voice.steps.shape == (1, 12, 4)
    np.testing.assert_allclose(numbers(voice.steps), numbers(voice.whole), **CLOSE)
    assert np.abs(numbers(voice.whole)).max() > 0.05


def test_the_cache_section_prints_the_comparison_and_the_size_of_the_cache(outputs):
    assert_printed(outputs["cache"], ["cached steps equal the whole: True", f"numbers held: {12 * (12 + 4)}"])


def test_cached_steps_that_differ_are_not_called_equal(voice, repository):
    class Perturbed(voice.Attention):
        def __call__(self, turns, cache=None):
            facts, weights, cache = super().__call__(turns, cache)
            return facts + (1e-3 if turns.shape[1] > 1 else 0), weights, cache

    assert (
        labelled(run_again(repository, voice, "cache", Attention=Perturbed))["cached steps equal the whole"] == "False"
    )


def test_a_cache_of_other_weights_is_read_without_a_warning(voice):
    learned = [matrix + 0.3 for matrix in WEIGHTS]
    _, _, stale = attention_of(voice, WEIGHTS)(TURNS[:, :5])
    answer = numbers(attention_of(voice, learned)(TURNS[:, 5:], stale)[0])
    right = attention_by_hand(TURNS, learned)[0][:, 5:]
    assert np.abs(answer - right).max() > 0.1


# Asking


def test_each_question_is_answered_with_its_fact(voice):
    by_hand = [20 * np.eye(28, 12, k=-12), np.eye(28, 12), np.eye(28, 4, k=-24)]
    attention = attention_of(voice, [matrix.astype(np.float32) for matrix in by_hand])
    told, asked = numbers(voice.turns), numbers(voice.questions)
    _, _, cache = attention(told)
    weight = np.exp(SHARPNESS) / (np.exp(SHARPNESS) + 12)
    for number in range(12):
        fact, shares, _ = attention(asked[:, number : number + 1], cache)
        expected = (weight - (1 - weight) / 12) * told[0, number, 24:] + (1 - weight) / 12 * told[0, :, 24:].sum(axis=0)
        np.testing.assert_allclose(numbers(fact)[0, 0], expected, **CLOSE)
        np.testing.assert_allclose(numbers(shares)[0, 0, number], weight, **CLOSE)
    first = attention(asked[:, :1], cache)
    np.testing.assert_allclose(numbers(voice.weights), numbers(first[1]), **CLOSE)


def test_the_recall_section_prints_the_fact_and_the_answer_by_hand(voice, outputs):
    facts = np.random.default_rng(0).uniform(-1, 1, (12, 4))
    share = np.exp(SHARPNESS) / (np.exp(SHARPNESS) + 12)
    rest = (1 - share) / 12  # to each of eleven turns and to the question, whose fact is 0
    answer = share * facts[0, 0] + rest * facts[1:, 0].sum()
    lines = [
        f"fact of turn 1: {facts[0, 0]:.3f}",
        f"answer after turn 12: {answer:.3f}",
        f"weight of turn 1: {share:.3f}",
        f"weight of all others: {1 - share:.3f}",
    ]
    assert_printed(outputs["recall"], lines)


def test_a_topic_told_twice_is_answered_with_the_mean(voice):
    by_hand = [20 * np.eye(28, 12, k=-12), np.eye(28, 12), np.eye(28, 4, k=-24)]
    attention = attention_of(voice, [matrix.astype(np.float32) for matrix in by_hand])
    twice = numbers(voice.turns)[:, [0, 0]].copy()
    twice[0, 1, 24:] = [1, 0, -1, 0.5]
    _, _, cache = attention(twice)
    fact, shares, _ = attention(numbers(voice.questions)[:, :1], cache)
    np.testing.assert_allclose(numbers(shares)[0, 0, 0], numbers(shares)[0, 0, 1], **CLOSE)
    np.testing.assert_allclose(
        numbers(fact)[0, 0], twice[0, :, 24:].mean(axis=0), rtol=1e-2, atol=1e-2
    )  # 0.3 % to itself


# What is left of the first turn


def test_what_is_left_of_the_first_turn_is_as_the_equations_say(voice):
    turns = numbers(voice.turns)
    other = turns.copy()
    other[0, 0, 24:] = -turns[0, 0, 24:]
    states, changed = (gru_by_hand(each, gru_weights(voice)) for each in (turns, other))
    gaps = np.linalg.norm(states - changed, axis=2)[0]
    np.testing.assert_allclose(numbers(voice.by_state), gaps / gaps[0], rtol=1e-3, atol=1e-6)  # small differences
    shares = np.exp(SHARPNESS) / (np.exp(SHARPNESS) + np.arange(1, 13))
    np.testing.assert_allclose(voice.by_attention, shares, **CLOSE)
    assert gaps[-1] / gaps[0] < 0.01 and shares[-1] > 0.95


def test_the_fading_section_prints_both_columns_at_four_turns(voice, outputs):
    columns = numbers(voice.by_state), voice.by_attention
    lines = [f"turn {n}: {columns[0][n - 1]:.3f} state, {columns[1][n - 1]:.3f} attention" for n in (1, 4, 8, 12)]
    assert_printed(outputs["fading"], lines)


def test_the_picture_shows_the_weights_and_both_columns(voice):
    bars = [bar.get_height() for bar in voice.top.patches]
    np.testing.assert_allclose(bars, numbers(voice.weights)[0, 0, :12], **CLOSE)
    attention, state = voice.bottom.lines
    assert [text.get_text() for text in voice.bottom.get_legend().get_texts()] == ["attention", "state"]
    for line, values in ((attention, voice.by_attention), (state, numbers(voice.by_state))):
        np.testing.assert_array_equal(line.get_xdata(), range(1, 13))
        np.testing.assert_allclose(line.get_ydata(), values, **CLOSE)
    assert attention.get_linestyle() != state.get_linestyle()
    assert voice.bottom.get_xlabel() == "turn"
    assert (voice.top.get_ylabel(), voice.bottom.get_ylabel()) == ("weight in the answer", "left of turn 1")


# What an answer costs


@pytest.mark.parametrize("length", [5, 12])
def test_the_multiplications_are_those_of_the_formulas(voice, length):
    turns = voice.turns[:, :length]
    counted = voice.multiplications(voice.attention, turns)
    assert counted == length * 28 * (12 + 12 + 4) + length**2 * (12 + 4)
    _, _, cache = voice.attention(turns[:, :-1])
    counted = voice.multiplications(voice.attention, turns[:, -1:], cache)
    assert counted == 28 * (12 + 12 + 4) + length * (12 + 4)


def test_a_recurrent_step_costs_the_same_at_every_turn(outputs):
    step = 28 * 3 * 16 + 16 * 3 * 16
    lines = []
    for length in (12, 120):
        anew, cached = (rows * 28 * 28 + rows * length * 16 for rows in (length, 1))
        lines.append(f"turn {length}: step={step}, anew={anew}, cached={cached}")
    assert_printed(outputs["cost"], lines)


def test_the_state_stays_small_and_the_cache_grows_with_every_turn(voice):
    assert numbers(voice.state).size == 16
    for length in (1, 7, 12):
        _, _, cache = voice.attention(voice.turns[:, :length])
        assert sum(numbers(part).size for part in cache) == 16 * length


# The ready functions


def fused(voice, query, keys, values, **options):
    """Call the framework's own attention with one head; (B, T, width) in and out."""
    if hasattr(voice, "torch"):
        parts = [voice.torch.tensor(part)[:, None] for part in (query, keys, values)]
        return numbers(voice.scaled_dot_product_attention(*parts, **options))[:, 0]
    parts = [voice.tf.constant(part)[:, :, None] for part in (query, keys, values)]
    return numbers(voice.keras.ops.dot_product_attention(*parts, **options))[:, :, 0]


def test_over_the_whole_history_the_causal_flag_is_right(voice):
    facts = fused(voice, *(TURNS @ matrix for matrix in WEIGHTS), is_causal=True)
    np.testing.assert_allclose(facts, attention_by_hand(TURNS, WEIGHTS)[0], **CLOSE)


def test_with_a_cache_the_causal_flag_lets_the_last_turn_read_the_first_alone(voice):
    query, keys, values = (TURNS @ matrix for matrix in WEIGHTS)
    right = attention_by_hand(TURNS, WEIGHTS)[0][:, -1:]
    np.testing.assert_allclose(fused(voice, query[:, -1:], keys, values), right, **CLOSE)
    wrong = fused(voice, query[:, -1:], keys, values, is_causal=True)
    np.testing.assert_allclose(wrong, values[:, :1], **CLOSE)
    assert np.abs(wrong - right).max() > 0.1


def test_the_snippets_fused_answer_is_the_attended_one(voice):
    np.testing.assert_allclose(numbers(voice.fused).ravel(), numbers(voice.answer).ravel(), **CLOSE)
    expected = numbers(voice.turns)[0, 4, 24:]
    assert np.abs(numbers(voice.answer)[0, 0] - expected).max() < 0.05
    assert np.abs(numbers(voice.wrong).ravel() - expected).max() > 0.5


def test_the_fused_section_prints_how_far_each_answer_is_off(voice, outputs):
    off = np.abs(numbers(voice.wrong).ravel() - numbers(voice.answer).ravel()).max()
    assert_printed(outputs["fused"], ["off by: 0.000", f"causal: {off:.3f}", "causal reads turn 1 alone: True"])


def test_answers_that_differ_are_not_called_equal(voice, repository):
    def perturbed(*parts, **options):
        facts = voice.fused if not options else voice.wrong
        return facts + 0.25

    if hasattr(voice, "torch"):
        changed = {"scaled_dot_product_attention": perturbed}
    else:
        changed = {"keras": SimpleNamespace(ops=SimpleNamespace(dot_product_attention=perturbed))}
    told = labelled(run_again(repository, voice, "fused", **changed))
    assert (told["off by"], told["causal reads turn 1 alone"]) == ("0.250", "False")


def test_the_fused_answers_of_the_twins_agree(pytorch, tensorflow, parity):
    query, keys, values = (TURNS @ matrix for matrix in WEIGHTS)
    ours, theirs = (fused(voice, query[:, -1:], keys, values) for voice in (pytorch, tensorflow))
    parity("fused answers", ours, theirs, section="fused", **CLOSE)


def test_torch_puts_the_heads_before_time_and_keras_after(pytorch, tensorflow):
    parts = [RANDOM.normal(size=(2, 5, 3, 4)).astype(np.float32) for _ in range(3)]
    theirs = numbers(tensorflow.keras.ops.dot_product_attention(*parts))  # (B, T, heads, H)
    tensors = [pytorch.torch.tensor(part) for part in parts]
    ours = pytorch.scaled_dot_product_attention(*(part.transpose(1, 2) for part in tensors)).transpose(1, 2)
    np.testing.assert_allclose(numbers(ours), theirs, **CLOSE)
    mistaken = numbers(pytorch.scaled_dot_product_attention(*tensors))
    assert mistaken.shape == theirs.shape and np.abs(mistaken - theirs).max() > 0.1
