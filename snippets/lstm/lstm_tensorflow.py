"""Stack two LSTM layers and rebuild their cell by hand."""

# --8<-- [start:data]
import keras
import numpy as np

keras.utils.set_random_seed(0)
y = np.arange(60) % 10  # ten classes, six times each
noise = np.random.default_rng(0).normal(0, 0.1, (60, 28, 28))
for sequence, label in zip(noise, y, strict=True):
    # A stroke: time steps 8 to 15, features by class.
    sequence[8:16, 2 * label : 2 * label + 8] += 1
x = noise.astype("float32")  # (B, T, F)
print(f"x: {x.shape}, mean {x.mean():.3f}")
print(f"y: {y.shape}, classes 0 to {y.max()}")
# --8<-- [end:data]


# --8<-- [start:model]
def build_classifier():
    """Return a model that maps (B, T, F) to logits (B, C)."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            # Every step, (B, T, H), for the layer above.
            keras.layers.LSTM(128, return_sequences=True),
            keras.layers.LSTM(128),  # the last: (B, H)
            keras.layers.Dense(10),
        ]
    )


model = build_classifier()
print(f"in: {x.shape}")
print(f"out: {tuple(model(x).shape)}")
# --8<-- [end:model]

# --8<-- [start:defaults]
import tensorflow as tf

first, second, head = model.layers
kernel, recurrent, bias = first.get_weights()
unlike = np.abs(recurrent @ recurrent.T - np.eye(128))  # (H, H)
print(f"largest input weight: {np.abs(kernel).max():.3f}")
print(f"largest recurrent weight: {np.abs(recurrent).max():.3f}")
print(f"off orthonormal by: {unlike.max():.3f}")
names = ["input", "forget", "candidate", "output"]
biases = np.split(bias, 4)
for name, values in zip(names, biases, strict=True):
    print(f"mean bias, {name}: {values.mean():.3f}")
at_rest = tf.reduce_mean(tf.sigmoid(biases[1]))
print(f"mean forget gate, no input: {at_rest:.3f}")
print(f"left after twelve steps: {at_rest**12:.4f}")
# --8<-- [end:defaults]


# --8<-- [start:train]
def train(model, optimizer, steps=7):
    """Return the loss before each step on the whole batch."""
    loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    )
    model.compile(optimizer=optimizer, loss=loss)
    history = model.fit(
        x, y, batch_size=len(x), epochs=steps, verbose=0
    )  # one batch an epoch: one step an epoch
    return history.history["loss"]


losses = train(model, keras.optimizers.Adam(0.005))
for step in (1, 4, 7):
    print(f"loss at step {step}: {losses[step - 1]:.3f}")
# --8<-- [end:train]


# --8<-- [start:parameters]
def count(features, units):
    """Count the weights of one layer."""
    block = features * units + units * units
    return 4 * (block + units)  # one bias a block


lstm_size = first.count_params() + second.count_params()
print(f"layer 1, by hand: {count(28, 128)}")
print(f"layer 2, by hand: {count(128, 128)}")
print(f"both layers: {lstm_size}")
print(f"with the head: {model.count_params()}")
# --8<-- [end:parameters]

# --8<-- [start:bias_step]
rate = 0.01
layer = keras.layers.LSTM(128, return_sequences=True)
with tf.GradientTape() as tape:
    total = tf.reduce_sum(layer(x))
gradients = tape.gradient(total, layer.trainable_weights)
before = layer.get_weights()[2]
keras.optimizers.SGD(rate).apply(
    gradients, layer.trainable_weights
)
moved = tf.norm(before - layer.get_weights()[2])
moved = moved / tf.norm(gradients[2])
print(f"learning rate: {rate:.3f}")
print(f"the bias moved: {moved:.3f} × gradient")
# --8<-- [end:bias_step]

# --8<-- [start:state]
layer = keras.layers.LSTM(
    128, return_sequences=True, return_state=True
)
outputs, h, c = layer(x)
print(f"outputs: {tuple(outputs.shape)}")
print(f"h: {tuple(h.shape)}")  # one layer: the batch first
print(f"c: {tuple(c.shape)}")
last = outputs[:, -1]
print(f"last output, off h by: {np.abs(last - h).max():.3f}")
print(f"last output, off c by: {np.abs(last - c).max():.3f}")
# --8<-- [end:state]


# --8<-- [start:cell]
def lstm_cell(x_t, h, c, kernel, recurrent, bias):
    """Map x_t (B, F), h, c (B, H) to h, c, gates (3, B, H)."""
    z = x_t @ kernel + h @ recurrent + bias  # (B, 4H)
    i, f, g, o = tf.split(z, 4, axis=1)  # columns of the kernels
    i, f, o = tf.sigmoid(i), tf.sigmoid(f), tf.sigmoid(o)
    c = f * c + i * tf.tanh(g)
    h = o * tf.tanh(c)
    return h, c, tf.stack([i, f, o])


def run_layer(sequences, weights):
    """Map (B, T, F) to outputs (B, T, H), gates (3, B, T, H)."""
    h = c = tf.zeros((len(sequences), 128))
    outputs, gates = [], []
    for x_t in tf.unstack(sequences, axis=1):
        h, c, gate = lstm_cell(x_t, h, c, *weights)
        outputs.append(h)
        gates.append(gate)
    return tf.stack(outputs, 1), tf.stack(gates, 2)


# --8<-- [end:cell]

# --8<-- [start:agreement]
lower, gates = run_layer(x, first.weights)
upper, _ = run_layer(lower, second.weights)
last = second(first(x))
apart = np.abs(upper[:, -1] - last).max()
print(f"by hand and Keras LSTM, apart: {apart:.5f}")
print(f"last output, largest: {np.max(last):.3f}")
print(f"last output, smallest: {np.min(last):.3f}")
names = ["input", "forget", "output"]
for name, gate in zip(names, gates, strict=True):
    print(f"mean {name} gate: {tf.reduce_mean(gate):.3f}")
# --8<-- [end:agreement]

# --8<-- [start:gates]
_, gates = run_layer(x[4:5], first.weights)
gates = tf.reduce_mean(gates, axis=(1, 3)).numpy()  # (3, T)
for name, gate in zip(names, gates, strict=True):
    for step in (5, 15):
        print(f"{name} gate at step {step}: {gate[step]:.3f}")
# --8<-- [end:gates]

# --8<-- [start:drawing]
from matplotlib import pyplot as plt

styles = ["--", "-", ":"]
with plt.rc_context({"font.size": 13}):
    figure, axes = plt.subplots(figsize=(6, 2.6), layout="tight")
    for name, gate, style in zip(
        names, gates, styles, strict=True
    ):
        axes.plot(gate, style, color="#1c7ed6", label=name)
    axes.axvspan(8, 15, color="0.5", alpha=0.2, linewidth=0)
    axes.set(
        xlabel="time step", ylabel="mean gate", ylim=(0.4, 1)
    )
    axes.legend(ncols=3, frameon=False, loc="upper right")
    figure.savefig("gates.svg", transparent=True)
# --8<-- [end:drawing]

# --8<-- [start:states]
import json
from pathlib import Path

h_t = c_t = tf.zeros((1, 128))
steps = []
for x_t in tf.unstack(x[4:5], axis=1):
    h_t, c_t, gate = lstm_cell(x_t, h_t, c_t, *first.weights)
    steps.append(tf.concat([gate[:, 0], c_t, h_t], axis=0))
steps = np.float64(tf.stack(steps))  # (T, 5, H)
unit = int(np.abs(steps[-1, 3]).argmax())
mean = np.abs(steps).mean(axis=2).tolist()  # (T, 5)
head = ["step", "input", "forget", "output", "cell", "hidden"]
rows = [[step, *values] for step, values in enumerate(mean)]
numbers = {
    "table": {"head": head, "rows": rows},
    "unit": unit,  # it holds the most after the last step
    "one": steps[:, :, unit].tolist(),
}
Path("gates.json").write_text(json.dumps(numbers))
# --8<-- [end:states]

# --8<-- [start:fading]
biases = [-1, 0, 1, 2, 3, 4, 5]
left = []
for bias in biases:
    keras.utils.set_random_seed(0)
    lstm = build_classifier().layers[0]  # the same start
    drawn = lstm.get_weights()
    drawn[2][128:256] = bias
    _, fresh = run_layer(x, drawn)
    shares = np.cumprod(fresh[1, :, 16:], axis=1)  # (B, 12, H)
    shares = np.float64(shares).mean(axis=(0, 2))
    left.append([100.0, *(100 * shares).tolist()])
    print(f"left with bias {bias}: {left[-1][-1]:.3f} %")
head = ["steps", *map(str, biases)]
rows = list(zip(range(13), *left, strict=True))
numbers = {"table": {"head": head, "rows": rows}}
Path("fading.json").write_text(json.dumps(numbers))
# --8<-- [end:fading]

# --8<-- [start:old_call]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = keras.Sequential(
        [keras.layers.LSTM(128, input_shape=(28, 28))]
    )
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")
print(f"built all the same: {old.built}, {old.output_shape}")
# --8<-- [end:old_call]
