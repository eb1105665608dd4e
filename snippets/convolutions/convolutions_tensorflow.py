"""Convolution and pooling in TensorFlow, with copied weights."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf
from keras import layers


def mixed(count):
    """As many numbers, all different and in no order."""
    whole = tf.range(count) * 37 % (count + 1)
    return tf.cast(whole, tf.float32) / 16 - 1


sequence = tf.transpose(
    tf.reshape(mixed(40), (2, 4, 5)), (0, 2, 1)
)
windows = tf.transpose(
    tf.reshape(mixed(24), (2, 4, 3)), (2, 1, 0)
)
image = tf.transpose(
    tf.reshape(mixed(120), (1, 4, 5, 6)), (0, 2, 3, 1)
)
filters = tf.transpose(
    tf.reshape(mixed(72), (2, 4, 3, 3)), (2, 3, 1, 0)
)
volume = tf.transpose(
    tf.reshape(mixed(120), (1, 2, 3, 4, 5)), (0, 2, 3, 4, 1)
)
cubes = tf.transpose(
    tf.reshape(mixed(48), (3, 2, 2, 2, 2)), (2, 3, 4, 1, 0)
)
bias = tf.constant([0.5, -0.25])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def filled(layer, *weights):
    """Give the layer these weights, in its own order."""

    def call(x):
        layer.build(x.shape)
        return layer.stateless_call(list(weights), [], x)[0]

    return call


around = [[0, 0], [1, 1], [1, 1], [0, 0]]


def swapped(kernel):
    """Outputs before inputs, as transposed layers have them."""
    return tf.einsum("...io->...oi", kernel)


def first(image):
    """Channels first, as PyTorch keeps them."""
    return tf.transpose(image, (0, 3, 1, 2))


# --8<-- [end:helpers]

# --8<-- [start:one_dimension]
conv1d = tf.nn.conv1d(sequence, windows, 1, "VALID")
conv1d__ops = keras.ops.conv(sequence, windows)
conv1d_bias = tf.nn.bias_add(
    tf.nn.conv1d(sequence, windows, 1, "VALID"), bias
)
conv1d_layer = filled(layers.Conv1D(2, 3), windows, bias)(
    sequence
)
conv1d_same = tf.nn.conv1d(sequence, windows, 1, "SAME")
conv1d_stride = tf.nn.conv1d(sequence[:, :4], windows, 2, "SAME")
conv1d_stride_as_pytorch = tf.nn.conv1d(
    tf.pad(sequence[:, :4], [[0, 0], [1, 1], [0, 0]]),
    windows,
    2,
    "VALID",
)
conv1d_stride_same = tf.nn.conv1d(sequence, windows, 2, "SAME")
# no remedy: on a CPU TensorFlow has no gradient of it.
conv1d_dilated = tf.nn.conv1d(
    sequence, windows, 1, "VALID", dilations=2
)
conv1d_causal = filled(
    layers.Conv1D(2, 3, padding="causal", use_bias=False),
    windows,
)(sequence)
# On a CPU TensorFlow has no gradient of groups.
conv1d_grouped = tf.nn.conv1d(
    sequence, windows[:, :2], 1, "VALID"
)
conv1d_grouped_as_pytorch = tf.concat(
    [
        tf.nn.conv1d(
            sequence[..., 2 * n : 2 * n + 2],
            windows[:, :2, n : n + 1],
            1,
            "VALID",
        )
        for n in range(2)
    ],
    -1,
)
conv1d_depthwise = filled(
    layers.DepthwiseConv1D(3, use_bias=False), windows[..., :1]
)(sequence)
conv1d_depthwise_twice = filled(
    layers.DepthwiseConv1D(
        3, depth_multiplier=2, use_bias=False
    ),
    windows,
)(sequence)
conv1d_transposed = tf.nn.conv1d_transpose(
    sequence, swapped(windows), (2, 7, 2), 1, "VALID"
)
conv1d_transposed_stride = keras.ops.conv_transpose(
    sequence, swapped(windows), 2
)
conv1d_transposed_layer = filled(
    layers.Conv1DTranspose(2, 3, strides=2),
    swapped(windows),
    bias,
)(sequence)
conv1d_transposed_same = tf.nn.conv1d_transpose(
    sequence, swapped(windows), (2, 10, 2), 2, "SAME"
)
conv1d_transposed_same_as_pytorch = tf.nn.conv1d_transpose(
    sequence, swapped(windows), (2, 11, 2), 2, "VALID"
)[:, 1:]
conv1d_pointwise = sequence @ windows[0]
with suppress(tf.errors.InvalidArgumentError):
    conv1d_without_batch = tf.nn.conv1d(
        sequence[0], windows, 1, "VALID"
    )
conv1d_without_batch_as_pytorch = tf.nn.conv1d(
    sequence[:1], windows, 1, "VALID"
)[0]
# --8<-- [end:one_dimension]

# --8<-- [start:two_dimensions]
conv2d_bias = tf.nn.bias_add(
    tf.nn.conv2d(image, filters, 1, "VALID"), bias
)
conv2d_layer = filled(layers.Conv2D(2, 3), filters, bias)(image)
conv2d_layer__ops = keras.ops.conv(image, filters) + bias
conv2d_shape_of_weights = (
    lambda layer: (
        layer.build((None, 5, 6, 4)) or layer.kernel.shape
    )
)(layers.Conv2D(2, (3, 5)))
conv2d_shape_of_weights_as_pytorch = (
    lambda layer: (
        layer.build((None, 5, 6, 4))
        or tf.transpose(layer.kernel, (3, 2, 0, 1)).shape
    )
)(layers.Conv2D(2, (3, 5)))
# On a CPU TensorFlow has no gradient of groups.
conv2d_grouped = tf.nn.conv2d(
    image, filters[:, :, :2], 1, "VALID"
)
conv2d_grouped_as_pytorch = tf.concat(
    [
        tf.nn.conv2d(
            image[..., 2 * n : 2 * n + 2],
            filters[:, :, :2, n : n + 1],
            1,
            "VALID",
        )
        for n in range(2)
    ],
    -1,
)
conv2d_grouped_layer = filled(
    layers.Conv2D(2, 3, groups=2), filters[:, :, :2], bias
)(image)
conv2d_depthwise_layer = filled(
    layers.DepthwiseConv2D(
        3, depth_multiplier=2, use_bias=False
    ),
    filters,
)(image)
conv2d_depthwise_layer__ops = keras.ops.depthwise_conv(
    image, filters
)
conv2d_separable = tf.nn.separable_conv2d(
    image,
    filters[..., :1],
    filters[:1, :1],
    [1, 1, 1, 1],
    "VALID",
)
conv2d_separable__ops = keras.ops.separable_conv(
    image, filters[..., :1], filters[:1, :1]
)
conv2d_separable__layer = filled(
    layers.SeparableConv2D(2, 3, use_bias=False),
    filters[..., :1],
    filters[:1, :1],
)(image)
conv2d_separable_layer = layers.SeparableConv2D(2, 3)(
    image
).shape
conv2d_stride_of_two_kinds = tf.nn.conv2d(
    image, filters, (1, 2), "VALID"
)
conv2d_transposed_layer = filled(
    layers.Conv2DTranspose(2, 3, strides=2, use_bias=False),
    swapped(filters),
)(image)
conv2d_transposed_same = tf.nn.conv2d_transpose(
    image, swapped(filters), (1, 10, 12, 2), 2, "SAME"
)
conv2d_transposed_same_as_pytorch = tf.nn.conv2d_transpose(
    image, swapped(filters), (1, 11, 13, 2), 2, "VALID"
)[:, 1:, 1:]
# no remedy: on a CPU TensorFlow has no gradient of it.
conv2d_dilated_layer = filled(
    layers.Conv2D(2, 3, dilation_rate=2), filters, bias
)(image)
conv2d_even_kernel_same = tf.nn.conv2d(
    image, filters[:2, :2], 1, "SAME"
)
conv2d_explicit_padding = tf.nn.conv2d(
    image, filters, 1, [[0, 0], [2, 2], [0, 0], [0, 0]]
)
conv2d_reflected = tf.nn.conv2d(
    tf.pad(image, around, "REFLECT"), filters, 1, "VALID"
)
with suppress(tf.errors.InvalidArgumentError):
    conv2d_wrong_channels = tf.nn.conv2d(
        image, filters[:, :, :3], 1, "VALID"
    )
conv2d_kernel_too_large = tf.nn.conv2d(
    image[:, :2, :2], filters, 1, "VALID"
).shape
conv2d_is_a_correlation = tf.nn.convolution(
    image[:, :3, :3, :1], filters[:, :, :1, :1]
)
unfold = tf.reshape(
    tf.transpose(
        tf.reshape(
            tf.image.extract_patches(
                image,
                [1, 2, 2, 1],
                [1, 2, 2, 1],
                [1, 1, 1, 1],
                "VALID",
            ),
            (1, 6, 4, 4),
        ),
        (0, 1, 3, 2),
    ),
    (1, 6, 16),
)
# --8<-- [end:two_dimensions]

# --8<-- [start:three_dimensions]
conv3d = tf.nn.conv3d(volume, cubes, [1, 1, 1, 1, 1], "VALID")
conv3d_layer = filled(
    layers.Conv3D(3, 2, use_bias=False), cubes
)(volume)
conv3d_same = tf.nn.conv3d(
    volume, cubes, [1, 1, 1, 1, 1], "SAME"
)
conv3d_stride = tf.nn.conv3d(
    volume, cubes, [1, 2, 2, 2, 1], "VALID"
)
conv3d_transposed = tf.nn.conv3d_transpose(
    volume, swapped(cubes), (1, 4, 5, 6, 3), 1, "VALID"
)
conv3d_transposed_layer = filled(
    layers.Conv3DTranspose(3, 2, strides=2, use_bias=False),
    swapped(cubes),
)(volume)
# --8<-- [end:three_dimensions]

# --8<-- [start:pooling]
max_pool1d = tf.nn.max_pool1d(sequence, 2, 2, "VALID")
max_pool1d__ops = keras.ops.max_pool(sequence, 2)
max_pool1d_layer = layers.MaxPooling1D(2)(sequence)
average_pool1d = tf.nn.avg_pool1d(sequence, 2, 2, "VALID")
average_pool1d__ops = keras.ops.average_pool(sequence, 2)
average_pool1d_layer = layers.AveragePooling1D(2)(sequence)
max_pool2d_layer = layers.MaxPooling2D(2)(image)
max_pool2d_layer__general = tf.nn.max_pool(image, 2, 2, "VALID")
average_pool2d_layer = layers.AveragePooling2D(2)(image)
average_pool2d_layer__general = tf.nn.avg_pool(
    image, 2, 2, "VALID"
)
average_pool2d_layer__pool = tf.nn.pool(
    image, (2, 2), "AVG", (2, 2)
)
max_pool3d = tf.nn.max_pool3d(volume, 2, 2, "VALID")
max_pool3d_layer = layers.MaxPooling3D(2)(volume)
average_pool3d = tf.nn.avg_pool3d(volume, 2, 2, "VALID")
average_pool3d_layer = layers.AveragePooling3D(2)(volume)
max_pool_overlapping = tf.nn.max_pool2d(image, 3, 1, "VALID")
max_pool_uneven = tf.nn.max_pool2d(image, 2, 2, "SAME")
max_pool_uneven_as_pytorch = tf.nn.max_pool2d(
    image, 2, 2, "VALID"
)
average_pool_uneven = tf.nn.avg_pool2d(image, 2, 2, "SAME")
average_pool_uneven_as_pytorch = tf.nn.avg_pool2d(
    image, 2, 2, "VALID"
)
global_average1d = tf.reduce_mean(sequence, 1)
global_average1d_layer = layers.GlobalAveragePooling1D()(
    sequence
)
global_maximum1d = layers.GlobalMaxPooling1D()(sequence)
global_average2d_layer = layers.GlobalAveragePooling2D(
    keepdims=True
)(image)
global_maximum2d_layer = layers.GlobalMaxPooling2D(
    keepdims=True
)(image)
global_average3d = layers.GlobalAveragePooling3D()(volume)
global_maximum3d = layers.GlobalMaxPooling3D()(volume)
adaptive_average1d = layers.AdaptiveAveragePooling1D(2)(sequence)
adaptive_average2d = layers.AdaptiveAveragePooling2D((2, 3))(
    image
)
adaptive_average2d__ops = keras.ops.adaptive_average_pool(
    image, (2, 3)
)
adaptive_average3d = layers.AdaptiveAveragePooling3D(2)(volume)
# not on one element: TensorFlow's gradient is then whatever
# lies in memory.
adaptive_maximum1d = layers.AdaptiveMaxPooling1D(2)(sequence)
# not on one element: TensorFlow's gradient is then whatever
# lies in memory.
adaptive_maximum2d = layers.AdaptiveMaxPooling2D((2, 3))(image)
# not on one element: TensorFlow's gradient is then whatever
# lies in memory.
adaptive_maximum2d__ops = keras.ops.adaptive_max_pool(
    image, (2, 3)
)
# not on one element: TensorFlow's gradient is then whatever
# lies in memory.
adaptive_maximum3d = layers.AdaptiveMaxPooling3D(2)(volume)
places_of_maxima = tf.nn.max_pool_with_argmax(
    image[..., :1], 2, 2, "VALID"
)[1]
places_of_maxima_with_channels = tf.nn.max_pool_with_argmax(
    image, 2, 2, "VALID"
)[1]
places_of_maxima_with_channels_as_pytorch = (
    tf.nn.max_pool_with_argmax(image, 2, 2, "VALID")[1] // 4
)
power_pool = tf.sqrt(
    4 * tf.nn.avg_pool2d(image**2, 2, 2, "VALID")
)
dilation_of_grey = tf.nn.dilation2d(
    image,
    tf.zeros((3, 3, 4)),
    [1, 1, 1, 1],
    "VALID",
    "NHWC",
    [1, 1, 1, 1],
)
# --8<-- [end:pooling]

# --8<-- [start:padding_and_shape]
pad_constant1d = layers.ZeroPadding1D((1, 2))(sequence)
pad_constant3d = layers.ZeroPadding3D(1)(volume)
pad_reflect1d = tf.pad(
    sequence, [[0, 0], [1, 1], [0, 0]], "REFLECT"
)
pad_reflect2d = tf.pad(image, around, "REFLECT")
# SYMMETRIC repeats the edge: of one pixel it is a replication.
pad_replicate = tf.pad(image, around, "SYMMETRIC")
pad_circular = tf.gather(
    tf.gather(image, tf.range(-1, 6) % 5, axis=1),
    tf.range(-1, 7) % 6,
    axis=2,
)
pad_order = tf.pad(image, [[0, 0], [0, 2], [1, 0], [0, 0]])
crop1d = layers.Cropping1D((1, 2))(sequence)
crop3d = layers.Cropping3D(1)(volume)
upsample1d = layers.UpSampling1D(2)(sequence)
upsample3d = layers.UpSampling3D(2)(volume)
pixel_shuffle = tf.nn.depth_to_space(image, 2)
pixel_shuffle__ops = keras.ops.depth_to_space(image, 2)
pixel_unshuffle = tf.nn.space_to_depth(image[:, :4, :, :1], 2)
pixel_unshuffle__ops = keras.ops.space_to_depth(
    image[:, :4, :, :1], 2
)
pixel_unshuffle_of_channels = tf.nn.space_to_depth(
    image[:, :4], 2
)
pixel_unshuffle_of_channels_as_pytorch = tf.reshape(
    tf.transpose(
        tf.reshape(
            tf.nn.space_to_depth(image[:, :4], 2),
            (1, 2, 3, 4, 4),
        ),
        (0, 1, 2, 4, 3),
    ),
    (1, 2, 3, 16),
)
channel_shuffle = tf.reshape(
    tf.transpose(
        tf.reshape(image, (1, 5, 6, 2, 2)), (0, 1, 2, 4, 3)
    ),
    (1, 5, 6, 4),
)
# --8<-- [end:padding_and_shape]
