"""Send data through each kind of layer in Keras."""

# --8<-- [start:dense]
import keras
import tensorflow as tf


def count(layer):
    """Count the numbers that a layer learns."""
    weights = layer.trainable_weights
    return sum(int(tf.size(weight)) for weight in weights)


keras.utils.set_random_seed(0)
rows = keras.random.uniform((4, 6))  # (B, F)
dense = keras.layers.Dense(3)
print(f"in: {tuple(rows.shape)}")
print(f"out: {tuple(dense(rows).shape)}")
print(f"kernel: {tuple(dense.kernel.shape)}")  # (in, out)
print(f"by hand: {6 * 3 + 3}, counted: {count(dense)}")
# --8<-- [end:dense]

# --8<-- [start:convolution]
images = keras.random.uniform((4, 28, 28, 3))  # channels last
convolution = keras.layers.Conv2D(8, kernel_size=5)
print(f"in: {tuple(images.shape)}")
print(f"out: {tuple(convolution(images).shape)}")
kernel = convolution.kernel  # (height, width, in, out)
print(f"kernel: {tuple(kernel.shape)}")
by_hand = 5 * 5 * 3 * 8 + 8
print(f"by hand: {by_hand}, counted: {count(convolution)}")
# --8<-- [end:convolution]

# --8<-- [start:other_layout]
channels_first = tf.transpose(images, [0, 3, 1, 2])
try:
    convolution(channels_first)
except ValueError as error:
    print(f"ValueError: {error}")
fresh = keras.layers.Conv2D(8, kernel_size=3)
out = fresh(channels_first)  # takes what comes first
print(f"not built yet: {tuple(out.shape)}")
# --8<-- [end:other_layout]

# --8<-- [start:padding]
signal = tf.reshape([1.0, 2, 3, 4, 5, 6], (1, 6, 1))
digits = tf.reshape([100.0, 10, 1], (3, 1, 1))
conv1d = tf.nn.conv1d
right = conv1d(signal, digits, stride=2, padding="SAME")
print(f"SAME: {tf.reshape(right, -1).numpy().tolist()}")
padded = tf.pad(signal, [[0, 0], [1, 1], [0, 0]])
both = conv1d(padded, digits, stride=2, padding="VALID")
both = tf.reshape(both, -1).numpy().tolist()
print(f"a zero at each end: {both}")
# --8<-- [end:padding]

# --8<-- [start:recurrent]
sequences = keras.random.uniform((4, 7, 6))  # (B, T, F)
layers = {}
for name, blocks, biases in (
    ("SimpleRNN", 1, 1),
    ("GRU", 3, 2),  # here Keras has two as well
    ("LSTM", 4, 1),
):
    kind = getattr(keras.layers, name)
    layer = kind(5, return_sequences=True, return_state=True)
    layer(sequences)  # builds it
    by_hand = blocks * (6 * 5 + 5 * 5 + biases * 5)
    layers[name] = layer
    print(f"{name}: by hand {by_hand}, counted {count(layer)}")
steps, last = layers["GRU"](sequences)
print(f"in: {tuple(sequences.shape)}")
print(f"every step: {tuple(steps.shape)}")
print(f"last step: {tuple(last.shape)}")  # (B, H)
# --8<-- [end:recurrent]

# --8<-- [start:batch_norm]
batch = tf.constant([[1.0, 0.10], [5.0, 0.12]])
batch_norm = keras.layers.BatchNormalization()
epsilon = batch_norm.epsilon
print(f"momentum: {batch_norm.momentum}, ε: {epsilon}")
normal = batch_norm(batch, training=True)
mean, variance = batch_norm.non_trainable_weights
print(f"coarse feature: {normal[1, 0]:.3f}")
print(f"fine feature: {normal[1, 1]:.3f}")
print(f"moving mean: {mean[0]:.3f}")
print(f"moving variance: {variance[0]:.3f}")
print(f"by hand: {2 * 2}, counted: {count(batch_norm)}")
print(f"not learned: {mean.name}, {variance.name}")
# --8<-- [end:batch_norm]

# --8<-- [start:layer_norm]
example = tf.constant([[1.0, 5.0], [0.10, 0.12]])
layer_norm = keras.layers.LayerNormalization()  # 1e-3
normal = layer_norm(example)
print(f"coarse row: {normal[0, 1]:.3f}")
print(f"fine row: {normal[1, 1]:.3f}")
print(f"by hand: {2 * 2}, counted: {count(layer_norm)}")
# --8<-- [end:layer_norm]

# --8<-- [start:embedding]
tokens = tf.constant([[7, 3, 7], [0, 999, 3]])  # (B, T)
embedding = keras.layers.Embedding(1000, 16)
vectors = embedding(tokens)
print(f"out: {tuple(vectors.shape)}")
same = bool(tf.reduce_all(vectors[0, 0] == vectors[0, 2]))
print(f"one token, one vector: {same}")
table = embedding.embeddings.numpy()  # U(-0.05, 0.05)
print(f"standard deviation: {table.std():.3f}")
print(f"beyond 0.05: {(abs(table) > 0.05).any()}")
print(f"by hand: {1000 * 16}, counted: {count(embedding)}")
# --8<-- [end:embedding]

# --8<-- [start:flow]
network = keras.Sequential(
    [
        keras.layers.Conv2D(8, kernel_size=5),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10),
    ]
)
data = images
for layer in network.layers:
    data = layer(data, training=True)
    print(f"{type(layer).__name__}: {tuple(data.shape)}")
print(f"learned: {count(network)}")
# --8<-- [end:flow]
