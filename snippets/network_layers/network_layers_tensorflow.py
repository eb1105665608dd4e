"""Layers in Keras, with the same weights as in PyTorch."""

# --8<-- [start:inputs]
import tensorflow as tf
from keras import initializers, layers


def mixed(count):
    """As many numbers, all different and in no order."""
    whole = tf.range(count) * 37 % (count + 1)
    return tf.cast(whole, tf.float32) / 16 - 1


x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
kernel = tf.transpose(
    tf.reshape(tf.range(6.0), (2, 3)) / 10 - 0.2
)
bias = tf.constant([0.5, -0.25])
image = tf.transpose(
    tf.reshape(mixed(120), (1, 4, 5, 6)),
    (0, 2, 3, 1),
)
filters = tf.transpose(
    tf.reshape(mixed(72), (2, 4, 3, 3)),
    (2, 3, 1, 0),
)
sequence = tf.transpose(
    tf.reshape(mixed(40), (2, 4, 5)), (0, 2, 1)
)
windows = tf.transpose(
    tf.reshape(mixed(24), (2, 4, 3)), (2, 1, 0)
)
words = tf.constant([[1, 0, 2]], tf.int64)
table = tf.reshape(tf.range(12.0), (3, 4)) / 10
# --8<-- [end:inputs]

# --8<-- [start:helpers]
variance = tf.constant([1.0, 2.0, 0.5])
pads = [[0, 0], [1, 1], [1, 1], [0, 0]]


def filled(layer, *weights):
    """Give the layer these weights, in its own order."""

    def call(x):
        layer.build(x.shape)
        return layer.stateless_call(list(weights), [], x)[0]

    return call


def built(layer, *shape):
    """Let the layer draw its weights."""
    layer.build(shape)
    return layer


def first(image):
    """Channels first, as PyTorch keeps them."""
    return tf.transpose(image, (0, 3, 1, 2))


# --8<-- [end:helpers]

# --8<-- [start:dense]
dense = filled(layers.Dense(2), kernel, bias)(x)
dense_without_bias = x @ kernel
embedding = filled(layers.Embedding(3, 4), table)(words)
flatten = layers.Flatten()(image)
flatten_as_pytorch = layers.Flatten()(first(image))
# --8<-- [end:dense]

# --8<-- [start:convolution]
conv2d = tf.nn.conv2d(image, filters, 1, "VALID")
conv2d_as_pytorch = tf.transpose(conv2d, (0, 3, 1, 2))
conv2d_same = tf.nn.conv2d(image, filters, 1, "SAME")
conv2d_stride = tf.nn.conv2d(image, filters, 2, "SAME")
conv2d_stride_as_pytorch = tf.nn.conv2d(
    tf.pad(image, pads), filters, 2, "VALID"
)
# no remedy: on a CPU TensorFlow has no gradient of it.
conv2d_dilated = tf.nn.conv2d(
    image, filters, 1, "VALID", dilations=2
)
conv2d_transposed = tf.nn.conv2d_transpose(
    image,
    tf.transpose(filters, (0, 1, 3, 2)),
    (1, 7, 8, 2),
    1,
    "VALID",
)
conv2d_depthwise = tf.nn.depthwise_conv2d(
    image, filters[..., :1], [1, 1, 1, 1], "VALID"
)
conv1d = tf.nn.conv1d(sequence, windows, 1, "VALID")
conv1d__layer = filled(
    layers.Conv1D(2, 3, use_bias=False), windows
)(sequence)
conv1d_causal = filled(
    layers.Conv1D(2, 3, padding="causal", use_bias=False),
    windows,
)(sequence)
# --8<-- [end:convolution]

# --8<-- [start:pooling]
max_pool = tf.nn.max_pool2d(image, 2, 2, "VALID")
max_pool__layer = layers.MaxPooling2D(2)(image)
average_pool = tf.nn.avg_pool2d(image, 2, 2, "VALID")
average_pool__layer = layers.AveragePooling2D(2)(image)
max_pool_padded = tf.nn.max_pool2d(image, 3, 2, "SAME")
max_pool_padded_as_pytorch = tf.nn.max_pool2d(
    tf.pad(image, pads, constant_values=float("-inf")),
    3,
    2,
    "VALID",
)
average_pool_padded = tf.nn.avg_pool2d(
    image[:, :, :5], 3, 2, "SAME"
)
average_pool_padded_as_pytorch = tf.nn.avg_pool2d(
    tf.pad(image[:, :, :5], pads), 3, 2, "VALID"
)
global_average = layers.GlobalAveragePooling2D()(image)
global_maximum = layers.GlobalMaxPooling2D()(image)
# --8<-- [end:pooling]

# --8<-- [start:normalisation]
layer_norm = layers.LayerNormalization()(x)
layer_norm_as_pytorch = layers.LayerNormalization(epsilon=1e-5)(
    x
)
batch_norm_of_training = layers.BatchNormalization()(
    x, training=True
)
batch_norm_of_training_as_pytorch = layers.BatchNormalization(
    epsilon=1e-5
)(x, training=True)
batch_norm_of_inference = tf.nn.batch_normalization(
    x, 0.0, variance, None, None, 1e-3
)
batch_norm_of_inference_as_pytorch = tf.nn.batch_normalization(
    x, 0.0, variance, None, None, 1e-5
)
group_norm = layers.GroupNormalization(2)(image)
group_norm_as_pytorch = layers.GroupNormalization(
    2, epsilon=1e-5
)(image)
rms_norm = layers.RMSNormalization()(x)
local_response = tf.nn.local_response_normalization(image)
local_response_as_pytorch = tf.nn.local_response_normalization(
    image, 2, 1.0, 1e-4 / 5, 0.75
)
epsilon_of_batch_norm = layers.BatchNormalization().epsilon
epsilon_of_batch_norm_as_pytorch = 1e-5
momentum_of_batch_norm = layers.BatchNormalization().momentum
momentum_of_batch_norm_as_pytorch = 0.1
epsilon_of_layer_norm = layers.LayerNormalization().epsilon
epsilon_of_layer_norm_as_pytorch = 1e-5
# --8<-- [end:normalisation]

# --8<-- [start:dropout_and_resizing]
dropout = tf.nn.dropout(tf.ones(2000), 0.3)
dropout__layer = layers.Dropout(0.3)(
    tf.ones(2000), training=True
)
dropout_of_inference = layers.Dropout(0.3)(x)
alpha_dropout = layers.AlphaDropout(0.3)(
    tf.ones(2000), training=True
)
upsample_nearest = layers.UpSampling2D()(image)
upsample_bilinear = tf.image.resize(image, (10, 12))
upsample_bilinear__layer = layers.UpSampling2D(
    interpolation="bilinear"
)(image)
resize_smaller = tf.image.resize(image, (2, 3))
resize_smaller_with_antialias = tf.image.resize(
    image, (2, 3), antialias=True
)
resize_nearest_odd = tf.image.resize(image, (3, 4), "nearest")
resize_nearest_odd_as_pytorch = tf.raw_ops.ResizeNearestNeighbor(
    images=image, size=(3, 4)
)
# no remedy: TensorFlow has no kernel with a = -0.75.
resize_bicubic = tf.image.resize(image, (10, 12), "bicubic")
align_corners = tf.raw_ops.ResizeBilinear(
    images=image, size=(9, 11), align_corners=True
)
zero_padding = layers.ZeroPadding2D(((0, 1), (1, 2)))(image)
crop = layers.Cropping2D(((1, 1), (2, 0)))(image)
# --8<-- [end:dropout_and_resizing]

# --8<-- [start:initialisers]
dense_weights = built(layers.Dense(40), None, 60).kernel
dense_weights_as_pytorch = tf.random.uniform(
    (60, 40), -(60**-0.5), 60**-0.5
)
glorot_uniform = initializers.GlorotUniform()((60, 40))
glorot_normal = initializers.GlorotNormal()((150, 100))
glorot_normal_as_pytorch = tf.random.normal(
    (150, 100), stddev=(2 / 250) ** 0.5
)
he_uniform = initializers.HeUniform()((60, 40))
embedding_weights = built(
    layers.Embedding(60, 40), None
).embeddings
embedding_weights_as_pytorch = tf.random.normal((60, 40))
# no remedy: draw it from -60**-0.5 to 60**-0.5.
bias_by_default = built(layers.Dense(2000), None, 60).bias
# --8<-- [end:initialisers]
