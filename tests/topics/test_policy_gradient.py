"""REINFORCE on a corridor: equal gradients from equal episodes, the theorem's gradient, and what the page shows."""

import contextlib
import logging

import numpy as np
import pytest

from tests.topics.arithmetic import CLOSE, numbers, softmax

CELLS, STEPS, EPISODES, RATE = 5, 10, 32, 0.5  # as the page says
WEIGHTS = np.random.default_rng(3).normal(size=(2, CELLS)).astype(np.float32)  # as PyTorch lays them out


def torch_policy(pytorch, weights):
    policy = pytorch.nn.Linear(CELLS, 2, bias=False)
    with pytorch.torch.no_grad():
        policy.weight.copy_(pytorch.torch.tensor(weights))
    return policy


def keras_policy(tensorflow, weights):
    policy = tensorflow.keras.layers.Dense(2, use_bias=False)
    policy.build((None, CELLS))
    policy.set_weights([weights.T])
    return policy


def policy_of(voice, weights):
    """Return a policy of this voice with these weights (2, cells)."""
    return torch_policy(voice, weights) if hasattr(voice, "torch") else keras_policy(voice, weights)


def optimizer_of(voice, policy):
    """Return a new optimiser for the policy, set as the snippet's own one is."""
    if hasattr(voice, "torch"):
        return type(voice.optimizer)(policy.parameters(), **voice.optimizer.defaults)
    return type(voice.optimizer).from_config(voice.optimizer.get_config())


def weights_of(policy):
    """Return a policy's weights (2, cells)."""
    return numbers(policy.weight) if hasattr(policy, "weight") else numbers(policy.kernel).T


def seed(voice, number=1):
    if hasattr(voice, "torch"):
        voice.torch.manual_seed(number)
    else:
        voice.keras.utils.set_random_seed(number)


def gradient_of(voice, policy, *episodes):
    """Return the loss's gradient (2, cells)."""
    if hasattr(voice, "torch"):
        (gradient,) = voice.torch.autograd.grad(voice.policy_loss(policy, *episodes), [policy.weight])
        return numbers(gradient)
    with voice.tf.GradientTape() as tape:
        loss = voice.policy_loss(policy, *episodes)
    return numbers(tape.gradient(loss, policy.kernel)).T


def expected_return(weights):
    """Walk all chances at once: how many coins such a policy collects on average."""
    right = softmax(weights.astype(float), axis=0)[1]
    here, coins = np.eye(CELLS)[0], 0.0
    for _ in range(STEPS):
        after = np.zeros(CELLS)
        for cell in range(CELLS):
            after[min(cell + 1, CELLS - 1)] += here[cell] * right[cell]
            after[max(cell - 1, 0)] += here[cell] * (1 - right[cell])
        here, coins = after, coins + after[-1]
    return coins


def slope_of_expected_return(weights, step=1e-5):
    """Return d expected_return / d weights by small steps."""
    slope = np.zeros_like(weights, dtype=float)
    for place in np.ndindex(weights.shape):
        bump = np.zeros_like(slope)
        bump[place] = step
        slope[place] = (expected_return(weights + bump) - expected_return(weights - bump)) / (2 * step)
    return slope


@pytest.fixture
def episodes():
    """Made-up episodes: cells, actions and weights, each (T, B)."""
    dice = np.random.default_rng(4)
    cells, actions = dice.integers(CELLS, size=(STEPS, 8)), dice.integers(2, size=(STEPS, 8))
    return cells, actions, dice.normal(size=(STEPS, 8)).astype(np.float32)


def test_the_ends_of_the_corridor_are_walls(voice):
    cells = np.arange(CELLS)
    assert voice.walk(cells, np.zeros(CELLS, int)).tolist() == [0, 0, 1, 2, 3]
    assert voice.walk(cells, np.ones(CELLS, int)).tolist() == [1, 2, 3, 4, 4]


def test_only_the_last_cell_pays_and_seven_coins_are_the_most(voice):
    assert voice.coins(np.arange(CELLS)).tolist() == [0, 0, 0, 0, 1]
    always_right = np.array([[-50.0] * CELLS, [50.0] * CELLS])
    assert voice.best == 7
    assert expected_return(always_right) == pytest.approx(7)


def test_a_fresh_policy_goes_right_half_of_the_time_and_earns_about_one_coin(voice, monkeypatch):
    fresh = policy_of(voice, np.zeros((2, CELLS), np.float32))
    assert voice.chance_of_right(fresh) == ["0.500"] * CELLS
    monkeypatch.setattr(voice, "EPISODES", 20_000)
    seed(voice)
    cells, actions, rewards = voice.play(fresh)
    assert cells.shape == actions.shape == rewards.shape == (STEPS, 20_000)
    assert (cells[0] == 0).all()
    assert (cells[1:] == voice.walk(cells, actions)[:-1]).all()
    assert (rewards == voice.coins(voice.walk(cells, actions))).all()
    assert actions.mean() == pytest.approx(0.5, abs=0.005)
    assert rewards.sum(axis=0).mean() == pytest.approx(expected_return(np.zeros((2, CELLS))), abs=0.05)


def test_the_episodes_follow_the_weights_of_the_policy(voice, monkeypatch):
    monkeypatch.setattr(voice, "EPISODES", 20_000)
    seed(voice)
    cells, actions, rewards = voice.play(policy_of(voice, WEIGHTS))
    right = [actions[cells == cell].mean() for cell in range(CELLS)]
    assert np.allclose(right, softmax(WEIGHTS, axis=0)[1], atol=0.02)  # a share of at least 3,000 draws
    assert rewards.sum(axis=0).mean() == pytest.approx(expected_return(WEIGHTS), abs=0.05)


def test_an_action_is_credited_with_the_coins_that_follow_it_less_the_average(voice):
    rewards = np.array([[0, 1], [1, 0], [1, 1]], np.float32)  # (T, B)
    assert voice.advantages(rewards).tolist() == [[0, 0], [0.5, -0.5], [0, 0]]
    weights = voice.advantages(np.random.default_rng(5).random((STEPS, 8), dtype=np.float32))
    assert np.allclose(weights.mean(axis=1), 0, atol=1e-6)
    assert weights.dtype == np.float32


def test_loss_and_gradient_are_those_of_the_formula(voice, episodes):
    cells, actions, weights = episodes
    policy = policy_of(voice, WEIGHTS)
    chances = softmax(WEIGHTS, axis=0)[:, cells]  # (2, T, B)
    log_p = np.log(np.take_along_axis(chances, actions[None], axis=0))[0]
    assert np.allclose(numbers(voice.log_probability(policy, cells, actions)), log_p, **CLOSE)
    loss = -(log_p * weights).sum(axis=0).mean()
    assert np.allclose(numbers(voice.policy_loss(policy, *episodes)), loss, **CLOSE)
    by_hand = np.zeros_like(WEIGHTS)
    for action, cell, weight, chance in zip(
        actions.ravel(), cells.ravel(), weights.ravel(), chances.reshape(2, -1).T, strict=True
    ):
        by_hand[:, cell] -= weight * (np.eye(2)[action] - chance) / 8
    assert np.allclose(gradient_of(voice, policy, *episodes), by_hand, **CLOSE)


def test_each_update_is_one_step_against_the_gradient_of_its_own_episodes(voice, episodes):
    policy, expected = policy_of(voice, WEIGHTS), WEIGHTS
    optimizer = optimizer_of(voice, policy)
    for _ in range(2):  # a second one would show what the first left behind
        expected = expected - RATE * gradient_of(voice, policy_of(voice, expected), *episodes)
        voice.update(policy, optimizer, *episodes)
        assert np.allclose(weights_of(policy), expected, **CLOSE)


def test_a_fresh_policy_has_no_loss_but_a_gradient(voice):
    seed(voice)
    fresh = policy_of(voice, np.zeros((2, CELLS), np.float32))
    cells, actions, rewards = voice.play(fresh)
    weights = voice.advantages(rewards)
    assert abs(numbers(voice.policy_loss(fresh, cells, actions, weights))) < 1e-5
    assert np.linalg.norm(gradient_of(voice, fresh, cells, actions, weights)) > 0.5


def test_the_sampled_gradient_is_the_slope_of_the_expected_return(voice, monkeypatch):
    monkeypatch.setattr(voice, "EPISODES", 40_000)
    seed(voice)
    policy = policy_of(voice, WEIGHTS / 2)
    cells, actions, rewards = voice.play(policy)
    sampled = gradient_of(voice, policy, cells, actions, voice.advantages(rewards))
    slope = slope_of_expected_return(WEIGHTS / 2)
    assert np.abs(slope).max() > 0.3
    assert np.allclose(-sampled, slope, rtol=0, atol=0.02)  # four standard errors of 40,000 episodes


def test_the_share_of_good_walks_grows_until_almost_every_step_is_right(voice):
    seed(voice)
    policy = policy_of(voice, WEIGHTS)
    returns = voice.learn(policy, optimizer_of(voice, policy), updates=40)
    assert len(returns) == 40
    assert returns[0] < 2 and np.mean(returns[-5:]) > 6.5
    assert expected_return(weights_of(policy)) > 6.5


# What the page shows: the run's own objects, and what its lines say of them


def by_hand(cells, actions, weights):
    """Return the gradient (2, cells) of the loss of a policy that knows nothing."""
    gradient = np.zeros((2, CELLS))
    for cell, action, weight in zip(cells.ravel(), actions.ravel(), weights.ravel(), strict=True):
        gradient[:, cell] -= weight * (np.eye(2)[action] - 0.5) / EPISODES
    return gradient


def chances(weights):
    """Return the chance of going right, by cell, as the page prints it."""
    return ", ".join(f"{chance:.3f}" for chance in softmax(weights.astype(float), axis=0)[1])


def test_always_right_pays_what_the_page_calls_the_best_return(voice, by_label):
    assert by_label(voice, "corridor") == {"best return": "7"}
    assert (voice.CELLS, voice.STEPS, voice.EPISODES) == (CELLS, STEPS, EPISODES)


def test_the_first_policy_knows_nothing(voice, by_label):
    assert by_label(voice, "policy") == {"right": ", ".join(["0.500"] * CELLS)}


def test_the_first_episodes_are_32_and_their_mean_return_is_the_printed_one(voice, by_label):
    assert voice.cells.shape == voice.actions.shape == voice.rewards.shape == (STEPS, EPISODES)
    coins = voice.coins(voice.walk(voice.cells, voice.actions))
    assert by_label(voice, "episodes") == {"mean return": f"{coins.sum() / 32:.3f}"}


def first_policy(voice):
    """Return a policy that knows nothing, made after the snippet's seed; PyTorch draws weights and clears them."""
    seed(voice, 0)
    if hasattr(voice, "torch"):
        policy = voice.nn.Linear(CELLS, 2, bias=False)
        voice.nn.init.zeros_(policy.weight)
        return policy
    return keras_policy(voice, np.zeros((2, CELLS), np.float32))


def test_the_first_episodes_are_those_of_seed_0(voice):
    episodes = voice.play(first_policy(voice))
    for ours, theirs in zip(episodes, (voice.cells, voice.actions, voice.rewards), strict=True):
        assert np.array_equal(ours, theirs)


def test_the_first_action_is_credited_with_the_return_and_the_last_with_its_coin_less_the_average(voice, by_label):
    returns, coin = voice.rewards.sum(axis=0), voice.rewards[STEPS - 1]
    assert np.allclose(voice.weights, voice.advantages(voice.rewards), **CLOSE)
    assert np.allclose(voice.weights[0], returns - returns.mean(), **CLOSE)
    earned = coin - coin.mean()
    assert by_label(voice, "credit") == {
        "last action, best episode": f"{earned.max():.3f}",
        "last action, worst episode": f"{earned.min():.3f}",
    }


def test_the_printed_loss_is_zero_and_the_printed_length_that_of_its_gradient(voice, by_label):
    gradient = by_hand(voice.cells, voice.actions, voice.weights)
    assert abs(numbers(voice.loss)) < 1e-5
    shown = by_label(voice, "loss")
    assert shown.pop("loss") == "0.000"
    assert float(shown.pop("length of its gradient")) == pytest.approx(np.linalg.norm(gradient), abs=6e-4)
    assert not shown


def test_the_printed_chances_after_one_update_are_those_of_one_step_downhill(voice, by_label):
    one_step = -RATE * by_hand(voice.cells, voice.actions, voice.weights)
    assert by_label(voice, "update") == {"right": chances(one_step)}
    assert (softmax(one_step, axis=0)[1] > 0.5).all()  # it leans to the right in every cell


def test_the_printed_returns_are_those_of_forty_updates(voice, by_label):
    assert len(voice.returns) == 40
    assert by_label(voice, "learn") == {
        "first five updates": f"{sum(voice.returns[:5]) / 5:.3f}",
        "last five updates": f"{sum(voice.returns[35:]) / 5:.3f}",
        "right": chances(weights_of(voice.policy)),
    }
    assert np.mean(voice.returns[-5:]) > 6.5
    assert softmax(weights_of(voice.policy), axis=0)[1].min() > 0.95


def test_the_returns_are_those_of_the_first_update_and_forty_more(voice):
    policy = first_policy(voice)
    optimizer = optimizer_of(voice, policy)
    cells, actions, rewards = voice.play(policy)
    voice.update(policy, optimizer, cells, actions, voice.advantages(rewards))
    assert voice.learn(policy, optimizer, updates=40) == voice.returns


def test_the_curve_is_that_of_the_returns_and_the_dashed_line_the_best_one(voice):
    curve, dashed = voice.axes.lines
    assert curve.get_ydata().tolist() == voice.returns
    assert set(dashed.get_ydata()) == {7} and dashed.get_linestyle() == "--"
    assert (voice.axes.get_xlabel(), voice.axes.get_ylabel()) == ("update", "mean return")
    assert voice.axes.get_ylim()[0] == 0 and voice.axes.get_ylim()[1] > 7
    assert curve.get_color() == ("#d9480f" if hasattr(voice, "torch") else "#1c7ed6")


def test_the_curve_climbs_as_its_caption_says(voice):
    assert 0.5 < voice.returns[0] < 2
    assert voice.returns[9] > 6  # "more than six within ten updates"
    assert min(voice.returns[15:]) > 6 and max(voice.returns) <= 7


def test_pytorch_records_nothing_while_it_plays(pytorch, monkeypatch):
    recorded, look = [], pytorch.logits_in

    def spy(policy, cells):
        logits = look(policy, cells)
        recorded.append(logits.requires_grad)
        return logits

    monkeypatch.setattr(pytorch, "logits_in", spy)
    pytorch.play(torch_policy(pytorch, WEIGHTS))
    assert recorded == [False] * STEPS


def test_playing_is_outside_the_record_and_the_loss_is_inside(pytorch):
    policy = torch_policy(pytorch, WEIGHTS)
    episodes = pytorch.play(policy)
    assert pytorch.torch.is_grad_enabled()
    assert pytorch.policy_loss(policy, *episodes).requires_grad


# What became of TensorFlow 1


def test_tensorflow_has_no_current_distributions_in_its_core(tf, caplog):
    assert not hasattr(tf, "distributions")
    with listening(caplog.handler):
        old = tf.compat.v1.distributions.Categorical(logits=[[1.0, 2.0]])
        assert np.allclose(old.log_prob([1]), np.log(softmax(np.array([1.0, 2.0]))[1]), **CLOSE)
    assert "TensorFlow Distributions library has moved to TensorFlow Probability" in caplog.text


@contextlib.contextmanager
def listening(handler):
    """Let the handler hear TensorFlow's own log, which passes nothing on to Python's root logger."""
    log = logging.getLogger("tensorflow")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


@pytest.mark.parametrize("name", ["placeholder", "Session", "set_random_seed", "layers"])
def test_what_code_for_tensorflow_1_begins_with_is_gone(tf, name):
    with pytest.raises(AttributeError, match=name):
        getattr(tf, name)


def test_the_compatibility_module_still_has_placeholders_but_no_layers(tf):
    with tf.Graph().as_default():
        place = tf.compat.v1.placeholder(tf.float32, shape=(None, CELLS))
        assert place.op.type == "Placeholder"
        with pytest.raises(AttributeError, match="not available with Keras 3"):
            tf.compat.v1.layers.dense(place, units=2)


def test_tensorflow_computes_at_once_unless_a_graph_is_asked_for(tensorflow, episodes):
    tf, policy = tensorflow.tf, policy_of(tensorflow, WEIGHTS)
    calls = []

    def loss():
        calls.append(tf.executing_eagerly())
        return tensorflow.policy_loss(policy, *episodes)

    static = tf.function(loss)
    at_once, first, second = loss(), static(), static()
    assert calls == [True, False]  # Python ran once for itself, once to write the graph, and not for the second call
    assert np.allclose([first, second], at_once, **CLOSE)
    kinds = {operation.type for operation in static.get_concrete_function().graph.get_operations()}
    assert "SparseSoftmaxCrossEntropyWithLogits" in kinds


def test_the_twins_agree_on_the_same_episodes(pytorch, tensorflow, parity):
    left, right = torch_policy(pytorch, WEIGHTS), keras_policy(tensorflow, WEIGHTS)
    pytorch.torch.manual_seed(2)
    cells, actions, rewards = pytorch.play(left)
    weights = pytorch.advantages(rewards)
    parity("weights", weights, tensorflow.advantages(rewards), section="credit", **CLOSE)
    ours = pytorch.log_probability(left, cells, actions)
    theirs = tensorflow.log_probability(right, cells, actions)
    parity("log-probabilities", ours, theirs, section="loss", **CLOSE)
    loss = pytorch.policy_loss(left, cells, actions, weights)
    parity("loss", loss, tensorflow.policy_loss(right, cells, actions, weights), section="loss", **CLOSE)
    ours = gradient_of(pytorch, left, cells, actions, weights)
    parity("gradient", ours, gradient_of(tensorflow, right, cells, actions, weights), section="loss", **CLOSE)


def test_the_twins_agree_after_five_updates_on_the_same_episodes(pytorch, tensorflow, parity):
    left, right = torch_policy(pytorch, WEIGHTS), keras_policy(tensorflow, WEIGHTS)
    ours, theirs = optimizer_of(pytorch, left), optimizer_of(tensorflow, right)
    pytorch.torch.manual_seed(2)
    for _ in range(5):
        cells, actions, rewards = pytorch.play(left)
        weights = pytorch.advantages(rewards)
        pytorch.update(left, ours, cells, actions, weights)
        tensorflow.update(right, theirs, cells, actions, weights)
    assert np.abs(numbers(left.weight) - WEIGHTS).max() > 0.1
    ours, theirs = numbers(left.weight).T, numbers(right.kernel)
    # 1e-5: each of the five gradients is a sum of 320 parts, and each framework adds them in its own order.
    parity("policy after five updates", ours, theirs, section="update", rtol=1e-5, atol=1e-5)
