"""Play one neuron and a row, in rehearsal and in concert."""

# --8<-- [start:musician]
import tensorflow as tf

heard = tf.constant([1.0, 0.5, 2.0])  # from three neighbours
closely = tf.constant([0.8, -0.6, 0.1])  # a weight for each
sound = tf.nn.relu(tf.reduce_sum(heard * closely) + 0.2)
print(f"sound: {sound:.3f}")
# --8<-- [end:musician]

# --8<-- [start:row]
import keras

row = keras.layers.Dense(2, activation="relu")
row.build((None, 3))
scores = tf.stack([closely, [0.3, 0.2, -0.1]], axis=1)
row.kernel.assign(scores)  # (in, out)
row.bias.assign([0.2, -0.15])
for number, sound in enumerate(row(heard[None])[0], start=1):
    print(f"musician {number}: {sound:.3f}")
# --8<-- [end:row]

# --8<-- [start:rehearsal]
wanted = tf.constant([1.5, 0.0])
optimizer = keras.optimizers.SGD(learning_rate=0.1)
weights = row.trainable_weights
with tf.GradientTape() as tape:
    loss = tf.reduce_mean((row(heard[None]) - wanted) ** 2)
optimizer.apply(tape.gradient(loss, weights), weights)
print(f"wrong by: {loss:.3f}")  # every peg was turned a little
# --8<-- [end:rehearsal]

# --8<-- [start:concert]
sounds = row(heard[None])[0]  # no tape: nothing is recorded
for number, sound in enumerate(sounds, start=1):
    print(f"musician {number}: {sound:.3f}")
miss = tf.reduce_mean((sounds - wanted) ** 2)
print(f"wrong by: {miss:.3f}")
# --8<-- [end:concert]
