"""Saving in TensorFlow: weights, files, bytes, checkpoints."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import numpy as np
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0, 0.5], [3.0, 0.5, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def model(value=0.5):
    """Two layers with weights that are always the same."""
    half = keras.initializers.Constant(value)
    how = {"kernel_initializer": half, "bias_initializer": half}
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(2, "tanh", **how),
            layers.Dense(1, **how),
        ]
    )


def zeroed():
    """The same network with other weights."""
    return model(0.0)


def weights_of(net):
    return [tf.constant(weight) for weight in net.get_weights()]


# --8<-- [end:helpers]


# --8<-- [start:tensors]
def tensor_to_memory_and_back(x):
    return tf.stop_gradient(
        tf.io.parse_tensor(tf.io.serialize_tensor(x), x.dtype)
    )


def tensor_to_file_and_back(x):
    tf.io.write_file("x.bin", tf.io.serialize_tensor(x))
    return tf.io.parse_tensor(tf.io.read_file("x.bin"), x.dtype)


def tensor_of_half_precision():
    half = tf.constant([0.1, 2.0], tf.bfloat16)
    return tf.io.parse_tensor(
        tf.io.serialize_tensor(half), tf.bfloat16
    )


def array_of_numpy(x):
    np.save("x.npy", x.numpy())
    return tf.constant(np.load("x.npy"))


def array_of_float64():
    np.save("x.npy", np.array([0.1, 0.2]))
    return tf.constant(np.load("x.npy"))


def several_tensors(x):
    tf.train.Checkpoint(
        a=tf.Variable(x), b=tf.Variable(x * 2)
    ).write("both")
    loaded = tf.train.load_checkpoint("both")
    return tf.constant(
        loaded.get_tensor("b/.ATTRIBUTES/VARIABLE_VALUE")
    )


def bytes_with_dtype():
    whole = tf.constant([1, 2, 3], tf.int64)
    return tf.io.parse_tensor(
        tf.io.serialize_tensor(whole), tf.int64
    ).dtype


def raw_bytes():
    return tf.io.decode_raw(b"\x01\x00\x02\x00", tf.int16)


# --8<-- [end:tensors]


# --8<-- [start:weights]
def weights_to_file_and_back():
    model().save_weights("model.weights.h5")
    net = zeroed()
    net.load_weights("model.weights.h5")
    return weights_of(net)


def weights_in_memory():
    kept = model().get_weights()
    net = zeroed()
    net.set_weights(kept)
    return weights_of(net)


def number_of_weights():
    return len(model().get_weights())


def state_follows_training():
    net = model()
    state = net.layers[0].get_weights()
    net.layers[0].bias.assign_add([1.0, 1.0])
    return tf.constant(state[1])


def state_follows_training_as_pytorch():
    net = model()
    state = net.layers[0].weights
    net.layers[0].bias.assign_add([1.0, 1.0])
    return tf.stop_gradient(state[1])


def one_layer_alone():
    net = zeroed()
    net.layers[0].set_weights(model().layers[0].get_weights())
    return [tf.stop_gradient(layer.bias) for layer in net.layers]


def weights_averaged():
    pairs = zip(
        model().get_weights(),
        zeroed().get_weights(),
        strict=True,
    )
    return [tf.constant((a + b) / 2) for a, b in pairs]


with suppress(ValueError):

    def other_shape():
        net = keras.Sequential(
            [keras.Input((3,)), layers.Dense(4), layers.Dense(1)]
        )
        net.set_weights(model().get_weights())


with suppress(ValueError):

    def fewer_layers():
        net = keras.Sequential(
            [keras.Input((3,)), layers.Dense(2)]
        )
        net.set_weights(model().get_weights())


def fewer_layers_let_through():
    net = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    net.set_weights(model().get_weights()[:2])
    return tf.stop_gradient(net.layers[0].bias)


with suppress(FileNotFoundError, ValueError):

    def missing_file():
        return model().load_weights("nowhere.weights.h5")


# --8<-- [end:weights]


# --8<-- [start:models]
def whole_model(x):
    model().save("model.keras")
    net = keras.saving.load_model("model.keras", safe_mode=True)
    return tf.stop_gradient(net(x))


def exported_program(x):
    model().export("served", verbose=False)
    loaded = tf.saved_model.load("served")
    return tf.stop_gradient(loaded.serve(tf.ones((2, 3))))


def copy_of_a_model():
    net = model()
    twin = keras.models.clone_model(net)
    twin.set_weights(net.get_weights())
    return weights_of(twin)


def buffers_are_saved():
    net = tf.train.Checkpoint(seen=tf.Variable([3.0]))
    net.write("buffers")
    other = tf.train.Checkpoint(seen=tf.Variable([0.0]))
    other.read("buffers")
    return tf.stop_gradient(other.seen)


def moving_statistics_are_saved():
    norm, other = (
        layers.BatchNormalization(),
        layers.BatchNormalization(),
    )
    for one in (norm, other):
        one.build((None, 2))
    norm.moving_mean.assign([5.0, 5.0])
    other.set_weights(norm.get_weights())
    return tf.stop_gradient(other.moving_mean)


# --8<-- [end:models]


# --8<-- [start:checkpoints]
def optimiser_goes_on():
    weight = tf.Variable([1.0])
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    for _ in range(2):
        optimizer.apply([tf.ones(1)], [weight])
    kept = {}
    optimizer.save_own_variables(kept)
    resumed = keras.optimizers.SGD(0.1, momentum=0.9)
    resumed.build([weight])
    resumed.load_own_variables(kept)
    resumed.apply([tf.ones(1)], [weight])
    return tf.stop_gradient(weight)


def optimiser_begins_anew():
    weight = tf.Variable([1.0])
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    for _ in range(2):
        optimizer.apply([tf.ones(1)], [weight])
    fresh = keras.optimizers.SGD(0.1, momentum=0.9)
    fresh.apply([tf.ones(1)], [weight])
    return tf.stop_gradient(weight)


def checkpoint_of_several():
    run = tf.train.Checkpoint(
        weight=tf.Variable([1.5, 2.5]),
        step=tf.Variable(7, dtype=tf.int64),
    )
    path = run.save("runs/run")
    run.weight.assign([0.0, 0.0])
    run.restore(path)
    return [
        tf.stop_gradient(run.weight),
        tf.stop_gradient(run.step),
    ]


def generator_goes_on():
    generator = tf.random.Generator.from_seed(3)
    generator.uniform((5,))
    state = tf.identity(generator.state)
    first = generator.uniform((4,))
    generator.reset(state)
    return bool(tf.reduce_all(first == generator.uniform((4,))))


# --8<-- [end:checkpoints]
