"""Slices, masks, gather, scatter, sorting in TensorFlow."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = tf.constant([3.0, 1.0, 2.0, 1.0])
i = tf.constant([2, 0], tf.int64)
rows = tf.constant([0, 1], tf.int64)
table = tf.constant([[0, 2], [1, 1]], tf.int64)
n = tf.constant([4, 2, 2, 7], tf.int64)
# --8<-- [end:inputs]

# --8<-- [start:slices]
element = x[1, 2]
row = x[0]
column = x[:, 1]
last = v[-1]
slice_of_steps = v[::2]
ellipsis = x[..., 0]
slice_beyond_the_end = v[2:9]
narrow = tf.slice(v, [1], [2])
reversed_slice = v[::-1]
with suppress(tf.errors.InvalidArgumentError):
    index_beyond_the_end = v[7]
# --8<-- [end:slices]

# --8<-- [start:masks]
mask = x[x > 0]
masked_select = tf.boolean_mask(x, x > 0)
where = tf.where(x > 0, x, 0.0)
where_of_two = tf.where(x > 0, x, -x)
masked_fill = tf.where(x < 0, 9.0, x)
nonzero = tf.where(x > 0)
nonzero_as_tuple = tf.unstack(tf.where(x > 0), axis=1)
count_in_mask = tf.reduce_sum(tf.cast(x > 0, tf.int32))
count_in_mask_as_pytorch = tf.reduce_sum(
    tf.cast(x > 0, tf.int64)
)
is_nan = tf.math.is_nan(x)
is_finite = tf.math.is_finite(x)
is_close = tf.experimental.numpy.isclose(x, x + 1e-7)
all_close = bool(tf.experimental.numpy.allclose(x, x + 1e-7))
equal_elements = x == tf.reverse(x, [0])
equal_tensors = bool(tf.reduce_all(x == x))
greater = x > tf.reverse(x, [1])
is_in = keras.ops.isin(n, tf.constant([2, 7], tf.int64))
# --8<-- [end:masks]

# --8<-- [start:gather]
take_columns = tf.gather(x, i, axis=1)
index_select = tf.gather(x, i, axis=1)
index_select__ops = keras.ops.take(x, i, axis=1)
pairs_of_indices = tf.gather_nd(x, tf.stack([rows, i], 1))
gather_along_axis = tf.gather(x, table, axis=1, batch_dims=1)
take_along_axis = keras.ops.take_along_axis(x, table, axis=1)
take_flat = keras.ops.take(x, [0, 4])
negative_index = tf.gather(v, [len(v) - 1])
negative_index__ops = keras.ops.take(v, [-1])
# On a CPU tf.gather raises; on a GPU it gives zeros.
with suppress(tf.errors.InvalidArgumentError):
    gather_out_of_range = tf.gather(v, i + 4)
embedding = tf.nn.embedding_lookup(tf.transpose(x), i)
diagonal_batch = tf.linalg.diag_part(x[:, :2])
batched_take = tf.gather(x, table, batch_dims=1)
# --8<-- [end:gather]

# --8<-- [start:scatter]
scatter = tf.scatter_nd(i[:, None], v[:2], [4])
scatter_add = tf.scatter_nd(i[:, None], v[:2], [4])
scatter_repeated = tf.scatter_nd([[1], [1]], v[:2], [3])
index_add = tf.transpose(
    tf.tensor_scatter_nd_add(
        tf.transpose(x), i[:, None], tf.transpose(x[:, :2])
    )
)
index_fill = tf.where(
    tf.reduce_any(tf.range(3, dtype=i.dtype) == i[:, None], 0),
    9.0,
    x,
)
index_copy = tf.tensor_scatter_nd_update(v, i[:, None], x[0, :2])
put = keras.ops.scatter_update(v, i[:, None], x[0, :2])
scatter_maximum = tf.tensor_scatter_nd_max(
    v, i[:, None], x[0, :2]
)
segment_sum = tf.math.segment_sum(v, [0, 0, 1, 2])
segment_mean = tf.math.segment_mean(v, [0, 0, 1, 2])
bincount_of_weights = tf.math.bincount(
    tf.cast(rows, tf.int32), weights=v[:2]
)
# --8<-- [end:scatter]

# --8<-- [start:sorting]
sort = tf.sort(v)
sort_descending = tf.sort(v, direction="DESCENDING")
argsort = tf.argsort(v, stable=True)
argsort_as_pytorch = tf.cast(
    tf.argsort(v, stable=True), tf.int64
)
top_values = tf.math.top_k(v, 2).values
# no remedy: which of equal values PyTorch takes is not stated.
top_indices = tf.math.top_k([1.0, 1.0, 1.0], 2).indices
kth_smallest = tf.sort(v)[1]
unique = tf.unique(n).y
unique_as_pytorch = tf.sort(tf.unique(n).y)
unique_with_counts = tf.unique_with_counts(n)[::2]
unique_with_counts_as_pytorch = (
    tf.sort(tf.unique(n).y),
    tf.cast(
        tf.gather(
            tf.unique_with_counts(n).count,
            tf.argsort(tf.unique(n).y),
        ),
        tf.int64,
    ),
)
search_sorted = tf.searchsorted([1.0, 2.0, 3.0], v)
search_sorted_as_pytorch = tf.searchsorted(
    [1.0, 2.0, 3.0], v, out_type=tf.int64
)
search_sorted_right = tf.searchsorted(
    [1.0, 2.0, 3.0], v, side="right"
)
search_sorted_right_as_pytorch = tf.searchsorted(
    [1.0, 2.0, 3.0], v, side="right", out_type=tf.int64
)
# A value on a bound belongs to the bucket above it in Keras.
bucketize = keras.ops.digitize(v, tf.constant([1.0, 2.0]))
bucketize_as_pytorch = tf.searchsorted(
    [1.0, 2.0], v, out_type=tf.int64
)
histogram = tf.histogram_fixed_width(v, [0.0, 3.0], nbins=3)
histogram_as_pytorch = tf.cast(
    tf.histogram_fixed_width(v, [0.0, 3.0], nbins=3), tf.float32
)
is_sorted = bool(tf.math.is_non_decreasing(v))
# --8<-- [end:sorting]
