"""Making tensors in PyTorch: from numbers, shapes and ranges."""

# --8<-- [start:inputs]
import numpy as np
import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
v = torch.tensor([3.0, 1.0, 2.0])
n = torch.tensor([2, 0, 1])
a = np.array([1.5, 2.5])
# --8<-- [end:inputs]

# --8<-- [start:from_numbers]
# believed to differ: the dtype of Python's floats. It is
# float32 in both.
from_floats = torch.tensor([1.0, 2.0])
# Whole numbers become int64 here and int32 in TensorFlow.
from_integers = torch.tensor([1, 2])
from_integers_as_tensorflow = torch.tensor(
    [1, 2], dtype=torch.int32
)
from_bools = torch.tensor([True, False])
# believed to differ: the dtype of NumPy's floats. Both keep
# float64.
from_numpy = torch.from_numpy(a)
from_scalar = torch.tensor(2.5)
from_mixed = torch.tensor([1, 2.5])
from_complex = torch.tensor([1 + 2j])
from_complex_as_tensorflow = torch.tensor(
    [1 + 2j], dtype=torch.complex128
)
as_half = torch.tensor([1.0, 2.0], dtype=torch.float16)
as_double = torch.tensor([1.0], dtype=torch.float64)
default_dtype = torch.get_default_dtype()
default_dtype_as_tensorflow = str(
    torch.get_default_dtype()
).removeprefix("torch.")
to_numpy = x.detach().numpy()
to_list = n.tolist()
to_number = v.sum().item()
# --8<-- [end:from_numbers]

# --8<-- [start:filled]
zeros = torch.zeros(2, 3)
ones = torch.ones(2, 3)
zeros_of_integers = torch.zeros(2, dtype=torch.int32)
zeros_like = torch.zeros_like(x)
ones_like = torch.ones_like(n)
full = torch.full((2, 2), 7.0)
full_of_integers = torch.full((2, 2), 7)
full_of_integers_as_tensorflow = torch.full((2, 2), 7).int()
full_like = torch.full_like(x, 0.5)
identity = torch.eye(3)
identity_of_rows = torch.eye(2, 3)
empty_shape = tuple(torch.empty(2, 3).shape)
diagonal_matrix = torch.diag(v)
diagonal_of_matrix = torch.diag(x)
one_hot = torch.nn.functional.one_hot(n, 3)
one_hot_as_tensorflow = torch.nn.functional.one_hot(n, 3).float()
triangle_below = torch.tril(x)
triangle_above = torch.triu(x, diagonal=1)
# --8<-- [end:filled]

# --8<-- [start:ranges]
arange = torch.arange(4)
arange_as_tensorflow = torch.arange(4).int()
# believed to differ: the end of a range. Both leave it out.
arange_of_floats = torch.arange(0.0, 1.0, 0.25)
arange_with_step = torch.arange(1, 10, 3)
arange_with_step_as_tensorflow = torch.arange(1, 10, 3).int()
arange_backwards = torch.arange(3, 0, -1)
arange_backwards_as_tensorflow = torch.arange(3, 0, -1).int()
linspace = torch.linspace(0.0, 1.0, 5)
linspace_of_integers = torch.linspace(0, 10, 3)
linspace_of_integers_as_tensorflow = torch.linspace(
    0, 10, 3, dtype=torch.float64
)
logspace = torch.logspace(0.0, 2.0, 3)
grid = torch.meshgrid(v, v, indexing="xy")
# The order of the axes has another default.
grid_by_default = torch.meshgrid(v, x[0], indexing="ij")
grid_by_default_as_tensorflow = torch.meshgrid(
    v, x[0], indexing="xy"
)
pairs = torch.cartesian_prod(v, v)
mask_of_lengths = torch.arange(4) < n[:, None]
# --8<-- [end:ranges]

# --8<-- [start:random]
# believed to differ: the bounds of uniform numbers. Both draw
# from 0 to 1.
uniform = torch.rand(50, 40)
normal = torch.randn(50, 40)
normal_with_moments = torch.normal(2.0, 0.5, (50, 40))
integers = torch.randint(0, 10, (2000,))
integers_as_tensorflow = torch.randint(0, 10, (2000,)).int()
permutation = torch.randperm(2000)
permutation_as_tensorflow = torch.randperm(2000).int()
bernoulli = torch.bernoulli(torch.full((2000,), 0.3))
exponential = torch.empty(2000).exponential_(2.0)
poisson = torch.poisson(torch.full((2000,), 3.0))
gamma = torch.distributions.Gamma(2.0, 3.0).sample((2000,))
truncated = torch.nn.init.trunc_normal_(
    torch.empty(2000), a=-2.0, b=2.0
)
categories = torch.multinomial(v, 2000, replacement=True)
# --8<-- [end:random]

# --8<-- [start:copies_and_gradients]
copy = x.clone()
stop_gradient = x.detach()
cast = x.to(torch.float64)
cast_to_bool = x.bool()
cast_of_large = torch.tensor(3e9).to(torch.int64)
dtype_name = x.dtype
dtype_of_sum = (n + v).dtype
promote_int_and_float = n + 0.5
promote_int_and_float_tensor = n + v
shape_as_list = list(x.shape)
rank = x.dim()
rank_as_tensorflow = torch.tensor(x.dim()).int()
count = x.numel()
count_as_tensorflow = torch.tensor(x.numel()).int()
is_float = x.is_floating_point()
device_type = x.device.type
device_type_as_tensorflow = x.device.type.upper()
# --8<-- [end:copies_and_gradients]
