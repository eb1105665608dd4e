"""Remember a conversation in PyTorch, in three ways."""

# --8<-- [start:turns]
import numpy as np
import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

# A turn: topic told (12), topic asked (12), fact (4).
told = np.eye(12, 28, dtype=np.float32)
told[:, 24:] = np.random.default_rng(0).uniform(-1, 1, (12, 4))
asked = np.eye(12, 28, k=12, dtype=np.float32)  # no fact
turns = torch.tensor(told)[None]  # (B, T, F)
questions = torch.tensor(asked)[None]
# --8<-- [end:turns]

# --8<-- [start:recurrent]
torch.manual_seed(0)
recurrent = nn.GRU(28, 16, batch_first=True)
state = None
with torch.no_grad():
    for turn in turns.split(1, dim=1):
        _, state = recurrent(turn, state)
    _, at_once = recurrent(turns)
same = torch.allclose(state, at_once, rtol=1e-5, atol=1e-6)
print(f"turn by turn equals at once: {same}")
print(f"numbers held after 12 turns: {state.numel()}")
# --8<-- [end:recurrent]


# --8<-- [start:attention]
class Attention(nn.Module):
    """Map turns (B, T, F) to facts (B, T, 4), weights, cache."""

    def __init__(self):
        super().__init__()
        self.query = nn.Linear(28, 12, bias=False)
        self.key = nn.Linear(28, 12, bias=False)
        self.value = nn.Linear(28, 4, bias=False)

    def forward(self, turns, cache=None):
        query = self.query(turns)  # (B, T, 12)
        key, value = self.key(turns), self.value(turns)
        if cache is not None:  # (B, S, 12), (B, S, 4)
            key = torch.cat([cache[0], key], dim=1)
            value = torch.cat([cache[1], value], dim=1)
        scores = query @ key.mT / 12**0.5
        new, known = scores.shape[1:]
        # A turn reads itself and those before it.
        later = torch.ones(new, known).triu(known - new + 1)
        scores = scores.masked_fill(later == 1, -torch.inf)
        weights = scores.softmax(dim=-1)
        return weights @ value, weights, (key, value)


# --8<-- [end:attention]


# --8<-- [start:cache]
attention = Attention().requires_grad_(False)
whole, _, _ = attention(turns)  # every turn anew
cache, steps = None, []
for turn in turns.split(1, dim=1):
    fact, _, cache = attention(turn, cache)
    steps.append(fact)
steps = torch.cat(steps, dim=1)
same = torch.allclose(steps, whole, rtol=1e-5, atol=1e-6)
print(f"cached steps equal the whole: {same}")
print(f"numbers held: {sum(part.numel() for part in cache)}")
# --8<-- [end:cache]

# --8<-- [start:recall]
by_hand = {
    attention.query: 20 * np.eye(28, 12, k=-12),  # asked
    attention.key: np.eye(28, 12),  # told
    attention.value: np.eye(28, 4, k=-24),  # fact
}
for layer, matrix in by_hand.items():
    layer.weight.copy_(torch.tensor(matrix.T))  # (out, in)
_, _, cache = attention(turns)
answer, weights, _ = attention(questions[:, :1], cache)
print(f"fact of turn 1: {turns[0, 0, 24]:.3f}")
print(f"answer after turn 12: {answer[0, 0, 0]:.3f}")
print(f"weight of turn 1: {weights[0, 0, 0]:.3f}")
others = weights[0, 0, 1:].sum()
print(f"weight of all others: {others:.3f}")
# --8<-- [end:recall]

# --8<-- [start:fading]
other = turns.clone()
other[:, 0, 24:] *= -1  # another fact at turn 1
with torch.no_grad():
    states, changed = recurrent(turns)[0], recurrent(other)[0]
gaps = (states - changed).norm(dim=-1)[0]
by_state = gaps / gaps[0]
by_attention = []
for length in range(1, 13):
    _, _, cache = attention(turns[:, :length])
    _, share, _ = attention(questions[:, :1], cache)
    by_attention.append(share[0, 0, 0].item())
for turn in (1, 4, 8, 12):
    left = by_state[turn - 1], by_attention[turn - 1]
    print(f"turn {turn}: {left[0]:.3f} state", end=", ")
    print(f"{left[1]:.3f} attention")
# --8<-- [end:fading]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

figure, (top, bottom) = plt.subplots(
    2, figsize=(5, 4), sharex=True, layout="constrained"
)
heard = range(1, 13)
top.bar(heard, weights[0, 0, :12].tolist(), color="#d9480f")
top.set_ylabel("weight in the answer")
bottom.plot(heard, by_attention, "--", color="#d9480f")
bottom.plot(heard, by_state.tolist(), color="#d9480f")
bottom.legend(["attention", "state"], frameon=False)
bottom.set_xlabel("turn")
bottom.set_ylabel("left of turn 1")
plt.savefig("memory.svg", transparent=True)
# --8<-- [end:drawing]

# --8<-- [start:cost]
from torch.utils.flop_counter import FlopCounterMode


def multiplications(function, *inputs):
    """Count the multiplications while the function runs."""
    with FlopCounterMode(display=False) as counter:
        function(*inputs)
    return counter.get_total_flops() // 2  # one + one each


cell = nn.GRUCell(28, 16)  # one step of the layer
for length in (12, 120):
    talk = turns.repeat(1, length // 12, 1)
    before, last = talk[:, :-1], talk[:, -1:]
    _, _, cache = attention(before)
    step = multiplications(cell, last[:, 0], state[0])
    anew = multiplications(attention, talk)
    cached = multiplications(attention, last, cache)
    print(f"turn {length}: {step=}, {anew=}, {cached=}")
# --8<-- [end:cost]

# --8<-- [start:fused]
_, _, cache = attention(turns)
fifth = questions[:, 4:5]
answer, _, (key, value) = attention(fifth, cache)
# One head, and it comes before time: (B, 1, T, 12).
parts = attention.query(fifth)[:, None], key[:, None]
parts = *parts, value[:, None]
fused = scaled_dot_product_attention(*parts)
wrong = scaled_dot_product_attention(*parts, is_causal=True)
first = torch.allclose(wrong[0, 0, 0], value[0, 0])
print(f"off by: {(fused[:, 0] - answer).abs().max():.3f}")
print(f"causal: {(wrong[:, 0] - answer).abs().max():.3f}")
print(f"causal reads turn 1 alone: {first}")
# --8<-- [end:fused]
