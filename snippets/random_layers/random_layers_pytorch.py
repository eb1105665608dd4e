"""Changes at random in PyTorch: flips, turns, noise, seeds."""

# --8<-- [start:inputs]
import math

import torch
import torch.nn.functional as F
from torch import nn

# Three images of two rows, three columns and one channel.
image = torch.arange(18.0).reshape(3, 1, 2, 3) / 18
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def pairs():
    """Return 2,000 images of two pixels, 0 and 1."""
    return torch.tensor([0.0, 1.0]).expand(2000, 1, 1, 2)


def squares():
    """Return 1,000 equal images of three by three pixels."""
    one = torch.arange(9.0).reshape(3, 3) / 8
    return one.expand(1000, 1, 3, 3)


def lines():
    """Return 1,000 equal images of eight pixels, 0 to 7."""
    return torch.arange(8.0).expand(1000, 1, 1, 8)


def one_of(chance, changed, images):
    """Change each image with that chance."""
    drawn = torch.rand(len(images), 1, 1, 1) < chance
    return torch.where(drawn, changed(images), images)


def uniform(low, high, count=1000):
    return torch.empty(count).uniform_(low, high)


def moved(images, a, b, shift_x, c, d, shift_y):
    """Take each pixel from where the numbers say."""
    zero = torch.zeros(len(images))
    rows = torch.stack(
        [
            torch.stack([a + zero, b + zero, shift_x + zero], 1),
            torch.stack([c + zero, d + zero, shift_y + zero], 1),
        ],
        1,
    )
    grid = F.affine_grid(rows, images.shape, align_corners=False)
    return F.grid_sample(
        images, grid, align_corners=False, padding_mode="zeros"
    )


def last(images):
    """Channels last, as Keras keeps them."""
    return images.movedim(1, -1)


def same_twice(draw):
    """Tell whether two calls give the same numbers."""
    return bool((draw() == draw()).all())


# --8<-- [end:helpers]


# --8<-- [start:places]
def random_flip():
    return one_of(0.5, lambda one: one.flip(3), pairs())[..., 0]


def random_flip_up_down():
    high = pairs().transpose(2, 3)
    return one_of(0.5, lambda one: one.flip(2), high)[:, 0, 0]


# Keras draws once for both axes: an image is turned by half or
# stays. It's the layer's default mode.
def random_flip_both():
    both = one_of(0.5, lambda one: one.flip(3), squares())
    both = one_of(0.5, lambda one: one.flip(2), both)
    return both[:, 0, 0, 0]


def random_flip_both_as_tensorflow():
    both = one_of(0.5, lambda one: one.flip((2, 3)), squares())
    return both[:, 0, 0, 0]


# A factor of 0.1 turns by up to a tenth of a whole turn either
# way: 36 degrees.
def random_rotation():
    angle = uniform(-0.1, 0.1) * 2 * math.pi
    cos, sin = angle.cos(), angle.sin()
    return moved(squares(), cos, -sin, 0, sin, cos, 0)[:, 0, 1]


# A factor of 0.3 takes in 30 % more or less, of both axes alike
# unless width_factor is given.
def random_zoom():
    zoom = 1 + uniform(-0.3, 0.3)
    return moved(squares(), zoom, 0, 0, 0, zoom, 0)[:, 0, 2, 2]


def random_translation():
    shift = 2 * uniform(-0.3, 0.3)
    return moved(squares(), 1, 0, shift, 0, 1, 0)[:, 0, 1]


# Keras cuts all images of a batch at one place: of these 1,000
# each shows the same pixel.
def spread_of_a_crop():
    place = torch.randint(0, 8, (1000, 1))
    cut = lines()[:, 0, 0].gather(1, place)
    return bool(cut.std() > 0)


def spread_of_a_crop_as_tensorflow():
    place = torch.randint(0, 8, (1, 1)).expand(1000, 1)
    cut = lines()[:, 0, 0].gather(1, place)
    return bool(cut.std() > 0)


# --8<-- [end:places]


# --8<-- [start:colours]
def random_brightness():
    shift = uniform(-0.3, 0.3)[:, None, None, None]
    return (squares() + shift).clamp(0, 1)[:, 0, 0]


# The documentation of Keras says that a factor of 0.5 draws from
# 0.5 to 1.5; it draws from 1 to 1.5, and never weakens.
def random_contrast():
    factor = 1 + uniform(-0.5, 0.5)[:, None, None, None]
    mean = squares().mean((2, 3), keepdim=True)
    return ((squares() - mean) * factor + mean).clamp(0, 1)[
        :, 0, 0
    ]


def random_contrast_as_tensorflow():
    factor = uniform(1.0, 1.5)[:, None, None, None]
    mean = squares().mean((2, 3), keepdim=True)
    return ((squares() - mean) * factor + mean).clamp(0, 1)[
        :, 0, 0
    ]


def random_grayscale():
    colours = torch.tensor([1.0, 0.0, 0.0])[None, :, None, None]
    grey = torch.tensor([0.2989, 0.587, 0.114])
    return one_of(
        0.3,
        lambda one: torch.einsum("bchw,c->bhw", one, grey)[
            :, None
        ].expand_as(one),
        colours.expand(2000, 3, 1, 1),
    )[:, :, 0, 0]


def random_inversion():
    return one_of(0.3, lambda one: 1 - one, pairs())[:, 0, 0]


# --8<-- [end:colours]


# --8<-- [start:noise]
def gaussian_noise_of_training():
    return torch.ones(2000) + 0.1 * torch.randn(2000)


def gaussian_dropout_of_training():
    return torch.ones(2000) * (1 + 0.5 * torch.randn(2000))


def dropout_of_training():
    return F.dropout(torch.ones(2000), 0.2, training=True)


def alpha_dropout_of_training():
    return F.alpha_dropout(torch.ones(2000), 0.2, training=True)


def spatial_dropout_of_training():
    return F.dropout2d(
        torch.ones(2000, 1, 2, 2), 0.2, training=True
    )[:, 0, 0]


def share_that_stays_with_spatial_dropout():
    """Tell whether whole channels are dropped."""
    kept = F.dropout2d(torch.ones(99, 3, 4, 4), 0.5) > 0
    return bool((kept.all((2, 3)) | ~kept.any((2, 3))).all())


# --8<-- [end:noise]


# --8<-- [start:modes]
# The layers that change images do so wherever they are called;
# only predict and evaluate of a model, or training=False, stop
# them. Dropout and noise need training=True outside fit.
changes_when_called = bool(
    (nn.Dropout(0.9)(image) != image).any()
)
changes_when_called__noise = bool(
    (nn.Dropout(0.9)(image) != image).any()
)
changes_when_called__noise_as_tensorflow = bool(
    (nn.Dropout(0.9).eval()(image) != image).any()
)
flip_of_inference = last(image)
rotation_of_inference = last(image)
noise_of_inference = last(nn.Dropout(0.5).eval()(image))
# --8<-- [end:modes]


# --8<-- [start:seeds]
def seed_repeats_a_flip():
    def draw():
        torch.manual_seed(7)
        return torch.rand(99) < 0.5

    return same_twice(draw)


# Of two layers with one seed each draws the same.
def two_with_one_seed():
    def draw():
        own = torch.Generator().manual_seed(7)
        return torch.rand(99, generator=own) < 0.5

    return same_twice(draw)


# A layer with a seed goes on: its second call draws anew.
def second_call_with_a_seed():
    own = torch.Generator().manual_seed(7)
    return same_twice(
        lambda: torch.rand(99, generator=own) < 0.5
    )


# An integer as the seed of keras.random gives the same numbers
# at each call, a generator goes on.
def second_draw_with_a_number():
    return same_twice(
        lambda: torch.randn(
            99, generator=torch.Generator().manual_seed(7)
        )
    )


def second_draw_with_a_generator():
    own = torch.Generator().manual_seed(7)
    return same_twice(lambda: torch.randn(99, generator=own))


normal_of_keras = torch.randn(2000)
normal_of_an_initialiser = nn.init.normal_(
    torch.empty(2000), 0.0, 0.02
)
# --8<-- [end:seeds]
