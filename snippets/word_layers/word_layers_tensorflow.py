"""Words and numbers made ready by layers of Keras."""

# --8<-- [start:inputs]
import keras
import tensorflow as tf
from keras import layers

x = tf.constant([[1.0, -2.0], [3.0, 0.5], [-1.0, 2.5]])
classes = tf.constant([2, 0, 1], tf.int64)
# --8<-- [end:inputs]

# --8<-- [start:helpers]
texts = ["The cat, the dog!", "A dog. The a"]
ties = ["b a c"]


def decoded(tensor):
    """Return a tensor of texts as a list."""
    return [text.decode() for text in tensor.numpy().tolist()]


def adapted(layer, data):
    """Let the layer learn from the data."""
    layer.adapt(data)
    return layer


# --8<-- [end:helpers]


# --8<-- [start:texts]
def text_vectorization():
    layer = layers.TextVectorization()
    layer.adapt(texts)
    return layer(texts)


def vocabulary_learnt():
    layer = layers.TextVectorization()
    layer.adapt(texts)
    return list(map(str, layer.get_vocabulary()))


order_of_equal_counts = list(
    map(
        str,
        adapted(
            layers.TextVectorization(), ties
        ).get_vocabulary()[2:],
    )
)
order_of_equal_counts_as_pytorch = list(
    map(
        str,
        layers.TextVectorization(
            vocabulary=ties[0].split()
        ).get_vocabulary()[2:],
    )
)
size_of_vocabulary = adapted(
    layers.TextVectorization(), texts
).vocabulary_size()
words_of_four_tokens = list(
    map(
        str,
        adapted(
            layers.TextVectorization(max_tokens=4), texts
        ).get_vocabulary()[2:],
    )
)
words_of_four_tokens_as_pytorch = list(
    map(
        str,
        layers.TextVectorization(
            vocabulary=["the", "dog", "a", "cat"]
        ).get_vocabulary()[2:],
    )
)
vocabulary_given = list(
    map(
        str,
        layers.TextVectorization(
            vocabulary=["cat", "dog"]
        ).get_vocabulary(),
    )
)
unknown_word = layers.TextVectorization(vocabulary=["cat"])(
    "the cat sees"
)
padded_to_length = layers.TextVectorization(
    vocabulary=["cat", "dog"], output_sequence_length=5
)("cat dog")
cut_to_length = layers.TextVectorization(
    vocabulary=["cat", "dog"], output_sequence_length=1
)("cat dog")
words_that_are_kept = sorted(
    map(
        str,
        adapted(
            layers.TextVectorization(), ["The end. The"]
        ).get_vocabulary()[2:],
    )
)
words_that_are_kept_as_pytorch = sorted(
    map(
        str,
        adapted(
            layers.TextVectorization(standardize=None),
            ["The end. The"],
        ).get_vocabulary()[2:],
    )
)
letters_to_numbers = layers.TextVectorization(
    vocabulary=["a", "b"], split="character"
)("abba")
pairs_of_words = decoded(
    tf.concat(
        [
            tf.strings.split("a big dog"),
            tf.strings.ngrams(tf.strings.split("a big dog"), 2),
        ],
        0,
    )
)
words_present = layers.TextVectorization(
    vocabulary=["cat", "dog"], output_mode="multi_hot"
)("dog dog")
words_counted = layers.TextVectorization(
    vocabulary=["cat", "dog"], output_mode="count"
)("dog dog")
numbers_to_words = decoded(
    layers.StringLookup(vocabulary=["cat", "dog"], invert=True)(
        [2, 1]
    )
)
lookup_of_words = layers.StringLookup(vocabulary=["cat", "dog"])(
    ["dog", "x"]
)
lookup_of_integers = layers.IntegerLookup(vocabulary=[10, 20])(
    [20, 30]
)
# --8<-- [end:texts]

# --8<-- [start:features]
hashed_words = layers.Hashing(num_bins=3)(
    ["cat"]
) == layers.Hashing(num_bins=3)(["cat"])
classes_as_columns = keras.utils.to_categorical(classes, 3)
classes_as_columns_as_pytorch = tf.cast(
    keras.utils.to_categorical(classes, 3), tf.int64
)
classes_as_columns__layer = layers.CategoryEncoding(
    3, output_mode="one_hot"
)(classes)
classes_as_columns__layer_as_pytorch = tf.cast(
    layers.CategoryEncoding(3, output_mode="one_hot")(classes),
    tf.int64,
)
several_classes = layers.CategoryEncoding(3)(classes[:2])
counts_of_classes = layers.CategoryEncoding(
    3, output_mode="count"
)(classes)
buckets = tf.cast(
    layers.Discretization(bin_boundaries=[0.0, 1.0])(x), tf.int64
)
buckets_at_the_border = tf.cast(
    layers.Discretization(bin_boundaries=[0.0, 1.0])([0.0, 1.0]),
    tf.int64,
)
buckets_at_the_border_as_pytorch = tf.searchsorted(
    [0.0, 1.0], [0.0, 1.0], out_type=tf.int64
)
standardised_columns = adapted(layers.Normalization(), x)(x)
standardised_columns_as_pytorch = adapted(
    layers.Normalization(), x
)(x) * tf.sqrt(1 - 1 / x.shape[0])
padded_lists = keras.utils.pad_sequences([[1, 2, 3], [4]])
padded_lists_as_pytorch = keras.utils.pad_sequences(
    [[1, 2, 3], [4]], padding="post", dtype="int64"
)
cut_lists = keras.utils.pad_sequences([[1, 2, 3]], maxlen=2)[0]
cut_lists_as_pytorch = keras.utils.pad_sequences(
    [[1, 2, 3]], maxlen=2, truncating="post", dtype="int64"
)[0]
# --8<-- [end:features]
