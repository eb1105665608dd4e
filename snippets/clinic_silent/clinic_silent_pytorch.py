"""Go wrong in PyTorch without an error."""

# --8<-- [start:zero_grad]
import torch
from torch import nn

inputs = torch.tensor([[0.0], [1.0], [2.0], [3.0]])  # (B, F)
targets = 2 * inputs + 1


def train(clear):
    """Return the loss of each of 60 steps."""
    model = nn.Linear(1, 1)
    nn.init.constant_(model.weight, 0.5)
    nn.init.constant_(model.bias, 0.25)
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
cleared, piled = train(clear=True), train(clear=False)
for step in (0, 10, 20, 40, 59):
    print(f"step {step}: {cleared[step]:.3f}, {piled[step]:.3f}")
# --8<-- [end:waves]

# --8<-- [start:curves]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(
    figsize=(5, 2.8), layout="constrained"
)
axes.plot(cleared, color="#d9480f", label="cleared")
axes.plot(piled, "--", color="#d9480f", label="never cleared")
axes.set(xlabel="step", ylabel="loss")
figure.legend(loc="outside upper center", ncols=2, frameon=False)
figure.savefig("curves.svg", transparent=True)
# --8<-- [end:curves]

# --8<-- [start:softmax_twice]
classifier = nn.Sequential(nn.Linear(3, 3), nn.Softmax(dim=1))
nn.init.eye_(classifier[0].weight)
nn.init.zeros_(classifier[0].bias)
criterion = nn.CrossEntropyLoss()  # takes the softmax itself
sure = torch.tensor([[10.0, 0.0, 0.0]])  # class 0
right, wrong = torch.tensor([0]), torch.tensor([1])

shares = classifier(sure)
print(f"softmax twice, right: {criterion(shares, right):.3f}")
print(f"softmax twice, wrong: {criterion(shares, wrong):.3f}")

logits = classifier[:-1](sure)  # without the softmax
print(f"logits, right: {criterion(logits, right):.3f}")
print(f"logits, wrong: {criterion(logits, wrong):.3f}")
# --8<-- [end:softmax_twice]

# --8<-- [start:from_logits]
scores = torch.tensor([[2.0, 3.0, -1.0]], requires_grad=True)
for loss_of in (nn.NLLLoss(), criterion):
    name = type(loss_of).__name__
    loss = loss_of(scores, right)
    (gradient,) = torch.autograd.grad(loss, scores)
    slopes = ", ".join(f"{g:.3f}" for g in gradient[0])
    print(f"{name}, loss: {loss:.3f}")
    print(f"{name}, gradient: {slopes}")
# --8<-- [end:from_logits]

# --8<-- [start:mode]
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
print(f"UserWarning: {caught[0].message}")

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
    print(f"weights of {kind.__name__}: {counted}")
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
gate.data *= 2  # behind autograd's back
gate.sum().backward()
print(f"gradient after data: {weights.grad.tolist()}")

gate = torch.sigmoid(weights)
gate.detach().mul_(2)  # the same memory, but watched
try:
    gate.sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

weights.grad = None
(2 * torch.sigmoid(weights)).sum().backward()
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:data]
