"""Train a model that reads handwritten digits."""

# --8<-- [start:piece]
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

generator = np.random.default_rng(1)
digits = load_digits()  # 8 x 8 pixels of 0 to 16
mixed = generator.permutation(len(digits.target))
images = np.float32(digits.data / 16)[mixed]  # (B, 64)
images = torch.tensor(images)
labels = torch.tensor(digits.target[mixed])  # (B,)
train_images, test_images = images[:1536], images[1536:]
train_labels, test_labels = labels[:1536], labels[1536:]
print(f"to rehearse: {len(train_images)}")
print(f"held out: {len(test_images)}")
print(f"of each digit: {train_labels.bincount().tolist()}")
# --8<-- [end:piece]


# --8<-- [start:instruments]
def draw_kernel(inputs, outputs):
    """Draw weights (inputs, outputs), scaled to the inputs."""
    kernel = generator.normal(size=(inputs, outputs))
    return np.float32(kernel / inputs**0.5)


model = nn.Sequential(  # (B, 64) to logits (B, 10)
    nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)
)
with torch.no_grad():
    for layer in (model[0], model[2]):
        kernel = draw_kernel(
            layer.in_features, layer.out_features
        )
        layer.weight.copy_(torch.tensor(kernel.T))  # (out, in)
        layer.bias.zero_()
count = sum(p.numel() for p in model.parameters())
print(f"parameters: {count}")
# --8<-- [end:instruments]

# --8<-- [start:tuning]
loss_function = nn.CrossEntropyLoss()  # expects logits


def loss_at(shift):
    """Return the loss with one weight moved by `shift`."""
    weight = model[0].weight
    with torch.no_grad():
        kept = weight[4, 35].clone()
        weight[4, 35] += shift  # one of 2,410
        loss = loss_function(model(train_images), train_labels)
        weight[4, 35] = kept
    return loss.item()


lower, higher = loss_at(-0.01), loss_at(0.01)
loss = loss_function(model(train_images), train_labels)
loss.backward()  # every slope at once
slope = model[0].weight.grad[4, 35]
print(f"loss: {loss:.3f}")
print(f"slope by ear: {(higher - lower) / 0.02:.3f}")
print(f"slope by backpropagation: {slope:.3f}")
# --8<-- [end:tuning]

# --8<-- [start:optimizer]
BATCH, EPOCHS = 64, 12
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
# --8<-- [end:optimizer]


# --8<-- [start:rehearse]
def weights_now():
    """Return a copy of all weights by name."""
    state = model.state_dict()
    return {name: value.clone() for name, value in state.items()}


def rehearse(start, images, orders):
    """Train from `start`; return losses, weights by epoch."""
    model.load_state_dict(start)
    model.train()
    losses, weights = [], []
    for order in orders:
        batch_losses = []
        for batch in order.reshape(-1, BATCH):
            optimizer.zero_grad()
            logits = model(images[batch])
            loss = loss_function(logits, train_labels[batch])
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(np.mean(batch_losses))
        weights.append(weights_now())
    return losses, weights


# --8<-- [end:rehearse]


# --8<-- [start:rehearsal]
@torch.no_grad()
def logits_of(weights, images):
    """Map (B, 64) to logits (B, 10) with these weights."""
    model.load_state_dict(weights)
    return model.eval()(images)


def is_right(weights, images):
    """Return which held-out digits are read correctly: (B,)."""
    answers = logits_of(weights, images).argmax(dim=1)
    return answers == test_labels


start = weights_now()
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
axes[0].plot(epochs, losses, color="#d9480f")
axes[0].set(ylabel="loss of the rehearsed", ylim=(0, 1.8))
axes[1].plot(epochs, right, color="#d9480f")
axes[1].set(ylabel="right of 261 held out")
for axis in axes:
    axis.set(xlabel="epoch", xticks=[1, 4, 8, 12])
figure.savefig("curve.svg", transparent=True)
# --8<-- [end:curve]

# --8<-- [start:epochs]
import json
from pathlib import Path

answers = [logits_of(w, test_images).argmax(1) for w in weights]
answers = torch.stack(answers)  # (12, 261)
ever_wrong = (answers != test_labels).any(dim=0).nonzero()
wrong = [
    {
        "place": n,
        "written": test_labels[n].item(),
        "read": answers[:, n].tolist(),
        "pixels": (16 * test_images[n]).int().tolist(),
    }
    for n in ever_wrong[:, 0].tolist()
]
rows = list(zip(epochs, losses, right, strict=True))
head = ["epoch", "loss", "right"]
numbers = {"table": {"head": head, "rows": rows}}
numbers |= {"held_out": len(test_labels), "wrong": wrong}
Path("epochs.json").write_text(json.dumps(numbers))
print(f"wrong after at least one epoch: {len(wrong)}")
# --8<-- [end:epochs]

# --8<-- [start:reader]
final = {name: w.double() for name, w in weights[-1].items()}
layers = [
    [final[f"{place}.weight"].T, final[f"{place}.bias"]]
    for place in (0, 2)
]
chances = logits_of(weights[-1], test_images).softmax(dim=1)
read, written = chances.argmax(dim=1), test_labels
firsts = [written.tolist().index(n) for n in range(10)]
pixels = (16 * test_images[firsts]).int()
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
note = (~early & late).nonzero()[0]  # the first corrected
print(f"written: {test_labels[note].item()}")
chances = []
for epoch in [1, EPOCHS]:
    logits = logits_of(weights[epoch - 1], test_images[note])
    chances.append(logits.softmax(dim=1)[0].tolist())
    print(f"read after epoch {epoch}: {logits.argmax()}")
# --8<-- [end:wrong_note]

# --8<-- [start:note_picture]
figure, axes = plt.subplots(
    1, 2, figsize=(6, 2.5), layout="tight"
)
pixels = test_images[note].reshape(8, 8).tolist()
axes[0].pcolormesh(pixels, edgecolors="face")
axes[0].set(aspect="equal", xticks=[], yticks=[], ylim=(8, 0))
axes[1].plot(chances[0], "o", color="0.5", label="epoch 1")
label = f"epoch {EPOCHS}"
axes[1].plot(chances[1], "o", color="#d9480f", label=label)
axes[1].set(xticks=range(10), xlabel="digit", ylabel="chance")
axes[1].legend(frameon=False)
figure.savefig("wrong_note.svg", transparent=True)
# --8<-- [end:note_picture]


# --8<-- [start:new_piece]
def mirrored(images):
    """Mirror images (B, 64) left to right."""
    return images.reshape(-1, 8, 8).flip(2).reshape(-1, 64)


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
    gaps = [(one[name] - other[name]).abs() for name in one]
    return max(gap.max().item() for gap in gaps)


nudged = {name: value.clone() for name, value in start.items()}
nudged["0.weight"][4, 35] += 0.01
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
    axes.plot(epochs, drift, line, color="#d9480f", label=name)
axes.axhline(1e-5, color="0.5", linestyle=":")
axes.text(1, 2e-5, "bound between the frameworks")
axes.set(xlabel="epoch", ylabel="distance", yscale="log")
axes.set(xticks=[1, 4, 8, 12], ylim=(3e-6, 30))
axes.legend(frameon=False, ncols=2, loc="upper left")
figure.savefig("drift.svg", transparent=True)
# --8<-- [end:drift_picture]
