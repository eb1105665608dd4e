"""Metrics in Keras: counters of a class each."""

# --8<-- [start:inputs]
import tensorflow as tf
from keras import losses, metrics

scores = tf.constant(
    [
        [0.1, 0.7, 0.2],
        [0.5, 0.3, 0.2],
        [0.2, 0.3, 0.5],
        [0.6, 0.1, 0.3],
    ]
)
labels = tf.constant([1, 0, 1, 2], tf.int64)
one_hot = tf.constant(
    [
        [0.0, 1.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
    ]
)
prob = tf.constant([0.9, 0.2, 0.6, 0.35, 0.7, 0.1])
truth = tf.constant([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
close = tf.constant([0.501, 0.502, 0.503, 0.504, 0.505, 0.506])
pred = tf.constant([[0.5, -1.2, 2.0], [3.0, 0.2, -0.4]])
target = tf.constant([[1.0, -2.5, 0.5], [0.3, 0.6, -1.0]])
weights = tf.constant([1.0, 3.0, 1.0, 2.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def over(metric, *batches):
    """Hand all batches to the metric."""
    for batch in batches:
        metric.update_state(*batch)
    return metric.result()


def ordered(truth, score):
    """Tell the share of pairs that are in order."""
    good = score[truth == 1][:, None] > score[truth == 0]
    return tf.reduce_mean(tf.cast(good, tf.float32))


found = tf.argmax(scores, 1)
# --8<-- [end:helpers]

# --8<-- [start:accuracy]
accuracy = metrics.SparseCategoricalAccuracy()(labels, scores)
accuracy_of_one_hot = metrics.CategoricalAccuracy()(
    one_hot, scores
)
binary_accuracy = metrics.BinaryAccuracy()(truth, prob)
top_two = metrics.SparseTopKCategoricalAccuracy(2)(
    labels, scores
)
# The default of k is 5: of three classes each label is among the
# first five.
top_five_by_default = metrics.TopKCategoricalAccuracy()(
    one_hot, scores
)
weighted_accuracy = metrics.SparseCategoricalAccuracy()(
    labels, scores, sample_weight=weights
)
hits_of_examples = metrics.sparse_categorical_accuracy(
    labels, scores
)
hits_among_two = tf.math.in_top_k(labels, scores, 2)
accuracy_of_a_column = metrics.Accuracy()(labels, found[:, None])
accuracy_of_a_column_as_pytorch = tf.reduce_mean(
    tf.cast(found[:, None] == labels, tf.float32)
)
finding_at_the_threshold = tf.reduce_mean(
    tf.cast(0 * prob + 0.5 > 0.5, tf.float32)
)
# --8<-- [end:accuracy]

# --8<-- [start:counts]
precision = metrics.Precision()(truth, prob)
recall = metrics.Recall()(truth, prob)
# Where nothing is found precision is 0, not nan.
precision_of_nothing = metrics.Precision()(truth, 0 * prob)
true_positives = metrics.TruePositives()(truth, prob)
true_negatives = metrics.TrueNegatives()(truth, prob)
false_positives = metrics.FalsePositives()(truth, prob)
false_negatives = metrics.FalseNegatives()(truth, prob)
f1_of_classes = metrics.F1Score()(one_hot, scores)
f1_macro = metrics.F1Score(average="macro")(one_hot, scores)
f1_binary = metrics.F1Score(threshold=0.5, average="micro")(
    truth[:, None], prob[:, None]
)
f_beta = metrics.FBetaScore("micro", beta=2.0, threshold=0.5)(
    truth[:, None], prob[:, None]
)
confusion_matrix = tf.math.confusion_matrix(labels, found)
mean_iou = metrics.MeanIoU(3)(labels, found)
binary_iou = metrics.BinaryIoU()(truth, prob)
# --8<-- [end:counts]

# --8<-- [start:curves]
auc = metrics.AUC()(truth, prob)
auc_of_close_scores = metrics.AUC()(truth, close)
auc_of_close_scores_as_pytorch = ordered(truth, close)
auc_of_logits = metrics.AUC(from_logits=True)(
    truth, tf.math.log(prob / (1 - prob))
)
recall_at_precision = metrics.RecallAtPrecision(0.9)(truth, prob)
# --8<-- [end:curves]

# --8<-- [start:regression]
mean_squared_error = metrics.MeanSquaredError()(target, pred)
root_mean_squared_error = metrics.RootMeanSquaredError()(
    target, pred
)
mean_absolute_error = metrics.MeanAbsoluteError()(target, pred)
r2 = metrics.R2Score()(target, pred)
cosine_similarity = metrics.CosineSimilarity()(target, pred)
cosine_loss = losses.CosineSimilarity()(target, pred)
cosine_loss_as_pytorch = 1 + losses.CosineSimilarity()(
    target, pred
)
percentage_error = metrics.MeanAbsolutePercentageError()(
    target, pred
)
cross_entropy_of_shares = (
    metrics.SparseCategoricalCrossentropy()(labels, scores)
)
cross_entropy_by_default = (
    metrics.SparseCategoricalCrossentropy()(labels, scores)
)
cross_entropy_by_default_as_pytorch = (
    metrics.SparseCategoricalCrossentropy(from_logits=True)(
        labels, scores
    )
)
perplexity = tf.exp(
    metrics.SparseCategoricalCrossentropy(from_logits=True)(
        labels, scores
    )
)
pearson = metrics.PearsonCorrelation()(truth, prob)
# --8<-- [end:regression]

# --8<-- [start:over_batches]
mean_of_batches = over(metrics.Mean(), (prob[:4],), (prob[4:],))
mean_of_batches_as_pytorch = over(
    metrics.Mean(),
    (tf.reduce_mean(prob[:4]),),
    (tf.reduce_mean(prob[4:]),),
)
accumulated_accuracy = over(
    metrics.SparseCategoricalAccuracy(),
    (labels[:3], scores[:3]),
    (labels[3:], scores[3:]),
)
running_sum = over(metrics.Sum(), (prob[:4],), (prob[4:],))
# --8<-- [end:over_batches]
