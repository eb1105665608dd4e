"""Carry the state of an LSTM from chunk to chunk in PyTorch."""

# --8<-- [start:model]
import torch
from torch import nn


class Scorer(nn.Module):
    """Map (B, T, F) and a state to logits (B, T, C), state."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.readout = nn.Linear(128, 10)

    def forward(self, chunk, state=None):  # None means zeros
        hidden, state = self.lstm(chunk, state)
        return self.readout(hidden), state  # the caller's now


torch.manual_seed(0)
model = Scorer()
# --8<-- [end:model]

# --8<-- [start:chunks]
sequences = torch.rand(64, 84, 28)  # (B, T, F)
chunks = sequences.split(28, dim=1)  # three of (64, 28, 28)


def gap(wrong, right):
    """Return the largest difference of two tensors."""
    return (wrong - right).abs().max()


# --8<-- [end:chunks]


# --8<-- [start:carry]
@torch.no_grad()
def run(chunks, state=None):
    """Feed chunks (B, T, F); return logits (B, T, C), state."""
    parts = []
    for chunk in chunks:
        logits, state = model(chunk, state)
        parts.append(logits)
    return torch.cat(parts, dim=1), state


right, state = run(chunks)
whole, _ = run([sequences])  # 84 steps at once
print(f"chunks and one run, apart: {gap(right, whole):.5f}")
print(f"state: {[tuple(part.shape) for part in state]}")
# --8<-- [end:carry]

# --8<-- [start:reset]
first, state = run(chunks[:1])
again, _ = run(chunks[:1], state)  # goes on
fresh, _ = run(chunks[:1])  # no state: zeros again
print(f"first logit: {first[0, 0, 0]:.3f}")
print(f"the same chunk again: {again[0, 0, 0]:.3f}")
print(f"after a reset: {fresh[0, 0, 0]:.3f}")
# --8<-- [end:reset]

# --8<-- [start:silent]
a, b, c = chunks
right_a, right_b, right_c = right.split(28, dim=1)
_, after_a = run([a])
_, after_mixed = run([a, b.flip(0)])  # row 0 is row 63 now
_, after_all = run([a, b, c])
print(f"state lost: {gap(run([b])[0], right_b):.3f}")
print(f"skipped: {gap(run([c], after_a)[0], right_c):.3f}")
print(f"mixed: {gap(run([c], after_mixed)[0], right_c):.3f}")
print(f"not reset: {gap(run([a], after_all)[0], right_a):.3f}")
# --8<-- [end:silent]

# --8<-- [start:batch_size]
try:
    run([b[:32]], after_a)
except RuntimeError as error:
    print(f"RuntimeError: {error}")
# The caller can cut the state to the rows that are left.
fewer = tuple(part[:, :32].contiguous() for part in after_a)
rest, _ = run([b[:32]], fewer)
print(f"32 rows, off by: {gap(rest, right_b[:32]):.3f}")
# --8<-- [end:batch_size]

# --8<-- [start:train]
from torch.nn.functional import cross_entropy

labels = sequences[:, :, :10].argmax(dim=2)  # (B, T)
targets = labels.split(28, dim=1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
state = None  # the sequences begin
losses = []
for chunk, target in zip(chunks, targets, strict=True):
    logits, state = model(chunk, state)
    # Keep the numbers, drop the graph they came from.
    state = tuple(part.detach() for part in state)
    loss = cross_entropy(logits.transpose(1, 2), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
for number, loss in enumerate(losses, start=1):
    print(f"loss of chunk {number}: {loss:.3f}")
# --8<-- [end:train]


# --8<-- [start:truncation]
def gradient_by_step(cut):
    """Return (T,) norms of the second loss's input gradient."""
    inputs = sequences[:, :56].clone().requires_grad_()
    first, second = inputs.split(28, dim=1)
    _, state = model(first)
    if cut:
        state = tuple(part.detach() for part in state)
    logits, _ = model(second, state)
    logits = logits.transpose(1, 2)
    loss = cross_entropy(logits, targets[1], reduction="sum")
    (gradient,) = torch.autograd.grad(loss, inputs)
    return gradient.norm(dim=(0, 2))


through, cut = gradient_by_step(False), gradient_by_step(True)
for step in (0, 14, 26, 27, 28, 29):
    print(f"step {step}: {through[step]:.3f}, {cut[step]:.3f}")
# --8<-- [end:truncation]

# --8<-- [start:drawing]
from matplotlib import pyplot as plt

figure, axes = plt.subplots(figsize=(5, 3), layout="constrained")
axes.semilogy(through.cpu(), "--", color="#d9480f")
axes.semilogy(cut.cpu(), color="#d9480f")
axes.set(xlabel="step", ylabel="size of the gradient")
axes.set(ylim=(1e-6, 10))  # the same in both pictures
axes.legend(["through the state", "cut"], frameon=False)
figure.savefig("gradient.svg", transparent=True)
# --8<-- [end:drawing]

# --8<-- [start:save]
import io

_, state = run([a])
expected, _ = run([b], state)
file = io.BytesIO()  # a path serves as well
torch.save({"model": model.state_dict(), "state": state}, file)
file.seek(0)
saved = torch.load(file)
model = Scorer()  # as a new process would
model.load_state_dict(saved["model"])
lost, _ = run([b])
resumed, _ = run([b], saved["state"])
print(f"weights alone, off by: {gap(lost, expected):.3f}")
print(f"with the state, off by: {gap(resumed, expected):.3f}")
# --8<-- [end:save]

# --8<-- [start:published]
state = None
for step in (1, 2):
    logits, state = model(a, state)  # never detached
    try:
        logits.sum().backward()
        print(f"step {step}: done")
    except RuntimeError as error:
        print(f"step {step}: RuntimeError: {error}")
# --8<-- [end:published]
