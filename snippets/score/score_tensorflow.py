"""Let a value decide the way, at once and in a graph."""

# --8<-- [start:performance]
import tensorflow as tf


def respond(applause):
    """Answer a scalar: loudly above one half, else softly."""
    if applause > 0.5:  # the value decides
        return 2 * applause
    return applause - 0.1


for level in [0.8, 0.2]:
    applause = tf.Variable(level)
    with tf.GradientTape() as tape:
        answer = respond(applause)
    slope = tape.gradient(answer, applause)
    print(f"answer to {level}: {answer:.3f}")
    print(f"slope at {level}: {slope:.3f}")
# --8<-- [end:performance]

# --8<-- [start:compiled_if]
compiled = tf.function(respond)  # AutoGraph rewrites the `if`
counts = []
for level in [0.8, 0.2, 0.8, 0.2]:
    answer = compiled(tf.constant(level))
    counts.append(compiled.experimental_get_tracing_count())
    print(f"answer to {level}: {answer:.3f}")
print(f"graphs after each call: {counts}")
traced = compiled.get_concrete_function(tf.constant(0.8))
types = [op.type for op in traced.graph.get_operations()]
print(f"graph: {', '.join(types)}")
# --8<-- [end:compiled_if]


# --8<-- [start:one_graph]
@tf.function(autograph=False)
def respond_in_graph(applause):
    """Answer as respond does; both ways are in the graph."""
    return tf.cond(
        applause > 0.5,
        lambda: 2 * applause,  # the ways take no argument
        lambda: applause - 0.1,
    )


for level in [0.8, 0.2]:
    applause = tf.constant(level)
    with tf.GradientTape() as tape:
        tape.watch(applause)
        answer = respond_in_graph(applause)
    slope = tape.gradient(answer, applause)
    print(f"answer to {level}: {answer:.3f}")
    print(f"slope at {level}: {slope:.3f}")
traces = respond_in_graph.experimental_get_tracing_count()
print(f"graphs: {traces}")
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
@tf.function
def noted(level):
    """Answer a scalar; a way notes itself when traced."""
    return tf.cond(
        level > 0.5, lambda: loud(level), lambda: soft(level)
    )


quiet = tf.constant(0.2)
for _ in range(3):  # taken: soft, soft, soft
    noted(quiet)
print(f"ways: {ways}")
# --8<-- [end:side_effect]

# --8<-- [start:global_tempo]
tempo = 1.0


def play(note):
    """Scale a scalar by the tempo, a global number."""
    return tempo * note


compiled = tf.function(play)
answers = []
for value in [2.0, 3.0, 4.0]:
    tempo = value  # read once, while tracing
    answers.append(compiled(tf.constant(1.0)).numpy().item())
print(f"answers: {answers}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
# --8<-- [end:global_tempo]

# --8<-- [start:tempo_in_graph]
beat = tf.Variable(1.0)


def play_to_beat(note):
    """Scale a scalar by the beat, a global variable."""
    return beat * note


compiled = tf.function(play_to_beat)
answers = []
for value in [2.0, 3.0, 4.0]:
    beat.assign(value)  # the same variable, a new value
    answers.append(compiled(tf.constant(1.0)).numpy().item())
print(f"answers: {answers}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
# --8<-- [end:tempo_in_graph]

# --8<-- [start:numbered]
import json
from functools import partial
from pathlib import Path

inputs = {
    "tensor 0.8": tf.constant(0.8),
    "tensor 0.2": tf.constant(0.2),
    "number 0.8": 0.8,
    "number 0.9": 0.9,
}
# --8<-- [end:numbered]


# --8<-- [start:calls]
def play_all(calls):
    """Compile anew; return answer, runs, makes by call."""
    # A partial of its own: TensorFlow counts traces by function.
    fresh, graphs = tf.function(partial(respond)), []
    for name in calls:
        before = len(graphs)
        answer = float(fresh(inputs[name]))
        used = fresh.get_concrete_function(inputs[name]).graph
        if used not in graphs:
            graphs.append(used)
        makes = [
            ", ".join(op.type for op in graph.get_operations())
            for graph in graphs[before:]
        ]
        yield answer, [graphs.index(used) + 1], makes


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
import keras

feel = tf.Variable(1.0)
optimizer = keras.optimizers.SGD(learning_rate=0.1)
for level in [0.8, 0.2, 0.6]:  # three inputs, two ways
    answer = feel * respond(tf.constant(level))
    print(f"answer to {level}: {answer:.3f}")
print(f"weight after three performances: {feel.numpy():.3f}")

with tf.GradientTape() as tape:
    miss = feel * respond(tf.constant(0.8)) - 1.0
    loss = miss**2
slope = tape.gradient(loss, feel)
optimizer.apply([slope], [feel])  # only this moves the weight
print(f"weight after one rehearsal: {feel.numpy():.3f}")
# --8<-- [end:adapt]
