"""Provoke errors of numbers in TensorFlow; mend them."""

# --8<-- [start:float64]
import keras
import numpy as np
import tensorflow as tf

table = np.ones((4, 784))  # NumPy's default is float64
try:
    tf.matmul(table, tf.ones((784, 10)))
except tf.errors.InvalidArgumentError as error:
    print(f"InvalidArgumentError: {error.message}")

single = tf.cast(table, tf.float32)
product = tf.matmul(single, tf.ones((784, 10)))
print(f"product: {product.dtype.name}")
dense = keras.layers.Dense(10)
print(f"a layer casts: {dense(table).dtype.name}")
# --8<-- [end:float64]

# --8<-- [start:whole_numbers]
counts = tf.constant([1, 2])
try:
    counts * 2.0
except TypeError as error:
    print(f"TypeError: {error}")
try:
    counts + tf.constant([0.5, 0.25])
except tf.errors.InvalidArgumentError as error:
    print(f"InvalidArgumentError: {error.message}")

values = tf.cast(counts, tf.float32)
print(f"scaled: {(values * 2.0).numpy().tolist()}")
added = values + tf.constant([0.5, 0.25])
print(f"added: {added.numpy().tolist()}")
# --8<-- [end:whole_numbers]

# --8<-- [start:labels]
sparse = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)
whole = keras.losses.CategoricalCrossentropy(from_logits=True)
scores = tf.constant([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
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
    print(f"InvalidArgumentError: {error.message}")

loss = sparse(counted_from_one - 1, scores)
print(f"loss: {loss:.3f}")
# --8<-- [end:label_range]

# --8<-- [start:index_range]
words = tf.constant([0, 3])
vectors = tf.ones((3, 2))  # of words 0, 1, 2
vector = tf.constant([1.0, 2.0, 4.0])
for look_up in (
    lambda: tf.gather(vectors, words),
    lambda: vector[3],
):
    try:
        with tf.device("CPU:0"):
            look_up()
    except tf.errors.InvalidArgumentError as error:
        print(f"InvalidArgumentError: {error.message}")

embedding = keras.layers.Embedding(4, 2)
print(f"embedded: {tuple(embedding(words).shape)}")
print(f"past the end: {vector[3:].numpy().tolist()}")  # no error
# --8<-- [end:index_range]

# --8<-- [start:out_of_memory]
steps = 10_000_000  # each attends to each
try:
    with tf.device("CPU:0"):
        tf.zeros((steps, steps))
except tf.errors.ResourceExhaustedError as error:
    print(f"ResourceExhaustedError: {error.message}")
# --8<-- [end:out_of_memory]

# --8<-- [start:smaller_batches]
weights = tf.Variable([[1.0], [2.0], [4.0]])
batch = tf.random.uniform((8, 3))
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(tf.matmul(batch, weights) ** 2)
at_once = tape.gradient(loss, weights)

parts = []
for part in tf.split(batch, 4):  # a quarter at a time
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.matmul(part, weights) ** 2)
    parts.append(tape.gradient(loss, weights) / 4)
agree = np.allclose(tf.add_n(parts), at_once)
print(f"the gradients agree: {agree}")
# --8<-- [end:smaller_batches]

# --8<-- [start:nan_loss]
odds = tf.constant([0.0, 0.25, 0.75])
entropy = -tf.reduce_sum(odds * tf.math.log(odds))  # 0 × -inf
print(f"entropy: {entropy:.3f}")

entropy = -tf.reduce_sum(
    tf.math.xlogy(odds, odds)
)  # 0 log 0 is 0
print(f"entropy: {entropy:.3f}")
# --8<-- [end:nan_loss]
