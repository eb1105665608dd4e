"""Derivatives in PyTorch: gradients, Jacobians, transforms."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
from torch.func import (
    grad,
    grad_and_value,
    hessian,
    jacfwd,
    jacrev,
    jvp,
    vjp,
    vmap,
)
from torch.utils.checkpoint import checkpoint

x = torch.tensor([1.0, -2.0, 3.0])
v = torch.tensor([0.5, 1.0, -1.0])
m = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
# Where a Jacobian would take long on every other input.
at = torch.tensor([0.5, 1.5, -1.0])
aim = torch.tensor([2.0, -0.5, 1.0])
grid = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])


def cubes(x):
    return (x**3).sum()


def scaled(x):
    return x**2 * torch.flip(x, [0])


class Clipped(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient.clamp(-1, 1)


class Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, gradient):
        return -0.5 * gradient


class Rounded(torch.autograd.Function):
    """Round, and let the gradient pass as it is."""

    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Safe(torch.autograd.Function):
    """A logarithm of one and more that knows its derivative."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log1p(x.exp())

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * x.sigmoid()


def held(x):
    """A leaf that wants a gradient."""
    return x.detach().clone().requires_grad_()


def twice(x):
    """Ask twice for the gradient of one value."""
    x = held(x)
    y = (x**3).sum()
    return [torch.autograd.grad(y, x)[0] for _ in range(2)]


# --8<-- [end:helpers]

# --8<-- [start:gradients]
gradient = grad(cubes)(x)
gradient_of_two = grad(lambda x, v: (x * v).sum(), (0, 1))(x, v)
second_derivative = grad(lambda x: grad(cubes)(x).sum())(x)
# The gradient of a vector is the sum of its rows' in both; but
# backward() of PyTorch refuses what is no single number.
gradient_of_vector = grad(lambda x: scaled(x).sum())(x)
gradient_with_weights = vjp(scaled, x)[1](v)[0]
# Of an unused input PyTorch gives zeros here, TensorFlow None.
gradient_of_unused = grad(lambda x, v: x.sum(), 1)(x, v)
gradient_of_unused_as_tensorflow = None
gradient_through_integer = grad(lambda x: x.round().sum())(x)
gradient_through_integer_as_tensorflow = None
stop_gradient = grad(lambda x: (x * x.detach()).sum())(x)
gradient_of_where = grad(
    lambda x: torch.where(x > 0, x, 0.0).sum()
)(x)
# The branch that is not taken still poisons the gradient of
# PyTorch. no remedy: guard the root itself, with
# torch.where(x > 0, x, 1.0).sqrt().
gradient_of_guarded_root = grad(
    lambda x: torch.where(x > 0, x.sqrt(), 0.0).sum()
)(x)
gradient_of_absolute_at_zero = grad(lambda x: x.abs().sum())(
    0 * x
)
gradient_of_relu_at_zero = grad(lambda x: x.relu().sum())(0 * x)
gradient_of_root_at_zero = grad(lambda x: x.sqrt().sum())(0 * x)
gradient_of_norm_at_zero = grad(lambda x: x.norm())(0 * x)
gradient_of_norm_at_zero_as_tensorflow = grad(
    lambda x: (x**2).sum().sqrt()
)(0 * x)
# no remedy: nobody wants TensorFlow's nan.
gradient_of_power_at_zero = grad(lambda x: (x**0).sum())(0 * x)
gradient_of_maximum_at_tie = grad(
    lambda x: torch.maximum(x, v).sum()
)(v)
gradient_of_maximum_at_tie_as_tensorflow = grad(
    lambda x: torch.where(x >= v, x, v).sum()
)(v)
gradient_of_maximum_of_equals = grad(lambda x: x.max())(0 * x)
# On the very border PyTorch's gradient is 0, TensorFlow's 1.
gradient_of_clamp_at_border = grad(
    lambda x: x.clamp(-2, 3).sum()
)(x)
gradient_of_clamp_at_border_as_tensorflow = grad(
    lambda x: torch.where(
        (x < -2) | (x > 3), x.detach().clamp(-2, 3), x
    ).sum()
)(x)
gradient_of_product_with_zero = grad(lambda x: x.prod())(
    x * (x != 1)
)
# no remedy: nobody wants TensorFlow's nan.
gradient_of_atan2_at_origin = grad(
    lambda x: torch.atan2(x, 0 * x).sum()
)(0 * x)
gradient_of_floor = grad(lambda x: x.floor().sum())(x)
gradient_of_floor_as_tensorflow = None
gradient_of_sign = grad(lambda x: x.sign().sum())(x)
gradient_of_remainder = grad(lambda x: (x % 2).sum())(x + 0.5)
gradient_of_taken_twice = grad(
    lambda x: x[torch.tensor([0, 0, 2])].sum()
)(x)
gradient_of_sorted = grad(
    lambda x: (x.sort().values * torch.arange(3)).sum()
)(x)
gradient_through_half = grad(lambda x: x.half().sum().float())(x)
gradient_of_cumulative_product = grad(
    lambda x: x.cumprod(0).sum()
)(x)
gradient_through_clone = grad(lambda x: x.clone().sum())(x)
# --8<-- [end:gradients]


# --8<-- [start:tapes]
def value_and_gradient(x):
    gradient, value = grad_and_value(cubes)(x)
    return [value, gradient]


def gradient_of_an_inner_value(x):
    x = held(x)
    inner = x**2
    return torch.autograd.grad((inner**2).sum(), inner)[0]


# Both free what backward needs; PyTorch keeps it for
# retain_graph=True, TensorFlow for a persistent tape.
with suppress(RuntimeError):
    second_call = twice(x)


def second_call_when_kept(x):
    x = held(x)
    y = (x**3).sum()
    first = torch.autograd.grad(y, x, retain_graph=True)[0]
    return first + torch.autograd.grad(y, x)[0]


def two_losses_of_one_forward(x):
    x = held(x)
    y = x**2
    one = torch.autograd.grad(y.sum(), x, retain_graph=True)[0]
    return [one, torch.autograd.grad((y * y).sum(), x)[0]]


# What isn't a single number needs weights in PyTorch; TensorFlow
# sums. no remedy: nobody wants the error.
with suppress(RuntimeError):
    gradient_of_many_numbers = torch.autograd.grad(
        scaled(held(x)), held(x)
    )


def gradient_of_many_with_weights(x, v):
    x = held(x)
    return torch.autograd.grad(scaled(x), x, v.detach())[0]


def gradient_penalty(x):
    (slope,) = torch.autograd.grad(
        (x**3).sum(), x, create_graph=True
    )
    return (slope.norm() - 1) ** 2


def part_left_unrecorded(x):
    x = held(x)
    with torch.no_grad():
        factor = x * 2
    return torch.autograd.grad((x * factor).sum(), x)[0]


# .data and detach() hide a part from the tape alike.
def part_taken_out(x):
    return x * x.detach().exp()


def gradients_add_up(x):
    x = held(x)
    (x**2).sum().backward()
    (x**3).sum().backward()
    return x.grad


def gradients_add_up_as_tensorflow(x):
    x = held(x)
    (x**2).sum().backward()
    x.grad = None
    (x**3).sum().backward()
    return x.grad


# --8<-- [end:tapes]


# --8<-- [start:products_and_matrices]
# At its first call jvp of 2.14 warns of a call of its own.
def forward_derivative(x, v):
    return jvp(scaled, (x,), (v,))[1]


jacobian = jacrev(scaled)(x)
jacobian_of_matrix = jacrev(lambda m: m.sum(1))(m)


def jacobian_forward():
    return jacfwd(scaled)(at)


jacobian_of_two = jacrev(lambda a, b: a * b**2, (0, 1))(at, aim)
jacobian_per_example = vmap(jacrev(lambda row: row**2))(grid)
jacobian_of_autograd = torch.autograd.functional.jacobian(
    scaled, at
)
hessian_of_autograd = torch.autograd.functional.hessian(
    cubes, at
)
vector_times_hessian = torch.autograd.functional.vhp(
    cubes, at, aim
)[1]


def hessian_of_matrix():
    return hessian(lambda m: (m**3).sum())(grid)


def diagonal_of_hessian():
    return torch.diagonal(hessian(cubes)(at))


third_derivative = grad(
    lambda x: grad(lambda x: grad(cubes)(x).sum())(x).sum()
)(x)


def second_derivatives(x):
    return hessian(cubes)(x)


def hessian_times_vector(x, v):
    return jvp(grad(cubes), (x,), (v,))[1]


gradient_per_example = vmap(grad(cubes))(m)
map_of_rows = vmap(lambda row: row / row.sum())(m)
map_of_columns = vmap(lambda column: column.sum(), in_dims=1)(m)
map_of_two = vmap(lambda a, b: a * b.sum())(x, m)
map_with_one_fixed = vmap(
    lambda row, v: row * v[:2], in_dims=(0, None)
)(m, v)
map_into_columns = vmap(lambda row: row * 2, out_dims=1)(m)
map_of_maps = vmap(vmap(lambda one: one**2 + 1))(grid)
map_in_pieces = vmap(lambda row: row.sum(), chunk_size=2)(m)
map_of_products = vmap(torch.dot)(grid, grid)
map_of_outer_products = vmap(torch.outer)(grid, grid)
gradient_per_example_and_value = vmap(grad_and_value(cubes))(
    grid
)
# A branch on a value can't be mapped by PyTorch; TensorFlow maps
# it one by one. no remedy: nobody wants the error.
with suppress(RuntimeError):
    map_of_a_branch = vmap(
        lambda row: row * 2 if row.sum() > 2 else row
    )(m)
map_of_where = vmap(
    lambda row: torch.where(row.sum() > 2, row * 2, row)
)(m)
# --8<-- [end:products_and_matrices]

# --8<-- [start:rules_of_your_own]
clipped_gradient = Clipped.apply(x)
reversed_gradient = Reversed.apply(x)
straight_through = Rounded.apply(x)
straight_through_by_hand = x + (x.round() - x).detach()
rule_with_what_was_saved = Safe.apply(x)


def recomputed(x):
    return checkpoint(
        lambda x: x.tanh().exp(), x, use_reentrant=False
    )


# --8<-- [end:rules_of_your_own]


# --8<-- [start:control_flow]
def loop(x):
    total = torch.zeros(())
    for one in x:
        total = total + one**2
    return total


def branch(x):
    return x * 2 if x.sum() > 0 else x * 3


scan = x.cumsum(0)
cond = torch.where(x.sum() > 0, x * 2, x * 3)


def loop_while(x):
    step = 0
    while step < 3:
        step, x = step + 1, x * 2
    return x


def choice_of_several(x):
    return [lambda: x, lambda: x * 2, lambda: -x][2]()


def fold_from_the_left(x):
    total = torch.ones(())
    for one in x:
        total = total * one
    return total


# --8<-- [end:control_flow]
