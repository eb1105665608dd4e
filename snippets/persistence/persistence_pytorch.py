"""Save a conversation in PyTorch, load it and continue."""

# --8<-- [start:model]
import numpy as np
import torch
from torch import nn


class Talker(nn.Module):
    """Map a turn (B, 8) and a memory to an answer, memory."""

    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(8, 16)
        self.readout = nn.Linear(16, 8)

    def forward(self, turn, memory):
        state = self.cell(turn, memory["state"])  # (B, 16)
        past = [memory["history"], state[:, None]]
        history = torch.cat(past, dim=1)  # (B, T, 16)
        scores = (history * state[:, None]).sum(dim=2)
        weights = scores.softmax(dim=1)[..., None]
        answer = self.readout((weights * history).sum(dim=1))
        return answer, {"state": state, "history": history}


# --8<-- [end:model]


# --8<-- [start:turns]
turns = np.random.default_rng(0).normal(size=(10, 1, 8))
turns = torch.tensor(turns, dtype=torch.float32)
# --8<-- [end:turns]


# --8<-- [start:talk]
@torch.no_grad()
def talk(talker, turns, memory):
    """Return the answers (T, B, 8) and the memory."""
    answers = []
    for turn in turns:
        answer, memory = talker(turn, memory)
        answers.append(answer)
    return torch.stack(answers), memory


blank = {
    "state": torch.zeros(1, 16),
    "history": torch.zeros(1, 0, 16),  # one more row each turn
}
torch.manual_seed(0)
talker = Talker()
_, memory = talk(talker, turns[:5], blank)
expected, _ = talk(talker, turns[5:], memory)  # goes on
print(f"numbers: {[v.numel() for v in memory.values()]}")
print(f"sixth answer: {expected[0, 0, 0]:.3f}")
# --8<-- [end:talk]

# --8<-- [start:save]
weights = talker.state_dict()
torch.save({"talker": weights, "memory": memory}, "talk.pt")
# --8<-- [end:save]

# --8<-- [start:load]
saved = torch.load("talk.pt", weights_only=True)
loaded = Talker()  # new random weights
loaded.load_state_dict(saved["talker"])
with torch.no_grad():
    sixth, _ = loaded(turns[5], saved["memory"])
print(f"sixth answer: {sixth[0, 0]:.3f}")
# --8<-- [end:load]


# --8<-- [start:lost]
def gap(talker, memory):
    """Return how far off the sixth answer is."""
    answers, _ = talk(talker, turns[5:6], memory)
    return (answers - expected[:1]).abs().max()


half = {**blank, "state": memory["state"]}
same = torch.equal(sixth, expected[0])
print(f"the same number: {same}")
print(f"all: {gap(loaded, saved['memory']):.3f}")
print(f"weights alone: {gap(loaded, blank):.3f}")
print(f"without the history: {gap(loaded, half):.3f}")
print(f"other weights: {gap(Talker(), saved['memory']):.3f}")
# --8<-- [end:lost]


# --8<-- [start:homes]
class Keeper(nn.Module):
    """Keep the last turn in three places."""

    def __init__(self):
        super().__init__()
        kept, brief = torch.zeros(2, 1, 8)
        self.register_buffer("buffer", kept)
        self.register_buffer("brief", brief, persistent=False)
        self.attribute = torch.zeros(1, 8)

    def forward(self, turn):
        self.buffer = self.brief = self.attribute = turn


# --8<-- [end:homes]


# --8<-- [start:kept]
keeper, other = Keeper(), Keeper()
keeper(turns[0])
torch.save(keeper.state_dict(), "keeper.pt")
other.load_state_dict(torch.load("keeper.pt"))
for home in ("buffer", "brief", "attribute"):
    before = getattr(keeper, home).norm()
    after = getattr(other, home).norm()
    print(f"{home}: {before:.3f}, then {after:.3f}")
# --8<-- [end:kept]

# --8<-- [start:drawing]
import matplotlib.pyplot as plt

whole, _ = talk(talker, turns, blank)  # never stopped
resumed, _ = talk(loaded, turns[5:], saved["memory"])
forgot, _ = talk(loaded, turns[5:], blank)
figure, axes = plt.subplots(figsize=(5, 3), layout="constrained")
after = range(6, 11)
axes.plot(range(1, 11), whole[:, 0, 0].tolist(), color="#7a8699")
axes.plot(after, resumed[:, 0, 0].tolist(), "o", color="#d9480f")
axes.plot(after, forgot[:, 0, 0].tolist(), "--", color="#d9480f")
names = ["never stopped", "loaded", "loaded without memory"]
axes.legend(names, frameon=False)
axes.set_xlabel("turn")
axes.set_ylabel("answer")
plt.savefig("talk.svg", transparent=True)
# --8<-- [end:drawing]
