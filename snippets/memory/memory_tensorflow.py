"""Remember a conversation in TensorFlow, in three ways."""

# --8<-- [start:turns]
import keras
import numpy as np
import tensorflow as tf

# A turn: topic told (12), topic asked (12), fact (4).
told = np.eye(12, 28, dtype=np.float32)
told[:, 24:] = np.random.default_rng(0).uniform(-1, 1, (12, 4))
asked = np.eye(12, 28, k=12, dtype=np.float32)  # no fact
turns = tf.constant(told)[None]  # (B, T, F)
questions = tf.constant(asked)[None]
# --8<-- [end:turns]

# --8<-- [start:recurrent]
keras.utils.set_random_seed(0)
recurrent = keras.layers.GRU(
    16, return_sequences=True, return_state=True
)
state = None
for turn in tf.split(turns, 12, axis=1):
    _, state = recurrent(turn, initial_state=state)
_, at_once = recurrent(turns)
same = np.allclose(state, at_once, rtol=1e-5, atol=1e-6)
print(f"turn by turn equals at once: {same}")
print(f"numbers held after 12 turns: {tf.size(state)}")
# --8<-- [end:recurrent]


# --8<-- [start:attention]
class Attention(keras.layers.Layer):
    """Map turns (B, T, F) to facts (B, T, 4), weights, cache."""

    def __init__(self):
        super().__init__()
        self.query = keras.layers.Dense(12, use_bias=False)
        self.key = keras.layers.Dense(12, use_bias=False)
        self.value = keras.layers.Dense(4, use_bias=False)

    def call(self, turns, cache=None):
        query = self.query(turns)  # (B, T, 12)
        key, value = self.key(turns), self.value(turns)
        if cache is not None:  # (B, S, 12), (B, S, 4)
            key = tf.concat([cache[0], key], axis=1)
            value = tf.concat([cache[1], value], axis=1)
        scores = tf.matmul(query, key, transpose_b=True)
        new, known = scores.shape[1:]
        # A turn reads itself and those before it.
        all_pairs = tf.ones((new, known), dtype=tf.bool)
        seen = tf.linalg.band_part(all_pairs, -1, known - new)
        scores = tf.where(seen, scores / 12**0.5, -np.inf)
        weights = tf.nn.softmax(scores)
        return weights @ value, weights, (key, value)


# --8<-- [end:attention]


# --8<-- [start:cache]
attention = Attention()
whole, _, _ = attention(turns)  # every turn anew
cache, steps = None, []
for turn in tf.split(turns, 12, axis=1):
    fact, _, cache = attention(turn, cache)
    steps.append(fact)
steps = tf.concat(steps, axis=1)
same = np.allclose(steps, whole, rtol=1e-5, atol=1e-6)
print(f"cached steps equal the whole: {same}")
print(f"numbers held: {sum(tf.size(part) for part in cache)}")
# --8<-- [end:cache]

# --8<-- [start:recall]
by_hand = [
    (attention.query, 20 * np.eye(28, 12, k=-12)),  # asked
    (attention.key, np.eye(28, 12)),  # told
    (attention.value, np.eye(28, 4, k=-24)),  # fact
]
for layer, matrix in by_hand:
    layer.set_weights([matrix])  # (in, out)
_, _, cache = attention(turns)
answer, weights, _ = attention(questions[:, :1], cache)
print(f"fact of turn 1: {turns[0, 0, 24]:.3f}")
print(f"answer after turn 12: {answer[0, 0, 0]:.3f}")
print(f"weight of turn 1: {weights[0, 0, 0]:.3f}")
others = tf.reduce_sum(weights[0, 0, 1:])
print(f"weight of all others: {others:.3f}")
# --8<-- [end:recall]

# --8<-- [start:fading]
other = told.copy()
other[0, 24:] *= -1  # another fact at turn 1
states, _ = recurrent(turns)
changed, _ = recurrent(tf.constant(other)[None])
gaps = tf.norm(states - changed, axis=-1)[0]
by_state = gaps / gaps[0]
by_attention = []
for length in range(1, 13):
    _, _, cache = attention(turns[:, :length])
    _, share, _ = attention(questions[:, :1], cache)
    by_attention.append(float(share[0, 0, 0]))
for turn in (1, 4, 8, 12):
    left = by_state[turn - 1], by_attention[turn - 1]
    print(f"turn {turn}: {left[0]:.3f} state", end=", ")
    print(f"{left[1]:.3f} attention")
# --8<-- [end:fading]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

figure, (top, bottom) = plt.subplots(
    2, figsize=(5, 4), sharex=True, layout="constrained"
)
heard = range(1, 13)
top.bar(heard, weights[0, 0, :12], color="#1c7ed6")
top.set_ylabel("weight in the answer")
bottom.plot(heard, by_attention, "--", color="#1c7ed6")
bottom.plot(heard, by_state, color="#1c7ed6")
bottom.legend(["attention", "state"], frameon=False)
bottom.set_xlabel("turn")
bottom.set_ylabel("left of turn 1")
plt.savefig("memory.svg", transparent=True)
# --8<-- [end:drawing]


# --8<-- [start:cost]
def multiplications(function, *inputs):
    """Count them in the graph, before anything is computed."""
    traced = tf.function(function).get_concrete_function(*inputs)
    total = 0
    for step in traced.graph.get_operations():
        if "MatMul" in step.type:
            size = step.outputs[0].shape.num_elements()
            total += size * step.inputs[0].shape[-1]
    return total


cell = recurrent.cell  # one step of the layer
for length in (12, 120):
    talk = tf.tile(turns, (1, length // 12, 1))
    before, last = talk[:, :-1], talk[:, -1:]
    _, _, cache = attention(before)
    step = multiplications(cell, last[:, 0], [state])
    anew = multiplications(attention, talk)
    cached = multiplications(attention, last, cache)
    print(f"turn {length}: {step=}, {anew=}, {cached=}")
# --8<-- [end:cost]

# --8<-- [start:fused]
_, _, cache = attention(turns)
fifth = questions[:, 4:5]
answer, _, (key, value) = attention(fifth, cache)
# One head, and it comes after time: (B, T, 1, 12).
parts = attention.query(fifth)[:, :, None], key[:, :, None]
parts = *parts, value[:, :, None]
fused = keras.ops.dot_product_attention(*parts)
wrong = keras.ops.dot_product_attention(*parts, is_causal=True)
first = np.allclose(wrong[0, 0, 0], value[0, 0])
print(f"off by: {tf.norm(fused[:, 0] - answer, np.inf):.3f}")
print(f"causal: {tf.norm(wrong[:, 0] - answer, np.inf):.3f}")
print(f"causal reads turn 1 alone: {first}")
# --8<-- [end:fused]
