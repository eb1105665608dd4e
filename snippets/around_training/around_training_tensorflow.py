"""Around the training in Keras: counters, files, moves."""

# --8<-- [start:inputs]
import math
import re
from contextlib import suppress
from pathlib import Path

import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
labels = tf.constant([2, 0], tf.int64)
share = tf.constant([0.2, 0.3, 0.5])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
losses = [0.9, 0.5, 0.7]


def dense(units, **how):
    """A layer whose weights are ones."""
    return layers.Dense(
        units,
        kernel_initializer="ones",
        bias_initializer="ones",
        **how,
    )


def small():
    """A network of one layer whose weights are ones."""
    return keras.Sequential([keras.Input((3,)), dense(1)])


class Told(keras.callbacks.Callback):
    """Report losses that were made up beforehand."""

    def on_epoch_end(self, epoch, logs=None):
        logs["loss"] = losses[epoch]


def drawn():
    return tf.random.uniform((3,)).numpy().tolist()


picture = tf.reshape(tf.range(16.0), (1, 4, 4, 1))
# --8<-- [end:helpers]


# --8<-- [start:counters]
def metric_over_batches(x):
    seen = keras.metrics.Mean()
    for batch in tf.split(x, x.shape[0]):
        seen.update_state(batch)
    return tf.stop_gradient(seen.result())


def metric_after_a_reset(x):
    seen = keras.metrics.Mean()
    seen.update_state(x)
    seen.reset_state()
    seen.update_state(x[:1])
    return tf.stop_gradient(seen.result())


metric_of_nothing = keras.metrics.Mean().result()


def metric_called(x):
    seen = keras.metrics.Mean()
    seen(x[:1])
    return tf.stop_gradient(seen(x[1:]))


def extra_loss(x):
    layer = dense(1, use_bias=False)
    layer.add_loss(0.1 * tf.reduce_mean(layer(x) ** 2))
    return layer.losses[0]


def summary():
    net = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4), layers.Dense(1)]
    )
    lines = []
    net.summary(print_fn=lambda line, **how: lines.append(line))
    found = re.search(r"Total params: (\d+)", "".join(lines))
    return int(found[1])


# --8<-- [end:counters]

# --8<-- [start:files]
digits_of_mnist = callable(keras.datasets.mnist.load_data)


def file_from_an_address():
    Path("there.txt").write_text("words")
    path = keras.utils.get_file(
        "here.txt",
        Path("there.txt").absolute().as_uri(),
        cache_dir=".",
    )
    return Path(path).read_text()


def names_of_files():
    for name in ("a.txt", "b.txt", "c.md"):
        Path(name).write_text(name)
    found = tf.data.Dataset.list_files("?.txt", shuffle=False)
    return [
        Path(path.decode()).name
        for path in found.as_numpy_iterator()
    ]


def texts_of_folders():
    for kind in ("bad", "good"):
        folder = Path("texts") / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "one.txt").write_text(f"a {kind} film")
    found = keras.utils.text_dataset_from_directory(
        "texts", shuffle=False, verbose=False
    )
    return [
        [text.decode(), int(label)]
        for text, label in found.unbatch().as_numpy_iterator()
    ]


def lowest_loss_is_kept():
    net = small()
    net.compile("sgd", "mse")
    keep = keras.callbacks.ModelCheckpoint(
        "best-{epoch}.keras", monitor="loss", save_best_only=True
    )
    net.fit(
        tf.ones((2, 3)),
        tf.ones((2, 1)),
        epochs=3,
        callbacks=[Told(), keep],
        verbose=0,
    )
    epochs = [
        int(path.stem.partition("-")[2]) - 1
        for path in Path().glob("best-*.keras")
    ]
    return [max(epochs), losses.index(keep.best)]


def whole_model_is_loaded(x):
    small().save("net.keras")
    return keras.models.load_model("net.keras")(x)


# --8<-- [end:files]

# --8<-- [start:moves]
# TensorFlow puts a layer where its weights are made.
module_moved_is_itself = hasattr(layers.Layer, "to")


def module_moved_is_itself_as_pytorch():
    with tf.device("CPU:0"):
        net = small()
    return "CPU:0" in net.layers[0].kernel.value.device


module_to_cpu = "CPU" in dense(2)(tf.ones((1, 3))).device
module_to_dtype = tf.as_dtype(
    layers.Dense(2, dtype="float64").variable_dtype
)
module_to_double = tf.as_dtype(
    layers.Dense(2, dtype="float64").variable_dtype
)
layer_of_another_dtype = dense(1, dtype="float64")(x)
contiguous = tf.transpose(x)
view_of_what_was_turned = tf.reshape(tf.transpose(x), [6])
zeros_of_its_dtype = tf.zeros((2, 2), x.dtype)
ones_of_its_dtype = tf.ones((2, 2), x.dtype)
full_of_its_dtype = tf.fill((2, 2), tf.cast(7, x.dtype))
multiplied = tf.multiply(x, 2.0)
names_of_all_weights = [
    weight.name for weight in small().layers[0].weights
]
names_of_all_weights_as_pytorch = [
    {"kernel": "weight"}.get(weight.name, weight.name)
    for weight in small().layers[0].weights
]


with suppress(ValueError):
    static_shape = x.set_shape((2, 4))


tensor_of_a_list = tf.constant([1, 2])
tensor_of_a_list_as_pytorch = tf.constant([1, 2], tf.float32)
whole_numbers_of_a_list = tf.constant([1, 2])
whole_numbers_of_a_list_as_pytorch = tf.constant(
    [1, 2], tf.int64
)
# --8<-- [end:moves]

# --8<-- [start:distributions]
# TensorFlow has its distributions in a package of its own,
# tensorflow_probability: by hand they are a line each.
log_probability = tf.gather(
    tf.math.log(share / tf.reduce_sum(share)), labels
)
entropy = -tf.reduce_sum(
    tf.math.xlogy(
        share / tf.reduce_sum(share),
        share / tf.reduce_sum(share),
    )
)
log_probability_of_normal = (
    -(x**2) / 8 - math.log(2) - math.log(2 * math.pi) / 2
)
entropy_of_normal = tf.constant(
    0.5 * math.log(2 * math.pi * math.e * 4)
)
divergence_of_normals = x**2 / 2
# --8<-- [end:distributions]

# --8<-- [start:everyday_calls]
linear_layer = layers.Dense(
    2, kernel_initializer="ones", bias_initializer="ones"
)(x)
conv2d_with_stride_and_padding = layers.Conv2D(
    1,
    3,
    strides=2,
    padding="same",
    kernel_initializer="ones",
    bias_initializer="ones",
)(picture)
conv2d_with_stride_and_padding_as_pytorch = layers.Conv2D(
    1,
    3,
    strides=2,
    kernel_initializer="ones",
    bias_initializer="ones",
)(layers.ZeroPadding2D(1)(picture))
conv2d_with_padding = layers.Conv2D(
    1,
    3,
    padding="same",
    kernel_initializer="ones",
    bias_initializer="ones",
)(picture)
sequential_of_two = keras.Sequential([dense(2), layers.ReLU()])(
    x
)
gelu_function = tf.nn.gelu(x)
numbers_to_long = tf.cast(x, tf.int64)
tensor_of_a_number = tf.constant(1)
tensor_of_a_number_as_pytorch = tf.constant(1, tf.int64)
cross_entropy_loss_with_smoothing = (
    keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=0.1
    )(tf.one_hot(labels, 3), x)
)
axes_of_named_parameters = [
    len(weight.shape) for weight in small().trainable_weights
]


def manual_seed_and_set_seed():
    tf.random.set_seed(7)
    first = drawn()
    tf.random.set_seed(7)
    return first == drawn()


def backward_and_gradient_tape(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(x**3)
    return tf.stop_gradient(tape.gradient(loss, x))


def zero_grad_before_each_gradient_tape(x):
    weight = tf.Variable(x)
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weight * 3)
        gradient = tape.gradient(loss, weight)
    return gradient


def clip_grad_norm_and_clip_by_global_norm():
    clipped, _ = tf.clip_by_global_norm(
        [tf.constant([3.0, 4.0])], 1.0
    )
    return clipped[0]


def get_last_lr_after_a_step():
    decay = keras.optimizers.schedules.ExponentialDecay(
        0.5, 1, 0.1, staircase=True
    )
    optimizer = keras.optimizers.SGD(decay)
    optimizer.apply([tf.zeros(1)], [tf.Variable([1.0])])
    return optimizer.learning_rate


def inference_mode_and_no_tape(x):
    return tf.stop_gradient(x * 2)


def tensor_dataset_from_tensor_slices(x, labels):
    pairs = tf.data.Dataset.from_tensor_slices(
        (tf.stop_gradient(x), labels)
    )
    return [list(pair) for pair in pairs]


def save_and_load_of_a_tensor(x):
    tf.io.write_file("x.bin", tf.io.serialize_tensor(x))
    return tf.io.parse_tensor(tf.io.read_file("x.bin"), x.dtype)


def compile_and_fit_of_a_model():
    given = keras.Input((3,))
    net = keras.Model(given, dense(1)(given))
    net.compile(keras.optimizers.SGD(0.1), "mse")
    net.fit(tf.ones((2, 3)), tf.zeros((2, 1)), verbose=0)
    return tf.stop_gradient(net.trainable_variables[0].value)


# --8<-- [end:everyday_calls]
