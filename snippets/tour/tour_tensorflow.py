"""Export a Keras model and run its files in new processes."""

# --8<-- [start:model]
import keras
import numpy as np
import tensorflow as tf


class Player(keras.Model):
    """Map notes (B, 4) to sounds (B, 2)."""

    def __init__(self, **kwargs):  # a loaded file passes some
        super().__init__(**kwargs)
        self.echo = keras.layers.Dense(4, activation="tanh")
        self.readout = keras.layers.Dense(2)

    def call(self, notes):
        return self.readout(notes + self.echo(notes))


keras.utils.set_random_seed(0)
player = Player()
# --8<-- [end:model]

# --8<-- [start:original]
song = np.random.default_rng(0).random((5, 4), np.float32)
example = song[:3]  # three rows of five
player(example)  # the first call builds it, for the export
sound = player(song).numpy()
np.save("song.npy", song)
np.save("sound.npy", sound)
print(f"first sound: {sound[0, 0]:.3f}")
# --8<-- [end:original]

# --8<-- [start:export]
import pathlib

player.export("player", verbose=False)  # a SavedModel
for path in sorted(pathlib.Path("player").iterdir()):
    print(f"in the folder: {path.name}")
# --8<-- [end:export]

# --8<-- [start:onnx]
import warnings

# Keras looks up a name that NumPy no longer has.
warnings.filterwarnings("ignore", "In the future `np.object`")
player.export("player.onnx", format="onnx", verbose=False)
# --8<-- [end:onnx]

# --8<-- [start:litert]
player.export("player.tflite", format="litert", verbose=False)
# --8<-- [end:litert]

# --8<-- [start:parts]
notes = keras.Input((4,))  # the same, from Keras' own layers
echo = keras.layers.Dense(4, activation="tanh")
mixed = keras.layers.add([notes, echo(notes)])
plain = keras.Model(notes, keras.layers.Dense(2)(mixed))
plain.set_weights(player.get_weights())

player.save("player.keras")
plain.save("plain.keras")
# --8<-- [end:parts]


# --8<-- [start:hall]
import subprocess
import sys

arrive = """
import sys
import numpy as np

song, sound = np.load("song.npy"), np.load("sound.npy")

def compare(name, heard):
    gap = np.abs(heard - sound).max()
    print(f"{name}, same to 1e-6: {gap < 1e-6}")
"""


def hear(program):
    """Run a program in a new process and print its output."""
    command = [sys.executable, "-c", arrive + program]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True
    )
    print(done.stdout, end="")


# --8<-- [end:hall]

# --8<-- [start:framework]
hear("""
import keras
import tensorflow as tf
player = tf.saved_model.load("player")
compare("player/", player.serve(song))
plain = keras.models.load_model("plain.keras")
compare("plain.keras", plain(song))
try:
    keras.models.load_model("player.keras")
except TypeError as error:
    print(f"player.keras: {type(error).__name__}")
""")
# --8<-- [end:framework]

# --8<-- [start:no_framework]
hear("""
import onnxruntime
player = onnxruntime.InferenceSession("player.onnx")
compare("player.onnx", player.run(None, {"args_0": song})[0])
from ai_edge_litert.interpreter import Interpreter
player = Interpreter("player.tflite").get_signature_runner()
compare("player.tflite", player(args_0=song)["output_0"])
print(f"TensorFlow imported: {'tensorflow' in sys.modules}")
""")
# --8<-- [end:no_framework]

# --8<-- [start:batch]
three = [tf.TensorSpec((3, 4))]  # None rows is the default
player.export("fixed", verbose=False, input_signature=three)
fixed = tf.saved_model.load("fixed")
try:
    fixed.serve(song)
except TypeError as error:
    print(f"five rows: {type(error).__name__}")
# --8<-- [end:batch]


# --8<-- [start:fork]
class Balance(keras.Model):
    """Make loud notes (B, 4) softer and soft notes louder."""

    def call(self, notes):
        return tf.cond(
            tf.reduce_mean(notes) > 0.5,
            lambda: notes / 2,
            lambda: notes * 3,
        )


balance = Balance()
balance(example)
balance.export("balance", verbose=False)
balance = tf.saved_model.load("balance")
for level in (0.8, 0.2):
    notes = level * np.ones_like(example)
    print(f"{level} becomes: {balance.serve(notes)[0, 0]:.3f}")
# --8<-- [end:fork]

# --8<-- [start:server]
server = """
import sys
import litserve
import numpy as np
import tensorflow as tf

class PlayerAPI(litserve.LitAPI):
    def setup(self, device):
        self.player = tf.saved_model.load("player")

    def predict(self, request):
        sounds = self.player.serve(np.float32(request["notes"]))
        return {"sounds": sounds.numpy().tolist()}

if __name__ == "__main__":  # it starts a process of workers
    player = litserve.LitServer(PlayerAPI(), accelerator="cpu")
    player.run("127.0.0.1", int(sys.argv[1]))
"""
pathlib.Path("server.py").write_text(server)
# --8<-- [end:server]

# --8<-- [start:yesterday]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    tf.lite.Interpreter("player.tflite")
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")
try:
    player.export("player.tflite", format="tflite")
except ValueError as error:
    print(f"ValueError: {error}")
# --8<-- [end:yesterday]
