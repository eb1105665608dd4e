"""PyTorch's calls beside those of keras.ops."""

# --8<-- [start:inputs]
import functools

import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = torch.tensor([[0.5, 1.5, -1.0], [2.0, -0.75, 3.0]])
p = torch.tensor([[1.0, 2.0, 0.5], [3.0, 0.25, 4.0]])
q = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.25, 0.75]])
s = torch.tensor(
    [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]
)
i = torch.tensor([[12, 7, 3], [5, -6, 8]])
j = torch.tensor([[0, 2, 5], [1, 4, 3]])
# --8<-- [end:inputs]

# --8<-- [start:numbers]
abs = torch.abs(x)
absolute = torch.absolute(x)
fabs = x.abs()
add_numbers = torch.add(x, y)
subtract = torch.subtract(x, y)
multiply = torch.multiply(x, y)
divide = torch.divide(x, y)
true_divide = torch.true_divide(i, j)
divide_no_nan = torch.where(y == 0, 0.0, x / y)
floor_divide = torch.floor_divide(x, y)
floor_divide_as_tensorflow = torch.floor_divide(
    x.detach(), y.detach()
)
remainder = torch.remainder(x, y)
fmod = torch.fmod(x, y)
power = torch.pow(p, y)
negative = torch.negative(x)
reciprocal = torch.reciprocal(y)
sign = torch.sign(x)
square = torch.square(x)
sqrt = torch.sqrt(p)
rsqrt = torch.rsqrt(p)
cbrt = p ** (1 / 3)
exp = torch.exp(x)
exp2 = torch.exp2(x)
expm1 = torch.expm1(x)
log = torch.log(p)
log1p = torch.log1p(p)
logaddexp2 = torch.logaddexp2(x, y)
ceil = torch.ceil(x)
ceil_as_tensorflow = torch.ceil(x.detach())
floor = torch.floor(x)
floor_as_tensorflow = torch.floor(x.detach())
# At the bound itself PyTorch gives no gradient, TensorFlow one.
clip = torch.clip(x, -1.0, 2.0)
clip_as_tensorflow = torch.where(
    (x >= -1) & (x <= 2), x, x.detach().clip(-1, 2)
)
maximum = torch.maximum(x, y)
minimum = torch.minimum(x, y)
fmin = torch.fmin(x, y)
heaviside = torch.heaviside(x, y)
heaviside_as_tensorflow = (
    torch.heaviside(x.detach(), y.detach()) + 0 * y
)
hypot = torch.hypot(x, y)
ldexp = torch.ldexp(x, i)
nextafter = torch.nextafter(x, y)
sinc = torch.sinc(x)
i0 = torch.special.i0(x)
erf = torch.erf(x)
erfc = torch.erfc(x)
erfinv = torch.erfinv(x / 5)
gcd = torch.gcd(i, j)
lcm = torch.lcm(i, j)
# --8<-- [end:numbers]

# --8<-- [start:angles]
sin = torch.sin(x)
cos = torch.cos(x)
tan = torch.tan(x)
sinh = torch.sinh(x)
cosh = torch.cosh(x)
tanh = torch.tanh(x)
arcsin = torch.arcsin(x / 5)
arccos = torch.arccos(x / 5)
arctan = torch.arctan(x)
arctan2 = torch.arctan2(x, y)
arcsinh = torch.arcsinh(x)
arccosh = torch.arccosh(p + 1)
arctanh = torch.arctanh(x / 5)
deg2rad = torch.deg2rad(x)
rad2deg = torch.rad2deg(x)
# --8<-- [end:angles]

# --8<-- [start:reductions]
max_of_rows = torch.amax(x, 1)
amax = x.amax(0)
min_of_rows = x.amin(1)
amin = torch.amin(x, 0)
prod = torch.prod(x, 1)
logsumexp = torch.logsumexp(x, 1)
argmax = torch.argmax(x, 1)
argmax_as_tensorflow = torch.argmax(x, 1).int()
argmin = torch.argmin(x, 1)
argmin_as_tensorflow = torch.argmin(x, 1).int()
cumsum = torch.cumsum(x, 1)
cumprod = torch.cumprod(x, 1)
diff = torch.diff(x)
moments = torch.var_mean(x, 1, correction=0)[::-1]
norm = torch.linalg.norm(x)
norm_of_rows = torch.linalg.norm(x, dim=1)
ptp = x.amax(1) - x.amin(1)
nanmax = torch.nan_to_num(x, -torch.inf).amax(1)
nanmin = torch.nan_to_num(x, torch.inf).amin(1)
nanmean = torch.nanmean(x, 1)
nansum = torch.nansum(x, 1)
nanprod = torch.nan_to_num(x, 1.0).prod(1)
nanquantile = torch.nanquantile(x, 0.25, 1)
quantile = torch.quantile(x, 0.25, 1)
percentile = torch.quantile(x, 0.25)
trapezoid = torch.trapezoid(x)
trace = torch.trace(s)
average = (x * p).sum(1) / p.sum(1)
# --8<-- [end:reductions]

# --8<-- [start:shapes]
shape = x.size()
size = x.numel()
size_as_tensorflow = torch.tensor(x.numel(), dtype=torch.int32)
ndim = x.dim()
ravel = torch.ravel(x)
transpose = torch.transpose(x, 0, 1)
swap_axes = torch.swapaxes(x, 0, 1)
expand_dims = torch.unsqueeze(x, 1)
squeeze = torch.squeeze(x[:1])
stack = torch.stack([x, y])
unstack = torch.unbind(x)
split = torch.split(x, 1, 1)
split_of_columns = torch.hsplit(x, 3)
split_of_rows = torch.vsplit(x, 2)
dstack = torch.dstack([x, y])
append = torch.cat([x.flatten(), y.flatten()])
repeat = torch.repeat_interleave(x, 2, 1)
tile = torch.tile(x, (1, 2))
broadcast_to = torch.broadcast_to(x[:1], (4, 3))
flip = torch.flip(x, (1,))
fliplr = torch.fliplr(x)
flipud = torch.flipud(x)
rot90 = torch.rot90(x)
meshgrid = torch.meshgrid(x[0], y[1], indexing="xy")
diagonal = torch.diagonal(s)
diag = torch.diag(x[0])
diagflat = torch.diagflat(x)
tril = torch.tril(s)
triu = torch.triu(s, 1)
take_columns = x[:, [0, 2]]
select = torch.select(x, 1, 2)
slice_part = x[0:1, 1:3]
slice_update = torch.slice_scatter(x, y[:, :2], 1, 1, 3)
# On TensorFlow Keras divides by the wrong lengths: of a place 5
# in (3, 4) it makes (1, 2).
unravel_index = torch.unravel_index(j, (3, 4))
unravel_index_as_tensorflow = (j // 3, j % 3)
view_as_real = torch.view_as_real(torch.complex(x, y))
# --8<-- [end:shapes]

# --8<-- [start:making]
arange = torch.arange(3)
arange_as_tensorflow = torch.arange(3).int()
arange_of_floats = torch.arange(0.0, 1.0, 0.25)
linspace = torch.linspace(0, 1, 5)
geomspace = torch.logspace(0, 3, 4)
zeros = torch.zeros(2, 3)
ones = torch.ones(2, 3)
full = torch.full((2,), 7.0)
full_of_integers = torch.full((2,), 7)
full_of_integers_as_tensorflow = torch.full((2,), 7.0)
zeros_like = torch.zeros_like(x)
ones_like = torch.ones_like(x)
full_like = torch.full_like(x, 2.0)
empty = torch.empty(2, 3).shape
eye = torch.eye(3)
identity = torch.eye(2)
tri = torch.ones(3, 3).tril()
one_hot = F.one_hot(j, 6)
one_hot_as_tensorflow = F.one_hot(j, 6).float()
multi_hot = F.one_hot(j, 6).amax(-2).float()
hann_window = torch.hann_window(5, periodic=False)
hamming = torch.hamming_window(5, periodic=False)
blackman = torch.blackman_window(5, periodic=False)
bartlett = torch.bartlett_window(5, periodic=False)
kaiser = torch.kaiser_window(5, periodic=False, beta=12.0)
array_of_list = torch.tensor([1.0, 2.0])
as_tensor = torch.as_tensor([1, 2])
as_tensor_as_tensorflow = torch.as_tensor([1, 2]).int()
as_numpy = x.detach().numpy()
copy = torch.clone(x)
cast = x.to(torch.float16)
saturate_cast = x.clamp(0, 255).to(torch.uint8)
stop_gradient = x.detach()
# --8<-- [end:making]

# --8<-- [start:comparison_and_bits]
equal_numbers = torch.eq(x, y)
not_equal = torch.ne(x, y)
greater = torch.greater(x, y)
greater_equal = torch.ge(x, y)
less = torch.less(x, y)
less_equal = torch.le(x, y)
logical_or = torch.logical_or(x > 0, y > 0)
logical_xor = torch.logical_xor(x > 0, y > 0)
where = torch.where(x > 0, x, y)
isnan = torch.isnan(x)
isinf = torch.isinf(x)
isfinite = torch.isfinite(x)
isneginf = torch.isneginf(x)
isposinf = torch.isposinf(x)
isreal = torch.isreal(x)
allclose = torch.allclose(x, x + 1e-9)
allclose_as_tensorflow = torch.tensor(
    torch.allclose(x, x + 1e-9)
)
is_tensor = torch.is_tensor(x)
bitwise_and = torch.bitwise_and(i, j)
bitwise_or = torch.bitwise_or(i, j)
bitwise_xor = torch.bitwise_xor(i, j)
bitwise_not = torch.bitwise_not(i)
left_shift = torch.bitwise_left_shift(j, 2)
right_shift = torch.bitwise_right_shift(j, 1)
# --8<-- [end:comparison_and_bits]

# --8<-- [start:order]
sort = torch.sort(x).values
argsort = torch.argsort(x)
argsort_as_tensorflow = torch.argsort(x).int()
top_k = torch.topk(x, 2)
top_k_as_tensorflow = (
    torch.topk(x, 2).values,
    torch.topk(x, 2).indices.int(),
)
searchsorted = torch.searchsorted(x[0].sort().values, y[0])
searchsorted_as_tensorflow = torch.searchsorted(
    x[0].sort().values, y[0]
).int()
bincount = torch.bincount(j.flatten())
bincount_as_tensorflow = torch.bincount(j.flatten()).int()
nonzero = torch.nonzero(x, as_tuple=True)
nonzero_as_tensorflow = [
    places.int() for places in torch.nonzero(x, as_tuple=True)
]
in_top_k = (x.topk(1).indices == j[:, :1]).any(1)
segment_sum = torch.zeros(6).index_add(0, j[0], x[0])
# --8<-- [end:order]

# --8<-- [start:products]
dot = torch.dot(x[0], y[0])
vdot = torch.vdot(x[0], y[0])
inner = torch.inner(x, y)
outer = torch.outer(x[0], y[0])
matmul = torch.mm(x, y.T)
tensordot = torch.tensordot(x, y, ([1], [1]))
cross = torch.cross(x, y, dim=1)
kron = torch.kron(x, y)
inv = torch.linalg.inv(s)
inverse = torch.inverse(s)
det = torch.linalg.det(s)
logdet = torch.logdet(s)
slogdet = torch.linalg.slogdet(s)
cholesky = torch.linalg.cholesky(s)
cholesky_inverse = torch.cholesky_inverse(s.tril())
solve = torch.linalg.solve(s, x.T)
solve_triangular = torch.linalg.solve_triangular(
    s.tril(), x.T, upper=False
)
eigenvalues = torch.linalg.eigvalsh((s + s.T) / 2)
singular_values = torch.linalg.svdvals(x)
pinv = torch.linalg.pinv(x)
matrix_rank = torch.linalg.matrix_rank(x)
matrix_rank_as_tensorflow = torch.linalg.matrix_rank(x).int()
lstsq = torch.linalg.lstsq(s, x.T).solution
einsum_of_two = torch.einsum("ij,kj->ik", x, y)
# --8<-- [end:products]

# --8<-- [start:activations_and_losses]
relu = F.relu(x)
relu6 = F.relu6(x)
sigmoid = F.sigmoid(x)
silu = F.silu(x)
swish = nn.SiLU()(x)
selu = F.selu(x)
celu = F.celu(x)
glu = F.glu(s[:, :2])
softsign = F.softsign(x)
log_sigmoid = F.logsigmoid(x)
log_softmax = F.log_softmax(x, 1)
hard_sigmoid = F.hardsigmoid(x)
hard_swish = F.hardswish(x)
hard_tanh = F.hardtanh(x / 5)
hard_shrink = F.hardshrink(x)
soft_shrink = F.softshrink(x)
tanh_shrink = F.tanhshrink(x)
threshold = F.threshold(x, 1.0, 0.0)
squareplus = (x + (x**2 + 4).sqrt()) / 2
layer_norm = F.layer_norm(x, (3,))
rms_norm = F.rms_norm(x, (3,), eps=1e-6)
binary_crossentropy = F.binary_cross_entropy(
    torch.sigmoid(x), q, reduction="none"
)
categorical_crossentropy = F.cross_entropy(
    x, q, reduction="none"
)
sparse_crossentropy = F.cross_entropy(
    x, j[:, 0], reduction="none"
)
# --8<-- [end:activations_and_losses]

# --8<-- [start:control]
cond = torch.cond(x[0, 0] > 0, torch.sin, torch.cos, (x,))
vectorized_map = torch.func.vmap(lambda row: row / row.sum())(x)
map_over_rows = torch.stack([row.sum() for row in x])
scan_of_rows = torch.cumsum(x, 0)
fori_loop = functools.reduce(lambda v, n: v + n, range(4), x)
# --8<-- [end:control]
