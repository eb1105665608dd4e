"""Stop a training run in TensorFlow, go on where it stopped."""

# --8<-- [start:task]
import keras
import numpy as np
import tensorflow as tf

STEPS, BATCH = 20, 8
inputs = np.random.default_rng(0).normal(size=(32, 4))
inputs = inputs.astype("float32")  # (B, F)
labels = inputs[:, :1] * inputs[:, 1:2]  # (B, 1)
# --8<-- [end:task]


# --8<-- [start:begin]
def begin():
    """Return all that a run changes, as one checkpoint."""
    keras.utils.set_random_seed(1)
    dropout = keras.layers.Dropout(0.2)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(16, activation="tanh"),
            dropout,
            keras.layers.Dense(1),
        ]
    )
    rate = keras.optimizers.schedules.CosineDecay(0.05, STEPS)
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(model.trainable_variables)
    data = tf.data.Dataset.from_tensor_slices((inputs, labels))
    data = data.shuffle(32, seed=0).batch(BATCH).repeat()
    return tf.train.Checkpoint(
        model=model,
        optimizer=optimizer,  # the schedule reads its counter
        random=dropout.seed_generator.state.value,
        batches=iter(data),  # knows where it is in the data
    )


# --8<-- [end:begin]


# --8<-- [start:train]
loss_function = keras.losses.MeanSquaredError()


def train(run, steps):
    """Train for this many steps."""
    weights = run.model.trainable_variables
    for _ in range(steps):
        rows, right = next(run.batches)
        with tf.GradientTape() as tape:
            answers = run.model(rows, training=True)
            loss = loss_function(right, answers)
        gradients = tape.gradient(loss, weights)
        run.optimizer.apply(gradients, weights)


# --8<-- [end:train]

# --8<-- [start:save]
run = begin()
train(run, 10)
run.write("run")
print(f"steps counted: {int(run.optimizer.iterations)}")
rate = run.optimizer.learning_rate.numpy()
print(f"rate at step 10: {rate:.3f}")
# --8<-- [end:save]

# --8<-- [start:never_stopped]
train(run, STEPS - 10)
weights = run.model.get_weights()
print(f"weights: {run.model.count_params()}")
# --8<-- [end:never_stopped]


# --8<-- [start:resume]
def resume(*forgotten):
    """Go on from the file; return how far off the end is."""
    run = begin()
    parts = {"model", "optimizer", "random", "batches"}
    kept = {name: getattr(run, name) for name in parts}
    for part in forgotten:
        del kept[part]
    status = tf.train.Checkpoint(**kept).read("run")
    status.assert_existing_objects_matched().expect_partial()
    train(run, STEPS - 10)
    pairs = zip(run.model.get_weights(), weights, strict=True)
    return max(np.abs(end - other).max() for end, other in pairs)


# --8<-- [end:resume]

# --8<-- [start:forgotten]
print(f"everything: {resume():.3f}")
for part in ("optimizer", "random", "batches"):
    print(f"without {part}: {resume(part):.3f}")
alone = resume("optimizer", "random", "batches")
print(f"weights alone: {alone:.3f}")
# --8<-- [end:forgotten]


# --8<-- [start:files]
import warnings

begun, built, unbuilt = (begin().model for _ in range(3))
for model in (begun, built, unbuilt):
    model.compile(optimizer="adam", loss="mse")
begun.fit(inputs[:24], labels[:24], batch_size=BATCH, verbose=0)
begun.save("begun.keras")
loaded = keras.models.load_model("begun.keras")
begun.save_weights("begun.weights.h5")
built.optimizer.build(built.trainable_variables)
built.load_weights("begun.weights.h5")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    unbuilt.load_weights("begun.weights.h5")
print(f".keras: {int(loaded.optimizer.iterations)} steps")
steps = int(built.optimizer.iterations)
print(f".weights.h5, optimizer built: {steps} steps")
steps = int(unbuilt.optimizer.iterations)
print(f".weights.h5, not built: {steps} steps")
print(f"UserWarning: {caught[-1].message}")
# --8<-- [end:files]
