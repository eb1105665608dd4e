"""Compilation in TensorFlow: values, graphs, side effects."""

# --8<-- [start:inputs]
import random
from contextlib import suppress

import tensorflow as tf

x = tf.constant([1.0, -2.0, 3.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
ones = tf.ones(3)


def polynomial(x):
    return x**3 - 2 * x**2 + x


def branch(x):
    if tf.reduce_sum(x) > 0:
        return x * 2
    return x * 3


def loop(x):
    total = tf.zeros(())
    for one in x:
        total = tf.tanh(total + one)
    return total


def graphs_for(calls, f=polynomial, **how):
    """Count the graphs that these calls of a function need."""
    compiled = tf.function(f, **how)
    for inputs in calls:
        compiled(*inputs)
    return compiled.experimental_get_tracing_count()


# --8<-- [end:helpers]

# --8<-- [start:values]
compiled_function = tf.function(polynomial)(x)
compiled_with_xla = tf.function(polynomial, jit_compile=True)(x)


def compiled_branch():
    return tf.function(branch)(ones)


def compiled_other_branch():
    return tf.function(branch)(-ones)


def compiled_loop():
    return tf.function(loop)(ones)


def branch_in_one_graph():
    return tf.function(branch)(ones)


cond = tf.cond(
    tf.reduce_sum(ones) > 0, lambda: ones * 2, lambda: ones * 3
)
while_loop = tf.while_loop(
    lambda x: tf.reduce_sum(x) < 100, lambda x: (x * 2,), (ones,)
)
exported = tf.function(tf.tanh).get_concrete_function(
    tf.TensorSpec((3,))
)(ones)
# The signature is a promise that a call doesn't keep here.
exported_with_other_shape = tf.function(
    tf.tanh
).get_concrete_function(tf.TensorSpec((3,)))(tf.ones(4))


def dictionary_as_output():
    compiled = tf.function(
        lambda x: {"double": x * 2, "half": x / 2}
    )
    return compiled(ones)


# --8<-- [end:values]


# --8<-- [start:graphs]
def graphs_for_one_shape():
    return graphs_for([(tf.ones(3),)] * 4)


def graphs_for_four_lengths():
    return graphs_for([(tf.ones(n),) for n in (3, 4, 5, 6)])


def graphs_for_four_lengths_as_pytorch():
    return graphs_for(
        [(tf.ones(n),) for n in (3, 4, 5, 6)],
        reduce_retracing=True,
    )


def graphs_for_any_length():
    return graphs_for(
        [(tf.ones(n),) for n in (3, 4, 5, 6)],
        input_signature=[tf.TensorSpec((None,))],
    )


def graphs_for_two_dtypes():
    return graphs_for([(tf.ones(3),), (tf.ones(3, tf.float16),)])


# no remedy: hand numbers over as tensors, for one graph.
def graphs_for_four_numbers():
    return graphs_for(
        [(ones, float(n)) for n in (2, 3, 4, 5)],
        lambda x, n: x * n,
    )


def graphs_for_numbers_as_tensors():
    return graphs_for(
        [(ones, tf.constant(n)) for n in (2.0, 3.0)],
        lambda x, n: x * n,
    )


# --8<-- [end:graphs]


# --8<-- [start:side_effects]
def appends_to_a_list():
    seen = []

    def noted(x):
        seen.append("call")
        return x * 2

    compiled = tf.function(noted)
    for _ in range(3):
        compiled(ones)
    return len(seen)


def appends_to_a_list_as_pytorch():
    seen = []

    def noted(x):
        tf.py_function(lambda: seen.append("call"), [], [])
        return x * 2

    compiled = tf.function(noted)
    for _ in range(3):
        compiled(ones)
    return len(seen)


def number_changes_outside():
    how = {"scale": 2.0}
    compiled = tf.function(lambda x: x * how["scale"])
    first = compiled(ones)
    how["scale"] = 5.0
    return first, compiled(ones)


def number_changes_outside_as_pytorch():
    compiled = tf.function(lambda x, scale: x * scale)
    return compiled(ones, 2.0), compiled(ones, 5.0)


def tensor_changes_outside():
    scale = tf.Variable(2.0)
    compiled = tf.function(lambda x: x * scale)
    first = compiled(ones)
    scale.assign(5.0)
    return first, compiled(ones)


def python_draws_anew():
    random.seed(0)
    compiled = tf.function(lambda x: x * random.random())
    return bool(tf.reduce_all(compiled(ones) == compiled(ones)))


def python_draws_anew_as_pytorch():
    compiled = tf.function(lambda x: x * tf.random.uniform(()))
    return bool(tf.reduce_all(compiled(ones) == compiled(ones)))


def framework_draws_anew():
    compiled = tf.function(lambda x: x * tf.random.uniform(()))
    return bool(tf.reduce_all(compiled(ones) == compiled(ones)))


def knows_that_it_is_compiled():
    compiled = tf.function(
        lambda x: x * float(tf.inside_function())
    )
    return compiled(ones)


compiles_outside = tf.inside_function()


def switched_off():
    seen = []

    def noted(x):
        seen.append("call")
        return x * 2

    tf.config.run_functions_eagerly(True)
    compiled = tf.function(noted)
    for _ in range(3):
        compiled(ones)
    tf.config.run_functions_eagerly(False)
    return len(seen)


with suppress(ValueError):
    creates_weights = tf.function(
        lambda x: x * tf.Variable(3.0)
    )(ones)


def creates_weights_as_pytorch():
    scale = tf.Variable(3.0)
    return tf.function(lambda x: x * scale)(ones)


def numpy_inside():
    compiled = tf.function(
        lambda x: (
            x
            * tf.numpy_function(
                lambda array: array.max(), [x], tf.float32
            )
        )
    )
    return compiled(tf.constant([1.0, 2.0]))


executes_at_once = tf.executing_eagerly()
# --8<-- [end:side_effects]
