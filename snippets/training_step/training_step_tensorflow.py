"""A training step apart: forward, loss, backward, update."""

# --8<-- [start:data]
import keras
import numpy as np
import tensorflow as tf

# --8<-- [same]
keras.utils.set_random_seed(0)
generator = np.random.default_rng(0)
values = generator.normal(size=(64, 8))
features = tf.constant(values, dtype=tf.float32)  # (B, F)
labels = tf.constant(values[:, :3].argmax(axis=1))  # (B,)
counts = tf.math.bincount(tf.cast(labels, tf.int32))
print(f"features: {tuple(features.shape)}")
print(f"examples of each class: {counts.numpy().tolist()}")
# --8<-- [end:data]

# --8<-- [start:model]
model = keras.Sequential(  # (B, F) to logits (B, C)
    [
        keras.Input((8,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3),
    ]
)
loss_function = keras.losses.SparseCategoricalCrossentropy(
    from_logits=True  # the default expects probabilities
)
optimizer = keras.optimizers.Adam(learning_rate=0.001)
print(f"parameters: {len(model.trainable_variables)}")
print(f"epsilon: {optimizer.epsilon}")
# --8<-- [end:model]

# --8<-- [start:forward]
logits = model(features)  # (B, C), no tape: not recorded
# --8<-- [same]
correct = tf.argmax(logits, axis=1) == labels
print(f"logits: {tuple(logits.shape)}")
print(f"correct: {np.sum(correct)} of {len(labels)}")
# --8<-- [end:forward]

# --8<-- [start:loss]
with tf.GradientTape() as tape:
    logits = model(features, training=True)  # once more
    loss = loss_function(labels, logits)  # labels first
print(f"loss: {loss:.3f}")
# --8<-- [end:loss]

# --8<-- [start:backward]
start = [tf.identity(w) for w in model.trainable_variables]


def largest_move():
    """Return how far the weights are from their start."""
    pairs = zip(model.trainable_variables, start, strict=True)
    return max(np.abs(p - q).max() for p, q in pairs)


gradients = tape.gradient(loss, model.trainable_variables)
norm = tf.linalg.global_norm(gradients)
print(f"norm of the gradient: {norm:.3f}")
print(f"largest move of a weight: {largest_move():.3f}")
# --8<-- [end:backward]

# --8<-- [start:update]
# The gradients are handed over.
optimizer.apply(gradients, model.trainable_variables)
new_loss = loss_function(labels, model(features))
print(f"largest move of a weight: {largest_move():.3f}")
print(f"loss: {new_loss:.3f}")
# --8<-- [end:update]


# --8<-- [start:loop]
def train_step(model, optimizer, features, labels):
    """Take one step on (B, F) and (B,); return the loss."""
    weights = model.trainable_variables
    with tf.GradientTape() as tape:  # empty at every step
        logits = model(features, training=True)
        loss = loss_function(labels, logits)
    gradients = tape.gradient(loss, weights)
    optimizer.apply(gradients, weights)
    return loss


for _ in range(100):
    loss = train_step(model, optimizer, features, labels)
correct = tf.argmax(model(features), axis=1) == labels
print(f"loss after 100 more steps: {loss:.3f}")
print(f"correct: {np.sum(correct)} of {len(labels)}")
# --8<-- [end:loop]

# --8<-- [start:compiled]
compiled = tf.function(train_step)
losses = []
for step in (train_step, compiled):
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())  # the same start
    adam = keras.optimizers.Adam(0.001)
    for _ in range(10):
        loss = step(twin, adam, features, labels)
    losses.append(loss.numpy())
print(f"eager, loss of step 10: {losses[0]:.3f}")
print(f"compiled, loss of step 10: {losses[1]:.3f}")
# --8<-- [end:compiled]

# --8<-- [start:without_zero_grad]
kernel = model.trainable_variables[0]
norms = []
for _ in range(3):  # one batch, weights at rest
    with tf.GradientTape() as tape:
        loss = loss_function(labels, model(features))
    norms.append(tf.norm(tape.gradient(loss, kernel)))
for repeat, norm in enumerate(norms, start=1):
    print(
        # --8<-- [same]
        f"gradient {repeat}: {norm / norms[0]:.3f} of the first"
    )
# --8<-- [end:without_zero_grad]

# --8<-- [start:loss_defaults]
scores = tf.constant([[1.0, 2.0, -1.0]])  # logits (B, C)
target = tf.constant([0])  # the second score is higher
default = keras.losses.SparseCategoricalCrossentropy()


def loss_and_slope(to_input):
    """Return the loss and the size of its slope in scores."""
    with tf.GradientTape() as tape:
        tape.watch(scores)
        loss = default(target, to_input(scores))
    return loss, tf.norm(tape.gradient(loss, scores))


right, right_slope = loss_and_slope(keras.layers.Softmax())
wrong, wrong_slope = loss_and_slope(tf.identity)
print(f"after a softmax: {right:.3f}, slope {right_slope:.3f}")
print(f"given logits: {wrong:.3f}, slope {wrong_slope:.3f}")
# --8<-- [end:loss_defaults]

# --8<-- [start:adam_defaults]
slopes = [1e-3, 1e-6, 1e-8]
weights = tf.Variable([0.0, 0.0, 0.0])
adam = keras.optimizers.Adam(learning_rate=1.0)
adam.apply([tf.constant(slopes)], [weights])
for slope, weight in zip(slopes, weights.numpy(), strict=True):
    print(f"gradient {slope}: moves by {-weight:.3f}")
# --8<-- [end:adam_defaults]

# --8<-- [start:built_in]
fitted = keras.models.clone_model(model)
fitted.set_weights([w.numpy() for w in start])  # once more
fitted.compile(optimizer="adam", loss=loss_function)
history = fitted.fit(
    features, labels, batch_size=64, epochs=5, verbose=0
)
losses = history.history["loss"]
for step in (1, 2, 5):
    print(f"loss of step {step}: {losses[step - 1]:.3f}")
# --8<-- [end:built_in]
