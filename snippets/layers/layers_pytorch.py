"""Send data through each kind of layer in PyTorch."""

# --8<-- [start:dense]
import torch
from torch import nn


def count(layer):
    """Count the numbers that a layer learns."""
    return sum(p.numel() for p in layer.parameters())


torch.manual_seed(0)
rows = torch.rand(4, 6)  # (B, F)
dense = nn.Linear(6, 3)
print(f"in: {tuple(rows.shape)}")
print(f"out: {tuple(dense(rows).shape)}")
print(f"weight: {tuple(dense.weight.shape)}")  # (out, in)
print(f"by hand: {6 * 3 + 3}, counted: {count(dense)}")
# --8<-- [end:dense]

# --8<-- [start:convolution]
images = torch.rand(4, 3, 28, 28)  # channels first
convolution = nn.Conv2d(3, 8, kernel_size=5)
print(f"in: {tuple(images.shape)}")
print(f"out: {tuple(convolution(images).shape)}")
weight = convolution.weight  # (out, in, height, width)
print(f"weight: {tuple(weight.shape)}")
by_hand = 5 * 5 * 3 * 8 + 8
print(f"by hand: {by_hand}, counted: {count(convolution)}")
# --8<-- [end:convolution]

# --8<-- [start:other_layout]
try:
    convolution(images.permute(0, 2, 3, 1))  # channels last
except RuntimeError as error:
    print(f"RuntimeError: {error}")
lazy = nn.LazyConv2d(8, kernel_size=3)  # takes what comes first
out = lazy(images.permute(0, 2, 3, 1))
print(f"not built yet: {tuple(out.shape)}")
# --8<-- [end:other_layout]

# --8<-- [start:padding]
signal = torch.tensor([[[1.0, 2, 3, 4, 5, 6]]])
digits = torch.tensor([[[100.0, 10, 1]]])
conv1d = nn.functional.conv1d
both = conv1d(signal, digits, stride=2, padding=1)
print(f"a zero at each end: {both.flatten().tolist()}")
padded = nn.functional.pad(signal, (0, 1))  # as SAME does
right = conv1d(padded, digits, stride=2)
print(f"a zero at the right: {right.flatten().tolist()}")
try:
    nn.Conv1d(1, 1, kernel_size=3, stride=2, padding="same")
except ValueError as error:
    print(f"ValueError: {error}")
# --8<-- [end:padding]

# --8<-- [start:recurrent]
sequences = torch.rand(4, 7, 6)  # (B, T, F)
layers = {}
for kind, blocks in ((nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)):
    layer = kind(6, 5, batch_first=True)
    by_hand = blocks * (6 * 5 + 5 * 5 + 2 * 5)  # two biases
    layers[name := kind.__name__] = layer
    print(f"{name}: by hand {by_hand}, counted {count(layer)}")
steps, last = layers["GRU"](sequences)
print(f"in: {tuple(sequences.shape)}")
print(f"every step: {tuple(steps.shape)}")
print(f"last step: {tuple(last.shape)}")  # (layers, B, H)
# --8<-- [end:recurrent]

# --8<-- [start:batch_norm]
batch = torch.tensor([[1.0, 0.10], [5.0, 0.12]])
batch_norm = nn.BatchNorm1d(2)
print(f"momentum: {batch_norm.momentum}, ε: {batch_norm.eps}")
normal = batch_norm(batch)  # a new module trains
mean, variance = batch_norm.running_mean, batch_norm.running_var
print(f"coarse feature: {normal[1, 0]:.3f}")
print(f"fine feature: {normal[1, 1]:.3f}")
print(f"running mean: {mean[0]:.3f}")
print(f"running variance: {variance[0]:.3f}")
print(f"by hand: {2 * 2}, counted: {count(batch_norm)}")
names = [name for name, _ in batch_norm.named_buffers()]
print(f"not learned: {', '.join(names)}")
# --8<-- [end:batch_norm]

# --8<-- [start:layer_norm]
example = torch.tensor([[1.0, 5.0], [0.10, 0.12]])
layer_norm = nn.LayerNorm(2)  # eps 1e-5
normal = layer_norm(example)
print(f"coarse row: {normal[0, 1]:.3f}")
print(f"fine row: {normal[1, 1]:.3f}")
print(f"by hand: {2 * 2}, counted: {count(layer_norm)}")
# --8<-- [end:layer_norm]

# --8<-- [start:embedding]
tokens = torch.tensor([[7, 3, 7], [0, 999, 3]])  # (B, T)
embedding = nn.Embedding(1000, 16)  # drawn from N(0, 1)
vectors = embedding(tokens)
print(f"out: {tuple(vectors.shape)}")
same = torch.equal(vectors[0, 0], vectors[0, 2])
print(f"one token, one vector: {same}")
print(f"standard deviation: {embedding.weight.std():.3f}")
print(f"beyond 0.05: {(embedding.weight.abs() > 0.05).any()}")
print(f"by hand: {1000 * 16}, counted: {count(embedding)}")
# --8<-- [end:embedding]

# --8<-- [start:flow]
network = nn.Sequential(
    nn.Conv2d(3, 8, kernel_size=5),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 12 * 12, 10),
)
data = images
for layer in network:
    data = layer(data)
    print(f"{type(layer).__name__}: {tuple(data.shape)}")
print(f"learned: {count(network)}")
# --8<-- [end:flow]
