"""Take one training step of a two-layer network apart."""

# --8<-- [start:tools]
import numpy as np
import torch


def show(name, values):
    """Print an array, its rows divided by bars."""
    rows = np.atleast_2d(values.tolist()).round(3) + 0
    text = (" ".join(f"{v:.3f}" for v in row) for row in rows)
    print(f"{name}: {' | '.join(text)}")


def parameter(values):
    """Return a float64 tensor that collects its gradient."""
    return torch.tensor(
        values, dtype=torch.float64, requires_grad=True
    )


# --8<-- [end:tools]

# --8<-- [start:network]
x = parameter([[0.8, 2.0], [-1.0, 0.5]])  # (B, F)
w1 = parameter([[0.5, -0.3, 0.8], [0.1, 0.4, -0.6]])  # (F, H)
b1 = parameter([0.1, -0.2, 0.3])
w2 = parameter([[0.7, -0.4], [0.2, 0.9], [-0.5, 0.3]])  # (H, C)
b2 = parameter([0.1, -0.1])
labels = torch.tensor([1, 0])
# --8<-- [end:network]

# --8<-- [start:forward]
z = x @ w1 + b1  # (B, H)
hidden = torch.relu(z)
logits = hidden @ w2 + b2  # (B, C)
loss = torch.nn.functional.cross_entropy(logits, labels)
show("z", z)
show("hidden", hidden)
show("logits", logits)
show("probabilities", logits.softmax(dim=1))
show("loss", loss)
# --8<-- [end:forward]

# --8<-- [start:numpy_forward]
np_x, np_w1, np_b1, np_w2, np_b2 = (
    np.array(p.tolist()) for p in (x, w1, b1, w2, b2)
)
np_z = np_x @ np_w1 + np_b1
np_hidden = np.maximum(np_z, 0)
np_logits = np_hidden @ np_w2 + np_b2
powers = np.exp(np_logits)
np_p = powers / powers.sum(axis=1, keepdims=True)
np_loss = -np.log(np_p[[0, 1], [1, 0]]).mean()  # p(label)
show("z", np_z)
show("hidden", np_hidden)
show("logits", np_logits)
show("probabilities", np_p)
show("loss", np_loss)
# --8<-- [end:numpy_forward]

# --8<-- [start:backward]
order = []
values = {"logits": logits, "hidden": hidden, "z": z}
for name, value in values.items():
    value.retain_grad()  # else only leaves keep theirs
    value.register_hook(lambda _, name=name: order.append(name))
loss.backward()
for name, value in values.items():
    show(f"d {name}", value.grad)
print(f"order of arrival: {', '.join(order)}")
# --8<-- [end:backward]

# --8<-- [start:gradients]
show("d w2", w2.grad)
show("d b2", b2.grad)
show("d w1", w1.grad)
show("d b1", b1.grad)
show("d x", x.grad)
# --8<-- [end:gradients]

# --8<-- [start:numpy_backward]
one_hot = np.array([[0, 1], [1, 0]])
d_logits = (np_p - one_hot) / len(one_hot)
d_w2 = np_hidden.T @ d_logits
d_b2 = d_logits.sum(axis=0)
d_hidden = d_logits @ np_w2.T
d_z = np.where(np_z > 0, d_hidden, 0)
d_w1 = np_x.T @ d_z
d_b1 = d_z.sum(axis=0)
d_x = d_z @ np_w1.T
show("d logits", d_logits)
show("d hidden", d_hidden)
show("d z", d_z)
show("d w2", d_w2)
show("d b2", d_b2)
show("d w1", d_w1)
show("d b1", d_b1)
show("d x", d_x)
# --8<-- [end:numpy_backward]

# --8<-- [start:node_by_node]
import json
from pathlib import Path

weights = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
nodes = {"x": x, **values, **weights}
value = {name: t.tolist() for name, t in nodes.items()}
gradient = {name: t.grad.tolist() for name, t in nodes.items()}
value["p"] = logits.softmax(dim=1).tolist()
losses = torch.nn.functional.cross_entropy(
    logits, labels, reduction="none"
)
value |= {"loss": losses.tolist(), "label": labels.tolist()}
rows = []
for name in ("x", "z", "hidden", "logits"):
    cells = zip(*value[name], *gradient[name], strict=True)
    rows += [[f"{name} {n}", *c] for n, c in enumerate(cells, 1)]
kinds = ["value 1", "value 2", "gradient 1", "gradient 2"]
table = {"head": ["node", *kinds], "rows": rows}
numbers = {"table": table, "value": value, "gradient": gradient}
Path("nodes.json").write_text(json.dumps(numbers))
# --8<-- [end:node_by_node]


# --8<-- [start:finite_differences]
def loss_of(w1, b1, w2, b2):
    """Return the loss for these weights."""
    logits = torch.relu(x @ w1 + b1) @ w2 + b2
    return torch.nn.functional.cross_entropy(logits, labels)


parameters = [w1, b1, w2, b2]
weights = [weight.detach().clone() for weight in parameters]
step = 1e-6
slopes = []
for weight in weights:
    entries = weight.view(-1)  # shares the memory
    for number, kept in enumerate(entries.tolist()):
        entries[number] = kept + step
        above = loss_of(*weights)
        entries[number] = kept - step
        below = loss_of(*weights)
        entries[number] = kept
        slopes.append((above - below).item() / (2 * step))
exact = torch.cat([p.grad.flatten() for p in parameters])
error = (exact - exact.new_tensor(slopes)).abs().max()
bound = 1e-8
print(f"slopes: {len(slopes)}")
print(f"agree to {bound}: {bool(error < bound)}")
# --8<-- [end:finite_differences]

# --8<-- [start:gradcheck]
agree = torch.autograd.gradcheck(loss_of, parameters)
print(f"gradcheck: {agree}")
# --8<-- [end:gradcheck]

# --8<-- [start:picture]
from matplotlib import pyplot as plt

figure, axes = plt.subplots(figsize=(6, 3))
positions = range(len(slopes))
axes.bar(positions, exact.tolist(), color="#d9480f")
axes.plot(positions, slopes, "k_", label="finite difference")
axes.axhline(0, color="k", linewidth=0.5)
axes.set_xticks([2.5, 7, 11.5, 15.5], ["w1", "b1", "w2", "b2"])
axes.set_ylabel("gradient of the loss")
axes.legend(frameon=False)
plt.savefig("gradients.svg", transparent=True)
# --8<-- [end:picture]

# --8<-- [start:update]
show("w1 before", w1)
torch.optim.SGD(parameters, lr=0.5).step()
show("w1 after", w1)
show("w2 after", w2)
show("loss before", loss)
show("loss after", loss_of(*parameters))
# --8<-- [end:update]
