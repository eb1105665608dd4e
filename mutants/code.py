"""Breaks of Python: each operator yields what it changes of one node, and what it writes there instead."""

import ast
import re
from collections.abc import Iterator

from mutants.breaks import Break, broken

Span = tuple[int, int]
Change = tuple[str, ast.AST | Span, str]  # operator, what is replaced, its new text
SIGNS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/"}
COMPARISONS = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
PAIRS = (("mean", "sum"), ("max", "min"), ("argmax", "argmin"), ("all", "any"), ("amax", "amin"))
REDUCTIONS = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
REDUCTIONS |= {f"reduce_{a}": f"reduce_{b}" for a, b in REDUCTIONS.items() if not a.startswith(("arg", "am"))}
AXES = {"axis", "dim", "dims", "axes", "start_dim", "end_dim", "batch_axis"}
OPERATOR = re.compile(r"[-+*/<>=!]+|(?:is|not|in|and|or)\b(?:\s+(?:not|in)\b)?")
SEEDED = re.compile(r"seed|default_rng|Generator", re.IGNORECASE)
LABEL = re.compile(r"[A-Za-z]{3,}(?=[^\n{}\"']*:)")  # a word before the colon of a printed label


def breaks_of(source: str, kind: str, group: str, path: str) -> Iterator[Break]:
    """Yield every break of the source, each place once by each operator that fits it best."""
    places = _Places(source)
    taken: set[tuple[int, int, str]] = set()
    claimed: set[tuple[int, int]] = set()  # a seed or an axis is no mere constant
    for node in ast.walk(ast.parse(source)):
        for operator, target, text in _changes(node, places):
            span = target if isinstance(target, tuple) else places.span(target)
            if (operator == "constant" and span in claimed) or (*span, text) in taken:
                continue
            taken.add((*span, text))
            claimed |= {span} if operator in ("seed", "axis") else set()
            yield broken(kind, group, path, source, span, text, operator)
        for span, text in _labels(node, places):
            yield broken(kind, group, path, source, span, text, "label")


def runs_otherwise(source: str, one: Break) -> bool:
    """Say whether the break is still Python, and other Python: positions inside a formatted string may mislead."""
    try:
        return ast.dump(ast.parse(one.applied(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


class _Places:
    """Offsets in a text, which the syntax tree gives as lines and bytes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node: ast.AST) -> tuple[int, int]:
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def between(self, left: ast.AST, right: ast.AST, operator: str) -> tuple[Span, str]:
        """Return what lies between two operands, and the same with another operator; brackets stay."""
        span = self.span(left)[1], self.span(right)[0]
        return span, OPERATOR.sub(operator, self.source[slice(*span)], count=1)

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.source[start:end]


def _changes(node: ast.AST, places: _Places) -> Iterator[Change]:
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.UnaryOp):
        yield from _unary(node, places)
    elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        yield "sign", *places.between(node.left, node.right, SIGNS[type(node.op)])
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield "comparison", *places.between(node.left, node.comparators[0], COMPARISONS[type(node.ops[0])])
    elif isinstance(node, ast.BoolOp):
        word = "or" if isinstance(node.op, ast.And) else "and"
        yield "comparison", *places.between(*node.values[:2], word)
    elif isinstance(node, ast.Call):
        yield from _calls(node, places)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and places.text(node.value.func) != "print":
        yield "call dropped", node, "pass"


def _constants(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield "constant", node, str(not node.value)
    elif isinstance(node.value, int):
        yield "constant", node, str(node.value + 1)
    elif isinstance(node.value, float):
        yield "constant", node, repr(node.value * 2 or 1.0)
    elif isinstance(node.value, str) and node.value in REDUCTIONS:
        yield "reduction", node, f'"{REDUCTIONS[node.value]}"'


def _unary(node: ast.UnaryOp, places: _Places) -> Iterator[Change]:
    if isinstance(node.op, ast.USub):
        yield "sign", node, places.text(node).removeprefix("-").lstrip()
    elif isinstance(node.op, ast.Not):
        yield "comparison", node, places.text(node).removeprefix("not").lstrip()


def _calls(node: ast.Call, places: _Places) -> Iterator[Change]:
    name = places.text(node.func)
    if name == "print":
        return
    yield from _arguments(node, name)
    parts = [places.text(part) for part in (*node.args, *node.keywords)]
    for index in range(len(node.args) if node.keywords else 1, len(parts)):
        yield "argument dropped", node, f"{name}({', '.join(parts[:index] + parts[index + 1 :])})"
    if len(node.args) > 1 and all(isinstance(one, ast.Name) for one in node.args[:2]) and parts[0] != parts[1]:
        yield "swapped names", node, f"{name}({', '.join([parts[1], parts[0], *parts[2:]])})"
    if isinstance(node.func, ast.Attribute):
        owner = name.rpartition(".")[0]
        if node.func.attr in REDUCTIONS:
            yield "reduction", node.func, f"{owner}.{REDUCTIONS[node.func.attr]}"
        if not parts:
            yield "call dropped", node, owner


def _arguments(node: ast.Call, name: str) -> Iterator[Change]:
    """Yield other seeds and other axes."""
    for value in (*node.args, *(keyword.value for keyword in node.keywords)):
        if SEEDED.search(name) and isinstance(value, ast.Constant) and type(value.value) is int:
            yield "seed", value, str(value.value + 1)
    for keyword in node.keywords:
        if keyword.arg in AXES and (number := _integer(keyword.value)) is not None:
            yield "axis", keyword.value, "1" if number == 0 else "0"


def _integer(node: ast.AST) -> int | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None


def _labels(node: ast.AST, places: _Places) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield a letter of the first word of each label that a print or a format writes."""
    if not isinstance(node, ast.Call) or places.text(node.func) != "print":
        return
    for text in node.args:
        if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            start, _ = places.span(text)
            if word := LABEL.search(places.text(text)):
                yield (start + word.start(), start + word.end()), word[0][::-1]
