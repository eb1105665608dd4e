"""Train a model that reads handwritten digits."""

# --8<-- [start:piece]
import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

generator = np.random.default_rng(1)
digits = load_digits()  # 8 x 8 pixels of 0 to 16
mixed = generator.permutation(len(digits.target))
images = np.float32(digits.data / 16)[mixed]  # (B, 64)
labels = digits.target[mixed]  # (B,)
train_images, test_images = images[:1536], images[1536:]
train_labels, test_labels = labels[:1536], labels[1536:]
print(f"to rehearse: {len(train_images)}")
print(f"held out: {len(test_images)}")
print(f"of each digit: {np.bincount(train_labels).tolist()}")
# --8<-- [end:piece]


# --8<-- [start:instruments]
def draw_kernel(inputs, outputs):
    """Draw weights (inputs, outputs), scaled to the inputs."""
    kernel = generator.normal(size=(inputs, outputs))
    return np.float32(kernel / inputs**0.5)


model = keras.Sequential(  # (B, 64) to logits (B, 10)
    [
        keras.Input((64,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ]
)
for layer in model.layers:
    kernel = draw_kernel(*layer.kernel.shape)  # (in, out)
    layer.set_weights([kernel, np.zeros(layer.units)])
print(f"parameters: {model.count_params()}")
# --8<-- [end:instruments]

# --8<-- [start:tuning]
loss_function = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)


def loss_at(shift):
    """Return the loss with one weight moved by `shift`."""
    kernel = model.layers[0].kernel
    kept = kernel.numpy()
    moved = kept.copy()
    moved[35, 4] += shift  # one of 2,410
    kernel.assign(moved)
    loss = loss_function(train_labels, model(train_images))
    kernel.assign(kept)
    return loss.numpy()


lower, higher = loss_at(-0.01), loss_at(0.01)
with tf.GradientTape() as tape:
    loss = loss_function(train_labels, model(train_images))
slopes = tape.gradient(loss, model.trainable_weights)
print(f"loss: {loss:.3f}")
print(f"slope by ear: {(higher - lower) / 0.02:.3f}")
print(f"slope by backpropagation: {slopes[0][35, 4]:.3f}")
# --8<-- [end:tuning]

# --8<-- [start:optimizer]
BATCH, EPOCHS = 64, 12
model.compile(
    optimizer=keras.optimizers.SGD(0.5), loss=loss_function
)
# --8<-- [end:optimizer]


# --8<-- [start:rehearse]
def rehearse(start, images, orders):
    """Train from `start`; return losses, weights by epoch."""
    model.set_weights(start)
    weights = []
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: weights.append(
            model.get_weights()
        )
    )
    order = np.concatenate(orders)
    batches = tf.data.Dataset.from_tensor_slices(
        (images[order], train_labels[order])
    ).batch(BATCH)
    history = model.fit(
        batches,
        epochs=len(orders),
        steps_per_epoch=len(images) // BATCH,
        shuffle=False,  # the order is given
        callbacks=[keep],
        verbose=0,
    )
    return history.history["loss"], weights


# --8<-- [end:rehearse]


# --8<-- [start:rehearsal]
def logits_of(weights, images):
    """Map (B, 64) to logits (B, 10) with these weights."""
    model.set_weights(weights)
    return model(images)


def is_right(weights, images):
    """Return which held-out digits are read correctly: (B,)."""
    answers = tf.argmax(logits_of(weights, images), axis=1)
    return answers.numpy() == test_labels


start = model.get_weights()
orders = [generator.permutation(1536) for _ in range(EPOCHS)]
losses, weights = rehearse(start, train_images, orders)
right = [int(is_right(w, test_images).sum()) for w in weights]
for epoch in [1, 2, 4, 12]:
    print(f"loss of epoch {epoch}: {losses[epoch - 1]:.3f}")
before = is_right(start, test_images)
print(f"right before: {before.sum()} of {len(before)}")
print(f"right after: {right[-1]} of {len(before)}")
# --8<-- [end:rehearsal]

# --8<-- [start:curve]
import matplotlib.pyplot as plt

epochs = range(1, EPOCHS + 1)
figure, axes = plt.subplots(
    1, 2, figsize=(6, 2.5), layout="tight"
)
axes[0].plot(epochs, losses, color="#1c7ed6")
axes[0].set(ylabel="loss of the rehearsed", ylim=(0, 1.8))
axes[1].plot(epochs, right, color="#1c7ed6")
axes[1].set(ylabel="right of 261 held out")
for axis in axes:
    axis.set(xlabel="epoch", xticks=[1, 4, 8, 12])
figure.savefig("curve.svg", transparent=True)
# --8<-- [end:curve]

# --8<-- [start:epochs]
import json
from pathlib import Path

answers = [
    np.argmax(logits_of(w, test_images), 1) for w in weights
]
answers = np.stack(answers)  # (12, 261)
ever_wrong = np.flatnonzero((answers != test_labels).any(axis=0))
wrong = [
    {
        "place": n,
        "written": test_labels[n].item(),
        "read": answers[:, n].tolist(),
        "pixels": np.int64(16 * test_images[n]).tolist(),
    }
    for n in ever_wrong.tolist()
]
rows = list(zip(epochs, losses, right, strict=True))
head = ["epoch", "loss", "right"]
numbers = {"table": {"head": head, "rows": rows}}
numbers |= {"held_out": len(test_labels), "wrong": wrong}
Path("epochs.json").write_text(json.dumps(numbers))
print(f"wrong after at least one epoch: {len(wrong)}")
# --8<-- [end:epochs]

# --8<-- [start:reader]
kernel_1, bias_1, kernel_2, bias_2 = weights[-1]
layers = [[kernel_1, bias_1], [kernel_2, bias_2]]
logits = logits_of(weights[-1], test_images)
chances = tf.nn.softmax(logits).numpy()
read, written = chances.argmax(axis=1), test_labels
firsts = [written.tolist().index(n) for n in range(10)]
pixels = np.int64(16 * test_images[firsts])
rows = [[n, read[i].item()] for n, i in enumerate(firsts)]
numbers = {
    "table": {"head": ["written", "read"], "rows": rows},
    "layers": [[w.tolist() for w in layer] for layer in layers],
    "digits": pixels.tolist(),
}
Path("reader.json").write_text(json.dumps(numbers))
rows = list(zip(written.tolist(), read.tolist(), strict=True))
numbers = {
    "table": {"head": ["written", "read"], "rows": rows},
    "chances": chances.tolist(),
}
Path("answers.json").write_text(json.dumps(numbers))
# --8<-- [end:reader]

# --8<-- [start:wrong_note]
early = is_right(weights[0], test_images)
late = is_right(weights[-1], test_images)
print(f"right after epoch 1: {early.sum()}")
print(f"corrected by epoch {EPOCHS}: {(~early & late).sum()}")
print(f"spoilt by epoch {EPOCHS}: {(early & ~late).sum()}")
note = np.flatnonzero(~early & late)[:1]  # first corrected
print(f"written: {test_labels[note].item()}")
chances = []
for epoch in [1, EPOCHS]:
    logits = logits_of(weights[epoch - 1], test_images[note])
    chances.append(tf.nn.softmax(logits)[0])
    print(f"read after epoch {epoch}: {np.argmax(logits)}")
# --8<-- [end:wrong_note]

# --8<-- [start:note_picture]
figure, axes = plt.subplots(
    1, 2, figsize=(6, 2.5), layout="tight"
)
pixels = test_images[note].reshape(8, 8)
axes[0].pcolormesh(pixels, edgecolors="face")
axes[0].set(aspect="equal", xticks=[], yticks=[], ylim=(8, 0))
axes[1].plot(chances[0], "o", color="0.5", label="epoch 1")
label = f"epoch {EPOCHS}"
axes[1].plot(chances[1], "o", color="#1c7ed6", label=label)
axes[1].set(xticks=range(10), xlabel="digit", ylabel="chance")
axes[1].legend(frameon=False)
figure.savefig("wrong_note.svg", transparent=True)
# --8<-- [end:note_picture]


# --8<-- [start:new_piece]
def mirrored(images):
    """Mirror images (B, 64) left to right."""
    return images.reshape(-1, 8, 8)[:, :, ::-1].reshape(-1, 64)


old, new = test_images, mirrored(test_images)
_, later = rehearse(
    weights[-1], mirrored(train_images), orders[:3]
)
states = {"before": weights[-1], "after": later[-1]}
for name, state in states.items():
    print(f"old piece, {name}: {is_right(state, old).sum()}")
    print(f"new piece, {name}: {is_right(state, new).sum()}")
# --8<-- [end:new_piece]


# --8<-- [start:drift]
def distance(one, other):
    """Return the largest difference of any weight."""
    pairs = zip(one, other, strict=True)
    return max(np.abs(a - b).max() for a, b in pairs)


nudged = [array.copy() for array in start]
nudged[0][35, 4] += 0.01
others = [generator.permutation(1536) for _ in range(EPOCHS)]
trials = {
    "nudged": (nudged, orders),
    "reordered": (start, others),
}
drifts = {}
for name, (begin, order) in trials.items():
    _, path = rehearse(begin, train_images, order)
    drifts[name] = list(map(distance, weights, path))
    print(f"{name}, epoch 1: {drifts[name][0]:.3f}")
    print(f"{name}, epoch {EPOCHS}: {drifts[name][-1]:.3f}")
    print(f"{name}, right: {is_right(path[-1], old).sum()}")
# --8<-- [end:drift]

# --8<-- [start:drift_picture]
figure, axes = plt.subplots(figsize=(6, 2.8), layout="tight")
for name, line in [("reordered", "-"), ("nudged", "--")]:
    drift = drifts[name]
    axes.plot(epochs, drift, line, color="#1c7ed6", label=name)
axes.axhline(1e-5, color="0.5", linestyle=":")
axes.text(1, 2e-5, "bound between the frameworks")
axes.set(xlabel="epoch", ylabel="distance", yscale="log")
axes.set(xticks=[1, 4, 8, 12], ylim=(3e-6, 30))
axes.legend(frameon=False, ncols=2, loc="upper left")
figure.savefig("drift.svg", transparent=True)
# --8<-- [end:drift_picture]
