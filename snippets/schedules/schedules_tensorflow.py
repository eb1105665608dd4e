"""Schedules in TensorFlow: the rate at each step."""

# --8<-- [start:inputs]
import math

import keras
import tensorflow as tf
from keras.callbacks import ReduceLROnPlateau
from keras.optimizers import schedules

# --8<-- [end:inputs]

# --8<-- [start:helpers]


def rates(schedule, count=8):
    """Return the rates of the first steps."""
    return tf.stack([schedule(step) for step in range(count)])


def rates_of(formula, count=8):
    return tf.constant([0.1 * formula(t) for t in range(count)])


def plateau(losses, callback):
    """Return the rate after each epoch's loss."""
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1))
    callback.set_model(model)
    callback.on_train_begin()
    found = []
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        found.append(model.optimizer.learning_rate.numpy())
    return tf.constant(found)


def one_cycle_of_pytorch(step):
    """Rise over 30 % of the steps, then fall near zero."""
    top = 0.3 * 9 - 1
    if step <= top:
        return cosine_between(0.04, 1.0, step / top)
    return cosine_between(1.0, 4e-6, (step - top) / (8 - top))


def cosine_between(first, last, share):
    fallen = (1 - math.cos(math.pi * share)) / 2
    return first + (last - first) * fallen


FLAT = [1.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]
LARGE = [1000.0, 999.99, 999.98, 999.97, 999.96, 999.95]
SMALL = [0.001, 0.00095, 0.0009, 0.00085, 0.0008, 0.00075]
# --8<-- [end:helpers]

# --8<-- [start:decay]
exponential = rates(schedules.ExponentialDecay(0.1, 1, 0.5))
every_few_steps = rates(schedules.ExponentialDecay(0.1, 4, 0.5))
every_few_steps_as_pytorch = rates(
    schedules.ExponentialDecay(0.1, 4, 0.5, staircase=True)
)
staircase = rates(
    schedules.ExponentialDecay(0.1, 4, 0.5, staircase=True)
)
inverse_time_in_stairs = rates(
    schedules.InverseTimeDecay(0.1, 3, 0.5, staircase=True)
)
polynomial_that_cycles = rates(
    schedules.PolynomialDecay(0.1, 5, cycle=True)
)
inverse_time = rates(schedules.InverseTimeDecay(0.1, 1, 0.5))
polynomial = rates(schedules.PolynomialDecay(0.1, 5))
polynomial_as_pytorch = rates(
    schedules.PolynomialDecay(0.1, 5, end_learning_rate=0.0)
)
polynomial_of_power = rates(
    schedules.PolynomialDecay(0.1, 5, power=2.0)
)
polynomial_of_power_as_pytorch = rates(
    schedules.PolynomialDecay(
        0.1, 5, end_learning_rate=0.0, power=2.0
    )
)
boundaries = rates(
    schedules.PiecewiseConstantDecay([3, 6], [0.1, 0.01, 0.001])
)
boundaries_as_pytorch = rates(
    schedules.PiecewiseConstantDecay([2, 5], [0.1, 0.01, 0.001])
)
factor_of_each_step = rates(
    schedules.ExponentialDecay(0.1, 1, 0.9)
)
function_of_the_step = rates_of(lambda t: 0.9**t)
noam = rates_of(lambda t: min((t + 1) ** -0.5, (t + 1) / 8))
# --8<-- [end:decay]

# --8<-- [start:cosine]
cosine = rates(schedules.CosineDecay(0.1, 8))
cosine_after_its_end = rates(schedules.CosineDecay(0.1, 4), 10)
cosine_after_its_end_as_pytorch = rates_of(
    lambda t: (1 + math.cos(math.pi * t / 4)) / 2, 10
)
cosine_with_floor = rates(
    schedules.CosineDecay(0.1, 8, alpha=0.01)
)
cosine_with_floor_as_pytorch = rates(
    schedules.CosineDecay(0.1, 8, alpha=0.1)
)
restarts = rates(schedules.CosineDecayRestarts(0.1, 3), 12)
restarts_as_pytorch = rates(
    schedules.CosineDecayRestarts(0.1, 3, t_mul=1.0), 12
)
restarts_of_longer_cycles = rates(
    schedules.CosineDecayRestarts(0.1, 3), 12
)
restarts_with_floor = rates(
    schedules.CosineDecayRestarts(0.1, 3, t_mul=1.0, alpha=0.1)
)
restarts_that_fall = rates(
    schedules.CosineDecayRestarts(0.1, 3, t_mul=1.0, m_mul=0.5)
)
# --8<-- [end:cosine]

# --8<-- [start:warm_up]
linear_warm_up = rates(
    schedules.PolynomialDecay(0.1 / 3, 5, end_learning_rate=0.1)
)
constant_warm_up = rates(
    schedules.PiecewiseConstantDecay([4], [0.1 / 3, 0.1])
)
decay_of_a_warm_up = rates_of(
    lambda t: (1 / 3 if t < 5 else 1) * 0.9**t
)
warm_up_then_cosine = rates(
    schedules.CosineDecay(
        0.0, 5, warmup_target=0.1, warmup_steps=3
    )
)
one_cycle = hasattr(schedules, "OneCycle")
one_cycle_as_pytorch = rates_of(one_cycle_of_pytorch)
triangles = hasattr(schedules, "CyclicLR")
triangles_as_pytorch = rates_of(
    lambda t: 0.1 + 0.9 * (1 - abs(t / 3 % 2 - 1))
)
# --8<-- [end:warm_up]

# --8<-- [start:plateaus]


def plateau_after_two():
    return plateau(FLAT, ReduceLROnPlateau(patience=2))


def plateau_after_two_as_pytorch():
    return plateau(FLAT, ReduceLROnPlateau(patience=3))


plateau_patience = ReduceLROnPlateau().patience
plateau_factor = ReduceLROnPlateau().factor


def plateau_of_small_losses():
    return plateau(SMALL, ReduceLROnPlateau(patience=2))


def plateau_of_small_losses_as_pytorch():
    return plateau(
        SMALL, ReduceLROnPlateau(patience=3, min_delta=1e-7)
    )


def plateau_of_large_losses():
    return plateau(LARGE, ReduceLROnPlateau(patience=2))


def plateau_of_large_losses_as_pytorch():
    return plateau(
        LARGE, ReduceLROnPlateau(patience=3, min_delta=0.1)
    )


def plateau_with_floor():
    return plateau(
        FLAT, ReduceLROnPlateau(patience=1, min_lr=0.02)
    )


def plateau_with_cooldown():
    return plateau(
        FLAT, ReduceLROnPlateau(patience=1, cooldown=1)
    )


def plateau_with_cooldown_as_pytorch():
    return plateau(
        FLAT, ReduceLROnPlateau(patience=1, cooldown=2)
    )


# --8<-- [end:plateaus]
