"""Provoke errors of loading weights in Keras; mend them."""

# --8<-- [start:model]
import warnings

import keras
import tensorflow as tf


def build(*layers):
    """Return a model that maps (B, 2) through the layers."""
    return keras.Sequential([keras.Input(shape=(2,)), *layers])


def same(values, others):
    """Whether two tensors hold the same numbers."""
    return bool(tf.reduce_all(tf.equal(values, others)))


points = tf.constant([[1.0, 2.0], [3.0, 4.0]])
hidden = keras.layers.Dense(3, name="hidden")
model = build(hidden, keras.layers.Dense(1, name="readout"))
# --8<-- [end:model]

# --8<-- [start:extension]
for save in (model.save, model.save_weights):
    try:
        save("classifier")
    except ValueError as error:
        print(f"ValueError: {error}")

model.save("classifier.keras")
model.save_weights("classifier.weights.h5")
fresh = keras.models.load_model("classifier.keras")
agree = same(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:extension]

# --8<-- [start:unbuilt]
layers = [keras.layers.Dense(3), keras.layers.Dense(1)]
fresh = keras.Sequential(layers)  # no input, no weights yet
try:
    fresh.load_weights("classifier.weights.h5")
except ValueError as error:
    print(f"ValueError: {error}")

fresh.build((None, 2))  # enough for a Sequential
fresh.load_weights("classifier.weights.h5")
agree = same(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:unbuilt]


# --8<-- [start:subclass]
class Network(keras.Model):
    """Map (B, 2) to (B, 1)."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(3)
        self.readout = keras.layers.Dense(1)

    def call(self, values):
        return self.readout(self.hidden(values))


network, built, called = Network(), Network(), Network()
network(points)
network.save_weights("network.weights.h5")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it suggests a build method
    built.build((None, 2))
built.load_weights("network.weights.h5")  # loads nothing
print(f"built: {same(built(points), network(points))}")

called(points)  # makes the weights
called.load_weights("network.weights.h5")
print(f"called: {same(called(points), network(points))}")
# --8<-- [end:subclass]

# --8<-- [start:size_mismatch]
hidden = keras.layers.Dense(3, name="hidden")
readout = keras.layers.Dense(
    5, kernel_initializer="zeros", name="readout"
)
wider = build(hidden, readout)
try:
    wider.load_weights("classifier.weights.h5")
except ValueError as error:
    print(f"ValueError: {error}")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says the same again
    wider.load_weights(
        "classifier.weights.h5", skip_mismatch=True
    )
kept = same(hidden.kernel, model.layers[0].kernel)
print(f"the hidden layers agree: {kept}")
# --8<-- [end:size_mismatch]


# --8<-- [start:custom_class]


class Doubling(keras.layers.Layer):
    """Double (B, F)."""

    def call(self, values):
        return 2 * values


inputs = keras.Input(shape=(2,))
doubling = keras.Model(inputs, Doubling()(inputs))
doubling.save("doubling.keras")
try:
    keras.models.load_model("doubling.keras")
except TypeError as error:
    message, *_ = str(error).split(" Full object config")
    print(f"TypeError: {message}")

known = {"Doubling": Doubling}
fresh = keras.models.load_model("doubling.keras", known)
print(f"doubled: {fresh(points)[0].numpy().tolist()}")
# --8<-- [end:custom_class]

# --8<-- [start:legacy_format]
import logging

logging.getLogger("absl").setLevel("ERROR")  # .h5 is "legacy"
model.compile("sgd", loss="mse")
model.save("classifier.h5")
try:
    keras.models.load_model("classifier.h5")
except ValueError as error:
    print(f"ValueError: {error}")

old = keras.models.load_model("classifier.h5", compile=False)
agree = same(old(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:legacy_format]

# --8<-- [start:unknown_layer]
doubling.save("doubling.h5")
load = keras.models.load_model
try:
    load("doubling.h5", compile=False)
except ValueError as error:
    print(f"ValueError: {error}")

fresh = load("doubling.h5", known, compile=False)
print(f"doubled: {fresh(points)[0].numpy().tolist()}")
# --8<-- [end:unknown_layer]

# --8<-- [start:best_weights]
alias = model.weights  # the model's own variables
best = model.get_weights()  # NumPy arrays: copies
before = best[0].copy()
model.layers[0].kernel.assign_add(tf.ones((2, 3)))
print(f"alias kept: {same(alias[0], before)}")
print(f"copy kept: {same(best[0], before)}")
# --8<-- [end:best_weights]
