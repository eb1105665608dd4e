"""The hall: a neuron is a weighted sum and a bend, a row of them learns in rehearsal and rests in concert."""

import numpy as np

from tests.topics.arithmetic import close, numbers

HEARD = np.array([1.0, 0.5, 2.0])
SCORES = np.array([[0.8, -0.6, 0.1], [0.3, 0.2, -0.1]])
BIASES = np.array([0.2, -0.15])
WANTED = np.array([1.5, 0.0])
RATE = 0.1


BEFORE = np.maximum(SCORES @ HEARD + BIASES, 0)
SLOPES = 2 * (BEFORE - WANTED) / 2 * (BEFORE > 0)  # of the mean of two squares, through the bend
AFTER = np.maximum((SCORES - RATE * np.outer(SLOPES, HEARD)) @ HEARD + BIASES - RATE * SLOPES, 0)


def musicians(sounds):
    return [f"musician {number}: {sound:.3f}" for number, sound in enumerate(sounds, start=1)]


def test_a_musician_is_a_weighted_sum_and_a_bend(pytorch, tensorflow, printed):
    for name, snippet in (("pytorch", pytorch), ("tensorflow", tensorflow)):
        close(snippet.heard, HEARD)
        close(snippet.closely, SCORES[0])
        assert printed(name, "musician") == [f"sound: {BEFORE[0]:.3f}"]
        assert printed(name, "row") == musicians(BEFORE)
    assert BEFORE[0] != BEFORE[1] > 0


def test_a_sum_below_zero_is_silent(pytorch, tensorflow):
    close(pytorch.row(-pytorch.heard), [0, 0])
    close(tensorflow.row(-tensorflow.heard[None])[0], [0, 0])


def test_one_rehearsal_turns_every_peg_by_the_gradient_and_the_row_plays_better(pytorch, tensorflow, printed, parity):
    ours = [numbers(pytorch.row[0].weight), numbers(pytorch.row[0].bias)]
    kernel, bias = tensorflow.row.get_weights()
    close(ours[0], SCORES - RATE * np.outer(SLOPES, HEARD))
    close(ours[1], BIASES - RATE * SLOPES)
    parity("weights after one step", ours[0], kernel.T, section="rehearsal", rtol=1e-5, atol=1e-6)
    parity("biases after one step", ours[1], bias, section="rehearsal", rtol=1e-5, atol=1e-6)
    assert (np.abs(ours[0] - SCORES) > 1e-3).all()
    wrong = ((BEFORE - WANTED) ** 2).mean()
    for name, snippet in (("pytorch", pytorch), ("tensorflow", tensorflow)):
        close(snippet.wanted, WANTED)
        assert printed(name, "rehearsal") == [f"wrong by: {wrong:.3f}"]


def test_the_concert_leaves_every_peg_where_it_is(pytorch, tensorflow, printed, parity):
    before = numbers(pytorch.row[0].weight).copy(), tensorflow.row.get_weights()[0]
    parity("sounds", pytorch.sounds, tensorflow.sounds, section="concert", rtol=1e-5, atol=1e-6)
    close(pytorch.sounds, AFTER)
    with pytorch.torch.no_grad():
        close(pytorch.row(pytorch.heard), AFTER)
    close(tensorflow.row(tensorflow.heard[None])[0], AFTER)
    np.testing.assert_array_equal(numbers(pytorch.row[0].weight), before[0])
    np.testing.assert_array_equal(tensorflow.row.get_weights()[0], before[1])
    assert not pytorch.sounds.requires_grad
    assert not pytorch.row.training
    less = ((AFTER - WANTED) ** 2).mean()
    assert less < ((BEFORE - WANTED) ** 2).mean()
    for name in ("pytorch", "tensorflow"):
        assert printed(name, "concert") == [*musicians(AFTER), f"wrong by: {less:.3f}"]
