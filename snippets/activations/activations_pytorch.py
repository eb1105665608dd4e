"""Activations in PyTorch: rectifiers, gates, softmax, slopes."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[-4.0, -1.0, -0.3], [0.4, 2.0, 6.5]])
wide = torch.tensor([[-4.0, 0.5, -0.3, 1.5]])
slope = torch.tensor([0.1, 0.2, 0.4])
keep = torch.tensor([True, False, True])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (torch, F, nn)
nothing_kept = torch.zeros(2, 3, dtype=torch.bool)
# --8<-- [end:helpers]

# --8<-- [start:rectifiers]
relu = torch.relu(x)
relu_layer = nn.ReLU()(x)
# Three slopes for one name: 0.01 in PyTorch, 0.2 in the
# functions of TensorFlow and Keras, 0.3 in the Keras layer. A
# ported network runs and is less accurate; a discriminator of
# a GAN trains differently.
leaky_relu = nn.LeakyReLU()(x)
leaky_relu_as_tensorflow = nn.LeakyReLU(0.3)(x)
leaky_relu__function = F.leaky_relu(x)
leaky_relu__function_as_tensorflow = F.leaky_relu(x, 0.3)
leaky_relu__nn_as_tensorflow = F.leaky_relu(x, 0.2)
leaky_relu__ops_as_tensorflow = F.leaky_relu(x, 0.2)
leaky_relu__activation_as_tensorflow = F.leaky_relu(x, 0.2)
leaky_slope_by_default = nn.LeakyReLU().negative_slope
leaky_slope_by_default_as_tensorflow = nn.LeakyReLU(
    0.3
).negative_slope
relu_below_six = F.relu6(x)
# PyTorch starts with one slope of 0.25 for all channels, Keras
# with a slope of 0 for each feature: a new Keras layer is a
# ReLU.
parametric_relu = nn.PReLU()(x)
parametric_relu_as_tensorflow = nn.PReLU(init=0.0)(x)
# The weights have one element here, as many as there are
# features there: shared_axes makes Keras share them.
parametric_relu_weights = nn.PReLU().weight.numel()
parametric_relu_weights_as_tensorflow = nn.PReLU(
    3
).weight.numel()
parametric_relu_of_channels = F.prelu(x, slope)
# The slope is drawn anew for each element while training.
# Keras has no such layer.
randomised_relu = F.rrelu(-torch.ones(2000), training=True)
randomised_relu_when_evaluated = F.rrelu(x, training=False)
threshold = F.threshold(x, 0.5, 0.0)
relu_of_both_signs = hasattr(F, "crelu")
relu_of_both_signs_as_tensorflow = torch.relu(
    torch.cat([x, -x], dim=-1)
)
# --8<-- [end:rectifiers]

# --8<-- [start:smooth_units]
sigmoid = torch.sigmoid(x)
tanh = torch.tanh(x)
# believed to differ: that one framework's default is the tanh
# approximation. nn.GELU, tf.nn.gelu and keras.activations.gelu
# are all exact; only keras.ops.gelu approximates by default.
gelu = nn.GELU()(x)
# The error is at most 5e-4, so no test with a loose tolerance
# sees it; many layers add it up.
gelu__ops_as_tensorflow = F.gelu(x, approximate="tanh")
gelu_by_tanh = F.gelu(x, approximate="tanh")
silu = F.silu(x)
mish = F.mish(x)
softplus = F.softplus(x)
# PyTorch can sharpen the curve. Above a threshold of 20 it
# returns its input, which agrees within float32.
softplus_with_beta = F.softplus(x, beta=2.0)
softsign = F.softsign(x)
log_sigmoid = F.logsigmoid(x)
squareplus = any(hasattr(m, "squareplus") for m in modules)
squareplus_as_tensorflow = (x + torch.sqrt(x * x + 4)) / 2
linear = nn.Identity()(x)
exponential = torch.exp(x)
# --8<-- [end:smooth_units]

# --8<-- [start:exponential_units]
elu = nn.ELU()(x)
elu_with_alpha = F.elu(x, alpha=0.5)
# At zero the slopes differ: 1.758 in PyTorch, 1.051 there.
selu = nn.SELU()(x)
# At zero Keras adds the slopes of both halves: 2 for 1. A unit
# whose weights start at zero learns at twice the rate.
celu = nn.CELU()(x)
# CELU divides by alpha inside the exponential: with any alpha
# but 1 it is another curve than ELU.
celu_with_alpha = F.celu(x, alpha=2.0)
# --8<-- [end:exponential_units]

# --8<-- [start:piecewise_units]
# believed to differ: the slope of the hard sigmoid. It was 0.2
# in Keras 2 and is 1/6 in Keras 3, as in PyTorch. Weights that
# were trained with Keras 2 need the old curve.
hard_sigmoid = F.hardsigmoid(x)
hard_sigmoid_of_keras_2 = torch.clamp(0.2 * x + 0.5, 0.0, 1.0)
# believed to differ: like the hard sigmoid inside it, this has
# the same curve in both since Keras 3.
hard_swish = F.hardswish(x)
# Exactly at a bound PyTorch has no gradient, Keras has one.
hard_tanh = F.hardtanh(x)
hard_tanh_as_tensorflow = torch.where(
    x.abs() <= 1, x, x.detach().clamp(-1.0, 1.0)
)
hard_tanh_of_bounds = F.hardtanh(x, -2.0, 3.0)
hard_shrink = F.hardshrink(x)
soft_shrink = F.softshrink(x)
tanh_shrink = F.tanhshrink(x)
sparse_plus = any(hasattr(m, "sparse_plus") for m in modules)
sparse_plus_as_tensorflow = torch.where(
    x > 1, x, torch.clamp(x + 1, min=0) ** 2 / 4
)
sparse_sigmoid = any(
    hasattr(m, "sparse_sigmoid") for m in modules
)
sparse_sigmoid_as_tensorflow = F.hardtanh((x + 1) / 2, 0.0, 1.0)
# --8<-- [end:piecewise_units]

# --8<-- [start:softmaxes]
softmax = F.softmax(x, dim=-1)
softmax_layer = nn.Softmax(dim=-1)(x)
softmax_of_columns = F.softmax(x, dim=0)
# Written without an axis, PyTorch's layer guesses it from the
# number of axes and warns; Keras takes the last one.
softmax_axis_by_default = nn.Softmax().dim
softmax_axis_by_default_as_tensorflow = nn.Softmax(dim=-1).dim
log_softmax = F.log_softmax(x, dim=-1)
softmin = F.softmin(x, dim=-1)
# PyTorch's layer has no mask: fill with -inf first.
masked_softmax = F.softmax(
    x.masked_fill(~keep, -torch.inf), dim=-1
)
# Where nothing is kept, -inf everywhere gives NaN; Keras gives
# zeros. One empty sentence in a batch is enough.
softmax_of_nothing = F.softmax(
    x.masked_fill(~nothing_kept, -torch.inf), dim=-1
)
softmax_of_nothing_as_tensorflow = nothing_kept * F.softmax(
    x.masked_fill(~nothing_kept, -1e9), dim=-1
)
# Each class is decided alone: the shares don't add up to one.
shares_of_each_class = torch.sigmoid(x)
softmax_with_temperature = F.softmax(x / 2.0, dim=-1)
gumbel_softmax = F.gumbel_softmax(torch.zeros(500, 4))


# no remedy: Keras 3.15 sets the threshold from a sum of sums, so
# that shares needn't add up to one; its next version mends it.
def sparsemax(x):
    ordered = x.sort(dim=-1, descending=True).values
    count = torch.arange(1, x.shape[-1] + 1)
    total = ordered.cumsum(-1) - 1
    support = (count * ordered > total).sum(-1, keepdim=True)
    level = total.gather(-1, support - 1) / support
    return torch.relu(x - level)


# --8<-- [end:softmaxes]

# --8<-- [start:gates_and_norms]
gated_linear = F.glu(wide)
# tf.nn.l2_normalize compares the squared sum with epsilon,
# PyTorch the norm: vectors shorter than 1e-6 differ.
unit_length = F.normalize(x)
maxout = wide.unflatten(-1, (2, 2)).amax(-1)
swiglu = F.silu(wide[..., :2]) * wide[..., 2:]
geglu = F.gelu(wide[..., :2]) * wide[..., 2:]
squared_relu = torch.relu(x) ** 2
# --8<-- [end:gates_and_norms]
