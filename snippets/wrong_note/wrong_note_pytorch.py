"""Find a wrong note: a NaN, a wrong shape, and where to stop."""

# --8<-- [start:wrong_note]
import torch


def loss_of(volume):
    """Sum the logarithms of the positive entries of (T,)."""
    logs = volume.log()  # minus infinity where it is silent
    return torch.where(volume > 0, logs, 0.0).sum()


volume = torch.tensor([4.0, 0.0, 1.0], requires_grad=True)
loss = loss_of(volume)
loss.backward()
print(f"loss: {loss:.3f}")
print(f"gradient: {volume.grad.tolist()}")
# --8<-- [end:wrong_note]

# --8<-- [start:named]
import warnings

with (
    warnings.catch_warnings(record=True) as heard,
    torch.autograd.set_detect_anomaly(True),
):
    warnings.simplefilter("always")
    try:
        loss_of(volume).backward()  # forward passes
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
warning = str(heard[0].message)
print(f"names the operation: {'LogBackward0' in warning}")
print(f"names the line: {'logs = volume.log()' in warning}")
# --8<-- [end:named]

# --8<-- [start:sections]
from collections import OrderedDict

from torch import nn

torch.manual_seed(0)
model = nn.Sequential(  # (B, 4) to (B, 2)
    OrderedDict(
        strings=nn.Linear(4, 4),
        brass=nn.Linear(4, 4),
        percussion=nn.Linear(4, 2),
    )
)
# --8<-- [end:sections]

# --8<-- [start:rehearse]
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
notes = torch.rand(3, 4)  # (B, F)


def train_step(notes, careful=True):
    """Return the loss, and take a step unless it is refused."""
    optimizer.zero_grad()
    loss = model(notes).square().mean()
    if loss.isfinite() or not careful:  # an `if` on a value
        loss.backward()
        optimizer.step()
    return loss


for _ in range(3):
    print(f"loss: {train_step(notes):.3f}")
# --8<-- [end:rehearse]

# --8<-- [start:one_section]
with torch.no_grad():
    model.brass.weight[0, 0] = torch.nan  # the wrong note


def listen(module, inputs, output):
    """Say whether a module's output is finite."""
    print(f"{names[module]}: {output.isfinite().all()}")


names = {part: name for name, part in model.named_children()}
hooks = [part.register_forward_hook(listen) for part in names]
print(f"loss: {train_step(notes):.3f}")  # no step is taken
for hook in hooks:
    hook.remove()
# --8<-- [end:one_section]

# --8<-- [start:mended]
with torch.no_grad():
    model.brass.weight[0, 0] = 0.0  # nothing else is touched
for _ in range(3):
    print(f"loss: {train_step(notes):.3f}")
steps = optimizer.state[model.brass.weight]["step"]
print(f"steps counted by Adam: {steps:.0f}")  # not from one
# --8<-- [end:mended]


# --8<-- [start:spread]
def spoilt():
    """Count the weights that are NaN."""
    return sum(p.isnan().sum() for p in model.parameters())


broken = notes.clone()
broken[0, 0] = torch.nan  # one of twelve numbers
train_step(broken, careful=True)
print(f"spoilt by the careful step: {spoilt()}")
train_step(broken, careful=False)
total = sum(p.numel() for p in model.parameters())
print(f"spoilt by the careless step: {spoilt()} of {total}")
# --8<-- [end:spread]

# --8<-- [start:wrong_shape]
strings = nn.Linear(4, 4)
try:
    strings(torch.ones(3, 5))
except RuntimeError as error:
    print(f"RuntimeError: {error}")
right = strings(torch.ones(3, 4))  # the layer plays on
print(f"shape: {tuple(right.shape)}")
# --8<-- [end:wrong_shape]

# --8<-- [start:breakpoint]
import sys


def look():
    """Print what a debugger would find where it stops."""
    found = sys._getframe(1).f_locals
    for name in [n for n in ("x", "note") if n in found]:
        print(f"{name}: {found[name]:.3f}")


def play(x):
    """Double a scalar and add one."""
    note = 2 * x
    breakpoint()
    return note + 1


debugger = sys.breakpointhook
sys.breakpointhook = look  # in place of pdb
play(torch.tensor(3.0))
# --8<-- [end:breakpoint]

# --8<-- [start:compiled_breakpoint]
compiled = torch.compile(play, backend="eager")
for value in [3.0, 4.0]:
    print(f"call with {value}")
    compiled(torch.tensor(value))
with torch.compiler.set_stance("force_eager"):
    print("call with 5.0, uncompiled")
    compiled(torch.tensor(5.0))
sys.breakpointhook = debugger
# --8<-- [end:compiled_breakpoint]
