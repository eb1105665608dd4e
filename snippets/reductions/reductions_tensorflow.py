"""Reductions in TensorFlow: sums, spreads, extremes, counts."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = tf.constant([3.0, 1.0, 2.0, 4.0])
n = tf.constant([3, 4], tf.int64)
b = tf.constant([True, False])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (tf, tf.math, tf.linalg, tf.experimental.numpy)
# --8<-- [end:helpers]

# --8<-- [start:sums]
sum_of_all = tf.reduce_sum(x)
sum_of_all__ops = keras.ops.sum(x)
sum_of_rows = tf.reduce_sum(x, axis=1)
sum_keeping_axis = tf.reduce_sum(x, axis=1, keepdims=True)
sum_of_two_axes = tf.reduce_sum(x, axis=(0, 1))
# A sum of booleans needs a cast; Keras casts by itself.
sum_of_bools = tf.reduce_sum(tf.cast(b, tf.int32))
sum_of_bools_as_pytorch = tf.reduce_sum(tf.cast(b, tf.int64))
product = tf.reduce_prod(x)
product_of_rows = tf.reduce_prod(x, axis=1)
running_sum = tf.cumsum(x, axis=1)
running_product = tf.math.cumprod(x, axis=1)
running_logsumexp = tf.math.cumulative_logsumexp(x, axis=1)
running_maximum = hasattr(tf.math, "cummax")
running_maximum_as_pytorch = tf.transpose(
    tf.scan(tf.maximum, tf.transpose(x))
)
differences = tf.experimental.numpy.diff(x, axis=1)
trapezoid = any(hasattr(m, "trapezoid") for m in modules)
trapezoid_as_pytorch = tf.reduce_sum((v[1:] + v[:-1]) / 2)
nansum = tf.experimental.numpy.nansum(x)
# --8<-- [end:sums]

# --8<-- [start:means]
mean_of_all = tf.reduce_mean(x)
mean_of_all__ops = keras.ops.mean(x)
mean_of_rows = tf.reduce_mean(x, axis=1)
mean_of_integers = tf.reduce_mean(n)
nanmean = tf.experimental.numpy.nanmean(x)
median_of_even_count = keras.ops.median(v)
median_of_even_count_as_pytorch = tf.sort(v)[(len(v) - 1) // 2]
quantile = keras.ops.quantile(v, 0.3)
# --8<-- [end:means]

# --8<-- [start:spread]
std = tf.math.reduce_std(x)
std_as_pytorch = tf.math.reduce_std(x) * (6 / 5) ** 0.5
std__ops = keras.ops.std(x)
variance = tf.math.reduce_variance(x)
variance_as_pytorch = tf.math.reduce_variance(x) * 6 / 5
variance_of_rows = tf.math.reduce_variance(x, axis=1)
variance__ops = keras.ops.var(x)
moments = tf.nn.moments(x, axes=0)
moments_as_pytorch = tf.nn.moments(x, axes=0)[::-1]
norm = tf.norm(x)
norm_of_rows = tf.norm(x, axis=1)
norm_of_absolutes = tf.norm(x, ord=1)
logsumexp = tf.reduce_logsumexp(x)
# --8<-- [end:spread]

# --8<-- [start:extremes]
maximum = tf.reduce_max(x)
minimum = tf.reduce_min(x)
maximum_of_rows = tf.reduce_max(x, axis=1)
minimum_of_rows = tf.reduce_min(x, axis=1)
maximum_and_place = tf.reduce_max(x, axis=1)
maximum_and_place_as_pytorch = (
    tf.reduce_max(x, axis=1),
    tf.argmax(x, axis=1),
)
range_of_values = tf.reduce_min(x), tf.reduce_max(x)
# Without an axis, TensorFlow takes the first.
argmax_of_all = tf.argmax(x)
argmax_of_all_as_pytorch = tf.argmax(tf.reshape(x, [-1]))
argmax_of_rows = tf.argmax(x, axis=1)
argmin_of_rows = tf.argmin(x, axis=1)
largest_two = tf.math.top_k(v, 2)
largest_two_as_pytorch = (
    tf.math.top_k(v, 2).values,
    tf.cast(tf.math.top_k(v, 2).indices, tf.int64),
)
# --8<-- [end:extremes]

# --8<-- [start:counts]
any_true = tf.reduce_any(b)
all_true = tf.reduce_all(b)
count_nonzero = tf.math.count_nonzero(x)
count_of_values = tf.math.bincount(tf.cast(n, tf.int32))
count_of_values_as_pytorch = tf.cast(
    tf.math.bincount(tf.cast(n, tf.int32)), tf.int64
)
size = tf.size(x)
size_as_pytorch = int(tf.size(x))
# --8<-- [end:counts]
