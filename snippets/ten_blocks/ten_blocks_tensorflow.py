"""Read five published blocks twice: alone, then in order."""

# --8<-- [start:d1]
D1 = """
import tensorflow as tf
numbers = tf.constant([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * numbers)
gradient = tape.gradient(total, numbers)
"""
# --8<-- [end:d1]

# --8<-- [start:d2]
D2 = """
import tensorflow as tf
model = tf.keras.Sequential([
    tf.keras.layers.Dense(
        128, activation="relu", input_shape=(784,)
    ),
    tf.keras.layers.Dense(10, activation="softmax"),
])
"""
# --8<-- [end:d2]

# --8<-- [start:d3]
D3 = """
import tensorflow as tf
model = tf.keras.Sequential([
    tf.keras.layers.LSTM(
        128, return_sequences=True, input_shape=(28, 28)
    ),
    tf.keras.layers.LSTM(128),
    tf.keras.layers.Dense(10, activation="softmax"),
])
"""
# --8<-- [end:d3]

# --8<-- [start:d4]
D4 = """
import tensorflow as tf
model = tf.keras.Sequential([
    tf.keras.layers.LSTM(
        128, return_sequences=True, stateful=True,
        batch_input_shape=(64, 28, 28),
    ),
    tf.keras.layers.LSTM(128, stateful=True),
    tf.keras.layers.Dense(10, activation="softmax"),
])
"""
# --8<-- [end:d4]

# --8<-- [start:d5]
D5 = """
import tensorflow as tf
optimizer = tf.keras.optimizers.Adam(0.001)
with tf.GradientTape() as tape:
    loss = loss_function(labels, network(images))
weights = network.trainable_variables
gradients = tape.gradient(loss, weights)
optimizer.apply_gradients(zip(gradients, weights))
"""
# --8<-- [end:d5]

# --8<-- [start:reading]
import warnings

QUESTIONS = {
    "D1": (D1, "gradient"),
    "D2": (D2, "tuple(model(tf.ones([64, 784])).shape)"),
    "D3": (D3, "tuple(model(tf.ones([64, 28, 28])).shape)"),
    "D4": (D4, "tuple(model(tf.ones([64, 28, 28])).shape)"),
    "D5": (D5, "float(loss)"),
}


def read(block, question, names):
    """Run a block and ask for its result; say what happens."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        reached = "stops at"
        try:
            exec(block, names)  # unsafe: runs the text above
            reached = "builds, then"
            answer = eval(question, names)  # unsafe: as above
        except Exception as error:
            return f"{reached} {type(error).__name__}: {error}"
    return f"{'warns, then ' if heard else ''}gives {answer}"


# --8<-- [end:reading]


# --8<-- [start:alone]
import tensorflow as tf  # so that all blocks find it loaded

for name, (block, question) in QUESTIONS.items():
    print(f"{name}: {read(block, question, {})}")
# --8<-- [end:alone]

# --8<-- [start:in_order]
names = {}  # what one block defines, the next one finds
for name, (block, question) in QUESTIONS.items():
    print(f"{name}: {read(block, question, names)}")
# --8<-- [end:in_order]

# --8<-- [start:unlike]
softmaxes = [block.count("softmax") for block in (D2, D3, D4)]
layer = "batch_input_shape=(64, 28, 28),"
mended = D4.replace(layer, "").replace(
    "Sequential([",
    "Sequential([tf.keras.Input(batch_shape=(64, 28, 28)),",
)
exec(mended, names)  # unsafe: runs the text above
keeper = names["model"]
print(f"softmax in D2, D3, D4: {softmaxes}")
print(f"weights of D4: {keeper.count_params():,}")
# --8<-- [end:unlike]

# --8<-- [start:second_step]
for step in "first", "second":
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(keeper(tf.ones([64, 28, 28])))
    tape.gradient(total, keeper.trainable_variables)
    print(f"{step} step: runs")
try:
    keeper(tf.ones([32, 28, 28]))
except ValueError as error:
    print(f"32 in place of 64: {type(error).__name__}")
# --8<-- [end:second_step]
