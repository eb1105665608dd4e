"""Provoke errors of numbers in PyTorch; mend them."""

# --8<-- [start:float64]
import numpy as np
import torch
from torch import nn

table = np.ones((4, 784))  # NumPy's default is float64
dense = nn.Linear(784, 10)
single = torch.full((1, 2, 2), 0.5, device="cpu")
double = single.double()
for compute in (
    lambda: dense(torch.as_tensor(table)),
    lambda: torch.bmm(double, single),
    lambda: double[0] @ single[0],
    lambda: nn.functional.binary_cross_entropy(single, double),
):
    try:
        compute()
    except RuntimeError as error:
        print(f"RuntimeError: {error}")

logits = dense(torch.as_tensor(table, dtype=torch.float32))
print(f"logits: {logits.dtype}")
# --8<-- [end:float64]

# --8<-- [start:whole_numbers]
counts = torch.tensor([1, 2])
print(f"scaled: {(counts * 2.0).tolist()}")  # promoted
print(f"added: {(counts + torch.tensor([0.5, 0.25])).tolist()}")
# --8<-- [end:whole_numbers]

# --8<-- [start:labels]
criterion = nn.CrossEntropyLoss()
scores = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([0, 1])
one_hot = nn.functional.one_hot(labels, 3)
for wrong in (labels.float(), labels[:, None], one_hot):
    try:
        criterion(scores, wrong)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")

print(f"numbers of classes: {criterion(scores, labels):.3f}")
shares = one_hot.float()  # probabilities
print(f"a share for each class: {criterion(scores, shares):.3f}")
# --8<-- [end:labels]

# --8<-- [start:label_range]
counted_from_one = torch.tensor([1, 3], device="cpu")
try:
    criterion(scores.cpu(), counted_from_one)
except IndexError as error:
    print(f"IndexError: {error}")

loss = criterion(scores.cpu(), counted_from_one - 1)
print(f"loss: {loss:.3f}")
# --8<-- [end:label_range]

# --8<-- [start:index_range]
words = torch.tensor([0, 3], device="cpu")
embedding = nn.Embedding(3, 2, device="cpu")  # words 0, 1, 2
vector = torch.tensor([1.0, 2.0, 4.0], device="cpu")
for look_up in (lambda: embedding(words), lambda: vector[3]):
    try:
        look_up()
    except IndexError as error:
        print(f"IndexError: {error}")

embedding = nn.Embedding(4, 2, device="cpu")
print(f"embedded: {tuple(embedding(words).shape)}")
print(f"past the end: {vector[3:].tolist()}")  # no error
# --8<-- [end:index_range]

# --8<-- [start:out_of_memory]
steps = 10_000_000  # each attends to each
try:
    torch.empty(steps, steps, device="cpu")
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# --8<-- [end:out_of_memory]

# --8<-- [start:smaller_batches]
model = nn.Linear(3, 1)
batch = torch.rand(8, 3)
(model(batch) ** 2).mean().backward()
whole = model.weight.grad.clone()

model.zero_grad()
for part in batch.split(2):  # a quarter at a time
    ((model(part) ** 2).mean() / 4).backward()  # adds up
agree = torch.allclose(model.weight.grad, whole)
print(f"the gradients agree: {agree}")
# --8<-- [end:smaller_batches]

# --8<-- [start:nan_loss]
odds = torch.tensor([0.0, 0.25, 0.75])
entropy = -(odds * odds.log()).sum()  # 0 times minus infinity
print(f"entropy: {entropy:.3f}")

entropy = -torch.xlogy(odds, odds).sum()  # here 0 log 0 is 0
print(f"entropy: {entropy:.3f}")
# --8<-- [end:nan_loss]
