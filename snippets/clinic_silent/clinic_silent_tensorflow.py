"""Go wrong in TensorFlow without an error."""

# --8<-- [start:softmax_twice]
import keras
import tensorflow as tf

criterion = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
sure = tf.constant([[10.0, 0.0, 0.0]])  # logits: class 0
right, wrong = tf.constant([0]), tf.constant([1])
shares = tf.nn.softmax(sure)
print(f"softmax first, right: {criterion(right, shares):.3f}")
print(f"softmax first, wrong: {criterion(wrong, shares):.3f}")

print(f"logits, right: {criterion(right, sure):.3f}")
print(f"logits, wrong: {criterion(wrong, sure):.3f}")
# --8<-- [end:softmax_twice]

# --8<-- [start:from_logits]
default = keras.losses.SparseCategoricalCrossentropy()
logits = tf.Variable([[2.0, 3.0, -1.0]])
label = tf.constant([0])
for name, loss_of in (("default", default), ("told", criterion)):
    with tf.GradientTape() as tape:
        loss = loss_of(label, logits)
    gradient = tape.gradient(loss, logits)[0]
    shown = ", ".join(f"{g:.3f}" for g in gradient)
    print(f"{name}, loss: {loss:.3f}")
    print(f"{name}, gradient: {shown}")
# --8<-- [end:from_logits]

# --8<-- [start:mode]
keras.utils.set_random_seed(0)
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
print(f"weights: {stack.count_params()}")
# --8<-- [end:plain_list]

# --8<-- [start:retracing]
import logging
import re


class Power:
    """Raise (T,) to a power."""

    def __call__(self, values, exponent):
        return values**exponent


def tell(record):
    """Print a logged warning without its object's address."""
    told = re.sub("<.*>", "<…>", record.getMessage())
    print(f"{record.levelname}: {told.split('. ')[0]}")


logger = logging.getLogger("tensorflow")
logger.addFilter(tell)
power = tf.function(Power())
for exponent in range(5):  # Python numbers
    power(tf.ones(3), exponent)
logger.removeFilter(tell)
# --8<-- [end:retracing]

# --8<-- [start:one_trace]
print(f"traces: {power.experimental_get_tracing_count()}")
power = tf.function(Power())
for exponent in range(5):
    power(tf.ones(3), tf.constant(float(exponent)))
print(f"traces: {power.experimental_get_tracing_count()}")
# --8<-- [end:one_trace]

# --8<-- [start:numpy_in_function]
import numpy as np


@tf.function
def noisy(values):
    """Add noise to (T,)."""
    return values + np.random.uniform()  # drawn while tracing


@tf.function
def mean(values):
    """Map (T,) to a scalar."""
    return np.mean(values)


np.random.seed(0)
drawn = {float(noisy(tf.constant(0.0))) for _ in range(100)}
print(f"different numbers from NumPy: {len(drawn)}")
try:
    mean(tf.ones(3))
except NotImplementedError as error:
    told = str(error).strip().splitlines()[-1].strip()
    print(told.split(". ")[0])
# --8<-- [end:numpy_in_function]


# --8<-- [start:drawn_in_the_graph]
@tf.function
def noisy(values):
    """Add noise to (T,)."""
    return values + tf.random.uniform(())  # drawn in each call


drawn = {float(noisy(tf.constant(0.0))) for _ in range(100)}
print(f"different numbers from TensorFlow: {len(drawn)}")
print(f"mean: {tf.function(tf.reduce_mean)(tf.ones(3)):.3f}")
# --8<-- [end:drawn_in_the_graph]
