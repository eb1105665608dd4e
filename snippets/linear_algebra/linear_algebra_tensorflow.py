"""Linear algebra in TensorFlow: products, solvers."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = tf.constant([[2.0, 0.5], [1.0, -1.5], [0.25, 3.0]])
s = tf.constant([[4.0, 1.0], [1.0, 3.0]])  # positive definite
q = tf.constant([[2.0, -1.0], [0.5, 1.5]])
v = tf.constant([1.0, 2.0, -1.0])
w = tf.constant([0.5, -1.0, 2.0])
batch = tf.reshape(tf.range(12.0), (2, 2, 3))
signal = tf.constant([1.0, 2.0, 0.0, -1.0])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (tf, tf.math, tf.linalg, tf.nn, keras.ops)
# --8<-- [end:helpers]

# --8<-- [start:products]
matmul = x @ y
matmul_by_name = tf.matmul(x, y)
matmul_by_name__ops = keras.ops.matmul(x, y)
matrix_vector = tf.linalg.matvec(x, v)
dot = tf.tensordot(v, w, 1)
dot_by_name = keras.ops.dot(v, w)
outer = keras.ops.outer(v, w)
cross = tf.linalg.cross(v, w)
batched_matmul = tf.matmul(batch, batch, transpose_b=True)
broadcast_matmul = batch @ y
matmul_transposed = tf.matmul(x, x, transpose_b=True)
kronecker = tf.experimental.numpy.kron(s, q)
add_product = s + x @ y
tensor_product = tf.tensordot(x, y, 1)
inner_product = keras.ops.inner(x, v)
chain = x @ y @ s
power_of_matrix = q @ q @ q
exponential_of_matrix = tf.linalg.expm(q)
# --8<-- [end:products]

# --8<-- [start:einsum]
einsum_product = tf.einsum("ij,jk->ik", x, y)
einsum_product__ops = keras.ops.einsum("ij,jk->ik", x, y)
einsum_trace = tf.einsum("ii->", s)
einsum_diagonal = tf.einsum("ii->i", s)
einsum_outer = tf.einsum("i,j->ij", v, w)
einsum_batch = tf.einsum("bij,jk->bik", batch, y)
einsum_sum = tf.einsum("ij->j", x)
einsum_ellipsis = tf.einsum("...ij,jk->...ik", batch, y)
# --8<-- [end:einsum]

# --8<-- [start:solvers]
determinant = tf.linalg.det(q)
log_determinant = tf.linalg.slogdet(q)
inverse = tf.linalg.inv(q)
pseudo_inverse = tf.linalg.pinv(x)
solve = tf.linalg.solve(q, s)
solve_triangular = tf.linalg.triangular_solve(
    tf.linalg.band_part(q, -1, 0), s
)
least_squares = tf.linalg.lstsq(y, v[:, None])
# not on negative zero, all equal, infinities, NaN: TensorFlow
# raises nothing and leaves numbers that nobody wrote.
cholesky = tf.linalg.cholesky(s)
# not on negative zero, all equal, infinities, NaN: as above.
cholesky_solve = tf.linalg.cholesky_solve(
    tf.linalg.cholesky(s), q
)
trace = tf.linalg.trace(s)
rank = tf.linalg.matrix_rank(x)
rank_as_pytorch = tf.cast(tf.linalg.matrix_rank(x), tf.int64)
condition = tf.reduce_max(
    tf.linalg.svd(q, compute_uv=False)
) / tf.reduce_min(tf.linalg.svd(q, compute_uv=False))
norm_of_matrix = tf.norm(x)
spectral_norm = tf.norm(x, 2, axis=(0, 1))
norm_of_vector = tf.norm(v)
norm_of_maximum = tf.norm(v, float("inf"))
# --8<-- [end:solvers]

# --8<-- [start:decompositions]
singular_values = tf.linalg.svd(x, compute_uv=False)
svd_rebuilt = tf.matmul(
    tf.linalg.svd(x)[1] * tf.linalg.svd(x)[0],
    tf.linalg.svd(x)[2],
    adjoint_b=True,
)
svd_shapes = [list(part.shape) for part in tf.linalg.svd(x)]
svd_shapes_as_pytorch = [[2, 2], [2], [2, 3]]
svd_full_shapes = [list(part.shape) for part in tf.linalg.svd(x)]
svd_full_shapes_as_pytorch = [[2, 2], [2], [3, 3]]
qr_rebuilt = tf.linalg.qr(y).q @ tf.linalg.qr(y).r
eigenvalues = tf.linalg.eigvalsh(s)
eigenvalues_as_pytorch = tf.linalg.eigvalsh(
    (s + tf.transpose(s)) / 2
)
# no remedy: make the matrix symmetric first, as above.
eigenvalues_rebuilt = tf.matmul(
    tf.linalg.eigh(s)[1] * tf.linalg.eigh(s)[0],
    tf.linalg.eigh(s)[1],
    transpose_b=True,
)
eigenvalues_general = tf.linalg.eigvals(q)
# no remedy: TensorFlow has no gradient of LU.
lu_rebuilt = tf.linalg.lu_reconstruct(*tf.linalg.lu(q))
# --8<-- [end:decompositions]

# --8<-- [start:transforms]
# not on empty: TensorFlow ends the process.
fft = tf.signal.fft(tf.cast(signal, tf.complex64))
# not on empty: TensorFlow ends the process.
real_fft = tf.signal.rfft(signal)
# not on empty: TensorFlow ends the process.
inverse_fft = tf.math.real(
    tf.signal.ifft(tf.signal.fft(tf.cast(signal, tf.complex64)))
)
# not on empty: TensorFlow ends the process.
# not on one element: TensorFlow ends the process.
inverse_real_fft = tf.signal.irfft(tf.signal.rfft(signal))
# not on empty: TensorFlow ends the process.
fft_of_two_axes = tf.signal.rfft2d(x)
frequencies = hasattr(tf.signal, "rfftfreq")
frequencies_as_pytorch = tf.range(3.0) / 4
shift = tf.signal.fftshift(signal)
hann_window = tf.signal.hann_window(4)
hamming_window = tf.signal.hamming_window(4)
# not on empty: TensorFlow ends the process.
spectrum_of_power = tf.abs(tf.signal.rfft(signal)) ** 2
# not on empty: TensorFlow ends the process.
# not on one element: TensorFlow ends the process.
convolve_by_fft = tf.signal.irfft(
    tf.signal.rfft(signal) * tf.signal.rfft(signal)
)
distances = keras.ops.cdist(x, x + 1)
covariance = any(hasattr(m, "cov") for m in modules)
covariance_as_pytorch = (
    (x - tf.reduce_mean(x, 1, keepdims=True))
    @ tf.transpose(x - tf.reduce_mean(x, 1, keepdims=True))
    / (x.shape[1] - 1)
)
correlation = keras.ops.corrcoef(x)
vandermonde = keras.ops.vander(v)
# --8<-- [end:transforms]
