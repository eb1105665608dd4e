"""The calls of keras.ops beside PyTorch's."""

# --8<-- [start:inputs]
import tensorflow as tf
from keras import ops

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = tf.constant([[0.5, 1.5, -1.0], [2.0, -0.75, 3.0]])
p = tf.constant([[1.0, 2.0, 0.5], [3.0, 0.25, 4.0]])
q = tf.constant([[1.0, 0.0, 0.0], [0.0, 0.25, 0.75]])
s = tf.constant(
    [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]]
)
i = tf.constant([[12, 7, 3], [5, -6, 8]], tf.int64)
j = tf.constant([[0, 2, 5], [1, 4, 3]], tf.int64)
# --8<-- [end:inputs]

# --8<-- [start:numbers]
abs = ops.abs(x)
absolute = ops.absolute(x)
fabs = ops.fabs(x)
add_numbers = ops.add(x, y)
subtract = ops.subtract(x, y)
multiply = ops.multiply(x, y)
divide = ops.divide(x, y)
true_divide = ops.true_divide(i, j)
divide_no_nan = ops.divide_no_nan(x, y)
floor_divide = ops.floor_divide(x, y)
remainder = ops.mod(x, y)
fmod = ops.fmod(x, y)
power = ops.power(p, y)
negative = ops.negative(x)
reciprocal = ops.reciprocal(y)
sign = ops.sign(x)
square = ops.square(x)
sqrt = ops.sqrt(p)
rsqrt = ops.rsqrt(p)
cbrt = ops.cbrt(p)
exp = ops.exp(x)
exp2 = ops.exp2(x)
expm1 = ops.expm1(x)
log = ops.log(p)
log1p = ops.log1p(p)
logaddexp2 = ops.logaddexp2(x, y)
ceil = ops.ceil(x)
ceil_as_pytorch = ops.ceil(x) + 0 * x
floor = ops.floor(x)
floor_as_pytorch = ops.floor(x) + 0 * x
clip = ops.clip(x, -1.0, 2.0)
clip_as_pytorch = ops.where(
    ops.logical_and(x > -1, x < 2),
    x,
    ops.stop_gradient(ops.clip(x, -1, 2)),
)
maximum = ops.maximum(x, y)
minimum = ops.minimum(x, y)
fmin = ops.fmin(x, y)
heaviside = ops.heaviside(x, y)
hypot = ops.hypot(x, y)
ldexp = ops.ldexp(x, i)
nextafter = ops.nextafter(x, y)
sinc = ops.sinc(x)
i0 = ops.i0(x)
erf = ops.erf(x)
erfc = ops.erfc(x)
erfinv = ops.erfinv(x / 5)
gcd = ops.gcd(i, j)
lcm = ops.lcm(i, j)
# --8<-- [end:numbers]

# --8<-- [start:angles]
sin = ops.sin(x)
cos = ops.cos(x)
tan = ops.tan(x)
sinh = ops.sinh(x)
cosh = ops.cosh(x)
tanh = ops.tanh(x)
arcsin = ops.arcsin(x / 5)
arccos = ops.arccos(x / 5)
arctan = ops.arctan(x)
arctan2 = ops.arctan2(x, y)
arcsinh = ops.arcsinh(x)
arccosh = ops.arccosh(p + 1)
arctanh = ops.arctanh(x / 5)
deg2rad = ops.deg2rad(x)
rad2deg = ops.rad2deg(x)
# --8<-- [end:angles]

# --8<-- [start:reductions]
max_of_rows = ops.max(x, 1)
amax = ops.amax(x, 0)
min_of_rows = ops.min(x, 1)
amin = ops.amin(x, 0)
prod = ops.prod(x, 1)
logsumexp = ops.logsumexp(x, 1)
argmax = ops.argmax(x, 1)
argmax_as_pytorch = ops.cast(ops.argmax(x, 1), "int64")
argmin = ops.argmin(x, 1)
argmin_as_pytorch = ops.cast(ops.argmin(x, 1), "int64")
cumsum = ops.cumsum(x, 1)
cumprod = ops.cumprod(x, 1)
diff = ops.diff(x)
moments = ops.moments(x, 1)
norm = ops.norm(x)
norm_of_rows = ops.linalg.norm(x, axis=1)
ptp = ops.ptp(x, 1)
nanmax = ops.nanmax(x, 1)
nanmin = ops.nanmin(x, 1)
nanmean = ops.nanmean(x, 1)
nansum = ops.nansum(x, 1)
nanprod = ops.nanprod(x, 1)
nanquantile = ops.nanquantile(x, 0.25, 1)
quantile = ops.quantile(x, 0.25, 1)
percentile = ops.percentile(x, 25)
trapezoid = ops.trapezoid(x)
trace = ops.trace(s)
average = ops.average(x, 1, p)
# --8<-- [end:reductions]

# --8<-- [start:shapes]
shape = ops.shape(x)
size = ops.size(x)
size_as_pytorch = int(ops.size(x))
ndim = ops.ndim(x)
ravel = ops.ravel(x)
transpose = ops.transpose(x)
swap_axes = ops.swapaxes(x, 0, 1)
expand_dims = ops.expand_dims(x, 1)
squeeze = ops.squeeze(x[:1])
stack = ops.stack([x, y])
unstack = ops.unstack(x, 2)
split = ops.split(x, 3, 1)
split_of_columns = ops.hsplit(x, 3)
split_of_rows = ops.vsplit(x, 2)
dstack = ops.dstack([x, y])
append = ops.append(x, y)
repeat = ops.repeat(x, 2, 1)
tile = ops.tile(x, (1, 2))
broadcast_to = ops.broadcast_to(x[:1], (4, 3))
flip = ops.flip(x, 1)
fliplr = ops.fliplr(x)
flipud = ops.flipud(x)
rot90 = ops.rot90(x)
meshgrid = ops.meshgrid(x[0], y[1])
diagonal = ops.diagonal(s)
diag = ops.diag(x[0])
diagflat = ops.diagflat(x)
tril = ops.tril(s)
triu = ops.triu(s, 1)
take_columns = ops.take(x, [0, 2], 1)
select = ops.get_item(x, (slice(None), 2))
slice_part = ops.slice(x, (0, 1), (1, 2))
slice_update = ops.slice_update(x, (0, 1), y[:, :2])
slice_update_as_pytorch = ops.concatenate(
    [x[:, :1], y[:, :2]], 1
)
unravel_index = ops.unravel_index(j, (3, 4))
unravel_index_as_pytorch = (j // 4, j % 4)
view_as_real = ops.view_as_real(
    ops.view_as_complex(ops.stack([x, y], -1))
)
# --8<-- [end:shapes]

# --8<-- [start:making]
arange = ops.arange(3)
arange_as_pytorch = ops.cast(ops.arange(3), "int64")
arange_of_floats = ops.arange(0.0, 1.0, 0.25)
linspace = ops.linspace(0, 1, 5)
geomspace = ops.geomspace(1.0, 1000.0, 4)
zeros = ops.zeros((2, 3))
ones = ops.ones((2, 3))
full = ops.full((2,), 7.0)
full_of_integers = ops.full((2,), 7)
full_of_integers_as_pytorch = ops.full((2,), 7, "int64")
zeros_like = ops.zeros_like(x)
ones_like = ops.ones_like(x)
full_like = ops.full_like(x, 2.0)
empty = ops.empty((2, 3)).shape
eye = ops.eye(3)
identity = ops.identity(2)
tri = ops.tri(3)
one_hot = ops.one_hot(j, 6)
one_hot_as_pytorch = ops.cast(ops.one_hot(j, 6), "int64")
multi_hot = ops.multi_hot(j, 6)
hann_window = ops.hanning(5)
hamming = ops.hamming(5)
blackman = ops.blackman(5)
bartlett = ops.bartlett(5)
kaiser = ops.kaiser(5, 12.0)
array_of_list = ops.array([1.0, 2.0])
as_tensor = ops.convert_to_tensor([1, 2])
as_tensor_as_pytorch = ops.cast(
    ops.convert_to_tensor([1, 2]), "int64"
)
as_numpy = ops.convert_to_numpy(x)
copy = ops.copy(x)
cast = ops.cast(x, "float16")
saturate_cast = ops.saturate_cast(x, "uint8")
stop_gradient = ops.stop_gradient(x)
# --8<-- [end:making]

# --8<-- [start:comparison_and_bits]
equal_numbers = ops.equal(x, y)
not_equal = ops.not_equal(x, y)
greater = ops.greater(x, y)
greater_equal = ops.greater_equal(x, y)
less = ops.less(x, y)
less_equal = ops.less_equal(x, y)
logical_or = ops.logical_or(x > 0, y > 0)
logical_xor = ops.logical_xor(x > 0, y > 0)
where = ops.where(x > 0, x, y)
isnan = ops.isnan(x)
isinf = ops.isinf(x)
isfinite = ops.isfinite(x)
isneginf = ops.isneginf(x)
isposinf = ops.isposinf(x)
isreal = ops.isreal(x)
allclose = ops.allclose(x, x + 1e-9)
allclose_as_pytorch = bool(ops.allclose(x, x + 1e-9))
is_tensor = ops.is_tensor(x)
bitwise_and = ops.bitwise_and(i, j)
bitwise_or = ops.bitwise_or(i, j)
bitwise_xor = ops.bitwise_xor(i, j)
bitwise_not = ops.bitwise_not(i)
left_shift = ops.left_shift(j, 2)
right_shift = ops.right_shift(j, 1)
# --8<-- [end:comparison_and_bits]

# --8<-- [start:order]
sort = ops.sort(x)
argsort = ops.argsort(x)
argsort_as_pytorch = ops.cast(ops.argsort(x), "int64")
top_k = ops.top_k(x, 2)
top_k_as_pytorch = (
    ops.top_k(x, 2)[0],
    ops.cast(ops.top_k(x, 2)[1], "int64"),
)
searchsorted = ops.searchsorted(ops.sort(x[0]), y[0])
searchsorted_as_pytorch = ops.cast(
    ops.searchsorted(ops.sort(x[0]), y[0]), "int64"
)
bincount = ops.bincount(ops.ravel(j))
bincount_as_pytorch = ops.cast(
    ops.bincount(ops.ravel(j)), "int64"
)
nonzero = ops.nonzero(x)
nonzero_as_pytorch = [
    ops.cast(places, "int64") for places in ops.nonzero(x)
]
in_top_k = ops.in_top_k(j[:, 0], x, 1)
segment_sum = ops.segment_sum(x[0], j[0], 6)
# --8<-- [end:order]

# --8<-- [start:products]
dot = ops.dot(x[0], y[0])
vdot = ops.vdot(x[0], y[0])
inner = ops.inner(x, y)
outer = ops.outer(x[0], y[0])
matmul = ops.matmul(x, ops.transpose(y))
tensordot = ops.tensordot(x, y, [[1], [1]])
cross = ops.cross(x, y)
kron = ops.kron(x, y)
inv = ops.inv(s)
inverse = ops.linalg.inv(s)
det = ops.det(s)
logdet = ops.logdet(s)
slogdet = ops.slogdet(s)
cholesky = ops.cholesky(s)
cholesky_inverse = ops.cholesky_inverse(ops.tril(s))
solve = ops.solve(s, ops.transpose(x))
solve_triangular = ops.solve_triangular(
    ops.tril(s), ops.transpose(x), lower=True
)
eigenvalues = ops.eigh((s + ops.transpose(s)) / 2)[0]
singular_values = ops.svd(x)[1]
pinv = ops.pinv(x)
matrix_rank = ops.matrix_rank(x)
matrix_rank_as_pytorch = ops.cast(ops.matrix_rank(x), "int64")
lstsq = ops.lstsq(s, ops.transpose(x))
einsum_of_two = ops.einsum("ij,kj->ik", x, y)
# --8<-- [end:products]

# --8<-- [start:activations_and_losses]
relu = ops.relu(x)
relu6 = ops.relu6(x)
sigmoid = ops.sigmoid(x)
silu = ops.silu(x)
swish = ops.swish(x)
selu = ops.selu(x)
celu = ops.celu(x)
glu = ops.glu(s[:, :2])
softsign = ops.softsign(x)
log_sigmoid = ops.log_sigmoid(x)
log_softmax = ops.log_softmax(x)
hard_sigmoid = ops.hard_sigmoid(x)
hard_swish = ops.hard_swish(x)
hard_tanh = ops.hard_tanh(x / 5)
hard_shrink = ops.hard_shrink(x)
soft_shrink = ops.soft_shrink(x)
tanh_shrink = ops.tanh_shrink(x)
threshold = ops.threshold(x, 1.0, 0.0)
squareplus = ops.squareplus(x)
layer_norm = ops.layer_normalization(x)
rms_norm = ops.rms_normalization(x)
binary_crossentropy = ops.binary_crossentropy(q, ops.sigmoid(x))
categorical_crossentropy = ops.categorical_crossentropy(
    q, x, from_logits=True
)
sparse_crossentropy = ops.sparse_categorical_crossentropy(
    j[:, 0], x, from_logits=True
)
# --8<-- [end:activations_and_losses]

# --8<-- [start:control]
cond = ops.cond(
    x[0, 0] > 0, lambda: ops.sin(x), lambda: ops.cos(x)
)
vectorized_map = ops.vectorized_map(
    lambda row: row / ops.sum(row), x
)
map_over_rows = ops.map(ops.sum, x)
scan_of_rows = ops.associative_scan(ops.add, x)
fori_loop = ops.fori_loop(
    0, 4, lambda n, v: v + ops.cast(n, v.dtype), x
)
# --8<-- [end:control]
