"""How many names of its framework a training takes: the numbers on the page about ease, measured."""

import ast
import builtins
import re

import pytest

from counterpoint.source.snippets import read_sections
from counterpoint.source.voices import BY_NAME


def statements_of(path, names):
    """Return the top-level statements of a snippet's sections."""
    sections = read_sections(path)
    lines = {line for name in names for line in range(sections[name].first, sections[name].last + 1)}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return [statement for statement in body if statement.lineno in lines]


def own_names(path):
    """Return what is not the framework's: what the snippet names itself, and Python's own."""
    own = {"np", "plt"} | set(dir(builtins))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.FunctionDef):
            own.add(node.name)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
    return own


def framework_names(path, statements):
    """Return the framework's modules, classes, functions, methods and keywords in these statements."""
    own, used = own_names(path), set()
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Name) and node.id not in own:
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Call) and not python_calls(node):
            used |= {keyword.arg for keyword in node.keywords}
    return used


def python_calls(call):
    return isinstance(call.func, ast.Name) and call.func.id in dir(builtins)


def count(repository, voice, row):
    """Return how many names the part of the training snippet takes that a row of the page names."""
    path = repository.topic("training_step").snippet(BY_NAME[voice])
    if row == "the function `train_step`":
        chosen = [s for s in statements_of(path, ["loop"]) if isinstance(s, ast.FunctionDef)]
    elif row == "the sections `model` and `loop`":
        chosen = statements_of(path, ["model", "loop"])
    else:
        chosen = [
            call
            for statement in statements_of(path, ["built_in"])
            for call in ast.walk(statement)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in ("compile", "fit")
        ]
    return len(framework_names(path, chosen))


def table(repository):
    """Return the rows of the page's table of names: what is counted, and two numbers."""
    page = (repository.docs / "orchestra" / "encore.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (the .+?) \| (\d+|–) \| (\d+) \|$", page, re.MULTILINE)
    return {row: {"pytorch": ours, "tensorflow": theirs} for row, ours, theirs in found}


ROWS = [
    "the function `train_step`",
    "the sections `model` and `loop`",
    "the calls of `compile` and `fit`",
]


def test_the_page_counts_three_parts_of_the_training_snippets(repository):
    assert list(table(repository)) == ROWS
    assert table(repository)[ROWS[2]]["pytorch"] == "–"  # PyTorch has no fit


@pytest.mark.parametrize("row", ROWS)
def test_the_page_gives_the_number_of_names_that_tensorflow_and_keras_take(repository, row):
    assert count(repository, "tensorflow", row) == int(table(repository)[row]["tensorflow"])


@pytest.mark.parametrize("row", ROWS[:2])
def test_the_page_gives_the_number_of_names_that_pytorch_takes(repository, row):
    assert count(repository, "pytorch", row) == int(table(repository)[row]["pytorch"])


def test_the_drawing_has_a_dot_for_each_name(repository):
    path = repository.docs / "assets" / "images" / "orchestra_encore.svg"
    drawing = path.read_text(encoding="utf-8")
    for voice in ["pytorch", "tensorflow"]:
        numbers = [row[voice] for row in table(repository).values() if row[voice] != "–"]
        assert drawing.count(f'<circle class="{voice}"') == sum(map(int, numbers))
        assert all(re.search(rf"\b{number}\b", drawing) for number in numbers)


def test_a_name_counts_once_and_those_of_python_and_of_the_snippet_do_not(tmp_path):
    path = tmp_path / "t_pytorch.py"
    path.write_text(
        "# --8<-- [start:one]\nimport torch\nfrom torch import nn\nx = torch.ones(3)\n"
        "# --8<-- [end:one]\n# --8<-- [start:two]\ny = nn.Linear(3, 1, bias=False)(x)\n"
        "print(torch.sum(y), torch.sum(x), sep=' ')\n# --8<-- [end:two]\n",
        encoding="utf-8",
    )
    two = framework_names(path, statements_of(path, ["two"]))
    assert two == {"nn", "Linear", "bias", "torch", "sum"}
    assert framework_names(path, statements_of(path, ["one"])) == {"torch", "ones"}


def test_the_framework_names_of_one_step_are_these(repository):
    names = {}
    for voice in ["pytorch", "tensorflow"]:
        path = repository.topic("training_step").snippet(BY_NAME[voice])
        steps = [s for s in statements_of(path, ["loop"]) if isinstance(s, ast.FunctionDef)]
        names[voice] = framework_names(path, steps)
    assert names["pytorch"] == {"zero_grad", "backward", "step", "item"}
    assert names["tensorflow"] == {
        "tf",
        "function",
        "trainable_variables",
        "GradientTape",
        "training",
        "gradient",
        "apply_gradients",
    }
