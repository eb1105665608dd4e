"""Recurrent layers in PyTorch: states, masks, directions."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
from torch import nn
from torch.nn.utils.rnn import (
    pack_padded_sequence,
    pad_packed_sequence,
)


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = torch.Size(shape).numel()
    numbers = torch.arange(count) * 37 % (count + 1)
    return numbers.float().reshape(shape) / 64 - 0.25


x = mixed(2, 3, 4)
k = mixed(12, 4)
r = mixed(12, 3)
b = mixed(12)
h = mixed(2, 3) + 0.1
c = mixed(2, 3) - 0.1
length = torch.tensor([3, 2])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def filled(layer, *weights):
    """Hand over kernels, recurrent kernels and biases.

    PyTorch's second bias is zero, Keras has none.
    """
    given = []
    for kernel, recurrent, bias in zip(
        weights[::3], weights[1::3], weights[2::3], strict=True
    ):
        given += [kernel, recurrent, bias, 0 * bias]
    names = [name for name, _ in layer.named_parameters()]
    given = dict(zip(names, given, strict=True))
    return lambda *x: torch.func.functional_call(layer, given, x)


def gates(*weights):
    """Put Keras' gates z, r, n into the order r, z, n."""
    return [w[[3, 4, 5, 0, 1, 2, 6, 7, 8]] for w in weights]


def lstm():
    return nn.LSTM(4, 3, batch_first=True)


def gru():
    return nn.GRU(4, 3, batch_first=True)


def rnn(**how):
    return nn.RNN(4, 3, batch_first=True, **how)


def drawn(layer):
    """Tell the weights at first, as one row."""
    return torch.cat([p.flatten() for p in layer.parameters()])


def count(layer):
    return sum(p.numel() for p in layer.parameters())


def gru_reset_before(x, kernel, recurrent, bias):
    """Reset the state before it meets its kernel."""
    h = x.new_zeros(len(x), 3)
    z, r, n = slice(0, 3), slice(3, 6), slice(6, 9)
    for step in x.unbind(1):
        a = step @ kernel.T + bias
        update = (a[:, z] + h @ recurrent[z].T).sigmoid()
        reset = (a[:, r] + h @ recurrent[r].T).sigmoid()
        new = (a[:, n] + (reset * h) @ recurrent[n].T).tanh()
        h = update * h + (1 - update) * new
    return h


def packed(layer, x, length):
    """Run over padded sequences up to their lengths."""
    parts = pack_padded_sequence(
        x, length, batch_first=True, enforce_sorted=False
    )
    out, state = layer(parts)
    return pad_packed_sequence(out, batch_first=True)[0], state


# --8<-- [end:helpers]

# --8<-- [start:what_comes_back]
# PyTorch gives all steps and the states, Keras the last step.
lstm_by_default = filled(lstm(), k, r, b)(x)
lstm_by_default_as_tensorflow = filled(lstm(), k, r, b)(x)[0][
    :, -1
]
last_step = filled(lstm(), k, r, b)(x)[0][:, -1]
all_steps = filled(lstm(), k, r, b)(x)[0]
# The states have an axis of layers in front.
last_states = filled(lstm(), k, r, b)(x)[1]
last_states_as_tensorflow = [
    state[0] for state in filled(lstm(), k, r, b)(x)[1]
]
last_state_of_gru = filled(gru(), *gates(k[:9], r[:9], b[:9]))(
    x
)[1]
last_state_of_gru_as_tensorflow = filled(
    gru(), *gates(k[:9], r[:9], b[:9])
)(x)[1][0]
steps_of_rnn = filled(rnn(), k[:3], r[:3], b[:3])(x)[0]
# not on infinities, NaN, large values: which gradients survive
# hangs on the order of the sums.
rnn_of_relu = filled(
    rnn(nonlinearity="relu"), k[:3], r[:3], -b[:3]
)(x)[0]
# Without batch_first the same tensor is read as three sequences
# of two steps, and nothing raises.
time_axis = filled(nn.LSTM(4, 3), k, r, b)(x)[0]
time_axis_as_tensorflow = filled(lstm(), k, r, b)(x)[0]
gru_steps = filled(gru(), *gates(k[:9], r[:9], b[:9]))(x)[0]
# Keras calls it reset_after=False; PyTorch has no such GRU.
# Weights of one form give other numbers in the other.
gru_without_reset_after = filled(
    gru(), *gates(k[:9], r[:9], b[:9])
)(x)[0][:, -1]
gru_without_reset_after_as_tensorflow = gru_reset_before(
    x, k[:9], r[:9], b[:9]
)
unbatched = filled(lstm(), k, r, b)(x[0])[0]
# --8<-- [end:what_comes_back]

# --8<-- [start:states]
initial_state = filled(lstm(), k, r, b)(x, (h[None], c[None]))[0]
initial_state_of_gru = filled(
    gru(), *gates(k[:9], r[:9], b[:9])
)(x, h[None])[0]
# believed to differ: whether the next batch goes on from the
# last one's state. Both begin anew at zero.
second_call = (
    lambda layer: torch.equal(layer(x)[0], layer(x)[0])
)(filled(lstm(), k, r, b))
step_by_step = filled(lstm(), k, r, b)(
    x[:, 1:], filled(lstm(), k, r, b)(x[:, :1])[1]
)[0]
order_of_states = filled(lstm(), k, r, b)(x)[1][1][0]
# --8<-- [end:states]

# --8<-- [start:cells]
lstm_cell = filled(nn.LSTMCell(4, 3), k, r, b)(x[:, 0], (h, c))
gru_cell = filled(nn.GRUCell(4, 3), *gates(k[:9], r[:9], b[:9]))(
    x[:, 0], h
)
rnn_cell = filled(nn.RNNCell(4, 3), k[:3], r[:3], b[:3])(
    x[:, 0], h
)
# --8<-- [end:cells]

# --8<-- [start:directions_and_layers]
bidirectional = filled(
    nn.LSTM(4, 3, batch_first=True, bidirectional=True),
    *(k, r, b),
    *(-k, -r, b),
)(x)[0]
# The last step of the backward half has read one element only.
# Keras returns its state after all of them.
bidirectional_last = filled(
    nn.LSTM(4, 3, batch_first=True, bidirectional=True),
    *(k, r, b),
    *(-k, -r, b),
)(x)[0][:, -1]
bidirectional_last_as_tensorflow = torch.cat(
    [
        *filled(
            nn.LSTM(4, 3, batch_first=True, bidirectional=True),
            *(k, r, b),
            *(-k, -r, b),
        )(x)[1][0]
    ],
    -1,
)
# go_backwards of Keras leaves the steps in the order in which
# they were read.
backwards = filled(lstm(), k, r, b)(x.flip(1))[0]
backwards_in_time = filled(lstm(), k, r, b)(x.flip(1))[0].flip(1)
two_layers = filled(
    nn.LSTM(4, 3, num_layers=2, batch_first=True),
    *(k, r, b),
    *(k[:, :3], r, b),
)(x)[0]
sum_of_directions = filled(lstm(), k, r, b)(x)[0] + filled(
    lstm(), -k, -r, b
)(x.flip(1))[0].flip(1)
# --8<-- [end:directions_and_layers]

# --8<-- [start:masks]
# Behind the end of a sequence PyTorch gives zeros, Keras
# repeats the last output.
steps_of_lengths = packed(filled(lstm(), k, r, b), x, length)[0]
steps_of_lengths_as_tensorflow = (
    lambda steps: torch.stack(
        [
            steps[i, torch.arange(3).clamp(max=n - 1)]
            for i, n in enumerate(length.tolist())
        ]
    )
)(packed(filled(lstm(), k, r, b), x, length)[0])
steps_of_lengths_in_zeros = packed(
    filled(lstm(), k, r, b), x, length
)[0]
last_of_lengths = packed(filled(lstm(), k, r, b), x, length)[1][
    0
][0]
# Without lengths the padding is read like any other input: the
# last step belongs to it.
last_of_padding = filled(lstm(), k, r, b)(x)[0][:, -1]
last_of_padding_as_tensorflow = packed(
    filled(lstm(), k, r, b), x, length
)[1][0][0]
mask_of_lengths = torch.arange(3) < length[:, None]
with suppress(RuntimeError):
    unsorted_lengths = pack_padded_sequence(
        x.flip(0), length.flip(0), batch_first=True
    ).data
unsorted_lengths_as_tensorflow = packed(
    filled(lstm(), k, r, b), x.flip(0), length.flip(0)
)[1][0][0]
# --8<-- [end:masks]

# --8<-- [start:weights_and_defaults]
parameters_of_lstm = count(lstm())
parameters_of_lstm_as_tensorflow = count(lstm()) - 12
# The GRU of Keras has both biases, its LSTM has one.
parameters_of_gru = count(gru())
shape_of_kernel = list(lstm().weight_ih_l0.shape)
shape_of_kernel_as_tensorflow = list(lstm().weight_ih_l0.T.shape)
# PyTorch draws all weights and biases evenly within one over
# the root of the units. Keras takes Glorot's bounds, orthogonal
# recurrent kernels and zeros.
first_kernel = nn.LSTM(30, 25).weight_ih_l0.detach().T
first_kernel_as_tensorflow = nn.init.xavier_uniform_(
    torch.empty(30, 100)
)
recurrent_is_orthogonal = torch.allclose(
    lstm().weight_hh_l0.T @ lstm().weight_hh_l0,
    torch.eye(3),
    atol=1e-5,
)
recurrent_is_orthogonal_as_tensorflow = torch.allclose(
    *(lambda w: (w.T @ w, torch.eye(3)))(
        nn.init.orthogonal_(torch.empty(12, 3))
    ),
    atol=1e-5,
)
bias_at_first_is_zero = bool((gru().bias_ih_l0 == 0).all())
bias_at_first_is_zero_as_tensorflow = bool(
    (nn.init.zeros_(gru().bias_ih_l0) == 0).all()
)
# Dropout of PyTorch lies between stacked layers: with one layer
# it only warns. That of Keras lies on the layer's input.
dropout_within_one_layer = torch.equal(
    *(lambda net: (net(x)[0], net(x)[0]))(lstm())
)
dropout_within_one_layer_as_tensorflow = torch.equal(
    *(
        lambda net: (
            net(nn.functional.dropout(x))[0],
            net(nn.functional.dropout(x))[0],
        )
    )(lstm())
)
# no remedy: it needs a loop over nn.LSTMCell.
recurrent_dropout = hasattr(nn.LSTM(4, 3), "recurrent_dropout")
projected_size = nn.LSTM(4, 3, proj_size=2).proj_size
# no remedy: it takes a cell of one's own, with convolutions for
# its gates.
convolutional = hasattr(nn, "ConvLSTM2d")
# --8<-- [end:weights_and_defaults]
