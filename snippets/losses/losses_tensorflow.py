"""Losses in TensorFlow: what they take and divide by."""

# --8<-- [start:inputs]
import tensorflow as tf
from keras import losses

pred = tf.constant([[0.5, -1.2, 2.0], [3.0, 0.2, -0.4]])
target = tf.constant([[1.0, -2.5, 0.5], [0.3, 0.6, -1.0]])
logits = tf.constant([[2.0, -1.0, 0.5], [0.1, 0.3, -2.0]])
labels = tf.constant([2, 0], tf.int64)
one_hot = tf.constant([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
prob = tf.constant([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
aim = tf.constant([[0.1, 0.4, 0.5], [0.7, 0.2, 0.1]])
binary = tf.constant([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
certain = tf.constant([0.0, 1.0, 0.9])
rate = tf.constant([[0.5, 1.5, 2.0], [3.0, 0.2, 0.4]])
count = tf.constant([[1.0, 2.0, 1.0], [4.0, 1.0, 3.0]])
example_weight = tf.constant([1.0, 3.0])
signs = tf.constant([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]])
tags = tf.constant([[0, 2, 1, 1], [2, 0, 0, 1]], tf.int64)
gaps = tf.constant([2, 0, -1, 1], tf.int64)
positions = tf.transpose(
    tf.reshape(tf.range(24.0) / 8 - 1, [2, 3, 4]), [0, 2, 1]
)
frames = tf.reshape(tf.range(30.0) * 7 % 30 / 16, [5, 2, 3])
words = tf.constant([[1, 2], [2, 1]], tf.int64)
word_length = tf.constant([2, 1], tf.int64)
frame_length = tf.constant([5, 4], tf.int64)
# --8<-- [end:inputs]

# --8<-- [start:helpers]
truth = tf.constant([1.0, 0.0, 1.0])
weight = tf.constant([1.0, 2.0, 4.0])


def softmax_loss(labels, logits):
    return losses.SparseCategoricalCrossentropy(
        from_logits=True
    )(labels, logits)


def binary_loss(labels, logits):
    return losses.BinaryCrossentropy(from_logits=True)(
        labels, logits
    )


# --8<-- [end:helpers]

# --8<-- [start:regression]
mean_squared_error = losses.MeanSquaredError()(target, pred)
squared_error_function = losses.mean_squared_error(target, pred)
squared_error_function_as_pytorch = losses.MeanSquaredError()(
    target, pred
)
sum_of_squares = losses.MeanSquaredError(reduction="sum")(
    target, pred
)
sum_of_squares_as_pytorch = tf.reduce_sum(
    tf.math.squared_difference(pred, target)
)
squares_unreduced = losses.MeanSquaredError(reduction=None)(
    target, pred
)
squares_unreduced_as_pytorch = tf.math.squared_difference(
    pred, target
)
weighted_squares = losses.MeanSquaredError()(
    target, pred, sample_weight=example_weight
)
weighted_squares_as_pytorch = losses.MeanSquaredError(
    reduction="mean_with_sample_weight"
)(target, pred, sample_weight=example_weight)
mean_absolute_error = losses.MeanAbsoluteError()(target, pred)
huber = losses.Huber()(target, pred)
huber_with_delta = losses.Huber(delta=2.0)(target, pred)
smooth_l1 = losses.Huber()(target, pred)
smooth_l1_function = losses.Huber(reduction="none")(
    target[..., None], pred[..., None]
)
smooth_l1_with_beta = losses.Huber(delta=2.0)(target, pred)
smooth_l1_with_beta_as_pytorch = (
    losses.Huber(delta=2.0)(target, pred) / 2.0
)
log_cosh = losses.LogCosh()(target, pred)
percentage_error = losses.MeanAbsolutePercentageError()(
    target, pred
)
squared_logarithmic_error = losses.MeanSquaredLogarithmicError()(
    count, rate
)
half_squared_sum = tf.nn.l2_loss(pred)
gaussian_nll = tf.reduce_mean(
    0.5 * (tf.math.log(rate) + (pred - target) ** 2 / rate)
)
column_against_vector = losses.MeanSquaredError()(
    target[:, 0], pred[:, :1]
)
column_against_vector_as_pytorch = tf.reduce_mean(
    tf.math.squared_difference(pred[:, :1], target[:, 0])
)
# --8<-- [end:regression]

# --8<-- [start:cross_entropy]
cross_entropy = losses.SparseCategoricalCrossentropy(
    from_logits=True
)(labels, logits)
cross_entropy__nn = (
    tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits
    )
)
cross_entropy__nn_as_pytorch = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits
    )
)
cross_entropy_by_default = (
    losses.SparseCategoricalCrossentropy()(labels, logits)
)
cross_entropy_by_default_as_pytorch = (
    losses.SparseCategoricalCrossentropy(from_logits=True)(
        labels, logits
    )
)
cross_entropy_of_shares = losses.SparseCategoricalCrossentropy()(
    labels, prob
)
cross_entropy_of_shares_as_pytorch = (
    losses.SparseCategoricalCrossentropy(from_logits=True)(
        labels, prob
    )
)
negative_log_likelihood = losses.SparseCategoricalCrossentropy()(
    labels, prob
)
negative_log_likelihood_as_pytorch = -tf.reduce_mean(
    tf.math.log(tf.gather(prob, labels, batch_dims=1))
)
module_of_log_shares = softmax_loss(labels, logits)
cross_entropy_of_one_hot = losses.CategoricalCrossentropy(
    from_logits=True
)(one_hot, logits)
cross_entropy_of_one_hot__nn = tf.reduce_mean(
    tf.nn.softmax_cross_entropy_with_logits(one_hot, logits)
)
cross_entropy_of_soft_labels = losses.CategoricalCrossentropy(
    from_logits=True
)(aim, logits)
label_smoothing = losses.CategoricalCrossentropy(
    from_logits=True, label_smoothing=0.1
)(tf.one_hot(labels, 3), logits)
class_weights = losses.SparseCategoricalCrossentropy(
    from_logits=True
)(labels, logits, sample_weight=tf.gather(weight, labels))
class_weights_as_pytorch = losses.SparseCategoricalCrossentropy(
    from_logits=True, reduction="mean_with_sample_weight"
)(labels, logits, sample_weight=tf.gather(weight, labels))
label_to_ignore = losses.SparseCategoricalCrossentropy(
    from_logits=True, ignore_class=-1
)(gaps, positions[0])
ignored_by_default = (
    losses.SparseCategoricalCrossentropy().ignore_class
)
ignored_by_default_as_pytorch = (
    losses.SparseCategoricalCrossentropy(
        ignore_class=-100
    ).ignore_class
)
cross_entropy_of_positions = softmax_loss(tags, positions)
sum_over_examples = losses.SparseCategoricalCrossentropy(
    from_logits=True, reduction="sum"
)(labels, logits)
labels_of_int32 = losses.SparseCategoricalCrossentropy(
    from_logits=True
)(tf.cast(labels, tf.int32), logits)
focal_of_classes = losses.CategoricalFocalCrossentropy()(
    one_hot, prob
)
# --8<-- [end:cross_entropy]

# --8<-- [start:binary]
binary_cross_entropy = losses.BinaryCrossentropy()(binary, prob)
# no remedy: PyTorch's slope there is that of 1e-12. Keep logits,
# and from_logits=True: there both agree.
sure_and_wrong = losses.BinaryCrossentropy()(truth, certain)

binary_from_logits = losses.BinaryCrossentropy(from_logits=True)(
    binary, logits
)
binary_from_logits__nn = tf.nn.sigmoid_cross_entropy_with_logits(
    labels=binary, logits=logits
)
binary_from_logits__nn_as_pytorch = tf.reduce_mean(
    tf.nn.sigmoid_cross_entropy_with_logits(
        labels=binary, logits=logits
    )
)
binary_of_logits_by_mistake = losses.BinaryCrossentropy()(
    binary, logits
)
weight_of_positives = tf.nn.weighted_cross_entropy_with_logits(
    binary, logits, pos_weight=weight
)
binary_label_smoothing = losses.BinaryCrossentropy(
    label_smoothing=0.2
)(binary, prob)
binary_of_integers = losses.BinaryCrossentropy(from_logits=True)(
    tf.cast(binary, tf.int64), logits
)
multilabel = binary_loss(binary, logits)
binary_focal = losses.BinaryFocalCrossentropy()(binary, prob)
# --8<-- [end:binary]

# --8<-- [start:divergences]
kl_divergence = losses.KLDivergence()(aim, prob)
kl_divergence_as_pytorch = tf.reduce_mean(
    aim * tf.math.log(aim / prob)
)
kl_divergence_of_batch = losses.KLDivergence()(aim, prob)
kl_of_shares = losses.KLDivergence()(aim, prob)
kl_of_shares_as_pytorch = tf.reduce_mean(
    tf.reduce_sum(aim * (tf.math.log(aim) - prob), axis=-1)
)
poisson = losses.Poisson()(count, rate)
poisson_as_pytorch = tf.reduce_mean(
    tf.nn.log_poisson_loss(count, rate)
)
poisson_of_logarithms = tf.reduce_mean(
    tf.nn.log_poisson_loss(count, rate)
)
cosine_similarity = losses.cosine_similarity(target, pred)
cosine_similarity_as_pytorch = -losses.cosine_similarity(
    target, pred
)
cosine_embedding = losses.CosineSimilarity()(target, pred)
cosine_embedding_as_pytorch = 1 + losses.CosineSimilarity()(
    target, pred
)
# --8<-- [end:divergences]

# --8<-- [start:margins]
hinge = losses.Hinge()(signs, pred)
squared_hinge = losses.SquaredHinge()(signs, pred)
margin_of_classes = losses.CategoricalHinge()(one_hot, logits)


def margin_of_classes_as_pytorch(logits, one_hot):
    right = tf.reduce_sum(one_hot * logits, -1, keepdims=True)
    margin = tf.nn.relu(1 - right + logits) * (1 - one_hot)
    return tf.reduce_mean(margin)


soft_margin = tf.reduce_mean(
    tf.math.softplus(-tf.stop_gradient(signs) * pred)
)
hinge_embedding = tf.reduce_mean(
    tf.where(signs > 0, rate, tf.nn.relu(1 - rate))
)
margin_ranking = tf.reduce_mean(
    tf.nn.relu(-signs * (pred - target))
)


def triplet(pred, target, logits):
    near = tf.norm(pred - target + 1e-6, axis=-1)
    far = tf.norm(pred - logits + 1e-6, axis=-1)
    return tf.reduce_mean(tf.nn.relu(near - far + 1.0))


dice = losses.Dice()(binary, prob)
# --8<-- [end:margins]

# --8<-- [start:sequences]
ctc = tf.nn.ctc_loss(
    tf.cast(words, tf.int32),
    frames,
    tf.cast(word_length, tf.int32),
    tf.cast(frame_length, tf.int32),
    blank_index=0,
)
ctc_as_pytorch = tf.reduce_mean(
    tf.nn.ctc_loss(
        tf.cast(words, tf.int32),
        frames,
        tf.cast(word_length, tf.int32),
        tf.cast(frame_length, tf.int32),
        blank_index=0,
    )
    / tf.cast(word_length, tf.float32)
)
# --8<-- [end:sequences]
