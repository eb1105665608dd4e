"""Values of either framework as NumPy arrays, and the few formulas by which several topics are computed by hand."""

import numpy as np
import pytest

CLOSE = {"rtol": 1e-5, "atol": 1e-6}  # rounding in float32


def numbers(values):
    """The values as a NumPy array, whichever framework holds them and wherever they live."""
    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)


def flat(arrays):
    """All values of several tensors or arrays, one after the other."""
    return np.concatenate([np.ravel(numbers(array)) for array in arrays])


def close(one, other, *, rtol=CLOSE["rtol"], atol=CLOSE["atol"]):
    """Assert that both hold the same numbers, up to rounding in float32."""
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=rtol, atol=atol)


def to_three_places(value):
    """Match a number that was printed with three decimals; a float32 may round the other way."""
    return pytest.approx(float(value), abs=0.0006)


def decimals(values):
    """The values as a line prints them, with three decimals each."""
    return ", ".join(f"{value:.3f}" for value in values)


def softmax(scores, axis=-1):
    powers = np.exp(scores - scores.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def cross_entropy(logits, label):
    """The loss of one row of logits."""
    return np.log(np.exp(logits).sum()) - logits[label]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def swap_gates(weights):
    """Exchange update and reset gate of a GRU: Keras begins with the update gate, torch with the reset gate."""
    update, reset, candidate = np.split(weights, 3, axis=-1)
    return np.concatenate([reset, update, candidate], axis=-1)


def slope_pytorch(pytorch, function, start):
    """The slope of a snippet's function at one value, as autograd finds it."""
    x = pytorch.torch.tensor(start, requires_grad=True)
    (slope,) = pytorch.torch.autograd.grad(function(x), x)
    return slope


def counting_backend():
    """Return a list and a backend of torch.compile that puts the operations of every traced graph into it."""
    graphs = []

    def count(graph, example_inputs):
        graphs.append([node.name for node in graph.graph.nodes])
        return graph.forward

    return graphs, count
