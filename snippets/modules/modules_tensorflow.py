"""Layers of your own and merging layers in Keras."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = tf.constant([[0.5, 1.5, -1.0], [2.0, -0.75, 3.0]])
image = tf.transpose(
    tf.reshape(
        tf.cast(tf.range(48) * 37 % 49, tf.float32) / 16 - 1,
        (1, 3, 4, 4),
    ),
    (0, 2, 3, 1),
)
table = tf.reshape(tf.range(12.0), (4, 3)) / 10
words = tf.constant([[1, 3, 0], [2, 2, 1]], tf.int64)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def first(x):
    """Channels first, as PyTorch keeps them."""
    return tf.transpose(x, (0, 3, 1, 2))


class Scale(layers.Layer):
    """A layer of one's own, with a weight for each feature."""

    def build(self, shape):
        self.scale = self.add_weight(
            shape=(shape[-1],),
            initializer=keras.initializers.Constant(2.0),
        )
        self.seen = self.add_weight(
            shape=(), initializer="zeros", trainable=False
        )

    def call(self, x):
        self.seen.assign_add(1.0)
        return x * self.scale


def built(layer, width=3):
    """Let the layer make its weights."""
    layer.build((None, width))
    return layer


def filled(layer, *weights):
    """Give the layer these weights, in its own order."""

    def call(*x):
        layer.build(*(one.shape for one in x))
        return layer.stateless_call(list(weights), [], *x)[0]

    return call


# --8<-- [end:helpers]

# --8<-- [start:layers_of_your_own]
own_layer = Scale()(x)
weight_of_own_layer = tf.stop_gradient(built(Scale()).scale)
trainable_weights_of_own_layer = len(
    built(Scale()).trainable_weights
)
all_weights_of_own_layer = len(built(Scale()).weights)
calls_counted = (
    lambda layer: (
        layer(x),
        layer(x),
        tf.convert_to_tensor(layer.seen),
    )
)(Scale())[2]
parameter = tf.stop_gradient(
    layers.Layer().add_weight((2,), "ones")
)
parameter_is_trainable = (
    layers.Layer().add_weight((2,), "ones").trainable
)
tensor_on_a_module = (
    lambda net: (
        setattr(net, "extra", keras.Variable([1.0, 1.0]))
        or len(net.trainable_weights)
    )
)(layers.Layer())
tensor_on_a_module_as_pytorch = (
    lambda net: (
        setattr(net, "extra", tf.ones(2))
        or len(net.trainable_weights)
    )
)(layers.Layer())
layers_in_a_module_list = sum(
    len(layer.weights)
    for layer in [built(Scale(), 2), built(Scale(), 3)]
)
layers_in_a_module_dict = sum(
    len(layer.weights)
    for layer in {
        "a": built(Scale(), 2),
        "b": built(Scale(), 3),
    }.values()
)
lambda_layer = layers.Lambda(lambda x: x * 2)(x)
identity = layers.Identity()(x)
layer_by_place = keras.Sequential(
    [layers.ReLU(), layers.Activation("tanh")]
).layers[1](x)
layer_by_name = keras.Sequential(
    [layers.ReLU(), layers.Activation("tanh", name="second")]
).get_layer("second")(x)


def layer_appended(x):
    net = keras.Sequential([layers.ReLU()])
    net.add(layers.Activation("tanh"))
    return net(x)


number_of_children = len(
    keras.Sequential(
        [layers.ReLU(), layers.Activation("tanh")]
    ).layers
)
layer_in_training = bool(Scale().trainable)
layer_in_evaluation = layers.Dropout(0.5)(x, training=False)
frozen_layer = len(
    built(Scale(trainable=False)).trainable_weights
)
with suppress(NotImplementedError):
    call_without_forward = layers.Layer()(x)
with suppress(ValueError):
    wrong_width = built(layers.Dense(2), 4)(x)


def penalty_of_a_layer(x):
    layer = layers.ActivityRegularization(l2=0.5)
    layer(x)
    return layer.losses[0] * len(x)


# --8<-- [end:layers_of_your_own]

# --8<-- [start:merging]
concatenate = layers.Concatenate()([x, y])
concatenate__function = layers.concatenate([x, y])
concatenate_images = layers.Concatenate()([image, image])
add_layers = layers.Add()([x, y])
add_layers__function = layers.add([x, y])
subtract_layers = layers.Subtract()([x, y])
subtract_layers__function = layers.subtract([x, y])
multiply_layers = layers.Multiply()([x, y])
multiply_layers__function = layers.multiply([x, y])
average_layers = layers.Average()([x, y])
average_layers__function = layers.average([x, y])
maximum_layers = layers.Maximum()([x, y])
maximum_layers__function = layers.maximum([x, y])
minimum_layers = layers.Minimum()([x, y])
minimum_layers__function = layers.minimum([x, y])
dot_layer = layers.Dot(axes=1)([x, y])
dot_layer__function = layers.dot([x, y], axes=1)
cosine_similarity = -keras.losses.cosine_similarity(x, y)
pairwise_distance = tf.norm(x - y, axis=1)
residual = layers.Add()([x, layers.ReLU()(x)])
repeat_vector = layers.RepeatVector(2)(x)
reshape_layer = layers.Reshape((3, 1))(x)
reshape_to_two = layers.Reshape((-1, 1))(x)
flatten_image = layers.Flatten()(image)
flatten_image_as_pytorch = layers.Flatten()(first(image))
permute_layer = layers.Permute((2, 1))(x[:, :, None])
einsum_layer = filled(
    layers.EinsumDense("bi,io->bo", 3), tf.transpose(table[:3])
)(x)
bilinear = tf.einsum("bi,ij,bj->b", x, table[:3], y)[:, None]
over_time = layers.TimeDistributed(
    layers.Lambda(lambda one: one @ tf.transpose(table[:3]))
)(tf.stack([x, y], 1))
masked_steps = layers.Masking().compute_mask(
    tf.stack([x, 0 * y], 1)
)
# --8<-- [end:merging]

# --8<-- [start:embeddings]
embedding = tf.nn.embedding_lookup(table, words)
embedding_layer = filled(layers.Embedding(4, 3), table)(words)
embedding_from_weights = layers.Embedding(
    4, 3, weights=[table.numpy()]
)(words)
embedding_of_a_single_word = tf.gather(table, words[0, 1])
embedding_with_padding = tf.nn.embedding_lookup(table, words)
embedding_with_padding_as_pytorch = tf.where(
    words[..., None] == 0,
    tf.stop_gradient(tf.gather(table, words)),
    tf.gather(table, words),
)
mask_of_padding = layers.Embedding(
    4, 3, mask_zero=True
).compute_mask(words)
embedding_bag_of_means = tf.reduce_mean(
    tf.gather(table, words), 1
)
embedding_bag_of_means__sparse = tf.nn.embedding_lookup_sparse(
    table, tf.RaggedTensor.from_tensor(words), None, "mean"
)
embedding_bag_of_sums = tf.reduce_sum(tf.gather(table, words), 1)
embedding_bag_of_maxima = tf.reduce_max(
    tf.gather(table, words), 1
)
embedding_of_limited_norm = tf.clip_by_norm(table, 1.0, [1])
positions_added = tf.gather(table, words) + table[:3]
scores_of_tied_weights = tf.matmul(x, table, transpose_b=True)
one_hot_times_table = tf.one_hot(words, 4) @ table
shape_of_embedding = built(
    layers.Embedding(4, 3)
).embeddings.shape
number_of_embeddings = layers.Embedding(4, 3).input_dim
# --8<-- [end:embeddings]

# --8<-- [start:normalisation_layers]
batch_norm2d_of_training = layers.BatchNormalization()(
    image, training=True
)
batch_norm2d_of_training_as_pytorch = layers.BatchNormalization(
    epsilon=1e-5
)(image, training=True)
batch_norm2d_of_inference = layers.BatchNormalization()(image)
batch_norm2d_of_inference_as_pytorch = layers.BatchNormalization(
    epsilon=1e-5
)(image)


def moving_variance(x):
    norm = layers.BatchNormalization(momentum=0.0)
    norm(x, training=True)
    return tf.stop_gradient(norm.moving_variance)


def moving_variance_as_pytorch(x):
    norm = layers.BatchNormalization(momentum=0.0)
    norm(x, training=True)
    count = x.shape[0]
    return (
        tf.stop_gradient(norm.moving_variance)
        * count
        / (count - 1)
    )


def moving_mean_after_one_batch(x):
    norm = layers.BatchNormalization()
    norm(x, training=True)
    return tf.stop_gradient(norm.moving_mean)


def moving_mean_after_one_batch_as_pytorch(x):
    norm = layers.BatchNormalization(momentum=0.9)
    norm(x, training=True)
    return tf.stop_gradient(norm.moving_mean)


instance_norm = first(layers.GroupNormalization(-1)(image))
instance_norm_as_pytorch = first(
    layers.GroupNormalization(-1, epsilon=1e-5)(image)
)
# no remedy: nobody wants the wrong gradient.
instance_norm_turned = layers.GroupNormalization(-1)(image)
group_norm_layer = layers.GroupNormalization(3)(image)
group_norm_layer_as_pytorch = layers.GroupNormalization(
    3, epsilon=1e-5
)(image)
rms_norm_layer = layers.RMSNormalization()(x)
unit_rows = layers.UnitNormalization()(x)
unit_rows__function = tf.math.l2_normalize(x, 1)
# --8<-- [end:normalisation_layers]

# --8<-- [start:activations_as_layers]
sigmoid_layer = layers.Activation("sigmoid")(x)
softmax_layer = layers.Softmax()(x)
log_softmax_layer = keras.activations.log_softmax(x)
relu6_layer = keras.activations.relu6(x)
silu_layer = keras.activations.silu(x)
mish_layer = keras.activations.mish(x)
softplus_layer = keras.activations.softplus(x)
softsign_layer = keras.activations.softsign(x)
hard_tanh_layer = keras.activations.hard_tanh(x / 5)
hard_sigmoid_layer = keras.activations.hard_sigmoid(x)
hard_swish_layer = keras.activations.hard_silu(x)
hard_shrink_layer = keras.activations.hard_shrink(x)
soft_shrink_layer = keras.activations.soft_shrink(x)
tanh_shrink_layer = keras.activations.tanh_shrink(x)
log_sigmoid_layer = keras.activations.log_sigmoid(x)
glu_layer = keras.activations.glu(table[:, :2])
threshold_layer = keras.activations.threshold(x, 1.0, 0.0)
# --8<-- [end:activations_as_layers]
