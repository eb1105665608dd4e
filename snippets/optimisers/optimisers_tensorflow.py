"""Optimisers in Keras: a parameter after 1, 2 and 10 steps."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import optimizers

start = tf.constant([10.0, -20.0])
slope = tf.constant([1.0, 0.5])
long = tf.constant([3.0, 4.0])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
schedules = optimizers.schedules


def steps(optimizer, penalty=0.0, scale=1.0, eps=None):
    """Minimise half the square, and keep steps 1, 2 and 10.

    `penalty` adds a decay to the gradient, and `eps` is added
    where PyTorch adds its epsilon.
    """
    p, seen = keras.Variable([10.0, -20.0]), []
    for number in range(1, 11):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(0.5 * scale * p.value**2)
        gradient = tape.gradient(loss, p.value)
        gradient += penalty * p.value
        if eps:
            bias = (1 - 0.999**number) ** 0.5
            optimizer.epsilon = eps * bias
        optimizer.apply([gradient], [p])
        seen.append(tf.identity(p.value))
    return tf.stack([seen[0], seen[1], seen[9]])


def rates(schedule, count=6):
    """The rate of each step, the first before any."""
    return tf.stack([schedule(step) for step in range(count)])


# --8<-- [end:helpers]

# --8<-- [start:plain]
sgd = steps(optimizers.SGD(0.1))
momentum = steps(optimizers.SGD(0.1, momentum=0.9))
nesterov = steps(
    optimizers.SGD(0.1, momentum=0.9, nesterov=True)
)
sgd_with_decay = steps(optimizers.SGD(0.1, weight_decay=0.1))
momentum_with_decay = steps(
    optimizers.SGD(0.1, momentum=0.9, weight_decay=0.1)
)
momentum_with_decay_as_pytorch = steps(
    optimizers.SGD(0.1, momentum=0.9), penalty=0.1
)
sgd_by_default = steps(optimizers.SGD())
sgd_by_default_as_pytorch = steps(optimizers.SGD(0.001))
# --8<-- [end:plain]

# --8<-- [start:adaptive]
adam = steps(optimizers.Adam(0.1))
adam_by_default = steps(optimizers.Adam())
adam_of_small_gradients = steps(optimizers.Adam(0.1), scale=1e-6)
adam_of_small_gradients_as_pytorch = steps(
    optimizers.Adam(0.1), scale=1e-6, eps=1e-8
)
adam_of_epsilon = steps(optimizers.Adam(0.1, epsilon=0.01))
adam_of_epsilon_as_pytorch = steps(
    optimizers.Adam(0.1), eps=0.01
)
amsgrad = steps(optimizers.Adam(0.1, amsgrad=True))
adam_with_decay = steps(optimizers.Adam(0.1, weight_decay=0.1))
adam_with_decay_as_pytorch = steps(
    optimizers.Adam(0.1), penalty=0.1
)
adamw = steps(optimizers.AdamW(0.1, weight_decay=0.1))
adamw_by_default = steps(optimizers.AdamW(0.1))
adamw_by_default_as_pytorch = steps(
    optimizers.AdamW(0.1, weight_decay=0.01)
)
# no remedy: the schedule of the momentum is fixed in Keras.
nadam = steps(optimizers.Nadam(0.1))
adamax = steps(optimizers.Adamax(0.1))
rmsprop = steps(optimizers.RMSprop(0.1))
rmsprop_as_pytorch = steps(optimizers.RMSprop(0.1, rho=0.99))
rmsprop_of_same_memory = steps(optimizers.RMSprop(0.1))
rmsprop_with_momentum = steps(
    optimizers.RMSprop(0.1, momentum=0.5)
)
rmsprop_centered = steps(optimizers.RMSprop(0.1, centered=True))
adagrad = steps(optimizers.Adagrad(0.1), scale=0.01)
adagrad_as_pytorch = steps(
    optimizers.Adagrad(0.1, initial_accumulator_value=0.0),
    scale=0.01,
)
adadelta = steps(optimizers.Adadelta(1.0))
adadelta_as_pytorch = steps(
    optimizers.Adadelta(1.0, rho=0.9, epsilon=1e-6)
)
lion = steps(optimizers.Lion(0.1))
ftrl = steps(optimizers.Ftrl(0.1))
# --8<-- [end:adaptive]

# --8<-- [start:defaults]
epsilon_of_adam = optimizers.Adam().epsilon
epsilon_of_adam_as_pytorch = 1e-8
decay_of_adamw = optimizers.AdamW().weight_decay
decay_of_adamw_as_pytorch = 0.01
rate_of_adam = round(float(optimizers.Adam().learning_rate), 6)
betas_of_adam = (
    optimizers.Adam().beta_1,
    optimizers.Adam().beta_2,
)
rate_of_sgd = round(float(optimizers.SGD().learning_rate), 6)
rate_of_sgd_as_pytorch = 0.001
rate_of_rmsprop = round(
    float(optimizers.RMSprop().learning_rate), 6
)
rate_of_rmsprop_as_pytorch = 0.01
rate_of_adagrad = round(
    float(optimizers.Adagrad().learning_rate), 6
)
rate_of_adagrad_as_pytorch = 0.01
rate_of_adadelta = round(
    float(optimizers.Adadelta().learning_rate), 6
)
rate_of_adadelta_as_pytorch = 1.0
# --8<-- [end:defaults]

# --8<-- [start:clipping]
clip_by_value = tf.clip_by_value(slope, -0.7, 0.7)


def clip_by_global_norm(start, long):
    start, long = map(tf.stop_gradient, (start, long))
    return tuple(tf.clip_by_global_norm([start, long], 1.0)[0])


# clipnorm of an optimiser works so: on each variable.
def clip_each_by_norm(start, long):
    start, long = map(tf.stop_gradient, (start, long))
    return tf.clip_by_norm(start, 1.0), tf.clip_by_norm(
        long, 1.0
    )


def norm_of_gradients(start, long):
    start, long = map(tf.stop_gradient, (start, long))
    return tf.linalg.global_norm([start, long])


# --8<-- [end:clipping]

# --8<-- [start:schedules]
exponential = rates(schedules.ExponentialDecay(1.0, 1, 0.5))
staircase = rates(
    schedules.ExponentialDecay(1.0, 2, 0.1, staircase=True)
)
milestones = rates(
    schedules.PiecewiseConstantDecay([2, 4], [1.0, 0.1, 0.01])
)
milestones_as_pytorch = rates(
    schedules.PiecewiseConstantDecay([1, 3], [1.0, 0.1, 0.01])
)
cosine = rates(schedules.CosineDecay(1.0, 5))
# no remedy: Keras stays at the end, PyTorch climbs again.
cosine_beyond_its_end = rates(
    schedules.CosineDecay(1.0, 5), count=8
)
polynomial = rates(
    schedules.PolynomialDecay(1.0, 4, 0.0, power=2.0)
)
linear_warm_up = rates(
    schedules.CosineDecay(
        0.25, 1000, warmup_target=1.0, warmup_steps=3, alpha=1.0
    )
)
restarts = rates(
    schedules.CosineDecayRestarts(1.0, 3, t_mul=1.0), count=8
)
by_function = rates(schedules.InverseTimeDecay(1.0, 1, 1.0))
# --8<-- [end:schedules]
