"""Derivatives in TensorFlow: gradients, Jacobians, maps."""

# --8<-- [start:inputs]
import tensorflow as tf

x = tf.constant([1.0, -2.0, 3.0])
v = tf.constant([0.5, 1.0, -1.0])
m = tf.constant([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def cubes(x):
    return tf.reduce_sum(x**3)


def scaled(x):
    return x**2 * tf.reverse(x, [0])


@tf.custom_gradient
def clipped(x):
    return x * 2, lambda gradient: tf.clip_by_value(
        gradient, -1, 1
    )


def grad(f, *inputs, of=0, weights=None):
    """The gradient of f by one of its inputs."""
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        y = f(*inputs)
    return tape.gradient(y, inputs[of], weights)


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
# --8<-- [end:gradients]

# --8<-- [start:products_and_matrices]
forward_derivative = forward(scaled, x, v)
jacobian = jacobian_of(scaled, x)
jacobian_of_matrix = jacobian_of(
    lambda m: tf.reduce_sum(m, 1), m
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


# --8<-- [end:products_and_matrices]

# --8<-- [start:rules_of_your_own]
clipped_gradient = clipped(x)
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
# --8<-- [end:control_flow]
