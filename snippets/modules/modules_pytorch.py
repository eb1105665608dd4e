"""Modules and merging layers in PyTorch."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
y = torch.tensor([[0.5, 1.5, -1.0], [2.0, -0.75, 3.0]])
image = (torch.arange(48) * 37 % 49 / 16 - 1).reshape(1, 3, 4, 4)
table = torch.arange(12.0).reshape(4, 3) / 10
words = torch.tensor([[1, 3, 0], [2, 2, 1]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def last(x):
    """Channels last, as TensorFlow keeps them."""
    return x.movedim(1, -1)


def first(x):
    """Channels first."""
    return x.movedim(-1, 1)


class Scale(nn.Module):
    """A layer of one's own, with a weight for each feature."""

    def __init__(self, width):
        super().__init__()
        self.scale = nn.Parameter(torch.full((width,), 2.0))
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, x):
        self.seen += 1
        return x * self.scale


def filled(layer, *weights):
    """Give the layer these weights, in its own order."""
    own = [name for name, _ in layer.named_parameters()]
    given = dict(zip(own, weights, strict=True))
    return lambda *x: torch.func.functional_call(layer, given, x)


# --8<-- [end:helpers]

# --8<-- [start:layers_of_your_own]
own_layer = Scale(3)(x)
weight_of_own_layer = Scale(3).scale.detach()
trainable_weights_of_own_layer = len(list(Scale(3).parameters()))
all_weights_of_own_layer = len(Scale(3).state_dict())
calls_counted = (lambda layer: (layer(x), layer(x), layer.seen))(
    Scale(3)
)[2]
parameter = nn.Parameter(torch.ones(2)).detach()
parameter_is_trainable = nn.Parameter(
    torch.ones(2)
).requires_grad
# A tensor that is set on a module is no weight; a variable that
# is set on a layer of Keras is one.
tensor_on_a_module = (
    lambda net: (
        setattr(net, "extra", torch.ones(2))
        or len(list(net.parameters()))
    )
)(nn.Module())
tensor_on_a_module_as_tensorflow = (
    lambda net: (
        setattr(net, "extra", nn.Parameter(torch.ones(2)))
        or len(list(net.parameters()))
    )
)(nn.Module())
layers_in_a_module_list = len(
    nn.ModuleList([Scale(2), Scale(3)]).state_dict()
)
layers_in_a_module_dict = len(
    nn.ModuleDict({"a": Scale(2), "b": Scale(3)}).state_dict()
)
lambda_layer = (lambda x: x * 2)(x)
identity = nn.Identity()(x)
layer_by_place = nn.Sequential(nn.ReLU(), nn.Tanh())[1](x)
layer_by_name = nn.Sequential(
    nn.ReLU(), nn.Tanh()
).get_submodule("1")(x)
layer_appended = nn.Sequential(nn.ReLU()).append(nn.Tanh())(x)
number_of_children = len(
    list(nn.Sequential(nn.ReLU(), nn.Tanh()).children())
)
layer_in_training = Scale(3).train().training
layer_in_evaluation = nn.Dropout(0.5).eval()(x)
frozen_layer = len(
    [
        p
        for p in Scale(3).requires_grad_(False).parameters()
        if p.requires_grad
    ]
)
with suppress(NotImplementedError):
    call_without_forward = nn.Module()(x)
with suppress(RuntimeError):
    wrong_width = nn.Linear(4, 2)(x)
penalty_of_a_layer = 0.5 * (x**2).sum()
# --8<-- [end:layers_of_your_own]

# --8<-- [start:merging]
concatenate = torch.cat([x, y], dim=1)
concatenate_images = last(torch.cat([image, image], dim=1))
add_layers = x + y
subtract_layers = x - y
multiply_layers = x * y
average_layers = torch.stack([x, y]).mean(0)
maximum_layers = torch.maximum(x, y)
minimum_layers = torch.minimum(x, y)
dot_layer = (x * y).sum(1, keepdim=True)
cosine_similarity = nn.CosineSimilarity(dim=1)(x, y)
pairwise_distance = nn.PairwiseDistance(eps=0.0)(x, y)
residual = x + nn.ReLU()(x)
repeat_vector = x[:, None].expand(-1, 2, -1)
reshape_layer = nn.Unflatten(1, (3, 1))(x)
reshape_to_two = x.view(x.size(0), -1, 1)
# PyTorch flattens channels first: move them back before.
flatten_image = nn.Flatten()(image)
flatten_image_as_tensorflow = nn.Flatten()(last(image))
permute_layer = x[:, :, None].permute(0, 2, 1)
einsum_layer = filled(nn.Linear(3, 3, bias=False), table[:3])(x)
bilinear = F.bilinear(x, y, table[:3].reshape(1, 3, 3))
over_time = filled(nn.Linear(3, 3, bias=False), table[:3])(
    torch.stack([x, y], 1)
)
masked_steps = torch.stack([x, 0 * y], 1).any(-1)
# --8<-- [end:merging]

# --8<-- [start:embeddings]
embedding = F.embedding(words, table)
embedding_layer = filled(nn.Embedding(4, 3), table)(words)
embedding_from_weights = nn.Embedding.from_pretrained(table)(
    words
)
embedding_of_a_single_word = F.embedding(words[0, 1], table)
# The word of padding keeps its row, and gets no gradient.
embedding_with_padding = F.embedding(words, table, padding_idx=0)
embedding_with_padding_as_tensorflow = F.embedding(words, table)
mask_of_padding = words != 0
embedding_bag_of_means = F.embedding_bag(words, table)
embedding_bag_of_sums = F.embedding_bag(words, table, mode="sum")
embedding_bag_of_maxima = F.embedding_bag(
    words, table, mode="max"
)
embedding_of_limited_norm = table * (
    1.0 / table.norm(dim=1, keepdim=True).clamp(min=1.0)
)
positions_added = F.embedding(words, table) + table[:3]
scores_of_tied_weights = x @ table.T
one_hot_times_table = F.one_hot(words, 4).float() @ table
shape_of_embedding = nn.Embedding(4, 3).weight.shape
number_of_embeddings = nn.Embedding(4, 3).num_embeddings
# --8<-- [end:embeddings]

# --8<-- [start:normalisation_layers]
batch_norm2d_of_training = last(nn.BatchNorm2d(3).train()(image))
batch_norm2d_of_training_as_tensorflow = last(
    nn.BatchNorm2d(3, eps=1e-3).train()(image)
)
batch_norm2d_of_inference = last(nn.BatchNorm2d(3).eval()(image))
batch_norm2d_of_inference_as_tensorflow = last(
    nn.BatchNorm2d(3, eps=1e-3).eval()(image)
)


# The variance that PyTorch keeps is that of a sample, n - 1;
# Keras keeps that of the batch, n.
def moving_variance(x):
    norm = nn.BatchNorm1d(3, momentum=1.0).train()
    norm(x)
    return norm.running_var.detach()


def moving_variance_as_tensorflow(x):
    norm = nn.BatchNorm1d(3, momentum=1.0).train()
    norm(x)
    return norm.running_var.detach() * (len(x) - 1) / len(x)


def moving_mean_after_one_batch(x):
    norm = nn.BatchNorm1d(3).train()
    norm(x)
    return norm.running_mean.detach()


def moving_mean_after_one_batch_as_tensorflow(x):
    norm = nn.BatchNorm1d(3, momentum=0.01).train()
    norm(x)
    return norm.running_mean.detach()


instance_norm = nn.InstanceNorm2d(3)(image)
instance_norm_as_tensorflow = nn.InstanceNorm2d(3, eps=1e-3)(
    image
)
# On a CPU the gradient of PyTorch is wrong for a single image
# whose output is turned to channels last: finite differences
# contradict it. That of GroupNorm is right.
instance_norm_turned = last(
    nn.InstanceNorm2d(3, eps=1e-3)(image)
)
instance_norm_turned_as_tensorflow = last(
    nn.GroupNorm(3, 3, eps=1e-3)(image)
)
group_norm_layer = last(nn.GroupNorm(3, 3)(image))
group_norm_layer_as_tensorflow = last(
    nn.GroupNorm(3, 3, eps=1e-3)(image)
)
rms_norm_layer = nn.RMSNorm(3, eps=1e-6)(x)
unit_rows = F.normalize(x)
# --8<-- [end:normalisation_layers]

# --8<-- [start:activations_as_layers]
sigmoid_layer = nn.Sigmoid()(x)
softmax_layer = nn.Softmax(dim=1)(x)
log_softmax_layer = nn.LogSoftmax(dim=1)(x)
relu6_layer = nn.ReLU6()(x)
silu_layer = nn.SiLU()(x)
mish_layer = nn.Mish()(x)
softplus_layer = nn.Softplus()(x)
softsign_layer = nn.Softsign()(x)
hard_tanh_layer = nn.Hardtanh()(x / 5)
hard_sigmoid_layer = nn.Hardsigmoid()(x)
hard_swish_layer = nn.Hardswish()(x)
hard_shrink_layer = nn.Hardshrink()(x)
soft_shrink_layer = nn.Softshrink()(x)
tanh_shrink_layer = nn.Tanhshrink()(x)
log_sigmoid_layer = nn.LogSigmoid()(x)
glu_layer = nn.GLU()(table[:, :2])
threshold_layer = nn.Threshold(1.0, 0.0)(x)
# --8<-- [end:activations_as_layers]
