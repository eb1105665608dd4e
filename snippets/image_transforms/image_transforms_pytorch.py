"""Changes to images in PyTorch: colours, places, filters."""

# --8<-- [start:inputs]
import math

import torch
import torch.nn.functional as F

image = (torch.arange(120) * 37 % 121 / 128).reshape(2, 3, 4, 5)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
boxes = torch.tensor(
    [
        [0.0, 0.0, 1.0, 1.0],
        [0.0, 0.0, 0.9, 1.0],
        [0.5, 0.5, 1.0, 1.0],
    ]
)
scores = torch.tensor([0.9, 0.8, 0.7])
grey_weights = torch.tensor([0.2989, 0.587, 0.114])


def last(x):
    """Channels last, as TensorFlow keeps them."""
    return x.movedim(1, -1)


def moved(image, matrix):
    """Take each pixel from where the matrix says."""
    grid = F.affine_grid(
        torch.tensor([matrix] * len(image)),
        image.shape,
        align_corners=False,
    )
    return F.grid_sample(image, grid, align_corners=False)


# --8<-- [end:helpers]

# --8<-- [start:colours]
rescaling = last(image * 255 - 1)
saturation = last(
    torch.lerp(
        image.amax(1, keepdim=True).expand_as(image), image, 0.5
    )
)
grey_by_weights = torch.einsum(
    "bchw,c->bhw", image, grey_weights
)[..., None]
largest_of_channels = last(image).amax(-1)
to_yuv = torch.einsum(
    "bchw,yc->bhwy",
    image,
    torch.tensor(
        [
            [0.299, 0.587, 0.114],
            [-0.14714119, -0.28886916, 0.43601035],
            [0.61497538, -0.51496512, -0.10001026],
        ]
    ),
)
posterised = last((image * 255).int() & 0b11000000)
channels_reversed = last(image.flip(1))
one_channel_of_three = last(image[:, :1].expand(-1, 3, -1, -1))
clipped_brightness = last((image + 0.4).clamp(0, 1))
# --8<-- [end:colours]

# --8<-- [start:places]
flip_layer = last(image.flip(3))
rotated_by_half = last(image.flip((2, 3)))
rotated_thrice = last(image.rot90(3, (2, 3)))
shifted_down = last(image.roll(1, 2))
# Cut out of the middle: the odd pixel goes to other sides.
central_crop = last(image[:, :, 1:3, 1:3])
crop_or_pad = last(F.pad(image, (1, 1))[:, :, :3])
crop_to_box = last(image[:, :, 1:3, 2:5])
pad_to_size = last(F.pad(image, (0, 2, 0, 1)))
moved_by_a_matrix = last(
    moved(image, [[1.0, 0.0, 0.4], [0.0, 1.0, 0.0]])
)
turned_by_a_matrix = last(
    moved(
        image[:, :, :, :4], [[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]]
    )
)
resized_with_pad = last(
    F.pad(
        F.interpolate(
            image[:, :, :, :4], (2, 2), mode="bilinear"
        ),
        (1, 1),
    )
)
cut_and_resized = last(
    F.interpolate(
        image[:1, :, :3, :3],
        (5, 5),
        mode="bilinear",
        align_corners=True,
    )
)
patches = F.unfold(image, 2, stride=2).shape
# --8<-- [end:places]

# --8<-- [start:filters]
sobel_edges = F.conv2d(
    F.pad(image[:, :1], (1, 1, 1, 1), mode="reflect"),
    torch.tensor(
        [
            [
                [
                    [-1.0, -2.0, -1.0],
                    [0.0, 0.0, 0.0],
                    [1.0, 2.0, 1.0],
                ]
            ]
        ]
    ),
)[:, 0]
box_blur = last(F.avg_pool2d(image, 3, stride=1))
largest_around = last(F.max_pool2d(image, 3, stride=1))
smallest_around = last(-F.max_pool2d(-image, 3, stride=1))
blurred_by_gauss = last(
    F.conv2d(
        image,
        torch.tensor(
            [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]
        ).expand(3, 1, 3, 3)
        / 16,
        groups=3,
    )
)
mean_squared_difference = (
    (image - image.flip(3)).square().mean((1, 2, 3))
)
noise_ratio = 10 * torch.log10(
    1 / (image - image.flip(3)).square().mean((1, 2, 3))
)
variation = (image[:, :, 1:] - image[:, :, :-1]).abs().sum(
    (1, 2, 3)
) + (image[..., 1:] - image[..., :-1]).abs().sum((1, 2, 3))
mixed_with_another = last(torch.lerp(image, image.flip(0), 0.3))
# --8<-- [end:filters]


# --8<-- [start:drawn_at_random]
def flipped_at_random():
    one = torch.tensor([[0.0, 1.0]]).repeat(2000, 1)
    return torch.where(
        torch.rand(2000, 1) < 0.5, one, one.flip(1)
    )


def noise_added():
    return torch.zeros(2000) + 0.1 * torch.randn(2000)


def place_of_a_crop():
    return torch.randint(0, 8, (2000,))


def whole_image_erased():
    return (torch.rand(2000) < 0.25).float()


# --8<-- [end:drawn_at_random]


# --8<-- [start:boxes]
def boxes_that_are_kept():
    """Drop each box that overlaps a better one by half."""
    kept = []
    for place in scores.argsort(descending=True).tolist():
        top = torch.maximum(boxes[place, :2], boxes[kept, :2])
        low = torch.minimum(boxes[place, 2:], boxes[kept, 2:])
        shared = (low - top).clamp(min=0).prod(1)
        sizes = (boxes[:, 2:] - boxes[:, :2]).prod(1)
        union = sizes[place] + sizes[kept] - shared
        if not (shared / union > 0.5).any():
            kept.append(place)
    return torch.tensor(kept, dtype=torch.int32)


boxes_scaled = boxes * torch.tensor([4.0, 5.0, 4.0, 5.0])
middle_of_boxes = (boxes[:, :2] + boxes[:, 2:]) / 2
rotation_in_radians = math.radians(90)
# --8<-- [end:boxes]
