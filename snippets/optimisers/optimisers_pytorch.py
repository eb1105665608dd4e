"""Optimisers in PyTorch: a parameter after 1, 2 and 10 steps."""

# --8<-- [start:inputs]
import torch
from torch import nn, optim

start = torch.tensor([10.0, -20.0])
slope = torch.tensor([1.0, 0.5])
long = torch.tensor([3.0, 4.0])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
schedulers = optim.lr_scheduler
weight = nn.Parameter(torch.zeros(1))


def steps(make, shrink=0.0, scale=1.0, outer=0.0, **options):
    """Minimise half the square, and keep steps 1, 2 and 10.

    `shrink` takes a part off the weight before each step, and
    `outer` is added where Keras adds its epsilon: to the root
    of squares from which no bias was taken yet.
    """
    p = nn.Parameter(torch.tensor([10.0, -20.0]))
    optimizer, seen = make([p], **options), []
    for number in range(1, 11):
        optimizer.zero_grad()
        (0.5 * scale * p**2).sum().backward()
        if outer:
            bias = (1 - 0.999**number) ** 0.5
            optimizer.param_groups[0]["eps"] = outer / bias
        with torch.no_grad():
            p.mul_(1 - shrink)
        optimizer.step()
        seen.append(p.detach().clone())
    return torch.stack([seen[0], seen[1], seen[9]])


def rates(make, count=6, **options):
    """The rate of each step, the first before any."""
    p = nn.Parameter(torch.zeros(1))
    optimizer = optim.SGD([p], lr=1.0)
    scheduler, seen = make(optimizer, **options), []
    for _ in range(count):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return torch.tensor(seen)


# --8<-- [end:helpers]

# --8<-- [start:plain]
sgd = steps(optim.SGD, lr=0.1)
momentum = steps(optim.SGD, lr=0.1, momentum=0.9)
nesterov = steps(optim.SGD, lr=0.1, momentum=0.9, nesterov=True)
# PyTorch adds the decay to the gradient, Keras shrinks the
# weight by itself: with plain SGD both come to the same.
sgd_with_decay = steps(optim.SGD, lr=0.1, weight_decay=0.1)
# With momentum, the decay of PyTorch gathers momentum too.
momentum_with_decay = steps(
    optim.SGD, lr=0.1, momentum=0.9, weight_decay=0.1
)
momentum_with_decay_as_tensorflow = steps(
    optim.SGD, lr=0.1, momentum=0.9, shrink=0.01
)
# The default rate: 0.001 in PyTorch, 0.01 in Keras.
sgd_by_default = steps(optim.SGD)
sgd_by_default_as_tensorflow = steps(optim.SGD, lr=0.01)
# --8<-- [end:plain]

# --8<-- [start:adaptive]
adam = steps(optim.Adam, lr=0.1)
adam_by_default = steps(optim.Adam)
# PyTorch adds 1e-8 after the bias is taken off the root,
# Keras 1e-7 before: small gradients make smaller steps there.
adam_of_small_gradients = steps(optim.Adam, scale=1e-6, lr=0.1)
adam_of_small_gradients_as_tensorflow = steps(
    optim.Adam, scale=1e-6, lr=0.1, outer=1e-7
)
# The same epsilon is another one: a large epsilon of a paper
# cannot be copied.
adam_of_epsilon = steps(optim.Adam, lr=0.1, eps=0.01)
adam_of_epsilon_as_tensorflow = steps(
    optim.Adam, lr=0.1, outer=0.01
)
amsgrad = steps(optim.Adam, lr=0.1, amsgrad=True)
# Adam of PyTorch adds the decay to the gradient, where the
# root of the squares takes it away again; that of Keras
# shrinks the weight, as AdamW does.
adam_with_decay = steps(optim.Adam, lr=0.1, weight_decay=0.1)
adam_with_decay_as_tensorflow = steps(
    optim.AdamW, lr=0.1, weight_decay=0.1
)
adamw = steps(optim.AdamW, lr=0.1, weight_decay=0.1)
# The default decay: 0.01 in PyTorch, 0.004 in Keras.
adamw_by_default = steps(optim.AdamW, lr=0.1)
adamw_by_default_as_tensorflow = steps(
    optim.AdamW, lr=0.1, weight_decay=0.004
)
# The momentum's own schedule is 250 times as fast in Keras.
nadam = steps(optim.NAdam, lr=0.1)
nadam_as_tensorflow = steps(
    optim.NAdam, lr=0.1, momentum_decay=1.0
)
adamax = steps(optim.Adamax, lr=0.1)
# The memory of the squares: 0.99 in PyTorch, 0.9 in Keras.
rmsprop = steps(optim.RMSprop, lr=0.1)
rmsprop_as_tensorflow = steps(optim.RMSprop, lr=0.1, alpha=0.9)
rmsprop_of_same_memory = steps(optim.RMSprop, lr=0.1, alpha=0.9)
rmsprop_with_momentum = steps(
    optim.RMSprop, lr=0.1, alpha=0.9, momentum=0.5
)
rmsprop_centered = steps(
    optim.RMSprop, lr=0.1, alpha=0.9, centered=True
)
# Keras begins the sum of squares at 0.1, PyTorch at 0.
adagrad = steps(optim.Adagrad, scale=0.01, lr=0.1)
adagrad_as_tensorflow = steps(
    optim.Adagrad,
    scale=0.01,
    lr=0.1,
    initial_accumulator_value=0.1,
)
# Other memories of the squares, and another epsilon.
adadelta = steps(optim.Adadelta)
adadelta_as_tensorflow = steps(
    optim.Adadelta, rho=0.95, eps=1e-7
)
# no remedy: the paper's rule is three lines of your own.
lion = hasattr(optim, "Lion")
# no remedy: the paper's rule is a few lines of your own.
ftrl = hasattr(optim, "Ftrl")
# --8<-- [end:adaptive]

# --8<-- [start:defaults]
epsilon_of_adam = optim.Adam([weight]).defaults["eps"]
epsilon_of_adam_as_tensorflow = 1e-7
decay_of_adamw = optim.AdamW([weight]).defaults["weight_decay"]
decay_of_adamw_as_tensorflow = 0.004
rate_of_adam = optim.Adam([weight]).defaults["lr"]
betas_of_adam = optim.Adam([weight]).defaults["betas"]
rate_of_sgd = optim.SGD([weight]).defaults["lr"]
rate_of_sgd_as_tensorflow = 0.01
rate_of_rmsprop = optim.RMSprop([weight]).defaults["lr"]
rate_of_rmsprop_as_tensorflow = 0.001
rate_of_adagrad = optim.Adagrad([weight]).defaults["lr"]
rate_of_adagrad_as_tensorflow = 0.001
rate_of_adadelta = optim.Adadelta([weight]).defaults["lr"]
rate_of_adadelta_as_tensorflow = 0.001
# --8<-- [end:defaults]

# --8<-- [start:clipping]
clip_by_value = slope.clamp(-0.7, 0.7)


# The norm of all gradients together.
def clip_by_global_norm(start, long):
    p, q = start.clone().detach(), long.clone().detach()
    p.grad, q.grad = p.clone(), q.clone()
    nn.utils.clip_grad_norm_([p, q], 1.0)
    return p.grad, q.grad


def clip_each_by_norm(start, long):
    p, q = start.clone().detach(), long.clone().detach()
    p.grad, q.grad = p.clone(), q.clone()
    for one in (p, q):
        nn.utils.clip_grad_norm_([one], 1.0)
    return p.grad, q.grad


def norm_of_gradients(start, long):
    return nn.utils.get_total_norm(
        [start.detach(), long.detach()]
    )


# --8<-- [end:clipping]

# --8<-- [start:schedules]
exponential = rates(schedulers.ExponentialLR, gamma=0.5)
staircase = rates(schedulers.StepLR, step_size=2, gamma=0.1)
# The bound belongs to the new rate in PyTorch, and to the old
# one in Keras: one step apart.
milestones = rates(
    schedulers.MultiStepLR, milestones=[2, 4], gamma=0.1
)
milestones_as_tensorflow = rates(
    schedulers.MultiStepLR, milestones=[3, 5], gamma=0.1
)
cosine = rates(schedulers.CosineAnnealingLR, T_max=5)
cosine_beyond_its_end = rates(
    schedulers.CosineAnnealingLR, count=8, T_max=5
)
cosine_beyond_its_end_as_tensorflow = torch.cat(
    [
        rates(schedulers.CosineAnnealingLR, T_max=5),
        torch.zeros(2),
    ]
)
polynomial = rates(
    schedulers.PolynomialLR, total_iters=4, power=2.0
)
linear_warm_up = rates(
    schedulers.LinearLR,
    start_factor=0.25,
    end_factor=1.0,
    total_iters=3,
)
restarts = rates(
    schedulers.CosineAnnealingWarmRestarts, count=8, T_0=3
)
by_function = rates(
    schedulers.LambdaLR, lr_lambda=lambda step: 1 / (1 + step)
)
# --8<-- [end:schedules]
