"""Go wrong in PyTorch without an error."""

# --8<-- [start:zero_grad]
import torch
from torch import nn

inputs = torch.tensor([[0.0], [1.0], [2.0], [3.0]])  # (B, F)
targets = 2 * inputs + 1


def train(clear):
    """Return the loss of each of 60 steps."""
    model = nn.Linear(1, 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    losses = []
    for _ in range(60):
        loss = ((model(inputs) - targets) ** 2).mean()
        if clear:
            optimizer.zero_grad()
        loss.backward()  # adds to what is there
        optimizer.step()
        losses.append(loss.item())
    return losses


# --8<-- [end:zero_grad]


# --8<-- [start:waves]
import matplotlib.pyplot as plt

cleared, piled = train(clear=True), train(clear=False)
for step in (0, 10, 20, 40, 59):
    print(f"step {step}: {cleared[step]:.3f}, {piled[step]:.3f}")

figure, axes = plt.subplots(
    figsize=(5, 2.8), layout="constrained"
)
axes.plot(cleared, color="#d9480f", label="cleared")
axes.plot(piled, "--", color="#d9480f", label="never cleared")
axes.set(xlabel="step", ylabel="loss")
figure.legend(loc="outside upper center", ncols=2, frameon=False)
figure.savefig("waves.svg", transparent=True)
# --8<-- [end:waves]

# --8<-- [start:softmax_twice]
criterion = nn.CrossEntropyLoss()  # takes the softmax itself
sure = torch.tensor([[10.0, 0.0, 0.0]])  # logits: class 0
right, wrong = torch.tensor([0]), torch.tensor([1])
shares = sure.softmax(dim=1)
print(f"softmax first, right: {criterion(shares, right):.3f}")
print(f"softmax first, wrong: {criterion(shares, wrong):.3f}")

print(f"logits, right: {criterion(sure, right):.3f}")
print(f"logits, wrong: {criterion(sure, wrong):.3f}")
# --8<-- [end:softmax_twice]

# --8<-- [start:mode]
torch.manual_seed(0)
model = nn.Sequential(nn.BatchNorm1d(1), nn.Dropout(0.5))
batch = torch.ones(10000, 1)
batch[::2] = 3.0  # the mean is 2


def describe(outputs):
    """Print the share of zeros and the running mean."""
    zeros = (outputs == 0).float().mean()
    mean = model[0].running_mean.item()
    print(f"zeros: {zeros:.1f}, running mean: {mean:.3f}")


describe(model(batch))  # a new model is in training mode
model.eval()
describe(model(batch))
# --8<-- [end:mode]

# --8<-- [start:broadcast_loss]
import warnings

truths = torch.tensor([0.0, 1.0, 2.0, 3.0])  # (B,)
guesses = truths[:, None]  # (B, 1), and every one is right
print(f"by hand: {((guesses - truths) ** 2).mean():.3f}")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    loss = nn.functional.mse_loss(guesses, truths)
print(f"mse_loss: {loss:.3f}")
for warning in caught:
    print(f"UserWarning: {str(warning.message).split('. ')[0]}")

loss = nn.functional.mse_loss(guesses.squeeze(1), truths)
print(f"equal shapes: {loss:.3f}")
# --8<-- [end:broadcast_loss]


# --8<-- [start:plain_list]
class Forgetful(nn.Module):
    """Hold layers that the module cannot see."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 3), nn.Linear(3, 1)]


class Stack(nn.Module):
    """Hold layers that the module knows."""

    def __init__(self):
        super().__init__()
        layers = [nn.Linear(3, 3), nn.Linear(3, 1)]
        self.layers = nn.ModuleList(layers)


for kind in (Forgetful, Stack):
    counted = sum(p.numel() for p in kind().parameters())
    print(f"weights: {counted}")
# --8<-- [end:plain_list]

# --8<-- [start:empty_list]
try:
    torch.optim.SGD(Forgetful().parameters(), lr=0.1)
except ValueError as error:
    print(f"ValueError: {error}")

optimizer = torch.optim.SGD(Stack().parameters(), lr=0.1)
print(f"tensors: {len(optimizer.param_groups[0]['params'])}")
# --8<-- [end:empty_list]

# --8<-- [start:batch_first]
sequences = torch.rand(4, 6, 2)  # (B, T, F)
changed = sequences.clone()
changed[0] += 1.0  # the first sequence alone
for batch_first in (False, True):
    lstm = nn.LSTM(2, 3, batch_first=batch_first)
    before, after = lstm(sequences)[0], lstm(changed)[0]
    moved = (before != after).any(dim=2).any(dim=1)
    print(f"batch_first={batch_first}: {moved.tolist()}")
# --8<-- [end:batch_first]

# --8<-- [start:data]
weights = torch.zeros(2, requires_grad=True)
gate = torch.sigmoid(weights)  # its slope here is 1/4
gate.data *= 2  # behind the back of the record
gate.sum().backward()
print(f"gradient after data: {weights.grad.tolist()}")
gate = torch.sigmoid(weights)
gate.detach().mul_(2)  # shares memory, and is watched
try:
    gate.sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {str(error).split(': [')[0]}")

weights.grad = None
(2 * torch.sigmoid(weights)).sum().backward()
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:data]
