"""Save numbers with Keras; see which files run code."""

# --8<-- [start:refused_code]
import keras
import tensorflow as tf


def build(*layers):
    """Return a model that maps (B, 2) through the layers."""
    return keras.Sequential([keras.Input(shape=(2,)), *layers])


points = tf.constant([[1.0, 2.0], [3.0, 4.0]])
doubling = build(keras.layers.Lambda(lambda values: 2 * values))
doubling.save("model.keras")  # with the function's bytecode
try:
    keras.models.load_model("model.keras")
except ValueError as error:
    print(f"ValueError: {error}")
# --8<-- [end:refused_code]

# --8<-- [start:numbers_only]
rescaling = build(keras.layers.Rescaling(2.0))  # no code
rescaling.save("model.keras")
fresh = keras.models.load_model(
    "model.keras",
    safe_mode=True,  # the default
)
agree = bool(tf.reduce_all(fresh(points) == rescaling(points)))
print(f"loaded, they agree: {agree}")
# --8<-- [end:numbers_only]


# --8<-- [start:model]
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


model = perceptron()
# --8<-- [end:model]

# --8<-- [start:safetensors]
import json
from pathlib import Path

from safetensors.tensorflow import load_file, save_file

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


# --8<-- [start:program]
class Diary(tf.Module):
    """Write a file, then double (B, F)."""

    @tf.function(input_signature=[tf.TensorSpec([None, 2])])
    def __call__(self, values):
        tf.io.write_file("diary.txt", "I was here.")
        return 2 * values


tf.saved_model.save(Diary(), "exported")  # a folder
program = tf.saved_model.load("exported")  # our own
print(f"loaded, file written: {Path('diary.txt').exists()}")
doubled = program(points)
print(f"called, file written: {Path('diary.txt').exists()}")
print(f"doubled: {doubled[0].numpy().tolist()}")
# --8<-- [end:program]

# --8<-- [start:saved_model]
import numpy as np

tf.saved_model.save(model, "exported")
try:
    keras.models.load_model("exported")
except ValueError as error:
    print(f"ValueError: {error}")

layer = keras.layers.TFSMLayer(  # runs the program inside
    "exported", call_endpoint="serving_default"
)
(outputs,) = layer(points).values()
agree = np.allclose(outputs, model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:saved_model]
