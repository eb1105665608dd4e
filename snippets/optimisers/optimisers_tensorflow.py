"""Optimisers in TensorFlow: after 1, 2 and 10 steps."""

# --8<-- [start:inputs]
import tensorflow as tf
from keras import optimizers

# --8<-- [end:inputs]

# --8<-- [start:helpers]
TINY = 1e-6  # makes gradients about as small as an epsilon


def nothing(*_):
    """Leave the optimiser as it is."""


def steps(
    optimiser, scale=1.0, penalty=0.0, prepare=nothing, calls=1
):
    """Step on a quadratic; keep steps 1, 2 and 10."""
    weight = tf.Variable([1.0, -2.0])
    bias = tf.Variable([0.5])
    optimiser.build([weight, bias])
    kept = []
    for step in range(1, 11):
        gradients = [2 * scale * weight, 4 * scale * bias]
        gradients[0] += penalty * weight
        gradients[1] += penalty * bias
        factor = prepare(optimiser, step)
        if factor is not None:
            gradients = [factor * one for one in gradients]
        for _ in range(calls):
            optimiser.apply(gradients, [weight, bias])
        kept.append(tf.concat([weight, bias], 0))
    return tf.stack([kept[0], kept[1], kept[9]])


def epsilon_of_pytorch(optimiser, step):
    """Do as PyTorch, which corrects before it adds epsilon."""
    optimiser.epsilon = 1e-8 * (1 - 0.999**step) ** 0.5


def larger_epsilon_of_pytorch(optimiser, step):
    optimiser.epsilon = 1e-7 * (1 - 0.999**step) ** 0.5


def lower_rate(optimiser, step):
    """Take a tenth of the rate from the second step on."""
    if step == 2:
        optimiser.learning_rate = optimiser.learning_rate * 0.1


def lower_rate_and_speed(optimiser, step):
    """Lower the rate, and what momentum has gathered."""
    lower_rate(optimiser, step)
    if step == 2:
        for one in optimiser.momentums:
            one.assign(one * 0.1)


def stop_gradients(optimiser, step):
    """Let all gradients vanish after the first step."""
    return 0.0 if step > 1 else 1.0


# --8<-- [end:helpers]

# --8<-- [start:adam_and_kin]
adam = steps(optimizers.Adam(0.01))
adam_by_default = steps(optimizers.Adam())
# no remedy: no argument makes Keras correct in float64.
adam_of_a_large_rate = steps(optimizers.Adam(0.1))
adam_of_tiny_gradients = steps(optimizers.Adam(0.01), scale=TINY)
adam_of_tiny_gradients_as_pytorch = steps(
    optimizers.Adam(0.01), scale=TINY, prepare=epsilon_of_pytorch
)
adam_of_one_epsilon = steps(
    optimizers.Adam(0.01, epsilon=1e-7), scale=TINY
)
adam_of_one_epsilon_as_pytorch = steps(
    optimizers.Adam(0.01),
    scale=TINY,
    prepare=larger_epsilon_of_pytorch,
)
adam_epsilon = optimizers.Adam().epsilon
adam_epsilon_as_pytorch = optimizers.Adam(epsilon=1e-8).epsilon
adam_weight_decay = steps(
    optimizers.Adam(0.01, weight_decay=0.1)
)
# A penalty on the squares does what PyTorch's decay does.
adam_weight_decay_as_pytorch = steps(
    optimizers.Adam(0.01), penalty=0.1
)
adamw = steps(optimizers.AdamW(0.01))
adamw_as_pytorch = steps(
    optimizers.AdamW(0.01, weight_decay=0.01)
)
adamw_weight_decay = steps(
    optimizers.AdamW(0.01, weight_decay=0.1)
)
amsgrad = steps(optimizers.Adam(0.01, amsgrad=True))
adamax = steps(optimizers.Adamax())
adamax_as_pytorch = steps(optimizers.Adamax(0.002, epsilon=1e-8))
adamax_of_one_rate = steps(optimizers.Adamax(0.1))
# no remedy: Keras has its decay of 0.96 in the code.
nadam = steps(optimizers.Nadam(0.1))
# no remedy: Keras has its decay of 0.96 in the code.
nadam_by_default = steps(optimizers.Nadam())
# no remedy: it needs a class of its own.
radam = hasattr(optimizers, "RAdam")
lion = steps(optimizers.Lion(0.1))
lamb = steps(optimizers.Lamb(0.1))
# --8<-- [end:adam_and_kin]

# --8<-- [start:gradient_descent]
sgd = steps(optimizers.SGD(0.1))
sgd_by_default = steps(optimizers.SGD())
sgd_by_default_as_pytorch = steps(optimizers.SGD(0.001))
momentum = steps(optimizers.SGD(0.1, momentum=0.9))
nesterov = steps(
    optimizers.SGD(0.1, momentum=0.9, nesterov=True)
)
momentum_when_the_rate_falls = steps(
    optimizers.SGD(0.1, momentum=0.9), prepare=lower_rate
)
momentum_when_the_rate_falls_as_pytorch = steps(
    optimizers.SGD(0.1, momentum=0.9),
    prepare=lower_rate_and_speed,
)
sgd_weight_decay = steps(optimizers.SGD(0.1, weight_decay=0.1))
momentum_weight_decay = steps(
    optimizers.SGD(0.1, momentum=0.9, weight_decay=0.1)
)
momentum_weight_decay_as_pytorch = steps(
    optimizers.SGD(0.1, momentum=0.9), penalty=0.1
)
# no remedy: Keras neither damps nor scales its momentum.
dampening = hasattr(optimizers.SGD(), "dampening")
momentum_without_gradient = steps(
    optimizers.SGD(0.1, momentum=0.9), prepare=stop_gradients
)
adam_without_gradient = steps(
    optimizers.Adam(0.01), prepare=stop_gradients
)
maximise = hasattr(optimizers.SGD(), "maximize")
maximise_as_pytorch = steps(optimizers.SGD(0.1), scale=-1.0)
# no remedy: it needs a class of its own. Keras averages weights
# with use_ema=True.
asgd = hasattr(optimizers, "ASGD")
# --8<-- [end:gradient_descent]

# --8<-- [start:rates_of_their_own]
rmsprop = steps(optimizers.RMSprop(0.01))
rmsprop_as_pytorch = steps(optimizers.RMSprop(0.01, rho=0.99))
rmsprop_by_default = steps(optimizers.RMSprop())
rmsprop_by_default_as_pytorch = steps(
    optimizers.RMSprop(0.01, rho=0.99)
)
# no remedy: no number makes one form the other.
rmsprop_of_tiny_gradients = steps(
    optimizers.RMSprop(0.1), scale=TINY
)
rmsprop_momentum = steps(optimizers.RMSprop(0.1, momentum=0.9))
rmsprop_centred = steps(optimizers.RMSprop(0.1, centered=True))
rmsprop_weight_decay = steps(
    optimizers.RMSprop(0.1, weight_decay=0.1)
)
rmsprop_weight_decay_as_pytorch = steps(
    optimizers.RMSprop(0.1), penalty=0.1
)
adagrad = steps(optimizers.Adagrad(0.1))
adagrad_as_pytorch = steps(
    optimizers.Adagrad(0.1, initial_accumulator_value=0.0)
)
adagrad_by_default = steps(optimizers.Adagrad())
adagrad_by_default_as_pytorch = steps(
    optimizers.Adagrad(0.01, initial_accumulator_value=0.0)
)
adadelta_by_default = steps(optimizers.Adadelta())
adadelta_by_default_as_pytorch = steps(
    optimizers.Adadelta(1.0, rho=0.9, epsilon=1e-6)
)
adadelta_of_one_rate = steps(optimizers.Adadelta(1.0))
adadelta_of_one_rate_as_pytorch = steps(
    optimizers.Adadelta(1.0, rho=0.9, epsilon=1e-6)
)
# no remedy: it needs a class of its own.
rprop = hasattr(optimizers, "Rprop")
ftrl = steps(optimizers.Ftrl(0.1))
# --8<-- [end:rates_of_their_own]

# --8<-- [start:clipping_and_accumulation]
clip_norm = steps(optimizers.SGD(0.1, clipnorm=1.0))
clip_norm_as_pytorch = steps(
    optimizers.SGD(0.1, global_clipnorm=1.0)
)
clip_norm_of_all = steps(
    optimizers.SGD(0.1, global_clipnorm=1.0)
)
clip_value = steps(optimizers.SGD(0.1, clipvalue=1.0))
accumulation = steps(
    optimizers.SGD(0.1, gradient_accumulation_steps=2), calls=2
)
accumulation_as_pytorch = steps(
    optimizers.SGD(0.1, gradient_accumulation_steps=2),
    scale=2.0,
    calls=2,
)
# --8<-- [end:clipping_and_accumulation]
