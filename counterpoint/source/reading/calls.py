"""Follow calls: the name of each, how it is known, and what it gives."""

import ast

from counterpoint.source.reading.arguments import read_arguments
from counterpoint.source.reading.knowledge import CONTAINER, FOREIGN, FRAMEWORKS, UNKNOWN, Knowledge
from counterpoint.source.reading.knowledge import OWN as OWN_VALUE
from counterpoint.source.reading.scopes import Scope
from counterpoint.source.reading.sites import ANYTHING, GUESS, IMPORT, INSTANCE, MADE, OTHER, OWN, Arguments, Site
from counterpoint.source.reading.sites import UNKNOWN as UNRESOLVED
from counterpoint.source.reading.values import SELF, Place, Values


class Calls(Values):
    """The calls of a program, collected while its expressions are read."""

    def __init__(self, known: Knowledge) -> None:
        super().__init__(known)
        self.sites: list[Site] = []
        self.roots: list[str] = []  # the frameworks that are imported, in that order

    def _of_call(self, node: ast.Call, scope: Scope) -> str:
        function = node.func
        receiver = self.value(function.value, scope) if isinstance(function, ast.Attribute) else UNKNOWN
        callee = self.attribute(receiver, function.attr) if isinstance(function, ast.Attribute) else ""
        if not isinstance(function, ast.Attribute):
            callee = self.value(function, scope)
        self.each([*node.args, *(one.value for one in node.keywords)], scope)
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
        line, column = self.text or _place(function)
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
