"""Losses in PyTorch: classes, distances, their reductions."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn

logits = torch.tensor([[1.0, -2.0, 0.5], [0.2, 0.1, -1.0]])
labels = torch.tensor([2, 0])
odds = torch.tensor([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
scores = torch.tensor([0.5, -1.0, 2.0])
truth = torch.tensor([1.0, 0.0, 1.0])
a = torch.tensor([[1.0, 2.0], [0.0, -3.0]])
b = torch.tensor([[1.5, 0.0], [0.5, -2.0]])
c = torch.tensor([[0.5, 1.0], [4.0, -2.0]])
rates = torch.tensor([0.5, 2.0, 3.0])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
signs = torch.tensor([1.0, -1.0, 1.0])  # of the truth
# --8<-- [end:helpers]

# --8<-- [start:classes]
# PyTorch averages over the batch, tf.nn keeps one loss a row.
cross_entropy = F.cross_entropy(logits, labels)
cross_entropy_as_tensorflow = F.cross_entropy(
    logits, labels, reduction="none"
)
cross_entropy_of_odds = F.cross_entropy(logits, odds)
cross_entropy_of_odds_as_tensorflow = F.cross_entropy(
    logits, odds, reduction="none"
)
cross_entropy_mean = nn.CrossEntropyLoss()(logits, labels)
# The loss of Keras expects shares, unless it is asked for
# logits: a model that ends without softmax learns little.
cross_entropy_by_default = nn.CrossEntropyLoss()(logits, labels)
cross_entropy_by_default_as_tensorflow = F.cross_entropy(
    logits.clamp(1e-7, 1 - 1e-7).log(), labels
)
cross_entropy_of_log_shares = F.nll_loss(
    F.log_softmax(logits, 1), labels
)
label_smoothing = F.cross_entropy(
    logits, labels, label_smoothing=0.1
)
# Weights of classes: PyTorch divides by the sum of the weights.
class_weights = F.cross_entropy(
    logits, labels, weight=torch.tensor([1.0, 2.0, 3.0])
)
class_weights_as_tensorflow = F.cross_entropy(
    logits,
    labels,
    weight=torch.tensor([1.0, 2.0, 3.0]),
    reduction="none",
).mean()
ignored_label = F.cross_entropy(logits, labels, ignore_index=0)
# --8<-- [end:classes]

# --8<-- [start:two_classes]
binary = F.binary_cross_entropy_with_logits(scores, truth)
binary_as_tensorflow = F.binary_cross_entropy_with_logits(
    scores, truth, reduction="none"
)
binary_mean = nn.BCEWithLogitsLoss()(scores, truth)
# PyTorch limits the logarithm, Keras the shares.
binary_of_shares = F.binary_cross_entropy(
    scores.sigmoid(), truth
)
weight_of_positives = F.binary_cross_entropy_with_logits(
    scores, truth, pos_weight=torch.tensor(3.0)
)
weight_of_positives_as_tensorflow = (
    F.binary_cross_entropy_with_logits(
        scores,
        truth,
        pos_weight=torch.tensor(3.0),
        reduction="none",
    )
)
soft_margin = F.soft_margin_loss(scores, signs)
# On the very margin Keras still pulls.
hinge = F.relu(1 - signs * scores).mean()
hinge_as_tensorflow = torch.where(
    signs * scores <= 1, 1 - signs * scores, 0.0
).mean()
# --8<-- [end:two_classes]

# --8<-- [start:distances]
mean_squared = F.mse_loss(a, b)
mean_squared_as_tensorflow = ((a - b) ** 2).mean(-1)
mean_squared_class = nn.MSELoss()(a, b)
mean_absolute = F.l1_loss(a, b)
mean_absolute_as_tensorflow = (a - b).abs().mean(-1)
mean_absolute_class = nn.L1Loss()(a, b)
huber = F.huber_loss(a, b)
smooth_absolute = F.smooth_l1_loss(a, b)
smooth_absolute_of_beta = F.smooth_l1_loss(a, b, beta=0.5)
log_cosh = torch.log(torch.cosh(a - b)).mean()
# One is a similarity, the other its negative: minimised, both
# pull the vectors together only with the right sign.
cosine = F.cosine_similarity(a, b)
cosine_as_tensorflow = -F.cosine_similarity(a, b)
cosine_loss = F.cosine_embedding_loss(a, b, torch.ones(2))
cosine_loss_as_tensorflow = -F.cosine_similarity(a, b).mean()
# The arguments stand the other way round, the first in logs.
divergence = F.kl_div(
    F.log_softmax(logits, 1), odds, reduction="batchmean"
)


# The default divides by every number, and warns of it.
def divergence_by_default(logits, odds):
    return F.kl_div(F.log_softmax(logits, 1), odds)


divergence_by_default_as_tensorflow = F.kl_div(
    F.log_softmax(logits, 1), odds, reduction="batchmean"
)
poisson = F.poisson_nll_loss(rates, truth, log_input=False)
gaussian = F.gaussian_nll_loss(
    scores, truth, torch.tensor([1.0, 2.0, 0.5])
)
triplet = F.triplet_margin_loss(a, b, c)
pairwise_distance = F.pairwise_distance(a, b)
sum_of_squares = F.mse_loss(a, b, reduction="sum")
sum_of_squares_as_tensorflow = 0.5 * F.mse_loss(
    a, b, reduction="sum"
)
# Keras keeps numbers above 1e-7, and gives those below no
# gradient.
mean_squared_log = F.mse_loss(rates.log1p(), truth.log1p())
mean_squared_log_as_tensorflow = F.mse_loss(
    rates.log1p(), truth.clamp(min=1e-7).log1p()
)
mean_percentage = 100 * ((rates - truth) / rates).abs().mean()
# --8<-- [end:distances]

# --8<-- [start:reductions]
no_reduction = F.mse_loss(a, b, reduction="none")
no_reduction_as_tensorflow = F.mse_loss(
    a, b, reduction="none"
).mean(-1)
sum_reduction = nn.L1Loss(reduction="sum")(a, b)
sum_reduction_as_tensorflow = (a - b).abs().mean(-1).sum()
default_reduction = nn.MSELoss().reduction
default_reduction_as_tensorflow = "sum_over_batch_size"
weighted_examples = (
    F.mse_loss(a, b, reduction="none").mean(1)
    * torch.tensor([1.0, 3.0])
).mean()
ctc = F.ctc_loss(
    logits[:, None].log_softmax(-1),
    torch.tensor([[1]]),
    torch.tensor([2]),
    torch.tensor([1]),
    reduction="none",
)
# --8<-- [end:reductions]
