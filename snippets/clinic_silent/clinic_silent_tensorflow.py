"""Go wrong in TensorFlow without an error."""

# --8<-- [start:softmax_twice]
import warnings

import keras
import tensorflow as tf

classifier = keras.Sequential(
    [
        keras.Input(shape=(3,)),
        keras.layers.Dense(3, kernel_initializer="identity"),
        keras.layers.Softmax(),
    ]
)
criterion = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
sure = tf.constant([[10.0, 0.0, 0.0]])  # class 0
right, wrong = tf.constant([0]), tf.constant([1])

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    loss = criterion(right, classifier(sure))
print(f"softmax in the model, right: {loss:.3f}")
print(f"UserWarning: {caught[0].message}")
# --8<-- [end:softmax_twice]

# --8<-- [start:softmax_unseen]
shares = classifier.predict(sure, verbose=0)  # a NumPy array
print(f"softmax twice, right: {criterion(right, shares):.3f}")
print(f"softmax twice, wrong: {criterion(wrong, shares):.3f}")

logits = classifier.layers[0](sure)  # without the softmax
print(f"logits, right: {criterion(right, logits):.3f}")
print(f"logits, wrong: {criterion(wrong, logits):.3f}")
# --8<-- [end:softmax_unseen]

# --8<-- [start:from_logits]
default = keras.losses.SparseCategoricalCrossentropy()
scores = tf.Variable([[2.0, 3.0, -1.0]])
for name, loss_of in (
    ("default", default),
    ("from_logits=True", criterion),
):
    with tf.GradientTape() as tape:
        loss = loss_of(right, scores)
    gradient = tape.gradient(loss, scores)[0]
    slopes = ", ".join(f"{g:.3f}" for g in gradient)
    print(f"{name}, loss: {loss:.3f}")
    print(f"{name}, gradient: {slopes}")
# --8<-- [end:from_logits]

# --8<-- [start:mode]
model = keras.Sequential(
    [
        keras.layers.BatchNormalization(momentum=0.9),
        keras.layers.Dropout(0.5),
    ]
)
batch = tf.constant([[1.0], [3.0]] * 5000)  # the mean is 2


def describe(outputs):
    """Print the share of zeros and the moving mean."""
    zeros = tf.reduce_mean(tf.cast(outputs == 0, tf.float32))
    mean = model.layers[0].moving_mean[0]
    print(f"zeros: {zeros:.1f}, moving mean: {mean:.3f}")


describe(model(batch))  # in a loop of your own: no training
describe(model(batch, training=True))
# --8<-- [end:mode]

# --8<-- [start:broadcast_loss]
truths = tf.constant([0.0, 1.0, 2.0, 3.0])  # (B,)
guesses = truths[:, None]  # (B, 1), and every one is right
by_hand = tf.reduce_mean((guesses - truths) ** 2)
print(f"by hand: {by_hand:.3f}")

loss = keras.losses.MeanSquaredError()(truths, guesses)
print(f"MeanSquaredError: {loss:.3f}")
flat = tf.squeeze(guesses, axis=1)
by_hand = tf.reduce_mean((flat - truths) ** 2)
print(f"equal shapes: {by_hand:.3f}")
# --8<-- [end:broadcast_loss]


# --8<-- [start:plain_list]
class Stack(keras.Model):
    """Hold layers in a list, which Keras follows."""

    def __init__(self):
        super().__init__()
        self.stack = [
            keras.layers.Dense(3),
            keras.layers.Dense(1),
        ]

    def call(self, values):
        for layer in self.stack:
            values = layer(values)
        return values


stack = Stack()
stack(tf.ones((1, 3)))
print(f"weights of Stack: {stack.count_params()}")
# --8<-- [end:plain_list]

# --8<-- [start:retracing]
import logging


def show(record):
    """Print a logged warning."""
    print(f"{record.levelname}: {record.getMessage()}")


logger = logging.getLogger("tensorflow")
logger.addFilter(show)
power = tf.function(lambda values, exponent: values**exponent)
for exponent in range(5):  # Python numbers
    power(tf.ones(3), exponent)
logger.removeFilter(show)
# --8<-- [end:retracing]

# --8<-- [start:one_trace]
print(f"traces: {power.experimental_get_tracing_count()}")
power = tf.function(lambda values, exponent: values**exponent)
for exponent in range(5):
    power(tf.ones(3), tf.constant(float(exponent)))
print(f"traces: {power.experimental_get_tracing_count()}")
# --8<-- [end:one_trace]

# --8<-- [start:numpy_in_function]
import numpy as np


@tf.function
def frozen(values):
    """Add noise to (T,)."""
    return values + np.random.uniform()  # drawn while tracing


mean = tf.function(np.mean)
drawn = [float(frozen(tf.constant(0.0))) for _ in range(100)]
print(f"NumPy, calls: {len(drawn)}, numbers: {len(set(drawn))}")
try:
    mean(tf.ones(3))
except NotImplementedError as error:
    print(f"NotImplementedError: {error}")
# --8<-- [end:numpy_in_function]


# --8<-- [start:drawn_in_the_graph]
@tf.function
def noisy(values):
    """Add noise to (T,)."""
    return values + tf.random.uniform(())  # drawn in each call


drawn = [float(noisy(tf.constant(0.0))) for _ in range(100)]
print(f"tf, calls: {len(drawn)}, numbers: {len(set(drawn))}")
print(f"mean: {tf.function(tf.reduce_mean)(tf.ones(3)):.3f}")
# --8<-- [end:drawn_in_the_graph]
