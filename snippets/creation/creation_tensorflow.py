"""Making tensors in TensorFlow: from numbers, shapes, ranges."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import numpy as np
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = tf.constant([3.0, 1.0, 2.0])
n = tf.constant([2, 0, 1], tf.int64)
a = np.array([1.5, 2.5])
# --8<-- [end:inputs]

# --8<-- [start:from_numbers]
from_floats = tf.constant([1.0, 2.0])
from_integers = tf.constant([1, 2])
from_integers_as_pytorch = tf.constant([1, 2], tf.int64)
from_bools = tf.constant([True, False])
from_numpy = tf.convert_to_tensor(a)
from_scalar = tf.constant(2.5)
from_mixed = tf.constant([1, 2.5])
from_complex = tf.constant([1 + 2j])
from_complex_as_pytorch = tf.constant([1 + 2j], tf.complex64)
as_half = tf.constant([1.0, 2.0], tf.float16)
as_double = tf.constant([1.0], tf.float64)
default_dtype = keras.config.floatx()
default_dtype_as_pytorch = tf.as_dtype(keras.config.floatx())
to_numpy = x.numpy()
to_list = n.numpy().tolist()
to_number = tf.reduce_sum(v).numpy().item()
# --8<-- [end:from_numbers]

# --8<-- [start:filled]
zeros = tf.zeros((2, 3))
ones = tf.ones((2, 3))
zeros_of_integers = tf.zeros(2, tf.int32)
zeros_like = tf.zeros_like(x)
ones_like = tf.ones_like(n)
full = tf.fill((2, 2), 7.0)
full_of_integers = tf.fill((2, 2), 7)
full_of_integers_as_pytorch = tf.fill(
    (2, 2), tf.constant(7, tf.int64)
)
full_like = tf.fill(x.shape, 0.5)
identity = tf.eye(3)
identity_of_rows = tf.eye(2, 3)
empty_shape = tuple(tf.zeros((2, 3)).shape)
diagonal_matrix = tf.linalg.diag(v)
diagonal_of_matrix = tf.linalg.diag_part(x)
one_hot = tf.one_hot(n, 3)
one_hot_as_pytorch = tf.one_hot(n, 3, dtype=tf.int64)
triangle_below = tf.linalg.band_part(x, -1, 0)
triangle_above = tf.experimental.numpy.triu(x, 1)
# --8<-- [end:filled]

# --8<-- [start:ranges]
arange = tf.range(4)
arange_as_pytorch = tf.range(4, dtype=tf.int64)
arange_of_floats = tf.range(0.0, 1.0, 0.25)
arange_with_step = tf.range(1, 10, 3)
arange_with_step_as_pytorch = tf.range(1, 10, 3, tf.int64)
arange_backwards = tf.range(3, 0, -1)
arange_backwards_as_pytorch = tf.range(3, 0, -1, tf.int64)
linspace = tf.linspace(0.0, 1.0, 5)
linspace_of_integers = tf.linspace(0, 10, 3)
linspace_of_integers_as_pytorch = tf.linspace(0.0, 10.0, 3)
logspace = keras.ops.logspace(0.0, 2.0, 3)
grid = tf.meshgrid(v, v)
grid_by_default = tf.meshgrid(v, x[0])
grid_by_default_as_pytorch = tf.meshgrid(v, x[0], indexing="ij")
pairs = tf.reshape(
    tf.stack(tf.meshgrid(v, v, indexing="ij"), -1), (-1, 2)
)
mask_of_lengths = tf.sequence_mask(n, 4)
# --8<-- [end:ranges]

# --8<-- [start:random]
uniform = tf.random.uniform((50, 40))
normal = tf.random.normal((50, 40))
normal_with_moments = tf.random.normal((50, 40), 2.0, 0.5)
integers = tf.random.uniform((2000,), 0, 10, tf.int32)
integers_as_pytorch = tf.random.uniform((2000,), 0, 10, tf.int64)
permutation = tf.random.shuffle(tf.range(2000))
permutation_as_pytorch = tf.random.shuffle(
    tf.range(2000, dtype=tf.int64)
)
bernoulli = keras.random.binomial((2000,), 1, 0.3)
exponential = -tf.math.log(tf.random.uniform((2000,))) / 2.0
poisson = tf.random.poisson((2000,), 3.0)
gamma = tf.random.gamma((2000,), 2.0, 3.0)
truncated = tf.random.truncated_normal((2000,))
categories = tf.random.categorical([tf.math.log(v)], 2000)[0]
# --8<-- [end:random]

# --8<-- [start:copies_and_gradients]
copy = tf.identity(x)
stop_gradient = tf.stop_gradient(x)
cast = tf.cast(x, tf.float64)
cast_to_bool = tf.cast(x, tf.bool)
cast_of_large = tf.cast(tf.constant(3e9), tf.int64)
dtype_name = x.dtype
dtype_of_sum = (tf.cast(n, tf.float32) + v).dtype
# TensorFlow promotes nothing: the dtypes must be the same.
with suppress(tf.errors.InvalidArgumentError):
    promote_int_and_float = n + 0.5
promote_int_and_float_as_pytorch = tf.cast(n, tf.float32) + 0.5
with suppress(tf.errors.InvalidArgumentError):
    promote_int_and_float_tensor = n + v
promote_int_and_float_tensor_as_pytorch = (
    tf.cast(n, tf.float32) + v
)
promote_int_and_float_tensor__ops = keras.ops.add(n, v)
shape_as_list = x.shape.as_list()
rank = tf.rank(x)
rank_as_pytorch = int(tf.rank(x))
count = tf.size(x)
count_as_pytorch = int(tf.size(x))
is_float = x.dtype.is_floating
device_type = x.device.split(":")[-2]
device_type_as_pytorch = x.device.split(":")[-2].lower()
# --8<-- [end:copies_and_gradients]
