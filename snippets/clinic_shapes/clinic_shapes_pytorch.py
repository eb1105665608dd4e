"""Provoke errors of shapes in PyTorch; mend them."""

# --8<-- [start:flatten]
import torch
from torch import nn

images = torch.rand(64, 28, 28)  # (B, H, W)
dense = nn.Linear(784, 10)
try:
    dense(images)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

flat = images.flatten(start_dim=1)  # (B, H * W)
print(f"logits: {tuple(dense(flat).shape)}")
# --8<-- [end:flatten]

# --8<-- [start:channels]
photographs = torch.rand(8, 32, 32, 3)  # (B, H, W, C)
convolution = nn.Conv2d(3, 16, kernel_size=3)
try:
    convolution(photographs)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

channels_first = photographs.permute(0, 3, 1, 2)
print(f"features: {tuple(convolution(channels_first).shape)}")
# reshape gives the same shape, from other pixels.
garbled = photographs.reshape(8, 3, 32, 32)
print(f"reshape agrees: {torch.equal(garbled, channels_first)}")
# --8<-- [end:channels]

# --8<-- [start:garbled]
import matplotlib.pyplot as plt

ramp = torch.linspace(0, 1, 8).expand(8, 8)
picture = torch.stack([ramp, ramp.T, 0 * ramp + 0.5], dim=2)
reds = {
    "the red channel": picture[:, :, 0],
    "permute": picture.permute(2, 0, 1)[0],
    "reshape": picture.reshape(3, 8, 8)[0],
}
figure, axes = plt.subplots(1, 3, figsize=(6, 2.2))
for axis, (title, red) in zip(axes, reds.items(), strict=True):
    axis.pcolormesh(
        red.flip(0).cpu(), cmap="Reds", vmin=0, vmax=1
    )
    axis.set_title(title)
    axis.set_axis_off()
figure.savefig("garbled.svg", transparent=True)
# --8<-- [end:garbled]

# --8<-- [start:state]
lstm = nn.LSTM(28, 128, batch_first=True)
_, state = lstm(torch.rand(64, 5, 28))  # rows: 64
last = torch.rand(32, 5, 28)  # an epoch's last batch
try:
    lstm(last, state)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

rows = tuple(part[:, :32].contiguous() for part in state)
outputs, _ = lstm(last, rows)  # the same 32 sequences go on
print(f"outputs: {tuple(outputs.shape)}")
# --8<-- [end:state]

# --8<-- [start:missing_axis]
sequence = torch.rand(5, 28)  # (T, F): one sequence
outputs, _ = lstm(sequence)  # taken as such
print(f"outputs: {tuple(outputs.shape)}")
batched, _ = lstm(sequence[None])  # (1, T, F)
agree = torch.allclose(batched[0], outputs, atol=1e-6)
print(f"a batch of one agrees: {agree}")
# --8<-- [end:missing_axis]

# --8<-- [start:broadcast]
grid, row = torch.arange(6.0).reshape(2, 3), torch.ones(4)
column = torch.tensor([1.0, 2.0])
for other in (row, column):
    try:
        grid + other
    except RuntimeError as error:
        print(f"RuntimeError: {error}")

total = grid + column[:, None]  # (2, 1) fits (2, 3)
print(f"total: {total.tolist()}")
# --8<-- [end:broadcast]

# --8<-- [start:stack]
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

texts = [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0])]
try:
    next(iter(DataLoader(texts, batch_size=2)))
except RuntimeError as error:
    print(f"RuntimeError: {error}")


def pad(examples):
    """Map B tensors of shape (T,) to (B, longest T)."""
    return pad_sequence(examples, batch_first=True)


loader = DataLoader(texts, batch_size=2, collate_fn=pad)
print(f"padded: {next(iter(loader)).tolist()}")
# --8<-- [end:stack]

# --8<-- [start:view]
turned = torch.arange(6).reshape(2, 3).T
try:
    turned.view(6)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

print(f"reshape: {turned.reshape(6).tolist()}")  # copies
# --8<-- [end:view]

# --8<-- [start:batch_of_one]
normalise = nn.BatchNorm1d(3)
one = torch.tensor([[2.0, 4.0, 8.0]])
try:
    normalise(one)
except ValueError as error:
    print(f"ValueError: {error}")

normalise.eval()  # the running mean 0 and variance 1
outputs = normalise(one)[0]
print(f"outputs: {', '.join(f'{v:.3f}' for v in outputs)}")
print(f"added to the variance: {normalise.eps}")
# --8<-- [end:batch_of_one]

# --8<-- [start:device]
device = "meta"  # for a GPU that is not there: no numbers
readout = nn.Linear(3, 1, device="cpu").to(device)
batch = torch.rand(4, 3, device="cpu")
try:
    readout(batch)
except RuntimeError as error:
    print(f"RuntimeError: {error}")

outputs = readout(batch.to(device))  # each batch, in the loop
print(f"outputs: {outputs.device}")
try:
    outputs.detach().numpy()
except TypeError as error:
    print(f"TypeError: {error}")
# --8<-- [end:device]
