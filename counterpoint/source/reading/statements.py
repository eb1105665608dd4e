"""Walk through a program's statements: what they bind, function by function, and the calls on the way."""

import ast
from collections.abc import Iterable

from counterpoint.source.reading.calls import Calls
from counterpoint.source.reading.imports import Imports
from counterpoint.source.reading.knowledge import FRAMEWORKS, OWN, UNKNOWN, Knowledge
from counterpoint.source.reading.scopes import Scope
from counterpoint.source.reading.sites import Site
from counterpoint.source.reading.values import parameters

FIRST = ("__init__", "build", "setup")  # they keep what the other methods call
STATIC = ("staticmethod", "classmethod")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def call_sites(tree: ast.Module, known: Knowledge) -> list[Site]:
    """Return every call of a program, by line and column."""
    reader = _Statements(known)
    reader.program(tree)
    return sorted(reader.expressions.sites, key=lambda site: (site.line, site.column))


class _Statements(Imports):
    def __init__(self, known: Knowledge) -> None:
        self.expressions = Calls(known)
        super().__init__(known, self.expressions.roots)
        self._later: list[tuple[Function, Scope]] = []  # a function runs when all around it is bound

    def program(self, tree: ast.Module) -> None:
        self._body(tree.body, Scope())
        while self._later:
            function, scope = self._later.pop(0)
            self._body(function.body, scope)

    def _body(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, statement: ast.AST, scope: Scope) -> None:
        bind = getattr(self, f"_of_{type(statement).__name__.lower()}", None)
        if bind:
            bind(statement, scope)
            return
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                self._statement(child, scope)
            else:
                self.expressions.value(child, scope)

    def _of_assign(self, node: ast.Assign, scope: Scope) -> None:
        target = node.targets[0]
        pairs = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
        if pairs and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]
            for one, value in zip(target.elts, node.value.elts, strict=True):  # type: ignore[attr-defined]
                self._target(one, self.expressions.value(value, scope), scope)
            return
        value = self.expressions.value(node.value, scope)
        for one in node.targets:
            self._target(one, value, scope)

    def _of_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        value = self.expressions.value(node.value, scope) if node.value else UNKNOWN
        self._target(node.target, value or self._annotated(node.annotation, scope), scope)

    def _of_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        self.expressions.value(node.value, scope)
        if not isinstance(node.target, ast.Name):
            self.expressions.value(node.target, scope)

    def _target(self, target: ast.expr, value: str, scope: Scope) -> None:
        """Bind a name or an attribute of `self`; what is unpacked isn't known."""
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            own = self.expressions.classes.of(self.expressions.value(target.value, scope))
            if own:
                own.attributes[target.attr] = value or own.attributes.get(target.attr, UNKNOWN)
        elif isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self._target(one, UNKNOWN, scope)
        elif isinstance(target, ast.Starred):
            self._target(target.value, UNKNOWN, scope)
        else:
            self.expressions.value(target, scope)

    def _of_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self.expressions.value(node.iter, scope)
        self._target(node.target, UNKNOWN, scope)
        self._body([*node.body, *node.orelse], scope)

    _of_asyncfor = _of_for

    def _of_with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            value = self.expressions.value(item.context_expr, scope)
            if item.optional_vars:
                self._target(item.optional_vars, value, scope)
        self._body(node.body, scope)

    _of_asyncwith = _of_with

    def _of_functiondef(self, node: Function, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self.expressions.decorated(decorator, scope)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.expressions.value(default, scope)
        names = {one.arg: self._annotated(one.annotation, scope) for one in parameters(node.args)}
        static = any(isinstance(one, ast.Name) and one.id in STATIC for one in node.decorator_list)
        if scope.of_class and not static and node.args.args:
            names[node.args.args[0].arg] = scope.own
        scope.names[node.name] = OWN
        self._later.append((node, Scope(scope, names=names)))

    _of_asyncfunctiondef = _of_functiondef

    def _of_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self.expressions.decorated(decorator, scope)
        bases = [self.expressions.value(base, scope) for base in node.bases]
        value, own = self.expressions.classes.add(next(filter(None, bases), UNKNOWN))
        scope.names[node.name] = value
        own.methods.update(one.name for one in node.body if isinstance(one, Function))
        inner = Scope(scope, of_class=True, own=f"{value}()")
        before = len(self._later)
        self._body(node.body, inner)
        self._later[before:] = sorted(self._later[before:], key=lambda pair: pair[0].name not in FIRST)

    def _annotated(self, annotation: ast.expr | None, scope: Scope) -> str:
        """Return an object of the framework's class that an annotation names."""
        value = self.expressions.value(annotation, scope) if isinstance(annotation, ast.Attribute | ast.Name) else ""
        return f"{value}()" if value.partition(".")[0] in FRAMEWORKS and value[:1] else UNKNOWN

    def _of_excepthandler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.name:
            scope.names[node.name] = UNKNOWN
        self._body(node.body, scope)

    def _of_delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            self._target(target, UNKNOWN, scope)

    def _of_match_case(self, node: ast.match_case, scope: Scope) -> None:
        captured = (getattr(one, "name", None) or getattr(one, "rest", None) for one in ast.walk(node.pattern))
        scope.names.update(dict.fromkeys(filter(None, captured), UNKNOWN))
        self.expressions.value(node.guard, scope)
        self._body(node.body, scope)

    def _of_global(self, node: ast.Global, scope: Scope) -> None:
        """Leave a name as it is: what it means is known where it is bound."""
