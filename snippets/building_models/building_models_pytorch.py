"""Build a 784-128-10 classifier in PyTorch."""

# --8<-- [start:subclass]
import torch
from torch import nn


class Classifier(nn.Module):
    """Map (B, 784) pixels to logits (B, 10)."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)  # both sizes are given
        self.readout = nn.Linear(128, 10)

    def forward(self, pixels):
        return self.readout(torch.relu(self.hidden(pixels)))


torch.manual_seed(0)
pixels = torch.rand(64, 784)  # (B, F)
model = Classifier()
logits = model(pixels)  # (B, C)
print(f"logits: {tuple(logits.shape)}")
print(f"first logit: {logits[0, 0]:.3f}")
# --8<-- [end:subclass]

# --8<-- [start:sequential]
sequential = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),  # the activation is a module of its own
    nn.Linear(128, 10),
)
print(f"modules: {len(sequential)}")
print(f"logits: {tuple(sequential(pixels).shape)}")
# --8<-- [end:sequential]

# --8<-- [start:graph]
from torch import fx

graph = fx.symbolic_trace(model).graph  # no data is needed
*_, relu, readout, output = graph.nodes
output.args = (relu,)  # return the hidden layer instead
graph.erase_node(readout)
features = fx.GraphModule(model, graph)
shared = features.hidden.weight is model.hidden.weight
counted = sum(p.numel() for p in features.parameters())
print(f"features: {tuple(features(pixels).shape)}")
print(f"shares its weights: {shared}")
print(f"weights of the features: {counted}")
# --8<-- [end:graph]

# --8<-- [start:wrong_widths]
with torch.device("meta"):  # shapes, no numbers
    first, second = nn.Linear(784, 128), nn.Linear(64, 10)
    try:
        second(first(torch.empty(1, 784)))
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
# --8<-- [end:wrong_widths]

# --8<-- [start:parameters]
by_hand = 784 * 128 + 128 + 128 * 10 + 10
counted = sum(p.numel() for p in model.parameters())
for name, parameter in model.named_parameters():
    print(f"{name}: {tuple(parameter.shape)}")  # (out, in)
print(f"by hand: {by_hand}")
print(f"counted: {counted}")
# --8<-- [end:parameters]

# --8<-- [start:creation]
linear = nn.Linear(784, 128)
print(f"Linear, constructed: {tuple(linear.weight.shape)}")
lazy = nn.LazyLinear(128)  # the input size is left open
unknown = lazy.has_uninitialized_params()
print(f"LazyLinear, constructed: {unknown=}")
lazy(pixels)
print(f"LazyLinear, called: {tuple(lazy.weight.shape)}")
print(f"its class now: {type(lazy).__name__}")
# --8<-- [end:creation]

# --8<-- [start:load]
torch.save(model.state_dict(), "classifier.pt")
loaded = Classifier()
loaded.load_state_dict(torch.load("classifier.pt"))
apart = (loaded(pixels) - logits).abs().max()
print(f"loaded at once, off by: {apart:.3f}")
# --8<-- [end:load]

# --8<-- [start:initialisation]
bound = 1 / 784**0.5  # U(-bound, bound), weights and biases
weight, bias = model.hidden.weight, model.hidden.bias
print(f"bound: {bound:.3f}")
print(f"largest weight: {weight.abs().max():.3f}")
print(f"standard deviation: {weight.std():.3f}")
print(f"largest bias: {bias.abs().max():.3f}")
print(f"spread of the logits: {logits.std():.3f}")
# --8<-- [end:initialisation]

# --8<-- [start:loss]
confident = torch.tensor([[6.0, 2.0, 1.0] + [0.0] * 7])
label = torch.tensor([0])
loss = nn.CrossEntropyLoss()  # always expects logits
print(f"given logits: {loss(confident, label):.3f}")
# --8<-- [end:loss]

# --8<-- [start:softmax_twice]
last = nn.Linear(10, 10, bias=False)
nn.init.eye_(last.weight)  # its logits are its input
ending = nn.Sequential(last, nn.Softmax(dim=1))
twice = loss(ending(confident), label)
print(f"softmax at the end: {twice:.3f}")
# --8<-- [end:softmax_twice]

# --8<-- [start:dropout]
regular = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Dropout(0.5),
    nn.Linear(128, 10),
)
first, second = regular(pixels), regular(pixels)  # training
print(f"called, the two agree: {torch.equal(first, second)}")
regular.eval()  # a mode that the module keeps
first, second = regular(pixels), regular(pixels)
print(f"after eval, they agree: {torch.equal(first, second)}")
# --8<-- [end:dropout]

# --8<-- [start:published]
forgetful = """
import torch.nn as nn  # binds nn, not torch

class Rectifier(nn.Module):
    def forward(self, pixels):
        return torch.relu(pixels)

Rectifier()(None)
"""
try:  # in an empty namespace, as in a new file
    exec(forgetful, {})  # unsafe: it runs any text
except NameError as error:
    print(f"NameError: {error}")
# --8<-- [end:published]
