"""REINFORCE on a corridor: the same gradient from the same episodes, and the gradient that theory asks for."""

import numpy as np
import pytest

CELLS, STEPS = 5, 10
WEIGHTS = np.random.default_rng(3).normal(size=(2, CELLS)).astype(np.float32)  # as PyTorch lays them out
CLOSE = {"rtol": 1e-5, "atol": 1e-6}


def numbers(tensor):
    """Return a tensor of either framework as a NumPy array."""
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
    return np.asarray(getattr(tensor, "value", tensor))


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


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.voice(name)) for name in ("pytorch", "tensorflow")])
def voice(request):
    """Each voice's module in turn."""
    return request.getfixturevalue(request.param)


def policy_of(voice, weights):
    """Return a policy of this voice with these weights (2, cells)."""
    return torch_policy(voice, weights) if hasattr(voice, "torch") else keras_policy(voice, weights)


def optimizer_of(voice, policy):
    if hasattr(voice, "torch"):
        return voice.torch.optim.SGD(policy.parameters(), lr=0.5)
    return voice.keras.optimizers.SGD(learning_rate=0.5)


def weights_of(policy):
    """Return a policy's weights (2, cells)."""
    return numbers(policy.weight) if hasattr(policy, "weight") else numbers(policy.kernel).T


def seed(voice):
    if hasattr(voice, "torch"):
        voice.torch.manual_seed(1)
    else:
        voice.keras.utils.set_random_seed(1)


def gradient_of(voice, policy, *episodes):
    """Return the loss's gradient (2, cells)."""
    if hasattr(voice, "torch"):
        (gradient,) = voice.torch.autograd.grad(voice.policy_loss(policy, *episodes), [policy.weight])
        return numbers(gradient)
    with voice.tf.GradientTape() as tape:
        loss = voice.policy_loss(policy, *episodes)
    return numbers(tape.gradient(loss, policy.kernel)).T


def softmax(logits):
    raised = np.exp(logits - logits.max(axis=0))
    return raised / raised.sum(axis=0)


def expected_return(weights):
    """Walk all chances at once: how many coins such a policy collects on average."""
    right = softmax(weights.astype(float))[1]
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
    assert np.allclose(right, softmax(WEIGHTS)[1], atol=0.02)  # a share of at least 3,000 draws
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
    chances = softmax(WEIGHTS)[:, cells]  # (2, T, B)
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
        expected = expected - 0.5 * gradient_of(voice, policy_of(voice, expected), *episodes)
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
    assert returns[0] < 2
    assert np.mean(returns[-5:]) > 6.5
    assert expected_return(weights_of(policy)) > 6.5


def test_what_the_page_records_is_such_a_run(voice):
    assert len(voice.returns) == 40
    assert np.mean(voice.returns[-5:]) > 6.5
    assert min(float(chance) for chance in voice.chance_of_right(voice.policy)) > 0.9


def test_pytorch_records_nothing_while_it_plays(pytorch, monkeypatch):
    recorded, look = [], pytorch.logits_in

    def spy(policy, cells):
        logits = look(policy, cells)
        recorded.append(logits.requires_grad)
        return logits

    monkeypatch.setattr(pytorch, "logits_in", spy)
    pytorch.play(torch_policy(pytorch, WEIGHTS))
    assert recorded == [False] * STEPS


def test_tensorflow_has_no_distributions_in_its_core(tensorflow):
    assert not hasattr(tensorflow.tf, "distributions")


@pytest.mark.parametrize("name", ["placeholder", "Session", "set_random_seed", "layers"])
def test_what_code_for_tensorflow_1_begins_with_is_gone(tensorflow, name):
    with pytest.raises(AttributeError, match=name):
        getattr(tensorflow.tf, name)


def test_the_door_to_tensorflow_1_still_has_placeholders_but_no_layers(tensorflow):
    tf = tensorflow.tf
    with tf.Graph().as_default():
        place = tf.compat.v1.placeholder(tf.float32, shape=(None, CELLS))
        assert place.op.type == "Placeholder"
        with pytest.raises(AttributeError, match="not available with Keras 3"):
            tf.compat.v1.layers.dense(place, units=2)


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
    ours = type(pytorch.optimizer)(left.parameters(), lr=pytorch.optimizer.param_groups[0]["lr"])
    theirs = tensorflow.keras.optimizers.SGD.from_config(tensorflow.optimizer.get_config())
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
