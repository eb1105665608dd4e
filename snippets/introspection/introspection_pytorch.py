"""Introspection in PyTorch: parameters, names, hooks, modes."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
from torch import nn

x = torch.tensor([[1.0, -2.0, 3.0, 0.5], [4.0, 0.5, -1.0, 2.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def model():
    return nn.Sequential(
        nn.Linear(4, 3),
        nn.BatchNorm1d(3),
        nn.ReLU(),
        nn.Linear(3, 2),
    )


def frozen():
    net = model()
    net[0].requires_grad_(False)
    return net


def count(parameters):
    return sum(p.numel() for p in parameters)


def outputs_seen(net, x):
    """Collect the shape of each layer's output by hooks."""
    seen = []
    for layer in net:
        layer.register_forward_hook(
            lambda layer, given, y: seen.append(list(y.shape))
        )
    net(x)
    return seen


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 3)
        self.second = nn.Sequential(nn.ReLU(), nn.Linear(3, 2))
        self.listed = [nn.Linear(2, 2)]

    def forward(self, x):
        return self.second(self.first(x))


# --8<-- [end:helpers]

# --8<-- [start:counts]
# Keras counts the moving mean and variance of batch
# normalisation as parameters, PyTorch keeps them as buffers.
count_all = count(model().parameters())
count_all_as_tensorflow = count(
    t for t in model().state_dict().values() if t.dim() > 0
)
count_trainable = count(
    p for p in model().parameters() if p.requires_grad
)
count_after_freezing = count(
    p for p in frozen().parameters() if p.requires_grad
)
count_of_buffers = count(model().buffers())
count_of_buffers_as_tensorflow = count(
    t for t in model().buffers() if t.dim() > 0
)
number_of_tensors = len(list(model().parameters()))
number_of_tensors_as_tensorflow = (
    len([*model().parameters(), *model().buffers()]) - 1
)
number_in_state = len(model().state_dict())
number_in_state_as_tensorflow = len(model().state_dict()) - 1
bytes_of_model = sum(
    p.numel() * p.element_size() for p in model().parameters()
)
bytes_of_model_as_tensorflow = sum(
    t.numel() * t.element_size()
    for t in model().state_dict().values()
    if t.dim() > 0
)
# A layer in a plain list is invisible to PyTorch: it's neither
# trained nor saved. Keras tracks lists.
layers_in_a_list = count(Nested().parameters())
layers_in_a_list_as_tensorflow = count(
    [
        *Nested().parameters(),
        *nn.ModuleList(Nested().listed).parameters(),
    ]
)
# --8<-- [end:counts]

# --8<-- [start:structure]
number_of_layers = len(model())
names_of_children = [
    name for name, _ in Nested().named_children()
]
# no remedy: names are each framework's own; map them when
# weights move.
kinds_of_layers = [type(layer).__name__ for layer in model()]
# no remedy: names are each framework's own; map them when
# weights move.
names_of_parameters = [
    n for n, _ in model()[0].named_parameters()
]
shape_of_weight = list(model()[0].weight.shape)
shape_of_weight_as_tensorflow = list(model()[0].weight.T.shape)
shapes_of_parameters = [
    list(p.shape) for p in model()[0].parameters()
]
shapes_of_parameters_as_tensorflow = [
    list(p.T.shape) if p.dim() == 2 else list(p.shape)
    for p in model()[0].parameters()
]
shapes_of_outputs = outputs_seen(model(), x)
units_of_layer = model()[3].out_features
width_of_input = model()[0].in_features
# no remedy: names are each framework's own; map them when
# weights move.
device_of_model = str(next(model().parameters()).device)
dtype_of_model = next(model().parameters()).dtype
# --8<-- [end:structure]

# --8<-- [start:modes]
# A new module trains until eval() is called; Keras takes the
# mode from the call, and infers outside fit.
trains_at_first = model().training
trains_at_first_as_tensorflow = model().eval().training
output_at_first_is_repeatable = (
    lambda net: torch.equal(net(x), net(x))
)(nn.Dropout(0.5))
output_at_first_is_repeatable_as_tensorflow = (
    lambda net: torch.equal(net(x), net(x))
)(nn.Dropout(0.5).eval())
statistics_move_at_first = (
    lambda net: (net(x), bool(net.running_mean.any()))[1]
)(nn.BatchNorm1d(4))
statistics_move_at_first_as_tensorflow = (
    lambda net: (net(x), bool(net.running_mean.any()))[1]
)(nn.BatchNorm1d(4).eval())
# Frozen batch normalisation goes on moving its statistics in
# PyTorch, in Keras it infers.
frozen_statistics_move = (
    lambda net: (net(x), bool(net.running_mean.any()))[1]
)(nn.BatchNorm1d(4).requires_grad_(False))
frozen_statistics_move_as_tensorflow = (
    lambda net: (net(x), bool(net.running_mean.any()))[1]
)(nn.BatchNorm1d(4).requires_grad_(False).eval())
trainable_by_default = model()[0].weight.requires_grad
# --8<-- [end:modes]

# --8<-- [start:weights]
weights_exist_at_once = (
    len(list(nn.Linear(4, 3).parameters())) > 0
)
weights_exist_at_once_as_tensorflow = (
    len(list(nn.ReLU().parameters())) > 0
)
lazy_weights = nn.parameter.is_lazy(nn.LazyLinear(3).weight)
shared_layer_counts_once = (
    lambda layer: count(nn.Sequential(layer, layer).parameters())
)(nn.Linear(2, 2))


def output_of_inner_layer(x):
    net = nn.Sequential(nn.ReLU(), nn.Tanh())
    return net[:1](x)


def gradient_by_hook(x):
    seen = []
    x = x.detach().requires_grad_()
    y = x.exp()
    y.register_hook(seen.append)
    (y**2).sum().backward()
    return seen[0]


def input_changed_by_hook(x):
    layer = nn.ReLU()
    layer.register_forward_pre_hook(lambda own, x: -x[0])
    return layer(x)


# no remedy: names are each framework's own; map them when
# weights move.
state_of_layer = list(nn.Linear(2, 2).state_dict())
copies_are_equal = torch.equal(
    *(
        lambda net, copy: (
            copy.load_state_dict(net.state_dict())
            and net.weight,
            copy.weight,
        )
    )(nn.Linear(2, 2), nn.Linear(2, 2))
)
with suppress(RuntimeError):
    weights_of_wrong_shape = nn.Linear(2, 2).load_state_dict(
        nn.Linear(3, 2).state_dict()
    )
# --8<-- [end:weights]
