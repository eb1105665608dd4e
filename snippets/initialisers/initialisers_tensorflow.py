"""Initialisers in TensorFlow: first weights of layers."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import initializers as init
from keras import layers

# --8<-- [end:inputs]

# --8<-- [start:helpers]


def flat(weight):
    return tf.reshape(weight, [-1])


def built(layer, *shape):
    layer.build(shape)
    return layer


def query_kernel(**settings):
    attention = layers.MultiHeadAttention(4, 12, **settings)
    attention.build((1, 2, 48), (1, 2, 48))
    return tf.reshape(attention.query_dense.kernel, [48, 48])


def linear_of_pytorch():
    """Draw up to one divided by the root of the inputs."""
    return init.VarianceScaling(1 / 3, "fan_in", "uniform")


def untruncated(scale, mode):
    return init.VarianceScaling(
        scale, mode, "untruncated_normal"
    )


# --8<-- [end:helpers]

# --8<-- [start:by_fans]
xavier_uniform = init.GlorotUniform()((45, 45))
xavier_normal = init.GlorotNormal()((150, 150))
xavier_normal_as_pytorch = untruncated(1.0, "fan_avg")(
    (150, 150)
)
kaiming_uniform = init.HeUniform()((45, 45))
kaiming_normal = init.HeNormal()((150, 150))
kaiming_normal_as_pytorch = untruncated(2.0, "fan_in")(
    (150, 150)
)
lecun_uniform = init.LecunUniform()((45, 45))
lecun_normal = init.LecunNormal()((150, 150))
lecun_normal_as_pytorch = untruncated(1.0, "fan_in")((150, 150))
kaiming_of_outputs = flat(
    init.VarianceScaling(2.0, "fan_out", "uniform")((25, 60))
)
kaiming_of_leaky_relu = init.VarianceScaling(
    2 / (1 + 0.2**2), "fan_in", "uniform"
)((45, 45))
one_shape_other_fan = init.HeUniform()((20, 80))
one_shape_other_fan_as_pytorch = init.VarianceScaling(
    2.0, "fan_out", "uniform"
)((20, 80))
xavier_of_kernels = flat(init.GlorotUniform()((3, 3, 8, 16)))
kaiming_of_kernels = flat(init.HeUniform()((3, 3, 8, 16)))
gain_of_relu = hasattr(init, "calculate_gain")
gain_of_relu_as_pytorch = 2**0.5
gain_of_tanh = hasattr(init, "calculate_gain")
gain_of_tanh_as_pytorch = 5 / 3
xavier_with_gain = init.VarianceScaling(
    2.0, "fan_avg", "uniform"
)((45, 45))
variance_scaling = init.VarianceScaling()((45, 45))
# --8<-- [end:by_fans]

# --8<-- [start:plain_distributions]
normal = init.RandomNormal()((45, 45))
normal_as_pytorch = init.RandomNormal(stddev=1.0)((45, 45))
uniform = init.RandomUniform()((45, 45))
uniform_as_pytorch = init.RandomUniform(0.0, 1.0)((45, 45))
truncated_normal = init.TruncatedNormal()((45, 45))
truncated_normal_as_pytorch = init.TruncatedNormal(stddev=1.0)(
    (45, 45)
)
truncated_normal_of_deviation = init.TruncatedNormal(
    stddev=0.05
)((45, 45))
truncated_normal_of_deviation_as_pytorch = init.RandomNormal(
    stddev=0.05
)((45, 45))
normal_of_deviation = init.RandomNormal(1.0, 0.2)((45, 45))
uniform_of_bounds = init.RandomUniform(-0.3, 0.3)((45, 45))
# --8<-- [end:plain_distributions]

# --8<-- [start:fixed_values]
zeros = init.Zeros()((2, 3))
ones = init.Ones()((2, 3))
constant = init.Constant(0.5)((2, 3))
identity = init.Identity()((2, 3))
identity_of_kernels = hasattr(init, "Dirac")
identity_of_kernels_as_pytorch = tf.pad(
    tf.eye(2)[..., None], [[0, 0], [0, 0], [1, 1]]
)
orthogonal = init.Orthogonal()((40, 50))
orthogonal_with_gain = init.Orthogonal(gain=2.0)((40, 50))


def orthogonal_rows():
    weight = init.Orthogonal()((3, 5))
    return weight @ tf.transpose(weight)


# no remedy: two draws never agree. Draw a mask as well.
sparse = hasattr(init, "Sparse")


def one_object_draws_twice():
    draw = init.GlorotUniform()
    first, second = draw((3, 4)), draw((3, 4))
    return bool(tf.reduce_all(first == second))


def one_object_draws_twice_as_pytorch():
    seed = keras.random.SeedGenerator(1)
    draw = init.GlorotUniform(seed=seed)
    first, second = draw((3, 4)), draw((3, 4))
    return bool(tf.reduce_all(first == second))


# --8<-- [end:fixed_values]

# --8<-- [start:layers_by_default]
dense_kernel = built(layers.Dense(45), 1, 45).kernel
dense_kernel_as_pytorch = built(
    layers.Dense(45, kernel_initializer=linear_of_pytorch()),
    1,
    45,
).kernel
bias_is_drawn = bool(
    tf.reduce_any(built(layers.Dense(9), 1, 45).bias != 0)
)
bias_is_drawn_as_pytorch = bool(
    tf.reduce_any(
        init.RandomUniform(-(45**-0.5), 45**-0.5)((9,)) != 0
    )
)
conv_kernel = flat(
    built(layers.Conv2D(16, 3), 1, 9, 9, 16).kernel
)
conv_kernel_as_pytorch = flat(
    linear_of_pytorch()((3, 3, 16, 16))
)
depthwise_kernel = flat(
    built(layers.DepthwiseConv2D(3), 1, 9, 9, 128).kernel
)
depthwise_kernel_as_pytorch = init.RandomUniform(-1 / 3, 1 / 3)(
    (1152,)
)
transposed_kernel = flat(
    built(layers.Conv2DTranspose(16, 3), 1, 9, 9, 16).kernel
)
transposed_kernel_as_pytorch = flat(
    linear_of_pytorch()((3, 3, 16, 16))
)
embedding_table = built(layers.Embedding(50, 40), 1).embeddings
embedding_table_as_pytorch = init.RandomNormal(stddev=1.0)(
    (50, 40)
)
lstm_input_kernel = flat(
    built(layers.LSTM(40), 1, 2, 40).cell.kernel
)
lstm_input_kernel_as_pytorch = flat(
    init.RandomUniform(-(40**-0.5), 40**-0.5)((40, 160))
)
lstm_recurrent_kernel = flat(
    built(layers.LSTM(40), 1, 2, 40).cell.recurrent_kernel
)
lstm_recurrent_kernel_as_pytorch = flat(
    init.RandomUniform(-(40**-0.5), 40**-0.5)((40, 160))
)
gru_recurrent_kernel = flat(
    built(layers.GRU(40), 1, 2, 40).cell.recurrent_kernel
)
gru_recurrent_kernel_as_pytorch = flat(
    init.RandomUniform(-(40**-0.5), 40**-0.5)((40, 120))
)


def lstm_forget_bias():
    layer = built(layers.LSTM(5), 1, 2, 3)
    return tf.abs(tf.round(layer.cell.bias[5:10]))


def lstm_forget_bias_as_pytorch():
    layer = built(
        layers.LSTM(5, unit_forget_bias=False), 1, 2, 3
    )
    return tf.abs(tf.round(layer.cell.bias[5:10]))


attention_query = query_kernel()
attention_query_as_pytorch = query_kernel(
    kernel_initializer=init.RandomUniform(
        -((6 / 192) ** 0.5), (6 / 192) ** 0.5
    )
)
batch_norm_scale = built(layers.BatchNormalization(), 1, 3).gamma
layer_norm_scale = built(layers.LayerNormalization(), 1, 3).gamma
# --8<-- [end:layers_by_default]
