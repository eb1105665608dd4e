"""Activations in TensorFlow: rectifiers, gates, slopes."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[-4.0, -1.0, -0.3], [0.4, 2.0, 6.5]])
wide = tf.constant([[-4.0, 0.5, -0.3, 1.5]])
slope = tf.constant([0.1, 0.2, 0.4])
keep = tf.constant([True, False, True])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (tf.nn, keras.activations, keras.ops, layers)
nothing_kept = tf.zeros((2, 3), tf.bool)


def mean_slope(x):
    return (1 / 8 + 1 / 3) / 2 * x


def standard_gumbel(shape):
    uniform = tf.random.uniform(shape, 1e-20, 1.0)
    return -tf.math.log(-tf.math.log(uniform))


# --8<-- [end:helpers]

# --8<-- [start:rectifiers]
relu = tf.nn.relu(x)
relu__ops = keras.ops.relu(x)
relu__activation = keras.activations.relu(x)
relu_layer = layers.ReLU()(x)
leaky_relu = layers.LeakyReLU()(x)
leaky_relu_as_pytorch = layers.LeakyReLU(0.01)(x)
leaky_relu__function_as_pytorch = layers.LeakyReLU(0.01)(x)
leaky_relu__nn = tf.nn.leaky_relu(x)
leaky_relu__ops = keras.ops.leaky_relu(x)
leaky_relu__activation = keras.activations.leaky_relu(x)
leaky_slope_by_default = layers.LeakyReLU().negative_slope
leaky_slope_by_default_as_pytorch = layers.LeakyReLU(
    0.01
).negative_slope
relu_below_six = tf.nn.relu6(x)
relu_below_six__layer = layers.ReLU(max_value=6.0)(x)
parametric_relu = layers.PReLU()(x)
parametric_relu_as_pytorch = layers.PReLU(
    keras.initializers.Constant(0.25)
)(x)


def parametric_relu_weights(x):
    layer = layers.PReLU()
    layer(x)
    return layer.count_params()


def parametric_relu_weights_as_pytorch(x):
    layer = layers.PReLU(shared_axes=[1])
    layer(x)
    return layer.count_params()


parametric_relu_of_channels = tf.where(x > 0, x, slope * x)
randomised_relu = -tf.random.uniform([2000], 1 / 8, 1 / 3)
randomised_relu_when_evaluated = tf.where(
    x > 0, x, mean_slope(x)
)
threshold = keras.ops.threshold(x, 0.5, 0.0)
threshold__layer = layers.ReLU(threshold=0.5)(x)
relu_of_both_signs = tf.nn.crelu(x)
# --8<-- [end:rectifiers]

# --8<-- [start:smooth_units]
sigmoid = tf.sigmoid(x)
sigmoid__ops = keras.ops.sigmoid(x)
tanh = tf.tanh(x)
gelu = tf.nn.gelu(x)
gelu__ops = keras.ops.gelu(x)
gelu__ops_as_pytorch = keras.ops.gelu(x, approximate=False)
gelu__activation = keras.activations.gelu(x)
gelu_by_tanh = tf.nn.gelu(x, approximate=True)
silu = tf.nn.silu(x)
mish = keras.activations.mish(x)
softplus = tf.math.softplus(x)
softplus__ops = keras.ops.softplus(x)
softplus_with_beta = tf.math.softplus(2.0 * x) / 2.0
softsign = tf.nn.softsign(x)
log_sigmoid = tf.math.log_sigmoid(x)
squareplus = keras.activations.squareplus(x)
linear = keras.activations.linear(x)
exponential = keras.activations.exponential(x)
# --8<-- [end:smooth_units]

# --8<-- [start:exponential_units]
elu = layers.ELU()(x)
elu__nn = tf.nn.elu(x)
elu_with_alpha = keras.ops.elu(x, alpha=0.5)
selu = tf.nn.selu(x)
celu = keras.activations.celu(x)
celu_as_pytorch = keras.activations.elu(x)
celu_with_alpha = keras.activations.celu(x, alpha=2.0)
# --8<-- [end:exponential_units]

# --8<-- [start:piecewise_units]
hard_sigmoid = keras.activations.hard_sigmoid(x)
hard_sigmoid_of_keras_2 = tf.clip_by_value(
    0.2 * x + 0.5, 0.0, 1.0
)
hard_swish = keras.activations.hard_swish(x)
hard_tanh = keras.activations.hard_tanh(x)
hard_tanh_as_pytorch = tf.where(
    tf.abs(x) < 1,
    x,
    tf.stop_gradient(tf.clip_by_value(x, -1.0, 1.0)),
)
hard_tanh_of_bounds = tf.clip_by_value(x, -2.0, 3.0)
hard_shrink = keras.activations.hard_shrink(x)
soft_shrink = keras.activations.soft_shrink(x)
tanh_shrink = keras.activations.tanh_shrink(x)
sparse_plus = keras.activations.sparse_plus(x)
sparse_sigmoid = keras.activations.sparse_sigmoid(x)
# --8<-- [end:piecewise_units]

# --8<-- [start:softmaxes]
softmax = tf.nn.softmax(x)
softmax__ops = keras.ops.softmax(x)
softmax_layer = layers.Softmax()(x)
softmax_of_columns = tf.nn.softmax(x, axis=0)
# no remedy: Keras always has an axis; None is no choice there.
softmax_axis_by_default = layers.Softmax().axis
log_softmax = tf.nn.log_softmax(x)
softmin = tf.nn.softmax(-x)
masked_softmax = layers.Softmax()(x, tf.tile(keep[None], [2, 1]))
# no remedy: nobody wants the NaN.
softmax_of_nothing = layers.Softmax()(x, nothing_kept)
shares_of_each_class = tf.sigmoid(x)
softmax_with_temperature = tf.nn.softmax(x / 2.0)
gumbel_softmax = tf.nn.softmax(standard_gumbel([500, 4]))
# The shares of the first row add up to 1.3: Keras's threshold
# is wrong where more than one number has a share.
sparsemax = keras.activations.sparsemax(x)


def sparsemax_as_pytorch(x):
    ordered = tf.sort(x, direction="DESCENDING")
    count = tf.range(1, x.shape[-1] + 1, dtype=x.dtype)
    total = tf.cumsum(ordered, axis=-1) - 1
    support = tf.cast(count * ordered > total, x.dtype)
    size = tf.reduce_sum(support, -1, keepdims=True)
    chosen = tf.reduce_sum(support * ordered, -1, keepdims=True)
    return tf.nn.relu(x - (chosen - 1) / size)


# --8<-- [end:softmaxes]

# --8<-- [start:gates_and_norms]
gated_linear = keras.activations.glu(wide)
unit_length = keras.ops.normalize(x)
unit_length__nn = tf.nn.l2_normalize(x, axis=-1)
unit_length__layer = layers.UnitNormalization()(x)
maxout = tf.reduce_max(tf.reshape(wide, [-1, 2, 2]), axis=-1)
swiglu = tf.nn.silu(wide[..., :2]) * wide[..., 2:]
geglu = tf.nn.gelu(wide[..., :2]) * wide[..., 2:]
squared_relu = tf.nn.relu(x) ** 2
# --8<-- [end:gates_and_norms]
