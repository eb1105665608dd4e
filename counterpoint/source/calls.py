"""Resolve what an expression calls, through a module's imports and aliases, without running it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterpoint.source.snippets import parse
from counterpoint.source.voices import PYTORCH, Voice

SHORT = {"tensorflow": "tf"}  # the name that its users know
SAME_ARGUMENT = {"dim": "axis", "dims": "axis", "keepdim": "keepdims", "input": "x"}
# What changes how numbers lie or are kept, and no number.
CONVERTERS = frozenset(
    """permute transpose movedim moveaxis swapaxes mT T H squeeze unsqueeze expand_dims
    to int long float double half bool cast astype type_as
    numpy item tolist list tuple convert_to_tensor as_tensor tensor constant from_numpy
    values indices""".split()  # noqa: SIM905
)


def aliases(path: Path) -> dict[str, str]:
    """Return the module's names for modules and what it takes from them: {'F': 'torch.nn.functional'}."""
    found: dict[str, str] = {}
    for statement in parse(path).body:
        if isinstance(statement, ast.Import):
            for one in statement.names:
                root = one.name if one.asname else one.name.partition(".")[0]
                found[one.asname or root] = _short(root)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            for one in statement.names:
                found[one.asname or one.name] = f"{_short(statement.module)}.{one.name}"
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Attribute):
            target = statement.targets[0]
            name = resolved(statement.value, found)
            if name and isinstance(target, ast.Name):
                found[target.id] = name
    return found


def _short(name: str) -> str:
    root, dot, rest = name.partition(".")
    return SHORT.get(root, root) + dot + rest


def resolved(node: ast.AST, known: dict[str, str]) -> str:
    """Return the full name of a chain such as F.relu, or nothing where it starts at no module."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in known:
        return ".".join([known[node.id], *parts])
    return ""


def calls(node: ast.AST, known: dict[str, str], voice: Voice) -> list[str]:
    """Return the public names that an expression reads, in order; a method counts as the tensor's."""
    return list(dict.fromkeys(_calls(node, known, "torch.Tensor" if voice == PYTORCH else "tf.Tensor")))


def _calls(node: ast.AST, known: dict[str, str], tensor: str) -> Iterator[str]:
    name = resolved(node, known) if isinstance(node, ast.Attribute | ast.Name) else ""
    if name:
        if "." in name:
            yield name
        return
    if isinstance(node, ast.Attribute):
        yield f"{tensor}.{node.attr}"
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, known, tensor)


def letters(node: ast.AST, known: dict[str, str]) -> Any:
    """Return an expression without its modules, a method's tensor as its first argument.

    Two expressions with equal letters are what a reader gets who only renames the module.
    """
    match node:
        case ast.Call(func=function, args=arguments, keywords=keywords):
            given = [letters(one, known) for one in arguments]
            if isinstance(function, ast.Attribute) and not resolved(function, known):
                given.insert(0, letters(function.value, known))
                head: Any = function.attr
            else:
                head = letters(function, known)
            named = sorted((SAME_ARGUMENT.get(k.arg or "", k.arg), letters(k.value, known)) for k in keywords)
            return ("call", head, tuple(given), tuple(named))
        case ast.Attribute() | ast.Name() if name := resolved(node, known):
            return name.rpartition(".")[2]
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return ("list", tuple(letters(part, known) for part in parts))
    return ast.unparse(node)


def converts(remedy: ast.AST, original: ast.AST, name: str, known: dict[str, str]) -> bool:
    """Say whether a remedy is the row's own expression, or its name, with nothing but conversions around it."""
    wrapped = ast.dump(original)
    found: list[bool] = []

    def only_conversions(node: ast.AST) -> bool:
        if ast.dump(node) == wrapped or (isinstance(node, ast.Name) and node.id == name):
            found.append(True)
            return True
        if isinstance(node, ast.Call):
            called = resolved(node.func, known) or getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called.rpartition(".")[2] not in CONVERTERS:
                return False
            if isinstance(node.func, ast.Attribute) and not resolved(node.func, known):
                return only_conversions(node.func.value)
            return all(only_conversions(one) for one in node.args)
        if isinstance(node, ast.Attribute) and not resolved(node, known):
            return node.attr in CONVERTERS and only_conversions(node.value)
        if isinstance(node, ast.Tuple | ast.List):
            return all(only_conversions(one) for one in node.elts)
        if isinstance(node, ast.Subscript):
            return only_conversions(node.value)
        return isinstance(node, ast.Constant | ast.Attribute | ast.Name | ast.UnaryOp)

    return only_conversions(remedy) and bool(found)
