"""Introspection in Keras: weights, names, calls, modes."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0, 3.0, 0.5], [4.0, 0.5, -1.0, 2.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def model():
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dense(2),
        ]
    )


def frozen():
    net = model()
    net.layers[0].trainable = False
    return net


def count(weights):
    return sum(int(tf.size(w)) for w in weights)


def built(layer, width):
    layer.build((None, width))
    return layer


class Nested(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(3)
        self.second = keras.Sequential(
            [layers.ReLU(), layers.Dense(2)]
        )
        self.listed = [layers.Dense(2)]

    def build(self, shape):
        self.first.build((None, 4))
        self.second.build((None, 3))
        self.listed[0].build((None, 2))


def normalised(x, trainable=True, **how):
    """Tell whether a call moves the statistics."""
    layer = layers.BatchNormalization(trainable=trainable)
    layer(x, **how)
    return bool(tf.reduce_any(layer.moving_mean != 0))


def equal(a, b):
    return bool(tf.reduce_all(a == b))


# --8<-- [end:helpers]

# --8<-- [start:counts]
count_all = model().count_params()
count_all_as_pytorch = count(model().trainable_variables)
count_trainable = count(model().trainable_variables)
count_after_freezing = count(frozen().trainable_variables)
count_of_buffers = count(model().non_trainable_variables)
# PyTorch counts the batches as well.
count_of_buffers_as_pytorch = (
    count(model().non_trainable_variables) + 1
)
number_of_tensors = len(model().weights)
number_of_tensors_as_pytorch = len(model().trainable_weights)
number_in_state = len(model().get_weights())
number_in_state_as_pytorch = len(model().get_weights()) + 1
bytes_of_model = 4 * model().count_params()
bytes_of_model_as_pytorch = 4 * count(
    model().trainable_variables
)
layers_in_a_list = built(Nested(), 4).count_params()
layers_in_a_list_as_pytorch = (
    lambda net: (
        net.first.count_params() + net.second.count_params()
    )
)(built(Nested(), 4))
# --8<-- [end:counts]

# --8<-- [start:structure]
number_of_layers = len(model().layers)
names_of_children = [
    name
    for name, part in vars(Nested()).items()
    if isinstance(part, layers.Layer)
]
# no remedy: names are each framework's own.
kinds_of_layers = [
    type(layer).__name__ for layer in model().layers
]
# no remedy: names are each framework's own.
names_of_parameters = [w.name for w in model().layers[0].weights]
shape_of_weight = list(model().layers[0].kernel.shape)
shape_of_weight_as_pytorch = list(
    tf.transpose(model().layers[0].kernel).shape
)
shapes_of_parameters = [
    list(w.shape) for w in model().layers[0].weights
]
shapes_of_parameters_as_pytorch = [
    list(tf.transpose(w).shape)
    for w in model().layers[0].weights
]
shapes_of_outputs = [
    [2, *layer.output.shape[1:]] for layer in model().layers
]
units_of_layer = model().layers[3].units
width_of_input = model().layers[0].input.shape[-1]
# no remedy: names are each framework's own.
device_of_model = model().layers[0].kernel.value.device[-5:-2]
dtype_of_model = tf.as_dtype(model().layers[0].kernel.dtype)
# --8<-- [end:structure]

# --8<-- [start:modes]
trains_at_first = equal(layers.Dropout(0.9)(x), x) is False
trains_at_first_as_pytorch = (
    equal(layers.Dropout(0.9)(x, training=True), x) is False
)
output_at_first_is_repeatable = (
    lambda net: equal(net(x), net(x))
)(layers.Dropout(0.5))
output_at_first_is_repeatable_as_pytorch = (
    lambda net: equal(
        net(x, training=True), net(x, training=True)
    )
)(layers.Dropout(0.5))
statistics_move_at_first = normalised(x)
statistics_move_at_first_as_pytorch = normalised(
    x, training=True
)
frozen_statistics_move = normalised(
    x, trainable=False, training=True
)
frozen_statistics_move_as_pytorch = normalised(x, training=True)
trainable_by_default = model().layers[0].trainable
# --8<-- [end:modes]

# --8<-- [start:weights]
# A layer of Keras has weights once it knows its input: an
# optimiser made before trains nothing.
weights_exist_at_once = len(layers.Dense(3).weights) > 0
weights_exist_at_once_as_pytorch = (
    len(built(layers.Dense(3), 4).weights) > 0
)
lazy_weights = not layers.Dense(3).built
shared_layer_counts_once = (
    lambda layer: keras.Sequential(
        [keras.Input((2,)), layer, layers.ReLU(), layer]
    ).count_params()
)(layers.Dense(2))


def output_of_inner_layer(x):
    net = keras.Sequential(
        [
            keras.Input((4,)),
            layers.ReLU(),
            layers.Activation("tanh"),
        ]
    )
    return keras.Model(net.inputs, net.layers[0].output)(x)


def gradient_by_hook(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.exp(x)
        loss = tf.reduce_sum(y**2)
    return tf.stop_gradient(tape.gradient(loss, y))


# Keras has no hooks: wrap the layer.
input_changed_by_hook = hasattr(
    layers.Layer, "register_forward_pre_hook"
)
input_changed_by_hook_as_pytorch = layers.ReLU()(-x)
# no remedy: names are each framework's own.
state_of_layer = [
    w.name for w in built(layers.Dense(2), 2).weights
]
copies_are_equal = (
    lambda net, copy: (
        copy.set_weights(net.get_weights()),
        equal(net.kernel, copy.kernel),
    )[1]
)(built(layers.Dense(2), 2), built(layers.Dense(2), 2))
with suppress(ValueError):
    weights_of_wrong_shape = built(
        layers.Dense(2), 2
    ).set_weights(built(layers.Dense(2), 3).get_weights())
# --8<-- [end:weights]
