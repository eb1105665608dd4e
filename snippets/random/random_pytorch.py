"""Random numbers in PyTorch: distributions, seeds, states."""

# --8<-- [start:inputs]
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import distributions as dist

v = torch.tensor([0.2, 0.3, 0.5])
x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def repeats(seed, draw):
    """Tell whether the same seed gives the same numbers."""
    seed(7)
    first = draw()
    seed(7)
    return bool((first == draw()).all())


def set_all_seeds(number):
    random.seed(number)
    np.random.seed(number)
    torch.manual_seed(number)


def seeded(number):
    return torch.Generator().manual_seed(number)


# --8<-- [end:helpers]

# --8<-- [start:continuous]
uniform_in_range = torch.empty(2000).uniform_(-1, 3)
normal_in_place = torch.empty(2000).normal_(1.0, 2.0)
normal_like = torch.randn_like(torch.zeros(50, 40))
normal_of_means = torch.normal(torch.zeros(2000), 0.5)
log_normal = torch.empty(2000).log_normal_(0.0, 0.5)
exponential_of_rate = dist.Exponential(2.0).sample((2000,))
laplace = dist.Laplace(0.0, 1.0).sample((2000,))
cauchy = torch.empty(2000).cauchy_()
gumbel = dist.Gumbel(0.0, 1.0).sample((2000,))
beta = dist.Beta(2.0, 3.0).sample((2000,))
# The second number is a rate in both; Keras takes none.
gamma_of_rate = dist.Gamma(2.0, 3.0).sample((2000,))
gamma_of_rate__keras_as_tensorflow = dist.Gamma(2.0, 1.0).sample(
    (2000,)
)
chi_square = dist.Chi2(3.0).sample((2000,))
dirichlet = dist.Dirichlet(torch.ones(3)).sample((1000,))
student = dist.StudentT(9.0).sample((2000,))
multivariate_normal = dist.MultivariateNormal(
    torch.zeros(2), torch.eye(2)
).sample((1000,))
# TensorFlow draws again beyond two standard deviations. The
# bounds of PyTorch are numbers, not deviations: with std=0.02
# its default cuts at 100 deviations, so it cuts nothing.
truncated_small = torch.nn.init.trunc_normal_(
    torch.empty(2000), std=0.02
)
truncated_small_as_tensorflow = torch.nn.init.trunc_normal_(
    torch.empty(2000), std=0.02, a=-0.04, b=0.04
)
# The variance of a complex number is 1, shared by its parts.
normal_complex = torch.randn(2000, dtype=torch.complex64).abs()
uniform_half = torch.rand(2000, dtype=torch.float16)
uniform_double = torch.rand(2000, dtype=torch.float64)
# --8<-- [end:continuous]

# --8<-- [start:discrete]
integers_in_range = torch.randint(-5, 5, (2000,))
integers_in_range_as_tensorflow = torch.randint(
    -5, 5, (2000,), dtype=torch.int32
)
# PyTorch takes weights, TensorFlow logarithms of weights. Shares
# handed to TensorFlow draw from a flatter distribution and
# raise nothing.
categories_of_shares = torch.multinomial(v, 2000, True)
categories_of_shares_as_tensorflow = torch.multinomial(
    v.exp(), 2000, True
)
categories_of_logits = dist.Categorical(logits=v).sample((2000,))
# Without replacement the Gumbel trick does it in TensorFlow.
without_replacement = torch.multinomial(torch.ones(2000), 2000)
without_replacement_as_tensorflow = torch.multinomial(
    torch.ones(2000), 2000
).int()
binomial = dist.Binomial(10, torch.tensor(0.3)).sample((2000,))
geometric = torch.empty(2000).geometric_(0.3)
coin = torch.rand(2000) < 0.3
signs = torch.randint(0, 2, (2000,)) * 2.0 - 1
shuffled = torch.arange(2000.0)[torch.randperm(2000)]
poisson_in_float = torch.poisson(torch.full((2000,), 4.0))
# --8<-- [end:discrete]

# --8<-- [start:noise]
gaussian_noise = torch.ones(2000) + 0.5 * torch.randn(2000)
gumbel_softmax = F.gumbel_softmax(torch.zeros(1000, 3))
# Keras has no such layer: in training each negative slope is
# drawn anew.
random_slopes = F.rrelu(-torch.ones(2000), training=True)
# --8<-- [end:noise]

# --8<-- [start:quasi_random]
# Sobol's points: PyTorch begins with the origin, TensorFlow
# with the point after it.
sobol = torch.quasirandom.SobolEngine(2).draw(4)
sobol_as_tensorflow = (
    torch.quasirandom.SobolEngine(2).fast_forward(1).draw(4)
)
# --8<-- [end:quasi_random]


# --8<-- [start:seeds]
# no remedy: the generators are two. Draw with NumPy, once, for
# numbers that both can use.
def numbers_of_a_seed():
    torch.manual_seed(7)
    return torch.rand(3)


seed_repeats = repeats(torch.manual_seed, lambda: torch.rand(3))
# The seed of TensorFlow doesn't reach keras.random, nor what
# draws from it: dropout, initial weights, augmentation. A run
# seeded like this isn't repeatable. no remedy: nobody wants a
# seed that is ignored.
seed_reaches_layers = repeats(
    torch.manual_seed, lambda: F.dropout(torch.ones(99))
)
# keras.utils.set_random_seed sets Python's and NumPy's seeds as
# well; torch.manual_seed sets neither.
seed_reaches_numpy = repeats(
    torch.manual_seed, lambda: np.random.rand(3)
)
seed_reaches_numpy_as_tensorflow = repeats(
    set_all_seeds, lambda: np.random.rand(3)
)
seed_reaches_python = repeats(
    torch.manual_seed, lambda: np.array(random.random())
)
seed_reaches_python_as_tensorflow = repeats(
    set_all_seeds, lambda: np.array(random.random())
)
# The seed of an operation in TensorFlow starts a sequence: the
# second call goes on. A fresh generator starts anew.
seed_in_the_call = bool(
    (
        torch.rand(3, generator=seeded(1))
        == torch.rand(3, generator=seeded(1))
    ).all()
)
seed_in_the_call_as_tensorflow = (
    lambda own: torch.equal(
        torch.rand(3, generator=own),
        torch.rand(3, generator=own),
    )
)(seeded(1))
stateless_draws = hasattr(torch, "stateless_uniform")
stateless_draws_as_tensorflow = repeats(
    lambda number: None,
    lambda: torch.rand(3, generator=seeded(1)),
)
generator_advances = (
    lambda own: torch.equal(
        torch.rand(3, generator=own),
        torch.rand(3, generator=own),
    )
)(seeded(1))


def state_restored():
    state = torch.get_rng_state()
    first = torch.rand(3)
    torch.set_rng_state(state)
    return bool((first == torch.rand(3)).all())


def draws_in_a_fork():
    torch.manual_seed(7)
    with torch.random.fork_rng():
        torch.rand(3)
    after = torch.rand(3)
    torch.manual_seed(7)
    return bool((after == torch.rand(3)).all())


def seed_now():
    torch.manual_seed(7)
    return torch.initial_seed()


# --8<-- [end:seeds]
