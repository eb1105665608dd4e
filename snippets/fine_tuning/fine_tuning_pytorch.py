"""Pretrain a small transformer and fine-tune it in PyTorch."""

# --8<-- [start:programme]
import copy
import math

import numpy as np
import torch
from torch import nn

random = np.random.default_rng(3)
# Four families of six instruments, shuffled.
families = random.permutation(24).reshape(4, 6)
HIDDEN = 24  # in place of a hidden instrument


def draw(count):
    """Return instruments (B, 8), families of halves (B, 2)."""
    family = random.integers(4, size=(count, 2))
    player = random.integers(6, size=(count, 2, 4))
    played = families[family[..., None], player]
    return torch.tensor(played).flatten(1), torch.tensor(family)


# --8<-- [end:programme]


# --8<-- [start:body]
class Encoder(nn.Module):
    """Map instruments (B, T) to states (B, T, 16)."""

    def __init__(self):
        super().__init__()
        self.instruments = nn.Embedding(25, 16)
        self.places = nn.Embedding(8, 16)
        for table in (self.instruments, self.places):
            # As in Keras; the default here is N(0, 1).
            nn.init.uniform_(table.weight, -0.05, 0.05)
        self.block = nn.TransformerEncoderLayer(
            16,
            nhead=2,
            dim_feedforward=32,
            dropout=0.0,
            batch_first=True,
            norm_first=True,
        )

    def forward(self, played):
        states = self.instruments(played) + self.places.weight
        return self.block(states)


# --8<-- [end:body]


# --8<-- [start:hide]
def hide_one(played):
    """Hide one place of each row; elsewhere the target is -1."""
    place = torch.tensor(random.integers(8, size=len(played)))
    hidden = nn.functional.one_hot(place, 8).bool()
    target = played.masked_fill(~hidden, -1)
    return played.masked_fill(hidden, HIDDEN), target


heard, target = hide_one(draw(1)[0])
print(f"heard: {heard[0].tolist()}")
print(f"target: {target[0].tolist()}")
# --8<-- [end:hide]

# --8<-- [start:pretrain]
# --8<-- [same]
torch.manual_seed(0)
body = Encoder()
guesser = nn.Sequential(body, nn.Linear(16, 24))
loss_function = nn.CrossEntropyLoss(ignore_index=-1)
optimizer = torch.optim.SGD(guesser.parameters(), lr=0.5)
heard, target = hide_one(draw(12800)[0])
for row in range(0, 12800, 64):
    logits = guesser(heard[row : row + 64])  # (B, T, 24)
    loss = loss_function(logits.mT, target[row : row + 64])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

heard, target = hide_one(draw(1000)[0])
guesser.eval()
with torch.no_grad():
    loss = loss_function(guesser(heard).mT, target)
print(f"loss: {loss:.2f}")
print(f"one family known, ln 6: {math.log(6):.2f}")
print(f"nothing known, ln 24: {math.log(24):.2f}")
# --8<-- [end:pretrain]


# --8<-- [start:head]
class Classifier(nn.Module):
    """Map instruments (B, T) to logits of families (B, 4)."""

    def __init__(self, body):
        super().__init__()
        self.body = body
        self.head = nn.Linear(16, 4)

    def forward(self, played):
        return self.head(self.body(played)[:, 0])  # place 0


# --8<-- [end:head]


# --8<-- [start:tune]
def tune(model, optimizer, data, half, epochs):
    """Train on eight rows a step; return the losses."""
    losses = []
    model.train()
    for row in [*range(0, len(data[0]), 8)] * epochs:
        part = slice(row, row + 8)
        logits = model(data[0][part])
        loss = loss_function(logits, data[1][part, half])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --8<-- [end:tune]

# --8<-- [start:questions]
few, many, unseen = draw(8), draw(96), draw(1000)


def accuracy(model, half):
    """Return the share of unseen rows named correctly."""
    model.eval()
    with torch.no_grad():
        named = model(unseen[0]).argmax(dim=1)
    return (named == unseen[1][:, half]).float().mean()


def report(model):
    """Print what learns, whether the body moved, the score."""
    sizes = [p.numel() for p in model.parameters()]
    parts = [p for p in model.parameters() if p.requires_grad]
    old, new = body.parameters(), model.body.parameters()
    same = all(map(torch.equal, old, new))
    print(f"parameters: {sum(sizes)}")
    print(f"that learn: {sum(p.numel() for p in parts)}")
    print(f"body the same, bit by bit: {same}")
    print(f"accuracy on unseen rows: {accuracy(model, 0):.2f}")


print(f"first halves: {few[1][:, 0].tolist()}")
# --8<-- [end:questions]

# --8<-- [start:frozen]
frozen = Classifier(copy.deepcopy(body))
frozen.body.requires_grad_(False)
# The optimiser gets the head alone.
head_only = torch.optim.SGD(frozen.head.parameters(), lr=0.2)
near = {"frozen": tune(frozen, head_only, few, 0, 30)}
report(frozen)
# --8<-- [end:frozen]

# --8<-- [start:unfrozen]
unfrozen = Classifier(copy.deepcopy(body))
whole = torch.optim.SGD(unfrozen.parameters(), lr=0.1)
near["unfrozen"] = tune(unfrozen, whole, few, 0, 30)
report(unfrozen)
# --8<-- [end:unfrozen]

# --8<-- [start:scratch]
scratch = Classifier(Encoder())
fresh = torch.optim.SGD(scratch.parameters(), lr=0.2)
near["from scratch"] = tune(scratch, fresh, few, 0, 30)
print(f"accuracy on unseen rows: {accuracy(scratch, 0):.2f}")
# --8<-- [end:scratch]

# --8<-- [start:far]
far = {}
optimizers = head_only, whole, fresh  # for the same rates
for name, used in zip(near, optimizers, strict=True):
    known = name != "from scratch"
    start = copy.deepcopy(body) if known else Encoder()
    start.requires_grad_(name != "frozen")
    model = Classifier(start)
    parts = [p for p in model.parameters() if p.requires_grad]
    again = torch.optim.SGD(parts, lr=used.defaults["lr"])
    far[name] = tune(model, again, many, 1, 10)
    print(f"{name}: {accuracy(model, 1):.2f}")
# --8<-- [end:far]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(
    1, 2, figsize=(7, 3), sharey=True, layout="constrained"
)
lines = {"frozen": "-", "unfrozen": "--", "from scratch": ":"}
for half, losses in enumerate((near, far)):
    for name, line in lines.items():
        axes[half].plot(
            losses[name], line, color="#d9480f", label=name
        )
    axes[half].set_title(("first half", "second half")[half])
    axes[half].set_xlabel("step")
axes[0].set_ylabel("loss")
axes[0].set_ylim(0, 3)
axes[1].legend(frameon=False, loc="upper right")
plt.savefig("curves.svg", transparent=True)
# --8<-- [end:drawing]


# --8<-- [start:afterwards]
def moves(model, optimizer):
    """Return whether one more step changes the body."""
    before = copy.deepcopy(model.body)
    tune(model, optimizer, few, 0, 1)
    old, new = before.parameters(), model.body.parameters()
    return not all(map(torch.equal, old, new))


unfrozen.body.requires_grad_(False)
print(f"frozen later, body moves: {moves(unfrozen, whole)}")
frozen.body.requires_grad_(True)
print(f"unfrozen later, body moves: {moves(frozen, head_only)}")
head_only.add_param_group({"params": frozen.body.parameters()})
print(f"then added, body moves: {moves(frozen, head_only)}")
# --8<-- [end:afterwards]
