"""Walk through expressions: what each is worth, as far as it is known."""

import ast
from collections.abc import Sequence

from counterpoint.source.reading.knowledge import (
    CONTAINER,
    FOREIGN,
    LIBRARY,
    OWN,
    TENSORS,
    UNKNOWN,
    Knowledge,
)
from counterpoint.source.reading.scopes import Classes, Scope

SELF = "super"
Place = tuple[int, int]


class Values:
    """Values of expressions within scopes; a call's is known by what stands in calls.py."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.classes = Classes(known)
        self.text: Place | None = None  # where the f-string begins that is being read: Python 3.11 knows no more

    def value(self, node: ast.AST | None, scope: Scope) -> str:
        """Return what an expression is worth and note its calls."""
        if node is None:
            return UNKNOWN
        read = getattr(self, f"_of_{type(node).__name__.lower()}", self._of_others)
        return str(read(node, scope))

    def each(self, nodes: Sequence[ast.AST | None], scope: Scope) -> list[str]:
        return [self.value(node, scope) for node in nodes]

    def _of_others(self, node: ast.AST, scope: Scope) -> str:
        self.each(list(ast.iter_child_nodes(node)), scope)
        return UNKNOWN

    def _of_constant(self, node: ast.Constant, scope: Scope) -> str:
        return UNKNOWN if node.value is None else FOREIGN

    def _of_joinedstr(self, node: ast.JoinedStr, scope: Scope) -> str:
        outer, self.text = self.text, self.text or (node.lineno, node.col_offset)
        self._of_others(node, scope)
        self.text = outer
        return FOREIGN

    def _of_name(self, node: ast.Name, scope: Scope) -> str:
        found = scope.found(node.id)
        if found is not None:
            return found
        return FOREIGN if node.id in self.known.builtins else UNKNOWN

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> str:
        return self.attribute(self.value(node.value, scope), node.attr)

    def attribute(self, of: str, name: str) -> str:
        if of in (FOREIGN, LIBRARY, UNKNOWN, CONTAINER) or of.startswith(SELF):
            return UNKNOWN if of == CONTAINER else of
        if of.startswith(OWN):
            if self.classes.has(of, name):
                return OWN
            return self.classes.attribute(of, name) or self.known.attribute(self.classes.framework_base(of), name)
        if of.endswith("()"):
            return self.known.attribute(self.known.base(of[:-2]), name)
        return self.known.spelt(f"{of}.{name}")

    def _container(self, node: ast.AST, scope: Scope) -> str:
        self._of_others(node, scope)
        return CONTAINER

    _of_list = _of_tuple = _of_set = _of_dict = _container

    def _of_binop(self, node: ast.BinOp, scope: Scope) -> str:
        return self._together(self.each([node.left, node.right], scope))

    def _of_compare(self, node: ast.Compare, scope: Scope) -> str:
        return self._together(self.each([node.left, *node.comparators], scope))

    def _together(self, values: list[str]) -> str:
        """Return a tensor where one of them is one."""
        for value in values:
            if self.known.base(value.removesuffix("()")) in TENSORS:
                return value
        return FOREIGN if all(value == FOREIGN for value in values) else UNKNOWN

    def _of_unaryop(self, node: ast.UnaryOp, scope: Scope) -> str:
        value = self.value(node.operand, scope)
        return FOREIGN if isinstance(node.op, ast.Not) else value

    def _of_subscript(self, node: ast.Subscript, scope: Scope) -> str:
        value = self.value(node.value, scope)
        self.value(node.slice, scope)
        return value if value == FOREIGN or self.known.base(value.removesuffix("()")) in TENSORS else UNKNOWN

    def _of_ifexp(self, node: ast.IfExp, scope: Scope) -> str:
        self.value(node.test, scope)
        values = self.each([node.body, node.orelse], scope)
        return values[0] or values[1]

    def _of_await(self, node: ast.Await | ast.Starred, scope: Scope) -> str:
        return self.value(node.value, scope)

    _of_starred = _of_await

    def _of_namedexpr(self, node: ast.NamedExpr, scope: Scope) -> str:
        value = self.value(node.value, scope)
        scope.names[node.target.id] = value
        return value

    def _of_lambda(self, node: ast.Lambda, scope: Scope) -> str:
        self.each([*node.args.defaults, *node.args.kw_defaults], scope)
        names = {argument.arg: UNKNOWN for argument in parameters(node.args)}
        self.value(node.body, Scope(scope, names=names))
        return OWN

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> str:
        inner = Scope(scope)
        for part in node.generators:
            self.value(part.iter, inner)
            inner.names.update(dict.fromkeys(bound_names(part.target), UNKNOWN))
            self.each(part.ifs, inner)
        self.each([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt], inner)
        return CONTAINER

    _of_listcomp = _of_setcomp = _of_generatorexp = _of_dictcomp = _comprehension


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Return a function's parameters in order."""
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]


def bound_names(target: ast.AST) -> list[str]:
    """Return the names that an assignment to the target binds."""
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
