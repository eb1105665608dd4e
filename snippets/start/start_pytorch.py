"""A first file: a missing gradient, and how to ask for it."""

# --8<-- [start:missing]
import torch

numbers = torch.tensor([1.0, 2.0, 3.0])
total = (2 * numbers).sum()
try:
    total.backward()  # nothing was recorded for numbers
except RuntimeError as error:
    print(f"RuntimeError: {error}")
print(f"gradient: {numbers.grad}")
# --8<-- [end:missing]

# --8<-- [start:asked]
numbers.requires_grad_()  # record from here on
total = (2 * numbers).sum()
total.backward()
print(f"gradient: {numbers.grad.tolist()}")
# --8<-- [end:asked]

# --8<-- [start:accelerator]
found = torch.accelerator.is_available()
print(f"GPU found: {found}")
# --8<-- [end:accelerator]
