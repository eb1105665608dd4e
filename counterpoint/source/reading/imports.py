"""Bind what a program's imports bring."""

import ast

from counterpoint.source.reading.knowledge import FRAMEWORKS, LIBRARY, Knowledge
from counterpoint.source.reading.scopes import Scope


class Imports:
    """Reads the statements that import; `roots` are the frameworks that were, in that order."""

    def __init__(self, known: Knowledge, roots: list[str]) -> None:
        self.known = known
        self.roots = roots

    def _of_import(self, node: ast.Import, scope: Scope) -> None:
        for one in node.names:
            whole = one.name if one.asname else one.name.partition(".")[0]
            self._bind(one.asname or whole, self.known.imported(whole), scope)

    def _of_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = LIBRARY if node.level else self.known.imported(node.module or "")
        for one in node.names:
            if one.name == "*":
                self._star(module, scope)
            elif module.partition(".")[0] in FRAMEWORKS:
                self._bind(one.asname or one.name, self.known.spelt(f"{module}.{one.name}"), scope)
            else:
                self._bind(one.asname or one.name, module, scope)

    def _star(self, module: str, scope: Scope) -> None:
        for name in self.known.modules.get(module, ()):
            self._bind(name, self.known.spelt(f"{module}.{name}"), scope)

    def _bind(self, name: str, value: str, scope: Scope) -> None:
        scope.names[name] = value
        root = value.partition(".")[0]
        for one in ("tf", "keras") if root in ("tf", "keras") else (root,):
            if root in FRAMEWORKS and one not in self.roots:
                self.roots.append(one)
