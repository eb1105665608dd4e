"""Shapes in TensorFlow: reshape, join, split, order of axes."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf

x = tf.constant([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = tf.constant([[7.0, 8.0, 9.0], [0.0, 6.0, 5.0]])
v = tf.constant([3.0, 1.0, 2.0, 4.0])
cube = tf.reshape(tf.range(24.0), (2, 3, 4))
# --8<-- [end:inputs]

# --8<-- [start:reshape]
reshape = tf.reshape(x, (3, 2))
reshape__ops = keras.ops.reshape(x, (3, 2))
reshape_with_unknown = tf.reshape(x, (-1, 2))
view = tf.reshape(x, (6,))
flatten = tf.reshape(x, (-1,))
flatten__layer = keras.layers.Flatten()(x)
flatten__layer_as_pytorch = tf.reshape(x, (-1,))
flatten_keeping_batch = tf.reshape(cube, (cube.shape[0], -1))
flatten_keeping_batch__layer = keras.layers.Flatten()(cube)
squeeze = tf.squeeze(x[None], 0)
squeeze_all = tf.squeeze(x[:1, :1])
add_axis = tf.expand_dims(x, 1)
add_axis_by_index = x[:, None]
add_last_axis = x[..., None]
unflatten = tf.reshape(v, (2, 2))
ravel_of_transposed = tf.reshape(tf.transpose(x), (-1,))
view_as = tf.reshape(x, y.shape)
# --8<-- [end:reshape]

# --8<-- [start:order_of_axes]
transpose = tf.transpose(x)
transpose_two_axes = tf.transpose(cube, (0, 2, 1))
transpose_last_two = tf.linalg.matrix_transpose(cube)
permute = tf.transpose(cube, (2, 0, 1))
move_axis = keras.ops.moveaxis(cube, 0, -1)
swap_axes = keras.ops.swapaxes(cube, 0, 2)
reverse_axes = tf.transpose(cube)
channels_last = tf.transpose(cube[None], (0, 2, 3, 1))
flip = tf.reverse(x, [1])
flip_left_right = tf.experimental.numpy.fliplr(x)
flip_upside_down = tf.experimental.numpy.flipud(x)
rotate = tf.experimental.numpy.rot90(x)
roll = tf.roll(x, 1, axis=1)
roll_of_all = keras.ops.roll(x, 1)
# --8<-- [end:order_of_axes]

# --8<-- [start:join]
concatenate = tf.concat([x, y], 0)
concatenate__ops = keras.ops.concatenate([x, y])
concatenate_columns = tf.concat([x, y], axis=1)
stack = tf.stack([x, y])
stack_last = tf.stack([x, y], axis=-1)
stack_rows = keras.ops.vstack([x, y])
stack_columns = keras.ops.hstack([x, y])
stack_depth = tf.experimental.numpy.dstack([x, y])
block_diagonal = tf.linalg.LinearOperatorBlockDiag(
    [
        tf.linalg.LinearOperatorFullMatrix(x, is_square=False),
        tf.linalg.LinearOperatorFullMatrix(y, is_square=False),
    ],
    is_square=False,
).to_dense()
# --8<-- [end:join]

# --8<-- [start:split]
split = tf.split(v, 2)
split_of_three = tf.split(v, [3, 1])
split_by_sizes = tf.split(v, [1, 3])
chunk = tf.split(v, 2)
chunk_unevenly = keras.ops.array_split(v, 3)
unstack = tf.unstack(x)
unstack_columns = tf.unstack(x, axis=1)
halves = tf.experimental.numpy.hsplit(v, 2)
# --8<-- [end:split]

# --8<-- [start:repeat]
tile = tf.tile(x, (1, 2))
repeat = tf.tile(x, (2, 1))
repeat_each = tf.repeat(x, 2, axis=1)
repeat_by_counts = tf.repeat(x, [1, 2], axis=0)
expand = tf.broadcast_to(v, (2, 4))
broadcast_to = tf.broadcast_to(v, (2, 4))
broadcast_shapes = tuple(
    tf.broadcast_static_shape(
        tf.TensorShape((3, 1)), tf.TensorShape((4,))
    )
)
broadcast_add = x[:, :, None] + v
# --8<-- [end:repeat]

# --8<-- [start:pad]
pad = tf.pad(x, [[0, 0], [1, 2]])
pad_rows = tf.pad(x, [[1, 0], [0, 0]])
pad_with_value = tf.pad(x, [[0, 0], [1, 1]], constant_values=9.0)
pad_reflecting = tf.pad(
    cube, [[0, 0], [0, 0], [1, 1]], mode="REFLECT"
)
pad_with_edge = tf.concat(
    [cube[..., :1], cube, cube[..., -1:]], axis=-1
)
pad_around = tf.concat(
    [cube[..., -1:], cube, cube[..., :1]], axis=-1
)
crop_by_negative_pad = x[:, 1:]
# --8<-- [end:pad]

# --8<-- [start:windows]
sliding_windows = tf.signal.frame(v, 2, 1)
windows_with_step = tf.signal.frame(v, 2, 2)
patches = tf.image.extract_patches(
    tf.transpose(cube[None], (0, 2, 3, 1)),
    sizes=[1, 2, 2, 1],
    strides=[1, 1, 1, 1],
    rates=[1, 1, 1, 1],
    padding="VALID",
)
patches_as_pytorch = tf.reshape(
    tf.transpose(
        tf.reshape(patches, (1, 6, 4, 2)), (0, 3, 2, 1)
    ),
    (1, 8, 6),
)
to_blocks = tf.transpose(
    tf.nn.space_to_depth(
        tf.transpose(cube[:, :2][None], (0, 2, 3, 1)), 2
    ),
    (0, 3, 1, 2),
)
to_blocks_as_pytorch = tf.reshape(
    tf.transpose(
        tf.reshape(to_blocks, (1, 4, 2, 1, 2)), (0, 2, 1, 3, 4)
    ),
    (1, 8, 1, 2),
)
from_blocks = tf.transpose(
    tf.nn.depth_to_space(
        tf.transpose(
            tf.reshape(tf.range(16.0), (1, 4, 2, 2)),
            (0, 2, 3, 1),
        ),
        2,
    ),
    (0, 3, 1, 2),
)
# --8<-- [end:windows]
