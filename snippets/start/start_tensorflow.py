"""A first file: a missing gradient, and how to ask for it."""

# --8<-- [start:missing]
import tensorflow as tf

numbers = tf.constant([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * numbers)

gradient = tape.gradient(total, numbers)  # no error
print(f"gradient: {gradient}")
# --8<-- [end:missing]

# --8<-- [start:asked]
with tf.GradientTape() as tape:
    tape.watch(numbers)  # record from here on
    total = tf.reduce_sum(2 * numbers)
gradient = tape.gradient(total, numbers)
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:asked]

# --8<-- [start:accelerator]
found = bool(tf.config.list_physical_devices("GPU"))
print(f"GPU found: {found}")
# --8<-- [end:accelerator]
