"""Walk through expressions: what each is worth, and the calls in it, in the order in which they stand."""

import ast
from collections.abc import Sequence

from counterpoint.source.reading.arguments import read_arguments
from counterpoint.source.reading.knowledge import (
    CONTAINER,
    FOREIGN,
    FRAMEWORKS,
    LIBRARY,
    TENSORS,
    UNKNOWN,
    Knowledge,
)
from counterpoint.source.reading.knowledge import OWN as OWN_VALUE
from counterpoint.source.reading.scopes import Classes, Scope
from counterpoint.source.reading.sites import ANYTHING, GUESS, IMPORT, INSTANCE, MADE, OTHER, OWN, Arguments, Site
from counterpoint.source.reading.sites import UNKNOWN as UNRESOLVED

SELF = "super"
Place = tuple[int, int]


class Expressions:
    """Values of expressions within scopes; the sites are collected on the way."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.classes = Classes(known)
        self.sites: list[Site] = []
        self.roots: list[str] = []  # the frameworks that are imported, in that order
        self._text: Place | None = None  # where the f-string begins that is being read: Python 3.11 knows no more

    def value(self, node: ast.AST | None, scope: Scope) -> str:
        """Return what an expression is worth and note its calls."""
        if node is None:
            return UNKNOWN
        read = getattr(self, f"_of_{type(node).__name__.lower()}", self._of_others)
        return str(read(node, scope))

    def _each(self, nodes: Sequence[ast.AST | None], scope: Scope) -> list[str]:
        return [self.value(node, scope) for node in nodes]

    def _of_others(self, node: ast.AST, scope: Scope) -> str:
        self._each(list(ast.iter_child_nodes(node)), scope)
        return UNKNOWN

    def _of_constant(self, node: ast.Constant, scope: Scope) -> str:
        return UNKNOWN if node.value is None else FOREIGN

    def _of_joinedstr(self, node: ast.JoinedStr, scope: Scope) -> str:
        outer, self._text = self._text, self._text or (node.lineno, node.col_offset)
        self._of_others(node, scope)
        self._text = outer
        return FOREIGN

    def _of_name(self, node: ast.Name, scope: Scope) -> str:
        found = scope.found(node.id)
        if found is not None:
            return found
        return FOREIGN if node.id in self.known.builtins else UNKNOWN

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> str:
        return self._attribute(self.value(node.value, scope), node.attr)

    def _attribute(self, of: str, name: str) -> str:
        if of in (FOREIGN, LIBRARY, UNKNOWN, CONTAINER) or of.startswith(SELF):
            return UNKNOWN if of == CONTAINER else of
        if of.startswith(OWN_VALUE):
            if self.classes.has(of, name):
                return OWN_VALUE
            return self.classes.attribute(of, name) or self.known.attribute(self.classes.framework_base(of), name)
        if of.endswith("()"):
            return self.known.attribute(self.known.base(of[:-2]), name)
        return self.known.spelt(f"{of}.{name}")

    def _container(self, node: ast.AST, scope: Scope) -> str:
        self._of_others(node, scope)
        return CONTAINER

    _of_list = _of_tuple = _of_set = _of_dict = _container

    def _of_binop(self, node: ast.BinOp, scope: Scope) -> str:
        return self._together(self._each([node.left, node.right], scope))

    def _of_compare(self, node: ast.Compare, scope: Scope) -> str:
        return self._together(self._each([node.left, *node.comparators], scope))

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
        values = self._each([node.body, node.orelse], scope)
        return values[0] or values[1]

    def _of_await(self, node: ast.Await | ast.Starred, scope: Scope) -> str:
        return self.value(node.value, scope)

    _of_starred = _of_await

    def _of_namedexpr(self, node: ast.NamedExpr, scope: Scope) -> str:
        value = self.value(node.value, scope)
        scope.names[node.target.id] = value
        return value

    def _of_lambda(self, node: ast.Lambda, scope: Scope) -> str:
        self._each([*node.args.defaults, *node.args.kw_defaults], scope)
        names = {argument.arg: UNKNOWN for argument in parameters(node.args)}
        self.value(node.body, Scope(scope, names=names))
        return OWN_VALUE

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> str:
        inner = Scope(scope)
        for part in node.generators:
            self.value(part.iter, inner)
            inner.names.update(dict.fromkeys(bound_names(part.target), UNKNOWN))
            self._each(part.ifs, inner)
        self._each([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt], inner)
        return CONTAINER

    _of_listcomp = _of_setcomp = _of_generatorexp = _of_dictcomp = _comprehension

    def _of_call(self, node: ast.Call, scope: Scope) -> str:
        function = node.func
        receiver = self.value(function.value, scope) if isinstance(function, ast.Attribute) else UNKNOWN
        callee = self._attribute(receiver, function.attr) if isinstance(function, ast.Attribute) else ""
        if not isinstance(function, ast.Attribute):
            callee = self.value(function, scope)
        self._each([*node.args, *(one.value for one in node.keywords)], scope)
        if isinstance(function, ast.Name) and callee == FOREIGN and function.id in self.known.builtins:
            self._note(function, function.id, OTHER, read_arguments(node))
            if function.id == SELF:
                return f"{SELF} {scope.of_self()}"
            return UNKNOWN if function.id in self.known.holding else FOREIGN
        if isinstance(function, ast.Attribute):
            return self._of_method(function, receiver, callee, read_arguments(node))
        return self._of_function(function, callee, read_arguments(node))

    def _of_function(self, function: ast.expr, callee: str, arguments: Arguments) -> str:
        """Note a call of something that has a value of its own; return what it gives."""
        if callee.partition(".")[0] in FRAMEWORKS:
            kind = callee.removesuffix("()")
            if callee == kind:
                self._note(function, callee, IMPORT, arguments)
                return self.known.called(callee)
            self._note(function, kind, INSTANCE, arguments)
            return self.known.object_called(self.known.base(kind))
        written = _written(function)
        if callee.startswith(OWN_VALUE):
            self._note(function, written, OWN, arguments)
            is_class = callee != OWN_VALUE and not callee.endswith("()")
            return f"{callee}()" if is_class else self.known.object_called(self.classes.framework_base(callee))
        self._note(function, written, OTHER if callee else UNRESOLVED, arguments)
        return FOREIGN if callee == FOREIGN else UNKNOWN

    def _of_method(self, function: ast.Attribute, receiver: str, callee: str, arguments: Arguments) -> str:
        """Note a call whose name stands behind a dot; return what it gives."""
        is_object = receiver.endswith("()") and not receiver.startswith(SELF)
        if callee or not (is_object or receiver == UNKNOWN):
            if receiver == CONTAINER or receiver.startswith(SELF):
                self._note(function, function.attr, OTHER, arguments)
                return UNKNOWN
            return self._of_function(function, callee, arguments)
        if receiver == UNKNOWN:
            return self._guessed(function, arguments)
        own = receiver.startswith(OWN_VALUE)
        kind = self.classes.framework_base(receiver) if own else receiver[:-2]
        owner = self.known.owner(kind, function.attr)
        if not owner and not own and not self.known.base(kind):
            owner = kind  # a class of the framework whose methods aren't listed
        if not owner:
            self._note(function, function.attr, UNRESOLVED, arguments)
            return UNKNOWN
        self._note(function, f"{owner}.{function.attr}", MADE, arguments)
        return self.known.returned(kind, function.attr, receiver)

    def _guessed(self, function: ast.Attribute, arguments: Arguments) -> str:
        """Note a method of what isn't known by its name; what it gives is known where one class alone has it."""
        owners = self.known.guessed(function.attr, self.roots)
        if not owners:
            self._note(function, function.attr, UNRESOLVED, arguments)
            return UNKNOWN
        self._note(function, f"{owners[0]}.{function.attr}", GUESS, arguments)
        return self.known.returned(owners[0], function.attr, f"{owners[0]}()") if len(owners) == 1 else UNKNOWN

    def _note(self, function: ast.expr, name: str, by: str, arguments: Arguments) -> None:
        line, column = self._text or _place(function)
        self.sites.append(Site(line, column, name, by, arguments))

    def decorated(self, node: ast.expr, scope: Scope) -> None:
        """Note a decorator, which is called with what it decorates; one that is a call notes itself."""
        value = self.value(node, scope)
        if not isinstance(node, ast.Call) and value.partition(".")[0] in FRAMEWORKS:
            self._note(node, value.removesuffix("()"), IMPORT, Arguments([ANYTHING]))


def _place(function: ast.expr) -> Place:
    """Return where the called name begins; of what has none, where it ends."""
    line, column = function.end_lineno or 0, function.end_col_offset or 0
    if isinstance(function, ast.Attribute):
        return line, column - len(function.attr.encode())
    return (function.lineno, function.col_offset) if isinstance(function, ast.Name) else (line, column)


def _written(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else "(…)"


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Return a function's parameters in order."""
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred]


def bound_names(target: ast.AST) -> list[str]:
    """Return the names that an assignment to the target binds."""
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
