"""Reductions in PyTorch: sums, spreads, extremes, counts."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = torch.tensor([3.0, 1.0, 2.0, 4.0])
n = torch.tensor([3, 4])
b = torch.tensor([True, False])
# --8<-- [end:inputs]

# --8<-- [start:sums]
sum_of_all = x.sum()
# believed to differ: a negative axis counts from the end, and
# axes count from 0. So they do in both.
sum_of_rows = x.sum(dim=1)
sum_keeping_axis = x.sum(dim=1, keepdim=True)
sum_of_two_axes = x.sum(dim=(0, 1))
sum_of_bools = b.sum()
sum_of_bools_as_tensorflow = b.sum().to(torch.int32)
# believed to differ: the product of nothing. It is 1 in both.
product = x.prod()
product_of_rows = x.prod(dim=1)
running_sum = x.cumsum(dim=1)
running_product = x.cumprod(dim=1)
running_logsumexp = x.logcumsumexp(dim=1)
running_maximum = x.cummax(dim=1).values
differences = x.diff(dim=1)
trapezoid = torch.trapezoid(v)
nansum = x.nansum()
# --8<-- [end:sums]

# --8<-- [start:means]
mean_of_all = x.mean()
mean_of_rows = x.mean(dim=1)
# PyTorch refuses; TensorFlow divides whole numbers and
# drops the rest.
with suppress(RuntimeError):
    mean_of_integers = n.mean()
mean_of_integers_as_tensorflow = n.sum() // n.numel()
nanmean = x.nanmean()
# PyTorch takes the lower of the two in the middle.
median_of_even_count = v.median()
median_of_even_count_as_tensorflow = v.quantile(0.5)
quantile = v.quantile(0.3)
# --8<-- [end:means]

# --8<-- [start:spread]
# PyTorch divides by the count less one, TensorFlow and Keras
# by the count.
std = x.std()
std_as_tensorflow = x.std(correction=0)
variance = x.var()
variance_as_tensorflow = x.var(correction=0)
variance_of_rows = x.var(dim=1, correction=0)
# TensorFlow gives the mean first.
moments = torch.var_mean(x, dim=0, correction=0)
moments_as_tensorflow = (
    x.mean(dim=0),
    x.var(dim=0, correction=0),
)
norm = torch.linalg.norm(x)
norm_of_rows = torch.linalg.vector_norm(x, dim=1)
norm_of_absolutes = x.norm(p=1)
logsumexp = x.logsumexp(dim=(0, 1))
# --8<-- [end:spread]

# --8<-- [start:extremes]
maximum = x.max()
minimum = x.min()
maximum_of_rows = x.amax(dim=1)
minimum_of_rows = x.amin(dim=1)
# With an axis, PyTorch gives the values and the indices.
maximum_and_place = x.max(dim=1)
maximum_and_place_as_tensorflow = x.max(dim=1).values
range_of_values = torch.aminmax(x)
argmax_of_all = x.argmax()
argmax_of_all_as_tensorflow = x.argmax(dim=0)
argmax_of_rows = x.argmax(dim=1)
argmin_of_rows = x.argmin(dim=1)
largest_two = v.topk(2)
largest_two_as_tensorflow = (
    v.topk(2).values,
    v.topk(2).indices.int(),
)
# --8<-- [end:extremes]

# --8<-- [start:counts]
any_true = b.any()
all_true = b.all()
count_nonzero = x.count_nonzero()
count_of_values = torch.bincount(n)
count_of_values_as_tensorflow = torch.bincount(n).int()
size = x.numel()
size_as_tensorflow = torch.tensor(x.numel()).int()
# --8<-- [end:counts]
