"""Recurrent layers in Keras: states, masks, directions."""

# --8<-- [start:inputs]
import math
from contextlib import suppress

import keras
import tensorflow as tf
from keras import layers


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = math.prod(shape)
    numbers = tf.range(count) * 37 % (count + 1)
    numbers = tf.cast(numbers, tf.float32)
    return tf.reshape(numbers, shape) / 64 - 0.25


x = mixed(2, 3, 4)
k = tf.transpose(mixed(12, 4))
r = tf.transpose(mixed(12, 3))
b = mixed(12)
h = mixed(2, 3) + 0.1
c = mixed(2, 3) - 0.1
length = tf.constant([3, 2], tf.int64)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def filled(layer, *weights):
    """Let the layer run with these weights."""

    def run(x, *arguments, **how):
        layer.build(x.shape)
        others = layer.non_trainable_variables
        return layer.stateless_call(
            list(weights), others, x, *arguments, **how
        )[0]

    return run


def gates(kernel, recurrent, bias):
    """A GRU has a second bias; here it is zero."""
    return kernel, recurrent, tf.stack([bias, 0 * bias])


def built(layer):
    """Let the layer draw its weights."""
    layer.build((None, 3, 4))
    return layer


def equal(a, b):
    return bool(tf.reduce_all(a == b))


everything = {"return_sequences": True, "return_state": True}
# --8<-- [end:helpers]

# --8<-- [start:what_comes_back]
lstm_by_default = filled(layers.LSTM(3), k, r, b)(x)
lstm_by_default_as_pytorch = (
    lambda out, h, c: (out, (h[None], c[None]))
)(*filled(layers.LSTM(3, **everything), k, r, b)(x))
last_step = filled(layers.LSTM(3), k, r, b)(x)
all_steps = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(x)
last_states = filled(layers.LSTM(3, return_state=True), k, r, b)(
    x
)[1:]
last_states_as_pytorch = [
    state[None]
    for state in filled(
        layers.LSTM(3, return_state=True), k, r, b
    )(x)[1:]
]
last_state_of_gru = filled(
    layers.GRU(3, return_state=True),
    *gates(k[:, :9], r[:, :9], b[:9]),
)(x)[1]
last_state_of_gru_as_pytorch = filled(
    layers.GRU(3, return_state=True),
    *gates(k[:, :9], r[:, :9], b[:9]),
)(x)[1][None]
steps_of_rnn = filled(
    layers.SimpleRNN(3, return_sequences=True),
    *(k[:, :3], r[:, :3], b[:3]),
)(x)
rnn_of_relu = filled(
    layers.SimpleRNN(3, "relu", return_sequences=True),
    *(k[:, :3], r[:, :3], -b[:3]),
)(x)
time_axis = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(x)
time_axis_as_pytorch = tf.transpose(
    filled(layers.LSTM(3, return_sequences=True), k, r, b)(
        tf.transpose(x, (1, 0, 2))
    ),
    (1, 0, 2),
)
gru_steps = filled(
    layers.GRU(3, return_sequences=True),
    *gates(k[:, :9], r[:, :9], b[:9]),
)(x)
gru_without_reset_after = filled(
    layers.GRU(3, reset_after=False),
    *(k[:, :9], r[:, :9], b[:9]),
)(x)
gru_without_reset_after_as_pytorch = filled(
    layers.GRU(3), *gates(k[:, :9], r[:, :9], b[:9])
)(x)
# Keras wants the axis of the batch.
with suppress(ValueError):
    unbatched = filled(
        layers.LSTM(3, return_sequences=True), k, r, b
    )(x[0])
unbatched_as_pytorch = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(x[:1])[0]
# --8<-- [end:what_comes_back]

# --8<-- [start:states]
initial_state = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(x, initial_state=[h, c])
initial_state_of_gru = filled(
    layers.GRU(3, return_sequences=True),
    *gates(k[:, :9], r[:, :9], b[:9]),
)(x, initial_state=h)
second_call = (lambda layer: equal(layer(x), layer(x)))(
    layers.LSTM(3)
)
step_by_step = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(
    x[:, 1:],
    initial_state=filled(
        layers.LSTM(3, return_state=True), k, r, b
    )(x[:, :1])[1:],
)
order_of_states = filled(
    layers.LSTM(3, return_state=True), k, r, b
)(x)[2]
# --8<-- [end:states]

# --8<-- [start:cells]
lstm_cell = filled(layers.LSTMCell(3), k, r, b)(x[:, 0], [h, c])[
    1
]
gru_cell = filled(
    layers.GRUCell(3), *gates(k[:, :9], r[:, :9], b[:9])
)(x[:, 0], h)[0]
rnn_cell = filled(
    layers.SimpleRNNCell(3), k[:, :3], r[:, :3], b[:3]
)(x[:, 0], h)[0]
# --8<-- [end:cells]

# --8<-- [start:directions_and_layers]
bidirectional = filled(
    layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
    *(k, r, b),
    *(-k, -r, b),
)(x)
bidirectional_last = filled(
    layers.Bidirectional(layers.LSTM(3)),
    *(k, r, b),
    *(-k, -r, b),
)(x)
bidirectional_last_as_pytorch = filled(
    layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
    *(k, r, b),
    *(-k, -r, b),
)(x)[:, -1]
backwards = filled(
    layers.LSTM(3, return_sequences=True, go_backwards=True),
    *(k, r, b),
)(x)
backwards_in_time = tf.reverse(
    filled(
        layers.LSTM(3, return_sequences=True, go_backwards=True),
        *(k, r, b),
    )(x),
    [1],
)
two_layers = filled(
    layers.LSTM(3, return_sequences=True), k[:3], r, b
)(filled(layers.LSTM(3, return_sequences=True), k, r, b)(x))
sum_of_directions = filled(
    layers.Bidirectional(
        layers.LSTM(3, return_sequences=True), merge_mode="sum"
    ),
    *(k, r, b),
    *(-k, -r, b),
)(x)
# --8<-- [end:directions_and_layers]

# --8<-- [start:masks]
steps_of_lengths = filled(
    layers.LSTM(3, return_sequences=True), k, r, b
)(x, mask=tf.sequence_mask(length, 3))
steps_of_lengths_as_pytorch = filled(
    layers.LSTM(
        3, return_sequences=True, zero_output_for_mask=True
    ),
    *(k, r, b),
)(x, mask=tf.sequence_mask(length, 3))
steps_of_lengths_in_zeros = filled(
    layers.LSTM(
        3, return_sequences=True, zero_output_for_mask=True
    ),
    *(k, r, b),
)(x, mask=tf.sequence_mask(length, 3))
last_of_lengths = filled(layers.LSTM(3), k, r, b)(
    x, mask=tf.sequence_mask(length, 3)
)
last_of_padding = filled(layers.LSTM(3), k, r, b)(
    x, mask=tf.sequence_mask(length, 3)
)
last_of_padding_as_pytorch = filled(layers.LSTM(3), k, r, b)(x)
mask_of_lengths = tf.sequence_mask(length, 3)
unsorted_lengths = filled(layers.LSTM(3), k, r, b)(
    tf.reverse(x, [0]),
    mask=tf.sequence_mask(tf.reverse(length, [0]), 3),
)
# --8<-- [end:masks]

# --8<-- [start:weights_and_defaults]
parameters_of_lstm = built(layers.LSTM(3)).count_params()
parameters_of_lstm_as_pytorch = (
    built(layers.LSTM(3)).count_params() + 12
)
parameters_of_gru = built(layers.GRU(3)).count_params()
shape_of_kernel = list(built(layers.LSTM(3)).cell.kernel.shape)
shape_of_kernel_as_pytorch = list(
    tf.transpose(built(layers.LSTM(3)).cell.kernel).shape
)
first_kernel = keras.initializers.GlorotUniform()((30, 100))
first_kernel_as_pytorch = keras.initializers.RandomUniform(
    -1 / 5, 1 / 5
)((30, 100))
recurrent_is_orthogonal = (
    lambda w: bool(
        tf.reduce_max(
            tf.abs(tf.matmul(w, w, transpose_b=True) - tf.eye(3))
        )
        < 1e-5
    )
)(built(layers.LSTM(3)).cell.recurrent_kernel)
recurrent_is_orthogonal_as_pytorch = (
    lambda w: bool(
        tf.reduce_max(
            tf.abs(tf.matmul(w, w, transpose_b=True) - tf.eye(3))
        )
        < 1e-5
    )
)(keras.initializers.RandomUniform(-0.5, 0.5)((3, 12)))
bias_at_first_is_zero = equal(
    built(layers.GRU(3)).cell.bias, 0.0
)
bias_at_first_is_zero_as_pytorch = equal(
    built(
        layers.GRU(3, bias_initializer="random_uniform")
    ).cell.bias,
    0.0,
)
dropout_within_one_layer = (
    lambda net: equal(
        net(x, training=True), net(x, training=True)
    )
)(layers.LSTM(3, dropout=0.5))
dropout_within_one_layer_as_pytorch = (
    lambda net: equal(
        net(x, training=True), net(x, training=True)
    )
)(layers.LSTM(3))
recurrent_dropout = layers.LSTM(
    3, recurrent_dropout=0.2
).recurrent_dropout
# no remedy: a cell of one's own for layers.RNN has to do it.
projected_size = hasattr(layers.LSTM(3), "proj_size")
convolutional = list(
    layers.ConvLSTM1D(2, 3)(tf.ones((1, 2, 5, 4))).shape
)
# --8<-- [end:weights_and_defaults]
