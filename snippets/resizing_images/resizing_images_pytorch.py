"""Images in PyTorch: sizes, crops, flips, colours."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F

image = (torch.arange(120) * 37 % 121 / 128).reshape(2, 3, 4, 5)
scale = torch.tensor([0.5, 2.0, 1.5])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def last(image):
    """Channels last, as TensorFlow keeps them."""
    return image.movedim(1, -1)


grey = torch.tensor([0.2989, 0.587, 0.114])[:, None, None]
# --8<-- [end:helpers]

# --8<-- [start:sizes]
nearest_double = last(F.interpolate(image, scale_factor=2))
bilinear_double = last(
    F.interpolate(image, size=(8, 10), mode="bilinear")
)
# believed to differ: whether bilinear resizing aligns corners by
# default. Both count from the middles of pixels.
bilinear_larger = last(
    F.interpolate(image, size=(7, 9), mode="bilinear")
)
bilinear_smaller = last(
    F.interpolate(image, size=(2, 3), mode="bilinear")
)
bilinear_antialiased = last(
    F.interpolate(
        image, size=(2, 3), mode="bilinear", antialias=True
    )
)
# Nearest takes the pixel at the corner in PyTorch, that at the
# middle in TensorFlow; nearest-exact is TensorFlow's.
nearest_smaller = last(F.interpolate(image, size=(3, 3)))
nearest_smaller_as_tensorflow = last(
    F.interpolate(image, size=(3, 3), mode="nearest-exact")
)
# TensorFlow has no gradient of it: training through it raises.
# no remedy: nobody wants the error.
area_of_factor = last(
    F.interpolate(image, size=(2, 5), mode="area")
)
bicubic_larger = last(
    F.interpolate(image, size=(8, 10), mode="bicubic")
)
bicubic_larger_as_tensorflow = last(
    F.interpolate(
        image, size=(8, 10), mode="bicubic", antialias=True
    )
)
upsampling_layer = last(
    torch.nn.UpsamplingNearest2d(scale_factor=2)(image)
)
# This layer of PyTorch aligns the corners, interpolate doesn't.
upsampling_bilinear = last(
    torch.nn.UpsamplingBilinear2d(scale_factor=2)(image)
)
upsampling_bilinear_as_tensorflow = last(
    F.interpolate(image, scale_factor=2, mode="bilinear")
)
space_to_depth_of_one = last(
    F.pixel_unshuffle(image[:, :1, :, :4], 2)
)
# --8<-- [end:sizes]

# --8<-- [start:cuts_and_turns]
flip_left_right = last(image.flip(-1))
flip_up_down = last(image.flip(-2))
rotated = last(image.rot90(1, (-2, -1)))
transposed = last(image.transpose(-1, -2))
crop = last(image[:, :, 1:3, 2:5])
# The middle of five columns less two: rounding decides which.
central_crop = last(image[:, :, 1:3, 1:4])
padded = last(F.pad(image, (1, 2, 0, 1)))
padded_by_reflection = last(
    F.pad(image, (1, 1, 1, 1), mode="reflect")
)
patches = (
    image.unfold(2, 2, 2)
    .unfold(3, 2, 2)
    .permute(0, 2, 3, 4, 5, 1)
    .flatten(3)
)
shifted = last(image.roll(1, -1))
# --8<-- [end:cuts_and_turns]

# --8<-- [start:colours]
to_grey = last((image * grey).sum(1, keepdim=True))
grey_to_colour = last(image[:, :1].expand(-1, 3, -1, -1))
brighter = last(image + 0.1)
# TensorFlow has no gradient of it: training through it raises.
# no remedy: nobody wants the error.
contrast = last(
    (image - image.mean((2, 3), keepdim=True)) * 2
    + image.mean((2, 3), keepdim=True)
)
inverted = last(1 - image)
# Divided by the deviation over the whole image.
standardised = last(
    (image - image.mean((1, 2, 3), keepdim=True))
    / image.std((1, 2, 3), correction=0, keepdim=True)
)
normalised_by_channel = last(
    (image - 0.5) / scale[:, None, None]
)
saturated = last(image.clamp(0.2, 0.8))
to_bytes = last((image * 255).byte())
from_bytes = last((image * 255).byte() / 255)
gamma = last(image**2.0)
# --8<-- [end:colours]

# --8<-- [start:edges]
total_variation = image.diff(dim=-1).abs().sum(
    (1, 2, 3)
) + image.diff(dim=-2).abs().sum((1, 2, 3))
differences = last(image.diff(dim=-2))
noise_ratio = (
    10
    * (
        1 / ((image - image.flip(-1)) ** 2).mean((1, 2, 3))
    ).log10()
)
# --8<-- [end:edges]
