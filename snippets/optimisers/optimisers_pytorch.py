"""Optimisers in PyTorch: parameters after 1, 2 and 10 steps."""

# --8<-- [start:inputs]
import torch
from torch import nn, optim

# --8<-- [end:inputs]

# --8<-- [start:helpers]
TINY = 1e-6  # makes gradients about as small as an epsilon


def nothing(*_):
    """Leave the gradients, or the optimiser, as they are."""


def steps(make, scale=1.0, before=nothing, prepare=nothing):
    """Step on a quadratic; keep steps 1, 2 and 10."""
    weight = nn.Parameter(torch.tensor([1.0, -2.0]))
    bias = nn.Parameter(torch.tensor([0.5]))
    optimiser, kept = make([weight, bias]), []
    for step in range(1, 11):
        optimiser.zero_grad()
        loss = weight.square().sum() + 2 * bias.square().sum()
        (scale * loss).backward()
        before(optimiser, [weight, bias])
        prepare(optimiser, step)
        optimiser.step()
        kept.append(torch.cat([weight, bias]).detach())
    return torch.stack([kept[0], kept[1], kept[9]])


def clip_all(_, parameters):
    nn.utils.clip_grad_norm_(parameters, 1.0)


def clip_each(_, parameters):
    for parameter in parameters:
        nn.utils.clip_grad_norm_([parameter], 1.0)


def clip_values(_, parameters):
    nn.utils.clip_grad_value_(parameters, 1.0)


def decay_apart(optimiser, parameters):
    """Shrink the weights, apart from the gradient."""
    rate = optimiser.param_groups[0]["lr"]
    with torch.no_grad():
        for parameter in parameters:
            parameter.mul_(1 - rate * 0.1)


def epsilon_of_keras(optimiser, step):
    """Do as Keras, which adds epsilon before it corrects."""
    epsilon = 1e-7 / (1 - 0.999**step) ** 0.5
    optimiser.param_groups[0]["eps"] = epsilon


def lower_rate(optimiser, step):
    """Take a tenth of the rate from the second step on."""
    if step == 2:
        optimiser.param_groups[0]["lr"] *= 0.1


def lower_rate_keep_speed(optimiser, step):
    """Lower the rate, but not what momentum has gathered."""
    lower_rate(optimiser, step)
    if step == 2:
        for state in optimiser.state.values():
            state["momentum_buffer"].mul_(10)


def stop_gradients(optimiser, step):
    """Let all gradients vanish after the first step."""
    if step > 1:
        for parameter in optimiser.param_groups[0]["params"]:
            parameter.grad.zero_()


def twice(_, parameters):
    """Add up the gradients of two batches."""
    for parameter in parameters:
        parameter.grad += parameter.grad.clone()


def mean_of_two(_, parameters):
    """Take the mean of the gradients of two batches."""
    for parameter in parameters:
        parameter.grad = (parameter.grad + parameter.grad) / 2


class Lion(optim.Optimizer):
    """Step by the sign of a mixture of old and new."""

    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for one in group["params"]:
                self.move(one, group["lr"])

    def move(self, one, lr):
        zeros = torch.zeros_like(one)
        old = self.state[one].get("mean", zeros)
        one.sub_(lr * (0.9 * old + 0.1 * one.grad).sign())
        self.state[one]["mean"] = 0.99 * old + 0.01 * one.grad


# --8<-- [end:helpers]

# --8<-- [start:adam_and_kin]
adam = steps(lambda p: optim.Adam(p, lr=0.01))
# believed to differ: that Adam's first steps differ. With the
# default rate and gradients that are not tiny, they agree.
adam_by_default = steps(optim.Adam)
# Keras raises 0.999 to the step in float32 and loses digits of
# its correction; large rates show it.
# no remedy: no argument makes PyTorch less exact.
adam_of_a_large_rate = steps(lambda p: optim.Adam(p, lr=0.1))
# PyTorch adds 1e-8 after it has corrected the second moment,
# Keras 1e-7 before. On step one the epsilon of Keras weighs 316
# times as much: layers with tiny gradients hardly move.
adam_of_tiny_gradients = steps(
    lambda p: optim.Adam(p, lr=0.01), scale=TINY
)
adam_of_tiny_gradients_as_tensorflow = steps(
    lambda p: optim.Adam(p, lr=0.01),
    scale=TINY,
    prepare=epsilon_of_keras,
)
# The same number for epsilon isn't enough: it is added at
# another place.
adam_of_one_epsilon = steps(
    lambda p: optim.Adam(p, lr=0.01, eps=1e-7), scale=TINY
)
adam_of_one_epsilon_as_tensorflow = steps(
    lambda p: optim.Adam(p, lr=0.01),
    scale=TINY,
    prepare=epsilon_of_keras,
)
adam_epsilon = optim.Adam([torch.zeros(1)]).defaults["eps"]
adam_epsilon_as_tensorflow = optim.Adam(
    [torch.zeros(1)], eps=1e-7
).defaults["eps"]
# PyTorch's Adam adds the decay to the gradient, so that it is
# divided by the second moment; Keras shrinks the weights apart,
# as AdamW does. Large weights are held back far more there.
adam_weight_decay = steps(
    lambda p: optim.Adam(p, lr=0.01, weight_decay=0.1)
)
adam_weight_decay_as_tensorflow = steps(
    lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1)
)
# The decay is 0.01 in PyTorch and 0.004 in Keras unless you say
# otherwise; a long run ends with other norms of its weights.
adamw = steps(lambda p: optim.AdamW(p, lr=0.01))
adamw_as_tensorflow = steps(
    lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.004)
)
adamw_weight_decay = steps(
    lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.1)
)
amsgrad = steps(lambda p: optim.Adam(p, lr=0.01, amsgrad=True))
# PyTorch's default rate is 0.002, that of Keras 0.001.
adamax = steps(lambda p: optim.Adamax(p))
adamax_as_tensorflow = steps(
    lambda p: optim.Adamax(p, lr=0.001, eps=1e-7)
)
adamax_of_one_rate = steps(lambda p: optim.Adamax(p, lr=0.1))
# PyTorch's momentum approaches its value over thousands of
# steps, that of Keras over some tens: momentum_decay is 0.004
# here and 1 there.
nadam = steps(lambda p: optim.NAdam(p, lr=0.1))
nadam_as_tensorflow = steps(
    lambda p: optim.NAdam(p, lr=0.1, momentum_decay=1.0)
)
nadam_by_default = steps(optim.NAdam)
nadam_by_default_as_tensorflow = steps(
    lambda p: optim.NAdam(p, lr=0.001, momentum_decay=1.0)
)
radam = steps(lambda p: optim.RAdam(p, lr=0.1))
lion = hasattr(optim, "Lion")
lion_as_tensorflow = steps(lambda p: Lion(p, lr=0.1))
# no remedy: a ratio of norms for each layer takes a class of
# its own.
lamb = hasattr(optim, "Lamb")
# --8<-- [end:adam_and_kin]

# --8<-- [start:gradient_descent]
sgd = steps(lambda p: optim.SGD(p, lr=0.1))
# Both may be written without a rate: it is 0.001 in PyTorch and
# 0.01 in Keras.
sgd_by_default = steps(optim.SGD)
sgd_by_default_as_tensorflow = steps(
    lambda p: optim.SGD(p, lr=0.01)
)
# believed to differ: momentum, since one multiplies the rate in
# before and the other after. At one rate both are the same.
momentum = steps(lambda p: optim.SGD(p, lr=0.1, momentum=0.9))
# believed to differ: Nesterov's form. At one rate both take the
# same steps.
nesterov = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)
)
# When the rate falls, PyTorch slows down at once; Keras has the
# old rate in its momentum and goes on at it for some ten steps.
momentum_when_the_rate_falls = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    prepare=lower_rate,
)
momentum_when_the_rate_falls_as_tensorflow = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    prepare=lower_rate_keep_speed,
)
# Without momentum, decay in the gradient and decay apart are
# the same.
sgd_weight_decay = steps(
    lambda p: optim.SGD(p, lr=0.1, weight_decay=0.1)
)
# With momentum they are not: PyTorch's decay gathers speed.
momentum_weight_decay = steps(
    lambda p: optim.SGD(
        p, lr=0.1, momentum=0.9, weight_decay=0.1
    )
)
momentum_weight_decay_as_tensorflow = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    before=decay_apart,
)
# no remedy: Keras neither damps nor scales its momentum.
dampening = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.5)
)
# Weights whose gradient has become zero still move: freeze them
# by taking them out of the optimiser.
momentum_without_gradient = steps(
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    prepare=stop_gradients,
)
adam_without_gradient = steps(
    lambda p: optim.Adam(p, lr=0.01), prepare=stop_gradients
)
maximise = steps(lambda p: optim.SGD(p, lr=0.1, maximize=True))
asgd = steps(lambda p: optim.ASGD(p, lr=0.1))
# --8<-- [end:gradient_descent]

# --8<-- [start:rates_of_their_own]
rmsprop = steps(lambda p: optim.RMSprop(p, lr=0.01))
rmsprop_as_tensorflow = steps(
    lambda p: optim.RMSprop(p, lr=0.01, alpha=0.9)
)
# Rate 0.01 and smoothing 0.99 in PyTorch, 0.001 and 0.9 in
# Keras.
rmsprop_by_default = steps(optim.RMSprop)
rmsprop_by_default_as_tensorflow = steps(
    lambda p: optim.RMSprop(p, lr=0.001, alpha=0.9)
)
# PyTorch adds epsilon to the root, Keras to what is under it:
# gradients below 3e-4 give far smaller steps there.
# no remedy: no number makes one form the other.
rmsprop_of_tiny_gradients = steps(
    lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9), scale=TINY
)
rmsprop_momentum = steps(
    lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9, momentum=0.9)
)
rmsprop_centred = steps(
    lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9, centered=True)
)
rmsprop_weight_decay = steps(
    lambda p: optim.RMSprop(
        p, lr=0.1, alpha=0.9, weight_decay=0.1
    )
)
rmsprop_weight_decay_as_tensorflow = steps(
    lambda p: optim.RMSprop(p, lr=0.1, alpha=0.9),
    before=decay_apart,
)
# The sum of squares starts at 0 in PyTorch and at 0.1 in Keras:
# small gradients give smaller first steps there.
adagrad = steps(lambda p: optim.Adagrad(p, lr=0.1))
adagrad_as_tensorflow = steps(
    lambda p: optim.Adagrad(
        p, lr=0.1, initial_accumulator_value=0.1
    )
)
adagrad_by_default = steps(optim.Adagrad)
adagrad_by_default_as_tensorflow = steps(
    lambda p: optim.Adagrad(
        p, lr=0.001, initial_accumulator_value=0.1
    )
)
# PyTorch's default rate is 1, that of Keras 0.001,
# with which nearly nothing moves.
adadelta_by_default = steps(optim.Adadelta)
adadelta_by_default_as_tensorflow = steps(
    lambda p: optim.Adadelta(p, lr=0.001, rho=0.95, eps=1e-7)
)
# Epsilon sets the size of the first steps.
adadelta_of_one_rate = steps(lambda p: optim.Adadelta(p, lr=1.0))
adadelta_of_one_rate_as_tensorflow = steps(
    lambda p: optim.Adadelta(p, lr=1.0, rho=0.95, eps=1e-7)
)
rprop = steps(lambda p: optim.Rprop(p, lr=0.1))
# no remedy: it needs a class of its own.
ftrl = hasattr(optim, "Ftrl")
# --8<-- [end:rates_of_their_own]

# --8<-- [start:clipping_and_accumulation]
# clip_grad_norm_ measures all gradients as one vector, clipnorm
# each variable apart: the direction of the step changes there.
clip_norm = steps(
    lambda p: optim.SGD(p, lr=0.1), before=clip_all
)
clip_norm_as_tensorflow = steps(
    lambda p: optim.SGD(p, lr=0.1), before=clip_each
)
clip_norm_of_all = steps(
    lambda p: optim.SGD(p, lr=0.1), before=clip_all
)
clip_value = steps(
    lambda p: optim.SGD(p, lr=0.1), before=clip_values
)
# backward() adds gradients up; gradient_accumulation_steps takes
# their mean: a loop that was ported takes steps half as long.
accumulation = steps(
    lambda p: optim.SGD(p, lr=0.1), before=twice
)
accumulation_as_tensorflow = steps(
    lambda p: optim.SGD(p, lr=0.1), before=mean_of_two
)
# --8<-- [end:clipping_and_accumulation]
