"""Trace a function once, and run its graph many times."""

# --8<-- [start:compiled]
import torch


def doubled_sum(x):
    """Map (T,) to a scalar."""
    return (2 * x).sum()


graphs = []


def keep(graph, example_inputs):
    """Keep a graph and run it as it was traced."""
    graphs.append(graph)
    return graph.forward


total = torch.compile(doubled_sum, backend=keep)
lengths = [3, 4, 5] * 4
for length in lengths:
    # --8<-- [same]
    total(torch.ones(length))
print(f"calls: {len(lengths)}")
print(f"graphs: {len(graphs)}")  # length 3, then any length
# --8<-- [end:compiled]

# --8<-- [start:first_graph]
nodes = [node.name for node in graphs[0].graph.nodes]
print(f"first graph: {', '.join(nodes)}")
# --8<-- [end:first_graph]

# --8<-- [start:any_length]
torch.compiler.reset()  # forget the graphs so far
graphs.clear()
flexible = torch.compile(doubled_sum, dynamic=True, backend=keep)
for length in lengths:
    # --8<-- [same]
    flexible(torch.ones(length))
print(f"graphs: {len(graphs)}")
# --8<-- [end:any_length]

# --8<-- [start:side_effect]
seen = []


def noted(x):
    """Double (T,) and note the call in a Python list."""
    seen.append("call")  # runs in every call
    return 2 * x


graphs.clear()
compiled = torch.compile(noted, backend=keep)
rows = torch.ones(4, 3)
for row in rows:
    compiled(row)
print(f"calls: {len(rows)}")
print(f"calls seen: {len(seen)}")
print(f"graphs: {len(graphs)}")  # the list had changed
# --8<-- [end:side_effect]


# --8<-- [start:compiled_loop]
def shrink(x):
    """Halve a scalar until it is at most one."""
    while x > 1:  # the value decides how often
        x = x / 2
    return x


graphs.clear()
compiled = torch.compile(shrink, backend=keep)
values = [compiled(torch.tensor(v)).item() for v in [3.0, 8.0]]
print(f"values: {values}")
nodes = [node.name for node in graphs[0].graph.nodes]
print(f"first graph: {', '.join(nodes)}")  # the test alone
torch.compiler.reset()
strict = torch.compile(shrink, fullgraph=True, backend=keep)
try:
    strict(torch.tensor(3.0))
except RuntimeError as error:
    print(f"refused: {type(error).__name__}")
# --8<-- [end:compiled_loop]


# --8<-- [start:loop_in_graph]
def shrink_in_graph(x):
    """Halve a scalar until it is at most one."""
    (x,) = torch.while_loop(
        lambda x: x > 1, lambda x: (x / 2,), (x,)
    )
    return x


graphs.clear()
whole = torch.compile(
    shrink_in_graph, fullgraph=True, backend=keep
)
for start in [0.5, 3.0, 8.0]:  # 0.5 is not halved at all
    x = torch.tensor(start, requires_grad=True)
    small = whole(x)
    small.backward()
    print(f"halved from {start} to: {small:.3f}")
    print(f"slope at {start}: {x.grad:.3f}")
print(f"graphs: {len(graphs)}")
# --8<-- [end:loop_in_graph]


# --8<-- [start:model]
from torch import nn


class Upright(nn.Module):
    """Map (B, 3) to (B, 1), with a mean that is not negative."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(3, 1)

    def forward(self, x):
        y = self.dense(x)
        if y.mean() < 0:  # the value decides
            return -y
        return y


torch.manual_seed(0)
batch = torch.ones(2, 3)  # (B, F)
model = Upright().eval()
with torch.no_grad():
    print(f"not negative: {model(batch).mean() >= 0}")
# --8<-- [end:model]

# --8<-- [start:compiled_model]
graphs.clear()
compiled = torch.compile(model, backend=keep)
with torch.no_grad():
    print(f"not negative: {compiled(batch).mean() >= 0}")
print(f"graphs: {len(graphs)}")  # broken at the `if`
# --8<-- [end:compiled_model]
