"""Attention in Keras: scales, layouts, heads, masks."""

# --8<-- [start:inputs]
import math

import keras
import tensorflow as tf
from keras import layers, ops


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = math.prod(shape)
    numbers = tf.range(count) * 37 % (count + 1)
    numbers = tf.cast(numbers, tf.float32)
    return tf.reshape(numbers, shape) / 48 - 0.5


q = mixed(2, 3, 4)
k = mixed(2, 5, 4)
v = mixed(2, 5, 4) + 0.5
w = tf.transpose(mixed(4, 4))
bias = mixed(4)
scale = tf.constant([0.5, 1.0, 2.0, -1.0])
words = tf.constant([[4, 2, 9, 0, 0], [3, 1, 0, 0, 0]], tf.int64)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def heads(x, count=2):
    """Split the last axis into heads, steps before heads."""
    return ops.reshape(x, (*x.shape[:2], count, -1))


def swapped(x):
    return tf.transpose(x, (0, 2, 1, 3))


def joined(x):
    return ops.reshape(x, (*x.shape[:2], -1))


def one(x):
    """Add an axis for a single head."""
    return x[:, :, None]


def attend(q, k, v, **how):
    return ops.dot_product_attention(
        one(q), one(k), one(v), **how
    )[:, :, 0]


def filled(w, bias):
    """Fill attention of two heads: one kernel for all four."""
    layer = layers.MultiHeadAttention(2, 2)
    kernel, b = (
        tf.reshape(w, (4, 2, 2)),
        tf.reshape(bias, (2, 2)),
    )
    given = [kernel, b] * 3 + [tf.reshape(w, (2, 2, 4)), bias]

    def run(q, v, k=None, **how):
        k = v if k is None else k
        layer.build(q.shape, v.shape, k.shape)
        others = layer.non_trainable_variables
        return layer.stateless_call(
            given, others, q, v, k, **how
        )[0]

    return run


def built(layer):
    layer.build((None, 3, 4), (None, 5, 4))
    return layer


encoder = keras.Sequential(
    [
        keras.Input((4,)),
        layers.LayerNormalization(),
        layers.Dense(8, "relu"),
        layers.Dense(4),
        layers.LayerNormalization(),
    ]
)

seen = tf.linalg.band_part(tf.ones((3, 5)), -1, 0) > 0
nothing = tf.zeros((3, 5), tf.bool)
penalty = -tf.reshape(tf.range(15.0), (3, 5)) / 10
padding = tf.constant([[True, True, True, False, False]] * 2)
# --8<-- [end:helpers]

# --8<-- [start:scaled_dot_product]
of_heads = joined(
    ops.dot_product_attention(heads(q), heads(k), heads(v))
)
layout_of_heads = ops.dot_product_attention(
    swapped(heads(q)), swapped(heads(q)), swapped(heads(q))
)
layout_of_heads_as_pytorch = swapped(
    ops.dot_product_attention(heads(q), heads(q), heads(q))
)
without_scale = attend(q, k, v, scale=1.0)
without_scale__layer = layers.Attention()([q, v, k])
additive_mask = attend(q, k, v, bias=penalty)
mask_of_booleans = attend(q, k, v, mask=seen)
row_that_sees_nothing = attend(q, k, v, mask=nothing)
row_that_sees_nothing_as_pytorch = tf.where(
    tf.reduce_any(nothing, -1, keepdims=True),
    attend(q, k, v, mask=nothing),
    0.0,
)
causal_of_unequal = attend(q, k, v, is_causal=True)
shared_keys = joined(
    ops.dot_product_attention(
        heads(q),
        tf.repeat(heads(k)[:, :, :1], 2, 2),
        tf.repeat(heads(v)[:, :, :1], 2, 2),
    )
)
dropout_of_weights = (
    tf.nn.dropout(tf.fill((1, 1, 1, 2000), 1 / 2000), 0.3)
    @ tf.eye(2000)[None, None]
)
# --8<-- [end:scaled_dot_product]

# --8<-- [start:by_hand]
weights_by_hand = tf.nn.softmax(
    tf.matmul(q, k, transpose_b=True) / 4**0.5
)
masked_scores = tf.where(
    seen, tf.matmul(q, k, transpose_b=True), -math.inf
)
masked_weights = tf.nn.softmax(
    tf.where(seen, tf.matmul(q, k, transpose_b=True), -math.inf)
)
weights_of_nothing = tf.nn.softmax(
    tf.where(
        nothing, tf.matmul(q, k, transpose_b=True), -math.inf
    )
)
softmax_with_mask = layers.Softmax()(
    tf.matmul(q, k, transpose_b=True),
    tf.broadcast_to(seen, (2, 3, 5)),
)
additive_attention = tf.matmul(
    tf.nn.softmax(
        tf.reduce_sum(
            scale * tf.tanh(q[:, :, None] + k[:, None]), -1
        )
    ),
    v,
)
dot_attention_scores = layers.Attention()(
    [q, v, k], return_attention_scores=True
)[1]
concatenated_scores = layers.AdditiveAttention(use_scale=False)(
    [q, v, k]
)
# --8<-- [end:by_hand]

# --8<-- [start:multi_head]
multi_head_by_default = filled(w, bias)(q, q)
multi_head_by_default_as_pytorch = (
    lambda x: (
        tf.transpose(filled(w, bias)(x, x), (1, 0, 2)),
        tf.reduce_mean(
            filled(w, bias)(x, x, return_attention_scores=True)[
                1
            ],
            1,
        ),
    )
)(tf.transpose(q, (1, 0, 2)))
# Keras takes query, value, key: in another order than PyTorch.
multi_head = filled(w, bias)(q, v, k)
self_attention = filled(w, bias)(q, q)
weights_of_heads = filled(w, bias)(
    q, v, k, return_attention_scores=True
)[1]
weights_of_heads_as_pytorch = tf.reduce_mean(
    filled(w, bias)(q, v, k, return_attention_scores=True)[1], 1
)
multi_head_with_mask = filled(w, bias)(
    q, v, k, attention_mask=seen[None]
)
multi_head_with_mask_as_pytorch = filled(w, bias)(
    q, v, k, attention_mask=~seen[None]
)
multi_head_with_padding = filled(w, bias)(
    q, v, k, key_mask=padding
)
multi_head_causal = filled(w, bias)(q, q, use_causal_mask=True)
# no remedy: nobody wants PyTorch's nan.
multi_head_sees_nothing = filled(w, bias)(
    q, v, k, attention_mask=nothing[None]
)
width_of_heads = layers.MultiHeadAttention(2, 16).key_dim
width_of_heads_as_pytorch = layers.MultiHeadAttention(
    2, 16 // 2
).key_dim
parameters_of_multi_head = built(
    layers.MultiHeadAttention(2, 2)
).count_params()
dropout_by_default = layers.MultiHeadAttention(2, 2).dropout
bias_by_default = layers.MultiHeadAttention(2, 2).get_config()[
    "use_bias"
]
# --8<-- [end:multi_head]

# --8<-- [start:masks]
causal = tf.linalg.band_part(tf.ones((4, 4)), -1, 0) > 0
causal_as_penalty = tf.where(
    tf.linalg.band_part(tf.ones((4, 4)), -1, 0) > 0,
    0.0,
    -math.inf,
)
mask_of_words = layers.Embedding(
    10, 3, mask_zero=True
).compute_mask(words)
mask_of_lengths = tf.sequence_mask([3, 2], 5)
mask_of_both = (
    tf.linalg.band_part(tf.ones((5, 5)), -1, 0) > 0
) & (words != 0)[:, None]
window_of_two = tf.linalg.band_part(tf.ones((5, 5)), 1, 0) > 0
blocks = words[:, :, None] == words[:, None]
mask_to_penalty = tf.where(seen, 0.0, -math.inf)
# --8<-- [end:masks]

# --8<-- [start:transformer]
encoder_layer = hasattr(layers, "TransformerEncoder")
encoder_layer_as_pytorch = (
    built(layers.MultiHeadAttention(2, 2)).count_params()
    + encoder.count_params()
)
# no remedy: write the layers in the order that you want.
order_of_norms = hasattr(layers, "TransformerEncoder")
sines = tf.sin(
    tf.range(5.0)[:, None] / 10000 ** (tf.range(0.0, 4, 2) / 4)
)
# --8<-- [end:transformer]
