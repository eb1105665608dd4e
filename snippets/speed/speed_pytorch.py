"""Three shapes of work, each ready to be timed."""

# --8<-- [start:step]
import torch
from torch import nn

torch.manual_seed(0)
pictures = torch.rand(64, 784)
labels = torch.arange(64) % 10
cross_entropy = nn.CrossEntropyLoss()


def training_step(model):
    """Return a function that trains the model by one step."""
    adam = torch.optim.Adam(model.parameters(), lr=0.001)

    def step(inputs, labels):
        adam.zero_grad()
        loss = cross_entropy(model(inputs), labels)
        loss.backward()
        adam.step()
        return loss

    return step


# --8<-- [end:step]


# --8<-- [start:mlp]
def make_mlp():
    """Map (B, 784) to logits (B, 10)."""
    return nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)
    )


# --8<-- [end:mlp]


# --8<-- [start:lstm]
class RowReader(nn.Module):
    """Map (B, 28, 28) to logits (B, 10)."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.scores = nn.Linear(128, 10)

    def forward(self, rows):
        states, _ = self.lstm(rows)
        return self.scores(states[:, -1])


# --8<-- [end:lstm]


# --8<-- [start:loop]
def collatz(number):
    """Count the steps down to one: halve, or triple plus one."""
    steps = torch.tensor(0)
    while number != 1:  # the value decides how often
        even, odd = number // 2, 3 * number + 1
        number = torch.where(number % 2 == 0, even, odd)
        steps = steps + 1
    return steps


start = torch.tensor(27)
print(f"steps from 27: {collatz(start)}")
# --8<-- [end:loop]

# --8<-- [start:ways]
rows = pictures.reshape(64, 28, 28)
WORKS = {
    "MLP": (lambda: training_step(make_mlp()), pictures, labels),
    "LSTM": (lambda: training_step(RowReader()), rows, labels),
    "loop": (lambda: collatz, start),
}
WAYS = {
    "eager": lambda function: function,
    "torch.compile": torch.compile,
}
for work, (make, *inputs) in WORKS.items():
    function = WAYS["eager"](make())
    print(f"{work}: {function(*inputs).item():.3f}")
# --8<-- [end:ways]
