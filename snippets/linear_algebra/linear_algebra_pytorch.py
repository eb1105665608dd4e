"""Linear algebra in PyTorch: products, solvers, transforms."""

# --8<-- [start:inputs]
import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = torch.tensor([[2.0, 0.5], [1.0, -1.5], [0.25, 3.0]])
s = torch.tensor([[4.0, 1.0], [1.0, 3.0]])  # positive definite
q = torch.tensor([[2.0, -1.0], [0.5, 1.5]])
v = torch.tensor([1.0, 2.0, -1.0])
w = torch.tensor([0.5, -1.0, 2.0])
batch = torch.arange(12.0).reshape(2, 2, 3)
signal = torch.tensor([1.0, 2.0, 0.0, -1.0])
# --8<-- [end:inputs]

# --8<-- [start:products]
matmul = x @ y
matmul_by_name = torch.matmul(x, y)
matrix_vector = x @ v
dot = v @ w
dot_by_name = torch.dot(v, w)
outer = torch.outer(v, w)
cross = torch.linalg.cross(v, w)
batched_matmul = torch.bmm(batch, batch.mT)
broadcast_matmul = batch @ y
matmul_transposed = x @ x.T
kronecker = torch.kron(s, q)
add_product = torch.addmm(s, x, y)
tensor_product = torch.tensordot(x, y, dims=1)
inner_product = torch.inner(x, v)
chain = torch.linalg.multi_dot([x, y, s])
power_of_matrix = torch.linalg.matrix_power(q, 3)
exponential_of_matrix = torch.matrix_exp(q)
# --8<-- [end:products]

# --8<-- [start:einsum]
einsum_product = torch.einsum("ij,jk->ik", x, y)
einsum_trace = torch.einsum("ii->", s)
einsum_diagonal = torch.einsum("ii->i", s)
einsum_outer = torch.einsum("i,j->ij", v, w)
einsum_batch = torch.einsum("bij,jk->bik", batch, y)
einsum_sum = torch.einsum("ij->j", x)
einsum_ellipsis = torch.einsum("...ij,jk->...ik", batch, y)
# --8<-- [end:einsum]

# --8<-- [start:solvers]
determinant = torch.linalg.det(q)
log_determinant = torch.linalg.slogdet(q)
inverse = torch.linalg.inv(q)
pseudo_inverse = torch.linalg.pinv(x)
solve = torch.linalg.solve(q, s)
solve_triangular = torch.linalg.solve_triangular(
    torch.tril(q), s, upper=False
)
least_squares = torch.linalg.lstsq(y, v[:, None]).solution
cholesky = torch.linalg.cholesky(s)
cholesky_solve = torch.cholesky_solve(
    q, torch.linalg.cholesky(s)
)
trace = torch.trace(s)
rank = torch.linalg.matrix_rank(x)
rank_as_tensorflow = torch.linalg.matrix_rank(x).int()
condition = torch.linalg.cond(q)
norm_of_matrix = torch.linalg.matrix_norm(x)
spectral_norm = torch.linalg.matrix_norm(x, 2)
norm_of_vector = torch.linalg.vector_norm(v)
norm_of_maximum = torch.linalg.vector_norm(v, torch.inf)
# --8<-- [end:solvers]

# --8<-- [start:decompositions]
singular_values = torch.linalg.svdvals(x)
# The three parts stand in another order, and PyTorch gives the
# last one transposed.
svd_rebuilt = (
    torch.linalg.svd(x, full_matrices=False).U
    * torch.linalg.svd(x, full_matrices=False).S
) @ torch.linalg.svd(x, full_matrices=False).Vh
svd_shapes = [
    list(part.shape)
    for part in torch.linalg.svd(x, full_matrices=False)
]
svd_shapes_as_tensorflow = [[2], [2, 2], [3, 2]]
# By default PyTorch gives the full matrices, TensorFlow the
# thin ones.
svd_full_shapes = [
    list(part.shape) for part in torch.linalg.svd(x)
]
svd_full_shapes_as_tensorflow = [[2], [2, 2], [3, 2]]
qr_rebuilt = torch.linalg.qr(y).Q @ torch.linalg.qr(y).R
# TensorFlow reads and derives one triangle alone.
eigenvalues = torch.linalg.eigvalsh(s)
eigenvalues_as_tensorflow = torch.linalg.eigvalsh(
    torch.tril(s) + torch.tril(s, -1).T
)
# no remedy: make the matrix symmetric first, as above.
eigenvalues_rebuilt = (
    torch.linalg.eigh(s).eigenvectors
    * torch.linalg.eigh(s).eigenvalues
) @ torch.linalg.eigh(s).eigenvectors.T
eigenvalues_general = torch.linalg.eigvals(q)
lu_rebuilt = (
    torch.linalg.lu(q).P
    @ torch.linalg.lu(q).L
    @ torch.linalg.lu(q).U
)
# --8<-- [end:decompositions]

# --8<-- [start:transforms]
fft = torch.fft.fft(signal)
fft_as_tensorflow = torch.fft.fft(signal.to(torch.complex64))
real_fft = torch.fft.rfft(signal)
inverse_fft = torch.fft.ifft(torch.fft.fft(signal)).real
inverse_real_fft = torch.fft.irfft(torch.fft.rfft(signal))
fft_of_two_axes = torch.fft.rfft2(x)
frequencies = torch.fft.rfftfreq(4)
shift = torch.fft.fftshift(signal)
hann_window = torch.hann_window(4)
hamming_window = torch.hamming_window(4)
spectrum_of_power = torch.fft.rfft(signal).abs().square()
convolve_by_fft = torch.fft.irfft(
    torch.fft.rfft(signal) * torch.fft.rfft(signal)
)
distances = torch.cdist(x, x + 1)
covariance = torch.cov(x)
correlation = torch.corrcoef(x)
vandermonde = torch.vander(v)
vandermonde_as_tensorflow = v[:, None] ** torch.arange(2, -1, -1)
# --8<-- [end:transforms]
