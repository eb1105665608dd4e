"""Carry the state of an LSTM from chunk to chunk in Keras."""

# --8<-- [start:model]
import keras

keras.utils.set_random_seed(0)
# The layer keeps the state, so the batch size is fixed.
lstm = keras.layers.LSTM(
    128, return_sequences=True, stateful=True
)
readout = keras.layers.Dense(10)
model = keras.Sequential(
    [keras.Input(batch_shape=(64, 28, 28)), lstm, readout]
)
# This one is given its state and returns it.
explicit = keras.layers.LSTM(
    128, return_sequences=True, return_state=True
)
# --8<-- [end:model]

# --8<-- [start:chunks]
import tensorflow as tf

sequences = keras.random.uniform((64, 84, 28))  # (B, T, F)
chunks = tf.split(sequences, 3, axis=1)  # 3 of (64, 28, 28)


def gap(wrong, right):
    """Return the largest difference of two tensors."""
    return tf.reduce_max(tf.abs(wrong - right))


# --8<-- [end:chunks]


# --8<-- [start:carry]
def run(chunks, reset=True):
    """Feed chunks (B, T, F); return logits (B, T, C)."""
    if reset:
        lstm.reset_state()
    return tf.concat([model(chunk) for chunk in chunks], axis=1)


right = run(chunks)
explicit.build(sequences.shape)
explicit.set_weights(lstm.get_weights())
hidden, *state = explicit(sequences)  # 84 steps at once
whole = readout(hidden)
print(f"chunks and one run, apart: {gap(right, whole):.5f}")
print(f"state: {[tuple(part.shape) for part in lstm.states]}")
# --8<-- [end:carry]

# --8<-- [start:reset]
first = run(chunks[:1])
again = run(chunks[:1], reset=False)  # goes on
fresh = run(chunks[:1])  # reset_state sets zeros
print(f"first logit: {first[0, 0, 0]:.3f}")
print(f"the same chunk again: {again[0, 0, 0]:.3f}")
print(f"after a reset: {fresh[0, 0, 0]:.3f}")
# --8<-- [end:reset]

# --8<-- [start:silent]
a, b, c = chunks
right_a, right_b, right_c = tf.split(right, 3, axis=1)
mixed = tf.reverse(b, axis=[0])  # row 0 is row 63 now
print(f"state lost: {gap(run([b]), right_b):.3f}")
print(f"skipped: {gap(run([a, c])[:, 28:], right_c):.3f}")
print(f"mixed: {gap(run([a, mixed, c])[:, 56:], right_c):.3f}")
run([a, b, c])
print(f"not reset: {gap(run([a], reset=False), right_a):.3f}")
# --8<-- [end:silent]

# --8<-- [start:batch_size]
try:
    model(b[:32])
except ValueError as error:
    print(f"a batch of 32: {type(error).__name__}")
# Given its state, a stateless layer takes any batch size.
_, *state = explicit(a[:32])
hidden, *_ = explicit(b[:32], initial_state=state)
rest = readout(hidden)
print(f"32 rows, off by: {gap(rest, right_b[:32]):.3f}")
# --8<-- [end:batch_size]

# --8<-- [start:train]
labels = tf.argmax(sequences[:, :, :10], axis=2)  # (B, T)
targets = tf.split(labels, 3, axis=1)
model.compile(
    optimizer=keras.optimizers.SGD(0.2),
    loss=keras.losses.SparseCategoricalCrossentropy(
        from_logits=True
    ),
)
lstm.reset_state()  # the sequences begin
losses = []
for chunk, target in zip(chunks, targets, strict=True):
    # A state that was stored carries no graph along.
    losses.append(model.train_on_batch(chunk, target))
for number, loss in enumerate(losses, start=1):
    print(f"loss of chunk {number}: {loss:.3f}")
# --8<-- [end:train]


# --8<-- [start:truncation]
def gradient_by_step(cut):
    """Return (T,) norms of the second loss's input gradient."""
    inputs = sequences[:, :56]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        first, second = tf.split(inputs, 2, axis=1)
        if cut:
            logits = run([first, second])[:, 28:]
        else:
            _, *state = explicit(first)
            hidden, *_ = explicit(second, initial_state=state)
            logits = readout(hidden)
        loss = 28 * 64 * model.loss(targets[1], logits)
    return tf.norm(tape.gradient(loss, inputs), axis=(0, 2))


explicit.set_weights(lstm.get_weights())
through, cut = gradient_by_step(False), gradient_by_step(True)
for step in (0, 14, 26, 27, 28, 29):
    print(f"step {step}: {through[step]:.3f}, {cut[step]:.3f}")
# --8<-- [end:truncation]

# --8<-- [start:drawing]
from matplotlib import pyplot as plt

figure, axes = plt.subplots(figsize=(5, 3), layout="constrained")
axes.semilogy(through, "--", color="#1c7ed6")
axes.semilogy(cut, color="#1c7ed6")
axes.set(xlabel="step", ylabel="size of the gradient")
axes.set(ylim=(1e-6, 10))  # the same in both pictures
axes.legend(["through the state", "cut"], frameon=False)
figure.savefig("gradient.svg", transparent=True)
# --8<-- [end:drawing]

# --8<-- [start:save]
run([a])
tf.train.Checkpoint(model=model).write("after_a")
expected = model(b)
other = keras.models.clone_model(model)
other.set_weights(model.get_weights())  # not the state
lost = other(b)
tf.train.Checkpoint(model=other).read("after_a")
resumed = other(b)
print(f"weights alone, off by: {gap(lost, expected):.3f}")
print(f"with the state, off by: {gap(resumed, expected):.3f}")
# --8<-- [end:save]

# --8<-- [start:published]
try:
    keras.layers.LSTM(
        128, stateful=True, batch_input_shape=(64, 28, 28)
    )
except ValueError as error:
    print(f"ValueError: {error}")
try:
    model.reset_states()
except AttributeError as error:
    print(f"AttributeError: {error}")
# --8<-- [end:published]
