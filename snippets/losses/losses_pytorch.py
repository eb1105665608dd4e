"""Losses in PyTorch: what they take and what they divide by."""

# --8<-- [start:inputs]
import math
from contextlib import suppress

import torch
import torch.nn.functional as F
from torch import nn

pred = torch.tensor([[0.5, -1.2, 2.0], [3.0, 0.2, -0.4]])
target = torch.tensor([[1.0, -2.5, 0.5], [0.3, 0.6, -1.0]])
logits = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.3, -2.0]])
labels = torch.tensor([2, 0])
one_hot = torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
prob = torch.tensor([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
aim = torch.tensor([[0.1, 0.4, 0.5], [0.7, 0.2, 0.1]])
binary = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
certain = torch.tensor([0.0, 1.0, 0.9])
rate = torch.tensor([[0.5, 1.5, 2.0], [3.0, 0.2, 0.4]])
count = torch.tensor([[1.0, 2.0, 1.0], [4.0, 1.0, 3.0]])
example_weight = torch.tensor([1.0, 3.0])
signs = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]])
tags = torch.tensor([[0, 2, 1, 1], [2, 0, 0, 1]])
gaps = torch.tensor([2, 0, -1, 1])
positions = (torch.arange(24.0) / 8 - 1).reshape(2, 3, 4)
frames = (torch.arange(30.0) * 7 % 30 / 16).reshape(5, 2, 3)
words = torch.tensor([[1, 2], [2, 1]])
word_length = torch.tensor([2, 1])
frame_length = torch.tensor([5, 4])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
modules = (F, nn)
truth = torch.tensor([1.0, 0.0, 1.0])
weight = torch.tensor([1.0, 2.0, 4.0])
# --8<-- [end:helpers]

# --8<-- [start:regression]
mean_squared_error = nn.MSELoss()(pred, target)
# The function of Keras gives one number an example, that of
# PyTorch one number.
squared_error_function = F.mse_loss(pred, target)
squared_error_function_as_tensorflow = F.mse_loss(
    pred, target, reduction="none"
).mean(dim=-1)
# With "sum", PyTorch adds up all numbers; Keras takes the mean
# of each example before. The gradient is larger by the number
# of features, and so is the learning rate that you need.
sum_of_squares = F.mse_loss(pred, target, reduction="sum")
sum_of_squares_as_tensorflow = (
    F.mse_loss(pred, target, reduction="none").mean(-1).sum()
)
# Unreduced, Keras has averaged over the last axis already.
squares_unreduced = F.mse_loss(pred, target, reduction="none")
squares_unreduced_as_tensorflow = F.mse_loss(
    pred, target, reduction="none"
).mean(dim=-1)
# PyTorch divides by the sum of the weights, Keras by the number
# of examples.
weighted_squares = F.mse_loss(
    pred, target, weight=example_weight[:, None].expand(2, 3)
)


def weighted_squares_as_tensorflow(pred, target, example_weight):
    each = F.mse_loss(pred, target, reduction="none").mean(-1)
    return (example_weight * each).mean()


mean_absolute_error = nn.L1Loss()(pred, target)
huber = nn.HuberLoss()(pred, target)
huber_with_delta = nn.HuberLoss(delta=2.0)(pred, target)
# SmoothL1Loss divides Huber's loss by beta: with beta 1 they are
# one, else the gradient is smaller by that factor.
smooth_l1 = nn.SmoothL1Loss()(pred, target)
smooth_l1_function = F.smooth_l1_loss(
    pred, target, reduction="none"
)
smooth_l1_with_beta = nn.SmoothL1Loss(beta=2.0)(pred, target)
smooth_l1_with_beta_as_tensorflow = nn.HuberLoss(delta=2.0)(
    pred, target
)
log_cosh = any(hasattr(m, "log_cosh") for m in modules)


def log_cosh_as_tensorflow(pred, target):
    gap = pred - target
    each = gap + F.softplus(-2.0 * gap) - math.log(2)
    return each.mean()


percentage_error = any(hasattr(m, "mape_loss") for m in modules)
percentage_error_as_tensorflow = (
    100 * ((pred - target) / target.abs().clamp(1e-7)).abs()
).mean()
squared_logarithmic_error = F.mse_loss(
    torch.log1p(rate), torch.log1p(count)
)
# Half of the squared sum: TensorFlow's own weight penalty.
half_squared_sum = hasattr(F, "l2_loss")
half_squared_sum_as_tensorflow = (pred**2).sum() / 2
gaussian_nll = nn.GaussianNLLLoss()(pred, target, rate)


# A column against a vector: PyTorch warns and compares each with
# each, Keras drops the axis and compares in pairs. The model
# learns the mean of the targets, and nothing raises.
def column_against_vector(pred, target):
    return F.mse_loss(pred[:, :1], target[:, 0])


column_against_vector_as_tensorflow = F.mse_loss(
    pred[:, 0], target[:, 0]
)
# --8<-- [end:regression]

# --8<-- [start:cross_entropy]
cross_entropy = nn.CrossEntropyLoss()(logits, labels)
# TensorFlow's function gives one number an example.
cross_entropy__nn_as_tensorflow = F.cross_entropy(
    logits, labels, reduction="none"
)
# Keras takes probabilities unless from_logits=True says
# otherwise. A ported model that ends in logits trains on clipped
# numbers, without an error.
cross_entropy_by_default = F.cross_entropy(logits, labels)
cross_entropy_by_default_as_tensorflow = F.cross_entropy(
    logits.clamp(1e-7, 1 - 1e-7).log(), labels
)
# PyTorch's loss always takes logits: shares that went through a
# softmax go through a second one, and gradients are small.
cross_entropy_of_shares = F.cross_entropy(prob, labels)
cross_entropy_of_shares_as_tensorflow = F.cross_entropy(
    prob.log(), labels
)
# Keras makes the shares add up to one again, so its gradient
# has a part for the wrong classes too.
negative_log_likelihood = F.nll_loss(prob.log(), labels)
negative_log_likelihood_as_tensorflow = F.cross_entropy(
    prob.log(), labels
)
module_of_log_shares = nn.NLLLoss()(
    logits.log_softmax(1), labels
)
cross_entropy_of_one_hot = F.cross_entropy(logits, one_hot)
cross_entropy_of_soft_labels = F.cross_entropy(logits, aim)
# believed to differ: how much of the label is smoothed. Both
# give each class, the true one too, its part of the 0.1.
label_smoothing = F.cross_entropy(
    logits, labels, label_smoothing=0.1
)
# PyTorch divides by the weights of the labels in the batch,
# Keras by the number of examples: the loss of Keras is larger
# or smaller with the batch's mix of classes.
class_weights = F.cross_entropy(logits, labels, weight=weight)
class_weights_as_tensorflow = (
    weight[labels]
    * F.cross_entropy(logits, labels, reduction="none")
).mean()
label_to_ignore = F.cross_entropy(
    positions[0].T, gaps, ignore_index=-1
)
# PyTorch passes over labels of -100 unless asked for another
# number, Keras over none.
# no remedy: PyTorch always has a number to ignore.
ignored_by_default = nn.CrossEntropyLoss().ignore_index
# Classes lie on axis 1 in PyTorch, on the last in TensorFlow.
cross_entropy_of_positions = F.cross_entropy(positions, tags)
sum_over_examples = F.cross_entropy(
    logits, labels, reduction="sum"
)
# PyTorch wants int64; TensorFlow takes int32 as well.
with suppress(RuntimeError):
    labels_of_int32 = F.cross_entropy(logits, labels.int())
labels_of_int32_as_tensorflow = F.cross_entropy(
    logits, labels.int().long()
)
focal_of_classes = any(hasattr(m, "focal_loss") for m in modules)


def focal_of_classes_as_tensorflow(prob, one_hot):
    share = prob / prob.sum(dim=-1, keepdim=True)
    each = 0.25 * (1 - share) ** 2 * one_hot * share.log()
    return -each.sum(dim=-1).mean()


# --8<-- [end:cross_entropy]

# --8<-- [start:binary]
binary_cross_entropy = nn.BCELoss()(prob, binary)
# A sure and wrong answer: PyTorch's logarithm ends at -100,
# Keras keeps 1e-7 away from 0 and 1, so that its loss is about
# 16 at most, and the gradient there is zero.
sure_and_wrong = F.binary_cross_entropy(certain, truth)
sure_and_wrong_as_tensorflow = F.binary_cross_entropy(
    certain.clamp(1e-7, 1 - 1e-7), truth
)
binary_from_logits = nn.BCEWithLogitsLoss()(logits, binary)
# TensorFlow's function gives a number for each element.
binary_from_logits__nn_as_tensorflow = (
    F.binary_cross_entropy_with_logits(
        logits, binary, reduction="none"
    )
)
# PyTorch refuses numbers outside 0 to 1; Keras clips them, and
# a model that ends in logits learns nothing from many of them.
with suppress(RuntimeError):
    binary_of_logits_by_mistake = F.binary_cross_entropy(
        logits, binary
    )
binary_of_logits_by_mistake_as_tensorflow = (
    F.binary_cross_entropy(logits.clamp(1e-7, 1 - 1e-7), binary)
)
weight_of_positives = F.binary_cross_entropy_with_logits(
    logits, binary, pos_weight=weight, reduction="none"
)
# PyTorch has no smoothing here: move the labels towards a half.
binary_label_smoothing = F.binary_cross_entropy(
    prob, binary * 0.8 + 0.1
)
# Labels of a whole number are cast by Keras only.
with suppress(RuntimeError):
    binary_of_integers = F.binary_cross_entropy_with_logits(
        logits, binary.long()
    )
binary_of_integers_as_tensorflow = (
    F.binary_cross_entropy_with_logits(
        logits, binary.long().float()
    )
)
multilabel = F.multilabel_soft_margin_loss(logits, binary)
binary_focal = any(hasattr(m, "focal_loss") for m in modules)


def binary_focal_as_tensorflow(prob, binary):
    right = binary * prob + (1 - binary) * (1 - prob)
    each = F.binary_cross_entropy(prob, binary, reduction="none")
    return ((1 - right) ** 2 * each).mean()


# --8<-- [end:binary]


# --8<-- [start:divergences]
# PyTorch takes logarithms first and then the target, and divides
# by the number of all elements; Keras takes the target first,
# both as shares, and divides by the number of examples.
def kl_divergence(prob, aim):
    return nn.KLDivLoss()(prob.log(), aim)


kl_divergence_as_tensorflow = F.kl_div(
    prob.log(), aim, reduction="batchmean"
)
kl_divergence_of_batch = F.kl_div(
    prob.log(), aim, reduction="batchmean"
)
# Shares in the place of logarithms: no error, another number,
# and a gradient that doesn't depend on what was predicted.
kl_of_shares = F.kl_div(prob, aim, reduction="batchmean")
kl_of_shares_as_tensorflow = F.kl_div(
    prob.log(), aim, reduction="batchmean"
)
# PyTorch takes the logarithm of the rate unless log_input is
# False, Keras the rate.
poisson = nn.PoissonNLLLoss()(rate, count)
poisson_as_tensorflow = F.poisson_nll_loss(
    rate, count, log_input=False, eps=1e-7
)
poisson_of_logarithms = F.poisson_nll_loss(rate, count)
# As a loss, Keras gives the similarity with a minus.
cosine_similarity = F.cosine_similarity(pred, target)
cosine_similarity_as_tensorflow = -F.cosine_similarity(
    pred, target
)
cosine_embedding = nn.CosineEmbeddingLoss()(
    pred, target, torch.ones(2)
)
cosine_embedding_as_tensorflow = -F.cosine_similarity(
    pred, target
).mean()
# --8<-- [end:divergences]

# --8<-- [start:margins]
hinge = any(hasattr(m, "HingeLoss") for m in modules)
hinge_as_tensorflow = torch.relu(1 - signs * pred).mean()
squared_hinge = any(hasattr(m, "SquaredHinge") for m in modules)
squared_hinge_as_tensorflow = (
    torch.relu(1 - signs * pred).square().mean()
)
# PyTorch adds up the margin to each other class and divides by
# the number of classes, Keras takes the nearest class only.
margin_of_classes = F.multi_margin_loss(logits, labels)


def margin_of_classes_as_tensorflow(logits, one_hot):
    right = (one_hot * logits).sum(-1)
    wrong = ((1 - one_hot) * logits).amax(-1)
    return torch.relu(wrong - right + 1).mean()


soft_margin = F.soft_margin_loss(pred, signs.detach())
hinge_embedding = F.hinge_embedding_loss(rate, signs)
margin_ranking = F.margin_ranking_loss(pred, target, signs)
triplet = F.triplet_margin_loss(pred, target, logits)
dice = any(hasattr(m, "dice_loss") for m in modules)
dice_as_tensorflow = 1 - (2 * (prob * binary).sum() + 1e-7) / (
    prob.sum() + binary.sum() + 1e-7
)
# --8<-- [end:margins]

# --8<-- [start:sequences]
# PyTorch takes log-probabilities, divides each loss by the
# length of its text and takes the mean. tf.nn.ctc_loss takes
# logits and gives one loss an example. Keras takes the examples
# on the first axis.
ctc = F.ctc_loss(
    frames.log_softmax(-1), words, frame_length, word_length
)
ctc_as_tensorflow = F.ctc_loss(
    frames.log_softmax(-1),
    words,
    frame_length,
    word_length,
    reduction="none",
)
# --8<-- [end:sequences]
