"""The words of the glossary that belong to a framework exist in it: a name of the other one is refused."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from counterpoint.ledger.glossary import read_glossary
from counterpoint.source.repository import Repository

CODE = re.compile(r"`([^`]+)`")
OPERATORS = re.compile(r"\w+ / \w+")  # code of no library


def torch_roots() -> dict[str, Any]:
    """Return where each first word of PyTorch's column leads; arguments lead to a call that has them."""
    import torch
    from torch import nn

    arguments = {"lr": torch.optim.Adam, "bias": nn.Linear, "out_features": nn.Linear, "hidden_size": nn.LSTMCell}
    return {
        **{name: argument_of(call, name) for name, call in arguments.items()},
        "attn_mask": argument_of(nn.MultiheadAttention.forward, "attn_mask"),
        "torch": torch,
        "nn": nn,
        "module": nn.Module,
        "model": nn.Linear(1, 1),
        "loss": torch.Tensor,
        "weight": nn.Linear(1, 1).weight,
    }


def tensorflow_roots() -> dict[str, Any]:
    """Return where each first word of TensorFlow's column leads; arguments lead to a call that has them."""
    import keras
    import tensorflow

    layers, losses = keras.layers, keras.losses
    dense = layers.Dense(1)
    dense.build((None, 1))
    return {
        "activation": argument_of(layers.Dense, "activation"),
        "attention_mask": argument_of(layers.MultiHeadAttention.call, "attention_mask"),
        "epochs": argument_of(keras.Model.fit, "epochs"),
        "from_logits": argument_of(losses.CategoricalCrossentropy, "from_logits"),
        "learning_rate": argument_of(keras.optimizers.Adam, "learning_rate"),
        "stateful": argument_of(layers.LSTM, "stateful"),
        "training": argument_of(layers.Dropout.call, "training"),
        "units": argument_of(layers.Dense, "units"),
        "bias": dense.bias,
        "kernel": dense.kernel,
        "tensorflow": tensorflow,
        "tf": tensorflow,
        "keras": keras,
        "layer": dense,
        "model": keras.Sequential([dense]),
        "tape": tensorflow.GradientTape,
    }


def argument_of(call: Callable[..., Any], name: str) -> inspect.Parameter:
    return inspect.signature(call).parameters[name]


COLUMNS = [
    pytest.param("pytorch", torch_roots, marks=pytest.mark.voice("pytorch")),
    pytest.param("tensorflow", tensorflow_roots, marks=pytest.mark.voice("tensorflow")),
]


def resolved(roots: dict[str, Any], code: str) -> bool:
    """Say whether each dotted name in the code exists; what an argument is given, and '…', are looked at too."""
    if OPERATORS.fullmatch(code):
        return True
    names, *given = re.split(r"[(=]", code, maxsplit=1)
    first, *rest = names.split(".")
    if first not in roots:
        return False
    found = roots[first]
    for name in rest:
        if not hasattr(found, name):
            return False
        found = getattr(found, name)
    if isinstance(found, inspect.Parameter) or code.endswith("="):
        return True
    inner = [part for part in re.findall(r"[a-z_]+\.[a-z_]+(?=\()", "".join(given)) if part.split(".")[0] in roots]
    keywords = re.findall(r"(\w+)=", "".join(given))
    return all(resolved(roots, part) for part in inner) and all(takes(found, keyword) for keyword in keywords)


def takes(call: Any, keyword: str) -> bool:
    return keyword in inspect.signature(call).parameters


@pytest.mark.parametrize(("column", "roots"), COLUMNS)
def test_each_name_of_a_framework_exists_in_the_installed_one(
    repository: Repository, column: str, roots: Callable[[], dict[str, Any]]
) -> None:
    known = roots()
    spans = {code: term.term for term in read_glossary(repository) for code in CODE.findall(getattr(term, column))}
    assert len(spans) > 40
    assert {code: term for code, term in spans.items() if not resolved(known, code)} == {}


@pytest.mark.parametrize(("column", "roots"), COLUMNS)
def test_a_name_of_the_other_framework_is_refused(column: str, roots: Callable[[], dict[str, Any]]) -> None:
    wrong = {
        "pytorch": ["nn.MultiHeadAttention", "keras.layers.LSTM", "learning_rate", "model.fit()"],
        "tensorflow": ["keras.layers.MultiheadAttention", "tf.manual_seed", "lr", "layer.add_weight(trained=False)"],
    }
    known = roots()
    assert [code for code in wrong[column] if resolved(known, code)] == []
