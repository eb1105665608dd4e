"""Texts, ragged and sparse tensors: Python and PyTorch."""

# --8<-- [start:inputs]
from contextlib import suppress

import torch
from torch import nested
from torch.nn.utils.rnn import pad_sequence

x = torch.tensor([[1.0, 0.0, 3.0], [0.0, 5.0, 0.0]])
flat = torch.tensor([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
lengths = torch.tensor([3, 1, 2])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
texts = ["Anna", "straße", "a b  c"]
numbers = ["1.5", "-2"]
sentence = "a b  c"
spaced = "  a "
# --8<-- [end:helpers]

# --8<-- [start:texts]
# PyTorch has no tensors of texts: they stay in Python's lists.
# no remedy: there is no dtype for them.
with suppress(ValueError):
    tensor_of_texts = torch.tensor(texts)
lower = [text.lower() for text in texts]
# no remedy: of ß Python makes two letters.
upper = [text.upper() for text in texts]
# TensorFlow counts bytes unless told otherwise, Python letters.
length = [len(text) for text in texts]
length_as_tensorflow = [len(text.encode()) for text in texts]
length_in_letters = [len(text) for text in texts]
joined = ["-".join(texts)]
concatenated = [text + "!" for text in texts]
split = sentence.split()
stripped = [spaced.strip()]
substring = [text[1:3] for text in texts]
replaced = [text.replace("a", "o") for text in texts]
to_number = torch.tensor([float(one) for one in numbers])
from_number = [str(one) for one in lengths.tolist()]
equal_texts = [text == "Anna" for text in texts]
code_points = torch.tensor([ord(one) for one in "Anna"])
code_points_as_tensorflow = torch.tensor(
    [ord(one) for one in "Anna"], dtype=torch.int32
)
from_code_points = ["".join(map(chr, [65, 110]))]
bytes_of_text = torch.tensor(list(b"Anna"), dtype=torch.uint8)
vocabulary = torch.tensor(
    [{"a": 1, "b": 2}.get(word, 0) for word in ["b", "x"]]
)
# --8<-- [end:texts]

# --8<-- [start:ragged]
rows_of_lengths = list(flat.split(lengths.tolist()))
padded_rows = pad_sequence(
    flat.split(lengths.tolist()), batch_first=True
)
mean_of_rows = torch.stack(
    [row.mean() for row in flat.split(lengths.tolist())]
)
sum_of_rows = torch.zeros(3).index_add(
    0, torch.arange(3).repeat_interleave(lengths), flat
)
max_of_rows = torch.stack(
    [row.max() for row in flat.split(lengths.tolist())]
)
starts_of_rows = torch.cat(
    [torch.zeros(1).long(), lengths]
).cumsum(0)
row_of_each = torch.arange(3).repeat_interleave(lengths)
flat_again = torch.cat(flat.split(lengths.tolist()))
nested_to_padded = nested.nested_tensor(
    list(flat.detach().split(lengths.tolist())),
    layout=torch.jagged,
).to_padded_tensor(0.0)
with suppress(ValueError):
    tensor_of_unequal = torch.tensor([[1.0, 2.0], [3.0]])
# --8<-- [end:ragged]

# --8<-- [start:sparse]
sparse_and_back = x.to_sparse().to_dense()
sparse_values = x.to_sparse().values()
# PyTorch keeps the indices axis by axis, TensorFlow entry by
# entry.
sparse_indices = x.to_sparse().indices()
sparse_indices_as_tensorflow = x.to_sparse().indices().T
sparse_product = torch.sparse.mm(x.to_sparse(), x.T)
sparse_sum = torch.sparse.sum(x.to_sparse())
number_of_entries = torch.tensor(x.to_sparse()._nnz())
sparse_from_parts = torch.sparse_coo_tensor(
    torch.tensor([[0, 1], [2, 0]]),
    flat[:2],
    (2, 3),
    check_invariants=True,
).to_dense()
# Entries for the same place are summed by PyTorch.
sparse_duplicates = torch.sparse_coo_tensor(
    torch.tensor([[0, 0], [2, 2]]),
    flat[:2],
    (2, 3),
    check_invariants=True,
).to_dense()
sparse_transposed = x.to_sparse().T.to_dense()
# --8<-- [end:sparse]
