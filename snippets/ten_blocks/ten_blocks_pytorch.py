"""Read five published blocks twice: alone, then in order."""

# --8<-- [start:d1]
D1 = """
import torch
numbers = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
total = (2 * numbers).sum()
total.backward()
"""
# --8<-- [end:d1]

# --8<-- [start:d2]
D2 = """
import torch.nn as nn  # binds nn, and not torch
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.output = nn.Linear(128, 10)
    def forward(self, images):
        return self.output(torch.relu(self.hidden(images)))
model = Classifier()
"""
# --8<-- [end:d2]

# --8<-- [start:d3]
D3 = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, 2, batch_first=True)
        self.output = nn.Linear(128, 10)
    def forward(self, rows):
        sequence, _ = self.lstm(rows)
        return self.output(sequence[:, -1])
model = Reader()
"""
# --8<-- [end:d3]

# --8<-- [start:d4]
D4 = """
class Keeper(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.output = nn.Linear(128, 10)
        self.kept = None
    def forward(self, rows):
        sequence, self.kept = self.lstm(rows, self.kept)
        return self.output(sequence[:, -1])
model = Keeper()
"""
# --8<-- [end:d4]

# --8<-- [start:d5]
D5 = """
import torch
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
loss = loss_function(network(images), labels)
loss.backward()
optimizer.step()
"""
# --8<-- [end:d5]

# --8<-- [start:reading]
import warnings

QUESTIONS = {
    "D1": (D1, "numbers.grad.tolist()"),
    "D2": (D2, "tuple(model(torch.ones(64, 784)).shape)"),
    "D3": (D3, "tuple(model(torch.ones(64, 28, 28)).shape)"),
    "D4": (D4, "tuple(model(torch.ones(64, 28, 28)).shape)"),
    "D5": (D5, "loss.item()"),
}


def read(block, question, names):
    """Run a block and ask for its result; say what happens."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        reached = "stops at"
        try:
            exec(block, names)  # unsafe: runs the text above
            reached = "builds, then"
            answer = eval(question, names)  # unsafe: as above
        except Exception as error:
            return f"{reached} {type(error).__name__}: {error}"
    return f"{'warns, then ' if heard else ''}gives {answer}"


# --8<-- [end:reading]


# --8<-- [start:alone]
import torch  # so that all blocks find the framework loaded

for name, (block, question) in QUESTIONS.items():
    print(f"{name}: {read(block, question, {})}")
# --8<-- [end:alone]

# --8<-- [start:in_order]
names = {}  # what one block defines, the next one finds
for name, (block, question) in QUESTIONS.items():
    print(f"{name}: {read(block, question, names)}")
# --8<-- [end:in_order]

# --8<-- [start:unlike]
softmaxes = [block.count("softmax") for block in (D2, D3, D4)]
keeper = names["model"]
print(f"softmax in D2, D3, D4: {softmaxes}")
weights = sum(weight.numel() for weight in keeper.parameters())
print(f"weights of D4: {weights:,}")
# --8<-- [end:unlike]

# --8<-- [start:second_step]
keeper.kept = None
for step in "first", "second":
    try:
        keeper(torch.ones(64, 28, 28)).sum().backward()
        print(f"{step} step: runs")
    except RuntimeError as error:
        print(f"{step} step: {error}")
try:
    keeper(torch.ones(32, 28, 28))
except RuntimeError as error:
    print(f"32 in place of 64: {error}")
# --8<-- [end:second_step]
