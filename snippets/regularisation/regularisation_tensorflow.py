"""Regularisation in Keras: penalties, dropout, bounds."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
w = tf.constant([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
# --8<-- [end:inputs]

# --8<-- [start:penalties]
l1 = keras.regularizers.L1(0.01)(w)
l2 = keras.regularizers.L2(0.01)(w)
l1_and_l2 = keras.regularizers.L1L2(0.01, 0.02)(w)
l2_loss = tf.nn.l2_loss(w)
l2_loss_as_pytorch = 2 * tf.nn.l2_loss(w)
orthogonality = keras.regularizers.OrthogonalRegularizer(0.01)(w)


# The penalty of a layer is the mean over the batch.
def activity(x):
    layer = layers.ActivityRegularization(l2=0.01)
    layer(x)
    return layer.losses[0] * 2


def penalty_with_adam():
    weight = tf.Variable([2.0])
    optimizer = keras.optimizers.Adam(0.1)
    with tf.GradientTape() as tape:
        loss = 0.5 * weight + keras.regularizers.L2(0.1)(weight)
    optimizer.apply([tape.gradient(loss, weight)], [weight])
    return tf.stop_gradient(weight)


def decay_with_adam():
    weight = tf.Variable([2.0])
    optimizer = keras.optimizers.Adam(0.1, weight_decay=0.2)
    optimizer.apply([tf.constant([0.5])], [weight])
    return tf.stop_gradient(weight)


def decay_with_adam_as_pytorch():
    weight = tf.Variable([2.0])
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.apply([0.5 + 0.2 * weight], [weight])
    return tf.stop_gradient(weight)


def decay_with_adamw():
    weight = tf.Variable([2.0])
    optimizer = keras.optimizers.AdamW(0.1, weight_decay=0.2)
    optimizer.apply([tf.constant([0.5])], [weight])
    return tf.stop_gradient(weight)


weight_decay_of_adamw_by_default = (
    keras.optimizers.AdamW().weight_decay
)
weight_decay_of_adamw_by_default_as_pytorch = 0.01


def decay_without_a_bias():
    weight = keras.Variable([2.0], name="weight")
    bias = keras.Variable([2.0], name="bias")
    optimizer = keras.optimizers.AdamW(0.1, weight_decay=0.2)
    optimizer.exclude_from_weight_decay(var_list=[bias])
    optimizer.apply([tf.zeros(1), tf.zeros(1)], [weight, bias])
    return [
        tf.stop_gradient(one.value) for one in (weight, bias)
    ]


# --8<-- [end:penalties]

# --8<-- [start:bounds]
norm_of_rows_at_most_one = keras.constraints.MaxNorm(
    1.0, axis=1
)(w)
norm_at_most_one = tf.clip_by_norm(w, 1.0, [1])
weights_not_negative = keras.constraints.NonNeg()(w)
weights_of_unit_norm = keras.constraints.UnitNorm(axis=1)(w)
weights_clipped = tf.clip_by_value(w, -0.9, 0.9)
max_norm_of_an_embedding = tf.nn.embedding_lookup(
    tf.constant([[3.0, 4.0]]), [0], max_norm=1.0
)


def spectral_norm_of_a_layer():
    dense = layers.Dense(2, use_bias=False)
    layer = layers.SpectralNormalization(
        dense, power_iterations=50
    )
    layer.build((None, 2))
    dense.kernel.assign([[3.0, 0.0], [0.0, 1.0]])
    y = layer(tf.eye(2), training=True)
    return tf.round(1000 * tf.stop_gradient(y)) / 1000


weight_norm_of_a_layer = hasattr(layers, "WeightNormalization")


def weight_norm_of_a_layer_as_pytorch():
    return tf.norm(
        tf.constant([[3.0, 4.0], [0.0, 1.0]]),
        axis=1,
        keepdims=True,
    )


# --8<-- [end:bounds]


# --8<-- [start:noise]
def dropout():
    return tf.nn.dropout(tf.ones(2000), 0.3)


def dropout__keras():
    return keras.random.dropout(tf.ones(2000), 0.3)


def dropout_layer():
    return layers.Dropout(0.3)(tf.ones(2000), training=True)


dropout_of_rate_zero = tf.nn.dropout(x, 0.0)
dropout_in_inference = layers.Dropout(0.3)(x, training=False)


def channel_dropout_1d():
    layer = layers.SpatialDropout1D(0.3)
    return layer(tf.ones((2000, 4, 1)), training=True)[:, 0, 0]


def channel_dropout_2d():
    layer = layers.SpatialDropout2D(0.3)
    kept = layer(tf.ones((2000, 2, 2, 1)), training=True)
    return kept[:, 0, 0, 0]


def channel_dropout_3d():
    layer = layers.SpatialDropout3D(0.3)
    kept = layer(tf.ones((2000, 2, 2, 2, 1)), training=True)
    return kept[:, 0, 0, 0, 0]


def whole_channels_fall_out():
    layer = layers.SpatialDropout2D(0.5)
    kept = layer(tf.ones((100, 4, 4, 3)), training=True)
    highest = tf.reduce_max(kept, (1, 2))
    return bool(
        tf.reduce_all(highest == tf.reduce_min(kept, (1, 2)))
    )


def alpha_dropout():
    return layers.AlphaDropout(0.3)(
        tf.zeros(2000), training=True
    )


def gaussian_noise():
    return layers.GaussianNoise(0.5)(
        tf.zeros(2000), training=True
    )


def gaussian_dropout():
    return layers.GaussianDropout(0.3)(
        tf.ones(2000), training=True
    )


def same_mask_for_all_steps():
    layer = layers.Dropout(0.3, noise_shape=(2000, 1))
    return layer(tf.ones((2000, 3)), training=True)[:, 0]


def stochastic_depth():
    kept = tf.cast(tf.random.uniform((2000,)) < 0.7, tf.float32)
    return tf.ones(2000) * kept


# --8<-- [end:noise]

# --8<-- [start:targets]
smoothed_labels = (
    tf.one_hot(tf.constant([0, 2]), 3) * 0.9 + 0.1 / 3
)
loss_with_smoothing = keras.losses.CategoricalCrossentropy(
    from_logits=True, label_smoothing=0.1
)(tf.one_hot([0, 2], 3), x)
mixed_targets = 0.75 * tf.constant(
    [1.0, 0.0]
) + 0.25 * tf.constant([0.0, 1.0])
share_of_zeros = tf.math.zero_fraction(tf.nn.relu(w))
# --8<-- [end:targets]
