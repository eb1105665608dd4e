"""Provoke errors of saving in Keras; mend them."""

# --8<-- [start:refused_code]
import warnings

import keras
import tensorflow as tf

# NumPy warns of how Keras saves; Python hides it by default.
warnings.filterwarnings("ignore", "__array__ impl")
tf.get_logger().setLevel("WARNING")  # notebooks log more


def build(*layers):
    """Return a model that maps (B, 2) through the layers."""
    return keras.Sequential([keras.Input(shape=(2,)), *layers])


points = tf.constant([[1.0, 2.0], [3.0, 4.0]])
model = build(keras.layers.Lambda(lambda values: 2 * values))
model.save("model.keras")  # with the function's bytecode
try:
    keras.models.load_model("model.keras")
except ValueError as error:
    print(f"ValueError: {str(error).split('. If')[0]}.")
# --8<-- [end:refused_code]

# --8<-- [start:numbers_only]
model = build(keras.layers.Rescaling(2.0))  # a name, no code
model.save("model.keras")
fresh = keras.models.load_model(
    "model.keras",
    safe_mode=True,  # the default
)
agree = bool(tf.reduce_all(fresh(points) == model(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:numbers_only]

# --8<-- [start:safetensors]
import json
from pathlib import Path

from safetensors.tensorflow import load_file, save_file


def perceptron():
    """Return a model that maps (B, 2) to (B, 1)."""
    dense = keras.layers.Dense
    return build(dense(3, name="hidden"), dense(1, name="out"))


def named(model):
    """Return the variables by layer and name."""
    return {
        f"{layer.name}.{weight.name}": weight
        for layer in model.layers
        for weight in layer.weights
    }


keras.utils.set_random_seed(0)
model = perceptron()
values = {name: w.value for name, w in named(model).items()}
save_file(values, "weights.safetensors")
data = Path("weights.safetensors").read_bytes()
length = int.from_bytes(data[:8], "little")
header = json.loads(data[8 : 8 + length])  # text, then numbers
print(f"numbers: {(len(data) - 8 - length) // 4}")
for name in sorted(header):
    print(f"{name}: {header[name]['shape']}")
# --8<-- [end:safetensors]

# --8<-- [start:read_back]
fresh = perceptron()
loaded = load_file("weights.safetensors")
for name, weight in named(fresh).items():
    weight.assign(loaded[name])
agree = bool(tf.reduce_all(fresh(points) == model(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:read_back]


# --8<-- [start:custom_class]
class Doubling(keras.layers.Layer):
    """Double (B, F)."""

    def call(self, values):
        return 2 * values


model = build(Doubling())
model.save("doubling.keras")
try:
    keras.models.load_model("doubling.keras")
except TypeError as error:
    told = str(error).split(". ")
    print(f"TypeError: {told[0]}.")
    told = str(error).split("Exception encountered: ")[1]
    print(f"{told.split('. ')[0]}.")

known = {"Doubling": Doubling}
fresh = keras.models.load_model("doubling.keras", known)
print(f"doubled: {fresh(points)[0].numpy().tolist()}")
# --8<-- [end:custom_class]

# --8<-- [start:extension]
keras.utils.set_random_seed(0)
hidden = keras.layers.Dense(3, name="hidden")
model = build(hidden, keras.layers.Dense(1, name="readout"))
for save in (model.save, model.save_weights):
    try:
        save("classifier")
    except ValueError as error:
        print(f"ValueError: {error}")

model.save("classifier.keras")
model.save_weights("classifier.weights.h5")
fresh = keras.models.load_model("classifier.keras")
agree = bool(tf.reduce_all(fresh(points) == model(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:extension]

# --8<-- [start:unbuilt]
layers = [keras.layers.Dense(3), keras.layers.Dense(1)]
fresh = keras.Sequential(layers)  # no input, no weights yet
try:
    fresh.load_weights("classifier.weights.h5")
except ValueError as error:
    print(f"ValueError: {error}")
fresh.build((None, 2))
fresh.load_weights("classifier.weights.h5")
agree = bool(tf.reduce_all(fresh(points) == model(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:unbuilt]

# --8<-- [start:size_mismatch]
hidden = keras.layers.Dense(3, name="hidden")
wider = build(hidden, keras.layers.Dense(5, name="readout"))
try:
    wider.load_weights("classifier.weights.h5")
except ValueError as error:
    told = str(error).splitlines()
    print(f"ValueError: {told[0]}")
    print(told[2].split(" Target")[0])

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says the same again
    wider.load_weights(
        "classifier.weights.h5", skip_mismatch=True
    )
agree = bool(
    tf.reduce_all(hidden.kernel == model.layers[0].kernel)
)
print(f"the hidden layers agree: {agree}")
# --8<-- [end:size_mismatch]

# --8<-- [start:legacy_format]
import logging


def tell(record):
    """Print a logged warning instead of passing it on."""
    told = record.getMessage().split(". ")
    print(f"{record.levelname}: {told[0]}. {told[1]}.")


model.compile("sgd", loss="mse")
logger = logging.getLogger("absl")
logger.addFilter(tell)
model.save("classifier.h5")
logger.removeFilter(tell)
try:
    keras.models.load_model("classifier.h5")
except ValueError as error:
    print(f"ValueError: {error}")

old = keras.models.load_model("classifier.h5", compile=False)
agree = bool(tf.reduce_all(old(points) == model(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:legacy_format]

# --8<-- [start:unknown_layer]
doubling = build(Doubling())
logging.disable(logging.WARNING)  # it calls .h5 legacy again
doubling.save("doubling.h5")
logging.disable(logging.NOTSET)
load = keras.models.load_model
try:
    load("doubling.h5", compile=False)
except ValueError as error:
    print(f"ValueError: {str(error).split('. ')[0]}.")

fresh = load("doubling.h5", known, compile=False)
print(f"doubled: {fresh(points)[0].numpy().tolist()}")
# --8<-- [end:unknown_layer]

# --8<-- [start:saved_model]
tf.saved_model.save(model, "exported")  # a folder
try:
    keras.models.load_model("exported")
except ValueError as error:
    print(f"ValueError: {str(error).split('. Note')[0]}.")

layer = keras.layers.TFSMLayer(
    "exported", call_endpoint="serving_default"
)
(outputs,) = layer(points).values()
gap = tf.reduce_max(tf.abs(outputs - model(points)))
print(f"loaded, they agree: {gap < 1e-6}")
# --8<-- [end:saved_model]

# --8<-- [start:best_weights]
alias = model.weights  # the model's own variables
best = model.get_weights()  # NumPy arrays: copies
before = best[0].copy()
model.layers[0].kernel.assign_add(tf.ones((2, 3)))
kept = bool(tf.reduce_all(alias[0] == before))
print(f"alias kept: {kept}")
print(f"copy kept: {(best[0] == before).all()}")
# --8<-- [end:best_weights]
