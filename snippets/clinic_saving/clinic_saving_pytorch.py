"""Provoke errors of saving in PyTorch; mend them."""

# --8<-- [start:refused_code]
import pickle

import torch
from torch import nn


def build(classes=1):
    """Return a model that maps (B, 2) to (B, classes)."""
    layers = nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, classes)
    return nn.Sequential(*layers)


torch.manual_seed(0)
model, points = build(), torch.rand(4, 2)
torch.save(model, "model.pt")  # the class by its name, too
try:
    torch.load("model.pt")
except pickle.UnpicklingError as error:
    told = str(error).splitlines()
    print(f"UnpicklingError: {told[0].split(', ')[0]}")
    print(told[3].strip().split(". Please")[0])
# --8<-- [end:refused_code]

# --8<-- [start:numbers_only]
torch.save(model.state_dict(), "weights.pt")  # numbers only
fresh = build()
state = torch.load("weights.pt", weights_only=True)  # default
fresh.load_state_dict(state)
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:numbers_only]

# --8<-- [start:safetensors]
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

save_file(model.state_dict(), "weights.safetensors")
data = Path("weights.safetensors").read_bytes()
length = int.from_bytes(data[:8], "little")
header = json.loads(data[8 : 8 + length])  # text, then numbers
print(f"numbers: {(len(data) - 8 - length) // 4}")
for name in sorted(header):
    print(f"{name}: {header[name]['shape']}")
# --8<-- [end:safetensors]

# --8<-- [start:read_back]
fresh = build()
fresh.load_state_dict(load_file("weights.safetensors"))
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:read_back]

# --8<-- [start:numpy_value]
import numpy as np

loss = np.float64(0.25)
torch.save({"loss": loss}, "progress.pt")
try:
    torch.load("progress.pt")
except pickle.UnpicklingError as error:
    told = str(error).splitlines()
    print(f"UnpicklingError: {told[0].split(', ')[0]}")
    print(told[3].strip().split(". Please")[0])

torch.save({"loss": float(loss)}, "progress.pt")
print(f"loss: {torch.load('progress.pt')['loss']:.3f}")
# --8<-- [end:numpy_value]

# --8<-- [start:dictionary]
try:
    torch.load("weights.pt").eval()
except AttributeError as error:
    print(f"AttributeError: {error}")
fresh = build()  # the class comes from your code
fresh.load_state_dict(torch.load("weights.pt"))
fresh.eval()
print(f"training: {fresh.training}")
# --8<-- [end:dictionary]

# --8<-- [start:map_location]
state = torch.load("weights.pt", map_location="cpu")
places = {str(values.device) for values in state.values()}
print(f"loaded to: {places}")
# --8<-- [end:map_location]

# --8<-- [start:prefix]
wrapped = nn.DataParallel(model)
torch.save(wrapped.state_dict(), "wrapped.pt")
try:
    build().load_state_dict(torch.load("wrapped.pt"))
except RuntimeError as error:
    for line in f"RuntimeError: {error}".splitlines():
        print(line.strip())

state = torch.load("wrapped.pt")
state = {k.removeprefix("module."): v for k, v in state.items()}
fresh = build()
fresh.load_state_dict(state)
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:prefix]

# --8<-- [start:size_mismatch]
state = torch.load("weights.pt")  # one class
wider = build(classes=5)
try:
    wider.load_state_dict(state, strict=False)
except RuntimeError as error:
    for line in f"RuntimeError: {error}".splitlines():
        print(line.strip())

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
