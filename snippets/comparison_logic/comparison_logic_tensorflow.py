"""Comparison and logic in TensorFlow: which types come out."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = tf.constant([[1.0, 2.0, -3.0], [4.5, 0.5, -1.0]])
near = tf.constant([1.0, 100.0, 1e-9, 0.0])
nearly = tf.constant([1.000005, 100.0005, 1.5e-9, 5e-9])
n = tf.constant([3, 0, 2, 7], tf.int64)
m = tf.constant([3, 1, 2, 5], tf.int64)
a = tf.constant([True, False, True, False])
b = tf.constant([True, True, False, False])
grid = tf.constant([[True, False, True], [True, True, True]])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
tnp = tf.experimental.numpy
infinity = float("inf")
broken = tf.constant([1.0, float("nan"), infinity, -infinity])
# --8<-- [end:helpers]

# --8<-- [start:comparisons]
equal = x == y
equal__ops = keras.ops.equal(x, y)
equal_as_function = tf.equal(x, y)
not_equal = x != y
greater = x > y
greater_or_equal = tf.greater_equal(x, y)
less = tf.less(x, y)
less_or_equal = x <= y
compare_integers = n >= m
with suppress(tf.errors.InvalidArgumentError):
    compare_other_dtypes = x[0] > n[:3]
compare_other_dtypes_as_pytorch = x[0] > tf.cast(
    n[:3], tf.float32
)
compare_other_dtypes__ops = keras.ops.greater(x[0], n[:3])
equal_of_nan = broken == broken
equal_of_other_shapes = x == x[:, :2]
same_tensor = bool(tf.reduce_all(x == y))
count_equal = tf.reduce_sum(tf.cast(n == m, tf.int32))
count_equal_as_pytorch = tf.reduce_sum(tf.cast(n == m, tf.int64))
accuracy = tf.reduce_mean(tf.cast(n == m, tf.float32))
between = (x > 0) & (x < 2)
with suppress(ValueError):
    chained = 0 < x < 2
with suppress(ValueError):
    python_and = (x > 0) and (y > 0)
truth_of_one = bool(x[0, 0] > 0)
with suppress(ValueError):
    truth_of_many = bool(x > 0)
# --8<-- [end:comparisons]

# --8<-- [start:closeness]
is_close = tnp.isclose(near, nearly)
is_close__ops = keras.ops.isclose(near, nearly)
all_close = bool(tnp.allclose(near, nearly))
close_to_infinity = tnp.isclose(broken, broken)
close_to_infinity_as_pytorch = (broken == broken) | tnp.isclose(
    broken, broken
)
close_to_infinity__ops = keras.ops.isclose(broken, broken)
close_with_nan = tnp.isclose(broken, broken, equal_nan=True)
close_with_nan_as_pytorch = (broken == broken) | tnp.isclose(
    broken, broken, equal_nan=True
)
close_with_nan__ops = keras.ops.isclose(
    broken, broken, equal_nan=True
)
close_within = keras.ops.isclose(
    near, nearly, rtol=0.0, atol=1e-4
)
# --8<-- [end:closeness]

# --8<-- [start:tests_of_numbers]
is_nan = tf.math.is_nan(broken)
is_infinite = tf.math.is_inf(broken)
is_finite = tf.math.is_finite(broken)
is_negative_infinity = tnp.isneginf(broken)
is_positive_infinity = tnp.isposinf(broken)
sign_bit = tnp.signbit(x)
sign_bit__ops = keras.ops.signbit(x)
is_real = tnp.isreal(x)
is_floating = x.dtype.is_floating
is_complex = x.dtype.is_complex
is_tensor = tf.is_tensor(x)
is_in = keras.ops.isin(n, m)
any_nan = tf.reduce_any(tf.math.is_nan(broken))
maximum_without_nan = keras.ops.fmax(x, y)
maximum_without_nan_as_pytorch = tf.where(
    x == y, (x + y) / 2, keras.ops.fmax(x, y)
)
# --8<-- [end:tests_of_numbers]

# --8<-- [start:logic]
both = a & b
either = a | b
logical_and = tf.logical_and(a, b)
logical_or = tf.logical_or(a, b)
logical_xor = tf.math.logical_xor(a, b)
logical_not = tf.logical_not(a)
with suppress(tf.errors.InvalidArgumentError):
    logical_and_of_integers = tf.logical_and(n, m)
logical_and_of_integers_as_pytorch = (n != 0) & (m != 0)
logical_and_of_integers__ops = keras.ops.logical_and(n, m)
with suppress(tf.errors.InvalidArgumentError):
    logical_not_of_integers = tf.logical_not(n)
logical_not_of_integers_as_pytorch = n == 0
logical_not_of_integers__ops = keras.ops.logical_not(n)
invert_of_integers = ~n
exclusive_or_of_integers = n ^ m
all_of_rows = tf.reduce_all(grid, axis=1)
all_of_rows__ops = keras.ops.all(grid, axis=1)
any_of_columns = tf.reduce_any(grid, axis=0)
all_of_all = tf.reduce_all(grid)
with suppress(tf.errors.InvalidArgumentError):
    any_of_numbers = tf.reduce_any(n)
any_of_numbers_as_pytorch = tf.reduce_any(n != 0)
any_of_numbers__ops = keras.ops.any(n)
all_of_none = tf.reduce_all(a[:0])
any_of_none = tf.reduce_any(a[:0])
sum_of_truths = tf.reduce_sum(tf.cast(grid, tf.int32))
sum_of_truths_as_pytorch = tf.reduce_sum(tf.cast(grid, tf.int64))
with suppress(tf.errors.InvalidArgumentError):
    truths_plus_truths = a + b
truths_plus_truths_as_pytorch = a | b
truths_times_number = a * 2.5
truths_times_number_as_pytorch = tf.cast(a, tf.float32) * 2.5
with suppress(tf.errors.InvalidArgumentError):
    truths_minus_truths = tf.cast(a, tf.float32) - (a - b)
# --8<-- [end:logic]

# --8<-- [start:choices]
choose = tf.where(x > y, x, y)
choose_number = tf.where(x > 0, x, 0.0)
choose_by_row = tf.where(grid[0], x, y)
choose_safe_root = tf.sqrt(tf.where(x > 0, x, 0.0))
# no remedy: nobody wants the NaN.
where_with_root = tf.where(x > 0, tf.sqrt(x), 0.0)
indices_of_truths = tf.where(a)
indices_of_truths_as_vector = tf.where(a)[:, 0]
first_truth = tf.argmax(tf.cast(a, tf.int32))
count_of_truths = tf.math.count_nonzero(grid)
count_of_truths__ops = keras.ops.count_nonzero(grid)
count_of_truths__ops_as_pytorch = tf.cast(
    keras.ops.count_nonzero(grid), tf.int64
)
mask_as_numbers = tf.cast(grid, tf.float32)
numbers_as_mask = tf.cast(n, tf.bool)
select_by_mask = tf.boolean_mask(x, grid)
fill_by_mask = tf.where(grid, x, -1e9)
mask_of_lengths = tf.sequence_mask(n, 4)
causal_mask = tf.linalg.band_part(
    tf.ones((3, 3), tf.bool), -1, 0
)
# --8<-- [end:choices]
