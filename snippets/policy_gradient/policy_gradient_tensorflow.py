"""Learn to walk a corridor by policy gradient in TensorFlow."""

# --8<-- [start:corridor]
import numpy as np

CELLS, STEPS, EPISODES = 5, 10, 32


def walk(cells, actions):
    """Go left (0) or right (1); the ends are walls."""
    return np.clip(cells + 2 * actions - 1, 0, CELLS - 1)


def coins(cells):
    """Pay one coin in the last cell: (B,) to (B,)."""
    return np.float32(cells == CELLS - 1)


cell, best = 0, 0
for _ in range(STEPS):
    cell = walk(cell, 1)  # always right
    best += coins(cell)
print(f"best return: {best:.0f}")
# --8<-- [end:corridor]

# --8<-- [start:policy]
import keras
import tensorflow as tf

keras.utils.set_random_seed(0)
policy = keras.layers.Dense(  # left, right
    2, use_bias=False, kernel_initializer="zeros"
)
policy.build((None, CELLS))  # all zero: knows nothing yet


def logits_in(policy, cells):
    """Map cells (...) to logits (..., 2)."""
    return policy(tf.one_hot(cells, CELLS))


def chance_of_right(policy):
    """Return the probability of going right, by cell."""
    logits = logits_in(policy, range(CELLS))
    chances = tf.nn.softmax(logits)[:, 1].numpy()
    return [f"{chance:.3f}" for chance in chances]


print(f"right: {', '.join(chance_of_right(policy))}")
# --8<-- [end:policy]


# --8<-- [start:episodes]
def play(policy):
    """Return cells, actions, rewards, each (T, B)."""
    cells = np.zeros(EPISODES, dtype=int)
    visited, taken, paid = [], [], []
    for _ in range(STEPS):
        logits = logits_in(policy, cells)
        draws = tf.random.categorical(logits, 1)  # (B, 1)
        actions = draws.numpy()[:, 0]
        visited.append(cells)
        taken.append(actions)
        cells = walk(cells, actions)
        paid.append(coins(cells))
    return np.stack(visited), np.stack(taken), np.stack(paid)


cells, actions, rewards = play(policy)
print(f"mean return: {rewards.sum(axis=0).mean():.3f}")
# --8<-- [end:episodes]


# --8<-- [start:credit]
def advantages(rewards):
    """Map rewards (T, B) to what each action earned."""
    later = rewards[::-1].cumsum(axis=0)[::-1]  # from t on
    return later - later.mean(axis=1, keepdims=True)


weights = advantages(rewards)  # (T, B)
print(f"last action, best episode: {weights[-1].max():.3f}")
print(f"last action, worst episode: {weights[-1].min():.3f}")
# --8<-- [end:credit]


# --8<-- [start:loss]
def log_probability(policy, cells, actions):
    """Map cells and actions (T, B) to log p (T, B)."""
    logits = logits_in(policy, cells)
    # No current Categorical here: a cross-entropy is -log p
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return -entropy(labels=actions, logits=logits)


def policy_loss(policy, cells, actions, weights):
    """Return minus the weighted log p of an episode."""
    log_p = log_probability(policy, cells, actions)
    weighted = log_p * weights
    return -tf.reduce_mean(tf.reduce_sum(weighted, axis=0))


with tf.GradientTape() as tape:
    loss = policy_loss(policy, cells, actions, weights)
gradient = tape.gradient(loss, policy.kernel)
print(f"loss: {abs(loss):.3f}")
print(f"length of its gradient: {tf.norm(gradient):.3f}")
# --8<-- [end:loss]

# --8<-- [start:update]
optimizer = keras.optimizers.SGD(learning_rate=0.5)


def update(policy, optimizer, cells, actions, weights):
    """Make actions of positive weight more probable."""
    with tf.GradientTape() as tape:
        loss = policy_loss(policy, cells, actions, weights)
    variables = policy.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply(gradients, variables)


update(policy, optimizer, cells, actions, weights)
print(f"right: {', '.join(chance_of_right(policy))}")
# --8<-- [end:update]


# --8<-- [start:learn]
def learn(policy, optimizer, updates):
    """Return the mean return before each update."""
    returns = []
    for _ in range(updates):
        cells, actions, rewards = play(policy)
        weights = advantages(rewards)
        update(policy, optimizer, cells, actions, weights)
        returns.append(rewards.sum(axis=0).mean())
    return returns


returns = learn(policy, optimizer, updates=40)
print(f"first five updates: {np.mean(returns[:5]):.3f}")
print(f"last five updates: {np.mean(returns[-5:]):.3f}")
print(f"right: {', '.join(chance_of_right(policy))}")
# --8<-- [end:learn]

# --8<-- [start:curve]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(5, 2.6), layout="tight")
axes.plot(returns, color="#1c7ed6")
axes.axhline(best, color="0.5", linestyle="--")
axes.set(xlabel="update", ylabel="mean return", ylim=(0, 7.5))
figure.savefig("returns.svg", transparent=True)
# --8<-- [end:curve]
