"""Attention in PyTorch: scales, layouts, heads, masks."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn


def mixed(*shape):
    """Numbers between -1 and 1, in no order."""
    count = torch.Size(shape).numel()
    numbers = torch.arange(count) * 37 % (count + 1)
    return numbers.float().reshape(shape) / 48 - 0.5


q = mixed(2, 3, 4)
k = mixed(2, 5, 4)
v = mixed(2, 5, 4) + 0.5
w = mixed(4, 4)
bias = mixed(4)
scale = torch.tensor([0.5, 1.0, 2.0, -1.0])
words = torch.tensor([[4, 2, 9, 0, 0], [3, 1, 0, 0, 0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def heads(x, count=2):
    """Split the last axis into heads, heads before steps."""
    return x.unflatten(-1, (count, -1)).transpose(1, 2)


def joined(x):
    return x.transpose(1, 2).flatten(2)


def filled(w, bias, **how):
    """Fill attention of two heads: one kernel for all four."""
    layer = nn.MultiheadAttention(4, 2, **how)
    given = {
        "in_proj_weight": torch.cat([w, w, w]),
        "in_proj_bias": torch.cat([bias, bias, bias]),
        "out_proj.weight": w,
        "out_proj.bias": bias,
    }
    return lambda *x, **y: torch.func.functional_call(
        layer, given, x, y
    )


def count(layer):
    return sum(p.numel() for p in layer.parameters())


seen = torch.ones(3, 5, dtype=torch.bool).tril()
nothing = torch.zeros(3, 5, dtype=torch.bool)
penalty = -torch.arange(15.0).reshape(3, 5) / 10
padding = torch.tensor([[False, False, False, True, True]] * 2)
# --8<-- [end:helpers]

# --8<-- [start:scaled_dot_product]
of_heads = joined(
    F.scaled_dot_product_attention(heads(q), heads(k), heads(v))
)
# PyTorch wants heads before steps, Keras steps before heads.
# Handed over as it is, each step attends over heads.
layout_of_heads = F.scaled_dot_product_attention(
    heads(q), heads(q), heads(q)
)
layout_of_heads_as_tensorflow = F.scaled_dot_product_attention(
    heads(q).transpose(1, 2),
    heads(q).transpose(1, 2),
    heads(q).transpose(1, 2),
).transpose(1, 2)
without_scale = F.scaled_dot_product_attention(
    q, k, v, scale=1.0
)
additive_mask = F.scaled_dot_product_attention(
    q, k, v, attn_mask=penalty
)
mask_of_booleans = F.scaled_dot_product_attention(
    q, k, v, attn_mask=seen
)
# A row that may see nothing: zeros in PyTorch. Keras adds a
# large negative number to every score, and so takes the mean of
# all values: padded queries leak what they may not see.
row_that_sees_nothing = F.scaled_dot_product_attention(
    q, k, v, attn_mask=nothing
)
row_that_sees_nothing_as_tensorflow = (
    F.scaled_dot_product_attention(q * 0, k, v)
)
# believed to differ: where a causal mask of unequal lengths
# begins. Both align it with the first key.
causal_of_unequal = F.scaled_dot_product_attention(
    q, k, v, is_causal=True
)
shared_keys = joined(
    F.scaled_dot_product_attention(
        heads(q),
        heads(k)[:, :1],
        heads(v)[:, :1],
        enable_gqa=True,
    )
)
dropout_of_weights = F.scaled_dot_product_attention(
    torch.ones(1, 1, 1, 1),
    torch.ones(1, 1, 2000, 1),
    torch.eye(2000)[None, None],
    dropout_p=0.3,
)
# --8<-- [end:scaled_dot_product]

# --8<-- [start:by_hand]
weights_by_hand = (q @ k.mT / 4**0.5).softmax(-1)
masked_scores = (q @ k.mT).masked_fill(~seen, -torch.inf)
masked_weights = (
    (q @ k.mT).masked_fill(~seen, -torch.inf).softmax(-1)
)
# Softmax over nothing but -inf is nan in both: a fully masked
# row poisons the loss.
weights_of_nothing = (
    (q @ k.mT).masked_fill(~nothing, -torch.inf).softmax(-1)
)
softmax_with_mask = (
    (q @ k.mT).masked_fill(~seen, -torch.inf).softmax(-1)
)
additive_attention = hasattr(nn, "AdditiveAttention")
additive_attention_as_tensorflow = (
    scale * (q[:, :, None] + k[:, None]).tanh()
).sum(-1).softmax(-1) @ v
dot_attention_scores = (q @ k.mT).softmax(-1)
concatenated_scores = hasattr(nn, "Attention")
concatenated_scores_as_tensorflow = (
    q[:, :, None] + k[:, None]
).tanh().sum(-1).softmax(-1) @ v
# --8<-- [end:by_hand]

# --8<-- [start:multi_head]
# PyTorch puts time first by default, and gives the weights too.
# With batch_first=False the axes of batch and time change places
# in silence.
multi_head_by_default = filled(w, bias)(q, q, q)
multi_head_by_default_as_tensorflow = filled(
    w, bias, batch_first=True
)(q, q, q)[0]
multi_head = filled(w, bias, batch_first=True)(q, k, v)[0]
self_attention = filled(w, bias, batch_first=True)(q, q, q)[0]
# Averaged over the heads in PyTorch, one of each in Keras.
weights_of_heads = filled(w, bias, batch_first=True)(q, k, v)[1]
weights_of_heads_as_tensorflow = filled(
    w, bias, batch_first=True
)(q, k, v, average_attn_weights=False)[1]
# True in attn_mask of nn.MultiheadAttention hides; True in Keras
# and in scaled_dot_product_attention shows.
multi_head_with_mask = filled(w, bias, batch_first=True)(
    q, k, v, attn_mask=seen
)[0]
multi_head_with_mask_as_tensorflow = filled(
    w, bias, batch_first=True
)(q, k, v, attn_mask=~seen)[0]
multi_head_with_padding = filled(w, bias, batch_first=True)(
    q, k, v, key_padding_mask=padding
)[0]
multi_head_causal = filled(w, bias, batch_first=True)(
    q, q, q, attn_mask=~seen[:, :3]
)[0]
# nan in PyTorch, whose own function gives zeros; Keras looks at
# all values alike. no remedy: mask what comes out instead.
multi_head_sees_nothing = filled(w, bias, batch_first=True)(
    q, k, v, attn_mask=~nothing
)[0]
# 16 is the width of all heads in PyTorch, of each in Keras.
width_of_heads = nn.MultiheadAttention(16, 2).head_dim
width_of_heads_as_tensorflow = nn.MultiheadAttention(
    32, 2
).head_dim
parameters_of_multi_head = count(nn.MultiheadAttention(4, 2))
dropout_by_default = nn.MultiheadAttention(4, 2).dropout
bias_by_default = (
    nn.MultiheadAttention(4, 2).in_proj_bias is not None
)
# --8<-- [end:multi_head]

# --8<-- [start:masks]
causal = torch.ones(4, 4, dtype=torch.bool).tril()
causal_as_penalty = (
    nn.Transformer.generate_square_subsequent_mask(4)
)
mask_of_words = words != 0
mask_of_lengths = torch.arange(5) < torch.tensor([3, 2])[:, None]
mask_of_both = (
    torch.ones(5, 5, dtype=torch.bool).tril()
    & (words != 0)[:, None]
)
window_of_two = torch.ones(
    5, 5, dtype=torch.bool
).tril() & torch.ones(5, 5, dtype=torch.bool).triu(-1)
blocks = words[:, :, None] == words[:, None]
mask_to_penalty = torch.where(seen, 0.0, -torch.inf)
# --8<-- [end:masks]

# --8<-- [start:transformer]
# PyTorch normalises after each half unless norm_first is set,
# and drops a tenth by default.
encoder_layer = count(nn.TransformerEncoderLayer(4, 2, 8))
order_of_norms = nn.TransformerEncoderLayer(4, 2, 8).norm_first
sines = (
    torch.arange(5.0)[:, None]
    / 10000 ** (torch.arange(0, 4, 2) / 4)
).sin()
# --8<-- [end:transformer]
