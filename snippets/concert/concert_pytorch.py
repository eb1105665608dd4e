"""Use a trained model: dropout, batch norm, a prompt."""

# --8<-- [start:switches]
import torch
from torch import nn

torch.manual_seed(0)
duo = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5))
notes = torch.ones(1, 4)  # (B, F)
for training in [True, False]:
    duo.train(training)  # one switch: how layers behave
    for silent in [False, True]:  # the other: the recording
        with torch.inference_mode(silent):
            sound = duo(notes)
        zeros = (sound == 0).sum()
        recorded = sound.requires_grad
        print(f"{training=}, inference_mode={silent}: ", end="")
        print(f"{zeros} zeros, {recorded=}")
# --8<-- [end:switches]

# --8<-- [start:used_later]
weight = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    quiet = 3 * weight
product = quiet * weight  # recorded; quiet is a constant
(slope,) = torch.autograd.grad(product, weight)
print(f"slope after no_grad: {slope:.3f}")

with torch.inference_mode():
    quiet = 3 * weight
try:
    quiet * weight
except RuntimeError as error:
    print(f"RuntimeError: {error}")
(slope,) = torch.autograd.grad(quiet.clone() * weight, weight)
print(f"slope after a clone: {slope:.3f}")
# --8<-- [end:used_later]


# --8<-- [start:dropout]
def listed(numbers):
    """Write numbers with three decimals each."""
    return " ".join(f"{number:.3f}" for number in numbers)


dropout = nn.Dropout(0.25)  # the share that is dropped
row = torch.ones(8)
print(f"training: {listed(dropout(row))}")
print(f"training: {listed(dropout(row))}")
print(f"mean of many: {dropout(torch.ones(100000)).mean():.3f}")
dropout.eval()
print(f"inference: {listed(dropout(row))}")
# --8<-- [end:dropout]

# --8<-- [start:batch_norm]
batch = torch.tensor([[1.0], [3.0], [5.0], [7.0]])  # (B, F)
norm = nn.BatchNorm1d(1)  # momentum=0.1 is the new share
print(f"training: {listed(norm(batch)[:, 0])}")
print(f"running mean: {norm.running_mean[0]:.3f}")
print(f"running variance: {norm.running_var[0]:.3f}")
norm.eval()
print(f"inference: {listed(norm(batch)[:, 0])}")
print(f"the 7 alone: {listed(norm(batch[3:])[0])}")
# --8<-- [end:batch_norm]

# --8<-- [start:moving]
norm = nn.BatchNorm1d(1)
with torch.inference_mode():  # the averages move anyway
    for count in range(1, 101):
        norm(batch)
        if count in (1, 10, 100):
            mean, variance = norm.running_mean, norm.running_var
            print(f"mean after {count}: {mean[0]:.3f}")
            print(f"variance after {count}: {variance[0]:.3f}")
# --8<-- [end:moving]

# --8<-- [start:rhyme]
import numpy as np

rhyme = (
    "a flute begins and all is still, "
    "the drum says boom, "
    "the drum says boom, "
    "the drum says hush, "
    "a horn replies behind the hill, "
    "and then they fill the room. "
)
alphabet = sorted(set(rhyme))
codes = np.array([alphabet.index(sign) for sign in rhyme])
# Eight characters and the next one; the rhyme is a circle.
windows = np.stack([np.roll(codes, -k) for k in range(8)], 1)
following = np.roll(codes, -8)
print(f"windows: {windows.shape}")
print(f"alphabet: {len(alphabet)} characters")
# --8<-- [end:rhyme]

# --8<-- [start:practise]
torch.manual_seed(0)
player = nn.Sequential(
    nn.Embedding(len(alphabet), 8),  # (B, 8) to (B, 8, 8)
    nn.Flatten(),
    nn.Linear(64, 64),
    nn.ReLU(),
    nn.Dropout(0.1),
    nn.Linear(64, len(alphabet)),  # logits (B, C)
)
optimizer = torch.optim.Adam(player.parameters(), lr=0.01)
fade = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 400)
inputs, labels = torch.tensor(windows), torch.tensor(following)
for _ in range(400):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(player(inputs), labels)
    loss.backward()
    optimizer.step()
    fade.step()

player.eval()  # from here on, inference
with torch.inference_mode():
    hits = player(inputs).argmax(dim=1) == labels
print(f"right: {hits.sum()} of {len(hits)}")
# --8<-- [end:practise]


# --8<-- [start:temperature]
@torch.inference_mode()
def probabilities(prompt, temperature=1):
    """Return (C,), the chances after 8 or more characters."""
    window = [alphabet.index(sign) for sign in prompt[-8:]]
    logits = player(torch.tensor([window]))[0].double()
    return (logits / temperature).softmax(dim=0)


for temperature in [0.5, 1, 3]:
    chances = probabilities("the drum says ", temperature)
    best = chances.argsort(descending=True)[:2]
    signs = [f"{alphabet[k]} {chances[k]:.3f}" for k in best]
    rest = 1 - sum(float(chances[k]) for k in best)
    print(
        f"temperature {temperature}: {', '.join(signs)}, ",
        end="",
    )
    print(f"others {rest:.3f}")
# --8<-- [end:temperature]

# --8<-- [start:one_by_one]
text, chance = "the drum says ", 1.0
for _ in range(5):
    chances = probabilities(text)
    sign = alphabet[chances.argmax()]
    chance *= chances.max()
    print(f"after '{text[-8:]}': '{sign}' {chances.max():.3f}")
    text += sign
print(f"chance of the five: {chance:.3f}")
# --8<-- [end:one_by_one]


# --8<-- [start:answer]
def answer(prompt, length, temperature=0, seed=0):
    """Continue a prompt; temperature 0 means greedy."""
    generator, text = np.random.default_rng(seed), prompt
    for _ in range(length):
        chances = probabilities(text, temperature or 1).cpu()
        if temperature:
            code = generator.choice(len(alphabet), p=chances)
        else:
            code = chances.argmax()
        text += alphabet[code]
    return text[len(prompt) :]


prompt = "the drum says boom, "
print(f"greedy: {answer(prompt, 38)}")
for seed in [22, 19]:
    print(f"seed {seed}: {answer(prompt, 38, 1, seed)}")
print(f"a horn r: {answer('a horn r', 22)}")
print(f"the plum says: {answer('the plum says ', 5)}")
# --8<-- [end:answer]


# --8<-- [start:repeatable]
def drawn():
    """Draw six answers, each with its own seed."""
    return [answer("the drum says ", 4, 1, k) for k in range(6)]


first, second = drawn(), drawn()
print(f"drawn: {' '.join(first)}")
print(f"drawn again, equal: {first == second}")
one, two = (probabilities("the drum says ") for _ in range(2))
print(f"chances in inference, equal: {torch.equal(one, two)}")
player.train()  # forget the switch: dropout is on
one, two = (probabilities("the drum says ") for _ in range(2))
print(f"chances in training, equal: {torch.equal(one, two)}")
player.eval()
# --8<-- [end:repeatable]

# --8<-- [start:picture]
import matplotlib.pyplot as plt

stretch = "the drum says hush, a horn"
figure, axes = plt.subplots(figsize=(6, 4), layout="tight")
for read in range(8, len(stretch)):
    chances = np.round(probabilities(stretch[:read]).tolist(), 1)
    rows = np.flatnonzero(chances)  # at least a twentieth
    areas = 150 * chances[rows]
    axes.scatter(
        [read] * len(rows), rows, areas, color="#d9480f"
    )
    truth = alphabet.index(stretch[read])
    axes.plot(read, truth, "ko", ms=14, fillstyle="none")
signs = [sign.replace(" ", "␣") for sign in stretch[7:-1]]
axes.set_xticks(range(8, len(stretch)), signs)
signs = [sign.replace(" ", "␣") for sign in alphabet]
axes.set_yticks(range(len(alphabet)), signs)
axes.set(xlabel="last character read", ylabel="next character")
figure.savefig("chances.svg", transparent=True)
# --8<-- [end:picture]
