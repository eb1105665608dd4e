"""Layers in PyTorch, with the same weights as in Keras."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn


def mixed(count):
    """As many numbers, all different and in no order."""
    return torch.arange(count) * 37 % (count + 1) / 16 - 1


x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
kernel = torch.arange(6.0).reshape(2, 3) / 10 - 0.2
bias = torch.tensor([0.5, -0.25])
image = mixed(120).reshape(1, 4, 5, 6)
filters = mixed(72).reshape(2, 4, 3, 3)
sequence = mixed(40).reshape(2, 4, 5)
windows = mixed(24).reshape(2, 4, 3)
words = torch.tensor([[1, 0, 2]])
table = torch.arange(12.0).reshape(3, 4) / 10
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def filled(layer, *weights):
    """Give the layer these weights, in its own order."""
    own = [name for name, _ in layer.named_parameters()]
    given = dict(zip(own, weights, strict=True))
    return lambda *x: torch.func.functional_call(layer, given, x)


spread = (2 / 250) ** 0.5  # of Glorot's weights
mean, variance = torch.zeros(3), torch.tensor([1.0, 2.0, 0.5])


def last(image):
    """Channels last, as TensorFlow keeps them."""
    return image.movedim(1, -1)


# --8<-- [end:helpers]

# --8<-- [start:dense]
dense = filled(nn.Linear(3, 2), kernel, bias)(x)
dense_without_bias = F.linear(x, kernel)
embedding = filled(nn.Embedding(3, 4), table)(words)
flatten = nn.Flatten()(image)
flatten_as_tensorflow = nn.Flatten()(last(image))
# --8<-- [end:dense]

# --8<-- [start:convolution]
# Both slide without turning the kernel. PyTorch keeps
# channels first, TensorFlow last.
conv2d = F.conv2d(image, filters)
conv2d_as_tensorflow = conv2d.permute(0, 2, 3, 1)
# SAME of TensorFlow pads one more at the end where it must;
# a padding of PyTorch is the same on both sides.
conv2d_same = last(F.conv2d(image, filters, padding="same"))
conv2d_stride = last(
    F.conv2d(image, filters, stride=2, padding=1)
)
conv2d_stride_as_tensorflow = last(
    F.conv2d(F.pad(image, (0, 1, 1, 1)), filters, stride=2)
)
conv2d_dilated = last(F.conv2d(image, filters, dilation=2))
conv2d_transposed = last(
    F.conv_transpose2d(image, filters.transpose(0, 1))
)
conv2d_depthwise = last(
    F.conv2d(image, filters[:1].transpose(0, 1), groups=4)
)
conv1d = F.conv1d(sequence, windows).mT
conv1d_causal = F.conv1d(F.pad(sequence, (2, 0)), windows).mT
# --8<-- [end:convolution]

# --8<-- [start:pooling]
max_pool = last(F.max_pool2d(image, 2))
average_pool = last(F.avg_pool2d(image, 2))
max_pool_padded = last(
    F.max_pool2d(image, 3, stride=2, padding=1)
)
max_pool_padded_as_tensorflow = last(
    F.max_pool2d(
        F.pad(image, (0, 1, 1, 1), value=-torch.inf),
        3,
        stride=2,
    )
)
# PyTorch counts the zeros of the padding, TensorFlow doesn't.
average_pool_padded = last(
    F.avg_pool2d(image[:, :, :, :5], 3, stride=2, padding=1)
)
average_pool_padded_as_tensorflow = last(
    F.avg_pool2d(
        image[:, :, :, :5],
        3,
        stride=2,
        padding=1,
        count_include_pad=False,
    )
)
global_average = image.mean((2, 3))
global_maximum = image.amax((2, 3))
# --8<-- [end:pooling]

# --8<-- [start:normalisation]
# The epsilon: 1e-5 in PyTorch, 1e-3 in Keras.
layer_norm = F.layer_norm(x, (3,))
layer_norm_as_tensorflow = F.layer_norm(x, (3,), eps=1e-3)
batch_norm_of_training = F.batch_norm(
    x, None, None, training=True
)
batch_norm_of_training_as_tensorflow = F.batch_norm(
    x, None, None, training=True, eps=1e-3
)
# not on negative zero: the sign of PyTorch's zero hangs on
# where the numbers lie in memory.
batch_norm_of_inference = F.batch_norm(x, mean, variance)
batch_norm_of_inference_as_tensorflow = F.batch_norm(
    x, mean, variance, eps=1e-3
)
group_norm = last(F.group_norm(image, 2))
group_norm_as_tensorflow = last(F.group_norm(image, 2, eps=1e-3))
rms_norm = F.rms_norm(x, (3,))
local_response = last(F.local_response_norm(image, 5))
# PyTorch divides alpha by the size.
local_response_as_tensorflow = last(
    F.local_response_norm(image, 11, alpha=11.0, beta=0.5)
)
epsilon_of_batch_norm = nn.BatchNorm1d(3).eps
epsilon_of_batch_norm_as_tensorflow = 1e-3
# PyTorch's momentum is the part of the new batch, that of
# Keras the part of the old average: 0.1 and 0.99.
momentum_of_batch_norm = nn.BatchNorm1d(3).momentum
momentum_of_batch_norm_as_tensorflow = 0.99
epsilon_of_layer_norm = nn.LayerNorm(3).eps
epsilon_of_layer_norm_as_tensorflow = 1e-3
# --8<-- [end:normalisation]

# --8<-- [start:dropout_and_resizing]
dropout = F.dropout(torch.ones(2000), 0.3)
dropout_of_inference = F.dropout(x, 0.3, training=False)
alpha_dropout = F.alpha_dropout(
    torch.ones(2000), 0.3, training=True
)
upsample_nearest = last(F.interpolate(image, scale_factor=2))
upsample_bilinear = last(
    F.interpolate(image, scale_factor=2, mode="bilinear")
)
resize_smaller = last(
    F.interpolate(image, size=(2, 3), mode="bilinear")
)
resize_smaller_with_antialias = last(
    F.interpolate(
        image, size=(2, 3), mode="bilinear", antialias=True
    )
)
# PyTorch takes the pixel at the corner, TensorFlow that at the
# middle.
resize_nearest_odd = last(F.interpolate(image, size=(3, 4)))
resize_nearest_odd_as_tensorflow = last(
    F.interpolate(image, size=(3, 4), mode="nearest-exact")
)
# The kernels of bicubic differ: a = -0.75 and a = -0.5.
resize_bicubic = last(
    F.interpolate(image, scale_factor=2, mode="bicubic")
)
resize_bicubic_as_tensorflow = last(
    F.interpolate(
        image, scale_factor=2, mode="bicubic", antialias=True
    )
)
align_corners = last(
    F.interpolate(
        image, size=(9, 11), mode="bilinear", align_corners=True
    )
)
zero_padding = last(nn.ZeroPad2d((1, 2, 0, 1))(image))
crop = last(image[:, :, 1:-1, 2:])
# --8<-- [end:dropout_and_resizing]

# --8<-- [start:initialisers]
# The weights of a dense layer: other bounds by default.
dense_weights = nn.Linear(60, 40).weight.detach().T
dense_weights_as_tensorflow = nn.init.xavier_uniform_(
    torch.empty(60, 40)
)
glorot_uniform = nn.init.xavier_uniform_(torch.empty(60, 40))
# Keras cuts a normal draw off at two spreads.
glorot_normal = nn.init.xavier_normal_(torch.empty(150, 100))
glorot_normal_as_tensorflow = nn.init.trunc_normal_(
    torch.empty(150, 100),
    std=spread / 0.8796,
    a=-2 * spread / 0.8796,
    b=2 * spread / 0.8796,
)
he_uniform = nn.init.kaiming_uniform_(
    torch.empty(40, 60), nonlinearity="relu"
).T
embedding_weights = nn.Embedding(60, 40).weight.detach()
embedding_weights_as_tensorflow = nn.init.uniform_(
    torch.empty(60, 40), -0.05, 0.05
)
bias_by_default = nn.Linear(60, 2000).bias.detach()
bias_by_default_as_tensorflow = torch.zeros(2000)
# --8<-- [end:initialisers]
