"""Initialisers in PyTorch: first weights of layers."""

# --8<-- [start:inputs]
import torch
from torch import nn

# --8<-- [end:inputs]

# --8<-- [start:helpers]
init = nn.init


def truncated(variance, *shape):
    """Draw as Keras does: cut at two deviations, widened."""
    std = variance**0.5 / 0.87962566103423978
    return init.trunc_normal_(
        torch.empty(*shape), std=std, a=-2 * std, b=2 * std
    )


def glorot(weight):
    return init.xavier_uniform_(weight)


# --8<-- [end:helpers]

# --8<-- [start:by_fans]
xavier_uniform = init.xavier_uniform_(torch.empty(45, 45))
# Keras cuts the tails at two deviations, PyTorch doesn't: the
# spread is the same, the largest weights are not.
xavier_normal = init.xavier_normal_(torch.empty(150, 150))
xavier_normal_as_tensorflow = truncated(1 / 150, 150, 150)
kaiming_uniform = init.kaiming_uniform_(torch.empty(45, 45))
kaiming_normal = init.kaiming_normal_(torch.empty(150, 150))
kaiming_normal_as_tensorflow = truncated(2 / 150, 150, 150)
lecun_uniform = init.kaiming_uniform_(
    torch.empty(45, 45), nonlinearity="linear"
)
lecun_normal = init.kaiming_normal_(
    torch.empty(150, 150), nonlinearity="linear"
)
lecun_normal_as_tensorflow = truncated(1 / 150, 150, 150)
kaiming_of_outputs = init.kaiming_uniform_(
    torch.empty(60, 25), mode="fan_out"
).flatten()
kaiming_of_leaky_relu = init.kaiming_uniform_(
    torch.empty(45, 45), a=0.2
)
# Inputs are the second axis in PyTorch and the last but one in
# TensorFlow: the same shape has another fan.
one_shape_other_fan = init.kaiming_uniform_(torch.empty(20, 80))
one_shape_other_fan_as_tensorflow = init.kaiming_uniform_(
    torch.empty(20, 80), mode="fan_out"
)
xavier_of_kernels = init.xavier_uniform_(
    torch.empty(16, 8, 3, 3)
).flatten()
kaiming_of_kernels = init.kaiming_uniform_(
    torch.empty(16, 8, 3, 3)
).flatten()
# PyTorch has gains by the name of what follows; in Keras write
# the number as the scale, squared.
gain_of_relu = init.calculate_gain("relu")
gain_of_tanh = init.calculate_gain("tanh")
xavier_with_gain = init.xavier_uniform_(
    torch.empty(45, 45), gain=init.calculate_gain("relu")
)
# no remedy: two draws never agree; kaiming_normal_ with "linear"
# is its kin, with longer tails.
variance_scaling = hasattr(init, "variance_scaling_")
# --8<-- [end:by_fans]

# --8<-- [start:plain_distributions]
# Unless you say else: a deviation of 1 in PyTorch, of 0.05 in
# Keras.
normal = init.normal_(torch.empty(45, 45))
normal_as_tensorflow = init.normal_(
    torch.empty(45, 45), std=0.05
)
# From 0 to 1 in PyTorch, from -0.05 to 0.05 in Keras.
uniform = init.uniform_(torch.empty(45, 45))
uniform_as_tensorflow = init.uniform_(
    torch.empty(45, 45), -0.05, 0.05
)
truncated_normal = init.trunc_normal_(torch.empty(45, 45))
truncated_normal_as_tensorflow = init.trunc_normal_(
    torch.empty(45, 45), std=0.05, a=-0.1, b=0.1
)
# PyTorch cuts at -2 and 2 whatever the deviation, Keras at two
# deviations: with 0.05 PyTorch cuts nothing.
truncated_normal_of_deviation = init.trunc_normal_(
    torch.empty(45, 45), std=0.05
)
truncated_normal_of_deviation_as_tensorflow = init.trunc_normal_(
    torch.empty(45, 45), std=0.05, a=-0.1, b=0.1
)
normal_of_deviation = init.normal_(
    torch.empty(45, 45), mean=1.0, std=0.2
)
uniform_of_bounds = init.uniform_(torch.empty(45, 45), -0.3, 0.3)
# --8<-- [end:plain_distributions]

# --8<-- [start:fixed_values]
zeros = init.zeros_(torch.empty(2, 3))
ones = init.ones_(torch.empty(2, 3))
constant = init.constant_(torch.empty(2, 3), 0.5)
identity = init.eye_(torch.empty(2, 3))
identity_of_kernels = init.dirac_(torch.empty(2, 2, 3))
orthogonal = init.orthogonal_(torch.empty(40, 50))
orthogonal_with_gain = init.orthogonal_(
    torch.empty(40, 50), gain=2.0
)


def orthogonal_rows():
    weight = init.orthogonal_(torch.empty(3, 5))
    return weight @ weight.T


# no remedy: two draws never agree. Draw a mask beside the
# weights in Keras.
sparse = init.sparse_(torch.empty(45, 45), sparsity=0.5)


# One Keras object draws the same numbers each time, unless its
# seed is a SeedGenerator: two matrices that you fill with it are
# equal, and so are their gradients where inputs are.
def one_object_draws_twice():
    first = init.xavier_uniform_(torch.empty(3, 4))
    second = init.xavier_uniform_(torch.empty(3, 4))
    return torch.equal(first, second)


def one_object_draws_twice_as_tensorflow():
    seed = torch.Generator().manual_seed(1)
    first = init.xavier_uniform_(
        torch.empty(3, 4), generator=seed
    )
    second = init.xavier_uniform_(
        torch.empty(3, 4), generator=seed.manual_seed(1)
    )
    return torch.equal(first, second)


# --8<-- [end:fixed_values]

# --8<-- [start:layers_by_default]
# nn.Linear draws up to 1 / sqrt(inputs), Dense up to
# sqrt(6 / (inputs + outputs)): of a square layer PyTorch's
# spread is 0.58 of that of Keras, layer upon layer.
dense_kernel = nn.Linear(45, 45).weight
dense_kernel_as_tensorflow = glorot(nn.Linear(45, 45).weight)
# PyTorch's biases are drawn as its weights are; those of Keras
# are zero.
bias_is_drawn = bool(nn.Linear(45, 9).bias.any())
bias_is_drawn_as_tensorflow = bool(
    init.zeros_(nn.Linear(45, 9).bias).any()
)
conv_kernel = nn.Conv2d(16, 16, 3).weight.flatten()
conv_kernel_as_tensorflow = glorot(
    nn.Conv2d(16, 16, 3).weight
).flatten()
# Keras counts all channels as inputs of each filter, PyTorch
# one: with 128 channels its spread is a fifth of PyTorch's.
depthwise_kernel = nn.Conv2d(
    128, 128, 3, groups=128
).weight.flatten()
depthwise_kernel_as_tensorflow = init.uniform_(
    torch.empty(1152), -((6 / 1161) ** 0.5), (6 / 1161) ** 0.5
)
transposed_kernel = nn.ConvTranspose2d(
    16, 16, 3
).weight.flatten()
transposed_kernel_as_tensorflow = glorot(
    nn.ConvTranspose2d(16, 16, 3).weight
).flatten()
# A deviation of 1 against a bound of 0.05: embeddings of PyTorch
# start 35 times as large, and tied output layers with them.
embedding_table = nn.Embedding(50, 40).weight
embedding_table_as_tensorflow = init.uniform_(
    nn.Embedding(50, 40).weight, -0.05, 0.05
)
lstm_input_kernel = nn.LSTM(40, 40).weight_ih_l0.flatten()
lstm_input_kernel_as_tensorflow = glorot(
    nn.LSTM(40, 40).weight_ih_l0
).flatten()
# Keras starts recurrent weights orthogonal.
lstm_recurrent_kernel = nn.LSTM(40, 40).weight_hh_l0.flatten()
lstm_recurrent_kernel_as_tensorflow = init.orthogonal_(
    nn.LSTM(40, 40).weight_hh_l0
).flatten()
gru_recurrent_kernel = nn.GRU(40, 40).weight_hh_l0.flatten()
gru_recurrent_kernel_as_tensorflow = init.orthogonal_(
    nn.GRU(40, 40).weight_hh_l0
).flatten()


# Keras opens the forget gate with a bias of 1; PyTorch's is near
# 0, so that it forgets half of its state at each step until it
# has learned better. Rounded here: the numbers are drawn.
def lstm_forget_bias():
    layer = nn.LSTM(3, 5)
    return layer.bias_ih_l0[5:10].round().abs()


def lstm_forget_bias_as_tensorflow():
    layer = nn.LSTM(3, 5)
    with torch.no_grad():
        layer.bias_ih_l0[5:10] = 1.0
    return layer.bias_ih_l0[5:10].round().abs()


# PyTorch draws one matrix for query, key and value together, and
# its bound is that of the larger one.
attention_query = nn.MultiheadAttention(48, 4).in_proj_weight[
    :48
]
attention_query_as_tensorflow = glorot(torch.empty(48, 48))
batch_norm_scale = nn.BatchNorm1d(3).weight
layer_norm_scale = nn.LayerNorm(3).weight
# --8<-- [end:layers_by_default]
