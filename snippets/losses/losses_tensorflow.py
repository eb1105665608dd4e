"""Losses in TensorFlow: classes, distances, their reductions."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf

logits = tf.constant([[1.0, -2.0, 0.5], [0.2, 0.1, -1.0]])
labels = tf.constant([2, 0], tf.int64)
odds = tf.constant([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
scores = tf.constant([0.5, -1.0, 2.0])
truth = tf.constant([1.0, 0.0, 1.0])
a = tf.constant([[1.0, 2.0], [0.0, -3.0]])
b = tf.constant([[1.5, 0.0], [0.5, -2.0]])
c = tf.constant([[0.5, 1.0], [4.0, -2.0]])
rates = tf.constant([0.5, 2.0, 3.0])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
losses = keras.losses
sparse = losses.SparseCategoricalCrossentropy
binary_loss = losses.BinaryCrossentropy
signs = tf.constant([1.0, -1.0, 1.0])  # of the truth
# --8<-- [end:helpers]

# --8<-- [start:classes]
cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(
    labels, logits
)
cross_entropy_as_pytorch = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels, logits
    )
)
cross_entropy_of_odds = tf.nn.softmax_cross_entropy_with_logits(
    odds, logits
)
cross_entropy_of_odds_as_pytorch = tf.reduce_mean(
    tf.nn.softmax_cross_entropy_with_logits(odds, logits)
)
cross_entropy_mean = sparse(from_logits=True)(labels, logits)
cross_entropy_by_default = sparse()(labels, logits)
cross_entropy_by_default_as_pytorch = sparse(from_logits=True)(
    labels, logits
)
cross_entropy_of_log_shares = sparse()(
    labels, tf.nn.softmax(logits)
)
label_smoothing = losses.CategoricalCrossentropy(
    from_logits=True, label_smoothing=0.1
)(tf.one_hot(labels, 3), logits)
class_weights = sparse(from_logits=True)(
    labels,
    logits,
    sample_weight=tf.gather([1.0, 2.0, 3.0], labels),
)
class_weights_as_pytorch = sparse(
    from_logits=True, reduction="mean_with_sample_weight"
)(
    labels,
    logits,
    sample_weight=tf.gather([1.0, 2.0, 3.0], labels),
)
ignored_label = sparse(from_logits=True, ignore_class=0)(
    labels, logits
)
# --8<-- [end:classes]

# --8<-- [start:two_classes]
binary = tf.nn.sigmoid_cross_entropy_with_logits(truth, scores)
binary_as_pytorch = tf.reduce_mean(
    tf.nn.sigmoid_cross_entropy_with_logits(truth, scores)
)
binary_mean = binary_loss(from_logits=True)(truth, scores)
binary_of_shares = binary_loss()(truth, tf.sigmoid(scores))
weight_of_positives = tf.nn.weighted_cross_entropy_with_logits(
    truth, scores, 3.0
)
weight_of_positives_as_pytorch = tf.reduce_mean(
    tf.nn.weighted_cross_entropy_with_logits(truth, scores, 3.0)
)
soft_margin = tf.reduce_mean(tf.math.softplus(-signs * scores))
hinge = losses.Hinge()(signs, scores)
hinge_as_pytorch = tf.reduce_mean(tf.nn.relu(1 - signs * scores))
# --8<-- [end:two_classes]

# --8<-- [start:distances]
mean_squared = losses.mean_squared_error(b, a)
mean_squared_as_pytorch = tf.reduce_mean(
    losses.mean_squared_error(b, a)
)
mean_squared_class = losses.MeanSquaredError()(b, a)
mean_absolute = losses.mean_absolute_error(b, a)
mean_absolute_as_pytorch = tf.reduce_mean(
    losses.mean_absolute_error(b, a)
)
mean_absolute_class = losses.MeanAbsoluteError()(b, a)
huber = losses.Huber()(b, a)
smooth_absolute = losses.Huber()(b, a)
smooth_absolute_of_beta = losses.Huber(delta=0.5)(b, a) / 0.5
log_cosh = losses.LogCosh()(b, a)
cosine = losses.cosine_similarity(b, a)
cosine_as_pytorch = -losses.cosine_similarity(b, a)
cosine_loss = losses.CosineSimilarity()(b, a)
cosine_loss_as_pytorch = 1 + losses.CosineSimilarity()(b, a)
divergence = losses.KLDivergence()(odds, tf.nn.softmax(logits))
divergence_by_default = losses.KLDivergence()(
    odds, tf.nn.softmax(logits)
)
divergence_by_default_as_pytorch = (
    losses.KLDivergence()(odds, tf.nn.softmax(logits)) / 3
)
poisson = losses.Poisson()(truth, rates)
gaussian = tf.reduce_mean(
    0.5
    * (
        tf.math.log([1.0, 2.0, 0.5])
        + (scores - truth) ** 2 / [1.0, 2.0, 0.5]
    )
)
triplet = tf.reduce_mean(
    tf.nn.relu(
        tf.norm(a - b + 1e-6, axis=-1)
        - tf.norm(a - c + 1e-6, axis=-1)
        + 1.0
    )
)
pairwise_distance = tf.norm(a - b + 1e-6, axis=-1)
# tf.nn.l2_loss is half of the sum of the squares.
sum_of_squares = tf.nn.l2_loss(a - b)
sum_of_squares_as_pytorch = 2 * tf.nn.l2_loss(a - b)
mean_squared_log = losses.MeanSquaredLogarithmicError()(
    truth, rates
)
mean_squared_log_as_pytorch = tf.reduce_mean(
    (tf.math.log1p(rates) - tf.math.log1p(truth)) ** 2
)
mean_percentage = losses.MeanAbsolutePercentageError()(
    rates, truth
)
# --8<-- [end:distances]

# --8<-- [start:reductions]
no_reduction = losses.MeanSquaredError(reduction="none")(b, a)
no_reduction_as_pytorch = (a - b) ** 2
sum_reduction = losses.MeanAbsoluteError(reduction="sum")(b, a)
sum_reduction_as_pytorch = tf.reduce_sum(tf.abs(a - b))
default_reduction = losses.MeanSquaredError().reduction
default_reduction_as_pytorch = "mean"
weighted_examples = losses.MeanSquaredError()(
    b, a, sample_weight=tf.constant([1.0, 3.0])
)
ctc = tf.nn.ctc_loss(
    tf.constant([[1]]),
    logits[:, None],
    tf.constant([1]),
    tf.constant([2]),
    blank_index=0,
)
# --8<-- [end:reductions]
