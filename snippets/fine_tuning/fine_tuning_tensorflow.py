"""Pretrain a small transformer and fine-tune it in Keras."""

# --8<-- [start:programme]
import math

import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(3)
# Four families of six instruments, shuffled.
families = random.permutation(24).reshape(4, 6)
HIDDEN = 24  # in place of a hidden instrument


def draw(count):
    """Return instruments (B, 8), families of halves (B, 2)."""
    family = random.integers(4, size=(count, 2))
    player = random.integers(6, size=(count, 2, 4))
    played = families[family[..., None], player]
    return played.reshape(count, 8), family


# --8<-- [end:programme]


# --8<-- [start:body]
class Encoder(keras.layers.Layer):
    """Map instruments (B, T) to states (B, T, 16)."""

    def __init__(self):
        super().__init__()
        self.instruments = keras.layers.Embedding(25, 16)
        self.places = keras.layers.Embedding(8, 16)
        self.attend = keras.layers.MultiHeadAttention(
            num_heads=2, key_dim=8
        )
        self.widen = keras.layers.Dense(32, activation="relu")
        self.narrow = keras.layers.Dense(16)
        # As in PyTorch; the default here is 1e-3.
        norm = keras.layers.LayerNormalization
        self.before_attend = norm(epsilon=1e-5)
        self.before_widen = norm(epsilon=1e-5)

    def call(self, played):
        states = self.instruments(played)
        states += self.places(tf.range(8))
        normed = self.before_attend(states)
        states += self.attend(normed, normed)
        normed = self.before_widen(states)
        return states + self.narrow(self.widen(normed))


# --8<-- [end:body]


# --8<-- [start:hide]
def hide_one(played):
    """Hide one place of each row; elsewhere the target is -1."""
    place = random.integers(8, size=len(played))
    hidden = np.eye(8, dtype=bool)[place]
    target = np.where(hidden, played, -1)
    return np.where(hidden, HIDDEN, played), target


heard, target = hide_one(draw(1)[0])
print(f"heard: {heard[0].tolist()}")
print(f"target: {target[0].tolist()}")
# --8<-- [end:hide]

# --8<-- [start:pretrain]
# --8<-- [same]
keras.utils.set_random_seed(0)
body = Encoder()
guesser = keras.Sequential([body, keras.layers.Dense(24)])
loss_function = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True, ignore_class=-1
)
optimizer = keras.optimizers.SGD(learning_rate=0.5)
guesser.compile(optimizer=optimizer, loss=loss_function)
heard, target = hide_one(draw(12800)[0])
guesser.fit(heard, target, batch_size=64, verbose=0)

heard, target = hide_one(draw(1000)[0])
loss = loss_function(target, guesser(heard))
print(f"loss: {loss:.2f}")
print(f"one family known, ln 6: {math.log(6):.2f}")
print(f"nothing known, ln 24: {math.log(24):.2f}")
# --8<-- [end:pretrain]


# --8<-- [start:head]
class Classifier(keras.Model):
    """Map instruments (B, T) to logits of families (B, 4)."""

    def __init__(self):
        super().__init__()
        self.body = Encoder()
        self.head = keras.layers.Dense(4)

    def call(self, played):
        return self.head(self.body(played)[:, 0])  # place 0


def classifier(known):
    """Return a new one, with the pretrained body if known."""
    model = Classifier()
    model(heard)  # from here on it has its weights
    if known:
        model.body.set_weights(body.get_weights())
    return model


# --8<-- [end:head]


# --8<-- [start:tune]
def tune(model, data, half, epochs):
    """Train on eight rows a step; return the losses."""
    losses = []
    for row in [*range(0, len(data[0]), 8)] * epochs:
        part = slice(row, row + 8)
        answers = data[1][part, half]
        loss = model.train_on_batch(data[0][part], answers)
        losses.append(loss)
    return losses


# --8<-- [end:tune]

# --8<-- [start:questions]
few, many, unseen = draw(8), draw(96), draw(1000)


def accuracy(model, half):
    """Return the share of unseen rows named correctly."""
    named = np.argmax(model(unseen[0]), axis=1)
    return np.mean(named == unseen[1][:, half])


def report(model):
    """Print what learns, whether the body moved, the score."""
    sizes = [tf.size(w) for w in model.trainable_weights]
    old, new = body.get_weights(), model.body.get_weights()
    same = all(map(np.array_equal, old, new))
    print(f"parameters: {model.count_params()}")
    print(f"that learn: {sum(sizes)}")
    print(f"body the same, bit by bit: {same}")
    print(f"accuracy on unseen rows: {accuracy(model, 0):.2f}")


print(f"first halves: {few[1][:, 0].tolist()}")
# --8<-- [end:questions]

# --8<-- [start:frozen]
frozen = classifier(known=True)
frozen.body.trainable = False  # before compile
head_only = keras.optimizers.SGD(learning_rate=0.2)
frozen.compile(optimizer=head_only, loss=loss_function)
near = {"frozen": tune(frozen, few, 0, 30)}
report(frozen)
# --8<-- [end:frozen]

# --8<-- [start:unfrozen]
unfrozen = classifier(known=True)
whole = keras.optimizers.SGD(learning_rate=0.1)
unfrozen.compile(optimizer=whole, loss=loss_function)
near["unfrozen"] = tune(unfrozen, few, 0, 30)
report(unfrozen)
# --8<-- [end:unfrozen]

# --8<-- [start:scratch]
scratch = classifier(known=False)
fresh = keras.optimizers.SGD(learning_rate=0.2)
scratch.compile(optimizer=fresh, loss=loss_function)
near["from scratch"] = tune(scratch, few, 0, 30)
print(f"accuracy on unseen rows: {accuracy(scratch, 0):.2f}")
# --8<-- [end:scratch]

# --8<-- [start:far]
far = {}
models = frozen, unfrozen, scratch
for name, model in zip(near, models, strict=True):
    start = classifier(known=name != "from scratch")
    # The compiled model starts again, without a new trace.
    model.set_weights(start.get_weights())
    far[name] = tune(model, many, 1, 10)
    print(f"{name}: {accuracy(model, 1):.2f}")
# --8<-- [end:far]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(
    1, 2, figsize=(7, 3), sharey=True, layout="constrained"
)
lines = {"frozen": "-", "unfrozen": "--", "from scratch": ":"}
for half, losses in enumerate((near, far)):
    for name, line in lines.items():
        axes[half].plot(
            losses[name], line, color="#1c7ed6", label=name
        )
    axes[half].set_title(("first half", "second half")[half])
    axes[half].set_xlabel("step")
axes[0].set_ylabel("loss")
axes[0].set_ylim(0, 3)
axes[1].legend(frameon=False, loc="upper right")
plt.savefig("curves.svg", transparent=True)
# --8<-- [end:drawing]


# --8<-- [start:afterwards]
def moves(model):
    """Return whether one more step changes the body."""
    before = model.body.get_weights()
    tune(model, few, 0, 1)
    after = model.body.get_weights()
    return not all(map(np.array_equal, before, after))


unfrozen.body.trainable = False
print(f"frozen later, body moves: {moves(unfrozen)}")
frozen.body.trainable = True
print(f"unfrozen later, body moves: {moves(frozen)}")
again = keras.optimizers.SGD(learning_rate=0.2)
frozen.compile(optimizer=again, loss=loss_function)
print(f"then compiled, body moves: {moves(frozen)}")
# --8<-- [end:afterwards]
