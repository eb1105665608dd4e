"""Call what PyTorch took away, and its successor."""

# --8<-- [start:variable]
import warnings

import torch
from torch import nn
from torch.autograd import Variable

values = Variable(torch.tensor([1.0, 2.0]))  # does nothing now
print(f"Variable gives a: {type(values).__name__}")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    Variable(torch.tensor([1.0, 2.0]), volatile=True)
for warning in caught:  # of the call, and of the argument
    print(f"{warning.category.__name__}: {warning.message}")

weights = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    doubled = 2 * weights
print(f"recorded: {doubled.requires_grad}")
# --8<-- [end:variable]

# --8<-- [start:zero_dim]
loss = (weights**2).sum()  # a tensor of shape ()
try:
    total = loss.data[0]
except IndexError as error:
    print(f"IndexError: {error}")

total = loss.item()
print(f"total: {total:.3f}")
# --8<-- [end:zero_dim]

# --8<-- [start:linear_algebra]
matrix = torch.tensor([[2.0, 0.0], [0.0, 4.0]])
right = torch.tensor([[6.0], [8.0]])
try:
    torch.solve(right, matrix)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

solution = torch.linalg.solve(matrix, right)  # turned round
print(f"solution: {solution.flatten().tolist()}")
# --8<-- [end:linear_algebra]


# --8<-- [start:legacy_function]
class OldDouble(torch.autograd.Function):
    """Double a tensor, in the old form."""

    def forward(self, values):
        return 2 * values

    def backward(self, gradient):
        return 2 * gradient


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the same in other words
    try:
        OldDouble()(weights)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
# --8<-- [end:legacy_function]


# --8<-- [start:static_function]
class Double(torch.autograd.Function):
    """Double a tensor."""

    @staticmethod
    def forward(context, values):
        return 2 * values

    @staticmethod
    def backward(context, gradient):
        return 2 * gradient


Double.apply(weights).sum().backward()  # of the class itself
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:static_function]

# --8<-- [start:reduction]
guesses, truths = torch.tensor([1.0, 2.0]), torch.zeros(2)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = nn.MSELoss(size_average=False)
print(f"UserWarning: {caught[0].message}")

new = nn.MSELoss(reduction="sum")
print(f"old: {old(guesses, truths):.3f}")
print(f"new: {new(guesses, truths):.3f}")
# --8<-- [end:reduction]

# --8<-- [start:schedule]
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
schedules = torch.optim.lr_scheduler
schedule = schedules.StepLR(optimizer, 1)  # a tenth each time
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    schedule.step()  # ahead of the optimizer
print(f"UserWarning: {caught[0].message}")

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
schedule = schedules.StepLR(optimizer, 1)
optimizer.step()
schedule.step()
rate = optimizer.param_groups[0]["lr"]
print(f"learning rate: {rate:.3f}")
# --8<-- [end:schedule]

# --8<-- [start:verbose]
try:
    schedules.StepLR(optimizer, 1, verbose=True)
except TypeError as error:
    print(f"TypeError: {error}")

print(f"learning rate: {schedule.get_last_lr()[0]:.3f}")
# --8<-- [end:verbose]

# --8<-- [start:mixed_precision]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.cuda.amp.autocast()
print(f"{caught[0].category.__name__}: {caught[0].message}")

device = "cuda" if torch.cuda.is_available() else "cpu"
square = torch.ones(2, 2, device=device)
with torch.amp.autocast(device, dtype=torch.bfloat16):
    product = square @ square
print(f"product: {product.dtype}")
# --8<-- [end:mixed_precision]

# --8<-- [start:script]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.jit.script(model)
print(f"{caught[0].category.__name__}: {caught[0].message}")

inputs = torch.tensor([[1.0, 2.0]])
program = torch.export.export(model, (inputs,)).module()
agree = torch.allclose(program(inputs), model(inputs))
print(f"exported, they agree: {agree}")
# --8<-- [end:script]
