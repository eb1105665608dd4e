"""Provoke errors of gradients in PyTorch; mend them."""

# --8<-- [start:unwatched]

import torch
from torch import nn

values = torch.tensor([1.0, 2.0, 3.0])  # plain numbers
try:
    (2 * values).sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

values = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(2 * values).sum().backward()
print(f"gradient: {values.grad.tolist()}")
# --8<-- [end:unwatched]

# --8<-- [start:second_backward]
weights = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
loss = (weights**2).sum()
loss.backward()
try:
    loss.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

weights.grad = None
loss = (weights**2).sum()  # recorded again
loss.backward()
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:second_backward]

# --8<-- [start:not_scalar]
squares = weights**2  # (3,)
try:
    squares.backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

weights.grad = None
squares.sum().backward()  # ask for the sum
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:not_scalar]

# --8<-- [start:integers]
try:
    torch.tensor([1, 2, 3], requires_grad=True)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

counts = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(2 * counts).sum().backward()
print(f"gradient: {counts.grad.tolist()}")
# --8<-- [end:integers]

# --8<-- [start:by_hand]
weights = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(weights**2).sum().backward()
try:
    weights -= 0.25 * weights.grad
except RuntimeError as error:
    print(f"RuntimeError: {error}")
try:
    weights[0] = 0.0
except RuntimeError as error:
    print(f"RuntimeError: {error}")

with torch.no_grad():  # a change that is not recorded
    weights -= 0.25 * weights.grad
    weights[0] = 0.0
print(f"gradient: {weights.grad.tolist()}")
print(f"weights: {weights.tolist()}")
# --8<-- [end:by_hand]

# --8<-- [start:overwritten]
weights = torch.zeros(2, requires_grad=True)
gate = torch.sigmoid(weights)
gate *= 2  # backward needs the old value
try:
    gate.sum().backward()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

gate = torch.sigmoid(weights)
gate = 2 * gate  # a new tensor
gate.sum().backward()
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:overwritten]

# --8<-- [start:numpy]
weights = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
try:
    (weights.numpy() ** 2).sum()
except RuntimeError as error:
    print(f"RuntimeError: {error}")

loss = (weights**2).sum()  # stays in torch
loss.backward()
print(f"gradient: {weights.grad.tolist()}")
plain = weights.detach().cpu().numpy()  # for a plot, say
print(f"numbers: {plain.tolist()}")
# --8<-- [end:numpy]

# --8<-- [start:unused]
used, unused = nn.Linear(3, 1), nn.Linear(3, 1)
loss = used(torch.ones(4, 3)).mean()
try:
    torch.autograd.grad(loss, unused.weight)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

loss = used(torch.ones(4, 3)).mean()
loss.backward()  # silent about the unused layer
layers = nn.ModuleDict({"used": used, "unused": unused})
for name, parameter in layers.named_parameters():
    print(f"{name}: {parameter.grad is not None}")
# --8<-- [end:unused]
