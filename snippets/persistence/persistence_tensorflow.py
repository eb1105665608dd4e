"""Save a conversation in TensorFlow, load it and continue."""

# --8<-- [start:model]
import keras
import numpy as np
import tensorflow as tf


class Talker(keras.layers.Layer):
    """Map a turn (B, 8) and a memory to an answer, memory."""

    def __init__(self):
        super().__init__()
        self.cell = keras.layers.GRUCell(16)
        self.readout = keras.layers.Dense(8)

    def call(self, turn, memory):
        _, (state,) = self.cell(turn, [memory["state"]])
        past = [memory["history"], state[:, None]]
        history = tf.concat(past, axis=1)  # (B, T, 16)
        scores = tf.reduce_sum(history * state[:, None], axis=2)
        weights = tf.nn.softmax(scores)[..., None]
        answer = self.readout(
            tf.reduce_sum(weights * history, axis=1)
        )
        return answer, {"state": state, "history": history}


# --8<-- [end:model]


# --8<-- [start:turns]
turns = np.random.default_rng(0).normal(size=(10, 1, 8))
turns = tf.constant(turns, dtype=tf.float32)
# --8<-- [end:turns]


# --8<-- [start:talk]
def talk(talker, turns, memory):
    """Return the answers (T, B, 8) and the memory."""
    answers = []
    for turn in turns:
        answer, memory = talker(turn, memory)
        answers.append(answer)
    return tf.stack(answers), memory


blank = {
    "state": tf.zeros((1, 16)),
    "history": tf.zeros((1, 0, 16)),  # one more row each turn
}
keras.utils.set_random_seed(0)
talker = Talker()
_, memory = talk(talker, turns[:5], blank)
expected, _ = talk(talker, turns[5:], memory)  # goes on
sizes = [int(tf.size(value)) for value in memory.values()]
print(f"numbers: {sizes}")
print(f"sixth answer: {expected[0, 0, 0]:.3f}")
# --8<-- [end:talk]

# --8<-- [start:save]
# A checkpoint keeps variables and refuses tensors.
kept = {name: tf.Variable(memory[name]) for name in memory}
checkpoint = tf.train.Checkpoint(talker=talker, memory=kept)
checkpoint.write("talk")
# --8<-- [end:save]

# --8<-- [start:load]
state = tf.Variable(tf.zeros((1, 16)))
history = tf.Variable(  # any number of turns
    tf.zeros((1, 0, 16)), shape=(1, None, 16)
)
saved = {"state": state, "history": history}
loaded = Talker()
loaded(turns[5], saved)  # creates new random weights
checkpoint = tf.train.Checkpoint(talker=loaded, memory=saved)
checkpoint.read("talk").assert_consumed()
sixth, _ = loaded(turns[5], saved)
print(f"sixth answer: {sixth[0, 0]:.3f}")
# --8<-- [end:load]


# --8<-- [start:lost]
def gap(talker, memory):
    """Return how far off the sixth answer is."""
    answers, _ = talk(talker, turns[5:6], memory)
    return tf.reduce_max(tf.abs(answers - expected[:1]))


half = {**blank, "state": state}
same = tf.reduce_all(sixth == expected[0])
print(f"the same number: {same}")
print(f"all: {gap(loaded, saved):.3f}")
print(f"weights alone: {gap(loaded, blank):.3f}")
print(f"without the history: {gap(loaded, half):.3f}")
print(f"other weights: {gap(Talker(), saved):.3f}")
# --8<-- [end:lost]


# --8<-- [start:homes]
class Keeper(keras.Model):
    """Keep the last turn in three places."""

    def build(self, shape):
        self.weight = self.add_weight(
            shape=shape, initializer="zeros", trainable=False
        )
        self.variable = tf.Variable(tf.zeros(shape))
        self.attribute = tf.zeros(shape)

    def call(self, turn):
        self.weight.assign(turn)
        self.variable.assign(turn)
        self.attribute = turn


# --8<-- [end:homes]


# --8<-- [start:kept]
keeper, other = Keeper(), Keeper()
keeper(turns[0])
other.build((1, 8))
keeper.save_weights("keeper.weights.h5")
other.load_weights("keeper.weights.h5")
for home in ("weight", "variable", "attribute"):
    before = tf.norm(getattr(keeper, home))
    after = tf.norm(getattr(other, home))
    print(f"{home}: {before:.3f}, then {after:.3f}")
# --8<-- [end:kept]


# --8<-- [start:files]
def listener():
    """Return a model whose layer keeps its state."""
    layer = keras.layers.GRU(16, stateful=True)
    batch = keras.Input(batch_shape=(1, 1, 8))
    return keras.Sequential([batch, layer])


model, same, restored = listener(), listener(), listener()
model(turns[0][None])
model.save("listener.keras")
copy = keras.models.load_model("listener.keras")
model.save_weights("listener.weights.h5")
same.load_weights("listener.weights.h5")
tf.train.Checkpoint(model=model).write("listener")
tf.train.Checkpoint(model=restored).read("listener")
models = [model, copy, same, restored]
states = [tf.norm(each.layers[0].states[0]) for each in models]
print(f"state: {states[0]:.3f}")
print(f"from .keras: {states[1]:.3f}")
print(f"from .weights.h5: {states[2]:.3f}")
print(f"from the checkpoint: {states[3]:.3f}")
# --8<-- [end:files]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

whole, _ = talk(talker, turns, blank)  # never stopped
resumed, _ = talk(loaded, turns[5:], saved)
forgot, _ = talk(loaded, turns[5:], blank)
figure, axes = plt.subplots(figsize=(5, 3), layout="constrained")
after = range(6, 11)
axes.plot(range(1, 11), whole[:, 0, 0], color="#7a8699")
axes.plot(after, resumed[:, 0, 0], "o", color="#1c7ed6")
axes.plot(after, forgot[:, 0, 0], "--", color="#1c7ed6")
names = ["never stopped", "loaded", "loaded without memory"]
axes.legend(names, frameon=False)
axes.set_xlabel("turn")
axes.set_ylabel("answer")
plt.savefig("talk.svg", transparent=True)
# --8<-- [end:drawing]
