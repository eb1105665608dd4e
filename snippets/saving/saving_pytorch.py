"""Saving in PyTorch: states, files, bytes, checkpoints."""

# --8<-- [start:inputs]
import copy
import io
from contextlib import suppress

import numpy as np
import torch
from torch import nn

x = torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def model():
    """Two layers with weights that are always the same."""
    net = nn.Sequential(
        nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1)
    )
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(0.5)
    return net


def zeroed():
    """The same network with other weights."""
    net = model()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    return net


def weights_of(net):
    return [
        weight.detach().t()
        for weight in net.state_dict().values()
    ]


def memory(content):
    """Save into memory and go back to its start."""
    buffer = io.BytesIO()
    torch.save(content, buffer)
    buffer.seek(0)
    return buffer


# --8<-- [end:helpers]


# --8<-- [start:tensors]
def tensor_to_memory_and_back(x):
    buffer = io.BytesIO()
    torch.save(x.detach(), buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


def tensor_to_file_and_back(x):
    torch.save(x.detach(), "x.pt")
    return torch.load("x.pt", weights_only=True)


def tensor_of_half_precision():
    half = torch.tensor([0.1, 2.0], dtype=torch.bfloat16)
    return torch.load(memory(half), weights_only=True)


def array_of_numpy(x):
    np.save("x.npy", x.detach().numpy())
    return torch.from_numpy(np.load("x.npy"))


def array_of_float64():
    np.save("x.npy", np.array([0.1, 0.2]))
    return torch.from_numpy(np.load("x.npy"))


def several_tensors(x):
    torch.save({"a": x.detach(), "b": x.detach() * 2}, "both.pt")
    return torch.load("both.pt", weights_only=True)["b"]


# A file of PyTorch knows its dtype; the bytes of TensorFlow
# are read as the dtype that is named.
def bytes_with_dtype():
    whole = torch.tensor([1, 2, 3])
    return torch.load(memory(whole), weights_only=True).dtype


def raw_bytes():
    return torch.frombuffer(
        bytearray(b"\x01\x00\x02\x00"), dtype=torch.int16
    )


# --8<-- [end:tensors]


# --8<-- [start:weights]
def weights_to_file_and_back():
    torch.save(model().state_dict(), "weights.pt")
    net = zeroed()
    net.load_state_dict(
        torch.load("weights.pt", weights_only=True)
    )
    return weights_of(net)


def weights_in_memory():
    kept = copy.deepcopy(model().state_dict())
    net = zeroed()
    net.load_state_dict(kept)
    return weights_of(net)


def number_of_weights():
    return len(model().state_dict())


# state_dict() holds the weights themselves: the next step of
# training changes it. get_weights() of Keras is a copy.
def state_follows_training():
    net = model()
    state = net.state_dict()
    with torch.no_grad():
        net[0].bias.add_(1.0)
    return state["0.bias"]


def state_follows_training_as_tensorflow():
    net = model()
    state = copy.deepcopy(net.state_dict())
    with torch.no_grad():
        net[0].bias.add_(1.0)
    return state["0.bias"]


def one_layer_alone():
    net = zeroed()
    net[0].load_state_dict(model()[0].state_dict())
    return [net[0].bias.detach(), net[2].bias.detach()]


def weights_averaged():
    ours, theirs = model().state_dict(), zeroed().state_dict()
    return [
        ((ours[name] + theirs[name]) / 2).t() for name in ours
    ]


with suppress(RuntimeError):

    def other_shape():
        net = nn.Sequential(
            nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)
        )
        net.load_state_dict(model().state_dict())


with suppress(RuntimeError):

    def fewer_layers():
        net = nn.Sequential(nn.Linear(3, 2))
        net.load_state_dict(model().state_dict())


def fewer_layers_let_through():
    net = nn.Sequential(nn.Linear(3, 2))
    net.load_state_dict(model().state_dict(), strict=False)
    return net[0].bias.detach()


with suppress(FileNotFoundError):

    def missing_file():
        return torch.load("nowhere.pt", weights_only=True)


# --8<-- [end:weights]


# --8<-- [start:models]
# A file of weights needs the code of the network beside it; a
# .keras file holds the layers as well.
def whole_model(x):
    torch.save(model().state_dict(), "model.pt")
    net = zeroed()
    net.load_state_dict(
        torch.load("model.pt", weights_only=True)
    )
    return net(x.detach()).detach()


def exported_program(x):
    program = torch.export.export(model(), (torch.ones(2, 3),))
    torch.export.save(program, "model.pt2")
    loaded = torch.export.load("model.pt2").module()
    return loaded(torch.ones(2, 3)).detach()


def copy_of_a_model():
    net = copy.deepcopy(model())
    return weights_of(net)


# A buffer that is marked so is no part of the state.
def buffers_are_saved():
    net = nn.Module()
    net.register_buffer("seen", torch.tensor([3.0]))
    return net.state_dict()["seen"]


def moving_statistics_are_saved():
    norm = nn.BatchNorm1d(2)
    norm.running_mean.fill_(5.0)
    other = nn.BatchNorm1d(2)
    other.load_state_dict(norm.state_dict())
    return other.running_mean


# --8<-- [end:models]


# --8<-- [start:checkpoints]
def optimiser_goes_on():
    weight = nn.Parameter(torch.tensor([1.0]))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    for _ in range(2):
        weight.grad = torch.ones(1)
        optimizer.step()
    state = copy.deepcopy(optimizer.state_dict())
    other = nn.Parameter(weight.detach().clone())
    resumed = torch.optim.SGD([other], lr=0.1, momentum=0.9)
    resumed.load_state_dict(state)
    other.grad = torch.ones(1)
    resumed.step()
    return other.detach()


# Without its state an optimiser loses its momentum.
def optimiser_begins_anew():
    weight = nn.Parameter(torch.tensor([1.0]))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    for _ in range(2):
        weight.grad = torch.ones(1)
        optimizer.step()
    other = nn.Parameter(weight.detach().clone())
    fresh = torch.optim.SGD([other], lr=0.1, momentum=0.9)
    other.grad = torch.ones(1)
    fresh.step()
    return other.detach()


def checkpoint_of_several():
    weight, step = torch.tensor([1.5, 2.5]), torch.tensor(7)
    torch.save({"weight": weight, "step": step}, "run.pt")
    loaded = torch.load("run.pt", weights_only=True)
    return [loaded["weight"], loaded["step"]]


def generator_goes_on():
    generator = torch.Generator().manual_seed(3)
    torch.rand(5, generator=generator)
    state = generator.get_state()
    first = torch.rand(4, generator=generator)
    generator.set_state(state)
    return torch.equal(first, torch.rand(4, generator=generator))


# --8<-- [end:checkpoints]
