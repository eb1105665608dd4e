"""Provoke errors of gradients in TensorFlow; mend them."""

# --8<-- [start:unwatched]
import keras
import tensorflow as tf

values = tf.constant([1.0, 2.0, 3.0])  # plain numbers
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * values)
print(f"gradient: {tape.gradient(total, values)}")

with tf.GradientTape() as tape:
    tape.watch(values)  # or make it a tf.Variable
    total = tf.reduce_sum(2 * values)
gradient = tape.gradient(total, values)
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:unwatched]

# --8<-- [start:outside_the_tape]
weights = tf.Variable([1.0, 2.0, 3.0])
optimizer = keras.optimizers.SGD(0.25)
with tf.GradientTape() as tape:
    squares = weights**2
loss = tf.reduce_sum(squares)  # one line too late
gradients = tape.gradient(loss, [weights])
try:
    optimizer.apply(gradients, [weights])
except ValueError as error:
    print(f"ValueError: {error}")

with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)
gradients = tape.gradient(loss, [weights])
optimizer.apply(gradients, [weights])
print(f"weights: {weights.numpy().tolist()}")
# --8<-- [end:outside_the_tape]

# --8<-- [start:second_backward]
weights = tf.Variable([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)
tape.gradient(loss, weights)
try:
    tape.gradient(loss, weights)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)  # recorded again
gradient = tape.gradient(loss, weights)
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:second_backward]

# --8<-- [start:not_scalar]
with tf.GradientTape() as tape:
    squares = weights**2  # (3,)
gradient = tape.gradient(squares, weights)  # of their sum
print(f"gradient: {gradient.numpy().tolist()}")

with tf.GradientTape() as tape:
    squares = weights**2
jacobian = tape.jacobian(squares, weights)  # each by each
print(f"jacobian: {jacobian.numpy().tolist()}")
# --8<-- [end:not_scalar]

# --8<-- [start:integers]
import logging


def show(record):
    """Print a logged warning."""
    print(f"{record.levelname}: {record.getMessage()}")


logger = logging.getLogger("tensorflow")
logger.addFilter(show)
counts = tf.constant([1, 2, 3])
with tf.GradientTape() as tape:
    tape.watch(counts)
    total = tf.reduce_sum(2 * counts)
print(f"gradient: {tape.gradient(total, counts)}")
logger.removeFilter(show)

counts = tf.cast(counts, tf.float32)
with tf.GradientTape() as tape:
    tape.watch(counts)
    total = tf.reduce_sum(2 * counts)
gradient = tape.gradient(total, counts)
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:integers]

# --8<-- [start:by_hand]
weights = tf.Variable([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)
gradient = tape.gradient(loss, weights)
try:
    weights[0] = 0.0
except TypeError as error:
    print(f"TypeError: {error}")
stepped = weights - 0.25 * gradient  # a plain tensor
print(f"still a variable: {isinstance(stepped, tf.Variable)}")

weights.assign_sub(0.25 * gradient)
weights[0].assign(0.0)
print(f"gradient: {gradient.numpy().tolist()}")
print(f"weights: {weights.numpy().tolist()}")
# --8<-- [end:by_hand]

# --8<-- [start:numpy]
import numpy as np

weights = tf.Variable([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    loss = tf.constant(np.sum(weights.numpy() ** 2))
print(f"gradient: {tape.gradient(loss, weights)}")

with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)  # stays in TensorFlow
gradient = tape.gradient(loss, weights)
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:numpy]

# --8<-- [start:unused]
import warnings

used = keras.layers.Dense(1, name="used")
unused = keras.layers.Dense(1, name="unused")
used.build((None, 3))
unused.build((None, 3))
variables = used.variables + unused.variables
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(used(tf.ones((4, 3))))
gradients = tape.gradient(loss, variables)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.apply(gradients, variables)
print(f"UserWarning: {caught[0].message}")
for variable, gradient in zip(variables, gradients, strict=True):
    print(f"{variable.path}: {gradient is not None}")
# --8<-- [end:unused]
