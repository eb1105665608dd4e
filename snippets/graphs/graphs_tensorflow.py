"""Record a graph while the code runs, and use it once."""

# --8<-- [start:gradient]
import tensorflow as tf

weights = tf.Variable([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * weights)  # recorded as it runs
gradient = tape.gradient(total, weights)
print(f"total: {total:.3f}")
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:gradient]

# --8<-- [start:unwatched]
plain = tf.constant([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * plain)
missing = tape.gradient(total, plain)  # silent: no record
print(f"gradient: {missing}")
# --8<-- [end:unwatched]

# --8<-- [start:watched]
with tf.GradientTape() as tape:
    tape.watch(plain)
    total = tf.reduce_sum(2 * plain)
found = tape.gradient(total, plain)
print(f"gradient: {found.numpy().tolist()}")
# --8<-- [end:watched]

# --8<-- [start:second_gradient]

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    square = x**2
slope = tape.gradient(square, x)
print(f"first: {slope:.3f}")
try:
    tape.gradient(square, x)  # the record is gone
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# --8<-- [end:second_gradient]

# --8<-- [start:nothing_saved]
with tf.GradientTape() as tape:
    total = tf.reduce_sum(weights + 1)
tape.gradient(total, weights)
try:
    tape.gradient(total, weights)  # refused all the same
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# --8<-- [end:nothing_saved]

# --8<-- [start:kept_record]
with tf.GradientTape(persistent=True) as tape:
    square = x**2
    cube = x * square
square_slope = tape.gradient(square, x)
cube_slope = tape.gradient(cube, x)
del tape  # a kept record holds its memory
print(f"slope of the square: {square_slope:.3f}")
print(f"slope of the cube: {cube_slope:.3f}")
# --8<-- [end:kept_record]


# --8<-- [start:control_flow]
def shrink(x):
    """Halve a scalar until it is at most one."""
    while x > 1:  # the value decides how often
        x = x / 2
    return x


for start in [3.0, 8.0]:
    x = tf.Variable(start)
    with tf.GradientTape() as tape:
        small = shrink(x)
    slope = tape.gradient(small, x)
    print(f"slope at {start}: {slope:.3f}")
# --8<-- [end:control_flow]
