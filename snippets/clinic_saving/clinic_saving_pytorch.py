"""Provoke errors of loading weights in PyTorch; mend them."""

# --8<-- [start:dictionary]
import torch
from torch import nn


def build(classes=1):
    """Return a model that maps (B, 2) to (B, classes)."""
    layers = nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, classes)
    return nn.Sequential(*layers)


model, points = build(), torch.rand(4, 2)
torch.save(model.state_dict(), "weights.pt")
try:
    torch.load("weights.pt").eval()
except AttributeError as error:
    print(f"AttributeError: {error}")

fresh = build()  # the class comes from your code
fresh.load_state_dict(torch.load("weights.pt"))
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:dictionary]

# --8<-- [start:map_location]
state = torch.load("weights.pt", map_location="cpu")
places = {str(values.device) for values in state.values()}
print(f"loaded to: {places}")
# --8<-- [end:map_location]

# --8<-- [start:prefix]
wrapped = nn.DataParallel(model)
torch.save(wrapped.state_dict(), "wrapped.pt")
state = torch.load("wrapped.pt")
try:
    build().load_state_dict(state)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

plain = {k.removeprefix("module."): v for k, v in state.items()}
fresh = build()
fresh.load_state_dict(plain)
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:prefix]

# --8<-- [start:compiled]
readout = nn.Linear(2, 1)
compiled = torch.compile(readout)
try:
    nn.Linear(2, 1).load_state_dict(compiled.state_dict())
except RuntimeError as error:
    print(f"RuntimeError: {error}")

print(f"the model itself: {list(readout.state_dict())}")
readout.compile()  # in place: the names stay
print(f"compiled in place: {list(readout.state_dict())}")
# --8<-- [end:compiled]

# --8<-- [start:size_mismatch]
state = torch.load("weights.pt")  # one class
wider = build(classes=5)
drawn = wider[2].weight.clone()
try:
    wider.load_state_dict(state, strict=False)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

own = wider.state_dict()
fitting = {
    name: values
    for name, values in state.items()
    if values.shape == own[name].shape
}
left = wider.load_state_dict(fitting, strict=False)
print(f"still as drawn: {left.missing_keys}")
# --8<-- [end:size_mismatch]

# --8<-- [start:best_weights]
import copy

alias = model.state_dict()  # the model's own tensors
best = copy.deepcopy(model.state_dict())
before = model[0].weight.detach().clone()
with torch.no_grad():
    model[0].weight += 1.0  # the training goes on
print(f"alias kept: {torch.equal(alias['0.weight'], before)}")
print(f"copy kept: {torch.equal(best['0.weight'], before)}")
# --8<-- [end:best_weights]
