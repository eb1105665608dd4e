"""Stack two LSTM layers and rebuild their cell by hand."""

# --8<-- [start:data]
import numpy as np
import torch

torch.manual_seed(0)
labels = np.arange(60) % 10  # ten classes, six times each
noise = np.random.default_rng(0).normal(0, 0.1, (60, 28, 28))
for sequence, label in zip(noise, labels, strict=True):
    # A stroke: time steps 8 to 15, features by class.
    sequence[8:16, 2 * label : 2 * label + 8] += 1
x = torch.tensor(noise, dtype=torch.float32)  # (B, T, F)
y = torch.tensor(labels)  # (B,)
print(f"x: {tuple(x.shape)}, mean {x.mean().item():.3f}")
print(f"y: {tuple(y.shape)}, classes 0 to {y.max().item()}")
# --8<-- [end:data]

# --8<-- [start:model]
from torch import nn


class SequenceClassifier(nn.Module):
    """Map (B, T, F) to logits (B, C)."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(
            28, 128, num_layers=2, batch_first=True
        )
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        outputs, _ = self.lstm(x)  # every step: (B, T, H)
        return self.head(outputs[:, -1])  # the last: (B, C)


model = SequenceClassifier()
with torch.no_grad():
    logits = model(x)
print(f"in: {tuple(x.shape)}")
print(f"out: {tuple(logits.shape)}")
# --8<-- [end:model]

# --8<-- [start:defaults]
weights = [w.detach() for w in model.lstm.all_weights[0]]
w_x, w_h, b_x, b_h = weights  # of layer 1
unlike = (w_h.T @ w_h - torch.eye(128)).abs().max()  # (H, H)
print(f"largest input weight: {w_x.abs().max().item():.3f}")
print(f"largest recurrent weight: {w_h.abs().max().item():.3f}")
print(f"off orthonormal by: {unlike.item():.3f}")
names = ["input", "forget", "candidate", "output"]
biases = (b_x + b_h).chunk(4)
for name, bias in zip(names, biases, strict=True):
    print(f"mean bias, {name}: {bias.mean().item():.3f}")
at_rest = biases[1].sigmoid().mean().item()
print(f"mean forget gate, no input: {at_rest:.3f}")
print(f"left after twelve steps: {at_rest**12:.4f}")
# --8<-- [end:defaults]


# --8<-- [start:train]
def train(model, optimizer, steps=7):
    """Return the loss before each step on the whole batch."""
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


adam = torch.optim.Adam(model.parameters(), lr=0.005)
losses = train(model, adam)
for step in (1, 4, 7):
    print(f"loss at step {step}: {losses[step - 1]:.3f}")
# --8<-- [end:train]

# --8<-- [start:forget_bias]
torch.manual_seed(0)
opened = SequenceClassifier()  # the same start
with torch.no_grad():
    for name, bias in opened.lstm.named_parameters():
        if name.startswith("bias"):
            bias[128:256] = 0.5  # two biases: 1 in sum
adam = torch.optim.Adam(opened.parameters(), lr=0.005)
opened_losses = train(opened, adam)
for step in (1, 4, 7):
    print(f"loss at step {step}: {opened_losses[step - 1]:.3f}")
# --8<-- [end:forget_bias]


# --8<-- [start:parameters]
def count(features, units):
    """Count the weights of one layer."""
    block = features * units + units * units
    return 4 * (block + units + units)  # two biases a block


lstm_size = sum(p.numel() for p in model.lstm.parameters())
model_size = sum(p.numel() for p in model.parameters())
print(f"layer 1, by hand: {count(28, 128)}")
print(f"layer 2, by hand: {count(128, 128)}")
print(f"both layers: {lstm_size}")
print(f"with the head: {model_size}")
# --8<-- [end:parameters]

# --8<-- [start:bias_step]
rate = 0.01
layer = nn.LSTM(28, 128, batch_first=True)
b_x, b_h = layer.bias_ih_l0, layer.bias_hh_l0
before = (b_x + b_h).detach()
layer(x)[0].sum().backward()
torch.optim.SGD(layer.parameters(), lr=rate).step()
moved = (before - b_x - b_h).norm() / b_x.grad.norm()
unlike = (b_x.grad - b_h.grad).abs().max()
print(f"their gradients, apart: {unlike.item():.3f}")
print(f"learning rate: {rate:.3f}")
print(f"the bias moved: {moved.item():.3f} × gradient")
# --8<-- [end:bias_step]

# --8<-- [start:layout]
time_first = nn.LSTM(28, 128, num_layers=2)  # the default
time_first.load_state_dict(model.lstm.state_dict())
with torch.no_grad():
    outputs, _ = model.lstm(x)
    taken_wrong, (h_wrong, _) = time_first(x)
    taken_right, _ = time_first(x.transpose(0, 1))
wrong = (taken_wrong - outputs).abs().max()
print(f"given (B, T, F), outputs: {tuple(taken_wrong.shape)}")
print(f"given (B, T, F), h: {tuple(h_wrong.shape)}")
print(f"given (B, T, F), off by: {wrong.item():.3f}")
swapped = taken_right.transpose(0, 1)  # (B, T, H) again
right = (swapped - outputs).abs().max()
print(f"given (T, B, F), off by: {right.item():.3f}")
# --8<-- [end:layout]

# --8<-- [start:state]
with torch.no_grad():
    outputs, (h, c) = model.lstm(x)
print(f"outputs: {tuple(outputs.shape)}")
print(f"h: {tuple(h.shape)}")  # layers first, then the batch
print(f"c: {tuple(c.shape)}")
last = outputs[:, -1]
from_h, from_c = (last - h[-1]).abs(), (last - c[-1]).abs()
print(f"last output, off h by: {from_h.max().item():.3f}")
print(f"last output, off c by: {from_c.max().item():.3f}")
# --8<-- [end:state]


# --8<-- [start:cell]
def lstm_cell(x_t, h, c, w_x, w_h, b_x, b_h):
    """Map x_t (B, F), h, c (B, H) to h, c, gates (3, B, H)."""
    z = x_t @ w_x.T + b_x + h @ w_h.T + b_h  # (B, 4H)
    i, f, g, o = z.chunk(4, dim=1)  # rows of w_x and w_h
    i, f, o = i.sigmoid(), f.sigmoid(), o.sigmoid()
    c = f * c + i * g.tanh()
    h = o * c.tanh()
    return h, c, torch.stack([i, f, o])


def run_layer(sequences, weights):
    """Map (B, T, F) to outputs (B, T, H), gates (3, B, T, H)."""
    h = c = torch.zeros(len(sequences), 128)
    outputs, gates = [], []
    for x_t in sequences.unbind(dim=1):
        h, c, gate = lstm_cell(x_t, h, c, *weights)
        outputs.append(h)
        gates.append(gate)
    return torch.stack(outputs, 1), torch.stack(gates, 2)


# --8<-- [end:cell]

# --8<-- [start:agreement]
with torch.no_grad():
    lower, gates = run_layer(x, model.lstm.all_weights[0])
    upper, _ = run_layer(lower, model.lstm.all_weights[1])
    outputs, _ = model.lstm(x)
apart = (upper - outputs).abs().max().item()
print(f"by hand and nn.LSTM, apart: {apart:.5f}")
print(f"last output, largest: {upper[:, -1].max().item():.3f}")
print(f"last output, smallest: {upper[:, -1].min().item():.3f}")
names = ["input", "forget", "output"]
for name, gate in zip(names, gates, strict=True):
    print(f"mean {name} gate: {gate.mean().item():.3f}")
# --8<-- [end:agreement]

# --8<-- [start:gates]
with torch.no_grad():
    _, gates = run_layer(x[4:5], model.lstm.all_weights[0])
gates = gates.mean(dim=(1, 3)).tolist()  # (3, T)
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
        axes.plot(gate, style, color="#d9480f", label=name)
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

h_t = c_t = torch.zeros(1, 128)
steps = []
with torch.no_grad():
    for x_t in x[4:5].unbind(dim=1):
        h_t, c_t, gate = lstm_cell(
            x_t, h_t, c_t, *model.lstm.all_weights[0]
        )
        steps.append(torch.cat([gate[:, 0], c_t, h_t]))
steps = torch.stack(steps).double()  # (T, 5, H)
unit = steps[-1, 3].abs().argmax().item()
mean = steps.abs().mean(dim=2).tolist()  # (T, 5)
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
    torch.manual_seed(0)
    lstm = SequenceClassifier().lstm  # the same start
    with torch.no_grad():
        for half in (lstm.bias_ih_l0, lstm.bias_hh_l0):
            half[128:256] = bias / 2
        _, fresh = run_layer(x, lstm.all_weights[0])
    shares = fresh[1, :, 16:].cumprod(dim=1)  # (B, 12, H)
    shares = shares.double().mean(dim=(0, 2))
    left.append([100.0, *(100 * shares).tolist()])
    print(f"left with bias {bias}: {left[-1][-1]:.3f} %")
head = ["steps", *map(str, biases)]
rows = list(zip(range(13), *left, strict=True))
numbers = {"table": {"head": head, "rows": rows}}
Path("fading.json").write_text(json.dumps(numbers))
# --8<-- [end:fading]
