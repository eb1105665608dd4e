"""Texts, ragged and sparse tensors in TensorFlow."""

# --8<-- [start:inputs]
from contextlib import suppress

import tensorflow as tf

x = tf.constant([[1.0, 0.0, 3.0], [0.0, 5.0, 0.0]])
flat = tf.constant([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
lengths = tf.constant([3, 1, 2], tf.int64)
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def ragged(flat, lengths):
    return tf.RaggedTensor.from_row_lengths(flat, lengths)


texts = ["Anna", "straße", "a b  c"]
numbers = ["1.5", "-2"]
sentence = "a b  c"
spaced = "  a "
# --8<-- [end:helpers]

# --8<-- [start:texts]
tensor_of_texts = tf.constant(texts)
lower = tf.strings.lower(texts, encoding="utf-8")
# Without encoding="utf-8" only the letters of ASCII change; with
# it ß stays: Python makes two letters of it. no remedy: it
# needs a table of its own.
upper = tf.strings.upper(texts, encoding="utf-8")
length = [int(n) for n in tf.strings.length(texts)]
length_as_pytorch = [
    int(n) for n in tf.strings.length(texts, unit="UTF8_CHAR")
]
length_in_letters = [
    int(n) for n in tf.strings.length(texts, unit="UTF8_CHAR")
]
joined = tf.strings.reduce_join([texts], 1, separator="-")
concatenated = tf.strings.join([texts, "!"])
split = tf.strings.split(sentence)
stripped = tf.strings.strip([spaced])
substring = tf.strings.substr(texts, 1, 2, unit="UTF8_CHAR")
replaced = tf.strings.regex_replace(texts, "a", "o")
to_number = tf.strings.to_number(numbers)
from_number = tf.strings.as_string(lengths)
equal_texts = [bool(one) for one in tf.equal(texts, "Anna")]
code_points = tf.strings.unicode_decode("Anna", "UTF-8")
code_points_as_pytorch = tf.cast(
    tf.strings.unicode_decode("Anna", "UTF-8"), tf.int64
)
from_code_points = tf.strings.unicode_encode(
    [[65, 110]], "UTF-8"
)
bytes_of_text = tf.io.decode_raw("Anna", tf.uint8)
vocabulary = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(
        ["a", "b"], tf.constant([1, 2], tf.int64)
    ),
    0,
).lookup(tf.constant(["b", "x"]))
# --8<-- [end:texts]

# --8<-- [start:ragged]
rows_of_lengths = list(ragged(flat, lengths))
padded_rows = ragged(flat, lengths).to_tensor()
mean_of_rows = tf.reduce_mean(ragged(flat, lengths), 1)
sum_of_rows = tf.reduce_sum(ragged(flat, lengths), 1)
max_of_rows = tf.reduce_max(ragged(flat, lengths), 1)
starts_of_rows = ragged(flat, lengths).row_splits
row_of_each = ragged(flat, lengths).value_rowids()
flat_again = ragged(flat, lengths).flat_values
nested_to_padded = tf.stop_gradient(
    ragged(flat, lengths).to_tensor()
)
with suppress(ValueError):
    tensor_of_unequal = tf.constant([[1.0, 2.0], [3.0]])
# --8<-- [end:ragged]

# --8<-- [start:sparse]
sparse_and_back = tf.sparse.to_dense(tf.sparse.from_dense(x))
sparse_values = tf.sparse.from_dense(x).values
sparse_indices = tf.sparse.from_dense(x).indices
sparse_indices_as_pytorch = tf.transpose(
    tf.sparse.from_dense(x).indices
)
sparse_product = tf.sparse.sparse_dense_matmul(
    tf.sparse.from_dense(x), tf.transpose(x)
)
sparse_sum = tf.sparse.reduce_sum(tf.sparse.from_dense(x))
number_of_entries = tf.size(
    tf.sparse.from_dense(x).values, tf.int64
)
sparse_from_parts = tf.sparse.to_dense(
    tf.SparseTensor([[0, 2], [1, 0]], flat[:2], (2, 3))
)
with suppress(tf.errors.InvalidArgumentError):
    sparse_duplicates = tf.sparse.to_dense(
        tf.SparseTensor([[0, 2], [0, 2]], flat[:2], (2, 3))
    )
sparse_duplicates_as_pytorch = tf.scatter_nd(
    [[0, 2], [0, 2]], flat[:2], (2, 3)
)
sparse_transposed = tf.sparse.to_dense(
    tf.sparse.transpose(tf.sparse.from_dense(x))
)
# --8<-- [end:sparse]
