"""The judgements of the article: what the page says of ease, held against the training step's own code."""

import ast
import inspect
import re

import numpy as np
import pytest

both = pytest.mark.parametrize(
    "voice", [pytest.param(name, marks=pytest.mark.voice(name)) for name in ("pytorch", "tensorflow")]
)


@pytest.fixture
def step(run_of, voice):
    """The training step's module of one framework, after its run."""
    return run_of("training_step", voice).module


def boxes(drawing, colour, row):
    """Return the words in a row of the drawing's boxes, from left to right."""
    found = re.findall(rf'<text x="(\d+)" y="{row}" fill="{colour}">([^<]+)</text>', drawing)
    return [words for _, words in sorted(found, key=lambda box: int(box[0]))]


def calls_in_order(function):
    """Return the names that a function calls or reads as attributes, in the order of its source."""
    nodes = [node for node in ast.walk(ast.parse(inspect.getsource(function))) if isinstance(node, ast.Call)]
    named = [(node.func.end_lineno, node.func.end_col_offset, ast.unparse(node.func)) for node in nodes]
    return [name.rpartition(".")[2] for *_, name in sorted(named)]


@both
def test_the_drawing_shows_the_calls_of_a_step_in_the_order_of_the_snippets(repository, step, voice):
    drawing = (repository.docs / "assets" / "images" / "encore.svg").read_text(encoding="utf-8")
    row = {"pytorch": boxes(drawing, "#d9480f", 59), "tensorflow": boxes(drawing, "#1c7ed6", 117)}[voice]
    moves = [move for words in row for move in words.split(", ")]
    assert len(row) == 4
    called = calls_in_order(step.train_step)
    places = [
        next(place for place, name in enumerate(called) if name.startswith(move) or name.startswith(f"{move}_function"))
        for move in moves
    ]
    if voice == "pytorch":  # loss_function(model(features), labels): the inner call is made first, and written second
        places[1], places[2] = sorted(places[1:3])
    assert places == sorted(places) and len(set(places)) == len(moves)


@both
def test_compile_and_fit_are_a_whole_loop_and_pytorch_has_no_such_call(step, voice):
    if voice == "pytorch":
        assert not any(hasattr(owner, "fit") for owner in (step.nn.Module, step.torch.optim.Optimizer, step.torch))
        return
    model = step.keras.Sequential([step.keras.Input((8,)), step.keras.layers.Dense(3)])
    loss = step.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=step.keras.optimizers.Adam(learning_rate=0.05), loss=loss)
    losses = model.fit(np.asarray(step.features), np.asarray(step.labels), epochs=5, verbose=0).history["loss"]
    assert losses == sorted(losses, reverse=True) and losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("voice", [pytest.param("pytorch", marks=pytest.mark.voice("pytorch"))])
def test_a_forgotten_zero_grad_raises_nothing_and_adds_to_the_gradient(step, recwarn):
    model = step.nn.Linear(8, 3)
    gradients = []
    for _ in range(2):
        step.loss_function(model(step.features), step.labels).backward()
        gradients.append(model.weight.grad.clone())
    assert step.torch.allclose(gradients[1], 2 * gradients[0], rtol=1e-6, atol=0) and gradients[0].abs().max() > 0
    assert not recwarn.list


@both
def test_only_keras_names_the_layer_that_got_a_wrong_width(step, voice):
    wrong = np.zeros((2, 5), np.float32)
    if voice == "pytorch":
        layer = step.nn.Sequential()
        layer.add_module("violins", step.nn.Linear(8, 3))
        with pytest.raises(RuntimeError, match="shapes cannot be multiplied") as caught:
            layer(step.torch.tensor(wrong))
        assert "violins" not in str(caught.value)
        return
    layer = step.keras.layers.Dense(3, name="violins")
    layer.build((None, 8))
    with pytest.raises(ValueError, match=r"layer .violins. is incompatible"):
        layer(wrong)


def test_the_page_decides_nothing_by_counting_names(repository):
    """The counts for equal work are too close: no table and no list of reasons may give one."""
    page = repository.page("orchestra/encore.md").body
    assert re.findall(r"(?i)fewer names|more names|\d+ names", page) == ["more names"]
    assert "neither needs noticeably more names" in page
