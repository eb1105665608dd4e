"""Metrics in PyTorch: what replaces those of Keras."""

# --8<-- [start:inputs]
import torch
import torch.nn.functional as F
from torch import nn

scores = torch.tensor(
    [
        [0.1, 0.7, 0.2],
        [0.5, 0.3, 0.2],
        [0.2, 0.3, 0.5],
        [0.6, 0.1, 0.3],
    ]
)
labels = torch.tensor([1, 0, 1, 2])
one_hot = torch.tensor(
    [
        [0.0, 1.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
    ]
)
prob = torch.tensor([0.9, 0.2, 0.6, 0.35, 0.7, 0.1])
truth = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
close = torch.tensor([0.501, 0.502, 0.503, 0.504, 0.505, 0.506])
pred = torch.tensor([[0.5, -1.2, 2.0], [3.0, 0.2, -0.4]])
target = torch.tensor([[1.0, -2.5, 0.5], [0.3, 0.6, -1.0]])
weights = torch.tensor([1.0, 3.0, 1.0, 2.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def confusion(labels, found, classes):
    """Count the pairs of label and finding."""
    pairs = labels * classes + found
    counts = torch.bincount(pairs, minlength=classes**2)
    return counts.reshape(classes, classes)


def overlaps(table):
    """Divide what agrees by all that was said or found."""
    both = table.diag()
    return both / (table.sum(0) + table.sum(1) - both)


def ordered(truth, score):
    """Tell the share of pairs in order; ties count half."""
    good, bad = score[truth == 1, None], score[truth == 0]
    return (
        (good > bad).float() + (good >= bad).float()
    ).mean() / 2


hits = prob > 0.5
# --8<-- [end:helpers]

# --8<-- [start:accuracy]
accuracy = hasattr(F, "accuracy")
accuracy_as_tensorflow = (
    (scores.argmax(1) == labels).float().mean()
)
accuracy_of_one_hot = hasattr(F, "categorical_accuracy")
accuracy_of_one_hot_as_tensorflow = (
    (scores.argmax(1) == one_hot.argmax(1)).float().mean()
)
# Keras compares with a threshold of 0.5, also where a model puts
# out logits: pass threshold=0 there.
binary_accuracy = hasattr(F, "binary_accuracy")
binary_accuracy_as_tensorflow = (
    ((prob > 0.5).float() == truth).float().mean()
)
top_two = hasattr(F, "top_k_accuracy")
top_two_as_tensorflow = (
    (scores.topk(2).indices == labels[:, None])
    .any(1)
    .float()
    .mean()
)
top_five_by_default = hasattr(nn, "TopKCategoricalAccuracy")
top_five_by_default_as_tensorflow = (
    (scores.topk(3).indices == labels[:, None])
    .any(1)
    .float()
    .mean()
)
weighted_accuracy = hasattr(F, "weighted_accuracy")
weighted_accuracy_as_tensorflow = (
    ((scores.argmax(1) == labels) * weights).sum()
    / weights.sum()
).detach()
hits_of_examples = (scores.argmax(1) == labels).float()
hits_among_two = (scores.topk(2).indices == labels[:, None]).any(
    1
)
# Compared by hand, a column of findings against a row of labels
# makes a table of all pairs; Keras drops the axis of length 1.
accuracy_of_a_column = (
    (scores.argmax(1)[:, None] == labels).float().mean()
)
accuracy_of_a_column_as_tensorflow = (
    (scores.argmax(1) == labels).float().mean()
)
# At the threshold itself: round() goes to the even number, and
# Keras says 0; 0.5 >= 0.5 would say 1.
finding_at_the_threshold = (
    (0 * prob + 0.5).round().mean()
).detach()
# --8<-- [end:accuracy]

# --8<-- [start:counts]
precision = hasattr(F, "precision")
precision_as_tensorflow = (truth[hits].mean()).detach()
recall = hasattr(F, "recall")
recall_as_tensorflow = hits[truth == 1].float().mean()
precision_of_nothing = hasattr(F, "precision")
precision_of_nothing_as_tensorflow = (
    truth[0 * prob > 0.5].sum()
    / (0 * prob > 0.5).sum().clamp(min=1)
).detach()
true_positives = hasattr(F, "true_positives")
true_positives_as_tensorflow = (truth[hits].sum()).detach()
true_negatives = hasattr(F, "true_negatives")
true_negatives_as_tensorflow = (
    (1 - truth[~hits]).sum()
).detach()
false_positives = hasattr(F, "false_positives")
false_positives_as_tensorflow = (
    (1 - truth[hits]).sum()
).detach()
false_negatives = hasattr(F, "false_negatives")
false_negatives_as_tensorflow = (truth[~hits].sum()).detach()
# Keras gives one number a class unless an average is chosen.
f1_of_classes = hasattr(F, "f1_score")
f1_of_classes_as_tensorflow = (
    2
    * (F.one_hot(scores.argmax(1), 3) * one_hot).sum(0)
    / (F.one_hot(scores.argmax(1), 3) + one_hot).sum(0)
).detach()
f1_macro = hasattr(F, "f1_score")
f1_macro_as_tensorflow = (
    (
        2
        * (F.one_hot(scores.argmax(1), 3) * one_hot).sum(0)
        / (F.one_hot(scores.argmax(1), 3) + one_hot).sum(0)
    ).mean()
).detach()
f1_binary = hasattr(F, "f1_score")
f1_binary_as_tensorflow = (
    2 * truth[hits].sum() / (truth.sum() + hits.sum())
).detach()
f_beta = hasattr(F, "fbeta_score")
f_beta_as_tensorflow = (
    5 * truth[hits].sum() / (4 * truth.sum() + hits.sum())
).detach()
confusion_matrix = hasattr(torch, "confusion_matrix")
confusion_matrix_as_tensorflow = confusion(
    labels, scores.argmax(1), 3
).int()
mean_iou = hasattr(F, "mean_iou")
mean_iou_as_tensorflow = overlaps(
    confusion(labels, scores.argmax(1), 3)
).mean()
binary_iou = hasattr(F, "binary_iou")
binary_iou_as_tensorflow = overlaps(
    confusion(truth.long(), hits.long(), 2)
).mean()
# --8<-- [end:counts]

# --8<-- [start:curves]
auc = hasattr(F, "auc")
auc_as_tensorflow = ordered(truth, prob)
# Keras sums over 200 thresholds. Where all scores lie between
# two of them it sees no order at all and answers 0.5.
auc_of_close_scores = ordered(truth, close)
auc_of_close_scores_as_tensorflow = ordered(
    truth, (close * 199).floor()
)
auc_of_logits = ordered(truth, prob.logit())
recall_at_precision = hasattr(F, "recall_at_precision")
recall_at_precision_as_tensorflow = (
    lambda found: (
        (found / found.sum())
        .cumsum(0)[
            found.cumsum(0) >= 0.9 * torch.arange(1.0, 7.0)
        ]
        .max()
        .detach()
    )
)(truth[prob.argsort(descending=True)])
# --8<-- [end:curves]

# --8<-- [start:regression]
mean_squared_error = (F.mse_loss(pred, target)).detach()
root_mean_squared_error = (
    F.mse_loss(pred, target).sqrt()
).detach()
mean_absolute_error = (F.l1_loss(pred, target)).detach()
r2 = hasattr(F, "r2_score")
r2_as_tensorflow = (
    (
        1
        - ((target - pred) ** 2).sum(0)
        / ((target - target.mean(0)) ** 2).sum(0)
    ).mean()
).detach()
cosine_similarity = (
    F.cosine_similarity(pred, target).mean()
).detach()
# The loss of Keras has the other sign than its metric.
cosine_loss = 1 - F.cosine_similarity(pred, target).mean()
cosine_loss_as_tensorflow = -F.cosine_similarity(
    pred, target
).mean()
percentage_error = hasattr(F, "mean_absolute_percentage_error")
percentage_error_as_tensorflow = (
    100 * ((target - pred) / target).abs().mean()
).detach()
cross_entropy_of_shares = (
    F.nll_loss(scores.log(), labels)
).detach()
# Logits handed to the metric are taken for probabilities.
cross_entropy_by_default = (
    F.cross_entropy(scores, labels)
).detach()
cross_entropy_by_default_as_tensorflow = (
    F.nll_loss(scores.log(), labels)
).detach()
perplexity = (F.cross_entropy(scores, labels).exp()).detach()
pearson = (
    torch.corrcoef(torch.stack([prob, truth]))[0, 1]
).detach()
# --8<-- [end:regression]

# --8<-- [start:over_batches]
# The mean of batches of unequal size: by hand each batch counts
# the same, Keras weights what it's given once a value.
mean_of_batches = (
    torch.stack([part.mean() for part in prob.split(4)]).mean()
).detach()
mean_of_batches_as_tensorflow = (prob.mean()).detach()
accumulated_accuracy = hasattr(nn, "Accuracy")
accumulated_accuracy_as_tensorflow = (
    (scores.argmax(1) == labels).float().mean()
)
running_sum = hasattr(nn, "Sum")
running_sum_as_tensorflow = (prob.sum()).detach()
# --8<-- [end:over_batches]
