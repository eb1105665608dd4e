"""Activations in PyTorch: kinks, slopes, gates, shares."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[1.5, -2.0, 3.0], [-0.5, 0.25, -1.0]])
mask = torch.tensor([[True, True, False], [True, True, True]])
# --8<-- [end:inputs]

# --8<-- [start:kinks]
relu = F.relu(x)
relu_layer = nn.ReLU()(x)
relu6 = F.relu6(x)
# The slope below zero: 0.01 in PyTorch, 0.2 in tf.nn, 0.3 in
# the layer of Keras. A ported model leaks more.
leaky_relu = F.leaky_relu(x)
leaky_relu_as_tensorflow = F.leaky_relu(x, 0.2)
leaky_relu_layer = nn.LeakyReLU()(x)
leaky_relu_layer_as_tensorflow = nn.LeakyReLU(0.3)(x)
# PyTorch's slope starts at 0.25, that of Keras at 0.
prelu = nn.PReLU()(x)
prelu_as_tensorflow = nn.PReLU(init=0.0)(x)
prelu_slope = F.prelu(x, torch.tensor([0.1]))
threshold = F.threshold(x, 1.0, 0.0)
# On the very limit PyTorch gives no gradient, Keras all.
hard_tanh = F.hardtanh(x)
hard_tanh_as_tensorflow = torch.where(
    x.abs() <= 1, x, F.hardtanh(x.detach())
)
# Without training, the slope is the middle of its bounds.
rrelu = F.rrelu(x, training=False)
# --8<-- [end:kinks]

# --8<-- [start:smooth]
sigmoid = F.sigmoid(x)
tanh = F.tanh(x)
softplus = F.softplus(x)
softplus_of_large = F.softplus(x * 20)
softsign = F.softsign(x)
elu = F.elu(x)
elu_of_alpha = F.elu(x, alpha=0.5)
selu = F.selu(x)
celu = F.celu(x, alpha=0.5)
# PyTorch, tf.nn and the layers of Keras compute the error
# function; keras.ops.gelu takes its approximation by tanh.
gelu = F.gelu(x)
gelu__ops_as_tensorflow = F.gelu(x, approximate="tanh")
gelu_layer = nn.GELU()(x)
gelu_by_tanh = F.gelu(x, approximate="tanh")
silu = F.silu(x)
swish_layer = nn.SiLU()(x)
mish = F.mish(x)
log_sigmoid = F.logsigmoid(x)
tanh_shrink = F.tanhshrink(x)
soft_shrink = F.softshrink(x)
hard_shrink = F.hardshrink(x)
# --8<-- [end:smooth]

# --8<-- [start:hard_versions]
# Both are relu6(x + 3) / 6 today; Keras 2 had another slope.
hard_sigmoid = F.hardsigmoid(x)
hard_swish = F.hardswish(x)
# --8<-- [end:hard_versions]

# --8<-- [start:shares]
softmax = F.softmax(x, dim=-1)
softmax_of_columns = F.softmax(x, dim=0)
# With no axis named, PyTorch warns and guesses; name it.
softmax_layer = nn.Softmax(dim=-1)(x)
log_softmax = F.log_softmax(x, dim=-1)
softmin = F.softmin(x, dim=-1)
softmax_with_mask = F.softmax(
    x.masked_fill(~mask, -torch.inf), dim=-1
)
softmax_with_mask_as_tensorflow = F.softmax(
    x - 3e38 * (~mask), dim=-1
)
glu = F.glu(x[:, :2])
normalize = F.normalize(x, dim=-1)
gumbel = F.gumbel_softmax(torch.zeros(1000, 2), tau=1.0)
one_hot_of_largest = F.one_hot(x.argmax(-1), 3)
one_hot_of_largest_as_tensorflow = F.one_hot(
    x.argmax(-1), 3
).float()
# --8<-- [end:shares]

# --8<-- [start:defaults]
leaky_slope = nn.LeakyReLU().negative_slope
leaky_slope_as_tensorflow = 0.3
elu_alpha = nn.ELU().alpha
threshold_of_softplus = nn.Softplus().threshold
softmax_axis = nn.Softmax(dim=-1).dim
with suppress(NotImplementedError):
    relu_of_bool = F.relu(mask)
# --8<-- [end:defaults]
