"""Einsum and Fourier transforms in TensorFlow."""

# --8<-- [start:inputs]
import math
from contextlib import suppress

import keras
import tensorflow as tf

a = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
b = tf.reshape(tf.range(12.0), (3, 4)) / 10 - 0.5
t = tf.reshape(tf.range(24.0) * 7 % 25 / 8, (2, 3, 4))
s = tf.constant([[2.0, 1.0], [0.5, 3.0]])
n = tf.constant([[1, 2], [4, 5]], tf.int64)
w = tf.constant([1.0, 2.0, -1.0, 0.5, 3.0, -2.0])
c = tf.complex(w, tf.reverse(w, [0]))
sound = tf.range(32.0) * 7 % 11 / 8 - 0.5
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def as_complex(x):
    return tf.cast(x, tf.complex64)


rising = tf.range(6.0)
modules = (tf, tf.math, tf.linalg, tf.signal, keras.ops)
# --8<-- [end:helpers]

# --8<-- [start:einsum]
einsum_matmul = tf.einsum("ij,jk->ik", a, b)
einsum_matmul__ops = keras.ops.einsum("ij,jk->ik", a, b)
einsum_batch = tf.einsum("bij,bkj->bik", t, t)
einsum_without_arrow = tf.einsum("ij,jk", a, b)
einsum_order_of_letters = tf.einsum("ba", a)
einsum_sum = tf.einsum("ij->", a)
einsum_rows = tf.einsum("ij->i", a)
einsum_outer = tf.einsum("i,j->ij", w, w)
einsum_transpose = tf.einsum("ij->ji", a)
einsum_ellipsis = tf.einsum("...ij,kj->...ik", t, b)
einsum_diagonal = tf.einsum("ii->i", s)
einsum_trace = tf.einsum("ii", s)
einsum_three = tf.einsum("ij,jk,lk->il", a, b, b)
einsum_bilinear = tf.einsum("bi,ij,bj->b", s, s, s)
einsum_hadamard = tf.einsum("ij,ij->ij", a, a)
einsum_capitals = tf.einsum("Ij,jk->Ik", a, b)
einsum_with_spaces = tf.einsum("i j, j k -> i k", a, b)
einsum_of_integers = tf.einsum("ij,jk->ik", n, n)
with suppress(tf.errors.InvalidArgumentError):
    einsum_stretched = tf.einsum("ij,ij->i", a, a[:, :1])
einsum_stretched_as_pytorch = tf.einsum("ij,ik->i", a, a[:, :1])
with suppress(tf.errors.InvalidArgumentError):
    einsum_of_two_dtypes = tf.einsum(
        "ij,jk", a, tf.cast(b, tf.float64)
    )
with suppress(AttributeError):
    einsum_by_numbers = tf.einsum(a, [0, 1], b, [1, 2], [0, 2])
einsum_by_numbers_as_pytorch = tf.einsum("ab,bc->ac", a, b)
scores_of_heads = tf.matmul(t, t, transpose_b=True)
# --8<-- [end:einsum]

# --8<-- [start:products]
tensordot = tf.tensordot(a, b, 1)
tensordot_of_axes = tf.tensordot(t, a, [[1], [1]])
inner = tf.tensordot(a, b, [[1], [0]])
outer = tf.tensordot(w, w, 0)
kronecker = keras.ops.kron(s, s)
products_in_a_row = a @ b @ tf.transpose(b)
# --8<-- [end:products]

# --8<-- [start:transforms]
with suppress(tf.errors.InvalidArgumentError):
    fft = tf.signal.fft(w)
fft_as_pytorch = tf.signal.fft(as_complex(w))
fft_of_complex = tf.signal.fft(c)
fft_of_complex__ops = tf.complex(
    *keras.ops.fft((tf.math.real(c), tf.math.imag(c)))
)
inverse_fft = tf.signal.ifft(c)
real_fft = tf.signal.rfft(w)
inverse_real_fft = tf.signal.irfft(c[:4])
inverse_of_odd_length = tf.signal.irfft(c[:3])
inverse_of_stated_length = tf.signal.irfft(c[:3], [5])
real_fft_padded = tf.signal.rfft(w + rising, [8])
real_fft_cut = tf.signal.rfft(w + rising, [4])
real_fft_cut_as_pytorch = tf.signal.rfft((w + rising)[:4])
real_fft_of_columns = tf.transpose(
    tf.signal.rfft(tf.transpose(a))
)
real_fft_orthonormal = tf.signal.rfft(w) / math.sqrt(6)
fft_of_images = tf.signal.fft2d(tf.complex(a, a))
inverse_fft_of_images = tf.signal.ifft2d(tf.complex(a, a))
real_fft_of_images = tf.signal.rfft2d(a)
fft_of_all_axes = tf.signal.fft3d(tf.complex(t, t))
inverse_real_fft_of_images = tf.signal.irfft2d(
    tf.reshape(c, (2, 3))
)
hermitian = any(hasattr(m, "hfft") for m in modules)
hermitian_as_pytorch = 10 * tf.signal.irfft(tf.math.conj(c))
frequencies = any(hasattr(m, "fftfreq") for m in modules)
frequencies_as_pytorch = tf.signal.ifftshift(
    tf.range(-3.0, 3.0) / 6
)
real_frequencies = any(hasattr(m, "rfftfreq") for m in modules)
real_frequencies_as_pytorch = tf.range(4.0) / 6
shift = tf.signal.fftshift(w)
shift_back = tf.signal.ifftshift(w[:5])
shift_of_matrix = tf.signal.fftshift(a)
power_of_spectrum = tf.abs(tf.signal.rfft(w)) ** 2
phase_of_spectrum = tf.math.angle(tf.signal.fft(c))
circular_convolution = tf.signal.ifft(
    tf.signal.fft(c) * tf.signal.fft(tf.reverse(c, [0]))
)
cosine_transform = tf.signal.dct(w)
# --8<-- [end:transforms]

# --8<-- [start:windows_and_frames]
hann = tf.signal.hann_window(8)
hann_symmetric = tf.signal.hann_window(8, periodic=False)
hamming = tf.signal.hamming_window(8)
kaiser = tf.signal.kaiser_window(8)
blackman = any(hasattr(m, "blackman_window") for m in modules)
blackman_as_pytorch = (
    0.42
    - 0.5 * tf.cos(2 * math.pi * tf.range(8.0) / 8)
    + 0.08 * tf.cos(4 * math.pi * tf.range(8.0) / 8)
)
bartlett = any(hasattr(m, "bartlett_window") for m in modules)
bartlett_as_pytorch = 1 - tf.abs(tf.range(8.0) / 4 - 1)
frames = tf.signal.frame(sound, 8, 4)
frames_with_a_tail = tf.signal.frame(sound[:30], 8, 4)
overlapped = tf.signal.overlap_and_add(
    tf.reshape(sound, (4, 8)), 4
)
spectrogram = tf.signal.stft(sound, 8, 4)
spectrogram_as_pytorch = tf.transpose(
    tf.signal.stft(tf.pad(sound, [[4, 4]], "REFLECT"), 8, 4)
)
spectrogram_alike = tf.signal.stft(sound, 8, 4)
spectrogram_alike_as_pytorch = tf.transpose(
    tf.signal.stft(sound, 8, 4)
)
spectrogram_and_back = tf.signal.inverse_stft(
    tf.signal.stft(tf.pad(sound, [[4, 4]], "REFLECT"), 8, 4),
    8,
    4,
    window_fn=tf.signal.inverse_stft_window_fn(4),
)[4:-4]
mel_weights = tf.signal.linear_to_mel_weight_matrix(
    4, 5, 8000, 125.0, 3800.0
)
# --8<-- [end:windows_and_frames]
