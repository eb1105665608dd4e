"""Derivatives in PyTorch: gradients, Jacobians, transforms."""

# --8<-- [start:inputs]
import torch
from torch.func import grad, hessian, jacrev, jvp, vjp, vmap

x = torch.tensor([1.0, -2.0, 3.0])
v = torch.tensor([0.5, 1.0, -1.0])
m = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
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
# --8<-- [end:gradients]


# --8<-- [start:products_and_matrices]
# At its first call jvp of 2.14 warns of a call of its own.
def forward_derivative(x, v):
    return jvp(scaled, (x,), (v,))[1]


jacobian = jacrev(scaled)(x)
jacobian_of_matrix = jacrev(lambda m: m.sum(1))(m)


def second_derivatives(x):
    return hessian(cubes)(x)


def hessian_times_vector(x, v):
    return jvp(grad(cubes), (x,), (v,))[1]


gradient_per_example = vmap(grad(cubes))(m)
map_of_rows = vmap(lambda row: row / row.sum())(m)
map_of_columns = vmap(lambda column: column.sum(), in_dims=1)(m)
map_of_two = vmap(lambda a, b: a * b.sum())(x, m)
# --8<-- [end:products_and_matrices]

# --8<-- [start:rules_of_your_own]
clipped_gradient = Clipped.apply(x)
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
# --8<-- [end:control_flow]
