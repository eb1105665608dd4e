"""Provoke errors of imports in PyTorch; mend them."""

# --8<-- [start:name_error]
try:
    model = nn.Linear(2, 1)
except NameError as error:
    print(f"NameError: {error}")

import torch
from torch import nn

model = nn.Linear(2, 1)
print(f"outputs: {tuple(model(torch.ones(4, 2)).shape)}")
# --8<-- [end:name_error]

# --8<-- [start:modules]
try:
    from torch._six import inf
except ModuleNotFoundError as error:
    print(f"ModuleNotFoundError: {error}")

from torch import inf

values = torch.tensor([3.0, -4.0])
norm = torch.linalg.vector_norm(values, ord=inf)
print(f"largest: {norm:.3f}")
# --8<-- [end:modules]
