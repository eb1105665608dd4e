"""Recurrence, attention and masks in PyTorch."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = torch.Size(shape).numel()
    numbers = torch.arange(count) * 37 % (count + 1)
    return numbers.float().reshape(shape) / 64 - 0.25


sequence = mixed(2, 3, 4)
kernel = mixed(12, 4)
recurrent = mixed(12, 3)
bias = mixed(12)
query = mixed(2, 3, 4)
key = mixed(2, 5, 4)
value = key + 0.5
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def run(layer, x, *weights):
    """Run the layer with these weights; keep every step."""
    names = [name for name, _ in layer.named_parameters()]
    given = dict(zip(names, weights, strict=True))
    return torch.func.functional_call(layer, given, x)[0]


def by_gates(weight, *order):
    """Put the blocks of three units into another order."""
    return torch.cat([weight[3 * i : 3 * i + 3] for i in order])


none = torch.zeros(12)
few = torch.zeros(9)
allowed = torch.ones(3, 5, dtype=torch.bool).tril()
# --8<-- [end:helpers]

# --8<-- [start:recurrent]
rnn = run(
    nn.RNN(4, 3, batch_first=True),
    sequence,
    kernel[:3],
    recurrent[:3],
    bias[:3],
    none[:3],
)
# Both order the gates of an LSTM i, f, g, o.
lstm = run(
    nn.LSTM(4, 3, batch_first=True),
    sequence,
    kernel,
    recurrent,
    bias,
    none,
)
# The gates of a GRU stand in another order: r, z, n here and
# z, r, n in Keras. The same weights, copied, give other numbers.
gru = run(
    nn.GRU(4, 3, batch_first=True),
    sequence,
    kernel[:9],
    recurrent[:9],
    bias[:9],
    few,
)
gru_as_tensorflow = run(
    nn.GRU(4, 3, batch_first=True),
    sequence,
    by_gates(kernel, 1, 0, 2),
    by_gates(recurrent, 1, 0, 2),
    by_gates(bias, 1, 0, 2),
    few,
)
# PyTorch expects time first unless it is told otherwise.
time_first = nn.LSTM(4, 3).batch_first
time_first_as_tensorflow = True
biases_of_lstm = len(nn.LSTM(4, 3)._flat_weights) - 2
biases_of_lstm_as_tensorflow = 1
# Keras sets the bias of the forget gate to 1.
bias_at_first = bool((nn.LSTM(4, 3).bias_ih_l0[3:6] == 1).all())
bias_at_first_as_tensorflow = True
# --8<-- [end:recurrent]

# --8<-- [start:attention]
attention = F.scaled_dot_product_attention(query, key, value)
# Keras scales only when it is asked to.
attention_layer = F.scaled_dot_product_attention(
    query, key, value
)
attention_layer_as_tensorflow = F.scaled_dot_product_attention(
    query, key, value, scale=1.0
)
# True means: look here. In the masks of nn.MultiheadAttention
# True means: do not.
attention_with_mask = F.scaled_dot_product_attention(
    query, key, value, attn_mask=allowed
)
causal_mask = torch.ones(3, 3, dtype=torch.bool).tril()
attention_causal = F.scaled_dot_product_attention(
    query, query, query, is_causal=True
)
scores = query @ key.mT
position_of_padding = (
    torch.arange(5) >= torch.tensor([3, 5])[:, None]
)
position_of_padding_as_tensorflow = (
    torch.arange(5) < torch.tensor([3, 5])[:, None]
)
# --8<-- [end:attention]
