"""Random numbers in TensorFlow: distributions, seeds, states."""

# --8<-- [start:inputs]
import math
import random

import keras
import numpy as np
import tensorflow as tf

v = tf.constant([0.2, 0.3, 0.5])
x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def repeats(seed, draw):
    """Tell whether the same seed gives the same numbers."""
    seed(7)
    first = draw()
    seed(7)
    return bool(np.all(first == draw()))


def gumbels(*shape):
    return -tf.math.log(-tf.math.log(tf.random.uniform(shape)))


keras_dropout = keras.layers.Dropout(0.5)
# --8<-- [end:helpers]

# --8<-- [start:continuous]
uniform_in_range = tf.random.uniform((2000,), -1, 3)
uniform_in_range__keras = keras.random.uniform((2000,), -1, 3)
normal_in_place = tf.random.normal((2000,), 1.0, 2.0)
normal_like = tf.random.normal(tf.shape(tf.zeros((50, 40))))
normal_of_means = tf.random.normal((2000,), 0.0, 0.5)
log_normal = tf.exp(tf.random.normal((2000,), 0.0, 0.5))
exponential_of_rate = tf.random.gamma((2000,), 1.0, 2.0)
laplace = tf.random.gamma((2000,), 1.0) - tf.random.gamma(
    (2000,), 1.0
)
cauchy = tf.tan(math.pi * (tf.random.uniform((2000,)) - 0.5))
gumbel = gumbels(2000)
beta = keras.random.beta((2000,), 2.0, 3.0)
gamma_of_rate = tf.random.gamma((2000,), 2.0, 3.0)
gamma_of_rate__keras = keras.random.gamma((2000,), 2.0)
gamma_of_rate__keras_as_pytorch = (
    keras.random.gamma((2000,), 2.0) / 3.0
)
chi_square = 2 * tf.random.gamma((2000,), 1.5)
dirichlet = tf.nn.softmax(
    tf.math.log(tf.random.gamma((1000,), tf.ones(3)))
)
student = tf.random.normal((2000,)) / tf.sqrt(
    tf.random.gamma((2000,), 4.5, 4.5)
)
multivariate_normal = tf.random.normal((1000, 2)) @ tf.eye(2)
truncated_small = tf.random.truncated_normal(
    (2000,), stddev=0.02
)
truncated_small_as_pytorch = tf.random.normal(
    (2000,), stddev=0.02
)
normal_complex = tf.abs(
    tf.complex(
        tf.random.normal((2000,), stddev=0.5**0.5),
        tf.random.normal((2000,), stddev=0.5**0.5),
    )
)
uniform_half = tf.random.uniform((2000,), dtype=tf.float16)
uniform_double = tf.random.uniform((2000,), dtype=tf.float64)
# --8<-- [end:continuous]

# --8<-- [start:discrete]
integers_in_range = tf.random.uniform(
    (2000,), -5, 5, dtype=tf.int32
)
integers_in_range_as_pytorch = tf.random.uniform(
    (2000,), -5, 5, dtype=tf.int64
)
categories_of_shares = tf.random.categorical([v], 2000)[0]
categories_of_shares_as_pytorch = tf.random.categorical(
    [tf.math.log(v)], 2000
)[0]
categories_of_logits = tf.random.categorical([v], 2000)[0]
without_replacement = tf.math.top_k(gumbels(2000), 2000).indices
without_replacement_as_pytorch = tf.cast(
    tf.math.top_k(gumbels(2000), 2000).indices, tf.int64
)
binomial = keras.random.binomial((2000,), 10, 0.3)
geometric = tf.math.ceil(
    tf.math.log(tf.random.uniform((2000,))) / math.log(0.7)
)
coin = tf.random.uniform((2000,)) < 0.3
signs = tf.sign(tf.random.uniform((2000,), -1, 1))
shuffled = tf.random.shuffle(tf.range(2000.0))
poisson_in_float = tf.random.poisson((2000,), 4.0)
# --8<-- [end:discrete]

# --8<-- [start:noise]
gaussian_noise = keras.layers.GaussianNoise(0.5)(
    tf.ones(2000), training=True
)
gumbel_softmax = tf.nn.softmax(gumbels(1000, 3))
random_slopes = -tf.random.uniform((2000,), 1 / 8, 1 / 3)
# --8<-- [end:noise]

# --8<-- [start:quasi_random]
sobol = tf.math.sobol_sample(2, 4)
sobol_as_pytorch = tf.concat(
    [tf.zeros((1, 2)), tf.math.sobol_sample(2, 3)], 0
)
# --8<-- [end:quasi_random]


# --8<-- [start:seeds]
# no remedy: the generators are two. Draw with NumPy, once, for
# numbers that both can use.
def numbers_of_a_seed():
    tf.random.set_seed(7)
    return tf.random.uniform((3,))


seed_repeats = repeats(
    tf.random.set_seed, lambda: tf.random.uniform((3,))
)
seed_reaches_layers = repeats(
    tf.random.set_seed,
    lambda: keras_dropout(tf.ones(99), training=True),
)
seed_reaches_layers_as_pytorch = repeats(
    keras.utils.set_random_seed,
    lambda: keras.layers.Dropout(0.5)(
        tf.ones(99), training=True
    ),
)
seed_reaches_numpy = repeats(
    keras.utils.set_random_seed, lambda: np.random.rand(3)
)
seed_reaches_numpy_as_pytorch = repeats(
    tf.random.set_seed, lambda: np.random.rand(3)
)
seed_reaches_python = repeats(
    keras.utils.set_random_seed,
    lambda: np.array(random.random()),
)
seed_reaches_python_as_pytorch = repeats(
    tf.random.set_seed, lambda: np.array(random.random())
)
seed_in_the_call = bool(
    tf.reduce_all(
        tf.random.uniform((3,), seed=1)
        == tf.random.uniform((3,), seed=1)
    )
)
seed_in_the_call_as_pytorch = bool(
    tf.reduce_all(
        tf.random.stateless_uniform((3,), (1, 0))
        == tf.random.stateless_uniform((3,), (1, 0))
    )
)
seed_in_the_call__keras = bool(
    tf.reduce_all(
        keras.random.uniform((3,), seed=1)
        == keras.random.uniform((3,), seed=1)
    )
)
stateless_draws = repeats(
    lambda number: None,
    lambda: tf.random.stateless_uniform((3,), (1, 2)),
)
generator_advances = (
    lambda own: bool(
        tf.reduce_all(own.uniform((3,)) == own.uniform((3,)))
    )
)(tf.random.Generator.from_seed(1))


def state_restored():
    own = tf.random.get_global_generator()
    state = tf.identity(own.state)
    first = own.uniform((3,))
    own.state.assign(state)
    return bool(tf.reduce_all(first == own.uniform((3,))))


draws_in_a_fork = hasattr(tf.random, "fork_rng")
draws_in_a_fork_as_pytorch = repeats(
    tf.random.set_seed, lambda: tf.random.uniform((3,))
)
seed_now = hasattr(tf.random, "initial_seed")
seed_now_as_pytorch = 7
# --8<-- [end:seeds]
