"""Find a wrong note: a NaN, a wrong shape, and where to stop."""

# --8<-- [start:wrong_note]
import tensorflow as tf


def loss_of(volume):
    """Sum the logarithms of the positive entries of (T,)."""
    logs = tf.math.log(volume)  # minus infinity if silent
    return tf.reduce_sum(tf.where(volume > 0, logs, 0.0))


volume = tf.Variable([4.0, 0.0, 1.0])
with tf.GradientTape() as tape:
    loss = loss_of(volume)
gradient = tape.gradient(loss, volume)
print(f"loss: {loss:.3f}")
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:wrong_note]

# --8<-- [start:named]
tf.debugging.enable_check_numerics()
try:
    loss_of(volume)  # stops at the first infinity, forward
except tf.errors.InvalidArgumentError as error:
    print(f"InvalidArgumentError: {error.message}")
tf.debugging.disable_check_numerics()  # it holds everywhere
# --8<-- [end:named]

# --8<-- [start:sections]
import keras

keras.utils.set_random_seed(0)
model = keras.Sequential(  # (B, 4) to (B, 2)
    [
        keras.Input((4,)),
        keras.layers.Dense(4, name="strings"),
        keras.layers.Dense(4, name="brass"),
        keras.layers.Dense(2, name="percussion"),
    ]
)
# --8<-- [end:sections]

# --8<-- [start:rehearse]
optimizer = keras.optimizers.Adam(learning_rate=0.01)
notes = keras.random.uniform((3, 4))  # (B, F)


def train_step(notes, careful=True):
    """Return the loss, and take a step unless it is refused."""
    weights = model.trainable_weights
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(notes) ** 2)
    if tf.math.is_finite(loss) or not careful:  # on a value
        optimizer.apply(tape.gradient(loss, weights), weights)
    return loss


for _ in range(3):
    print(f"loss: {train_step(notes):.3f}")
# --8<-- [end:rehearse]

# --8<-- [start:one_section]
import numpy as np

brass = model.get_layer("brass")
kernel = brass.kernel.numpy().copy()
kernel[0, 0] = np.nan  # the wrong note
brass.kernel.assign(kernel)

outputs = [layer.output for layer in model.layers]
taps = keras.Model(model.inputs, outputs)  # same weights
for layer, output in zip(model.layers, taps(notes), strict=True):
    print(f"{layer.name}: {np.isfinite(output).all()}")
print(f"loss: {train_step(notes):.3f}")  # no step is taken
# --8<-- [end:one_section]

# --8<-- [start:mended]
kernel[0, 0] = 0.0  # nothing else is touched
brass.kernel.assign(kernel)
for _ in range(3):
    print(f"loss: {train_step(notes):.3f}")
steps = optimizer.iterations.numpy()
print(f"steps counted by Adam: {steps}")  # not from one
# --8<-- [end:mended]


# --8<-- [start:spread]
def spoilt():
    """Count the weights that are NaN."""
    return sum(np.isnan(w).sum() for w in model.get_weights())


broken = notes.numpy().copy()
broken[0, 0] = np.nan  # one of twelve numbers
train_step(broken, careful=True)
print(f"spoilt by the careful step: {spoilt()}")
train_step(broken, careful=False)
total = model.count_params()
print(f"spoilt by the careless step: {spoilt()} of {total}")
# --8<-- [end:spread]

# --8<-- [start:wrong_shape]
strings = keras.layers.Dense(4, name="strings")
strings(tf.ones([3, 4]))  # now it expects four features
try:
    strings(tf.ones([3, 5]))
except ValueError as error:
    print(f"ValueError: {error}")
right = strings(tf.ones([3, 4]))  # the layer plays on
print(f"shape: {tuple(right.shape)}")
# --8<-- [end:wrong_shape]

# --8<-- [start:breakpoint]
import sys


def look():
    """Print what a debugger would find where it stops."""
    found = sys._getframe(1).f_locals
    for name in [n for n in ("x", "note") if n in found]:
        if tf.is_symbolic_tensor(found[name]):
            print(f"{name}: no value yet")
        else:
            print(f"{name}: {found[name]:.3f}")


def play(x):
    """Double a scalar and add one."""
    note = 2 * x
    breakpoint()
    return note + 1


debugger = sys.breakpointhook
sys.breakpointhook = look  # in place of pdb
play(tf.constant(3.0))
# --8<-- [end:breakpoint]

# --8<-- [start:compiled_breakpoint]
compiled = tf.function(play, autograph=False)
for value in [3.0, 4.0]:
    print(f"call with {value}")
    compiled(tf.constant(value))
tf.config.run_functions_eagerly(True)
print("call with 5.0, uncompiled")
compiled(tf.constant(5.0))
tf.config.run_functions_eagerly(False)
sys.breakpointhook = debugger
# --8<-- [end:compiled_breakpoint]
