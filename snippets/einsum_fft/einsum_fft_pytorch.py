"""Einsum and Fourier transforms in PyTorch."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
import torch.nn.functional as F

a = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
b = torch.arange(12.0).reshape(3, 4) / 10 - 0.5
t = (torch.arange(24.0) * 7 % 25 / 8).reshape(2, 3, 4)
s = torch.tensor([[2.0, 1.0], [0.5, 3.0]])
n = torch.tensor([[1, 2], [4, 5]])
w = torch.tensor([1.0, 2.0, -1.0, 0.5, 3.0, -2.0])
c = torch.complex(w, w.flip(0))
sound = torch.arange(32.0) * 7 % 11 / 8 - 0.5
# --8<-- [end:inputs]

# --8<-- [start:helpers]
window = torch.hann_window(8)
rising = torch.arange(6.0)
# --8<-- [end:helpers]

# --8<-- [start:einsum]
# believed to differ: the letters of einsum. Both read them as
# NumPy does.
einsum_matmul = torch.einsum("ij,jk->ik", a, b)
einsum_batch = torch.einsum("bij,bkj->bik", t, t)
einsum_without_arrow = torch.einsum("ij,jk", a, b)
# Without an arrow the letters of the result are sorted: this
# transposes.
einsum_order_of_letters = torch.einsum("ba", a)
einsum_sum = torch.einsum("ij->", a)
einsum_rows = torch.einsum("ij->i", a)
einsum_outer = torch.einsum("i,j->ij", w, w)
einsum_transpose = torch.einsum("ij->ji", a)
einsum_ellipsis = torch.einsum("...ij,kj->...ik", t, b)
einsum_diagonal = torch.einsum("ii->i", s)
einsum_trace = torch.einsum("ii", s)
einsum_three = torch.einsum("ij,jk,lk->il", a, b, b)
einsum_bilinear = torch.einsum("bi,ij,bj->b", s, s, s)
einsum_hadamard = torch.einsum("ij,ij->ij", a, a)
einsum_capitals = torch.einsum("Ij,jk->Ik", a, b)
einsum_with_spaces = torch.einsum("i j, j k -> i k", a, b)
einsum_of_integers = torch.einsum("ij,jk->ik", n, n)
# PyTorch stretches an axis of length 1 to its namesake.
einsum_stretched = torch.einsum("ij,ij->i", a, a[:, :1])
with suppress(RuntimeError):
    einsum_of_two_dtypes = torch.einsum("ij,jk", a, b.double())
einsum_by_numbers = torch.einsum(a, [0, 1], b, [1, 2], [0, 2])
scores_of_heads = torch.einsum("bqd,bkd->bqk", t, t)
# --8<-- [end:einsum]

# --8<-- [start:products]
tensordot = torch.tensordot(a, b, 1)
# A number counts the axes of contraction; two lists name them.
tensordot_of_axes = torch.tensordot(t, a, ([1], [1]))
inner = torch.inner(a, b.T)
outer = torch.outer(w, w)
kronecker = torch.kron(s, s)
products_in_a_row = torch.linalg.multi_dot([a, b, b.T])
# --8<-- [end:products]

# --8<-- [start:transforms]
# TensorFlow takes complex numbers alone. no remedy: there is
# nothing to agree with.
fft = torch.fft.fft(w)
fft_of_complex = torch.fft.fft(c)
inverse_fft = torch.fft.ifft(c)
real_fft = torch.fft.rfft(w)
inverse_real_fft = torch.fft.irfft(c[:4])
# Both suppose an even length: of three frequencies four numbers
# come back, also where five went in.
inverse_of_odd_length = torch.fft.irfft(c[:3])
inverse_of_stated_length = torch.fft.irfft(c[:3], 5)
real_fft_padded = torch.fft.rfft(w + rising, 8)
# Through the length of TensorFlow no gradient passes: it raises.
# no remedy: nobody wants the error.
real_fft_cut = torch.fft.rfft(w + rising, 4)
real_fft_of_columns = torch.fft.rfft(a, dim=0)
real_fft_orthonormal = torch.fft.rfft(w, norm="ortho")
fft_of_images = torch.fft.fft2(torch.complex(a, a))
inverse_fft_of_images = torch.fft.ifft2(torch.complex(a, a))
real_fft_of_images = torch.fft.rfft2(a)
fft_of_all_axes = torch.fft.fftn(torch.complex(t, t))
inverse_real_fft_of_images = torch.fft.irfft2(c.reshape(2, 3))
hermitian = torch.fft.hfft(c)
frequencies = torch.fft.fftfreq(6)
real_frequencies = torch.fft.rfftfreq(6)
shift = torch.fft.fftshift(w)
shift_back = torch.fft.ifftshift(w[:5])
shift_of_matrix = torch.fft.fftshift(a)
power_of_spectrum = torch.fft.rfft(w).abs() ** 2
phase_of_spectrum = torch.fft.fft(c).angle()
circular_convolution = torch.fft.ifft(
    torch.fft.fft(c) * torch.fft.fft(c.flip(0))
)
cosine_transform = hasattr(torch.fft, "dct")
cosine_transform_as_tensorflow = (
    2
    * torch.exp(-1j * torch.pi * torch.arange(6) / 12)
    * torch.fft.fft(torch.cat([w, 0 * w]))[:6]
).real
# --8<-- [end:transforms]

# --8<-- [start:windows_and_frames]
# believed to differ: whether windows are periodic. Both are,
# unless asked for the symmetric one.
hann = torch.hann_window(8)
hann_symmetric = torch.hann_window(8, periodic=False)
hamming = torch.hamming_window(8)
kaiser = torch.kaiser_window(8, periodic=False)
blackman = torch.blackman_window(8)
bartlett = torch.bartlett_window(8)
frames = sound.unfold(0, 8, 4)
# A tail that fills no frame is dropped by both.
frames_with_a_tail = sound[:30].unfold(0, 8, 4)
overlapped = F.fold(
    sound.reshape(4, 8).T[None], (1, 20), (1, 8), stride=(1, 4)
).reshape(-1)
# PyTorch pads both ends by half a window (center=True) and puts
# frequencies before time; its window is ones if none is given,
# that of TensorFlow is Hann's.
spectrogram = torch.stft(
    sound, 8, 4, window=window, return_complex=True
)
spectrogram_as_tensorflow = torch.stft(
    sound, 8, 4, window=window, center=False, return_complex=True
).T
spectrogram_alike = torch.stft(
    sound, 8, 4, window=window, center=False, return_complex=True
)
spectrogram_alike_as_tensorflow = torch.stft(
    sound, 8, 4, window=window, center=False, return_complex=True
).T
spectrogram_and_back = torch.istft(
    torch.stft(sound, 8, 4, window=window, return_complex=True),
    8,
    4,
    window=window,
)
# no remedy: torchaudio computes them, PyTorch alone doesn't.
mel_weights = hasattr(torch, "linear_to_mel_weight_matrix")
# --8<-- [end:windows_and_frames]
