"""Schedules in PyTorch: the rate at each of the first steps."""

# --8<-- [start:inputs]
import math

import torch
from torch.optim import SGD, lr_scheduler

# --8<-- [end:inputs]

# --8<-- [start:helpers]


def new_optimiser(rate=0.1):
    parameter = torch.nn.Parameter(torch.zeros(1))
    return SGD([parameter], lr=rate, momentum=0.9)


def rates(make, count=8):
    """Return the rates of the first steps."""
    optimiser, found = new_optimiser(), []
    schedule = make(optimiser)
    for _ in range(count):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return torch.tensor(found)


def rates_of(formula, count=8):
    return torch.tensor([0.1 * formula(t) for t in range(count)])


def plateau(losses, **settings):
    """Return the rate after each epoch's loss."""
    optimiser, found = new_optimiser(), []
    schedule = lr_scheduler.ReduceLROnPlateau(
        optimiser, **settings
    )
    for loss in losses:
        schedule.step(loss)
        found.append(optimiser.param_groups[0]["lr"])
    return torch.tensor(found)


def restarts_of_keras(step):
    """Restart after 3, 6 and 12 steps."""
    start, length = 0, 3
    while step >= start + length:
        start, length = start + length, 2 * length
    share = (step - start) / length
    return (1 + math.cos(math.pi * share)) / 2


FLAT = [1.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]
LARGE = [1000.0, 999.99, 999.98, 999.97, 999.96, 999.95]
SMALL = [0.001, 0.00095, 0.0009, 0.00085, 0.0008, 0.00075]
# --8<-- [end:helpers]

# --8<-- [start:decay]
# PyTorch's schedules count what you call step() after, mostly
# epochs; those of Keras count batches. Multiply the lengths.
exponential = rates(
    lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5)
)
# StepLR falls in stairs; ExponentialDecay glides unless
# staircase=True.
every_few_steps = rates(
    lambda o: lr_scheduler.StepLR(o, step_size=4, gamma=0.5)
)
every_few_steps_as_tensorflow = rates(
    lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5**0.25)
)
staircase = rates(
    lambda o: lr_scheduler.StepLR(o, step_size=4, gamma=0.5)
)
inverse_time_in_stairs = rates(
    lambda o: lr_scheduler.LambdaLR(
        o, lambda t: 1 / (1 + 0.5 * (t // 3))
    )
)
# Keras can start over from a longer line; PyTorch has no such
# argument.
polynomial_that_cycles = rates_of(
    lambda t: 1 - 0.999 * t / (5 * max(1, math.ceil(t / 5)))
)
inverse_time = rates(
    lambda o: lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + t / 2))
)
# PyTorch ends at zero, Keras at 1e-4 unless you say else.
polynomial = rates(
    lambda o: lr_scheduler.PolynomialLR(o, total_iters=5)
)
polynomial_as_tensorflow = rates(
    lambda o: lr_scheduler.LinearLR(
        o, start_factor=1.0, end_factor=0.001, total_iters=5
    )
)
polynomial_of_power = rates(
    lambda o: lr_scheduler.PolynomialLR(
        o, total_iters=5, power=2.0
    )
)
polynomial_of_power_as_tensorflow = rates_of(
    lambda t: 0.999 * (1 - min(t, 5) / 5) ** 2 + 0.001
)
# At a boundary PyTorch has the new rate already, Keras still
# the old one: the change comes one step later.
boundaries = rates(
    lambda o: lr_scheduler.MultiStepLR(o, milestones=[3, 6])
)
boundaries_as_tensorflow = rates(
    lambda o: lr_scheduler.MultiStepLR(o, milestones=[4, 7])
)
factor_of_each_step = rates(
    lambda o: lr_scheduler.MultiplicativeLR(o, lambda t: 0.9)
)
function_of_the_step = rates(
    lambda o: lr_scheduler.LambdaLR(o, lambda t: 0.9**t)
)
noam = rates(
    lambda o: lr_scheduler.LambdaLR(
        o, lambda t: min((t + 1) ** -0.5, (t + 1) / 8)
    )
)
# --8<-- [end:decay]

# --8<-- [start:cosine]
cosine = rates(
    lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=8)
)
# After its last step PyTorch's cosine rises again; that of Keras
# stays at its end. A run that goes on too long is thrown out of
# its minimum.
cosine_after_its_end = rates(
    lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=4), 10
)
cosine_after_its_end_as_tensorflow = rates_of(
    lambda t: (1 + math.cos(math.pi * min(t, 4) / 4)) / 2, 10
)
# eta_min is a rate, alpha a share of the first rate.
cosine_with_floor = rates(
    lambda o: lr_scheduler.CosineAnnealingLR(
        o, T_max=8, eta_min=0.01
    )
)
cosine_with_floor_as_tensorflow = rates(
    lambda o: lr_scheduler.CosineAnnealingLR(
        o, T_max=8, eta_min=0.001
    )
)
# Each cycle is as long as the first in PyTorch (T_mult=1); in
# Keras it's twice as long (t_mul=2).
restarts = rates(
    lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=3),
    12,
)
restarts_as_tensorflow = rates_of(restarts_of_keras, 12)
restarts_of_longer_cycles = rates(
    lambda o: lr_scheduler.CosineAnnealingWarmRestarts(
        o, T_0=3, T_mult=2
    ),
    12,
)
restarts_with_floor = rates(
    lambda o: lr_scheduler.CosineAnnealingWarmRestarts(
        o, T_0=3, eta_min=0.01
    )
)
# Keras can lower each restart with m_mul; PyTorch has no such
# argument.
restarts_that_fall = rates_of(
    lambda t: (
        0.5 ** (t // 3) * (1 + math.cos(t % 3 * math.pi / 3)) / 2
    )
)
# --8<-- [end:cosine]

# --8<-- [start:warm_up]
# By default LinearLR starts at a third of the rate.
linear_warm_up = rates(
    lambda o: lr_scheduler.LinearLR(o, total_iters=5)
)
constant_warm_up = rates(
    lambda o: lr_scheduler.ConstantLR(o, total_iters=5)
)
decay_of_a_warm_up = rates(
    lambda o: lr_scheduler.ChainedScheduler(
        [
            lr_scheduler.ConstantLR(o, total_iters=5),
            lr_scheduler.ExponentialLR(o, gamma=0.9),
        ]
    )
)
warm_up_then_cosine = rates(
    lambda o: lr_scheduler.SequentialLR(
        o,
        [
            lr_scheduler.LambdaLR(o, lambda t: t / 3),
            lr_scheduler.CosineAnnealingLR(o, T_max=5),
        ],
        milestones=[3],
    )
)
one_cycle = rates(
    lambda o: lr_scheduler.OneCycleLR(
        o, max_lr=0.1, total_steps=9
    )
)
triangles = rates(
    lambda o: lr_scheduler.CyclicLR(
        o, base_lr=0.01, max_lr=0.1, step_size_up=3
    )
)
# --8<-- [end:warm_up]

# --8<-- [start:plateaus]
# patience=2 lets two bad epochs pass in PyTorch and lowers the
# rate at the third; Keras lowers it at the second.
plateau_after_two = plateau(FLAT, patience=2)
plateau_after_two_as_tensorflow = plateau(FLAT, patience=1)
plateau_patience = lr_scheduler.ReduceLROnPlateau(
    new_optimiser()
).patience
plateau_factor = lr_scheduler.ReduceLROnPlateau(
    new_optimiser()
).factor
# What counts as better: 1e-4 of the best loss in PyTorch
# (threshold_mode="rel"), 1e-4 itself in Keras (min_delta). Small
# losses count as better there no more, and the rate falls.
plateau_of_small_losses = plateau(SMALL, patience=2)
plateau_of_small_losses_as_tensorflow = plateau(
    SMALL, patience=1, threshold_mode="abs"
)
# Of large losses it is the reverse: PyTorch sees no gain where
# Keras sees one.
plateau_of_large_losses = plateau(LARGE, patience=2)
plateau_of_large_losses_as_tensorflow = plateau(
    LARGE, patience=1, threshold_mode="abs"
)
plateau_with_floor = plateau(FLAT, patience=0, min_lr=0.02)
# Keras counts the epoch after the cut as the cooldown's end:
# cooldown=1 does nothing there.
plateau_with_cooldown = plateau(FLAT, patience=0, cooldown=1)
plateau_with_cooldown_as_tensorflow = plateau(
    FLAT, patience=0, cooldown=0
)
# --8<-- [end:plateaus]
