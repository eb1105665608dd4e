"""Record a graph on every run, then one graph for many runs."""

# --8<-- [start:gradient]
import tensorflow as tf

weights = tf.Variable([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * weights)  # recorded as it runs
gradient = tape.gradient(total, weights)
print(f"total: {total:.3f}")
print(f"gradient: {gradient.numpy().tolist()}")
# --8<-- [end:gradient]

# --8<-- [start:unwatched]
plain = tf.constant([1.0, 2.0, 3.0])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(2 * plain)
missing = tape.gradient(total, plain)  # silent: no record
print(f"gradient: {missing}")
# --8<-- [end:unwatched]

# --8<-- [start:watched]
with tf.GradientTape() as tape:
    tape.watch(plain)
    total = tf.reduce_sum(2 * plain)
found = tape.gradient(total, plain)
print(f"gradient: {found.numpy().tolist()}")
# --8<-- [end:watched]

# --8<-- [start:second_gradient]
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    square = x**2
slope = tape.gradient(square, x)
print(f"first: {slope:.3f}")
try:
    tape.gradient(square, x)  # the record is gone
except RuntimeError as error:
    print(f"RuntimeError: {str(error).split(' (')[0]}")
# --8<-- [end:second_gradient]

# --8<-- [start:kept_record]
with tf.GradientTape(persistent=True) as tape:
    square = x**2
    cube = x * square
square_slope = tape.gradient(square, x)
cube_slope = tape.gradient(cube, x)
del tape  # a kept record holds its memory
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
    x = tf.Variable(start)
    with tf.GradientTape() as tape:
        small = shrink(x)
    slope = tape.gradient(small, x)
    print(f"slope at {start}: {slope:.3f}")
# --8<-- [end:control_flow]


# --8<-- [start:compiled]
def doubled_sum(x):
    """Map (T,) to a scalar."""
    traces.append(x.shape)  # runs while tracing only
    return tf.reduce_sum(2 * x)


traces = []
score = tf.function(doubled_sum)
for length in [3, 4, 5] * 4:
    score(tf.ones([length]))
graph = score.get_concrete_function(tf.ones([3])).graph
nodes = [node.type for node in graph.get_operations()]
print("calls: 12")
print(f"graphs: {len(traces)}")  # one for each length
print(f"first graph: {', '.join(nodes)}")
# --8<-- [end:compiled]

# --8<-- [start:any_length]
traces.clear()
flexible = tf.function(
    doubled_sum, input_signature=[tf.TensorSpec([None])]
)
for length in [3, 4, 5]:
    flexible(tf.ones([length]))
print("calls: 3")
print(f"graphs: {len(traces)}")
# --8<-- [end:any_length]

# --8<-- [start:side_effect]
seen = []


def noted(x):
    """Double (T,) and note the call in a Python list."""
    seen.append("call")  # runs while tracing only
    return 2 * x


compiled = tf.function(noted)
for _ in range(4):
    compiled(tf.ones([3]))
print("calls: 4")
print(f"calls seen: {len(seen)}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
# --8<-- [end:side_effect]

# --8<-- [start:compiled_loop]
compiled = tf.function(shrink)
values = [compiled(tf.constant(v)) for v in [3.0, 8.0]]
print(f"values: {[value.numpy().item() for value in values]}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
strict = tf.function(shrink, autograph=False)
try:
    strict(tf.constant(3.0))
except TypeError as error:
    print(f"TypeError: {str(error).split('. ')[0]}")
# --8<-- [end:compiled_loop]
