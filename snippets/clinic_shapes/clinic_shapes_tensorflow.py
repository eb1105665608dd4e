"""Provoke errors of shapes in TensorFlow; mend them."""

# --8<-- [start:flatten]
import keras
import tensorflow as tf

keras.utils.set_random_seed(0)
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
unbuilt(photographs)  # no word: 32 channels, it thinks
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
    told = str(error).split("[1m")  # it is set in bold
    print(f"ValueError: {told[0].splitlines()[0]}")
    print(f"{told[1].split('. ')[0]}.")

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

# --8<-- [start:float64]
import numpy as np

table = np.ones((4, 784))  # NumPy's default is float64
for compute in (
    lambda: tf.matmul(table, tf.ones((784, 10))),
    lambda: tf.constant([1, 2]) + tf.constant([0.5, 0.5]),
):
    try:
        compute()
    except tf.errors.InvalidArgumentError as error:
        told = error.message.split(" name")[0]
        print(f"InvalidArgumentError: {told}")

product = tf.matmul(
    tf.cast(table, tf.float32), tf.ones((784, 10))
)
print(f"product: {product.dtype.name}")
print(f"a layer casts: {dense(table).dtype.name}")
# --8<-- [end:float64]

# --8<-- [start:labels]
sparse = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
whole = keras.losses.CategoricalCrossentropy(from_logits=True)
scores = tf.constant([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
labels = tf.constant([0, 1])
one_hot = tf.one_hot(labels, 3)
for criterion, wrong in ((sparse, one_hot), (whole, labels)):
    try:
        criterion(wrong, scores)
    except ValueError as error:
        print(f"ValueError: {error}")

print(f"numbers of classes: {sparse(labels, scores):.3f}")
print(f"a share for each class: {whole(one_hot, scores):.3f}")
# --8<-- [end:labels]

# --8<-- [start:label_range]
counted_from_one = tf.constant([1, 3])
try:
    with tf.device("CPU:0"):
        sparse(counted_from_one, scores)
except tf.errors.InvalidArgumentError as error:
    told = error.message.split("}} ")[1].split("  ")[0]
    print(f"InvalidArgumentError: {told}")

print(f"loss: {sparse(counted_from_one - 1, scores):.3f}")
# --8<-- [end:label_range]

# --8<-- [start:broadcast]
grid, row = tf.ones((2, 3)), tf.ones(4)
column = tf.constant([1.0, 2.0])
for other in (row, column):
    try:
        grid + other
    except tf.errors.InvalidArgumentError as error:
        told = error.message.split("}} ")[1].split(" name")[0]
        print(f"InvalidArgumentError: {told}")

total = grid + column[:, None]  # (2, 1) fits (2, 3)
print(f"total: {total.numpy().tolist()}")
# --8<-- [end:broadcast]

# --8<-- [start:stack]
texts = tf.data.Dataset.from_generator(
    lambda: iter([[1.0] * 3, [1.0] * 5]),  # of different lengths
    output_signature=tf.TensorSpec([None]),
)
try:
    next(iter(texts.batch(2)))
except tf.errors.InvalidArgumentError as error:
    told = error.message.split("}} ")[1].split(" [Op")[0]
    print(f"InvalidArgumentError: {told}")

padded = next(iter(texts.padded_batch(2)))
print(f"padded: {padded.numpy().tolist()}")
# --8<-- [end:stack]

# --8<-- [start:batch_of_one]
normalise = keras.layers.BatchNormalization()
one = tf.constant([[2.0, 4.0, 8.0]])
outputs = normalise(one, training=True)[0]  # no word
print(f"training: {', '.join(f'{v:.3f}' for v in outputs)}")

fresh = keras.layers.BatchNormalization()
outputs = fresh(one)[0]  # the moving mean 0 and variance 1
print(f"inference: {', '.join(f'{v:.3f}' for v in outputs)}")
# --8<-- [end:batch_of_one]
