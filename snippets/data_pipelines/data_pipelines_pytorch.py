"""Data pipelines in PyTorch: batches, order, changes, sizes."""

# --8<-- [start:inputs]
import itertools
from contextlib import suppress
from functools import reduce

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils import data
from torch.utils.data import DataLoader

x = np.arange(14, dtype=np.float32).reshape(7, 2) / 4 - 1
labels = np.array([0, 1, 1, 0, 2, 1, 0])
t = torch.tensor([[1.0, -2.0], [3.0, 0.5], [4.0, -1.0]])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
many = np.arange(2000, dtype=np.float32)
texts = [[1, 2, 3], [4], [5, 6]]
weights = torch.tensor([1.0, 2.0, 5.0])


class Countdown(data.IterableDataset):
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        yield from range(self.start, 0, -1)


class Doubled(data.Dataset):
    """Items are made when they are asked for."""

    def __init__(self, x):
        self.x = x

    def __len__(self):
        return len(self.x)

    def __getitem__(self, place):
        return self.x[place] * 2


# --8<-- [end:helpers]

# --8<-- [start:batches]
batch = list(DataLoader(x, batch_size=3))
batch_drop_last = list(
    DataLoader(x, batch_size=3, drop_last=True)
)
# A loader of PyTorch makes batches of one by default, a dataset
# of TensorFlow none.
batch_by_default = list(DataLoader(x))
batch_by_default_as_tensorflow = list(
    DataLoader(x, batch_size=None)
)
batch_of_pairs = list(
    DataLoader(list(zip(x, labels, strict=True)), batch_size=3)
)
batch_of_dicts = list(
    DataLoader(
        [
            {"x": row, "label": label}
            for row, label in zip(x, labels, strict=True)
        ],
        batch_size=3,
    )
)
# believed to differ: a batch of NumPy's float64 stays float64.
batch_of_float64 = list(
    DataLoader(np.linspace(0.0, 1.0, 5), batch_size=2)
)
# Python's numbers become float64 and int64 in PyTorch, float32
# and int32 in TensorFlow.
batch_of_python_floats = list(
    DataLoader([0.5, 1.5, 2.5], batch_size=2)
)
batch_of_python_floats_as_tensorflow = [
    batch.float()
    for batch in DataLoader([0.5, 1.5, 2.5], batch_size=2)
]
batch_of_python_integers = list(
    DataLoader([1, 2, 3], batch_size=2)
)
batch_of_python_integers_as_tensorflow = [
    batch.int() for batch in DataLoader([1, 2, 3], batch_size=2)
]
batch_of_texts = next(
    iter(DataLoader(["Anna", "Ben", "Eva"], batch_size=3))
)
unbatch = list(torch.cat(list(DataLoader(x, batch_size=3))))
rebatch = list(
    torch.cat(list(DataLoader(x, batch_size=3))).split(2)
)
batches_of_indices = list(
    data.BatchSampler(range(7), 3, drop_last=False)
)
collate = [
    *map(data.default_collate, [list(x[:3]), list(x[3:])])
]
collate_of_your_own = list(
    DataLoader(
        x,
        batch_size=3,
        collate_fn=lambda rows: data.default_collate(rows).sum(
            0
        ),
    )
)
convert = data.default_convert(x)
padded_batch = pad_sequence(
    [torch.tensor(text) for text in texts], batch_first=True
)
padded_batch_with_value = pad_sequence(
    [torch.tensor(text) for text in texts],
    batch_first=True,
    padding_value=-1,
)
padded_at_the_start = pad_sequence(
    [torch.tensor(text) for text in texts],
    batch_first=True,
    padding_side="left",
)
# PyTorch pads to the longest of the batch, time first.
padded_by_default = pad_sequence(
    [torch.tensor(text) for text in texts]
)
padded_by_default_as_tensorflow = pad_sequence(
    [torch.tensor(text) for text in texts], batch_first=True
)
# A loader keeps the graph, and gradients flow to the data; a
# dataset of TensorFlow cuts them off.
gradient_through_batches = torch.cat(
    list(DataLoader(t, batch_size=2))
)
gradient_through_batches_as_tensorflow = torch.cat(
    list(DataLoader(t.detach(), batch_size=2))
)
# --8<-- [end:batches]

# --8<-- [start:order]
shuffle = torch.cat(
    list(DataLoader(many, batch_size=500, shuffle=True))
)
# PyTorch shuffles all; a buffer of TensorFlow moves an item
# forward by at most its own size. no remedy: no sampler of
# PyTorch has a buffer.
shuffle_moves_by = torch.cat(
    list(DataLoader(many, batch_size=500, shuffle=True))
) - torch.arange(2000)
order_by_default = list(DataLoader(x, batch_size=4))


# believed to differ: both shuffle anew in each epoch.
def epochs_are_equal():
    loader = DataLoader(many, batch_size=2000, shuffle=True)
    return torch.equal(next(iter(loader)), next(iter(loader)))


def order_repeats_with_a_seed():
    orders = [
        list(
            data.RandomSampler(
                many, generator=torch.Generator().manual_seed(3)
            )
        )
        for _ in range(2)
    ]
    return orders[0] == orders[1]


order_in_sequence = list(data.SequentialSampler(x))
order_reversed = list(
    DataLoader(x, sampler=range(6, -1, -1), batch_size=4)
)
drawn_by_weight = torch.tensor(
    list(data.WeightedRandomSampler(weights, 2000))
)
drawn_with_replacement = torch.tensor(
    list(
        data.RandomSampler(
            range(10), replacement=True, num_samples=2000
        )
    )
)
drawn_of_a_subset = torch.tensor(
    list(data.SubsetRandomSampler(range(500, 2000)))
)
# The last worker of PyTorch gets items again until all have as
# many; a shard of TensorFlow has one less.
part_of_a_worker = list(
    data.DistributedSampler(x, 2, 1, shuffle=False)
)
part_of_a_worker_as_tensorflow = list(
    data.DistributedSampler(
        x, 2, 1, shuffle=False, drop_last=True
    )
)
every_third = list(
    DataLoader(
        data.Subset(x, range(1, len(x), 3)), batch_size=None
    )
)
# PyTorch has no mixture of datasets: draw from all, the items
# of each with its weight.
mixture_by_weight = torch.cat(
    list(
        DataLoader(
            np.array([0, 10, 20], np.float32),
            sampler=data.WeightedRandomSampler(weights, 2000),
            batch_size=500,
        )
    )
)
items_by_choice = [[x[0], x[6]][place] for place in (1, 0, 1)]
# --8<-- [end:order]

# --8<-- [start:changes]
map_of_items = list(DataLoader(Doubled(x), batch_size=None))
map_of_batches = [
    batch * 2 for batch in DataLoader(x, batch_size=3)
]
map_of_pairs = [
    (row * 2, label)
    for row, label in DataLoader(
        data.TensorDataset(
            torch.from_numpy(x), torch.from_numpy(labels)
        ),
        batch_size=3,
    )
]
filter_items = [
    row
    for row in DataLoader(x, batch_size=None)
    if row.sum() > 0
]
zip_datasets = list(
    DataLoader(data.StackDataset(x, labels), batch_size=3)
)
concatenate = list(
    DataLoader(data.ConcatDataset([x[:2], x[4:]]), batch_size=4)
)
chain = torch.tensor(
    list(data.ChainDataset([Countdown(3), Countdown(2)]))
)
take = list(itertools.islice(DataLoader(x, batch_size=None), 3))
skip = list(
    itertools.islice(DataLoader(x, batch_size=None), 3, None)
)
take_while = list(
    itertools.takewhile(
        lambda row: row[0] < 1, DataLoader(x, batch_size=None)
    )
)
repeat = list(
    DataLoader(data.ConcatDataset([x, x]), batch_size=4)
)
# The same batches in each epoch: TensorFlow's repeat before
# batch joins the end of one epoch to the start of the next.
repeat_after_batching = [
    batch
    for _ in range(2)
    for batch in DataLoader(x, batch_size=4)
]
enumerate_items = [
    (torch.tensor(place), row)
    for place, row in enumerate(DataLoader(x, batch_size=None))
]
flat_map = [
    number
    for row in DataLoader(x, batch_size=None)
    for number in row
]
interleave = [
    item
    for pair in zip(
        torch.from_numpy(x[:3]),
        torch.from_numpy(x[4:]),
        strict=True,
    )
    for item in pair
]
window = list(torch.from_numpy(x).unfold(0, 3, 1).mT)
window_with_shift = list(torch.from_numpy(x).unfold(0, 3, 2).mT)
reduce_all = reduce(
    torch.add, DataLoader(x, batch_size=None), torch.zeros(2)
)
scan = list(torch.from_numpy(x).cumsum(0))
unique = list(torch.from_numpy(labels).unique())
cache = list(DataLoader(x, batch_size=None))
prefetch = list(DataLoader(x, batch_size=3, num_workers=0))
iterable = torch.tensor(
    list(DataLoader(Countdown(4), batch_size=None))
)
sequence_of_numbers = list(
    DataLoader(torch.arange(2, 10, 3), batch_size=None)
)
subset = list(
    DataLoader(data.Subset(x, [5, 0, 2]), batch_size=None)
)
time_series = list(
    DataLoader(
        torch.from_numpy(x).unfold(0, 3, 1).mT, batch_size=2
    )
)
# --8<-- [end:changes]

# --8<-- [start:sizes]
number_of_batches = len(DataLoader(x, batch_size=3))
number_of_whole_batches = len(
    DataLoader(x, batch_size=3, drop_last=True)
)
number_of_items = len(data.TensorDataset(torch.from_numpy(x)))
item_by_place = data.TensorDataset(
    torch.from_numpy(x), torch.from_numpy(labels)
)[2]
first_batch = next(iter(DataLoader(x, batch_size=3)))
sizes_of_split = [
    len(part) for part in data.random_split(range(10), [7, 3])
]
sizes_of_split_by_share = [
    len(part)
    for part in data.random_split(range(10), [0.75, 0.25])
]
# PyTorch splits at random, Keras in order.
split = torch.tensor(
    list(data.random_split(many, [1500, 500])[0])
)
split_as_tensorflow = torch.tensor(
    list(data.Subset(many, range(1500)))
)
split_at_random = torch.tensor(
    list(data.random_split(many, [1500, 500])[0])
)
with suppress(TypeError):
    length_of_iterable = len(Countdown(3))
with suppress(StopIteration):
    after_the_end = next(
        itertools.islice(DataLoader(x), 7, None)
    )
workers = data.get_worker_info() is None
workers_as_tensorflow = False
# --8<-- [end:sizes]
