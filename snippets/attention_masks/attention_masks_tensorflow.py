"""Let words attend to each other in Keras, and hide some."""

# --8<-- [start:attention]
import keras
import tensorflow as tf

keras.utils.set_random_seed(0)
words = keras.random.uniform((1, 3, 8))  # (B, T, E)
attention = keras.layers.MultiHeadAttention(2, key_dim=4)
out, shares = attention(
    words, words, return_attention_scores=True
)
print(f"out: {tuple(out.shape)}")
print(f"shares: {tuple(shares.shape)}")  # (B, heads, T, T)
query, output = attention.weights[0], attention.weights[-2]
print(f"query: {tuple(query.shape)}")  # key, value: the same
print(f"output: {tuple(output.shape)}")
counted = attention.count_params()
print(f"by hand: {4 * (8 * 8 + 8)}, counted: {counted}")
wide = keras.layers.MultiHeadAttention(2, key_dim=8)
wide(words, words)
print(f"key_dim=8: {wide.count_params()}")
# --8<-- [end:attention]


# --8<-- [start:mask]
def show(mask):
    """Print the shares that each word takes of all three."""
    _, shares = attention(
        words,
        words,
        attention_mask=mask,
        return_attention_scores=True,
    )
    mean = tf.reduce_mean(shares, axis=1)  # of the heads
    for number, row in enumerate(mean[0].numpy(), start=1):
        text = " ".join(f"{share:.3f}" for share in row)
        print(f"word {number}: {text}")


earlier = keras.ops.tril(tf.ones((1, 3, 3), dtype="bool"))
show(earlier)  # True: may look there
# --8<-- [end:mask]

# --8<-- [start:inverted]
show(~earlier)  # the mask that PyTorch wants
# --8<-- [end:inverted]

# --8<-- [start:function]
queries = words[:, :, None]  # (B, T, heads, E / heads)
seen = keras.ops.dot_product_attention(
    queries, queries, queries, mask=earlier
)
same = tf.reduce_all(seen[0, 0, 0] == words[0, 0])
print(f"True allows: {same.numpy()}")
# --8<-- [end:function]

# --8<-- [start:blind]
attention.weights[-1].assign(tf.fill(8, 0.5))  # output's bias


def answer(training, scores):
    """Return one number of what word 3 gets to see."""
    found = attention(
        words,
        words,
        attention_mask=~earlier,  # hides all from word 3
        training=training,
        return_attention_scores=scores,
    )
    out = found[0] if scores else found
    return out[0, 2, 0]


print(f"training, shares: {answer(True, True):.3f}")
print(f"training, no shares: {answer(True, False):.3f}")
print(f"inference, shares: {answer(False, True):.3f}")
print(f"inference, no shares: {answer(False, False):.3f}")
# --8<-- [end:blind]
