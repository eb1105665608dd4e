"""Words and features in Python and PyTorch."""

# --8<-- [start:inputs]
import string
import zlib
from collections import Counter
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

x = torch.tensor([[1.0, -2.0], [3.0, 0.5], [-1.0, 2.5]])
classes = torch.tensor([2, 0, 1])
# --8<-- [end:inputs]

# --8<-- [start:helpers]
texts = ["The cat, the dog!", "A dog. The a"]
ties = ["b a c"]
sentence = "The end. The"


def words(text):
    """Return the words in small letters, without points."""
    marks = str.maketrans("", "", string.punctuation)
    return text.lower().translate(marks).split()


def counted(texts):
    return Counter(
        word for text in texts for word in words(text)
    )


def vocabulary(texts):
    """Padding, unknown, then the words: the frequent first."""
    order = sorted(
        counted(texts).items(),
        key=lambda one: (one[1], one[0]),
        reverse=True,
    )
    return ["", "[UNK]", *(word for word, _ in order)]


def numbers(text, known, unknown=1):
    return torch.tensor(
        [
            known.index(word) if word in known else unknown
            for word in words(text)
        ]
    )


# --8<-- [end:helpers]


# --8<-- [start:texts]
# PyTorch has no such layer: ten lines of Python do the same.
text_vectorization = hasattr(nn, "TextVectorization")


def text_vectorization_as_tensorflow():
    known = vocabulary(texts)
    return pad_sequence(
        [numbers(text, known) for text in texts], True
    )


vocabulary_learnt = vocabulary(texts)
# Of words that are as frequent, Keras puts the last of the
# alphabet first, a Counter the one that it met first.
order_of_equal_counts = [
    word for word, _ in counted(ties).most_common()
]
order_of_equal_counts_as_tensorflow = vocabulary(ties)[2:]
size_of_vocabulary = len(vocabulary(texts))
# Padding and the unknown word count among max_tokens: four of
# them leave two words.
words_of_four_tokens = [
    word for word, _ in counted(texts).most_common(4)
]
words_of_four_tokens_as_tensorflow = vocabulary(texts)[2:4]
vocabulary_given = ["", "[UNK]", *["cat", "dog"]]
unknown_word = numbers("the cat sees", ["", "[UNK]", "cat"])
padded_to_length = F.pad(
    numbers("cat dog", ["", "[UNK]", "cat", "dog"]), (0, 3)
)
cut_to_length = numbers("cat dog", ["", "[UNK]", "cat", "dog"])[
    :1
]
# split() leaves capitals and points, which make words of their
# own; the layer of Keras drops them.
words_that_are_kept = sorted(set(sentence.split()))
words_that_are_kept_as_tensorflow = sorted(set(words(sentence)))
letters_to_numbers = torch.tensor(
    [["", "[UNK]", "a", "b"].index(one) for one in "abba"]
)
pairs_of_words = [
    *words("A big dog"),
    *map(" ".join, pairwise(words("A big dog"))),
]
words_present = torch.zeros(4, dtype=torch.int64).index_fill_(
    0, numbers("dog dog", ["", "[UNK]", "cat", "dog"]), 1
)[1:]
words_counted = numbers(
    "dog dog", ["", "[UNK]", "cat", "dog"]
).bincount(minlength=4)[1:]
numbers_to_words = [["[UNK]", "cat", "dog"][n] for n in [2, 1]]
# A StringLookup has no padding: its unknown word is 0, that of a
# TextVectorization is 1.
lookup_of_words = torch.tensor(
    [{"cat": 1, "dog": 2}.get(word, 0) for word in ["dog", "x"]]
)
lookup_of_integers = torch.tensor(
    [{10: 1, 20: 2}.get(number, 0) for number in [20, 30]]
)
# --8<-- [end:texts]

# --8<-- [start:features]
# Another hash has other bins; in both a text keeps its own.
hashed_words = hasattr(torch, "hash")
hashed_words_as_tensorflow = torch.tensor(
    [zlib.crc32(b"cat") % 3 == zlib.crc32(b"cat") % 3]
)
classes_as_columns = F.one_hot(classes, 3)
classes_as_columns_as_tensorflow = F.one_hot(classes, 3).float()
classes_as_columns__layer = F.one_hot(classes, 3)
classes_as_columns__layer_as_tensorflow = F.one_hot(
    classes, 3
).float()
several_classes = torch.zeros(3).index_fill_(0, classes[:2], 1.0)
counts_of_classes = classes.bincount(minlength=3).float()
buckets = torch.bucketize(
    x, torch.tensor([0.0, 1.0]), right=True
)
# A number on the border goes into the lower bucket of PyTorch,
# into the upper one of Keras.
buckets_at_the_border = torch.bucketize(
    torch.tensor([0.0, 1.0]), torch.tensor([0.0, 1.0])
)
buckets_at_the_border_as_tensorflow = torch.bucketize(
    torch.tensor([0.0, 1.0]),
    torch.tensor([0.0, 1.0]),
    right=True,
)
# The standard deviation that Normalization learns divides by the
# number of examples, x.std() by one less.
standardised_columns = (x - x.detach().mean(0)) / x.detach().std(
    0
)
standardised_columns_as_tensorflow = (
    x - x.detach().mean(0)
) / x.detach().std(0, correction=0)
# keras.utils pads and cuts at the front unless told otherwise.
padded_lists = pad_sequence(
    [torch.tensor([1, 2, 3]), torch.tensor([4])], True
)
padded_lists_as_tensorflow = pad_sequence(
    [torch.tensor([1, 2, 3]), torch.tensor([4])],
    True,
    padding_side="left",
).int()
cut_lists = torch.tensor([1, 2, 3])[:2]
cut_lists_as_tensorflow = torch.tensor([1, 2, 3])[-2:].int()
# --8<-- [end:features]
