"""Build a 784-128-10 classifier in Keras on TensorFlow."""

# --8<-- [start:subclass]
import keras
import tensorflow as tf


class Classifier(keras.Model):
    """Map (B, 784) pixels to logits (B, 10)."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
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

# --8<-- [start:graph]
inputs = keras.Input(shape=(784,))  # a placeholder, no data
hidden = keras.layers.Dense(128, activation="relu")(inputs)
outputs = keras.layers.Dense(10)(hidden)
functional = keras.Model(inputs, outputs)
features = keras.Model(inputs, hidden)  # no new weights
shared = features.layers[1] is functional.layers[1]
print(f"features: {tuple(features(pixels).shape)}")
print(f"shares its weights: {shared}")
print(f"weights of the features: {features.count_params()}")
# --8<-- [end:graph]

# --8<-- [start:wrong_widths]
one, three, four = [keras.Input(shape=(n,)) for n in (1, 3, 4)]
try:
    keras.layers.Add()([three, four])
except ValueError as error:
    print(f"ValueError: {error}")
total = keras.layers.Add()([three, one])  # taken three times
print(f"widths 3 and 1: {total.shape}")
# --8<-- [end:wrong_widths]

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

# --8<-- [start:load]
import warnings

model.save_weights("classifier.weights.h5")
built = Classifier()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    built.build((None, 784))
print(f"{caught[0].category.__name__}: {caught[0].message}")
built.load_weights("classifier.weights.h5")  # loads nothing
called = Classifier()
called(pixels)
called.load_weights("classifier.weights.h5")
for name, loaded in [("built", built), ("called", called)]:
    apart = tf.reduce_max(tf.abs(loaded(pixels) - logits))
    print(f"{name} first, off by: {apart:.3f}")
# --8<-- [end:load]

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
loss = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
# Left to its default, it expects probabilities.
default = keras.losses.SparseCategoricalCrossentropy()
print(f"given logits: {loss(label, confident):.3f}")
print(f"default, given logits: {default(label, confident):.3f}")
# --8<-- [end:loss]

# --8<-- [start:softmax_twice]
last = keras.layers.Dense(
    10, activation="softmax", kernel_initializer="identity"
)
ending = keras.Sequential([keras.Input(shape=(10,)), last])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    recovered = loss(label, ending(confident))
print(f"softmax at the end: {recovered:.3f}")
print(f"{caught[0].category.__name__}: {caught[0].message}")
# This one leaves no trace that Keras could follow back.
unseen = loss(label, tf.nn.softmax(confident))
print(f"tf.nn.softmax, eager: {unseen:.3f}")
# --8<-- [end:softmax_twice]

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
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = keras.layers.Dense(128, input_shape=(784,))
print(f"{caught[0].category.__name__}: {caught[0].message}")
# --8<-- [end:published]
