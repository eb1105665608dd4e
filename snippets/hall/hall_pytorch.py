"""Play one neuron and a row, in rehearsal and in concert."""

# --8<-- [start:musician]
import torch

heard = torch.tensor([1.0, 0.5, 2.0])  # from three neighbours
closely = torch.tensor([0.8, -0.6, 0.1])  # a weight for each
sound = torch.relu((heard * closely).sum() + 0.2)
print(f"sound: {sound:.3f}")
# --8<-- [end:musician]

# --8<-- [start:row]
from torch import nn

row = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
with torch.no_grad():  # the score of each musician
    row[0].weight[0] = closely
    row[0].weight[1] = torch.tensor([0.3, 0.2, -0.1])
    row[0].bias[:] = torch.tensor([0.2, -0.15])
for number, sound in enumerate(row(heard), start=1):
    print(f"musician {number}: {sound:.3f}")
# --8<-- [end:row]

# --8<-- [start:rehearsal]
wanted = torch.tensor([1.5, 0.0])
optimizer = torch.optim.SGD(row.parameters(), lr=0.1)
loss = ((row(heard) - wanted) ** 2).mean()
loss.backward()
optimizer.step()  # every peg is turned a little
print(f"wrong by: {loss:.3f}")
# --8<-- [end:rehearsal]

# --8<-- [start:concert]
row.eval()
with torch.no_grad():  # no peg is turned, nothing is recorded
    sounds = row(heard)
for number, sound in enumerate(sounds, start=1):
    print(f"musician {number}: {sound:.3f}")
print(f"wrong by: {((sounds - wanted) ** 2).mean():.3f}")
# --8<-- [end:concert]
