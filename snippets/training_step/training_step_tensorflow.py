"""A training step apart: forward, loss, backward, update."""

# --8<-- [start:data]
import keras
import numpy as np
import tensorflow as tf

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
optimizer.apply_gradients(  # gradients are handed over
    zip(gradients, model.trainable_variables, strict=True)
)
new_loss = loss_function(labels, model(features))
print(f"largest move of a weight: {largest_move():.3f}")
print(f"loss: {new_loss:.3f}")
# --8<-- [end:update]


# --8<-- [start:loop]
@tf.function
def train_step(model, optimizer, features, labels):
    """Take one step on (B, F) and (B,); return the loss."""
    weights = model.trainable_variables
    with tf.GradientTape() as tape:  # empty at every step
        logits = model(features, training=True)
        loss = loss_function(labels, logits)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(
        zip(gradients, weights, strict=True)
    )
    return loss


for _ in range(100):
    loss = train_step(model, optimizer, features, labels)
correct = tf.argmax(model(features), axis=1) == labels
print(f"loss after 100 more steps: {loss:.3f}")
print(f"correct: {np.sum(correct)} of {len(labels)}")
# --8<-- [end:loop]

# --8<-- [start:without_zero_grad]
kernel = model.trainable_variables[0]
norms = []
for _ in range(3):  # one batch, weights at rest
    with tf.GradientTape() as tape:
        loss = loss_function(labels, model(features))
    norms.append(tf.norm(tape.gradient(loss, kernel)))
for repeat, norm in enumerate(norms, start=1):
    print(
        f"gradient {repeat}: {norm / norms[0]:.3f} of the first"
    )
# --8<-- [end:without_zero_grad]

# --8<-- [start:loss_defaults]
scores = tf.constant([[2.0, 0.0, -1.0]])  # logits (B, C)
chances = tf.nn.softmax(scores)
target = tf.constant([0])
default = keras.losses.SparseCategoricalCrossentropy()
# Taken for probabilities: clipped to lie below one.
print(f"given logits: {default(target, scores):.3f}")
print(f"given probabilities: {default(target, chances):.3f}")
# --8<-- [end:loss_defaults]

# --8<-- [start:adam_defaults]
slopes = [1e-3, 1e-6, 1e-8]
weights = tf.Variable([0.0, 0.0, 0.0])
keras.optimizers.Adam(1.0).apply_gradients(
    [(tf.constant(slopes), weights)]
)
for slope, weight in zip(slopes, weights.numpy(), strict=True):
    print(f"gradient {slope}: moves by {-weight:.3f}")
# --8<-- [end:adam_defaults]

# --8<-- [start:built_in]
fitted = keras.models.clone_model(model)  # new weights
fitted.compile(optimizer="adam", loss=loss_function)
history = fitted.fit(
    features, labels, batch_size=64, epochs=5, verbose=0
)
losses = history.history["loss"]
print(f"loss of step 1: {losses[0]:.3f}")
print(f"loss of step 5: {losses[-1]:.3f}")
# --8<-- [end:built_in]
