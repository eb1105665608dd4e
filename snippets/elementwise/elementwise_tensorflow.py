"""Arithmetic, roots and rounding in TensorFlow."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.5]])
y = tf.constant([[2.0, 0.5, -3.0], [1.0, 2.0, 2.5]])
p = tf.constant([0.25, 1.0, 4.0])
u = tf.constant([0.1, 0.5, 0.9])
n = tf.constant([7, -7, 5], tf.int64)
m = tf.constant([2, 2, -3], tf.int64)
b = tf.constant([True, False, True])
z = tf.constant([1 + 2j, -1j], tf.complex64)
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (tf, tf.math, tf.experimental.numpy, keras.ops)
# --8<-- [end:helpers]

# --8<-- [start:arithmetic]
add = x + y
subtract = x - y
multiply = x * y
divide = x / y
add_scaled = x + 2 * y
negative = -x
absolute = tf.abs(x)
sign = tf.sign(x)
reciprocal = tf.math.reciprocal(p)
power = p**2
power_of_tensors = tf.pow(p, u)
power_of_negative = tf.pow(x, 0.5)
square = tf.square(x)
remainder = tf.math.floormod(x, y)
remainder_by_truncation = tf.truncatemod(x, y)
remainder_by_truncation_as_pytorch = x - y * tf.stop_gradient(
    tf.truncatediv(x, y)
)
floor_divide = x // y
floor_divide_of_integers = n // m
remainder_of_integers = n % m
divide_integers = n / m
divide_integers_as_pytorch = tf.cast(n / m, tf.float32)
divide_without_nan = tf.math.divide_no_nan(x, y)
multiply_add = x + x * y
lerp = x + 0.3 * (y - x)
# --8<-- [end:arithmetic]

# --8<-- [start:powers_and_logarithms]
exp = tf.exp(x)
exp_minus_one = tf.math.expm1(x)
exp_of_two = tf.experimental.numpy.exp2(x)
log = tf.math.log(p)
log_of_one_plus = tf.math.log1p(p)
log_of_base_two = keras.ops.log2(p)
log_of_base_ten = keras.ops.log10(p)
square_root = tf.sqrt(p)
reciprocal_root = tf.math.rsqrt(p)
logaddexp = keras.ops.logaddexp(x, y)
xlogy = tf.math.xlogy(x, p)
logit = tf.math.log(u / (1 - u))
hypotenuse = tf.experimental.numpy.hypot(x, y)
# --8<-- [end:powers_and_logarithms]

# --8<-- [start:trigonometry]
sine = tf.sin(x)
cosine = tf.cos(x)
tangent = tf.tan(x)
arcsine = tf.asin(u)
arccosine = tf.acos(u)
arctangent = tf.atan(x)
arctangent_of_two = tf.atan2(x, y)
hyperbolic_sine = tf.sinh(x)
hyperbolic_cosine = tf.cosh(x)
hyperbolic_tangent = tf.tanh(x)
inverse_hyperbolic_sine = tf.asinh(x)
inverse_hyperbolic_tangent = tf.atanh(u)
degrees_to_radians = tf.experimental.numpy.deg2rad(x)
sinc = tf.experimental.numpy.sinc(x)
# --8<-- [end:trigonometry]

# --8<-- [start:rounding]
round_halves = tf.round(x)
round_halves_as_pytorch = tf.round(x) + 0 * x
round_to_decimals = keras.ops.round(x / 3, 2)
round_to_decimals_as_pytorch = keras.ops.round(x / 3, 2) + 0 * x
floor = tf.floor(x)
floor_as_pytorch = tf.floor(x) + 0 * x
ceil = tf.math.ceil(x)
ceil_as_pytorch = tf.math.ceil(x) + 0 * x
truncate = keras.ops.trunc(x)
truncate_as_pytorch = keras.ops.trunc(x) + 0 * x
fraction = x - tf.cast(tf.cast(x, tf.int32), x.dtype)
cast_to_integer = tf.cast(x, tf.int32)
# --8<-- [end:rounding]

# --8<-- [start:limits]
clamp = tf.clip_by_value(x, -1.0, 1.0)
clamp_as_pytorch = tf.where(
    tf.abs(x) < 1,
    x,
    tf.stop_gradient(tf.clip_by_value(x, -1.0, 1.0)),
)
clamp_below = tf.maximum(x, 0.5)
clamp_below_as_pytorch = tf.where(x > 0.5, x, 0.5)
# At a tie TensorFlow gives the first one all of the gradient.
maximum = tf.maximum(x, y)
minimum = tf.minimum(x, y)
maximum_without_nan = tf.where(
    tf.math.is_nan(x), y, tf.maximum(x, y)
)
relu = tf.nn.relu(x)
nan_to_num = keras.ops.nan_to_num(x)
heaviside = tf.experimental.numpy.heaviside(x, 0.5)
copysign = hasattr(tf.math, "copysign")
copysign_as_pytorch = tf.abs(x) * tf.sign(y)
# --8<-- [end:limits]

# --8<-- [start:special]
sigmoid = tf.sigmoid(x)
log_sigmoid = tf.math.log_sigmoid(x)
softplus = tf.math.softplus(x)
error_function = tf.math.erf(x)
inverse_error_function = tf.math.erfinv(u)
log_gamma = tf.math.lgamma(p)
digamma = tf.math.digamma(p)
zeta = tf.math.zeta(p + 1, p)
bessel = tf.math.bessel_i0(x)
bessel_scaled = tf.math.bessel_i0e(x)
polygamma = tf.math.polygamma(1.0, p)
# --8<-- [end:special]

# --8<-- [start:bits_and_logic]
logical_and = b & ~b
logical_xor = tf.math.logical_xor(b, ~b)
logical_not = ~b
bitwise_and = tf.bitwise.bitwise_and(n, m)
bitwise_or = tf.bitwise.bitwise_or(n, m)
bitwise_not = tf.bitwise.invert(n)
shift_left = tf.bitwise.left_shift(m, tf.constant(2, tf.int64))
shift_right = tf.bitwise.right_shift(n, tf.constant(1, tf.int64))
with suppress(tf.errors.InvalidArgumentError):
    logical_and_of_numbers = tf.logical_and(x, y)
logical_and_of_numbers_as_pytorch = (x != 0) & (y != 0)
with suppress(tf.errors.InvalidArgumentError):
    boolean_minus = b - b
# --8<-- [end:bits_and_logic]

# --8<-- [start:complex_numbers]
modulus = tf.abs(z)
angle = tf.math.angle(z)
conjugate = tf.math.conj(z)
real_part = tf.math.real(z)
imaginary_part = tf.math.imag(z)
make_complex = tf.complex(p, u)
from_polar = tf.complex(p * tf.cos(u), p * tf.sin(u))
# --8<-- [end:complex_numbers]
