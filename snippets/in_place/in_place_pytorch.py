"""Changes in place in PyTorch, and lists that grow."""

# --8<-- [start:inputs]
import operator
from contextlib import suppress

import torch
from torch import nn

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def held(x):
    """A copy that may be changed and that no gradient leaves."""
    return x.detach().clone()


mask = torch.tensor([[True, False, True], [False, True, False]])
other = torch.tensor([[2.0, 1.0, 0.5], [-1.0, 4.0, 2.0]])
row = torch.tensor([7.0, 8.0, 9.0])
# --8<-- [end:helpers]

# --8<-- [start:numbers]
add_in_place = held(x).add_(other)
subtract_in_place = held(x).sub_(other)
add_scaled_in_place = held(x).add_(other, alpha=0.5)
multiply_in_place = held(x).mul_(other)
divide_in_place = held(x).div_(other)
power_in_place = held(x).pow_(2)
product_added_in_place = held(x).addcmul_(
    other, other, value=0.1
)
quotient_added_in_place = held(x).addcdiv_(
    other, other, value=-0.1
)
moving_average_in_place = held(x).lerp_(other, 0.1)
clamp_in_place = held(x).clamp_(-1, 2)
clamp_from_below_in_place = held(x).clamp_(min=0)
absolute_in_place = held(x).abs_()
negative_in_place = held(x).neg_()
exponential_in_place = held(x).exp_()
root_in_place = held(x).sqrt_()
relu_in_place = held(x).relu_()
sigmoid_in_place = held(x).sigmoid_()
tanh_in_place = held(x).tanh_()
round_in_place = held(x).round_()
# A variable of TensorFlow takes a change of its own shape alone.
add_one_number_in_place = held(x).add_(2.0)
add_row_in_place = held(x).add_(row)
# --8<-- [end:numbers]

# --8<-- [start:contents]
fill_in_place = held(x).fill_(2.0)
zero_in_place = held(x).zero_()
copy_in_place = held(x).copy_(other)
# copy_ spreads a row over all rows; assign refuses it.
copy_row_in_place = held(x).copy_(row)
# copy_ converts the numbers; assign refuses another dtype.
copy_of_another_dtype = held(x).copy_(other.double())
masked_fill_in_place = held(x).masked_fill_(mask, 9.0)
rows_filled = held(x).index_fill_(0, torch.tensor([1]), 9.0)
rows_copied = held(x).index_copy_(
    0, torch.tensor([1]), row[None]
)
# A row that is named twice is added twice in both.
rows_added = held(x).index_add_(
    0, torch.tensor([1, 1]), torch.stack([row, row])
)
scatter_in_place = held(x).scatter_(
    1, torch.tensor([[2], [0]]), 9.0
)
scatter_add_in_place = held(x).scatter_add_(
    1, torch.tensor([[2], [0]]), torch.tensor([[9.0], [8.0]])
)
one_number_put = held(x).index_put_(
    (torch.tensor(1), torch.tensor(2)), torch.tensor(9.0)
)
diagonal_filled = held(x).fill_diagonal_(0.0)
lower_triangle_in_place = held(x).tril_()
transposed_in_place = held(x).t_()
axis_added_in_place = held(x).unsqueeze_(0)


def row_assigned(x):
    x = held(x)
    x[0] = 9.0
    return x


def part_added_to(x):
    x = held(x)
    x[:, 1:] += 1.0
    return x


def assigned_by_mask(x):
    x = held(x)
    x[x < 0] = 0.0
    return x


# --8<-- [end:contents]


# --8<-- [start:who_else_changes]
# += changes the tensor itself, and with it every name that it
# has; in TensorFlow it makes a new tensor.
def second_name_after_plus_equals(x):
    x = held(x)
    again = x
    again += 1
    return x


def second_name_after_plus_equals_as_tensorflow(x):
    x = held(x)
    again = x
    again = again + 1
    return x


# A slice is a window on the tensor in PyTorch, a copy in
# TensorFlow.
def whole_after_its_slice_changed(x):
    x = held(x)
    x[0].zero_()
    return x


def whole_after_its_slice_changed_as_tensorflow(x):
    x = held(x)
    x[0].clone().zero_()
    return x


def whole_after_its_reshape_changed(x):
    x = held(x)
    x.reshape(-1).zero_()
    return x


def whole_after_its_reshape_changed_as_tensorflow(x):
    x = held(x)
    x.reshape(-1).clone().zero_()
    return x


# What has been read before a change follows it in PyTorch.
def read_before_a_change(x):
    x = held(x)
    read = x.detach()
    x.zero_()
    return read


def read_before_a_change_as_tensorflow(x):
    x = held(x)
    read = x.detach().clone()
    x.zero_()
    return read


def array_after_a_change(x):
    x = held(x)
    array = x.numpy()
    x.zero_()
    return array


def array_after_a_change_as_tensorflow(x):
    x = held(x)
    array = x.numpy().copy()
    x.zero_()
    return array


# no remedy: nobody wants the error.
plus_equals = operator.iadd(held(x), 1)
# --8<-- [end:who_else_changes]


# --8<-- [start:gradients]
# The gradient goes through a change in place, but not through
# assign.
def gradient_through_a_change(x):
    return (x * 1).mul_(2.0)


def gradient_through_a_change_as_tensorflow(x):
    return held(x).mul_(2.0)


# A leaf that wants a gradient may only change below no_grad.
# no remedy: nobody wants the error.
with suppress(RuntimeError):
    parameter_changed_in_place = nn.Parameter(held(x)).add_(1)


def parameter_changed_without_gradient(x):
    weight = nn.Parameter(held(x))
    with torch.no_grad():
        weight.add_(1)
    return weight.detach()


# What the derivative needs was overwritten: it refuses. A tensor
# of TensorFlow can't be overwritten. no remedy: nobody wants the
# error.
with suppress(RuntimeError):
    gradient_of_what_was_overwritten = (
        lambda y: torch.autograd.grad(y.exp().add_(1).sum(), y)
    )(held(x).requires_grad_())
# --8<-- [end:gradients]


# --8<-- [start:lists_that_grow]
def stack_of_a_list(x):
    rows = []
    for place in range(3):
        rows.append(x[0] * place)
    return torch.stack(rows)


def concat_of_a_list(x):
    return torch.cat([x[0], x[1]])


def one_of_a_list(x):
    return list(x.unbind())[1]


def some_of_a_list(x):
    rows = list(x.unbind())
    return torch.stack([rows[1], rows[0]])


length_of_a_list = len(list(x.unbind()))
length_of_a_list_as_tensorflow = torch.tensor(
    len(list(x.unbind())), dtype=torch.int32
)
parts_of_unequal_length = torch.cat(row.split([1, 2]))
with suppress(IndexError):
    written_beyond_the_end = [row][1]


def read_twice(x):
    rows = list(x.unbind())
    return rows[0] + rows[0]


# --8<-- [end:lists_that_grow]
