"""Arithmetic, roots and rounding in PyTorch."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.5]])
y = torch.tensor([[2.0, 0.5, -3.0], [1.0, 2.0, 2.5]])
p = torch.tensor([0.25, 1.0, 4.0])
u = torch.tensor([0.1, 0.5, 0.9])
n = torch.tensor([7, -7, 5])
m = torch.tensor([2, 2, -3])
b = torch.tensor([True, False, True])
z = torch.tensor([1 + 2j, -1j])
# --8<-- [end:inputs]

# --8<-- [start:arithmetic]
add = x + y
subtract = x - y
multiply = x * y
divide = x / y
add_scaled = torch.add(x, y, alpha=2)
negative = -x
absolute = x.abs()
# believed to differ: the sign of zero. It is zero in both.
sign = x.sign()
reciprocal = p.reciprocal()
# believed to differ: the operator of powers. It is the same.
power = p**2
power_of_tensors = p.pow(u)
power_of_negative = torch.pow(x, 0.5)
square = x.square()
remainder = x.remainder(y)
# fmod takes the sign of the first, remainder that of the second.
remainder_by_truncation = torch.fmod(x, y)
floor_divide = x // y
floor_divide_as_tensorflow = torch.floor(x / y).detach()
# believed to differ: negative whole numbers, divided. Both
# round towards minus infinity.
floor_divide_of_integers = n // m
# believed to differ: the sign of a remainder. Both take the
# divisor's.
remainder_of_integers = n % m
# Two integers divided are a float in both, but another one.
divide_integers = n / m
divide_integers_as_tensorflow = n.double() / m.double()
divide_without_nan = torch.where(y == 0, 0.0, x / y)
multiply_add = torch.addcmul(x, x, y)
lerp = torch.lerp(x, y, 0.3)
# --8<-- [end:arithmetic]

# --8<-- [start:powers_and_logarithms]
exp = x.exp()
exp_minus_one = x.expm1()
exp_of_two = torch.exp2(x)
log = p.log()
log_of_one_plus = p.log1p()
log_of_base_two = p.log2()
log_of_base_ten = p.log10()
square_root = p.sqrt()
reciprocal_root = p.rsqrt()
logaddexp = torch.logaddexp(x, y)
xlogy = torch.xlogy(x, p)
logit = u.logit()
hypotenuse = torch.hypot(x, y)
# --8<-- [end:powers_and_logarithms]

# --8<-- [start:trigonometry]
sine = x.sin()
cosine = x.cos()
tangent = x.tan()
arcsine = u.asin()
arccosine = u.acos()
arctangent = x.atan()
arctangent_of_two = torch.atan2(x, y)
hyperbolic_sine = x.sinh()
hyperbolic_cosine = x.cosh()
hyperbolic_tangent = x.tanh()
inverse_hyperbolic_sine = x.asinh()
inverse_hyperbolic_tangent = u.atanh()
degrees_to_radians = torch.deg2rad(x)
# NumPy's and PyTorch's sinc is sin(pi x) / (pi x).
sinc = torch.sinc(x)
# --8<-- [end:trigonometry]

# --8<-- [start:rounding]
# Both round halves to the even neighbour; TensorFlow's has no
# gradient, PyTorch's is zero.
round_halves = torch.round(x)
round_halves_as_tensorflow = torch.round(x).detach()
round_to_decimals = torch.round(x / 3, decimals=2)
round_to_decimals_as_tensorflow = torch.round(
    x / 3, decimals=2
).detach()
floor = x.floor()
floor_as_tensorflow = x.floor().detach()
ceil = x.ceil()
ceil_as_tensorflow = x.ceil().detach()
truncate = x.trunc()
truncate_as_tensorflow = x.trunc().detach()
fraction = x.frac()
# believed to differ: a cast to whole numbers. Both cut the
# decimals off.
cast_to_integer = x.to(torch.int32)
# --8<-- [end:rounding]

# --8<-- [start:limits]
# On the very limit PyTorch gives no gradient, TensorFlow all.
clamp = x.clamp(-1.0, 1.0)
clamp_as_tensorflow = torch.where(
    x.abs() <= 1, x, x.detach().clamp(-1.0, 1.0)
)
clamp_below = x.clamp(min=0.5)
clamp_below_as_tensorflow = torch.where(x >= 0.5, x, 0.5)
# At a tie each gets half of the gradient in PyTorch.
maximum = torch.maximum(x, y)
minimum = torch.minimum(x, y)
# fmax takes the number where the other is NaN.
maximum_without_nan = torch.fmax(x, y)
relu = torch.relu(x)
nan_to_num = torch.nan_to_num(x)
heaviside = torch.heaviside(x, torch.tensor(0.5))
heaviside_as_tensorflow = torch.heaviside(
    x.detach(), torch.tensor(0.5)
)
copysign = torch.copysign(x, y)
# --8<-- [end:limits]

# --8<-- [start:special]
sigmoid = x.sigmoid()
log_sigmoid = torch.nn.functional.logsigmoid(x)
softplus = torch.nn.functional.softplus(x)
error_function = x.erf()
inverse_error_function = u.erfinv()
log_gamma = p.lgamma()
digamma = p.digamma()
# no remedy: PyTorch has no derivative of zeta.
zeta = torch.special.zeta(p + 1, p)
bessel = torch.special.i0(x)
bessel_scaled = torch.special.i0e(x)
polygamma = torch.polygamma(1, p)
# --8<-- [end:special]

# --8<-- [start:bits_and_logic]
logical_and = b & ~b
logical_xor = torch.logical_xor(b, ~b)
logical_not = ~b
bitwise_and = n & m
bitwise_or = n | m
bitwise_not = ~n
shift_left = m << 2
shift_right = n >> 1
# PyTorch takes every number that is not zero for true.
logical_and_of_numbers = torch.logical_and(x, y)
with suppress(NotImplementedError):
    boolean_minus = b - b
# --8<-- [end:bits_and_logic]

# --8<-- [start:complex_numbers]
modulus = z.abs()
angle = z.angle()
conjugate = z.conj() * 1
real_part = z.real
imaginary_part = z.imag
make_complex = torch.complex(p, u)
from_polar = torch.polar(p, u)
# --8<-- [end:complex_numbers]
