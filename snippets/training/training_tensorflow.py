"""Training in Keras: steps, modes, clipping, callbacks."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

long = tf.constant([3.0, 4.0])
short = tf.constant([0.0, 12.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
x = tf.constant([[1.0, -2.0], [3.0, 0.5], [-1.0, 2.0]])
y = tf.constant([[1.0], [0.0], [2.0]])
start = tf.constant([[0.5, -0.25]])
losses = [1.0, 0.8, 0.9, 0.7, 0.75, 0.8, 0.6]
mse = keras.losses.MeanSquaredError()


def model(start, *parts):
    """A layer with these weights and a bias of 0."""
    layer = layers.Dense(1)
    net = keras.Sequential([keras.Input((2,)), layer, *parts])
    layer.kernel.assign(tf.transpose(start))
    return net


def compiled(start, **how):
    """A network that fit and evaluate can run."""
    net = model(start)
    how.setdefault("optimizer", keras.optimizers.SGD(0.1))
    net.compile(loss="mse", run_eagerly=True, **how)
    return net


def gradients_of(net, x, y):
    with tf.GradientTape() as tape:
        loss = mse(y, net(x))
    return tape.gradient(loss, net.trainable_variables)


def kernel_of(net):
    """The weights, in the shape that PyTorch gives them."""
    return tf.transpose(tf.stop_gradient(net.layers[0].kernel))


class Told(keras.callbacks.Callback):
    """Report losses that were made up beforehand."""

    def on_epoch_end(self, epoch, logs=None):
        logs["loss"] = losses[epoch]


# --8<-- [end:helpers]


# --8<-- [start:steps]
def one_step():
    net = model(start)
    optimizer = keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = mse(y, net(x, training=True))
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(
        zip(gradients, net.trainable_variables, strict=True)
    )
    return kernel_of(net)


def one_step__apply():
    net = model(start)
    gradients = gradients_of(net, x, y)
    keras.optimizers.SGD(0.1).apply(
        gradients, net.trainable_variables
    )
    return kernel_of(net)


def one_step__fit():
    net = model(start)
    net.compile(
        keras.optimizers.SGD(0.1), "mse", run_eagerly=True
    )
    net.fit(x, y, batch_size=3, verbose=0)
    return kernel_of(net)


def one_step__train_on_batch():
    net = compiled(start)
    net.train_on_batch(x, y)
    return kernel_of(net)


def two_epochs_of_batches():
    net = compiled(start)
    net.fit(
        x, y, batch_size=2, epochs=2, shuffle=False, verbose=0
    )
    return kernel_of(net)


def step_without_zero_grad():
    net = model(start)
    optimizer = keras.optimizers.SGD(0.1)
    for _ in range(2):
        gradients = gradients_of(net, x, y)
        optimizer.apply(gradients, net.trainable_variables)
    return kernel_of(net)


def step_without_zero_grad_as_pytorch():
    net = model(start)
    optimizer = keras.optimizers.SGD(0.1)
    total = [tf.zeros_like(w) for w in net.trainable_variables]
    for _ in range(2):
        new = gradients_of(net, x, y)
        total = [a + b for a, b in zip(total, new, strict=True)]
        optimizer.apply(total, net.trainable_variables)
    return kernel_of(net)


def gradients_accumulated():
    net = model(start)
    total = tf.zeros((2, 1))
    for n in range(3):
        total += (
            gradients_of(net, x[n : n + 1], y[n : n + 1])[0] / 3
        )
    return tf.transpose(total)


def step_by_hand():
    net = model(start)
    gradients = gradients_of(net, x, y)
    for weight, gradient in zip(
        net.trainable_variables, gradients, strict=True
    ):
        weight.assign_sub(0.1 * gradient)
    return kernel_of(net)


step_in_place = tf.Variable([1.0, 1.0]).assign([2.0, 2.0])


def frozen_layer_stays():
    net = model(start, layers.Dense(1))
    net.layers[0].trainable = False
    net.compile(
        keras.optimizers.SGD(0.1), "mse", run_eagerly=True
    )
    net.fit(x, y, batch_size=3, verbose=0)
    return kernel_of(net)


def decay_of_sgd():
    net = model(start)
    kernel = net.layers[0].kernel
    gradient = gradients_of(net, x, y)[0]
    optimizer = keras.optimizers.SGD(0.1, weight_decay=0.1)
    optimizer.apply([gradient], [kernel])
    return kernel_of(net)


def momentum_after_three_steps():
    net = compiled(
        start, optimizer=keras.optimizers.SGD(0.1, momentum=0.9)
    )
    net.fit(x, y, batch_size=3, epochs=3, verbose=0)
    return kernel_of(net)


def loss_of_sum():
    net = model(start)
    loss = keras.losses.MeanSquaredError(reduction="sum")
    return tf.stop_gradient(loss(y, net(x)))


def loss_that_is_reported():
    history = compiled(start).fit(
        x, y, batch_size=2, shuffle=False, verbose=0
    )
    return tf.constant(history.history["loss"])


def loss_that_is_reported_as_pytorch():
    net = compiled(start)
    for n in (0, 2):
        last = net.train_on_batch(x[n : n + 2], y[n : n + 2])
        net.reset_metrics()
    return tf.constant([float(last)])


# --8<-- [end:steps]


# --8<-- [start:evaluation]
def evaluate():
    return tf.constant(compiled(start).evaluate(x, y, verbose=0))


def predict():
    return tf.constant(model(start).predict(x, verbose=0))


def predict__call():
    return tf.stop_gradient(model(start)(x, training=False))


def predict__on_batch():
    return tf.constant(model(start).predict_on_batch(x))


def predict_in_batches():
    return tf.constant(
        model(start).predict(x, batch_size=2, verbose=0)
    )


def weighted_loss():
    weights = tf.constant([1.0, 2.0, 0.5])
    return tf.constant(
        compiled(start).evaluate(
            x, y, sample_weight=weights, verbose=0
        )
    )


def dropout_when_called():
    net = keras.Sequential([layers.Dropout(0.5)])
    return bool(tf.reduce_all(net(x) == x))


def dropout_when_called_as_pytorch():
    net = keras.Sequential([layers.Dropout(0.5)])
    return bool(tf.reduce_all(net(x, training=True) == x))


def dropout_in_training():
    net = keras.Sequential([layers.Dropout(0.5)])
    return net(tf.ones(2000), training=True)


def no_gradient(x):
    return tf.stop_gradient(tf.reduce_sum(x**2))


def no_gradient_switched(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        with tape.stop_recording():
            y = tf.reduce_sum(x**2)
    return tf.stop_gradient(y)


gradient_is_on = hasattr(tf, "is_grad_enabled")
gradient_is_on_as_pytorch = True
# --8<-- [end:evaluation]


# --8<-- [start:clipping]
def clip_by_global_norm(long, short):
    clipped, _ = tf.clip_by_global_norm([long, short], 5.0)
    return [tf.stop_gradient(one) for one in clipped]


def clip_by_value(long, short):
    clipped = [
        tf.clip_by_value(one, -3.5, 3.5) for one in (long, short)
    ]
    return [tf.stop_gradient(one) for one in clipped]


def global_norm(long, short):
    return tf.linalg.global_norm(
        [tf.stop_gradient(long), tf.stop_gradient(short)]
    )


def clip_in_the_optimizer(long, short):
    weights = [
        tf.Variable(tf.zeros_like(one)) for one in (long, short)
    ]
    optimizer = keras.optimizers.SGD(1.0, clipnorm=5.0)
    optimizer.apply([long, short], weights)
    return [tf.stop_gradient(weight) for weight in weights]


def clip_in_the_optimizer_as_pytorch(long, short):
    weights = [
        tf.Variable(tf.zeros_like(one)) for one in (long, short)
    ]
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=5.0)
    optimizer.apply([long, short], weights)
    return [tf.stop_gradient(weight) for weight in weights]


def clip_one_by_norm(long):
    return tf.clip_by_norm(long, 4.0)


def clip_what_is_not_finite(long):
    clipped, _ = tf.clip_by_global_norm(
        [long * float("inf")], 5.0
    )
    return tf.reduce_all(tf.math.is_nan(clipped[0]))


# --8<-- [end:clipping]


# --8<-- [start:stopping]
def early_stopping():
    stop = keras.callbacks.EarlyStopping("loss", patience=2)
    net = compiled(tf.constant([[0.5, -0.25]]))
    net.fit(
        tf.ones((1, 2)),
        tf.ones((1, 1)),
        epochs=7,
        verbose=0,
        callbacks=[Told(), stop],
    )
    return stop.stopped_epoch


def best_weights():
    net = compiled(start)
    keep = keras.callbacks.EarlyStopping(
        "val_loss", patience=9, restore_best_weights=True
    )
    net.fit(
        x,
        y,
        batch_size=3,
        epochs=4,
        verbose=0,
        validation_data=(x, y),
        callbacks=[keep],
    )
    return kernel_of(net)


def rates_by_epoch():
    net = compiled(tf.constant([[0.5, -0.25]]))
    history = net.fit(
        tf.ones((1, 2)),
        tf.ones((1, 1)),
        epochs=3,
        verbose=0,
        callbacks=[
            keras.callbacks.LearningRateScheduler(
                lambda epoch: 0.1 * 0.5**epoch
            )
        ],
    )
    return tf.constant(history.history["learning_rate"])


def rate_on_plateau():
    net = compiled(tf.constant([[0.5, -0.25]]))
    plateau = keras.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=2
    )
    plateau.set_model(net)
    plateau.on_train_begin()
    rates = []
    for epoch in range(5):
        plateau.on_epoch_end(epoch, {"loss": 1.0})
        rates.append(net.optimizer.learning_rate.numpy())
    return tf.constant(rates)


def rate_on_plateau_as_pytorch():
    net = compiled(tf.constant([[0.5, -0.25]]))
    plateau = keras.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=3
    )
    plateau.set_model(net)
    plateau.on_train_begin()
    rates = []
    for epoch in range(5):
        plateau.on_epoch_end(epoch, {"loss": 1.0})
        rates.append(net.optimizer.learning_rate.numpy())
    return tf.constant(rates)


def stops_at_nan():
    net = compiled(start * float("nan"))
    history = net.fit(
        x,
        y,
        epochs=3,
        verbose=0,
        callbacks=[keras.callbacks.TerminateOnNaN()],
    )
    return len(history.epoch) - 1


def history_of_losses():
    history = compiled(start).fit(
        x, y, batch_size=3, epochs=3, verbose=0
    )
    return tf.constant(history.history["loss"])


def calls_at_the_end_of_epochs():
    seen = []
    compiled(tf.constant([[0.5, -0.25]])).fit(
        tf.ones((1, 2)),
        tf.ones((1, 1)),
        epochs=2,
        verbose=0,
        callbacks=[
            keras.callbacks.LambdaCallback(
                on_epoch_end=lambda epoch, logs: seen.append(
                    epoch
                )
            )
        ],
    )
    return seen


def average_of_weights():
    net = compiled(
        start,
        optimizer=keras.optimizers.SGD(
            0.1, use_ema=True, ema_momentum=0.5
        ),
    )
    for _ in range(2):
        net.train_on_batch(x, y)
    net.optimizer.finalize_variable_values(
        net.trainable_variables
    )
    return kernel_of(net)


# --8<-- [end:stopping]
