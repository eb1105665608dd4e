"""Three shapes of work, each ready to be timed."""

# --8<-- [start:step]
import keras
import tensorflow as tf

keras.utils.set_random_seed(0)
pictures = tf.random.uniform([64, 784])
labels = tf.range(64) % 10
cross_entropy = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True
)


def training_step(model):
    """Return a function that trains the model by one step."""
    adam = keras.optimizers.Adam(0.001)
    weights = model.trainable_variables

    def step(inputs, labels):
        with tf.GradientTape() as tape:
            logits = model(inputs, training=True)
            loss = cross_entropy(labels, logits)
        adam.apply(tape.gradient(loss, weights), weights)
        return loss

    return step


# --8<-- [end:step]


# --8<-- [start:mlp]
def make_mlp():
    """Map (B, 784) to logits (B, 10)."""
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )


# --8<-- [end:mlp]


# --8<-- [start:lstm]
def make_row_reader():
    """Map (B, 28, 28) to logits (B, 10)."""
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.LSTM(128),
            keras.layers.Dense(10),
        ]
    )


# --8<-- [end:lstm]


# --8<-- [start:loop]
def collatz(number):
    """Count the steps down to one: halve, or triple plus one."""
    steps = tf.constant(0, tf.int64)
    while number != 1:  # the value decides how often
        even, odd = number // 2, 3 * number + 1
        number = tf.where(number % 2 == 0, even, odd)
        steps = steps + 1
    return steps


start = tf.constant(27, tf.int64)
print(f"steps from 27: {collatz(start)}")
# --8<-- [end:loop]

# --8<-- [start:ways]
rows = tf.reshape(pictures, [64, 28, 28])
WORKS = {
    "MLP": (lambda: training_step(make_mlp()), pictures, labels),
    "LSTM": (
        lambda: training_step(make_row_reader()),
        rows,
        labels,
    ),
    "loop": (lambda: collatz, start),
}
WAYS = {
    "eager": lambda function: function,
    "tf.function": tf.function,
    "jit_compile": tf.function(jit_compile=True),
}
for work, (make, *inputs) in WORKS.items():
    function = WAYS["eager"](make())
    print(f"{work}: {function(*inputs).numpy():.3f}")
# --8<-- [end:ways]
