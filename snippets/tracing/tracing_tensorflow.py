"""Trace a function once, and run its graph many times."""

# --8<-- [start:compiled]
import tensorflow as tf


def doubled_sum(x):
    """Map (T,) to a scalar."""
    traces.append(x.shape)  # runs while tracing only
    return tf.reduce_sum(2 * x)


traces = []
total = tf.function(doubled_sum)
lengths = [3, 4, 5] * 4
for length in lengths:
    # --8<-- [same]
    total(tf.ones([length]))
print(f"calls: {len(lengths)}")
print(f"graphs: {len(traces)}")  # one for each length
# --8<-- [end:compiled]

# --8<-- [start:first_graph]
graph = total.get_concrete_function(tf.ones([3])).graph
nodes = [node.type for node in graph.get_operations()]
print(f"first graph: {', '.join(nodes)}")
# --8<-- [end:first_graph]

# --8<-- [start:any_length]
traces.clear()
flexible = tf.function(
    doubled_sum, input_signature=[tf.TensorSpec([None])]
)
for length in lengths:
    # --8<-- [same]
    flexible(tf.ones([length]))
print(f"graphs: {len(traces)}")
# --8<-- [end:any_length]

# --8<-- [start:side_effect]
seen = []


def noted(x):
    """Double (T,) and note the call in a Python list."""
    seen.append("call")  # runs while tracing only
    return 2 * x


compiled = tf.function(noted)
rows = tf.ones([4, 3])
for row in rows:
    compiled(row)
print(f"calls: {len(rows)}")
print(f"calls seen: {len(seen)}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
# --8<-- [end:side_effect]

# --8<-- [start:compiled_loop]


def shrink(x):
    """Halve a scalar until it is at most one."""
    while x > 1:  # the value decides how often
        x = x / 2
    return x


compiled = tf.function(shrink)  # AutoGraph rewrites the `while`
values = [compiled(tf.constant(v)) for v in [3.0, 8.0]]
print(f"values: {[value.numpy().item() for value in values]}")
print(f"graphs: {compiled.experimental_get_tracing_count()}")
strict = tf.function(shrink, autograph=False)
try:
    strict(tf.constant(3.0))
except TypeError as error:
    print(f"refused: {type(error).__name__}")
# --8<-- [end:compiled_loop]


# --8<-- [start:loop_in_graph]
@tf.function(autograph=False)
def shrink_in_graph(x):
    """Halve a scalar until it is at most one."""
    (x,) = tf.while_loop(
        lambda x: x > 1, lambda x: (x / 2,), (x,)
    )
    return x


for start in [0.5, 3.0, 8.0]:  # 0.5 is not halved at all
    x = tf.constant(start)
    with tf.GradientTape() as tape:
        tape.watch(x)
        small = shrink_in_graph(x)
    slope = tape.gradient(small, x)
    print(f"halved from {start} to: {small:.3f}")
    print(f"slope at {start}: {slope:.3f}")
count = shrink_in_graph.experimental_get_tracing_count()
print(f"graphs: {count}")
# --8<-- [end:loop_in_graph]


# --8<-- [start:model]
import keras


class Upright(keras.Model):
    """Map (B, 3) to (B, 1), with a mean that is not negative."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        y = self.dense(x)
        if tf.reduce_mean(y) < 0:  # the value decides
            return -y
        return y


keras.utils.set_random_seed(0)
batch = tf.ones([2, 3])  # (B, F)
model = Upright()
print(f"not negative: {tf.reduce_mean(model(batch)) >= 0}")
# --8<-- [end:model]

# --8<-- [start:compiled_model]
targets = tf.ones([2, 1])
model.compile(loss="mse")
try:
    model.fit(batch, targets, verbose=0)
except tf.errors.OperatorNotAllowedInGraphError as error:
    print(type(error).__name__)
model.compile(loss="mse", run_eagerly=True)
history = model.fit(batch, targets, verbose=0)
print(f"loss of an eager fit: {history.history['loss'][0]:.3f}")
# --8<-- [end:compiled_model]
