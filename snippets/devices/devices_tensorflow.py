"""Devices and precision in TensorFlow, on a CPU."""

# --8<-- [start:inputs]
import os

import keras
import numpy as np
import tensorflow as tf
from keras import layers

x = tf.constant([1.0, -2.0, 3.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def layer(**how):
    dense = layers.Dense(2, **how)
    dense.build((None, 2))
    return dense


def kind(tensor):
    """The kind of a device in lower case, as PyTorch has it."""
    name = tf.DeviceSpec.from_string(tensor.device).device_type
    return name.lower()


# --8<-- [end:helpers]

# --8<-- [start:where_a_tensor_lies]
device_of_tensor = kind(x)
device_of_result = kind(x * 2)
device_of_new_tensor = kind(tf.zeros(2))
to_the_cpu = tf.identity(x)


def to_a_device(x):
    with tf.device("CPU"):
        return tf.identity(x)


moved_is_the_same_object = tf.identity(x) is x
moved_is_the_same_object_as_pytorch = (
    tf.convert_to_tensor(x) is x
)


def to_a_gpu_if_there_is_one(x):
    gpus = tf.config.list_logical_devices("GPU")
    with tf.device("GPU" if gpus else "CPU"):
        return tf.identity(x)


# TensorFlow takes the fastest device by itself.
to_an_accelerator = tf.identity(x)


def block_of_a_device():
    with tf.device("CPU"):
        return kind(tf.zeros(2))


shape_without_numbers = keras.ops.sum(
    keras.KerasTensor((3, 4)), 0
).shape
default_device = kind(tf.constant(0))
device_of_model = kind(layer().kernel.value)
moved_model = kind(layer().kernel.value)
# no remedy: names are each framework's own.
name_of_device = tf.DeviceSpec(
    device_type="GPU", device_index=1
).to_string()
# --8<-- [end:where_a_tensor_lies]

# --8<-- [start:what_is_there]
number_of_gpus = len(tf.config.list_physical_devices("GPU"))
has_gpu = bool(tf.config.list_logical_devices("GPU"))
has_accelerator = len(tf.config.list_physical_devices()) > len(
    tf.config.list_physical_devices("CPU")
)
number_of_accelerators = len(
    tf.config.list_logical_devices()
) - len(tf.config.list_logical_devices("CPU"))
accelerator_or_cpu = tf.config.list_logical_devices()[
    -1
].device_type.lower()
number_of_processors = os.cpu_count() > 0
built_with_cuda = isinstance(tf.test.is_built_with_cuda(), bool)
distributed_is_there = hasattr(tf.distribute, "is_available")
distributed_is_there_as_pytorch = True
number_of_replicas = (
    tf.distribute.get_strategy().num_replicas_in_sync
)
# 0 leaves the choice to TensorFlow.
threads_are_chosen_by_itself = (
    tf.config.threading.get_intra_op_parallelism_threads() > 0
)
threads_are_chosen_by_itself_as_pytorch = os.cpu_count() > 0
# --8<-- [end:what_is_there]

# --8<-- [start:precision]
default_dtype = tf.as_dtype(keras.config.floatx())
range_of_float16 = float(tf.float16.max)
smallest_of_float32 = float(np.finfo("float32").tiny)
epsilon_of_float32 = float(np.finfo("float32").eps)
largest_of_int32 = tf.int32.max
to_bfloat16 = tf.cast(x, tf.bfloat16)
to_half = tf.cast(x, tf.float16)
to_double = tf.cast(x, tf.float64)
# no remedy: TensorFlow says whether TensorFloat-32 is allowed.
precision_of_products = (
    tf.config.experimental.tensor_float_32_execution_enabled()
)


def mixed_precision_of_a_layer():
    return layer(dtype="mixed_bfloat16")(tf.ones((1, 2))).dtype


def weights_in_mixed_precision():
    return tf.as_dtype(
        layer(dtype="mixed_bfloat16").kernel.dtype
    )


def sum_in_mixed_precision():
    add = layers.Add(dtype="mixed_bfloat16")
    return add([tf.ones(2), tf.ones(2)]).dtype


sum_in_mixed_precision_as_pytorch = (
    layers.Add()([tf.ones(2), tf.ones(2)])
).dtype
layer_in_half_precision = tf.as_dtype(
    layer(dtype="bfloat16").kernel.dtype
)


def scale_of_loss():
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.1), initial_scale=1024.0
    )
    optimizer.build([tf.Variable([1.0])])
    return optimizer.scale_loss(tf.constant(0.5))


def first_scale():
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.1)
    )
    return float(optimizer.initial_scale)


def first_scale_as_pytorch():
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.1), initial_scale=2.0**16
    )
    return float(optimizer.initial_scale)


def step_with_scale():
    weight = tf.Variable([1.0])
    optimizer = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(0.1), initial_scale=1024.0
    )
    optimizer.build([weight])
    with tf.GradientTape() as tape:
        loss = optimizer.scale_loss(tf.reduce_sum(weight * 3))
    optimizer.apply(tape.gradient(loss, [weight]))
    return tf.stop_gradient(weight)


deterministic_is_on = hasattr(
    tf.config.experimental, "is_op_determinism_enabled"
)


def deterministic_is_on_as_pytorch():
    return True


def finds_the_nan():
    tf.debugging.enable_check_numerics()
    try:
        tf.sqrt(tf.constant([-1.0]))
    except tf.errors.InvalidArgumentError:
        return True
    finally:
        tf.debugging.disable_check_numerics()
    return False


# --8<-- [end:precision]

# --8<-- [start:memory]
bytes_of_tensor = x.numpy().nbytes
bytes_of_an_item = x.dtype.size
pinned_by_default = hasattr(x, "is_pinned")
pinned_by_default_as_pytorch = False
is_contiguous = hasattr(x, "is_contiguous")
is_contiguous_as_pytorch = True
storage_is_shared = hasattr(x, "data_ptr")
storage_is_shared_as_pytorch = True
# no remedy: an eager tensor hands out copies alone.
shares_memory_with_numpy = np.shares_memory(x.numpy(), x.numpy())


def changes_with_its_array():
    array = np.ones(2, "float32")
    tensor = tf.constant(array)
    array[0] = 9.0
    return tensor


def changes_with_its_array_as_pytorch():
    array = np.ones(2, "float32")
    array[0] = 9.0
    return tf.constant(array)


# --8<-- [end:memory]
