"""What is known of names without a framework: how they are spelt, which methods a class has, what a call gives.

A value is a word: the dotted name of something of a framework, that name and `()` for an object of the class, OWN and a
number for a class of the program (with `()` for its object), or one of the words below. The page's script knows the
same words: theme/assets/javascripts/reading/.
"""

import functools
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data"
FRAMEWORKS = ("torch", "tf", "keras")
UNKNOWN, FOREIGN, LIBRARY, CONTAINER, OWN = "", "~", "@", "[]", "own"
TENSORS = ("torch.Tensor", "tf.Tensor", "tf.Variable")
Table = dict[str, Any]


class Knowledge:
    """The packaged tables, and what follows from them."""

    def __init__(self, gives: Table, methods: dict[str, list[str]], names: dict[str, dict[str, str]]) -> None:
        self._gives = gives
        self._methods = {kind: frozenset(found) for kind, found in methods.items()}
        self.modules = names
        self._first = {f"{module}.{name}": one for module, found in names.items() for name, one in found.items() if one}
        self.builtins = frozenset(gives["python"][""].split())
        self.holding = frozenset(gives["python"]["may hold tensors"].split())
        self.methods_of_python = frozenset(gives["python"]["methods"].split())

    def imported(self, module: str) -> str:
        """Return the value that an import of the module binds, by its full name."""
        root, dot, rest = module.partition(".")
        if root in self._gives["roots"]:
            return self.spelt(self._gives["roots"][root] + dot + rest)
        return FOREIGN if root in self._gives["libraries"].split() else LIBRARY

    def spelt(self, name: str) -> str:
        """Return the name under which the rows list it: keras.layers.Dense for tf.keras.layers.Dense."""
        for written, listed in self._gives["spellings"]:
            if name.startswith(written) or name + "." == written:
                name = listed.rstrip(".") + name[len(written.rstrip(".")) :]
        return self._first.get(name, name)

    def usual(self, voice: str, alias: str) -> str:
        """Return what a name stands for in the imports that the dictionary's twins have: torch.nn.functional for F."""
        return str(self._gives["usual"][voice].get(alias, UNKNOWN))

    def base(self, kind: str) -> str:
        """Return the class whose methods an object of this class has: torch.nn.Module for torch.nn.Linear."""
        for prefix, base in self._gives["bases"]:
            if kind == prefix or (prefix.endswith(".") and kind.startswith(prefix)):
                return str(base)
        return UNKNOWN

    def owner(self, kind: str, method: str) -> str:
        """Return the class that has the method: this one, or one above it; nothing where none has."""
        base = self.base(kind)
        above = (kind, base, *self._gives["subclasses"].get(kind, ()), *self._gives["subclasses"].get(base, ()))
        return next((one for one in above if method in self._methods.get(one, ())), UNKNOWN)

    def guessed(self, method: str, roots: list[str]) -> list[str]:
        """Return the classes that have the method, those of the framework imported first before the others'.

        None where Python's own types have a method of that name.
        """
        if method in self.methods_of_python:
            return []
        fits = [kind for kind, found in self._methods.items() if method in found and self.base(kind) == kind]
        return [kind for root in roots for kind in fits if kind.partition(".")[0] == root]

    def attribute(self, base: str, name: str) -> str:
        return str(self._gives["attributes"].get(base, {}).get(name, UNKNOWN))

    def called(self, name: str) -> str:
        """Return what a call of something of a framework gives: an object of a class, a tensor, or nothing known."""
        if name in self._gives["functions"]:
            return str(self._gives["functions"][name])
        module, _, last = name.rpartition(".")
        return f"{name}()" if last[:1].isupper() else str(self._gives["modules"].get(module, UNKNOWN))

    def object_called(self, base: str) -> str:
        return str(self._gives["called"].get(base, UNKNOWN))

    def returned(self, kind: str, method: str, receiver: str) -> str:
        """Return what a method of an object gives; `=` in the table is the object itself."""
        table = self._gives["returns"].get(self.base(kind), {})
        found = str(table.get(method, table.get("", UNKNOWN)))
        return receiver if found == "=" else found


@functools.lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Return the packaged knowledge."""
    return Knowledge(**packaged_tables())


def packaged_tables() -> dict[str, Table]:
    """Return the packaged tables by their names, as the page's script takes them too."""
    gives, methods, names = (
        json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("gives", "class_methods", "public_names")
    )
    return {"gives": gives, "methods": methods, "names": names["modules"]}
