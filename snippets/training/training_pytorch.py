"""Training in PyTorch: steps, modes, clipping, stopping."""

# --8<-- [start:inputs]
import copy
from contextlib import suppress

import torch
import torch.nn.functional as F
from torch import nn

long = torch.tensor([3.0, 4.0])
short = torch.tensor([0.0, 12.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
x = torch.tensor([[1.0, -2.0], [3.0, 0.5], [-1.0, 2.0]])
y = torch.tensor([[1.0], [0.0], [2.0]])
start = torch.tensor([[0.5, -0.25]])
losses = [1.0, 0.8, 0.9, 0.7, 0.75, 0.8, 0.6]


def model(start, *parts):
    """A layer with these weights and a bias of 0."""
    layer = nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.copy_(start)
        layer.bias.zero_()
    return nn.Sequential(layer, *parts)


def trained(net, x, y, steps=1, **how):
    """Take steps of gradient descent over the whole batch."""
    optimizer = torch.optim.SGD(net.parameters(), 0.1, **how)
    for _ in range(steps):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    return net


def batches(x, y, size=2):
    return zip(x.split(size), y.split(size), strict=True)


# --8<-- [end:helpers]


# --8<-- [start:steps]
def one_step():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
    return net[0].weight.detach()


def two_epochs_of_batches():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(2):
        for inputs, targets in batches(x, y):
            optimizer.zero_grad()
            F.mse_loss(net(inputs), targets).backward()
            optimizer.step()
    return net[0].weight.detach()


# Gradients of PyTorch add up until zero_grad; a tape of
# TensorFlow gives those of its own block.
def step_without_zero_grad():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(2):
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    return net[0].weight.detach()


def step_without_zero_grad_as_tensorflow():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(2):
        net.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    return net[0].weight.detach()


def gradients_accumulated():
    net = model(start)
    for inputs, targets in batches(x, y, 1):
        (F.mse_loss(net(inputs), targets) / 3).backward()
    return net[0].weight.grad


def step_by_hand():
    net = model(start)
    F.mse_loss(net(x), y).backward()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.sub_(0.1 * parameter.grad)
    return net[0].weight.detach()


# A parameter of PyTorch changes in place below no_grad alone.
with suppress(RuntimeError):
    step_in_place = nn.Parameter(torch.ones(2)).mul_(2)
step_in_place_as_tensorflow = nn.Parameter(
    torch.ones(2)
).data.mul_(2)


# A frozen weight stays where it is in both.
def frozen_layer_stays():
    net = model(start, nn.Linear(1, 1))
    net[0].requires_grad_(False)
    return trained(net, x, y)[0].weight


# believed to differ: weight_decay of SGD adds the weight to
# the gradient in both.
def decay_of_sgd():
    net = model(start)
    optimizer = torch.optim.SGD(
        [net[0].weight], lr=0.1, weight_decay=0.1
    )
    F.mse_loss(net(x), y).backward()
    optimizer.step()
    return net[0].weight.detach()


def momentum_after_three_steps():
    net = model(start)
    return trained(net, x, y, 3, momentum=0.9)[0].weight.detach()


def loss_of_sum():
    net = model(start)
    return F.mse_loss(net(x), y, reduction="sum").detach()


# The last loss of a batch, and the mean over the epoch.
def loss_that_is_reported():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for inputs, targets in batches(x, y):
        optimizer.zero_grad()
        loss = F.mse_loss(net(inputs), targets)
        loss.backward()
        optimizer.step()
    return loss.detach().reshape(1)


def loss_that_is_reported_as_tensorflow():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    total = 0
    for inputs, targets in batches(x, y):
        optimizer.zero_grad()
        loss = F.mse_loss(net(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(inputs)
    return (total / len(x)).reshape(1)


# --8<-- [end:steps]


# --8<-- [start:evaluation]
def evaluate():
    net = model(start).eval()
    with torch.no_grad():
        return F.mse_loss(net(x), y)


def predict():
    net = model(start).eval()
    with torch.no_grad():
        return net(x)


def predict_in_batches():
    net = model(start).eval()
    with torch.inference_mode():
        return torch.cat([net(part) for part in x.split(2)])


def weighted_loss():
    net = model(start).eval()
    apart = F.mse_loss(net(x), y, reduction="none")[:, 0]
    return (
        (apart * torch.tensor([1.0, 2.0, 0.5])).mean().detach()
    )


# A new network of PyTorch trains; Keras trains in fit alone.
def dropout_when_called():
    net = nn.Sequential(nn.Dropout(0.5))
    return torch.equal(net(x), x)


def dropout_when_called_as_tensorflow():
    net = nn.Sequential(nn.Dropout(0.5)).eval()
    return torch.equal(net(x), x)


def dropout_in_training():
    net = nn.Sequential(nn.Dropout(0.5)).train()
    return net(torch.ones(2000))


def no_gradient(x):
    with torch.no_grad():
        return (x**2).sum()


def no_gradient_switched(x):
    with torch.set_grad_enabled(False):
        return (x**2).sum()


gradient_is_on = torch.is_grad_enabled()
# --8<-- [end:evaluation]


# --8<-- [start:clipping]
# clip_grad_norm_ changes the gradients where they lie.
def clip_by_global_norm(long, short):
    weights = [
        nn.Parameter(long.detach()),
        nn.Parameter(short.detach()),
    ]
    for weight, gradient in zip(
        weights, (long, short), strict=True
    ):
        weight.grad = gradient.detach().clone()
    nn.utils.clip_grad_norm_(weights, 5.0)
    return [weight.grad for weight in weights]


def clip_by_value(long, short):
    weights = [
        nn.Parameter(long.detach()),
        nn.Parameter(short.detach()),
    ]
    for weight, gradient in zip(
        weights, (long, short), strict=True
    ):
        weight.grad = gradient.detach().clone()
    nn.utils.clip_grad_value_(weights, 3.5)
    return [weight.grad for weight in weights]


def global_norm(long, short):
    return nn.utils.get_total_norm(
        [long.detach(), short.detach()]
    )


# clipnorm of Keras clips each weight by itself; PyTorch clips
# all together.
def clip_in_the_optimizer(long, short):
    weights = [
        nn.Parameter(torch.zeros_like(one))
        for one in (long, short)
    ]
    for weight, gradient in zip(
        weights, (long, short), strict=True
    ):
        weight.grad = gradient.detach().clone()
    nn.utils.clip_grad_norm_(weights, 5.0)
    torch.optim.SGD(weights, lr=1.0).step()
    return [weight.detach() for weight in weights]


def clip_in_the_optimizer_as_tensorflow(long, short):
    weights = [
        nn.Parameter(torch.zeros_like(one))
        for one in (long, short)
    ]
    for weight, gradient in zip(
        weights, (long, short), strict=True
    ):
        weight.grad = gradient.detach().clone()
        nn.utils.clip_grad_norm_(weight, 5.0)
    torch.optim.SGD(weights, lr=1.0).step()
    return [weight.detach() for weight in weights]


def clip_one_by_norm(long):
    return long * (4.0 / long.norm()).clamp(max=1.0)


# A norm that is no number: PyTorch goes on unless it's told,
# and makes all gradients NaN, as TensorFlow does.
def clip_what_is_not_finite(long):
    weight = nn.Parameter(long)
    weight.grad = long * float("inf")
    nn.utils.clip_grad_norm_([weight], 5.0)
    return weight.grad.isnan().all()


# --8<-- [end:clipping]


# --8<-- [start:stopping]
def early_stopping():
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited >= 2:
            return epoch
    return None


def best_weights():
    net = model(start)
    best, kept = float("inf"), None
    for _ in range(4):
        trained(net, x, y)
        with torch.no_grad():
            loss = F.mse_loss(net(x), y)
        if loss < best:
            best, kept = loss, copy.deepcopy(net.state_dict())
    return kept["0.weight"]


def rates_by_epoch():
    weight = nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: 0.5**epoch
    )
    rates = []
    for _ in range(3):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return torch.tensor(rates)


# ReduceLROnPlateau of PyTorch waits one epoch longer.
def rate_on_plateau():
    weight = nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=2
    )
    rates = []
    for loss in (1.0, 1.0, 1.0, 1.0, 1.0):
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return torch.tensor(rates)


def rate_on_plateau_as_tensorflow():
    weight = nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=1
    )
    rates = []
    for loss in (1.0, 1.0, 1.0, 1.0, 1.0):
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return torch.tensor(rates)


def stops_at_nan():
    net = model(start * float("nan"))
    for epoch in range(3):
        if not torch.isfinite(F.mse_loss(net(x), y)):
            return epoch
    return 3


def history_of_losses():
    net = model(start)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    history = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.detach())
    return torch.stack(history)


def calls_at_the_end_of_epochs():
    seen = []
    for epoch in range(2):
        seen.append(epoch)
    return seen


def average_of_weights():
    net = model(start)
    average = torch.optim.swa_utils.AveragedModel(
        net,
        multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(
            0.5
        ),
    )
    for _ in range(2):
        trained(net, x, y)
        average.update_parameters(net)
    return average.module[0].weight.detach()


# --8<-- [end:stopping]
