"""Use a trained model: dropout, batch norm, a prompt."""

# --8<-- [start:switches]
import keras
import tensorflow as tf

keras.utils.set_random_seed(0)
duo = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(8),
        keras.layers.Dropout(0.5),
    ]
)
notes = tf.ones([1, 4])  # (B, F)
for training in [True, False]:
    with tf.GradientTape(persistent=True) as tape:
        heard = duo(notes, training=training)  # an argument
    unheard = duo(notes, training=training)  # no tape is open
    for sound, tape_open in [(heard, True), (unheard, False)]:
        zeros = tf.math.count_nonzero(sound == 0)
        slopes = tape.gradient(sound, duo.layers[0].kernel)
        recorded = slopes is not None
        print(f"{training=}, {tape_open=}: ", end="")
        print(f"{zeros} zeros, {recorded=}")
# --8<-- [end:switches]

# --8<-- [start:used_later]
weight = tf.Variable(2.0)
quiet = 3 * weight  # no tape is open
with tf.GradientTape() as tape:
    product = quiet * weight
slope = tape.gradient(product, weight)
print(f"slope outside the tape: {slope:.3f}")

with tf.GradientTape() as tape:
    with tape.stop_recording():
        quiet = 3 * weight
    product = quiet * weight
slope = tape.gradient(product, weight)
print(f"slope after stop_recording: {slope:.3f}")
# --8<-- [end:used_later]


# --8<-- [start:dropout]
def listed(numbers):
    """Write numbers with three decimals each."""
    return " ".join(f"{number:.3f}" for number in numbers)


dropout = keras.layers.Dropout(0.25)  # share that is dropped
row = tf.ones([8])
print(f"training: {listed(dropout(row, training=True))}")
print(f"training: {listed(dropout(row, training=True))}")
many = dropout(tf.ones([100000]), training=True)
print(f"mean of many: {tf.reduce_mean(many):.3f}")
print(f"inference: {listed(dropout(row))}")
# --8<-- [end:dropout]

# --8<-- [start:batch_norm]
batch = tf.constant([[1.0], [3.0], [5.0], [7.0]])  # (B, F)
norm = keras.layers.BatchNormalization()  # momentum=0.99: old
print(f"training: {listed(norm(batch, training=True)[:, 0])}")
print(f"moving mean: {norm.moving_mean[0]:.3f}")
print(f"moving variance: {norm.moving_variance[0]:.3f}")
print(f"inference: {listed(norm(batch)[:, 0])}")
print(f"the 7 alone: {listed(norm(batch[3:])[0])}")
# --8<-- [end:batch_norm]

# --8<-- [start:moving]
norm = keras.layers.BatchNormalization()
for count in range(1, 101):
    norm(batch, training=True)  # without a tape
    if count in (1, 10, 100):
        mean, variance = norm.moving_mean, norm.moving_variance
        print(f"mean after {count}: {mean[0]:.3f}")
        print(f"variance after {count}: {variance[0]:.3f}")
# --8<-- [end:moving]

# --8<-- [start:rhyme]
import numpy as np

rhyme = (
    "a flute begins and all is still, "
    "the drum says boom, "
    "the drum says boom, "
    "the drum says hush, "
    "a horn replies behind the hill, "
    "and then they fill the room. "
)
alphabet = sorted(set(rhyme))
codes = np.array([alphabet.index(sign) for sign in rhyme])
# Eight characters and the next one; the rhyme is a circle.
windows = np.stack([np.roll(codes, -k) for k in range(8)], 1)
following = np.roll(codes, -8)
print(f"windows: {windows.shape}")
print(f"alphabet: {len(alphabet)} characters")
# --8<-- [end:rhyme]

# --8<-- [start:practise]
keras.utils.set_random_seed(0)
player = keras.Sequential(
    [
        keras.Input((8,), dtype="int32"),
        keras.layers.Embedding(len(alphabet), 8),  # (B, 8, 8)
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(0.1),
        keras.layers.Dense(len(alphabet)),  # logits (B, C)
    ]
)
fade = keras.optimizers.schedules.CosineDecay(0.01, 400)
player.compile(
    optimizer=keras.optimizers.Adam(fade),
    loss=keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
)
# One epoch of 400 steps: fit takes a while for each epoch.
lesson = tf.data.Dataset.from_tensors((windows, following))
player.fit(lesson.repeat(400), shuffle=False, verbose=0)

hits = tf.argmax(player(windows), axis=1) == following
print(f"right: {tf.math.count_nonzero(hits)} of {len(hits)}")
# --8<-- [end:practise]


# --8<-- [start:temperature]
def probabilities(prompt, temperature=1, training=False):
    """Return (C,), the chances after 8 or more characters."""
    window = [alphabet.index(sign) for sign in prompt[-8:]]
    logits = player(tf.constant([window]), training=training)[0]
    return tf.nn.softmax(
        tf.cast(logits, "float64") / temperature
    )


for temperature in [0.5, 1, 3]:
    chances = probabilities("the drum says ", temperature)
    best = tf.argsort(chances, direction="DESCENDING")[:2]
    signs = [f"{alphabet[k]} {chances[k]:.3f}" for k in best]
    rest = 1 - sum(float(chances[k]) for k in best)
    print(
        f"temperature {temperature}: {', '.join(signs)}, ",
        end="",
    )
    print(f"others {rest:.3f}")
# --8<-- [end:temperature]

# --8<-- [start:one_by_one]
text, chance = "the drum says ", 1.0
for _ in range(5):
    chances = probabilities(text).numpy()
    sign = alphabet[chances.argmax()]
    chance *= chances.max()
    print(f"after '{text[-8:]}': '{sign}' {chances.max():.3f}")
    text += sign
print(f"chance of the five: {chance:.3f}")
# --8<-- [end:one_by_one]


# --8<-- [start:answer]
def answer(prompt, length, temperature=0, seed=0):
    """Continue a prompt; temperature 0 means greedy."""
    generator, text = np.random.default_rng(seed), prompt
    for _ in range(length):
        chances = probabilities(text, temperature or 1).numpy()
        if temperature:
            code = generator.choice(len(alphabet), p=chances)
        else:
            code = chances.argmax()
        text += alphabet[code]
    return text[len(prompt) :]


prompt = "the drum says boom, "
print(f"greedy: {answer(prompt, 38)}")
for seed in [22, 19]:
    print(f"seed {seed}: {answer(prompt, 38, 1, seed)}")
print(f"a horn r: {answer('a horn r', 22)}")
print(f"the plum says: {answer('the plum says ', 5)}")
# --8<-- [end:answer]


# --8<-- [start:repeatable]
def drawn():
    """Draw six answers, each with its own seed."""
    return [answer("the drum says ", 4, 1, k) for k in range(6)]


first, second = drawn(), drawn()
print(f"drawn: {' '.join(first)}")
print(f"drawn again, equal: {first == second}")
for training in [False, True]:  # True: dropout is on
    one = probabilities("the drum says ", training=training)
    two = probabilities("the drum says ", training=training)
    same = np.array_equal(one, two)
    mode = "training" if training else "inference"
    print(f"chances in {mode}, equal: {same}")
# --8<-- [end:repeatable]

# --8<-- [start:picture]
import matplotlib.pyplot as plt

stretch = "the drum says hush, a horn"
figure, axes = plt.subplots(figsize=(6, 4), layout="tight")
for read in range(8, len(stretch)):
    chances = np.round(probabilities(stretch[:read]).numpy(), 1)
    rows = np.flatnonzero(chances)  # at least a twentieth
    areas = 150 * chances[rows]
    axes.scatter(
        [read] * len(rows), rows, areas, color="#1c7ed6"
    )
    truth = alphabet.index(stretch[read])
    axes.plot(read, truth, "ko", ms=14, fillstyle="none")
signs = [sign.replace(" ", "␣") for sign in stretch[7:-1]]
axes.set_xticks(range(8, len(stretch)), signs)
signs = [sign.replace(" ", "␣") for sign in alphabet]
axes.set_yticks(range(len(alphabet)), signs)
axes.set(xlabel="last character read", ylabel="next character")
figure.savefig("chances.svg", transparent=True)
# --8<-- [end:picture]
