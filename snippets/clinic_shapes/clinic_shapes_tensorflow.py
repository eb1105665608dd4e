"""Provoke errors of shapes in TensorFlow; mend them."""

# --8<-- [start:flatten]
import keras
import tensorflow as tf

images = keras.random.uniform((64, 28, 28))  # (B, H, W)
dense = keras.layers.Dense(10, name="readout")
dense.build((None, 784))
try:
    dense(images)
except ValueError as error:
    print(f"ValueError: {error}")

flat = tf.reshape(images, (64, 784))  # or a layer Flatten
print(f"logits: {tuple(dense(flat).shape)}")
unbuilt = keras.layers.Dense(10)  # takes whatever comes first
print(f"unbuilt: {tuple(unbuilt(images).shape)}")
# --8<-- [end:flatten]

# --8<-- [start:channels]
# As a loader of PyTorch gives them: (B, C, H, W)
photographs = keras.random.uniform((8, 3, 32, 32))
convolution = keras.layers.Conv2D(16, 3, name="convolution")
convolution.build((None, 32, 32, 3))
try:
    convolution(photographs)
except ValueError as error:
    print(f"ValueError: {error}")

channels_last = tf.transpose(photographs, (0, 2, 3, 1))
print(f"features: {tuple(convolution(channels_last).shape)}")
unbuilt = keras.layers.Conv2D(16, 3)
unbuilt(photographs)  # silent: it assumes 32 channels
print(f"unbuilt: {tuple(unbuilt.kernel.shape)}")
# --8<-- [end:channels]

# --8<-- [start:state]
lstm = keras.layers.LSTM(128, stateful=True)
model = keras.Sequential(
    [keras.Input(batch_shape=(64, 5, 28)), lstm]
)
last = keras.random.uniform((32, 5, 28))  # an epoch's last
try:
    model(last)
except ValueError as error:
    print(f"ValueError: {error}")

stateless = keras.layers.LSTM(128, return_state=True)
_, *state = stateless(keras.random.uniform((64, 5, 28)))
rows = [part[:32] for part in state]
outputs, *_ = stateless(last, initial_state=rows)
print(f"outputs: {tuple(outputs.shape)}")
# --8<-- [end:state]

# --8<-- [start:missing_axis]
sequence = keras.random.uniform((5, 28))  # one sequence
reader = keras.layers.LSTM(
    128, return_sequences=True, name="reader"
)
try:
    reader(sequence)
except ValueError as error:
    print(f"ValueError: {error}")

outputs = reader(sequence[None])  # (1, T, F)
print(f"outputs: {tuple(outputs.shape)}")
# --8<-- [end:missing_axis]


# --8<-- [start:broadcast]
grid, row = tf.reshape(tf.range(6.0), (2, 3)), tf.ones(4)
column = tf.constant([1.0, 2.0])
for other in (row, column):
    try:
        grid + other
    except tf.errors.InvalidArgumentError as error:
        print(f"InvalidArgumentError: {error.message}")

total = grid + column[:, None]  # (2, 1) fits (2, 3)
print(f"total: {total.numpy().tolist()}")
# --8<-- [end:broadcast]

# --8<-- [start:stack]
texts = tf.data.Dataset.from_generator(
    lambda: iter([[1.0, 2.0, 3.0], [4.0]]),  # two lengths
    output_signature=tf.TensorSpec([None]),
)
try:
    next(iter(texts.batch(2)))
except tf.errors.InvalidArgumentError as error:
    print(f"InvalidArgumentError: {error.message}")

padded = next(iter(texts.padded_batch(2)))
print(f"padded: {padded.numpy().tolist()}")
# --8<-- [end:stack]

# --8<-- [start:batch_of_one]
normalise = keras.layers.BatchNormalization()
one = tf.constant([[2.0, 4.0, 8.0]])
outputs = normalise(one, training=True)[0]  # silent
print(f"training: {', '.join(f'{v:.3f}' for v in outputs)}")

fresh = keras.layers.BatchNormalization()
outputs = fresh(one)[0]  # the moving mean 0 and variance 1
print(f"inference: {', '.join(f'{v:.3f}' for v in outputs)}")
print(f"added to the variance: {fresh.epsilon}")
# --8<-- [end:batch_of_one]
