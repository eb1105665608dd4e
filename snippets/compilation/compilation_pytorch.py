"""Compilation in PyTorch: values, graphs, side effects."""

# --8<-- [start:inputs]
import random
from contextlib import suppress

import torch

x = torch.tensor([1.0, -2.0, 3.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
ones = torch.ones(3)


def polynomial(x):
    return x**3 - 2 * x**2 + x


def branch(x):
    return x * 2 if x.sum() > 0 else x * 3


def loop(x):
    total = torch.zeros(())
    for one in x:
        total = torch.tanh(total + one)
    return total


def graphs_for(calls, f=polynomial, **how):
    """Count the graphs that these calls of a function need."""
    torch.compiler.reset()
    graphs = []

    def keep(graph, inputs):
        graphs.append(graph)
        return graph.forward

    compiled = torch.compile(f, backend=keep, **how)
    for inputs in calls:
        compiled(*inputs)
    return len(graphs)


# --8<-- [end:helpers]

# --8<-- [start:values]
# backend="eager" traces and runs the operations one by one; the
# default writes and compiles C++ or Triton.
compiled_function = torch.compile(polynomial, backend="eager")(x)
compiled_with_xla = torch.compile(polynomial, backend="eager")(x)


# believed to differ: a branch on a value works in both.
def compiled_branch():
    return torch.compile(branch, backend="eager")(ones)


def compiled_other_branch():
    return torch.compile(branch, backend="eager")(-ones)


def compiled_loop():
    return torch.compile(loop, backend="eager")(ones)


# One graph can't hold both ways of an if: PyTorch breaks it
# in two, or refuses where it may not. TensorFlow rewrites it.
with suppress(RuntimeError):

    def branch_in_one_graph():
        torch.compiler.reset()
        return torch.compile(
            branch, fullgraph=True, backend="eager"
        )(ones)


def branch_in_one_graph_as_tensorflow():
    return torch.compile(
        lambda x: torch.where(x.sum() > 0, x * 2, x * 3),
        fullgraph=True,
        backend="eager",
    )(ones)


cond = torch.cond(
    ones.sum() > 0, lambda x: x * 2, lambda x: x * 3, (ones,)
)
while_loop = torch.while_loop(
    lambda x: x.sum() < 100, lambda x: (x * 2,), (ones,)
)
exported = torch.export.export(
    torch.nn.Tanh(), (torch.ones(3),)
).module()(ones)
# An exported program takes the shape that it was made for.
with suppress(AssertionError):
    exported_with_other_shape = torch.export.export(
        torch.nn.Tanh(), (torch.ones(3),)
    ).module()(torch.ones(4))
exported_with_other_shape_as_tensorflow = torch.tanh(
    torch.ones(4)
)


def dictionary_as_output():
    compiled = torch.compile(
        lambda x: {"double": x * 2, "half": x / 2},
        backend="eager",
    )
    return compiled(ones)


# --8<-- [end:values]


# --8<-- [start:graphs]
def graphs_for_one_shape():
    return graphs_for([(torch.ones(3),)] * 4)


# PyTorch makes a length dynamic when it has changed once;
# TensorFlow traces again for every length.
def graphs_for_four_lengths():
    return graphs_for([(torch.ones(n),) for n in (3, 4, 5, 6)])


def graphs_for_four_lengths_as_tensorflow():
    return graphs_for(
        [(torch.ones(n),) for n in (3, 4, 5, 6)], dynamic=False
    )


def graphs_for_any_length():
    return graphs_for(
        [(torch.ones(n),) for n in (3, 4, 5, 6)], dynamic=True
    )


def graphs_for_two_dtypes():
    return graphs_for(
        [(torch.ones(3),), (torch.ones(3).half(),)]
    )


# A number of Python is a constant of the graph: TensorFlow
# traces anew for each, PyTorch makes it dynamic.
def graphs_for_four_numbers():
    return graphs_for(
        [(ones, n) for n in (2, 3, 4, 5)], lambda x, n: x * n
    )


def graphs_for_four_numbers_as_tensorflow():
    return graphs_for(
        [(ones, n) for n in (2, 3, 4, 5)],
        lambda x, n: x * n,
        dynamic=False,
    )


def graphs_for_numbers_as_tensors():
    return graphs_for(
        [(ones, torch.tensor(n)) for n in (2.0, 3.0)],
        lambda x, n: x * n,
    )


# --8<-- [end:graphs]


# --8<-- [start:side_effects]
# What Python does beside the tensors happens in each call of
# PyTorch, in TensorFlow while it traces alone. no remedy: note
# it once, outside.
def appends_to_a_list():
    seen = []

    def noted(x):
        seen.append("call")
        return x * 2

    compiled = torch.compile(noted, backend="eager")
    for _ in range(3):
        compiled(ones)
    return len(seen)


# no remedy: a constant of TensorFlow's graph stays what it was
# when it was traced; hand it over as an argument.
def number_changes_outside():
    how = {"scale": 2.0}
    compiled = torch.compile(
        lambda x: x * how["scale"], backend="eager"
    )
    first = compiled(ones)
    how["scale"] = 5.0
    return first, compiled(ones)


def tensor_changes_outside():
    scale = torch.tensor(2.0)
    compiled = torch.compile(
        lambda x: x * scale, backend="eager"
    )
    first = compiled(ones)
    scale.fill_(5.0)
    return first, compiled(ones)


# no remedy: draw once, outside of the function.
def python_draws_anew():
    random.seed(0)
    compiled = torch.compile(
        lambda x: x * random.random(), backend="eager"
    )
    return torch.equal(compiled(ones), compiled(ones))


def framework_draws_anew():
    compiled = torch.compile(
        lambda x: x * torch.rand(()), backend="eager"
    )
    return torch.equal(compiled(ones), compiled(ones))


def knows_that_it_is_compiled():
    compiled = torch.compile(
        lambda x: x * int(torch.compiler.is_compiling()),
        backend="eager",
    )
    return compiled(ones)


compiles_outside = torch.compiler.is_compiling()


def switched_off():
    seen = []

    @torch.compiler.disable
    def noted(x):
        seen.append("call")
        return x * 2

    for _ in range(3):
        noted(ones)
    return len(seen)


# TensorFlow creates a variable in the first call alone; a
# module of PyTorch may be made anywhere. no remedy: nobody
# wants the error.
def creates_weights():
    compiled = torch.compile(
        lambda x: x * torch.nn.Parameter(torch.tensor(3.0)),
        backend="eager",
    )
    return compiled(ones).detach()


def numpy_inside():
    compiled = torch.compile(
        lambda x: x * x.numpy().max(), backend="eager"
    )
    return compiled(torch.tensor([1.0, 2.0]))


executes_at_once = hasattr(torch, "executing_eagerly")
executes_at_once_as_tensorflow = True
# --8<-- [end:side_effects]
