"""Record a graph while the code runs, and use it once."""

# --8<-- [start:gradient]
import torch

weights = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
total = (2 * weights).sum()  # recorded as it runs
total.backward()
print(f"total: {total:.3f}")
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:gradient]

# --8<-- [start:unwatched]
plain = torch.tensor([1.0, 2.0, 3.0])
try:
    (2 * plain).sum().backward()  # loud: nothing was recorded
except RuntimeError as error:
    print(f"RuntimeError: {error}")
print(f"gradient: {plain.grad}")
# --8<-- [end:unwatched]

# --8<-- [start:watched]
plain.requires_grad_()
(2 * plain).sum().backward()
print(f"gradient: {plain.grad.tolist()}")
# --8<-- [end:watched]

# --8<-- [start:second_gradient]

x = torch.tensor(3.0, requires_grad=True)
square = x**2
(slope,) = torch.autograd.grad(square, x)
print(f"first: {slope:.3f}")
try:
    torch.autograd.grad(square, x)  # the record is gone
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# --8<-- [end:second_gradient]

# --8<-- [start:nothing_saved]
weights.grad = None
total = (weights + 1).sum()  # a sum keeps no values
total.backward()
total.backward()  # silent: the gradient is added twice
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:nothing_saved]

# --8<-- [start:kept_record]
square = x**2
cube = x * square
(square_slope,) = torch.autograd.grad(
    square, x, retain_graph=True
)
(cube_slope,) = torch.autograd.grad(cube, x)
print(f"slope of the square: {square_slope:.3f}")
print(f"slope of the cube: {cube_slope:.3f}")
# --8<-- [end:kept_record]


# --8<-- [start:control_flow]
def shrink(x):
    """Halve a scalar until it is at most one."""
    while x > 1:  # the value decides how often
        x = x / 2
    return x


for start in [3.0, 8.0]:
    x = torch.tensor(start, requires_grad=True)
    shrink(x).backward()
    print(f"slope at {start}: {x.grad:.3f}")
# --8<-- [end:control_flow]


# --8<-- [start:recorded_graph]
def recorded(start):
    """Name what shrink records, from the result back to x."""
    x = torch.tensor(start, requires_grad=True)
    node, names = shrink(x).grad_fn, []
    while node:
        names.append(type(node).__name__)
        node = next((up for up, _ in node.next_functions), None)
    return names


print(f"graph of 3.0: {', '.join(recorded(3.0))}")
print(f"graph of 8.0: {', '.join(recorded(8.0))}")
# --8<-- [end:recorded_graph]

# --8<-- [start:picture]
from matplotlib import pyplot as plt

starts = [step / 4 for step in range(1, 81)]
halvings = [recorded(x).count("DivBackward0") for x in starts]
figure, axes = plt.subplots(figsize=(6, 2.5), layout="tight")
axes.step(starts, halvings, where="mid", color="#d9480f")
axes.set(xlabel="value of x", ylabel="recorded halvings")
figure.savefig("recorded.svg", transparent=True)
# --8<-- [end:picture]
