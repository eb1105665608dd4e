"""Take one training step of a two-layer network apart."""

# --8<-- [start:tools]
import keras
import numpy as np
import tensorflow as tf


def show(name, values):
    """Print an array, its rows divided by bars."""
    rows = np.atleast_2d(values).round(3) + 0
    text = (" ".join(f"{v:.3f}" for v in row) for row in rows)
    print(f"{name}: {' | '.join(text)}")


def parameter(values):
    """Return a float64 variable, which every tape watches."""
    return tf.Variable(values, dtype=tf.float64)


# --8<-- [end:tools]

# --8<-- [start:network]
x = parameter([[0.8, 2.0], [-1.0, 0.5]])  # (B, F)
w1 = parameter([[0.5, -0.3, 0.8], [0.1, 0.4, -0.6]])  # (F, H)
b1 = parameter([0.1, -0.2, 0.3])
w2 = parameter([[0.7, -0.4], [0.2, 0.9], [-0.5, 0.3]])  # (H, C)
b2 = parameter([0.1, -0.1])
labels = tf.constant([1, 0])
cross_entropy = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True,
    dtype="float64",  # else it computes in float32
)
# --8<-- [end:network]

# --8<-- [start:forward]
with tf.GradientTape() as tape:
    z = x @ w1 + b1  # (B, H)
    hidden = tf.nn.relu(z)
    logits = hidden @ w2 + b2  # (B, C)
    loss = cross_entropy(labels, logits)
show("z", z)
show("hidden", hidden)
show("logits", logits)
show("probabilities", tf.nn.softmax(logits))
show("loss", loss)
# --8<-- [end:forward]

# --8<-- [start:numpy_forward]
np_x, np_w1, np_b1, np_w2, np_b2 = (
    parameter.numpy().copy() for parameter in (x, w1, b1, w2, b2)
)
np_z = np_x @ np_w1 + np_b1
np_hidden = np.maximum(np_z, 0)
np_logits = np_hidden @ np_w2 + np_b2
powers = np.exp(np_logits)
np_p = powers / powers.sum(axis=1, keepdims=True)
np_loss = -np.log(np_p[[0, 1], [1, 0]]).mean()  # p(label)
show("z", np_z)
show("hidden", np_hidden)
show("logits", np_logits)
show("probabilities", np_p)
show("loss", np_loss)
# --8<-- [end:numpy_forward]

# --8<-- [start:backward]
values = {"logits": logits, "hidden": hidden, "z": z}
weights = {"w2": w2, "b2": b2, "w1": w1, "b1": b1, "x": x}
# One question: afterwards the tape is used up.
gradients = tape.gradient(loss, values | weights)
for name in values:
    show(f"d {name}", gradients[name])
# --8<-- [end:backward]

# --8<-- [start:gradients]
show("d w2", gradients["w2"])
show("d b2", gradients["b2"])
show("d w1", gradients["w1"])
show("d b1", gradients["b1"])
show("d x", gradients["x"])
# --8<-- [end:gradients]

# --8<-- [start:numpy_backward]
one_hot = np.array([[0, 1], [1, 0]])
d_logits = (np_p - one_hot) / len(one_hot)
d_w2 = np_hidden.T @ d_logits
d_b2 = d_logits.sum(axis=0)
d_hidden = d_logits @ np_w2.T
d_z = np.where(np_z > 0, d_hidden, 0)
d_w1 = np_x.T @ d_z
d_b1 = d_z.sum(axis=0)
d_x = d_z @ np_w1.T
show("d logits", d_logits)
show("d hidden", d_hidden)
show("d z", d_z)
show("d w2", d_w2)
show("d b2", d_b2)
show("d w1", d_w1)
show("d b1", d_b1)
show("d x", d_x)
# --8<-- [end:numpy_backward]

# --8<-- [start:node_by_node]
import json
from pathlib import Path

nodes = values | weights
value = {name: t.numpy().tolist() for name, t in nodes.items()}
gradient = {n: gradients[n].numpy().tolist() for n in nodes}
value["p"] = tf.nn.softmax(logits).numpy().tolist()
losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
    labels, logits
)
value["loss"] = losses.numpy().tolist()
value["label"] = labels.numpy().tolist()
rows = []
for name in ("x", "z", "hidden", "logits"):
    cells = zip(*value[name], *gradient[name], strict=True)
    rows += [[f"{name} {n}", *c] for n, c in enumerate(cells, 1)]
kinds = ["value 1", "value 2", "gradient 1", "gradient 2"]
table = {"head": ["node", *kinds], "rows": rows}
numbers = {"table": table, "value": value, "gradient": gradient}
Path("nodes.json").write_text(json.dumps(numbers))
# --8<-- [end:node_by_node]


# --8<-- [start:finite_differences]
def loss_of(w1, b1, w2, b2):
    """Return the loss for these weights."""
    logits = tf.nn.relu(x @ w1 + b1) @ w2 + b2
    return cross_entropy(labels, logits)


parameters = [w1, b1, w2, b2]
exact, slopes = tf.test.compute_gradient(
    loss_of, [tf.constant(p) for p in parameters], delta=1e-6
)
exact = np.concatenate([part.ravel() for part in exact])
slopes = np.concatenate([part.ravel() for part in slopes])
error = abs(exact - slopes).max()
bound = 1e-8
print(f"slopes: {len(slopes)}")
print(f"agree to {bound}: {error < bound}")
# --8<-- [end:finite_differences]

# --8<-- [start:picture]
from matplotlib import pyplot as plt

figure, axes = plt.subplots(figsize=(6, 3))
positions = range(len(slopes))
axes.bar(positions, exact, color="#1c7ed6")
axes.plot(positions, slopes, "k_", label="finite difference")
axes.axhline(0, color="k", linewidth=0.5)
axes.set_xticks([2.5, 7, 11.5, 15.5], ["w1", "b1", "w2", "b2"])
axes.set_ylabel("gradient of the loss")
axes.legend(frameon=False)
plt.savefig("gradients.svg", transparent=True)
# --8<-- [end:picture]

# --8<-- [start:update]
show("w1 before", w1)
optimizer = keras.optimizers.SGD(0.5)
optimizer.apply(
    [gradients[n] for n in ("w1", "b1", "w2", "b2")], parameters
)
show("w1 after", w1)
show("w2 after", w2)
show("loss before", loss)
show("loss after", loss_of(*parameters))
# --8<-- [end:update]
