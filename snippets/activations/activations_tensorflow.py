"""Activations in TensorFlow: kinks, slopes, gates, shares."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import tensorflow as tf

x = tf.constant([[1.5, -2.0, 3.0], [-0.5, 0.25, -1.0]])
mask = tf.constant([[True, True, False], [True, True, True]])
# --8<-- [end:inputs]

# --8<-- [start:kinks]
relu = tf.nn.relu(x)
relu__activation = keras.activations.relu(x)
relu_layer = keras.layers.ReLU()(x)
relu6 = tf.nn.relu6(x)
relu6__ops = keras.ops.relu6(x)
leaky_relu = tf.nn.leaky_relu(x)
leaky_relu_as_pytorch = tf.nn.leaky_relu(x, 0.01)
leaky_relu__ops = keras.ops.leaky_relu(x)
leaky_relu__activation = keras.activations.leaky_relu(x)
leaky_relu_layer = keras.layers.LeakyReLU()(x)
leaky_relu_layer_as_pytorch = keras.layers.LeakyReLU(0.01)(x)
prelu = keras.layers.PReLU()(x)
prelu_as_pytorch = keras.layers.PReLU(
    keras.initializers.Constant(0.25)
)(x)
prelu_slope = tf.where(x > 0, x, 0.1 * x)
threshold = keras.ops.threshold(x, 1.0, 0.0)
hard_tanh = keras.ops.hard_tanh(x)
hard_tanh_as_pytorch = tf.where(
    tf.abs(x) < 1, x, tf.stop_gradient(keras.ops.hard_tanh(x))
)
rrelu = tf.nn.leaky_relu(x, (1 / 8 + 1 / 3) / 2)
# --8<-- [end:kinks]

# --8<-- [start:smooth]
sigmoid = tf.sigmoid(x)
sigmoid__activation = keras.activations.sigmoid(x)
tanh = tf.tanh(x)
softplus = tf.nn.softplus(x)
softplus_of_large = tf.nn.softplus(x * 20)
softsign = tf.nn.softsign(x)
elu = tf.nn.elu(x)
elu_of_alpha = keras.activations.elu(x, alpha=0.5)
selu = tf.nn.selu(x)
celu = keras.activations.celu(x, alpha=0.5)
gelu = tf.nn.gelu(x)
gelu__ops = keras.ops.gelu(x)
gelu__ops_as_pytorch = keras.ops.gelu(x, approximate=False)
gelu_layer = keras.layers.Activation("gelu")(x)
gelu_by_tanh = tf.nn.gelu(x, approximate=True)
silu = tf.nn.silu(x)
swish_layer = keras.layers.Activation("swish")(x)
mish = keras.activations.mish(x)
log_sigmoid = keras.activations.log_sigmoid(x)
tanh_shrink = keras.activations.tanh_shrink(x)
soft_shrink = keras.activations.soft_shrink(x)
hard_shrink = keras.activations.hard_shrink(x)
# --8<-- [end:smooth]

# --8<-- [start:hard_versions]
hard_sigmoid = keras.activations.hard_sigmoid(x)
hard_swish = keras.activations.hard_swish(x)
# --8<-- [end:hard_versions]

# --8<-- [start:shares]
softmax = tf.nn.softmax(x)
softmax__activation = keras.activations.softmax(x)
softmax_of_columns = tf.nn.softmax(x, axis=0)
softmax_layer = keras.layers.Softmax()(x)
log_softmax = tf.nn.log_softmax(x)
softmin = tf.nn.softmax(-x)
# Keras adds -3e38 where the mask is false.
softmax_with_mask = keras.layers.Softmax()(x, mask=mask)
glu = keras.activations.glu(x[:, :2])
normalize = tf.math.l2_normalize(x, axis=-1)
normalize__layer = keras.layers.UnitNormalization()(x)
gumbel = tf.nn.softmax(
    -tf.math.log(-tf.math.log(tf.random.uniform((1000, 2))))
)
one_hot_of_largest = tf.one_hot(tf.argmax(x, -1), 3)
one_hot_of_largest_as_pytorch = tf.one_hot(
    tf.argmax(x, -1), 3, dtype=tf.int64
)
# --8<-- [end:shares]

# --8<-- [start:defaults]
leaky_slope = keras.layers.LeakyReLU().negative_slope
leaky_slope_as_pytorch = 0.01
elu_alpha = keras.layers.ELU().alpha
threshold_of_softplus = hasattr(
    keras.layers.Activation("softplus"), "threshold"
)
threshold_of_softplus_as_pytorch = 20.0
softmax_axis = keras.layers.Softmax().axis
with suppress(tf.errors.InvalidArgumentError):
    relu_of_bool = tf.nn.relu(mask)
# --8<-- [end:defaults]
