"""The lines of two twins that differ in more than names are found, and no others."""

import pytest

from counterpoint.rendering.differing import Difference, differences

KEPT = "scale = 2\n"  # a line that is the same, so that the others can differ from it


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = torch.tensor([1.0])", "x = tf.constant([1.0])"),
        ("y = x.sum(dim=1)", "y = x.sum(axis=1)"),
        ("y = torch.sum(x)", "y = tf.reduce_sum(x)"),
        ("y = nn.functional.relu(x)", "y = tf.nn.relu(x)"),
        ("y = loss.detach().item()", "y = loss.numpy()"),
        ("import torch", "import tensorflow as tf\nimport keras"),
        ("# PyTorch stores rows.", "# Keras stores columns.\n"),
        ('print(f"loss: {loss.item():.3f}")', 'print(f"loss: {loss:.3f}, once more")'),
        ("y = x  # a tensor", "y = x  # a variable"),
        ('def f(x):\n    """Map (B, T)."""\n    return x', 'def f(x):\n    """Map it.\n\n    Well."""\n    return x'),
    ],
)
def test_another_name_for_the_same_is_no_difference(one: str, other: str) -> None:
    assert differences(KEPT + one + "\n", KEPT + other + "\n") == ()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("y = x.sum(dim=1)", "y = x.sum(axis=0)", ((2,), (2,))),
        ("loss.backward()", "with tf.GradientTape() as tape:\n    loss = f(x)", ((2,), (2, 3))),
        ("optimizer.zero_grad()", "", ((2,), ())),
        ("x = parameter(2.0)", "x = parameter(2.5)", ((2,), (2,))),
        ("y = torch.mean(x)", "y = tf.reduce_sum(x)", ((2,), (2,))),
    ],
)
def test_another_call_argument_or_line_is_one(
    one: str, other: str, found: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    assert differences(KEPT + one + "\n", KEPT + other + "\n") == (Difference(*found),)


def test_where_no_line_is_the_same_none_is_marked() -> None:
    assert differences("a = 1\n", "b = 2\n") == ()


DRAWN = ("rows = torch.ones(3)", "rows = tf.ones([3])")


def test_a_line_that_its_author_calls_the_same_is_not_marked() -> None:
    one, other = (f"{KEPT}{drawn}\n" for drawn in DRAWN)
    assert differences(one, other) == (Difference((2,), (2,)),)
    assert differences(one, other, {2: "same"}, {2: "same"}) == ()
    assert differences(one, other, {2: "same"}, {}) == (Difference((), (2,)),)


@pytest.mark.parametrize("line", ["step()", "# a comment", 'print("loss")'])
def test_a_line_that_its_author_calls_differing_is_marked_beside_its_like(line: str) -> None:
    code = f"{KEPT}{line}\nend = 3\n"
    assert differences(code, code) == ()
    assert differences(code, code, {2: "differs"}, {2: "differs"}) == (Difference((2,), (2,)),)


def test_where_no_line_is_the_same_an_author_may_still_mark_one() -> None:
    assert differences("a = 1\nc = 3\n", "b = 2\nd = 4\n", {1: "differs"}, {2: "differs"}) == (Difference((1,), (2,)),)
