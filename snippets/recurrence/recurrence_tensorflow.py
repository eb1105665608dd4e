"""Recurrence, attention and masks in Keras."""

# --8<-- [start:inputs]
import math

import keras
import tensorflow as tf
from keras import layers


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = math.prod(shape)
    numbers = tf.range(count) * 37 % (count + 1)
    numbers = tf.cast(numbers, tf.float32)
    return tf.reshape(numbers, shape) / 64 - 0.25


sequence = mixed(2, 3, 4)
kernel = tf.transpose(mixed(12, 4))
recurrent = tf.transpose(mixed(12, 3))
bias = mixed(12)
query = mixed(2, 3, 4)
key = mixed(2, 5, 4)
value = key + 0.5
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def run(layer, x, *weights):
    """Run the layer with these weights; keep every step."""
    layer.return_sequences = True
    layer.build(x.shape)
    others = layer.non_trainable_variables
    return layer.stateless_call(list(weights), others, x)[0]


def built(layer):
    """Let the layer draw its weights."""
    layer.build((None, 3, 4))
    return layer


def by_gates(weight, *order):
    """Put the blocks of three units into another order."""
    blocks = [weight[..., 3 * i : 3 * i + 3] for i in order]
    return tf.concat(blocks, -1)


few = tf.zeros(9)
allowed = tf.linalg.band_part(tf.ones((3, 5)), -1, 0) > 0
# --8<-- [end:helpers]

# --8<-- [start:recurrent]
rnn = run(
    layers.SimpleRNN(3),
    sequence,
    kernel[:, :3],
    recurrent[:, :3],
    bias[:3],
)
lstm = run(layers.LSTM(3), sequence, kernel, recurrent, bias)
gru = run(
    layers.GRU(3),
    sequence,
    kernel[:, :9],
    recurrent[:, :9],
    tf.stack([bias[:9], few]),
)
gru_as_pytorch = run(
    layers.GRU(3),
    sequence,
    by_gates(kernel, 1, 0, 2),
    by_gates(recurrent, 1, 0, 2),
    tf.stack([by_gates(bias, 1, 0, 2), few]),
)
time_first = not getattr(layers.LSTM(3), "time_major", False)
time_first_as_pytorch = False
biases_of_lstm = len(
    [
        w
        for w in built(layers.LSTM(3)).weights
        if "bias" in w.name
    ]
)
biases_of_lstm_as_pytorch = 2
bias_at_first = bool(
    tf.reduce_all(built(layers.LSTM(3)).cell.bias[3:6] == 1)
)
bias_at_first_as_pytorch = False
# --8<-- [end:recurrent]

# --8<-- [start:attention]
attention = keras.ops.dot_product_attention(
    query[:, :, None], key[:, :, None], value[:, :, None]
)[:, :, 0]
attention_layer = layers.Attention()([query, value, key])
attention_layer_as_pytorch = layers.Attention()(
    [query / 2, value, key]
)
attention_with_mask = keras.ops.dot_product_attention(
    query[:, :, None],
    key[:, :, None],
    value[:, :, None],
    mask=allowed,
)[:, :, 0]
causal_mask = tf.linalg.band_part(tf.ones((3, 3)), -1, 0) > 0
attention_causal = keras.ops.dot_product_attention(
    query[:, :, None],
    query[:, :, None],
    query[:, :, None],
    is_causal=True,
)[:, :, 0]
scores = tf.matmul(query, key, transpose_b=True)
position_of_padding = tf.sequence_mask([3, 5], 5)
position_of_padding_as_pytorch = ~tf.sequence_mask([3, 5], 5)
# --8<-- [end:attention]
