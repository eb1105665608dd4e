"""Changes to images in TensorFlow: colours, places, filters."""

# --8<-- [start:inputs]
import math

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
# --8<-- [end:inputs]


# --8<-- [start:helpers]
boxes = tf.constant(
    [
        [0.0, 0.0, 1.0, 1.0],
        [0.0, 0.0, 0.9, 1.0],
        [0.5, 0.5, 1.0, 1.0],
    ]
)
scores = tf.constant([0.9, 0.8, 0.7])


def moved(image, *numbers):
    """Take each pixel from where eight numbers say."""
    return keras.ops.image.affine_transform(
        image, tf.constant([numbers] * image.shape[0])
    )


# --8<-- [end:helpers]

# --8<-- [start:colours]
rescaling = layers.Rescaling(255, -1)(image)
# TensorFlow has no gradient of it.
saturation = tf.image.adjust_saturation(image, 0.5)
saturation_as_pytorch = (
    tf.reduce_max(image, -1, keepdims=True) + image
) / 2
grey_by_weights = tf.image.rgb_to_grayscale(image)
largest_of_channels = tf.image.rgb_to_hsv(image)[..., 2]
to_yuv = tf.image.rgb_to_yuv(image)
posterised = tf.bitwise.bitwise_and(
    tf.cast(image * 255, tf.int32), 0b11000000
)
channels_reversed = tf.reverse(image, [-1])
one_channel_of_three = tf.image.grayscale_to_rgb(image[..., :1])
clipped_brightness = tf.clip_by_value(
    tf.image.adjust_brightness(image, 0.4), 0.0, 1.0
)
# --8<-- [end:colours]

# --8<-- [start:places]
flip_layer = tf.image.flip_left_right(image)
rotated_by_half = tf.image.rot90(image, 2)
rotated_thrice = tf.image.rot90(image, 3)
shifted_down = tf.roll(image, 1, 1)
central_crop = layers.CenterCrop(2, 2)(image)
crop_or_pad = tf.image.resize_with_crop_or_pad(image, 3, 7)
crop_to_box = tf.image.crop_to_bounding_box(image, 1, 2, 2, 3)
pad_to_size = tf.image.pad_to_bounding_box(image, 0, 0, 5, 7)
moved_by_a_matrix = moved(
    image, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0
)
turned_by_a_matrix = tf.image.rot90(image[:, :, :4], 3)
resized_with_pad = tf.image.resize_with_pad(
    image[:, :, :4], 2, 4
)
cut_and_resized = tf.image.crop_and_resize(
    image[:1], [[0.0, 0.0, 2 / 3, 0.5]], [0], (5, 5)
)
patches = tf.TensorShape(
    [
        2,
        12,
        tf.image.extract_patches(
            image,
            [1, 2, 2, 1],
            [1, 2, 2, 1],
            [1, 1, 1, 1],
            "VALID",
        ).shape[1]
        * 2,
    ]
)
# --8<-- [end:places]

# --8<-- [start:filters]
sobel_edges = tf.image.sobel_edges(image)[..., 0, 0]
box_blur = tf.nn.avg_pool2d(image, 3, 1, "VALID")
largest_around = tf.nn.max_pool2d(image, 3, 1, "VALID")
smallest_around = tf.nn.erosion2d(
    image,
    tf.zeros((3, 3, 3)),
    [1, 1, 1, 1],
    "VALID",
    "NHWC",
    [1, 1, 1, 1],
)
blurred_by_gauss = tf.nn.depthwise_conv2d(
    image,
    tf.tile(
        tf.constant(
            [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]
        )[:, :, None, None],
        (1, 1, 3, 1),
    )
    / 16,
    [1, 1, 1, 1],
    "VALID",
)
mean_squared_difference = tf.reduce_mean(
    tf.square(image - tf.image.flip_left_right(image)), (1, 2, 3)
)
noise_ratio = tf.image.psnr(
    image, tf.image.flip_left_right(image), 1.0
)
variation = tf.image.total_variation(image)
mixed_with_another = 0.7 * image + 0.3 * tf.reverse(image, [0])
# --8<-- [end:filters]


# --8<-- [start:drawn_at_random]
def flipped_at_random():
    pairs = tf.tile([[[[0.0], [1.0]]]], (2000, 1, 1, 1))
    return tf.image.random_flip_left_right(pairs)[:, 0, :, 0]


def noise_added():
    return layers.GaussianNoise(0.1)(
        tf.zeros(2000), training=True
    )


def place_of_a_crop():
    return tf.random.uniform((2000,), 0, 8, tf.int64)


def whole_image_erased():
    return tf.cast(tf.random.uniform((2000,)) < 0.25, tf.float32)


# --8<-- [end:drawn_at_random]

# --8<-- [start:boxes]
boxes_that_are_kept = tf.image.non_max_suppression(
    boxes, scores, 3, 0.5
)
boxes_scaled = boxes * tf.constant([4.0, 5.0, 4.0, 5.0])
middle_of_boxes = (boxes[:, :2] + boxes[:, 2:]) / 2
rotation_in_radians = math.radians(90)
# --8<-- [end:boxes]
