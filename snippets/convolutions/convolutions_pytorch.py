"""Convolution and pooling in PyTorch, with copied weights."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
import torch.nn.functional as F
from torch import nn


def mixed(count):
    """As many numbers, all different and in no order."""
    return torch.arange(count) * 37 % (count + 1) / 16 - 1


sequence = mixed(40).reshape(2, 4, 5)
windows = mixed(24).reshape(2, 4, 3)
image = mixed(120).reshape(1, 4, 5, 6)
filters = mixed(72).reshape(2, 4, 3, 3)
volume = mixed(120).reshape(1, 2, 3, 4, 5)
cubes = mixed(48).reshape(3, 2, 2, 2, 2)
bias = torch.tensor([0.5, -0.25])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def last(x):
    """Channels last, as TensorFlow keeps them."""
    return x.movedim(1, -1)


def filled(layer, *weights):
    """Give the layer these weights, in its own order."""
    own = [name for name, _ in layer.named_parameters()]
    given = dict(zip(own, weights, strict=True))
    return lambda x: torch.func.functional_call(layer, given, x)


def pad_same(x, stride=2, size=3):
    """Pad as SAME of TensorFlow does, one more at the end."""
    pads = []
    for length in reversed(x.shape[2:]):
        steps = -(-length // stride)
        short = max((steps - 1) * stride + size - length, 0)
        pads += [short // 2, short - short // 2]
    return F.pad(x, pads)


# --8<-- [end:helpers]

# --8<-- [start:one_dimension]
conv1d = last(F.conv1d(sequence, windows))
conv1d_bias = last(F.conv1d(sequence, windows, bias))
conv1d_layer = last(
    filled(nn.Conv1d(4, 2, 3), windows, bias)(sequence)
)
conv1d_same = last(F.conv1d(sequence, windows, padding="same"))
# A padding of 1 lies on both sides; SAME with a stride pads
# what is needed, and more at the end.
conv1d_stride = last(
    F.conv1d(sequence[:, :, :4], windows, stride=2, padding=1)
)
conv1d_stride_as_tensorflow = last(
    F.conv1d(pad_same(sequence[:, :, :4]), windows, stride=2)
)
with suppress(RuntimeError):
    conv1d_stride_same = F.conv1d(
        sequence, windows, stride=2, padding="same"
    )
conv1d_stride_same_as_tensorflow = last(
    F.conv1d(pad_same(sequence), windows, stride=2)
)
conv1d_dilated = last(F.conv1d(sequence, windows, dilation=2))
conv1d_causal = last(F.conv1d(F.pad(sequence, (2, 0)), windows))
conv1d_grouped = last(
    F.conv1d(sequence, windows[:, :2], groups=2)
)
conv1d_depthwise = last(
    F.conv1d(sequence, windows[:1].transpose(0, 1), groups=4)
)
conv1d_depthwise_twice = last(
    F.conv1d(
        sequence,
        windows.transpose(0, 1).reshape(8, 1, 3),
        groups=4,
    )
)
conv1d_transposed = last(
    F.conv_transpose1d(sequence, windows.transpose(0, 1))
)
conv1d_transposed_stride = last(
    F.conv_transpose1d(
        sequence, windows.transpose(0, 1), stride=2
    )
)
conv1d_transposed_layer = last(
    filled(
        nn.ConvTranspose1d(4, 2, 3, stride=2),
        windows.transpose(0, 1),
        bias,
    )(sequence)
)
# SAME of TensorFlow gives stride times the length; the padding
# of PyTorch takes numbers away on both sides.
conv1d_transposed_same = last(
    F.conv_transpose1d(
        sequence,
        windows.transpose(0, 1),
        stride=2,
        padding=1,
        output_padding=1,
    )
)
conv1d_transposed_same_as_tensorflow = last(
    F.conv_transpose1d(
        sequence, windows.transpose(0, 1), stride=2
    )[:, :, :10]
)
conv1d_pointwise = last(F.conv1d(sequence, windows[:, :, :1]))
conv1d_without_batch = F.conv1d(sequence[0], windows).mT
# --8<-- [end:one_dimension]

# --8<-- [start:two_dimensions]
conv2d_bias = last(F.conv2d(image, filters, bias))
conv2d_layer = last(
    filled(nn.Conv2d(4, 2, 3), filters, bias)(image)
)
# The layer of PyTorch has its weights as outputs, inputs,
# height, width; that of Keras as height, width, inputs,
# outputs.
conv2d_shape_of_weights = nn.Conv2d(4, 2, (3, 5)).weight.shape
conv2d_shape_of_weights_as_tensorflow = (
    nn.Conv2d(4, 2, (3, 5)).weight.permute(2, 3, 1, 0).shape
)
conv2d_grouped = last(F.conv2d(image, filters[:, :2], groups=2))
conv2d_grouped_layer = last(
    filled(nn.Conv2d(4, 2, 3, groups=2), filters[:, :2], bias)(
        image
    )
)
conv2d_depthwise_layer = last(
    filled(
        nn.Conv2d(4, 8, 3, groups=4, bias=False),
        filters.transpose(0, 1).reshape(8, 1, 3, 3),
    )(image)
)
conv2d_separable = last(
    F.conv2d(
        F.conv2d(image, filters[:1].transpose(0, 1), groups=4),
        filters[:, :, :1, :1],
    )
)
conv2d_separable_layer = last(
    nn.Sequential(
        nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 2, 1)
    )(image)
).shape
conv2d_stride_of_two_kinds = last(
    F.conv2d(image, filters, stride=(1, 2))
)
conv2d_transposed_layer = last(
    filled(
        nn.ConvTranspose2d(4, 2, 3, stride=2, bias=False),
        filters.transpose(0, 1),
    )(image)
)
conv2d_transposed_same = last(
    F.conv_transpose2d(
        image,
        filters.transpose(0, 1),
        stride=2,
        padding=1,
        output_padding=1,
    )
)
conv2d_transposed_same_as_tensorflow = last(
    F.conv_transpose2d(image, filters.transpose(0, 1), stride=2)[
        :, :, :10, :12
    ]
)
conv2d_dilated_layer = last(
    filled(nn.Conv2d(4, 2, 3, dilation=2), filters, bias)(image)
)
conv2d_even_kernel_same = last(
    F.conv2d(F.pad(image, (0, 1, 0, 1)), filters[:, :, :2, :2])
)
conv2d_explicit_padding = last(
    F.conv2d(image, filters, padding=(2, 0))
)
conv2d_reflected = last(
    F.conv2d(F.pad(image, (1, 1, 1, 1), mode="reflect"), filters)
)
with suppress(RuntimeError):
    conv2d_wrong_channels = F.conv2d(image, filters[:, :3])
# no remedy: PyTorch makes no image without pixels.
with suppress(RuntimeError):
    conv2d_kernel_too_large = F.conv2d(
        image[:, :, :2, :2], filters
    )
# believed to differ: neither of them turns the kernel around.
conv2d_is_a_correlation = last(
    F.conv2d(image[:, :1, :3, :3], filters[:1, :1])
)
unfold = F.unfold(image, 2, stride=2).mT
# --8<-- [end:two_dimensions]

# --8<-- [start:three_dimensions]
conv3d = last(F.conv3d(volume, cubes))
conv3d_layer = last(
    filled(nn.Conv3d(2, 3, 2, bias=False), cubes)(volume)
)
conv3d_same = last(F.conv3d(F.pad(volume, (0, 1) * 3), cubes))
conv3d_stride = last(F.conv3d(volume, cubes, stride=2))
conv3d_transposed = last(
    F.conv_transpose3d(volume, cubes.transpose(0, 1))
)
conv3d_transposed_layer = last(
    filled(
        nn.ConvTranspose3d(2, 3, 2, stride=2, bias=False),
        cubes.transpose(0, 1),
    )(volume)
)
# --8<-- [end:three_dimensions]

# --8<-- [start:pooling]
max_pool1d = last(F.max_pool1d(sequence, 2))
max_pool1d_layer = last(nn.MaxPool1d(2)(sequence))
average_pool1d = last(F.avg_pool1d(sequence, 2))
average_pool1d_layer = last(nn.AvgPool1d(2)(sequence))
max_pool2d_layer = last(nn.MaxPool2d(2)(image))
average_pool2d_layer = last(nn.AvgPool2d(2)(image))
max_pool3d = last(F.max_pool3d(volume, 2))
max_pool3d_layer = last(nn.MaxPool3d(2)(volume))
average_pool3d = last(F.avg_pool3d(volume, 2))
average_pool3d_layer = last(nn.AvgPool3d(2)(volume))
# The stride is the size of the window in PyTorch; tf.nn wants
# it said.
max_pool_overlapping = last(F.max_pool2d(image, 3, stride=1))
# TensorFlow's SAME keeps the last window that is cut off,
# PyTorch drops it.
max_pool_uneven = last(F.max_pool2d(image, 2))
max_pool_uneven_as_tensorflow = last(
    F.max_pool2d(image, 2, ceil_mode=True)
)
average_pool_uneven = last(F.avg_pool2d(image, 2))
average_pool_uneven_as_tensorflow = last(
    F.avg_pool2d(image, 2, ceil_mode=True)
)
global_average1d = sequence.mean(2)
global_average1d_layer = nn.AdaptiveAvgPool1d(1)(sequence)[
    ..., 0
]
global_maximum1d = sequence.amax(2)
global_average2d_layer = last(nn.AdaptiveAvgPool2d(1)(image))
global_maximum2d_layer = last(nn.AdaptiveMaxPool2d(1)(image))
global_average3d = volume.mean((2, 3, 4))
global_maximum3d = volume.amax((2, 3, 4))
adaptive_average1d = last(F.adaptive_avg_pool1d(sequence, 2))
adaptive_average2d = last(F.adaptive_avg_pool2d(image, (2, 3)))
adaptive_average3d = last(nn.AdaptiveAvgPool3d(2)(volume))
adaptive_maximum1d = last(F.adaptive_max_pool1d(sequence, 2))
adaptive_maximum2d = last(F.adaptive_max_pool2d(image, (2, 3)))
adaptive_maximum3d = last(nn.AdaptiveMaxPool3d(2)(volume))
# The places count within each channel in PyTorch, across the
# channels in TensorFlow.
places_of_maxima = last(
    F.max_pool2d(image[:, :1], 2, return_indices=True)[1]
)
places_of_maxima_with_channels = last(
    F.max_pool2d(image, 2, return_indices=True)[1]
)
places_of_maxima_with_channels_as_tensorflow = last(
    F.max_pool2d(image, 2, return_indices=True)[1]
) * 4 + torch.arange(4)
power_pool = last(F.lp_pool2d(image.abs(), 2, 2))
dilation_of_grey = last(F.max_pool2d(image, 3, stride=1))
# --8<-- [end:pooling]

# --8<-- [start:padding_and_shape]
pad_constant1d = last(nn.ConstantPad1d((1, 2), 0.0)(sequence))
pad_constant3d = last(nn.ZeroPad3d(1)(volume))
pad_reflect1d = last(nn.ReflectionPad1d(1)(sequence))
pad_reflect2d = last(nn.ReflectionPad2d(1)(image))
pad_replicate = last(nn.ReplicationPad2d(1)(image))
pad_circular = last(nn.CircularPad2d(1)(image))
# PyTorch names the last axis first, TensorFlow all in order.
pad_order = last(F.pad(image, (1, 0, 0, 2)))
crop1d = last(sequence[:, :, 1:-2])
crop3d = last(volume[:, :, 1:-1, 1:-1, 1:-1])
upsample1d = last(nn.Upsample(scale_factor=2)(sequence))
upsample3d = last(nn.Upsample(scale_factor=2)(volume))
pixel_shuffle = last(F.pixel_shuffle(image, 2))
pixel_unshuffle = last(F.pixel_unshuffle(image[:, :1, :4], 2))
# With more channels the two keep them in another order.
pixel_unshuffle_of_channels = last(
    F.pixel_unshuffle(image[:, :, :4], 2)
)
pixel_unshuffle_of_channels_as_tensorflow = last(
    F.pixel_unshuffle(image[:, :, :4], 2)
    .unflatten(1, (4, 4))
    .transpose(1, 2)
    .flatten(1, 2)
)
channel_shuffle = last(F.channel_shuffle(image, 2))
# --8<-- [end:padding_and_shape]
