"""Slices, masks, gather, scatter and sorting in PyTorch."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = torch.tensor([3.0, 1.0, 2.0, 1.0])
i = torch.tensor([2, 0])
rows = torch.tensor([0, 1])
table = torch.tensor([[0, 2], [1, 1]])
n = torch.tensor([4, 2, 2, 7])
# --8<-- [end:inputs]

# --8<-- [start:slices]
element = x[1, 2]
row = x[0]
column = x[:, 1]
last = v[-1]
slice_of_steps = v[::2]
ellipsis = x[..., 0]
# believed to differ: a slice that ends too far. Both cut it.
slice_beyond_the_end = v[2:9]
narrow = v.narrow(0, 1, 2)
# PyTorch knows no negative step.
with suppress(ValueError):
    reversed_slice = v[::-1]
reversed_slice_as_tensorflow = v.flip(0)
with suppress(IndexError):
    index_beyond_the_end = v[7]
# --8<-- [end:slices]

# --8<-- [start:masks]
mask = x[x > 0]
masked_select = torch.masked_select(x, x > 0)
where = torch.where(x > 0, x, 0.0)
where_of_two = torch.where(x > 0, x, -x)
masked_fill = x.masked_fill(x < 0, 9.0)
nonzero = torch.nonzero(x > 0)
nonzero_as_tuple = torch.where(x > 0)
count_in_mask = (x > 0).sum()
count_in_mask_as_tensorflow = (x > 0).sum().int()
is_nan = x.isnan()
is_finite = x.isfinite()
is_close = torch.isclose(x, x + 1e-7)
# believed to differ: the bounds of closeness. They are 1e-8
# and 1e-5 of the second in both.
all_close = torch.allclose(x, x + 1e-7)
equal_elements = x == x.flip(0)
equal_tensors = torch.equal(x, x)
greater = x > x.flip(1)
is_in = torch.isin(n, torch.tensor([2, 7]))
# --8<-- [end:masks]

# --8<-- [start:gather]
take_columns = x[:, i]
index_select = x.index_select(1, i)
pairs_of_indices = x[rows, i]
gather_along_axis = x.gather(1, table)
take_along_axis = torch.take_along_dim(x, table, dim=1)
take_flat = x.take(torch.tensor([0, 4]))
negative_index = v[torch.tensor([-1])]
with suppress(IndexError):
    gather_out_of_range = v[i + 4]
embedding = torch.nn.functional.embedding(i, x.T)
diagonal_batch = x[:, :2].diagonal()
batched_take = x[torch.arange(2)[:, None], table]
# --8<-- [end:gather]

# --8<-- [start:scatter]
scatter = torch.zeros(4).scatter(0, i, v[:2])
scatter_add = torch.zeros(4).scatter_add(0, i, v[:2])
# believed to differ: an index that repeats. Both add.
scatter_repeated = torch.zeros(3).index_add(
    0, torch.tensor([1, 1]), v[:2]
)
index_add = x.index_add(1, i, x[:, :2])
index_fill = x.index_fill(1, i, 9.0)
index_copy = v.index_copy(0, i, x[0, :2])
put = v.index_put((i,), x[0, :2])
scatter_maximum = v.scatter_reduce(0, i, x[0, :2], reduce="amax")
segment_sum = torch.zeros(3).index_add(
    0, torch.tensor([0, 0, 1, 2]), v
)
segment_mean = torch.zeros(3).scatter_reduce(
    0,
    torch.tensor([0, 0, 1, 2]),
    v,
    reduce="mean",
    include_self=False,
)
bincount_of_weights = torch.bincount(rows, weights=v[:2])
# --8<-- [end:scatter]

# --8<-- [start:sorting]
sort = v.sort(stable=True).values
sort_descending = v.sort(descending=True).values
argsort = v.argsort(stable=True)
argsort_as_tensorflow = v.argsort(stable=True).int()
top_values = v.topk(2).values
# Of equal values another one is taken.
top_indices = torch.tensor([1.0, 1.0, 1.0]).topk(2).indices
top_indices_as_tensorflow = (
    torch.tensor([1.0, 1.0, 1.0])
    .sort(descending=True, stable=True)
    .indices[:2]
    .int()
)
kth_smallest = v.kthvalue(2).values
# PyTorch sorts what is unique; TensorFlow keeps the order in
# which it comes.
unique = n.unique()
unique_as_tensorflow = n[[0, 1, 3]]
unique_with_counts = n.unique(return_counts=True)
unique_with_counts_as_tensorflow = (
    torch.tensor([4, 2, 7]),
    torch.tensor([1, 2, 1]).int(),
)
search_sorted = torch.searchsorted(
    torch.tensor([1.0, 2.0, 3.0]), v
)
search_sorted_as_tensorflow = torch.searchsorted(
    torch.tensor([1.0, 2.0, 3.0]), v, out_int32=True
)
search_sorted_right = torch.searchsorted(
    torch.tensor([1.0, 2.0, 3.0]), v, right=True
)
search_sorted_right_as_tensorflow = torch.searchsorted(
    torch.tensor([1.0, 2.0, 3.0]),
    v,
    right=True,
    out_int32=True,
)
bucketize = torch.bucketize(v, torch.tensor([1.0, 2.0]))
bucketize_as_tensorflow = torch.bucketize(
    v, torch.tensor([1.0, 2.0]), right=True
).int()
histogram = torch.histc(v, bins=3, min=0.0, max=3.0)
histogram_as_tensorflow = torch.histc(
    v, bins=3, min=0.0, max=3.0
).int()
is_sorted = bool((v[1:] >= v[:-1]).all())
# --8<-- [end:sorting]
