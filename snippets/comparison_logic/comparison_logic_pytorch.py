"""Comparison and logic in PyTorch: which types come out."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = torch.tensor([[1.0, 2.0, -3.0], [4.5, 0.5, -1.0]])
near = torch.tensor([1.0, 100.0, 1e-9, 0.0])
nearly = torch.tensor([1.000005, 100.0005, 1.5e-9, 5e-9])
n = torch.tensor([3, 0, 2, 7])
m = torch.tensor([3, 1, 2, 5])
a = torch.tensor([True, False, True, False])
b = torch.tensor([True, True, False, False])
grid = torch.tensor([[True, False, True], [True, True, True]])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
broken = torch.tensor([1.0, torch.nan, torch.inf, -torch.inf])
# --8<-- [end:helpers]

# --8<-- [start:comparisons]
equal = x == y
equal_as_function = torch.eq(x, y)
not_equal = x != y
greater = x > y
greater_or_equal = torch.ge(x, y)
less = torch.lt(x, y)
less_or_equal = x <= y
compare_integers = n >= m
# PyTorch promotes; TensorFlow raises until you cast.
compare_other_dtypes = x[0] > n[:3]
# NaN equals nothing, itself included, in both.
equal_of_nan = broken == broken
# Rows of two lengths: PyTorch raises; TensorFlow's == gives one
# False, and a test on it passes for the wrong reason.
with suppress(RuntimeError):
    equal_of_other_shapes = x == x[:, :2]
equal_of_other_shapes_as_tensorflow = torch.tensor(
    torch.equal(x, x[:, :2])
)
same_tensor = torch.equal(x, y)
count_equal = (n == m).sum()
count_equal_as_tensorflow = (n == m).sum().int()
accuracy = (n == m).float().mean()
between = (x > 0) & (x < 2)
# Python's chain asks a whole tensor for one truth: both raise.
with suppress(RuntimeError):
    chained = 0 < x < 2
# "and" does so too: write & with brackets.
with suppress(RuntimeError):
    python_and = (x > 0) and (y > 0)
# A tensor with one element is a truth of its own.
truth_of_one = bool(x[0, 0] > 0)
with suppress(RuntimeError):
    truth_of_many = bool(x > 0)
# --8<-- [end:comparisons]

# --8<-- [start:closeness]
# believed to differ: the tolerances. Both take 1e-5 of the
# second number and 1e-8.
is_close = torch.isclose(near, nearly)
all_close = torch.allclose(near, nearly)
# tf.experimental.numpy and Keras 3.15 subtract infinities and
# find them apart; an assertion on masked scores fails there.
close_to_infinity = torch.isclose(broken, broken)
close_to_infinity_as_tensorflow = torch.isclose(
    broken, broken
) & torch.isfinite(broken)
close_with_nan = torch.isclose(broken, broken, equal_nan=True)
close_with_nan_as_tensorflow = torch.isclose(
    broken, broken, equal_nan=True
) & ~torch.isinf(broken)
close_within = torch.isclose(near, nearly, rtol=0.0, atol=1e-4)
# --8<-- [end:closeness]

# --8<-- [start:tests_of_numbers]
is_nan = torch.isnan(broken)
is_infinite = torch.isinf(broken)
is_finite = torch.isfinite(broken)
is_negative_infinity = torch.isneginf(broken)
is_positive_infinity = torch.isposinf(broken)
sign_bit = torch.signbit(x)
is_real = torch.isreal(x)
is_floating = torch.is_floating_point(x)
is_complex = torch.is_complex(x)
is_tensor = torch.is_tensor(x)
is_in = torch.isin(n, m)
any_nan = torch.isnan(broken).any()
# At a tie PyTorch gives each half of the gradient, Keras all of
# it to the first.
maximum_without_nan = torch.fmax(x, y)
maximum_without_nan_as_tensorflow = torch.where(x >= y, x, y)
# --8<-- [end:tests_of_numbers]

# --8<-- [start:logic]
both = a & b
either = a | b
logical_and = torch.logical_and(a, b)
logical_or = torch.logical_or(a, b)
logical_xor = torch.logical_xor(a, b)
logical_not = torch.logical_not(a)
# PyTorch takes numbers as truths, TensorFlow booleans only;
# Keras casts.
logical_and_of_integers = torch.logical_and(n, m)
logical_not_of_integers = torch.logical_not(n)
# ~ of integers turns their bits; TensorFlow's ~ does so as well.
invert_of_integers = ~n
exclusive_or_of_integers = n ^ m
all_of_rows = grid.all(dim=1)
any_of_columns = grid.any(dim=0)
all_of_all = grid.all()
any_of_numbers = torch.any(n)
# An empty "all" is true and an empty "any" false in both.
all_of_none = torch.all(a[:0])
any_of_none = torch.any(a[:0])
sum_of_truths = grid.sum()
sum_of_truths_as_tensorflow = grid.sum().int()
# Arithmetic on truths: PyTorch counts, TensorFlow raises.
truths_plus_truths = a + b
# TensorFlow makes the number a truth and multiplies truths: a
# mask times 2.5 is the mask.
truths_times_number = a * 2.5
truths_times_number_as_tensorflow = a & True
with suppress(RuntimeError):
    truths_minus_truths = a.float() - (a - b)
# --8<-- [end:logic]

# --8<-- [start:choices]
choose = torch.where(x > y, x, y)
choose_number = torch.where(x > 0, x, 0.0)
choose_by_row = torch.where(grid[0], x, y)
choose_safe_root = torch.where(x > 0, x, 0.0).sqrt()
# The branch that wasn't chosen has a gradient of 0 times NaN:
# that is NaN in PyTorch and all weights with it; TensorFlow's
# root drops it. Make the argument safe first.
where_with_root = torch.where(x > 0, torch.sqrt(x), 0.0)
where_with_root_as_tensorflow = torch.where(
    x > 0, torch.where(x > 0, x, 1.0).sqrt(), 0.0
)
indices_of_truths = torch.nonzero(a)
indices_of_truths_as_vector = torch.argwhere(a)[:, 0]
first_truth = torch.argmax(a.int())
count_of_truths__ops_as_tensorflow = torch.count_nonzero(
    grid
).int()
count_of_truths = torch.count_nonzero(grid)
mask_as_numbers = grid.float()
numbers_as_mask = n.bool()
select_by_mask = x[grid]
fill_by_mask = x.masked_fill(~grid, -1e9)
mask_of_lengths = torch.arange(4) < n[:, None]
causal_mask = torch.ones(3, 3, dtype=torch.bool).tril()
# --8<-- [end:choices]
