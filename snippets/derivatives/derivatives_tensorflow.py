"""Derivatives in TensorFlow: gradients, Jacobians, maps."""

# --8<-- [start:inputs]
from contextlib import suppress

import tensorflow as tf

x = tf.constant([1.0, -2.0, 3.0])
v = tf.constant([0.5, 1.0, -1.0])
m = tf.constant([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
# Where a Jacobian would take long on every other input.
at = tf.constant([0.5, 1.5, -1.0])
aim = tf.constant([2.0, -0.5, 1.0])
grid = tf.constant([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])


def cubes(x):
    return tf.reduce_sum(x**3)


def scaled(x):
    return x**2 * tf.reverse(x, [0])


@tf.custom_gradient
def clipped(x):
    return x * 2, lambda gradient: tf.clip_by_value(
        gradient, -1, 1
    )


@tf.custom_gradient
def turned_round(x):
    return tf.identity(x), lambda gradient: -0.5 * gradient


@tf.custom_gradient
def rounded(x):
    return tf.round(x), lambda gradient: gradient


@tf.custom_gradient
def safe(x):
    return tf.math.log1p(
        tf.exp(x)
    ), lambda gradient: gradient * tf.sigmoid(x)


@tf.recompute_grad
def recomputed_part(x):
    return tf.exp(tf.tanh(x))


def grad(f, *inputs, of=0, weights=None):
    """The gradient of f by one of its inputs."""
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        y = f(*inputs)
    return tape.gradient(y, inputs[of], weights)


def twice(x):
    """Ask twice for the gradient of one value."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x**3)
    return [tape.gradient(y, x) for _ in range(2)]


def jacobian_of(f, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.jacobian(y, x)


def forward(f, x, tangent):
    """The derivative along a tangent."""
    accumulator = tf.autodiff.ForwardAccumulator(x, tangent)
    with accumulator:
        y = f(x)
    return accumulator.jvp(y)


# --8<-- [end:helpers]

# --8<-- [start:gradients]
gradient = grad(cubes, x)
gradient_of_two = (
    grad(lambda x, v: tf.reduce_sum(x * v), x, v),
    grad(lambda x, v: tf.reduce_sum(x * v), x, v, of=1),
)
second_derivative = grad(lambda x: grad(cubes, x), x)
gradient_of_vector = grad(scaled, x)
gradient_with_weights = grad(scaled, x, weights=v)
gradient_of_unused = grad(lambda x, v: x, x, v, of=1)
gradient_of_unused_as_pytorch = tf.zeros_like(v)
gradient_through_integer = grad(tf.round, x)
gradient_through_integer_as_pytorch = tf.zeros_like(x)
stop_gradient = grad(lambda x: x * tf.stop_gradient(x), x)
gradient_of_where = grad(lambda x: tf.where(x > 0, x, 0.0), x)
# no remedy: nobody wants PyTorch's nan.
gradient_of_guarded_root = grad(
    lambda x: tf.where(x > 0, tf.sqrt(x), 0.0), x
)
gradient_of_absolute_at_zero = grad(tf.abs, 0 * x)
gradient_of_relu_at_zero = grad(tf.nn.relu, 0 * x)
gradient_of_root_at_zero = grad(tf.sqrt, 0 * x)
gradient_of_norm_at_zero = grad(tf.norm, 0 * x)
gradient_of_norm_at_zero_as_pytorch = tf.math.multiply_no_nan(
    grad(tf.norm, 0 * x), tf.norm(0 * x)
)
gradient_of_power_at_zero = grad(lambda x: x**0, 0 * x)
gradient_of_power_at_zero_as_pytorch = tf.zeros_like(x)
gradient_of_maximum_at_tie = grad(
    lambda x: tf.maximum(x, tf.stop_gradient(v)), v
)
gradient_of_maximum_at_tie_as_pytorch = grad(
    lambda x: (
        (
            tf.maximum(x, tf.stop_gradient(v))
            + tf.maximum(tf.stop_gradient(v), x)
        )
        / 2
    ),
    v,
)
gradient_of_maximum_of_equals = grad(tf.reduce_max, 0 * x)
gradient_of_clamp_at_border = grad(
    lambda x: tf.clip_by_value(x, -2.0, 3.0), x
)
gradient_of_clamp_at_border_as_pytorch = grad(
    lambda x: tf.where(
        (x <= -2) | (x >= 3),
        tf.stop_gradient(tf.clip_by_value(x, -2.0, 3.0)),
        x,
    ),
    x,
)
gradient_of_product_with_zero = grad(
    tf.reduce_prod, x * tf.cast(x != 1, x.dtype)
)
# no remedy: leave the origin out, with tf.where.
gradient_of_atan2_at_origin = grad(
    lambda x: tf.atan2(x, 0 * x), 0 * x
)
gradient_of_floor = grad(tf.floor, x)
gradient_of_floor_as_pytorch = tf.zeros_like(x)
gradient_of_sign = grad(tf.sign, x)
gradient_of_remainder = grad(lambda x: x % 2, x + 0.5)
gradient_of_taken_twice = tf.convert_to_tensor(
    grad(lambda x: tf.gather(x, [0, 0, 2]), x)
)
gradient_of_sorted = grad(
    lambda x: tf.sort(x) * tf.range(3, dtype=x.dtype), x
)
gradient_through_half = grad(
    lambda x: tf.cast(tf.cast(x, tf.float16), tf.float32), x
)
gradient_of_cumulative_product = grad(tf.math.cumprod, x)
gradient_through_clone = grad(tf.identity, x)
# --8<-- [end:gradients]


# --8<-- [start:tapes]
def value_and_gradient(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = cubes(x)
    return [value, tape.gradient(value, x)]


def gradient_of_an_inner_value(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        inner = x**2
        loss = tf.reduce_sum(inner**2)
    return tf.stop_gradient(tape.gradient(loss, inner))


with suppress(RuntimeError):
    second_call = twice(x)


def second_call_when_kept(x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.reduce_sum(x**3)
    both = tape.gradient(y, x) + tape.gradient(y, x)
    return tf.stop_gradient(both)


def two_losses_of_one_forward(x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x**2
        losses = tf.reduce_sum(y), tf.reduce_sum(y * y)
    return [
        tf.stop_gradient(tape.gradient(loss, x))
        for loss in losses
    ]


gradient_of_many_numbers = tf.stop_gradient(grad(scaled, x))


def gradient_of_many_with_weights(x, v):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = scaled(x)
    return tf.stop_gradient(tape.gradient(y, x, v))


def gradient_penalty(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(x**3)
    return (tf.norm(tape.gradient(y, x)) - 1) ** 2


def part_left_unrecorded(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        with tape.stop_recording():
            factor = x * 2
        y = x * factor
    return tf.stop_gradient(tape.gradient(y, x))


def part_taken_out(x):
    return x * tf.exp(tf.stop_gradient(x))


def gradients_add_up(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    tape.gradient(y, x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**3
    return tf.stop_gradient(tape.gradient(y, x))


def gradients_add_up_as_pytorch(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2 + x**3
    return tf.stop_gradient(tape.gradient(y, x))


# --8<-- [end:tapes]

# --8<-- [start:products_and_matrices]
forward_derivative = forward(scaled, x, v)
jacobian = jacobian_of(scaled, x)
jacobian_of_matrix = jacobian_of(
    lambda m: tf.reduce_sum(m, 1), m
)


def jacobian_forward():
    columns = [forward(scaled, at, one) for one in tf.eye(3)]
    return tf.stack(columns, 1)


def jacobian_of_two():
    with tf.GradientTape() as tape:
        tape.watch([at, aim])
        y = at * aim**2
    return tape.jacobian(y, [at, aim])


def jacobian_per_example():
    with tf.GradientTape() as tape:
        tape.watch(grid)
        y = grid**2
    return tape.batch_jacobian(y, grid)


def jacobian_of_autograd():
    return jacobian_of(scaled, at)


def hessian_of_autograd():
    return jacobian_of(lambda x: grad(cubes, x), at)


def vector_times_hessian():
    return grad(lambda x: grad(cubes, x), at, weights=aim)


def hessian_of_matrix():
    return jacobian_of(
        lambda m: grad(lambda m: tf.reduce_sum(m**3), m), grid
    )


def diagonal_of_hessian():
    return tf.linalg.diag_part(
        jacobian_of(lambda x: grad(cubes, x), at)
    )


third_derivative = grad(
    lambda x: grad(lambda x: grad(cubes, x), x), x
)
second_derivatives = jacobian_of(lambda x: grad(cubes, x), x)
hessian_times_vector = forward(lambda x: grad(cubes, x), x, v)


def gradient_per_example(m):
    return tf.vectorized_map(lambda row: grad(cubes, row), m)


def map_of_rows(m):
    return tf.vectorized_map(
        lambda row: row / tf.reduce_sum(row), m
    )


def map_of_columns(m):
    return tf.vectorized_map(tf.reduce_sum, tf.transpose(m))


def map_of_two(x, m):
    return tf.vectorized_map(
        lambda both: both[0] * tf.reduce_sum(both[1]), (x, m)
    )


def map_with_one_fixed(m, v):
    return tf.vectorized_map(lambda row: row * v[:2], m)


def map_into_columns(m):
    return tf.transpose(
        tf.vectorized_map(lambda row: row * 2, m)
    )


def map_of_maps():
    return tf.vectorized_map(
        lambda row: tf.vectorized_map(
            lambda one: one**2 + 1, row
        ),
        grid,
    )


def map_in_pieces(m):
    return tf.map_fn(tf.reduce_sum, m)


def map_of_products():
    return tf.vectorized_map(
        lambda row: tf.tensordot(row, row, 1), grid
    )


def map_of_outer_products():
    return tf.vectorized_map(
        lambda row: row[:, None] * row[None], grid
    )


def gradient_per_example_and_value():
    return tf.vectorized_map(
        lambda row: (grad(cubes, row), cubes(row)), grid
    )


map_of_a_branch = tf.map_fn(
    lambda row: row * 2 if tf.reduce_sum(row) > 2 else row, m
)


def map_of_where(m):
    return tf.vectorized_map(
        lambda row: tf.where(
            tf.reduce_sum(row) > 2, row * 2, row
        ),
        m,
    )


# --8<-- [end:products_and_matrices]

# --8<-- [start:rules_of_your_own]
clipped_gradient = clipped(x)
reversed_gradient = turned_round(x)
straight_through = rounded(x)
straight_through_by_hand = x + tf.stop_gradient(tf.round(x) - x)
rule_with_what_was_saved = safe(x)
recomputed = recomputed_part(x)
# --8<-- [end:rules_of_your_own]


# --8<-- [start:control_flow]
def loop(x):
    total = tf.zeros(())
    for one in x:
        total = total + one**2
    return total


def branch(x):
    return x * 2 if tf.reduce_sum(x) > 0 else x * 3


scan = tf.scan(lambda total, one: total + one, x)
cond = tf.cond(
    tf.reduce_sum(x) > 0, lambda: x * 2, lambda: x * 3
)


def loop_while(x):
    return tf.while_loop(
        lambda step, x: step < 3,
        lambda step, x: (step + 1, x * 2),
        (0, x),
    )[1]


def choice_of_several(x):
    return tf.switch_case(
        tf.constant(2), [lambda: x, lambda: x * 2, lambda: -x]
    )


fold_from_the_left = tf.foldl(
    lambda total, one: total * one, x, tf.ones(())
)
# --8<-- [end:control_flow]
