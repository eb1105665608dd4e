"""Record a graph on every run, then one graph for many runs."""

# --8<-- [start:gradient]
import torch
from matplotlib import pyplot as plt

weights = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
total = (2 * weights).sum()  # recorded as it runs
total.backward()
print(f"total: {total:.3f}")
print(f"gradient: {weights.grad.tolist()}")
# --8<-- [end:gradient]

# --8<-- [start:unwatched]
plain = torch.tensor([1.0, 2.0, 3.0])
try:
    (2 * plain).sum().backward()  # loud: nothing was recorded
except RuntimeError as error:
    print(f"RuntimeError: {error}")
print(f"gradient: {plain.grad}")
# --8<-- [end:unwatched]

# --8<-- [start:watched]
plain.requires_grad_()
(2 * plain).sum().backward()
print(f"gradient: {plain.grad.tolist()}")
# --8<-- [end:watched]

# --8<-- [start:second_gradient]
x = torch.tensor(3.0, requires_grad=True)
square = x**2
(slope,) = torch.autograd.grad(square, x)
print(f"first: {slope:.3f}")
try:
    torch.autograd.grad(square, x)  # the record is gone
except RuntimeError as error:
    print(f"RuntimeError: {str(error).split(' (')[0]}")
# --8<-- [end:second_gradient]

# --8<-- [start:kept_record]
square = x**2
cube = x * square
(square_slope,) = torch.autograd.grad(
    square, x, retain_graph=True
)
(cube_slope,) = torch.autograd.grad(cube, x)
print(f"slope of the square: {square_slope:.3f}")
print(f"slope of the cube: {cube_slope:.3f}")
# --8<-- [end:kept_record]


# --8<-- [start:control_flow]
def shrink(x):
    """Halve a scalar until it is at most one."""
    while x > 1:  # the value decides how often
        x = x / 2
    return x


for start in [3.0, 8.0]:
    x = torch.tensor(start, requires_grad=True)
    shrink(x).backward()
    print(f"slope at {start}: {x.grad:.3f}")
# --8<-- [end:control_flow]


# --8<-- [start:recorded_graph]
def recorded(start):
    """Name what shrink records, from the result back to x."""
    x = torch.tensor(start, requires_grad=True)
    node, names = shrink(x).grad_fn, []
    while node:
        names.append(type(node).__name__)
        node = next((up for up, _ in node.next_functions), None)
    return names


print(f"graph of 3.0: {', '.join(recorded(3.0))}")
print(f"graph of 8.0: {', '.join(recorded(8.0))}")

starts = [step / 4 for step in range(1, 81)]
halvings = [recorded(x).count("DivBackward0") for x in starts]
figure, axes = plt.subplots(figsize=(6, 2.5), layout="tight")
axes.step(starts, halvings, where="mid", color="#d9480f")
axes.set(xlabel="value of x", ylabel="recorded halvings")
figure.savefig("recorded.svg", transparent=True)
# --8<-- [end:recorded_graph]


# --8<-- [start:compiled]
def doubled_sum(x):
    """Map (T,) to a scalar."""
    return (2 * x).sum()


graphs = []


def keep(graph, example_inputs):
    """Keep a graph and run it as it was traced."""
    graphs.append(graph)
    return graph.forward


torch.compiler.reset()  # count from an empty cache
score = torch.compile(doubled_sum, backend=keep)
for length in [3, 4, 5] * 4:
    score(torch.ones(length))
nodes = [node.name for node in graphs[0].graph.nodes]
print("calls: 12")
print(f"graphs: {len(graphs)}")  # length 3, then any length
print(f"first graph: {', '.join(nodes)}")
# --8<-- [end:compiled]

# --8<-- [start:any_length]
torch.compiler.reset()
graphs.clear()
flexible = torch.compile(doubled_sum, dynamic=True, backend=keep)
for length in [3, 4, 5]:
    flexible(torch.ones(length))
print("calls: 3")
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
for _ in range(4):
    compiled(torch.ones(3))
print("calls: 4")
print(f"calls seen: {len(seen)}")
print(f"graphs: {len(graphs)}")  # the list had changed
# --8<-- [end:side_effect]

# --8<-- [start:compiled_loop]
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
    print(f"RuntimeError: {str(error).splitlines()[0]}")
# --8<-- [end:compiled_loop]
