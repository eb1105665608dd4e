"""Let a value decide the way, at once and in a graph."""

# --8<-- [start:performance]
import torch


def respond(applause):
    """Answer a scalar: loudly above one half, else softly."""
    if applause > 0.5:  # the value decides
        return 2 * applause
    return applause - 0.1


for level in [0.8, 0.2]:
    applause = torch.tensor(level, requires_grad=True)
    answer = respond(applause)
    answer.backward()
    print(f"answer to {level}: {answer:.3f}")
    print(f"slope at {level}: {applause.grad:.3f}")
# --8<-- [end:performance]

# --8<-- [start:compiled_if]
graphs = []


def keep(graph, example_inputs):
    """Keep a graph and run it as it was traced."""
    graphs.append(graph)
    return graph.forward


compiled = torch.compile(respond, backend=keep)
counts = []
for level in [0.8, 0.2, 0.8, 0.2]:
    answer = compiled(torch.tensor(level))
    counts.append(len(graphs))
    print(f"answer to {level}: {answer:.3f}")
print(f"graphs after each call: {counts}")
for graph in graphs:  # the `if` itself is in none
    names = [node.name for node in graph.graph.nodes]
    print(f"graph: {', '.join(names)}")
# --8<-- [end:compiled_if]


# --8<-- [start:one_graph]
def respond_in_graph(applause):
    """Answer as respond does; both ways are in the graph."""
    return torch.cond(
        applause > 0.5,
        lambda level: 2 * level,
        lambda level: level - 0.1,
        (applause,),  # the ways get this
    )


graphs.clear()
whole = torch.compile(
    respond_in_graph, fullgraph=True, backend=keep
)
for level in [0.8, 0.2]:
    applause = torch.tensor(level, requires_grad=True)
    answer = whole(applause)
    answer.backward()
    print(f"answer to {level}: {answer:.3f}")
    print(f"slope at {level}: {applause.grad:.3f}")
print(f"graphs: {len(graphs)}")
# --8<-- [end:one_graph]

# --8<-- [start:ways]
ways = []


def loud(level):
    """Double a scalar and note the way in a Python list."""
    ways.append("loud")
    return 2 * level


def soft(level):
    """Lower a scalar and note the way in a Python list."""
    ways.append("soft")
    return level - 0.1


# --8<-- [end:ways]

# --8<-- [start:side_effect]
quiet = torch.tensor(0.2)
try:  # refused, even without torch.compile
    torch.cond(quiet > 0.5, loud, soft, (quiet,))
except RuntimeError as error:
    print(type(error).__name__)
print(f"ways: {ways}")
# --8<-- [end:side_effect]

# --8<-- [start:global_tempo]
tempo = 1.0


def play(note):
    """Scale a scalar by the tempo, a global number."""
    return tempo * note


graphs.clear()
compiled = torch.compile(play, backend=keep)
answers = []
for value in [2.0, 3.0, 4.0]:
    tempo = value  # guarded: a change is seen
    answers.append(compiled(torch.tensor(1.0)).item())
print(f"answers: {answers}")
print(f"graphs: {len(graphs)}")
# --8<-- [end:global_tempo]

# --8<-- [start:tempo_in_graph]
beat = torch.tensor(1.0)


def play_to_beat(note):
    """Scale a scalar by the beat, a global tensor."""
    return beat * note


graphs.clear()
compiled = torch.compile(play_to_beat, backend=keep)
answers = []
for value in [2.0, 3.0, 4.0]:
    beat.fill_(value)  # the same tensor, a new value
    answers.append(compiled(torch.tensor(1.0)).item())
print(f"answers: {answers}")
print(f"graphs: {len(graphs)}")
# --8<-- [end:tempo_in_graph]

# --8<-- [start:numbered]
import json
from pathlib import Path

inputs = {
    "tensor 0.8": torch.tensor(0.8),
    "tensor 0.2": torch.tensor(0.2),
    "number 0.8": 0.8,
    "number 0.9": 0.9,
}
made, ran = [], []


def number(graph, example_inputs):
    """Number a graph, and note its number at each run."""
    names = [node.name for node in graph.graph.nodes]
    made.append(", ".join(names))
    here = len(made)

    def run(*arguments):
        ran.append(here)
        return graph.forward(*arguments)

    return run


# --8<-- [end:numbered]


# --8<-- [start:calls]
def play_all(calls):
    """Compile anew; return answer, runs, makes by call."""
    torch.compiler.reset()  # forget all graphs
    made.clear()
    fresh = torch.compile(respond, backend=number)
    for name in calls:
        before = len(made)
        ran.clear()
        answer = float(fresh(inputs[name]))
        yield answer, list(ran), made[before:]


order = ["tensor 0.8", "tensor 0.2", "number 0.8", "number 0.9"]
table = []
for name, (answer, runs, makes) in zip(
    order, play_all(order), strict=True
):
    table.append([name, answer, str(runs)[1:-1], len(makes)])
    print(f"{name}: runs {runs}, new graphs: {len(makes)}")
# --8<-- [end:calls]

# --8<-- [start:every_order]
from itertools import permutations

names = list(inputs)
plays = {}
for length in range(len(names) + 1):
    for path in permutations(range(len(names)), length):
        calls = [names[place] for place in path]
        steps = list(play_all(calls * 2))  # each once more
        key = "".join(map(str, path))
        again = dict(
            zip(map(str, path), steps[length:], strict=True)
        )
        plays[key] = {"again": again}
        if path:
            plays[key]["last"] = steps[length - 1]
head = ["call", "answer", "runs graphs", "new graphs"]
numbers = {"table": {"head": head, "rows": table}}
numbers |= {"inputs": names, "plays": plays}
Path("calls.json").write_text(json.dumps(numbers))
print(f"orders: {len(plays)}")
# --8<-- [end:every_order]

# --8<-- [start:adapt]
feel = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([feel], lr=0.1)
for level in [0.8, 0.2, 0.6]:  # three inputs, two ways
    answer = feel * respond(torch.tensor(level))
    print(f"answer to {level}: {answer:.3f}")
print(f"weight after three performances: {feel:.3f}")

miss = feel * respond(torch.tensor(0.8)) - 1.0
(miss**2).backward()
optimizer.step()  # only this moves the weight
print(f"weight after one rehearsal: {feel:.3f}")
# --8<-- [end:adapt]
