"""Random layers of Keras: flips, turns, noise, seeds."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

image = tf.transpose(
    tf.reshape(tf.range(18.0), (3, 1, 2, 3)) / 18, (0, 2, 3, 1)
)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def pairs():
    """Return 2,000 images of two pixels, 0 and 1."""
    return tf.tile([[[[0.0], [1.0]]]], (2000, 1, 1, 1))


def squares():
    """Return 1,000 equal images of three by three pixels."""
    one = tf.reshape(tf.range(9.0), (1, 3, 3, 1)) / 8
    return tf.tile(one, (1000, 1, 1, 1))


def lines():
    """Return 1,000 equal images of eight pixels, 0 to 7."""
    one = tf.reshape(tf.range(8.0), (1, 1, 8, 1))
    return tf.tile(one, (1000, 1, 1, 1))


def same_twice(draw):
    """Tell whether two calls give the same numbers."""
    return bool(tf.reduce_all(draw() == draw()))


# --8<-- [end:helpers]


# --8<-- [start:places]
def random_flip():
    flip = layers.RandomFlip("horizontal")
    return flip(pairs(), training=True)[:, :, 0, 0][..., None]


def random_flip_up_down():
    flip = layers.RandomFlip("vertical")
    high = tf.transpose(pairs(), (0, 2, 1, 3))
    return flip(high, training=True)[:, 0, :, 0]


def random_flip_both():
    flip = layers.RandomFlip("horizontal_and_vertical")
    return flip(squares(), training=True)[:, 0, 0, 0]


def random_flip_both_as_pytorch():
    across = layers.RandomFlip("horizontal")
    down = layers.RandomFlip("vertical")
    both = down(across(squares(), training=True), training=True)
    return both[:, 0, 0, 0]


def random_rotation():
    turn = layers.RandomRotation(0.1, fill_mode="constant")
    return turn(squares(), training=True)[:, 1, :, 0]


def random_zoom():
    zoom = layers.RandomZoom(0.3, fill_mode="constant")
    return zoom(squares(), training=True)[:, 2, 2, 0]


def random_translation():
    shift = layers.RandomTranslation(
        0.0, 0.3, fill_mode="constant"
    )
    return shift(squares(), training=True)[:, 1, :, 0]


def spread_of_a_crop():
    cut = layers.RandomCrop(1, 1)(lines(), training=True)
    return bool(tf.math.reduce_std(cut) > 0)


def spread_of_a_crop_as_pytorch():
    cut = tf.map_fn(
        lambda one: tf.image.random_crop(one, (1, 1, 1)), lines()
    )
    return bool(tf.math.reduce_std(cut) > 0)


# --8<-- [end:places]


# --8<-- [start:colours]
def random_brightness():
    light = layers.RandomBrightness(0.3, value_range=(0, 1))
    return light(squares(), training=True)[:, 0, :, 0]


def random_contrast():
    contrast = layers.RandomContrast(0.5, value_range=(0, 1))
    return contrast(squares(), training=True)[:, 0, :, 0]


def random_contrast_as_pytorch():
    contrast = layers.RandomContrast(
        (0.5, 0.5), value_range=(0, 1)
    )
    return contrast(squares(), training=True)[:, 0, :, 0]


def random_grayscale():
    grey = layers.RandomGrayscale(0.3)
    colours = tf.tile([[[[1.0, 0.0, 0.0]]]], (2000, 1, 1, 1))
    return grey(colours, training=True)[:, 0, 0]


def random_inversion():
    invert = layers.RandomInvert(0.3, value_range=(0, 1))
    return invert(pairs(), training=True)[:, 0, :, 0]


# --8<-- [end:colours]


# --8<-- [start:noise]
def gaussian_noise_of_training():
    noise = layers.GaussianNoise(0.1)
    return noise(tf.ones(2000), training=True)


def gaussian_dropout_of_training():
    noise = layers.GaussianDropout(0.2)
    return noise(tf.ones(2000), training=True)


def dropout_of_training():
    return layers.Dropout(0.2)(tf.ones(2000), training=True)


def alpha_dropout_of_training():
    return layers.AlphaDropout(0.2)(tf.ones(2000), training=True)


def spatial_dropout_of_training():
    drop = layers.SpatialDropout2D(0.2)
    return drop(tf.ones((2000, 2, 2, 1)), training=True)[
        :, 0, :, 0
    ]


def share_that_stays_with_spatial_dropout():
    drop = layers.SpatialDropout2D(0.5)
    kept = drop(tf.ones((99, 4, 4, 3)), training=True) > 0
    whole = tf.reduce_all(kept, (1, 2))
    return bool(
        tf.reduce_all(whole | ~tf.reduce_any(kept, (1, 2)))
    )


# --8<-- [end:noise]

# --8<-- [start:modes]
changes_when_called = bool(
    tf.reduce_any(layers.RandomBrightness(0.9)(image) != image)
)
changes_when_called__noise = bool(
    tf.reduce_any(layers.GaussianNoise(0.9)(image) != image)
)
changes_when_called__noise_as_pytorch = bool(
    tf.reduce_any(
        layers.GaussianNoise(0.9)(image, training=True) != image
    )
)
flip_of_inference = layers.RandomFlip()(image, training=False)
rotation_of_inference = layers.RandomRotation(0.3)(
    image, training=False
)
noise_of_inference = layers.GaussianNoise(0.5)(
    image, training=False
)
# --8<-- [end:modes]


# --8<-- [start:seeds]
def seed_repeats_a_flip():
    def draw():
        keras.utils.set_random_seed(7)
        return layers.RandomFlip("horizontal")(pairs())

    return same_twice(draw)


def two_with_one_seed():
    return same_twice(
        lambda: layers.RandomFlip("horizontal", seed=7)(pairs())
    )


def second_call_with_a_seed():
    flip = layers.RandomFlip("horizontal", seed=7)
    return same_twice(lambda: flip(pairs()))


def second_draw_with_a_number():
    return same_twice(lambda: keras.random.normal((99,), seed=7))


def second_draw_with_a_generator():
    own = keras.random.SeedGenerator(7)
    return same_twice(
        lambda: keras.random.normal((99,), seed=own)
    )


normal_of_keras = keras.random.normal((2000,))
normal_of_an_initialiser = tf.random_normal_initializer(
    0.0, 0.02
)((2000,))
# --8<-- [end:seeds]
