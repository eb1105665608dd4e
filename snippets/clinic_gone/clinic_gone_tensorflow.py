"""Call what TensorFlow took away, and its successor."""

# --8<-- [start:session]
import warnings

import keras
import tensorflow as tf

try:
    tf.placeholder(tf.float32, [None])
except AttributeError as error:
    print(f"AttributeError: {error}")
try:
    tf.Session()
except AttributeError as error:
    print(f"AttributeError: {error}")


@tf.function  # optional: the result is the same
def doubled_sum(values):
    """Map (T,) to a scalar."""
    return tf.reduce_sum(2 * values)


print(f"total: {doubled_sum(tf.constant([1.0, 2.0, 3.0])):.3f}")
# --8<-- [end:session]

# --8<-- [start:names]
for name in (
    "contrib",
    "estimator",
    "get_variable",
    "global_variables_initializer",
    "layers",
    "log",
    "random_uniform",
    "set_random_seed",
):
    try:
        getattr(tf, name)
    except AttributeError as error:
        print(f"AttributeError: {error}")

print(f"log: {tf.math.log(100.0):.3f}")
# --8<-- [end:names]

# --8<-- [start:batch_input_shape]
try:
    keras.layers.LSTM(
        128, stateful=True, batch_input_shape=(64, 28, 28)
    )
except ValueError as error:
    print(f"ValueError: {error}")

lstm = keras.layers.LSTM(128, stateful=True)
model = keras.Sequential(
    [keras.Input(batch_shape=(64, 28, 28)), lstm]
)
print(f"input: {model.input_shape}")
# --8<-- [end:batch_input_shape]

# --8<-- [start:methods]
import numpy as np

for name in ("reset_states", "fit_generator", "predict_classes"):
    try:
        getattr(model, name)
    except AttributeError as error:
        print(f"AttributeError: {error}")

scores = model(tf.ones((64, 28, 28)))
print(f"state kept: {np.any(lstm.states[0])}")
lstm.reset_state()
print(f"state kept: {np.any(lstm.states[0])}")
classes = tf.argmax(scores, axis=1)
print(f"classes: {classes.shape}")
# --8<-- [end:methods]

# --8<-- [start:input_shape]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.layers.Dense(128, input_shape=(784,))
print(f"UserWarning: {caught[0].message}")

model = keras.Sequential(
    [keras.Input(shape=(784,)), keras.layers.Dense(128)]
)
print(f"weights: {model.count_params()}")
# --8<-- [end:input_shape]

# --8<-- [start:learning_rate]
try:
    keras.optimizers.Adam(lr=0.1)
except ValueError as error:
    print(f"ValueError: {error}")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.optimizers.Adam(learning_rate=0.1, decay=0.5)
print(f"UserWarning: {caught[0].message}")

schedule = keras.optimizers.schedules.InverseTimeDecay(
    0.1, decay_steps=1, decay_rate=0.5
)
optimizer = keras.optimizers.Adam(learning_rate=schedule)
print(f"at step 0: {schedule(0):.3f}")
print(f"at step 2: {schedule(2):.3f}")
# --8<-- [end:learning_rate]

# --8<-- [start:legacy_optimizer]
try:
    keras.optimizers.legacy.Adam(learning_rate=0.1)
except ImportError as error:
    print(f"ImportError: {error}")

optimizer = keras.optimizers.Adam(learning_rate=0.1)
print(f"learning rate: {float(optimizer.learning_rate):.3f}")
# --8<-- [end:legacy_optimizer]

# --8<-- [start:minimize]
weights = tf.Variable([1.0, 2.0])
optimizer = keras.optimizers.SGD(learning_rate=0.25)
try:
    optimizer.minimize(lambda: weights**2, [weights])
except AttributeError as error:
    print(f"AttributeError: {error}")

with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights**2)
gradients = tape.gradient(loss, [weights])
optimizer.apply(gradients, [weights])
print(f"weights: {weights.numpy().tolist()}")
# --8<-- [end:minimize]

# --8<-- [start:experimental]
try:
    print(tf.keras.experimental)
except AttributeError as error:
    print(f"AttributeError: {error}")
try:
    tf.keras.layers.experimental.preprocessing.Rescaling(1 / 255)
except AttributeError as error:
    print(f"AttributeError: {error}")

rescaling = keras.layers.Rescaling(1 / 255)
print(f"rescaled: {rescaling(tf.constant([51.0]))[0]:.3f}")
# --8<-- [end:experimental]

# --8<-- [start:placeholder_of_keras]
inputs = keras.Input(shape=(2,))
try:
    tf.square(inputs)
except ValueError as error:
    print(f"ValueError: {str(error).splitlines()[0]}")

outputs = keras.ops.square(inputs)
model = keras.Model(inputs, outputs)
print(f"squares: {model(tf.constant([[1.0, 2.0]]))[0].numpy()}")
# --8<-- [end:placeholder_of_keras]
