"""Stop a training run in PyTorch and go on where it stopped."""

# --8<-- [start:task]
import numpy as np
import torch
from torch import nn

STEPS, BATCH = 20, 8
inputs = np.random.default_rng(0).normal(size=(32, 4))
inputs = torch.tensor(inputs, dtype=torch.float32)  # (B, F)
labels = inputs[:, :1] * inputs[:, 1:2]  # (B, 1)
# --8<-- [end:task]


# --8<-- [start:begin]
def begin():
    """Return a model, its optimizer and its schedule."""
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Linear(4, 16),
        nn.Tanh(),
        nn.Dropout(0.2),
        nn.Linear(16, 1),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, STEPS
    )
    return model, optimizer, schedule


# --8<-- [end:begin]


# --8<-- [start:train]
def rows_of(step):
    """Return the rows of a step; each epoch is shuffled anew."""
    epoch, batch = divmod(step, len(inputs) // BATCH)
    order = np.random.default_rng(epoch).permutation(len(inputs))
    return order[BATCH * batch : BATCH * (batch + 1)]


def train(model, optimizer, schedule, steps):
    """Train for these steps."""
    for step in steps:
        rows = rows_of(step)
        optimizer.zero_grad()
        answers = model(inputs[rows])
        nn.functional.mse_loss(answers, labels[rows]).backward()
        optimizer.step()
        schedule.step()


# --8<-- [end:train]

# --8<-- [start:save]
model, optimizer, schedule = begin()
train(model, optimizer, schedule, range(10))
checkpoint = {
    "model": model.state_dict(),
    "optimizer": optimizer.state_dict(),
    "schedule": schedule.state_dict(),
    "random": torch.get_rng_state(),  # dropout draws from it
    "random_cuda": torch.cuda.get_rng_state_all(),  # or here
    "step": 10,
}
torch.save(checkpoint, "run.pt")
moments = optimizer.state_dict()["state"][0]
print(f"kept for a weight: {', '.join(moments)}")
print(f"rate at step 10: {schedule.get_last_lr()[0]:.3f}")
# --8<-- [end:save]

# --8<-- [start:never_stopped]
train(model, optimizer, schedule, range(10, STEPS))
weights = nn.utils.parameters_to_vector(model.parameters())
print(f"weights: {len(weights)}")
# --8<-- [end:never_stopped]


# --8<-- [start:resume]
def resume(*forgotten):
    """Go on from the file; return how far off the end is."""
    saved = torch.load("run.pt", weights_only=True)
    model, optimizer, schedule = begin()
    load = {
        "model": model.load_state_dict,
        "optimizer": optimizer.load_state_dict,
        "schedule": schedule.load_state_dict,
        "random": torch.set_rng_state,
        "random_cuda": torch.cuda.set_rng_state_all,
    }
    for part in load.keys() - set(forgotten):
        load[part](saved[part])
    first = 0 if "step" in forgotten else saved["step"]
    train(model, optimizer, schedule, range(first, first + 10))
    end = nn.utils.parameters_to_vector(model.parameters())
    return (end - weights).abs().max().item()


# --8<-- [end:resume]

# --8<-- [start:forgotten]
print(f"everything: {resume():.3f}")
for part in ("optimizer", "schedule", "random", "step"):
    print(f"without {part}: {resume(part):.3f}")
alone = resume("optimizer", "schedule", "random", "step")
print(f"weights alone: {alone:.3f}")
# --8<-- [end:forgotten]
