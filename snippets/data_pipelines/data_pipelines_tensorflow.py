"""Data pipelines in TensorFlow: batches, order, sizes."""

# --8<-- [start:inputs]
from contextlib import suppress

import keras
import numpy as np
import tensorflow as tf

x = np.arange(14, dtype=np.float32).reshape(7, 2) / 4 - 1
labels = np.array([0, 1, 1, 0, 2, 1, 0])
t = tf.constant([[1.0, -2.0], [3.0, 0.5], [4.0, -1.0]])
slices = tf.data.Dataset.from_tensor_slices
# --8<-- [end:inputs]


# --8<-- [start:helpers]
many = np.arange(2000, dtype=np.float32)
texts = tf.ragged.constant([[1, 2, 3], [4], [5, 6]], tf.int64)
lists = slices(texts).map(lambda text: text)
weights = tf.constant([1.0, 2.0, 5.0])


def countdown(start):
    return tf.data.Dataset.range(start, 0, -1)


# --8<-- [end:helpers]

# --8<-- [start:batches]
batch = list(slices(x).batch(3))
batch_drop_last = list(slices(x).batch(3, drop_remainder=True))
batch_by_default = list(slices(x))
batch_by_default_as_pytorch = list(slices(x).batch(1))
batch_of_pairs = list(slices((x, labels)).batch(3))
batch_of_dicts = list(slices({"x": x, "label": labels}).batch(3))
batch_of_float64 = list(
    slices(np.linspace(0.0, 1.0, 5)).batch(2)
)
batch_of_python_floats = list(slices([0.5, 1.5, 2.5]).batch(2))
batch_of_python_floats_as_pytorch = list(
    slices(np.array([0.5, 1.5, 2.5])).batch(2)
)
batch_of_python_integers = list(slices([1, 2, 3]).batch(2))
batch_of_python_integers_as_pytorch = list(
    slices(np.array([1, 2, 3])).batch(2)
)
batch_of_texts = next(
    iter(slices(["Anna", "Ben", "Eva"]).batch(3))
)
# not on empty: a slice of no numbers ends TensorFlow's process
# (its issue 108489).
unbatch = list(slices(x).batch(3).unbatch())
# not on empty: a slice of no numbers ends TensorFlow's process
# (its issue 108489).
rebatch = list(slices(x).batch(3).rebatch(2))
batches_of_indices = [
    batch.numpy().tolist()
    for batch in tf.data.Dataset.range(7).batch(3)
]
collate = [tf.stack(list(x[:3])), tf.stack(list(x[3:]))]
collate_of_your_own = list(
    slices(x).batch(3).map(lambda rows: tf.reduce_sum(rows, 0))
)
convert = tf.convert_to_tensor(x)
padded_batch = next(iter(lists.padded_batch(3)))
padded_batch_with_value = next(
    iter(
        lists.padded_batch(
            3, padding_values=tf.constant(-1, tf.int64)
        )
    )
)
padded_at_the_start = tf.constant(
    keras.utils.pad_sequences(texts.to_list(), dtype="int64")
)
padded_by_default = next(iter(lists.padded_batch(3)))
padded_by_default_as_pytorch = tf.transpose(
    next(iter(lists.padded_batch(3)))
)
gradient_through_batches = tf.concat(list(slices(t).batch(2)), 0)
gradient_through_batches_as_pytorch = tf.concat(
    [t[:2], t[2:]], 0
)
# --8<-- [end:batches]

# --8<-- [start:order]
shuffle = tf.concat(
    list(slices(many).shuffle(2000).batch(500)), 0
)
shuffle_moves_by = tf.concat(
    list(slices(many).shuffle(100).batch(500)), 0
) - tf.range(2000.0)
shuffle_moves_by_as_pytorch = tf.concat(
    list(slices(many).shuffle(len(many)).batch(500)), 0
) - tf.range(2000.0)
order_by_default = list(slices(x).batch(4))


def epochs_are_equal():
    loader = slices(many).shuffle(2000).batch(2000)
    return bool(
        tf.reduce_all(next(iter(loader)) == next(iter(loader)))
    )


def order_repeats_with_a_seed():
    orders = [
        list(
            slices(many)
            .shuffle(2000, seed=3)
            .as_numpy_iterator()
        )
        for _ in range(2)
    ]
    return orders[0] == orders[1]


order_in_sequence = list(range(len(x)))
order_reversed = list(slices(x[::-1]).batch(4))
drawn_by_weight = tf.random.categorical(
    tf.math.log([weights]), 2000
)[0]
drawn_with_replacement = next(
    iter(
        tf.data.Dataset.random()
        .map(lambda n: n % 10)
        .batch(2000)
    )
)
drawn_of_a_subset = next(
    iter(
        tf.data.Dataset.range(500, 2000)
        .shuffle(1500)
        .batch(1500)
    )
)
part_of_a_worker = [
    int(n) for n in tf.data.Dataset.range(7).shard(2, 1)
]
part_of_a_worker_as_pytorch = [
    int(n)
    for n in tf.data.Dataset.range(7)
    .concatenate(tf.data.Dataset.range(1))
    .shard(2, 1)
]
every_third = list(slices(x).shard(3, 1))
mixture_by_weight = next(
    iter(
        tf.data.Dataset.sample_from_datasets(
            [slices([n]).repeat() for n in (0.0, 10.0, 20.0)],
            weights / 8,
        ).batch(2000)
    )
)
items_by_choice = list(
    tf.data.Dataset.choose_from_datasets(
        [slices(x[:1]).repeat(), slices(x[6:]).repeat()],
        slices(np.array([1, 0, 1])),
    )
)
# --8<-- [end:order]

# --8<-- [start:changes]
map_of_items = list(slices(x).map(lambda row: row * 2))
map_of_batches = list(slices(x).batch(3).map(lambda b: b * 2))
map_of_pairs = list(
    slices((x, labels))
    .map(lambda row, label: (row * 2, label))
    .batch(3)
)
filter_items = list(
    slices(x).filter(lambda row: tf.reduce_sum(row) > 0)
)
zip_datasets = list(
    tf.data.Dataset.zip(slices(x), slices(labels)).batch(3)
)
concatenate = list(
    slices(x[:2]).concatenate(slices(x[4:])).batch(4)
)
chain = next(
    iter(countdown(3).concatenate(countdown(2)).batch(5))
)
take = list(slices(x).take(3))
skip = list(slices(x).skip(3))
take_while = list(slices(x).take_while(lambda row: row[0] < 1))
repeat = list(slices(x).repeat(2).batch(4))
repeat_after_batching = list(slices(x).batch(4).repeat(2))
enumerate_items = list(slices(x).enumerate())
flat_map = list(slices(x).flat_map(slices))
interleave = list(
    tf.data.Dataset.range(2).interleave(
        lambda n: slices(tf.stack([x[:3], x[4:]])[n]),
        cycle_length=2,
    )
)
window = list(
    slices(x)
    .window(3, shift=1, drop_remainder=True)
    .flat_map(lambda part: part.batch(3))
)
window_with_shift = list(
    slices(x)
    .window(3, shift=2, drop_remainder=True)
    .flat_map(lambda part: part.batch(3))
)
reduce_all = slices(x).reduce(tf.zeros(2), tf.add)
scan = list(
    slices(x).scan(
        tf.zeros(2), lambda s, row: (s + row, s + row)
    )
)
unique = sorted(slices(labels).unique(), key=int)
cache = list(slices(x).cache())
prefetch = list(slices(x).batch(3).prefetch(tf.data.AUTOTUNE))
iterable = next(
    iter(
        tf.data.Dataset.from_generator(
            lambda: range(4, 0, -1),
            output_signature=tf.TensorSpec((), tf.int64),
        ).batch(4)
    )
)
sequence_of_numbers = list(tf.data.Dataset.range(2, 10, 3))
subset = list(slices(x[[5, 0, 2]]))
time_series = list(
    keras.utils.timeseries_dataset_from_array(
        x, None, 3, batch_size=2
    )
)
# --8<-- [end:changes]

# --8<-- [start:sizes]
number_of_batches = len(slices(x).batch(3))
number_of_whole_batches = len(
    slices(x).batch(3, drop_remainder=True)
)
number_of_items = int(slices(x).cardinality())
item_by_place = next(iter(slices((x, labels)).skip(2)))
first_batch = next(iter(slices(x).batch(3)))
sizes_of_split = [
    len(part)
    for part in keras.utils.split_dataset(
        tf.data.Dataset.range(10), 7
    )
]
sizes_of_split_by_share = [
    len(part)
    for part in keras.utils.split_dataset(
        tf.data.Dataset.range(10), 0.75
    )
]
# no remedy: shuffle=True splits at random, by other draws.
split = next(
    iter(keras.utils.split_dataset(many, 1500)[0].batch(1500))
)
split_at_random = next(
    iter(
        keras.utils.split_dataset(many, 1500, shuffle=True)[
            0
        ].batch(1500)
    )
)
with suppress(TypeError):
    length_of_iterable = len(
        countdown(3).filter(lambda n: n > 0)
    )
with suppress(StopIteration):
    after_the_end = next(iter(slices(x).skip(7)))
workers = hasattr(tf.data, "get_worker_info")
workers_as_pytorch = True
# --8<-- [end:sizes]
