"""Read what a call is given, as far as it is written out."""

import ast

from counterpoint.source.reading.sites import ANYTHING, Arguments

DTYPES = frozenset(
    (
        *("float16", "bfloat16", "float32", "float64", "half", "float", "double", "complex64", "bool"),
        *("int8", "int16", "int32", "int64", "uint8", "long", "int"),
    )
)


def read_arguments(call: ast.Call) -> Arguments:
    """Return a call's arguments; what `*` and `**` bring along isn't known, and left out."""
    given = [literal(one) for one in call.args if not isinstance(one, ast.Starred)]
    return Arguments(given, {one.arg: literal(one.value) for one in call.keywords if one.arg})


def literal(node: ast.expr) -> str:
    """Return a literal with its kind, `int 3` and `float 0.5` apart, or a dtype's name; else ANYTHING."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return _number(-number)
        case ast.Constant(value=bool() | None as word):
            return str(word)
        case ast.Constant(value=int() | float() as number):
            return _number(number)
        case ast.Constant(value=str() as text):
            return f"text {text}"
        case ast.Attribute(attr=name) if name in DTYPES:
            return f"name {name}"
    return ANYTHING


def _number(number: float) -> str:
    return f"{type(number).__name__} {number}"
