"""Changes of variables in TensorFlow, and TensorArray."""

# --8<-- [start:inputs]
import operator
from contextlib import suppress

import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def held(x):
    """A variable: nothing else of TensorFlow may change."""
    return tf.Variable(x)


def changed(x, change):
    """Hold the numbers, change them, tell them."""
    variable = held(x)
    variable.assign(change(variable))
    return variable.read_value()


mask = tf.constant([[True, False, True], [False, True, False]])
other = tf.constant([[2.0, 1.0, 0.5], [-1.0, 4.0, 2.0]])
row = tf.constant([7.0, 8.0, 9.0])
# --8<-- [end:helpers]

# --8<-- [start:numbers]
add_in_place = tf.Variable(x).assign_add(other)
subtract_in_place = tf.Variable(x).assign_sub(other)
add_scaled_in_place = tf.Variable(x).assign_add(0.5 * other)
multiply_in_place = tf.Variable(x).assign(x * other)
divide_in_place = tf.Variable(x).assign(x / other)
power_in_place = tf.Variable(x).assign(x**2)
product_added_in_place = tf.Variable(x).assign_add(
    0.1 * other * other
)
quotient_added_in_place = tf.Variable(x).assign_sub(
    0.1 * other / other
)
moving_average_in_place = tf.Variable(x).assign_add(
    0.1 * (other - x)
)
clamp_in_place = tf.Variable(x).assign(
    tf.clip_by_value(x, -1.0, 2.0)
)
clamp_from_below_in_place = tf.Variable(x).assign(
    tf.maximum(x, 0.0)
)
absolute_in_place = tf.Variable(x).assign(tf.abs(x))
negative_in_place = tf.Variable(x).assign(-x)
exponential_in_place = tf.Variable(x).assign(tf.exp(x))
root_in_place = tf.Variable(x).assign(tf.sqrt(x))
relu_in_place = tf.Variable(x).assign(tf.nn.relu(x))
sigmoid_in_place = tf.Variable(x).assign(tf.sigmoid(x))
tanh_in_place = tf.Variable(x).assign(tf.tanh(x))
round_in_place = tf.Variable(x).assign(tf.round(x))
with suppress(tf.errors.InvalidArgumentError):
    add_one_number_in_place = tf.Variable(x).assign_add(2.0)
add_one_number_in_place_as_pytorch = tf.Variable(x).assign_add(
    2.0 * tf.ones_like(x)
)
with suppress(tf.errors.InvalidArgumentError):
    add_row_in_place = tf.Variable(x).assign_add(row)
add_row_in_place_as_pytorch = tf.Variable(x).assign(x + row)
# --8<-- [end:numbers]

# --8<-- [start:contents]
fill_in_place = tf.Variable(x).assign(tf.fill(x.shape, 2.0))
zero_in_place = tf.Variable(x).assign(tf.zeros_like(x))
copy_in_place = tf.Variable(x).assign(other)
with suppress(ValueError):
    copy_row_in_place = tf.Variable(x).assign(row)
copy_row_in_place_as_pytorch = tf.Variable(x).assign(
    tf.broadcast_to(row, x.shape)
)
with suppress(ValueError):
    copy_of_another_dtype = tf.Variable(x).assign(
        tf.cast(other, tf.float64)
    )
copy_of_another_dtype_as_pytorch = tf.Variable(x).assign(
    tf.cast(tf.cast(other, tf.float64), x.dtype)
)
masked_fill_in_place = tf.Variable(x).assign(
    tf.where(mask, 9.0, x)
)
rows_filled = tf.Variable(x)[1].assign([9.0, 9.0, 9.0])
# not on empty: a scatter into no numbers ends the process.
rows_copied = tf.Variable(x).scatter_update(
    tf.IndexedSlices(row[None], [1])
)
# not on empty: a scatter into no numbers ends the process.
rows_added = tf.Variable(x).scatter_add(
    tf.IndexedSlices(tf.stack([row, row]), [1, 1])
)
scatter_in_place = tf.Variable(x).scatter_nd_update(
    [[0, 2], [1, 0]], [9.0, 9.0]
)
scatter_add_in_place = tf.Variable(x).scatter_nd_add(
    [[0, 2], [1, 0]], [9.0, 8.0]
)
one_number_put = tf.Variable(x)[1, 2].assign(9.0)
diagonal_filled = tf.Variable(x).assign(
    tf.linalg.set_diag(x, tf.zeros(2))
)
lower_triangle_in_place = tf.Variable(x).assign(
    tf.linalg.band_part(x, -1, 0)
)
with suppress(ValueError):
    transposed_in_place = tf.Variable(x).assign(tf.transpose(x))
transposed_in_place_as_pytorch = tf.Variable(
    x, shape=tf.TensorShape(None)
).assign(tf.transpose(x))
with suppress(ValueError):
    axis_added_in_place = tf.Variable(x).assign(x[None])
axis_added_in_place_as_pytorch = tf.Variable(
    x, shape=tf.TensorShape(None)
).assign(x[None])


def row_assigned(x):
    variable = held(x)
    variable[0].assign([9.0, 9.0, 9.0])
    return variable.read_value()


def part_added_to(x):
    variable = held(x)
    variable[:, 1:].assign(variable[:, 1:] + 1.0)
    return variable.read_value()


def assigned_by_mask(x):
    return changed(x, lambda one: tf.where(one < 0, 0.0, one))


# --8<-- [end:contents]


# --8<-- [start:who_else_changes]
def second_name_after_plus_equals(x):
    x = tf.stop_gradient(x)
    again = x
    again += 1
    return x


def second_name_after_plus_equals_as_pytorch(x):
    variable = held(x)
    again = variable
    again.assign_add(tf.ones_like(x))
    return variable.read_value()


def whole_after_its_slice_changed(x):
    variable = held(x)
    part = tf.Variable(variable[0])
    part.assign(tf.zeros_like(part))
    return variable.read_value()


def whole_after_its_slice_changed_as_pytorch(x):
    variable = held(x)
    variable[0].assign(tf.zeros_like(variable[0]))
    return variable.read_value()


def whole_after_its_reshape_changed(x):
    variable = held(x)
    flat = tf.Variable(tf.reshape(variable, [-1]))
    flat.assign(tf.zeros_like(flat))
    return variable.read_value()


def whole_after_its_reshape_changed_as_pytorch(x):
    variable = held(x)
    variable.assign(tf.zeros_like(variable))
    return variable.read_value()


def read_before_a_change(x):
    variable = held(x)
    read = variable.read_value()
    variable.assign(tf.zeros_like(variable))
    return read


def read_before_a_change_as_pytorch(x):
    variable = held(x)
    variable.assign(tf.zeros_like(variable))
    return variable.read_value()


def array_after_a_change(x):
    variable = held(x)
    array = variable.numpy()
    variable.assign(tf.zeros_like(variable))
    return array


def array_after_a_change_as_pytorch(x):
    variable = held(x)
    variable.assign(tf.zeros_like(variable))
    return variable.numpy()


with suppress(RuntimeError):
    plus_equals = operator.iadd(tf.Variable(x), tf.ones_like(x))
plus_equals_as_pytorch = tf.Variable(x).assign_add(
    tf.ones_like(x)
)
# --8<-- [end:who_else_changes]


# --8<-- [start:gradients]
def gradient_through_a_change(x):
    variable = held(x)
    return variable.assign(x * 2.0).read_value()


def gradient_through_a_change_as_pytorch(x):
    return x * 2.0


parameter_changed_in_place = tf.Variable(x).assign_add(
    tf.ones_like(x)
)


def parameter_changed_without_gradient(x):
    weight = held(x)
    weight.assign_add(tf.ones_like(x))
    return weight.read_value()


def gradient_of_what_was_overwritten(x):
    weight = held(x)
    with tf.GradientTape() as tape:
        y = tf.exp(weight)
        weight.assign_add(tf.ones_like(x))
    return tape.gradient(y, [weight])


# --8<-- [end:gradients]


# --8<-- [start:lists_that_grow]
def stack_of_a_list(x):
    rows = tf.TensorArray(tf.float32, size=3)
    for place in range(3):
        rows = rows.write(place, x[0] * place)
    return rows.stack()


def concat_of_a_list(x):
    return tf.TensorArray(tf.float32, 2).unstack(x).concat()


def one_of_a_list(x):
    return tf.TensorArray(tf.float32, 2).unstack(x).read(1)


def some_of_a_list(x):
    rows = tf.TensorArray(tf.float32, 2).unstack(x)
    return rows.gather([1, 0])


length_of_a_list = (
    tf.TensorArray(tf.float32, 2).unstack(x).size()
)
length_of_a_list_as_pytorch = int(
    tf.TensorArray(tf.float32, 2).unstack(x).size()
)
parts_of_unequal_length = (
    tf.TensorArray(tf.float32, 2, infer_shape=False)
    .split(row, [1, 2])
    .concat()
)
with suppress(tf.errors.OutOfRangeError):
    written_beyond_the_end = tf.TensorArray(tf.float32, 1).write(
        1, row
    )


# A place is emptied as it is read: clear_after_read=True.
with suppress(tf.errors.InvalidArgumentError):
    read_twice = (lambda rows: rows.read(0) + rows.read(0))(
        tf.TensorArray(tf.float32, 2).unstack(x)
    )


def read_twice_as_pytorch(x):
    rows = tf.TensorArray(
        tf.float32, 2, clear_after_read=False
    ).unstack(x)
    return rows.read(0) + rows.read(0)


# --8<-- [end:lists_that_grow]
