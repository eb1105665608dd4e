"""A training step apart: forward, loss, backward, update."""

# --8<-- [start:data]
import numpy as np
import torch

# --8<-- [same]
torch.manual_seed(0)
generator = np.random.default_rng(0)
values = generator.normal(size=(64, 8))
features = torch.tensor(values, dtype=torch.float32)  # (B, F)
labels = torch.tensor(values[:, :3].argmax(axis=1))  # (B,)
print(f"features: {tuple(features.shape)}")
print(f"examples of each class: {labels.bincount().tolist()}")
# --8<-- [end:data]

# --8<-- [start:model]
from torch import nn

model = nn.Sequential(  # (B, F) to logits (B, C)
    nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)
)
loss_function = nn.CrossEntropyLoss()  # expects logits
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
print(f"parameters: {len(list(model.parameters()))}")
print(f"epsilon: {optimizer.defaults['eps']}")
# --8<-- [end:model]

# --8<-- [start:forward]
logits = model(features)  # (B, C)
# --8<-- [same]
correct = logits.argmax(dim=1) == labels
print(f"logits: {tuple(logits.shape)}")
print(f"recorded: {logits.requires_grad}")
print(f"correct: {correct.sum()} of {len(labels)}")
# --8<-- [end:forward]

# --8<-- [start:loss]
loss = loss_function(logits, labels)
print(f"loss: {loss:.3f}")
# --8<-- [end:loss]

# --8<-- [start:backward]
start = [p.detach().clone() for p in model.parameters()]


def largest_move():
    """Return how far the weights are from their start."""
    pairs = zip(model.parameters(), start, strict=True)
    return max((p - q).abs().max().item() for p, q in pairs)


loss.backward()  # fills .grad and moves nothing
norm = nn.utils.get_total_norm(
    [p.grad for p in model.parameters()]
)
print(f"norm of the gradient: {norm:.3f}")
print(f"largest move of a weight: {largest_move():.3f}")
# --8<-- [end:backward]

# --8<-- [start:update]
optimizer.step()  # reads .grad, moves the weights
with torch.no_grad():  # only looks: nothing to record
    new_loss = loss_function(model(features), labels)
print(f"largest move of a weight: {largest_move():.3f}")
print(f"loss: {new_loss:.3f}")
# --8<-- [end:update]


# --8<-- [start:loop]
def train_step(model, optimizer, features, labels):
    """Take one step on (B, F) and (B,); return the loss."""
    model.train()  # a mode that lasts until eval()
    optimizer.zero_grad()  # or this gradient joins the last
    loss = loss_function(model(features), labels)
    loss.backward()
    optimizer.step()
    return loss.detach()


for _ in range(100):
    loss = train_step(model, optimizer, features, labels)
model.eval()
with torch.no_grad():
    correct = model(features).argmax(dim=1) == labels
print(f"loss after 100 more steps: {loss:.3f}")
print(f"correct: {correct.sum()} of {len(labels)}")
# --8<-- [end:loop]

# --8<-- [start:compiled]
import copy

plain = copy.deepcopy(model)  # the same start for both
# Left to its default, the backend also compiles C++.
compiled = torch.compile(copy.deepcopy(model), backend="eager")
losses = []
for twin in (plain, compiled):
    adam = torch.optim.Adam(twin.parameters(), lr=0.001)
    for _ in range(10):
        loss = train_step(twin, adam, features, labels)
    losses.append(loss.item())
print(f"eager, loss of step 10: {losses[0]:.3f}")
print(f"compiled, loss of step 10: {losses[1]:.3f}")
# --8<-- [end:compiled]

# --8<-- [start:without_zero_grad]
optimizer.zero_grad()
norms = []
for _ in range(3):  # one batch, weights at rest
    loss_function(model(features), labels).backward()
    norms.append(model[0].weight.grad.norm().item())
for repeat, norm in enumerate(norms, start=1):
    print(
        # --8<-- [same]
        f"backward {repeat}: {norm / norms[0]:.3f} of the first"
    )
# --8<-- [end:without_zero_grad]


# --8<-- [start:one_weight]
def follow(clear):
    """Return the path of a weight from 0 towards 1."""
    weight = torch.tensor(0.0, requires_grad=True)
    adam = torch.optim.Adam([weight], lr=0.01)
    path = []
    for _ in range(300):
        if clear:
            adam.zero_grad()
        ((weight - 1) ** 2).backward()
        adam.step()
        path.append(weight.item())
    return path


cleared, piled_up = follow(True), follow(False)
for step in (100, 200, 300):
    print(f"cleared, step {step}: {cleared[step - 1]:.3f}")
    print(f"piled up, step {step}: {piled_up[step - 1]:.3f}")
# --8<-- [end:one_weight]

# --8<-- [start:drawing]
from matplotlib import pyplot as plt

figure, axes = plt.subplots(figsize=(6, 2.5), layout="tight")
axes.plot(cleared, "-", color="#d9480f", label="cleared")
axes.plot(piled_up, "--", color="#d9480f", label="piled up")
axes.set(xlabel="step", ylabel="weight")
axes.legend(frameon=False)
figure.savefig("one_weight.svg", transparent=True)
# --8<-- [end:drawing]

# --8<-- [start:loss_defaults]
scores = torch.tensor([[1.0, 2.0, -1.0]])  # logits (B, C)
target = torch.tensor([0])  # the second score is higher
default = nn.CrossEntropyLoss()


def loss_and_slope(to_input):
    """Return the loss and the size of its slope in scores."""
    leaf = scores.clone().requires_grad_()
    loss = default(to_input(leaf), target)
    (slope,) = torch.autograd.grad(loss, leaf)
    return loss.detach(), slope.norm()


right, right_slope = loss_and_slope(nn.Identity())
wrong, wrong_slope = loss_and_slope(nn.Softmax(dim=1))
print(f"given logits: {right:.3f}, slope {right_slope:.3f}")
print(f"after a softmax: {wrong:.3f}, slope {wrong_slope:.3f}")
# --8<-- [end:loss_defaults]

# --8<-- [start:adam_defaults]
slopes = [1e-3, 1e-6, 1e-8]
weights = torch.zeros(3, requires_grad=True)
weights.grad = torch.tensor(slopes)
torch.optim.Adam([weights], lr=1.0).step()
for slope, weight in zip(slopes, weights, strict=True):
    print(f"gradient {slope}: moves by {-weight:.3f}")
# --8<-- [end:adam_defaults]
