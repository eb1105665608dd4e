"""Build a 784-128-10 classifier in Keras on TensorFlow."""

# --8<-- [start:subclass]
import keras
import tensorflow as tf


class Classifier(keras.Model):
    """Map (B, 784) pixels to logits (B, 10)."""

    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(
            128, activation="relu", name="hidden"
        )  # the input size is found at the first call
        self.readout = keras.layers.Dense(10, name="readout")

    def call(self, pixels):
        return self.readout(self.hidden(pixels))


keras.utils.set_random_seed(0)
pixels = keras.random.uniform((64, 784))  # (B, F)
model = Classifier()
logits = model(pixels)  # (B, C)
print(f"logits: {tuple(logits.shape)}")
print(f"first logit: {logits[0, 0]:.3f}")
# --8<-- [end:subclass]

# --8<-- [start:sequential]
sequential = keras.Sequential(
    [
        keras.Input(shape=(784,)),  # weights exist from here on
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10),
    ]
)
print(f"layers: {len(sequential.layers)}")
print(f"logits: {tuple(sequential(pixels).shape)}")
# --8<-- [end:sequential]

# --8<-- [start:functional]
inputs = keras.Input(shape=(784,))  # a placeholder, no data
hidden = keras.layers.Dense(128, activation="relu")(inputs)
outputs = keras.layers.Dense(10)(hidden)
functional = keras.Model(inputs, outputs)
features = keras.Model(inputs, hidden)  # shares its layer
print(f"logits: {tuple(functional(pixels).shape)}")
print(f"features: {tuple(features(pixels).shape)}")
print(f"weights of the whole: {functional.count_params()}")
print(f"weights of the features: {features.count_params()}")
# --8<-- [end:functional]

# --8<-- [start:parameters]
by_hand = 784 * 128 + 128 + 128 * 10 + 10
counted = model.count_params()
for layer in model.layers:
    for weight in layer.weights:  # a kernel is (in, out)
        shape = tuple(weight.shape)
        print(f"{layer.name}.{weight.name}: {shape}")
print(f"by hand: {by_hand}")
print(f"counted: {counted}")
# --8<-- [end:parameters]

# --8<-- [start:creation]
dense = keras.layers.Dense(128)  # no input size to give
print(f"Dense, constructed: {len(dense.weights)} weights")
dense(pixels)
print(f"Dense, called: {tuple(dense.kernel.shape)}")
fresh = Classifier()
print(f"subclass, constructed: {len(fresh.weights)} weights")
fresh(pixels)
print(f"subclass, called: {len(fresh.weights)} weights")
# --8<-- [end:creation]

# --8<-- [start:initialisation]
limit = (6 / (784 + 128)) ** 0.5  # U(-limit, limit), biases 0
weight = model.hidden.kernel.numpy()
bias = model.hidden.bias.numpy()
print(f"limit: {limit:.3f}")
print(f"largest weight: {abs(weight).max():.3f}")
print(f"standard deviation: {weight.std():.3f}")
print(f"largest bias: {abs(bias).max():.3f}")
print(f"spread of the logits: {logits.numpy().std():.3f}")
# --8<-- [end:initialisation]

# --8<-- [start:loss]
confident = tf.constant([[6.0, 2.0, 1.0] + [0.0] * 7])
label = tf.constant([0])
probabilities = tf.nn.softmax(confident)
loss = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
# Left to its default, it expects probabilities.
default = keras.losses.SparseCategoricalCrossentropy()
print(f"logits: {loss(label, confident):.3f}")
print(f"probabilities: {loss(label, probabilities):.3f}")
print(f"default, logits: {default(label, confident):.3f}")
right = default(label, probabilities)
print(f"default, probabilities: {right:.3f}")
# --8<-- [end:loss]

# --8<-- [start:dropout]
regular = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10),
    ]
)
first, second = regular(pixels), regular(pixels)  # inference
agree = bool(tf.reduce_all(first == second))
print(f"called, the two agree: {agree}")
first = regular(pixels, training=True)  # for this call only
second = regular(pixels, training=True)
agree = bool(tf.reduce_all(first == second))
print(f"in training, they agree: {agree}")
# --8<-- [end:dropout]

# --8<-- [start:published]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    keras.layers.Dense(128, input_shape=(784,))
category = caught[0].category.__name__
remedy = str(caught[0].message).split(". ")
print(f"{category}: {remedy[0]}.")
print(f"remedy: {remedy[1]}")
# --8<-- [end:published]
