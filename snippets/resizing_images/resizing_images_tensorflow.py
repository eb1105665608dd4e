"""Images in TensorFlow: sizes, crops, flips, colours."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

image = tf.transpose(
    tf.reshape(
        tf.cast(tf.range(120) * 37 % 121, tf.float32) / 128,
        (2, 3, 4, 5),
    ),
    (0, 2, 3, 1),
)
scale = tf.constant([0.5, 2.0, 1.5])
# --8<-- [end:inputs]


# --8<-- [start:sizes]
nearest_double = tf.image.resize(image, (8, 10), "nearest")
bilinear_double = tf.image.resize(image, (8, 10))
bilinear_larger = tf.image.resize(image, (7, 9))
bilinear_larger__ops = keras.ops.image.resize(image, (7, 9))
bilinear_larger__layer = layers.Resizing(7, 9)(image)
bilinear_smaller = tf.image.resize(image, (2, 3))
bilinear_antialiased = tf.image.resize(
    image, (2, 3), antialias=True
)
nearest_smaller = tf.image.resize(image, (3, 3), "nearest")
nearest_smaller_as_pytorch = tf.gather(
    tf.gather(image, [0, 1, 2], axis=1), [0, 1, 3], axis=2
)
area_of_factor = tf.image.resize(image, (2, 5), "area")
# The kernels differ: a is -0.75 in PyTorch, -0.5 in TensorFlow.
# no remedy: TensorFlow has one kernel only.
bicubic_larger = tf.image.resize(image, (8, 10), "bicubic")
area_of_factor_as_pytorch = tf.nn.avg_pool2d(
    image, (2, 1), (2, 1), "VALID"
)
upsampling_layer = layers.UpSampling2D()(image)
upsampling_bilinear = layers.UpSampling2D(
    interpolation="bilinear"
)(image)
upsampling_bilinear_as_pytorch = tf.compat.v1.image.resize(
    image, (8, 10), align_corners=True
)
space_to_depth_of_one = tf.nn.space_to_depth(
    image[:, :, :4, :1], 2
)
# --8<-- [end:sizes]

# --8<-- [start:cuts_and_turns]
flip_left_right = tf.image.flip_left_right(image)
flip_up_down = tf.image.flip_up_down(image)
rotated = tf.image.rot90(image)
transposed = tf.image.transpose(image)
crop = tf.image.crop_to_bounding_box(image, 1, 2, 2, 3)
central_crop = layers.CenterCrop(2, 3)(image)
padded = tf.image.pad_to_bounding_box(image, 0, 1, 5, 8)
padded_by_reflection = tf.pad(
    image, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT"
)
patches = tf.image.extract_patches(
    image, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID"
)
shifted = tf.roll(image, 1, 2)
# --8<-- [end:cuts_and_turns]

# --8<-- [start:colours]
to_grey = tf.image.rgb_to_grayscale(image)
grey_to_colour = tf.image.grayscale_to_rgb(image[..., :1])
brighter = tf.image.adjust_brightness(image, 0.1)
contrast = tf.image.adjust_contrast(image, 2.0)
contrast_as_pytorch = 2 * image - tf.reduce_mean(
    image, (1, 2), keepdims=True
)
inverted = 1 - image
standardised = tf.image.per_image_standardization(image)
normalised_by_channel = layers.Normalization(
    mean=[0.5] * 3, variance=[0.25, 4.0, 2.25]
)(image)
saturated = tf.clip_by_value(image, 0.2, 0.8)
to_bytes = tf.image.convert_image_dtype(image, tf.uint8)
from_bytes = tf.image.convert_image_dtype(
    tf.cast(image * 255, tf.uint8), tf.float32
)
gamma = tf.image.adjust_gamma(image, 2.0)
# --8<-- [end:colours]

# --8<-- [start:edges]
total_variation = tf.image.total_variation(image)
differences = tf.image.image_gradients(image)[0][:, :-1]
noise_ratio = tf.image.psnr(
    image, tf.image.flip_left_right(image), 1.0
)
# --8<-- [end:edges]
