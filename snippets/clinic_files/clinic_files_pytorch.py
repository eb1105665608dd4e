"""Save numbers with PyTorch; see which files run code."""

# --8<-- [start:refused_code]
import pickle

import torch
from torch import nn


def build():
    """Return a model that maps (B, 2) to (B, 1)."""
    layers = nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)
    return nn.Sequential(*layers)


model, points = build(), torch.rand(4, 2)
torch.save(model, "model.pt")  # the class by its name, too
try:
    torch.load("model.pt")
except pickle.UnpicklingError as error:
    print(f"UnpicklingError: {error}")
# --8<-- [end:refused_code]

# --8<-- [start:numbers_only]
torch.save(model.state_dict(), "weights.pt")
fresh = build()
state = torch.load("weights.pt", weights_only=True)  # default
fresh.load_state_dict(state)
agree = torch.equal(fresh(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:numbers_only]

# --8<-- [start:numpy_value]
import numpy as np

loss = np.float64(0.25)
torch.save({"loss": loss}, "progress.pt")
try:
    torch.load("progress.pt")
except pickle.UnpicklingError as error:
    print(f"UnpicklingError: {error}")

torch.save({"loss": float(loss)}, "progress.pt")
print(f"loss: {torch.load('progress.pt')['loss']:.3f}")
# --8<-- [end:numpy_value]

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

# --8<-- [start:program]
import zipfile

exported = torch.export.export(model, (points,))
torch.export.save(exported, "program.pt2")
with zipfile.ZipFile("program.pt2") as archive:
    for name in archive.namelist():
        if name.endswith(".pt"):
            print(f"a pickle: {name}")

program = torch.export.load("program.pt2").module()  # our own
agree = torch.allclose(program(points), model(points))
print(f"loaded, they agree: {agree}")
# --8<-- [end:program]
