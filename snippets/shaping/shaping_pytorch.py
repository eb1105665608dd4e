"""Shapes in PyTorch: reshape, join, split, order of axes."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = torch.tensor([[7.0, 8.0, 9.0], [0.0, 6.0, 5.0]])
v = torch.tensor([3.0, 1.0, 2.0, 4.0])
cube = torch.arange(24.0).reshape(2, 3, 4)
# --8<-- [end:inputs]

# --8<-- [start:reshape]
# believed to differ: the order in which numbers are read.
# Both read row by row.
reshape = x.reshape(3, 2)
reshape_with_unknown = x.reshape(-1, 2)
view = x.view(6)
flatten = x.flatten()
flatten__layer_as_tensorflow = x.flatten(1)
# From which axis on is the argument; Keras keeps the first.
flatten_keeping_batch = cube.flatten(1)
squeeze = x[None].squeeze(0)
# believed to differ: squeeze without an axis. Both drop every
# axis of length one: mind a batch of one.
squeeze_all = x[:1, :1].squeeze()
add_axis = x.unsqueeze(1)
add_axis_by_index = x[:, None]
add_last_axis = x[..., None]
unflatten = v.unflatten(0, (2, 2))
ravel_of_transposed = x.T.reshape(-1)
view_as = x.view_as(y.reshape(2, 3))
# --8<-- [end:reshape]

# --8<-- [start:order_of_axes]
transpose = x.T
# PyTorch swaps two axes; TensorFlow reverses all by default.
transpose_two_axes = cube.transpose(1, 2)
transpose_last_two = cube.mT
permute = cube.permute(2, 0, 1)
move_axis = cube.movedim(0, -1)
swap_axes = cube.swapaxes(0, 2)
reverse_axes = cube.permute(2, 1, 0)
channels_last = cube[None].permute(0, 2, 3, 1)
flip = x.flip(1)
flip_left_right = torch.fliplr(x)
flip_upside_down = torch.flipud(x)
rotate = torch.rot90(x)
roll = x.roll(1, dims=1)
roll_of_all = x.roll(1)
# --8<-- [end:order_of_axes]

# --8<-- [start:join]
concatenate = torch.cat([x, y])
concatenate_columns = torch.cat([x, y], dim=1)
stack = torch.stack([x, y])
stack_last = torch.stack([x, y], dim=-1)
stack_rows = torch.vstack([x, y])
stack_columns = torch.hstack([x, y])
stack_depth = torch.dstack([x, y])
block_diagonal = torch.block_diag(x, y)
# --8<-- [end:join]

# --8<-- [start:split]
# A number is the length of a part here, and the count of the
# parts in TensorFlow.
split = torch.split(v, 2)
split_of_three = torch.split(v, 3)
split_of_three_as_tensorflow = torch.split(v, [3, 1])
split_by_sizes = torch.split(v, [1, 3])
chunk = torch.chunk(v, 2)
# What does not divide: PyTorch makes the last part shorter.
chunk_unevenly = torch.tensor_split(v, 3)
unstack = x.unbind()
unstack_columns = x.unbind(dim=1)
halves = torch.hsplit(v, 2)
# --8<-- [end:split]

# --8<-- [start:repeat]
tile = x.tile(1, 2)
# repeat of PyTorch is what others call tile.
repeat = x.repeat(2, 1)
repeat_each = x.repeat_interleave(2, dim=1)
repeat_by_counts = x.repeat_interleave(
    torch.tensor([1, 2]), dim=0
)
expand = v.expand(2, 4)
broadcast_to = torch.broadcast_to(v, (2, 4))
broadcast_shapes = tuple(torch.broadcast_shapes((3, 1), (4,)))
# believed to differ: broadcasting. The rules are the same.
broadcast_add = x[:, :, None] + v
# --8<-- [end:repeat]

# --8<-- [start:pad]
# The last axis comes first in PyTorch's list of pads.
pad = F.pad(x, (1, 2))
pad_rows = F.pad(x, (0, 0, 1, 0))
pad_with_value = F.pad(x, (1, 1), value=9.0)
pad_reflecting = F.pad(cube, (1, 1), mode="reflect")
pad_with_edge = F.pad(cube, (1, 1), mode="replicate")
pad_around = F.pad(cube, (1, 1), mode="circular")
crop_by_negative_pad = F.pad(x, (-1, 0))
# --8<-- [end:pad]

# --8<-- [start:windows]
sliding_windows = v.unfold(0, 2, 1)
windows_with_step = v.unfold(0, 2, 2)
patches = F.unfold(cube[None], kernel_size=2)
patches_as_tensorflow = (
    F.unfold(cube[None], kernel_size=2)
    .reshape(1, 2, 4, 2, 3)
    .permute(0, 3, 4, 2, 1)
    .reshape(1, 2, 3, 8)
)
# A channel's four parts follow each other here; TensorFlow
# takes all channels of a part first.
to_blocks = F.pixel_unshuffle(cube[:, :2][None], 2)
to_blocks_as_tensorflow = (
    F.pixel_unshuffle(cube[:, :2][None], 2)
    .reshape(1, 2, 4, 1, 2)
    .transpose(1, 2)
    .reshape(1, 8, 1, 2)
)
from_blocks = F.pixel_shuffle(
    torch.arange(16.0).reshape(1, 4, 2, 2), 2
)
# --8<-- [end:windows]
